'use strict';
// One connection to the WebSocket /ws, and the four commands it knows.
const $ = (id) => document.getElementById(id);
let socket = null;
let token = null;

function log(text) {
  $('log').textContent = `${new Date().toLocaleTimeString()}  ${text}\n${$('log').textContent}`.slice(0, 20000);
}

function enable(connected) {
  document.querySelectorAll('[data-connected]').forEach((each) => { each.disabled = !connected; });
  $('state').textContent = connected ? 'connected' : 'not connected';
}

function service() {
  return $('url').value.trim();
}

function connect() {
  if (socket) socket.close();
  socket = new WebSocket(service());
  socket.onopen = () => { enable(true); log('connected'); };
  socket.onclose = (e) => { enable(false); log(`closed (${e.code} ${e.reason})`); };
  socket.onerror = () => log('the service cannot be reached, or does not take pages of this origin (service.cors-origins)');
  socket.onmessage = (e) => {
    const answer = JSON.parse(e.data);
    log(e.data);
    if (answer.type === 'prediction') {
      const who = answer.user ? `, for ${answer.user}` : '';
      $('answer').textContent =
        `${answer.emotion_name}, ${(100 * answer.confidence).toFixed(1)} % (${answer.processing_time_ms} ms${who})`;
    } else if (answer.type === 'error') {
      $('answer').textContent = answer.message;
    }
  };
}

function ask(command) {
  socket.send(JSON.stringify(command));
}

function base64(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(',') + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}

async function predict() {
  for (const file of $('file').files) {
    const command = { command: 'predict', image: await base64(file) };
    if (token) command.token = token;
    ask(command);
  }
}

async function signIn() {
  const http = service().replace(/^ws/, 'http').replace(/\/ws$/, '');
  try {
    const answer = await fetch(`${http}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username: $('username').value, password: $('password').value }),
    });
    const body = await answer.json();
    if (!answer.ok) throw new Error(body.detail);
    token = body.access_token;
    $('who').textContent = `signed in as ${$('username').value}`;
    $('password').value = '';
  } catch (e) {
    token = null;
    $('who').textContent = e.message;
  }
}

document.addEventListener('DOMContentLoaded', () => {
  const served = location.protocol.startsWith('http');
  $('url').value = served ? `${location.origin.replace(/^http/, 'ws')}/ws` : 'ws://localhost:8000/ws';
  enable(false);
  $('connect').addEventListener('click', connect);
  $('predict').addEventListener('click', predict);
  $('file').addEventListener('change', () => {
    const first = $('file').files[0];
    $('preview').hidden = !first;
    if (first) $('preview').src = URL.createObjectURL(first);
  });
  document.querySelectorAll('[data-command]').forEach((each) => {
    each.addEventListener('click', () => ask({ command: each.dataset.command }));
  });
  if ($('sign-in')) $('sign-in').addEventListener('click', signIn);
  connect();
});
