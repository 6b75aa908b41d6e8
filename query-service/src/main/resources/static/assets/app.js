'use strict';

// The dashboard: what is now comes by REST, what changes by the live WebSocket. The feed's cursor is kept, so that
// after a break what was missed comes first. Nothing from outside is ever put in as markup.

const SVG = 'http://www.w3.org/2000/svg';
const QUIET_FOR_TOO_LONG = 12_000;
const PICTURE_EVERY = 5_000;
const RECONNECT_AFTER = 1_000;
const LATEST = 50;
const MOST_FACTS = 20_000;
const WINDOW_MILLIS = {'1m': 60_000, '5m': 300_000, '15m': 900_000, '1h': 3_600_000};
// Names over a picture are as large as in one of this width.
const USUAL_WIDTH = 600;
const NAME_SIZE = 14;
const MOST_SEGMENTS = 500;
const HOURS_SHOWN = {'1m': 1, '5m': 6, '15m': 24, '1h': 72};

const VEHICLES = new Set(['car', 'motorcycle', 'bus', 'truck']);

// Why pictures that come are not believed.
const BLIND = new Set(['moved', 'blurred', 'covered', 'dark', 'frozen']);

const $ = (id) => document.getElementById(id);

// Who sends the page's address to somebody shows the same: site, run, window, and the moment of a run.
const address = (() => {
  const asked = Object.fromEntries(new URLSearchParams(location.search));

  // What is null is left out.
  function set(parts) {
    const query = new URLSearchParams(location.search);
    Object.entries(parts).forEach(([name, value]) => (value === null ? query.delete(name) : query.set(name, value)));
    history.replaceState(null, '', query.size === 0 ? location.pathname : `?${query}`);
  }

  // What was asked for counts once; then what is chosen does.
  function take(name) {
    const value = asked[name] ?? null;
    delete asked[name];
    return value;
  }

  return {asked, set, take};
})();

// Times are shown as clocks at the site show them, as its hours of the week are.
const clock = (() => {
  const zones = new Map();

  function know(sites) {
    sites.forEach(({site, time_zone: zone}) => {
      const named = zone === 'Z' ? 'UTC' : zone;
      try {
        zones.set(site, new Intl.DateTimeFormat([], {timeZone: named}).resolvedOptions().timeZone);
      } catch {
        // A zone that this browser does not know.
        zones.delete(site);
      }
    });
  }

  function show(at, parts) {
    return new Date(at).toLocaleString([], {...parts, timeZone: zones.get(state.site)});
  }

  // Of an axis: where a day begins, the day; seconds only between whole minutes.
  function tick(at) {
    const second = at % 60_000 === 0 ? undefined : '2-digit';
    const shown = new Intl.DateTimeFormat('en', {hour: '2-digit', minute: '2-digit', second, hourCycle: 'h23', timeZone: zones.get(state.site)}).format(at);
    return shown === '00:00' ? show(at, {day: 'numeric', month: 'short'}) : shown;
  }

  // For whoever is elsewhere.
  function whose() {
    const zone = zones.get(state.site);
    return zone === undefined || zone === Intl.DateTimeFormat().resolvedOptions().timeZone ? '' : `, times of ${zone}`;
  }

  return {
    know,
    tick,
    whose,
    time: (at) => show(at, {timeStyle: 'medium'}),
    dateTime: (at, timeStyle = 'short') => show(at, {dateStyle: 'short', timeStyle}),
  };
})();

const TIME_AXIS = {
  type: 'time',
  axisLabel: {hideOverlap: true, formatter: clock.tick},
  axisPointer: {label: {formatter: ({value}) => clock.dateTime(value, 'medium')}},
};

const state = {
  token: sessionStorage.getItem('token'),
  site: null,
  run: 'live',
  layout: null,
  spots: new Map(),
  cameras: new Map(),
  windows: new Map(),
  emotions: new Map(),
  segments: new Map(),
  inside: new Set(),
  passed: new Set(),
  counted: null,
  cursor: null,
  socket: null,
  heardAt: 0,
  generation: 0,
  loadBegan: 0,
};

let reload = null;

async function call(path, options = {}) {
  const headers = {...options.headers};
  if (state.token) {
    headers.Authorization = `Bearer ${state.token}`;
  }
  const purpose = sessionStorage.getItem('purpose');
  if (purpose) {
    headers['X-Purpose'] = purpose;
  }
  if (options.body) {
    headers['Content-Type'] = 'application/json';
  }
  const response = await fetch(path, {...options, headers});
  if (response.status === 401 && path !== '/api/v1/auth/login') {
    signOut();
    throw new Error('Signed out.');
  }
  return response;
}

async function read(path) {
  const response = await call(path);
  if (!response.ok) {
    throw new Error(`${path}: ${response.status}`);
  }
  return response.json();
}

// Page by page; `all` is false where there are more than one wants to keep.
async function readAll(path) {
  const items = [];
  let cursor = null;
  do {
    const page = await read(`${path}${path.includes('?') ? '&' : '?'}limit=1000${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ''}`);
    items.push(...page.items);
    cursor = page.next;
  } while (cursor && items.length < MOST_FACTS);
  return {items, all: !cursor};
}

// Who is signed in: asked for once, whoever wants to know, and of nobody who has left meanwhile.
const person = (() => {
  let me = null;
  let asked = null;

  function load() {
    if (asked === null) {
      const mine = read('/api/v1/auth/users/me').then(
        (answer) => {
          if (asked === mine) {
            me = answer;
          }
        },
        (error) => {
          if (asked === mine) {
            asked = null;
          }
          throw error;
        },
      );
      asked = mine;
    }
    return asked;
  }

  function isAdmin() {
    return me?.role === 'admin';
  }

  // Of the site that is shown.
  function isClerk() {
    return isAdmin() || me?.sites?.[state.site] === 'clerk';
  }

  function forget() {
    me = null;
    asked = null;
  }

  return {load, isAdmin, isClerk, forget};
})();

// Signing in and out

$('login').addEventListener('submit', async (event) => {
  event.preventDefault();
  $('login-problem').textContent = '';
  try {
    const response = await call('/api/v1/auth/login', {
      method: 'POST',
      body: JSON.stringify({username: $('username').value, password: $('password').value}),
    });
    const answer = await response.json();
    if (!response.ok) {
      $('login-problem').textContent = answer.detail;
      return;
    }
    state.token = answer.access_token;
    sessionStorage.setItem('token', state.token);
    sessionStorage.setItem('purpose', $('purpose').value.trim());
    $('password').value = '';
    await begin();
  } catch (error) {
    $('login-problem').textContent = 'The service cannot be reached.';
  }
});

$('sign-out').addEventListener('click', () => {
  if (state.token) {
    // What else holds this token is of no use from now on, also where this page is closed at once.
    const headers = {Authorization: `Bearer ${state.token}`};
    fetch('/api/v1/auth/logout', {method: 'POST', headers, keepalive: true}).catch(() => {});
  }
  signOut();
});

// Signing in with a provider: authorization code with PKCE (RFC 7636)

function base64url(bytes) {
  return btoa(String.fromCharCode(...bytes)).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}

function randomText() {
  return base64url(crypto.getRandomValues(new Uint8Array(32)));
}

async function offerProvider() {
  const response = await fetch('/api/v1/auth/provider');
  const provider = response.ok ? await response.json() : {};
  // Browsers have what PKCE needs on pages of HTTPS and of this machine only.
  if (!provider.issuer || !window.isSecureContext) {
    return;
  }
  const button = $('provider');
  button.textContent = `Sign in with ${new URL(provider.issuer).host}`;
  button.hidden = false;
  button.addEventListener('click', async () => {
    const verifier = randomText();
    const sent = randomText();
    sessionStorage.setItem('provider', JSON.stringify({verifier, sent}));
    sessionStorage.setItem('purpose', $('purpose').value.trim());
    const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(verifier));
    const target = new URL(provider.authorization_endpoint);
    // Some providers' own address has a query, which stays (RFC 6749, section 3.1).
    Object.entries({
      response_type: 'code',
      client_id: provider.client_id,
      redirect_uri: `${location.origin}/`,
      scope: 'openid profile email',
      state: sent,
      code_challenge: base64url(new Uint8Array(digest)),
      code_challenge_method: 'S256',
    }).forEach(([name, value]) => target.searchParams.set(name, value));
    location.assign(target);
  });
}

async function comeBackFromProvider() {
  const query = new URLSearchParams(location.search);
  const kept = JSON.parse(sessionStorage.getItem('provider') ?? 'null');
  if (!kept || !query.has('state')) {
    return;
  }
  sessionStorage.removeItem('provider');
  history.replaceState(null, '', '/');
  if (query.get('state') !== kept.sent || !query.has('code')) {
    $('login-problem').textContent = 'The provider did not sign you in.';
    return;
  }
  const response = await fetch('/api/v1/auth/provider/token', {
    method: 'POST',
    headers: {'Content-Type': 'application/json'},
    body: JSON.stringify({
      code: query.get('code'),
      code_verifier: kept.verifier,
      redirect_uri: `${location.origin}/`,
    }),
  });
  const answer = await response.json();
  if (!response.ok) {
    $('login-problem').textContent = answer.detail;
    return;
  }
  state.token = answer.access_token;
  sessionStorage.setItem('token', state.token);
  await begin();
}

offerProvider()
  .then(comeBackFromProvider)
  .catch(() => {
    $('login-problem').textContent = 'The service cannot be reached.';
  });

function signOut() {
  state.token = null;
  state.generation++;
  sessionStorage.removeItem('token');
  if (state.socket) {
    state.socket.close();
  }
  $('dashboard').hidden = true;
  playback.stop();
  person.forget();
  stays.forget();
  alerts.forget();
  moved.forget();
  $('site-choice').hidden = true;
  $('run-choice').hidden = true;
  $('sign-out').hidden = true;
  $('sign-in').hidden = false;
  connected(false);
}

// What is now

async function begin() {
  const {items: sites} = await readAll('/api/v1/sites');
  clock.know(sites);
  $('sign-in').hidden = true;
  $('dashboard').hidden = false;
  $('site-choice').hidden = false;
  $('sign-out').hidden = false;
  $('site').replaceChildren(...sites.map((site) => {
    const option = document.createElement('option');
    option.value = site.site;
    option.textContent = site.name;
    return option;
  }));
  if (sites.length > 0) {
    const asked = address.take('site');
    await choose(sites.some((one) => one.site === asked) ? asked : sites[0].site);
  } else {
    $('as-of').textContent = 'There is no site that you may see.';
  }
}

$('site').addEventListener('change', () => choose($('site').value));
$('run').addEventListener('change', () => chooseRun($('run').value));
$('window').addEventListener('change', () => {
  address.set({window: $('window').value});
  loadWindows().catch(complain);
});
if ([...$('window').options].some((option) => option.value === address.asked.window)) {
  $('window').value = address.asked.window;
}

// Each choice has a number; what was begun for an earlier one stops where it next looks at it.
function newChoice() {
  state.generation++;
  clearTimeout(reload);
  reload = null;
  if (state.socket) {
    state.socket.onclose = null;
    state.socket.close();
    state.socket = null;
  }
  playback.stop();
  return state.generation;
}

async function choose(site) {
  const choice = newChoice();
  state.run = 'live';
  connected(false);
  state.site = site;
  state.cursor = null;
  state.spots.clear();
  state.cameras.clear();
  state.inside.clear();
  state.counted = null;
  try {
    const name = encodeURIComponent(site);
    const [replays, cameras] = await Promise.all([readAll(`/api/v1/runs?site=${name}`), readAll(`/api/v1/cameras?site=${name}`)]);
    if (choice !== state.generation) {
      return;
    }
    const runs = replays.items.map((run) => run.run);
    $('run').replaceChildren(...['live', ...runs].map((run) => {
      const option = document.createElement('option');
      option.value = run;
      option.textContent = run;
      return option;
    }));
    $('run-choice').hidden = runs.length === 0;
    const asked = address.take('run');
    // A site without live cameras has nothing live to show.
    await chooseRun(runs.includes(asked) ? asked : runs.length > 0 && !cameras.items.some((camera) => camera.live) ? runs[0] : 'live');
  } catch (error) {
    complain(error);
  }
}

async function chooseRun(run) {
  const choice = newChoice();
  state.run = run;
  connected(false);
  $('run').value = run;
  $('latest').replaceChildren();
  state.windows.clear();
  drawChart();
  drawHours({items: []});
  showEmotions([]);
  showTimeline([]);
  address.set({site: state.site, run: run === 'live' ? null : run, at: address.asked.at ?? null});
  try {
    if (run === 'live') {
      await load();
      if (choice === state.generation) {
        connect();
      }
    } else {
      await playback.start(run);
    }
    await Promise.all([stays.load(), alerts.load()]);
  } catch (error) {
    if (choice === state.generation) {
      complain(error);
    }
  }
}

function complain(error) {
  $('as-of').textContent = `This cannot be shown now: ${error.message}`;
}

// What changed while the answers were under way came by the feed, and is newer.
function merged(now) {
  const spots = new Map(now.items.map((spot) => [spot.spot, {
    state: spot.state, since: spot.since, for: spot.for, session: spot.session, misused: spot.misused,
  }]));
  state.spots.forEach((known, id) => {
    const read = spots.get(id);
    if (read && known.since && (!read.since || new Date(known.since) > new Date(read.since)) && known.heardAt > state.loadBegan) {
      spots.set(id, known);
    }
  });
  return spots;
}

function loadSoon() {
  reload ??= setTimeout(() => {
    reload = null;
    load().catch(complain);
  }, 500);
}

async function load() {
  const wanted = state.site;
  state.loadBegan = Date.now();
  const site = encodeURIComponent(state.site);
  const [layout, cameras, now, open] = await Promise.all([
    read(`/api/v1/sites/${site}`),
    readAll(`/api/v1/cameras?site=${site}`),
    readAll(`/api/v1/occupancy/now?site=${site}`),
    read(`/api/v1/sessions?site=${site}&open=true&limit=1000`),
    person.load(),
  ]);
  if (wanted !== state.site || state.run !== 'live') {
    return;
  }
  state.layout = layout;
  const before = state.cameras;
  state.cameras = new Map(cameras.items.map((camera) => [camera.camera, camera]));
  // What was heard since this was asked is newer.
  state.cameras.forEach((camera, id) => {
    const heard = before.get(id);
    if (heard?.blindHeardAt > state.loadBegan) {
      Object.assign(camera, {blind: heard.blind, blindHeardAt: heard.blindHeardAt});
    }
  });
  state.spots = merged(now);
  state.inside = new Set(open.items.map((session) => session.id));
  drawCameras();
  showFigures();
  await loadWindows();
}

async function loadWindows() {
  const size = $('window').value;
  if (state.run !== 'live') {
    await playback.loadWindows(size);
    return;
  }
  const from = new Date(Date.now() - HOURS_SHOWN[size] * 3_600_000).toISOString();
  const site = encodeURIComponent(state.site);
  const page = await read(`/api/v1/occupancy?site=${site}&window=${size}&from=${from}&limit=1000`);
  state.windows = new Map(page.items.map((window) => [window.starts_at, window]));
  drawChart();
  loadHours('live').catch(complain);
  const emotions = await readAll(`/api/v1/emotions/windows?site=${site}&window=${emotionSize()}&from=${from}`);
  const segments = await read(`/api/v1/emotions/timeline?site=${site}&from=${from}&limit=${MOST_SEGMENTS}`);
  if (site === encodeURIComponent(state.site) && state.run === 'live') {
    showEmotions(emotions.items);
    showTimeline(segments.items);
  }
}

function showFigures() {
  const count = {occupied: 0, free: 0, unknown: 0};
  state.spots.forEach((spot) => count[spot.state]++);
  $('occupied').textContent = count.occupied;
  $('free').textContent = count.free;
  $('unknown').textContent = count.unknown;
  // Nobody knows how many were there before somebody says so.
  $('inside').textContent = state.counted ?? (state.inside.size || '–');
}

// Cameras: the latest picture, the spots over it, the newest boxes

function element(name, attributes) {
  const made = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => made.setAttribute(key, value));
  return made;
}

function drawCameras() {
  const shown = state.layout.cameras.filter((camera) => state.run !== 'live' || state.cameras.get(camera.id)?.live);
  $('cameras').replaceChildren(...shown.map(drawCamera));
  shown.forEach((camera) => {
    showCamera(camera.id);
    if (state.run === 'live') {
      takePicture(camera.id);
    }
  });
}

function drawCamera(camera) {
  const figure = document.createElement('figure');
  figure.className = 'camera';
  figure.id = `camera-${camera.id}`;
  figure.style.margin = '0 0 1rem';
  const head = document.createElement('header');
  const name = document.createElement('strong');
  name.textContent = camera.id;
  const word = document.createElement('span');
  word.className = 'state';
  head.append(name, word);
  const view = document.createElement('div');
  view.className = 'view';
  const picture = document.createElement('img');
  picture.alt = `What camera ${camera.id} sees`;
  picture.addEventListener('load', () => fit(camera.id));
  const overlay = element('svg', {preserveAspectRatio: 'none'});
  camera.spots.forEach((spot) => {
    const polygon = element('polygon', {
      class: 'spot',
      points: spot.polygon.map((point) => point.join(',')).join(' '),
      'data-spot': spot.id,
      'data-state': state.spots.get(spot.id)?.state ?? 'unknown',
      'data-misused': state.spots.get(spot.id)?.misused ?? false,
    });
    const title = element('title', {});
    title.textContent = spotTitle(spot.id);
    polygon.append(title);
    const centre = spot.polygon.reduce((sum, point) => [sum[0] + point[0], sum[1] + point[1]], [0, 0]);
    const label = element('text', {
      class: 'spot-name',
      x: centre[0] / spot.polygon.length,
      y: centre[1] / spot.polygon.length,
    });
    label.textContent = spot.id;
    overlay.append(polygon, label);
  });
  overlay.append(element('g', {class: 'proposed'}), element('g', {class: 'boxes'}));
  view.append(picture, overlay);
  figure.append(head, view);
  return figure;
}

function fit(id) {
  const figure = $(`camera-${id}`);
  const known = state.cameras.get(id);
  const picture = figure?.querySelector('img');
  const width = known?.width || picture?.naturalWidth;
  const height = known?.height || picture?.naturalHeight;
  if (figure && width && height) {
    figure.querySelector('svg').setAttribute('viewBox', `0 0 ${width} ${height}`);
    figure.style.setProperty('--picture-unit', `${width / USUAL_WIDTH}px`);
    figure.querySelector('.view').style.aspectRatio = `${width} / ${height}`;
  }
}

function showCamera(id) {
  const figure = $(`camera-${id}`);
  const camera = state.cameras.get(id);
  if (!figure || !camera) {
    return;
  }
  figure.dataset.up = camera.up ? 'true' : 'false';
  figure.dataset.blind = camera.up && camera.blind ? 'true' : 'false';
  figure.querySelector('.state').textContent = !camera.up ? `down: ${camera.reason ?? 'no word yet'}`
    : camera.blind ? `cannot see: ${camera.blind}` : 'up';
  moved.offer(id, state.run === 'live' && camera.up && camera.blind === 'moved');
  fit(id);
  figure.querySelector('.boxes').replaceChildren(...(camera.boxes ?? []).flatMap((box) => {
    const shown = element('rect', {class: 'box', x: box.x, y: box.y, width: box.width, height: box.height});
    const title = element('title', {});
    title.textContent = `${box.label} ${box.score}`;
    shown.append(title);
    if (VEHICLES.has(box.label)) {
      return [shown];
    }
    // What a plate says and what a face shows is what one wants to see.
    const unit = (camera.width || USUAL_WIDTH) / USUAL_WIDTH;
    const name = element('text', {class: 'box-name', x: box.x, y: Math.max(box.y - 4 * unit, NAME_SIZE * unit)});
    name.textContent = box.label;
    return [shown, name];
  }));
}

async function takePicture(id) {
  const figure = $(`camera-${id}`);
  if (!figure || figure.dataset.taking || document.hidden || !state.cameras.get(id)?.up) {
    return;
  }
  figure.dataset.taking = 'yes';
  try {
    const response = await call(`/api/v1/cameras/${encodeURIComponent(id)}/snapshot?boxes=false`);
    if (response.ok) {
      const picture = figure.querySelector('img');
      const before = picture.src;
      picture.src = URL.createObjectURL(await response.blob());
      if (before) {
        URL.revokeObjectURL(before);
      }
    }
  } catch (error) {
    // The next round tries again.
  } finally {
    delete figure.dataset.taking;
  }
}

setInterval(() => {
  if (state.token && state.run === 'live') {
    state.cameras.forEach((camera, id) => takePicture(id));
  }
}, PICTURE_EVERY);

// The chart

let chart = null;
const THEME = matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : null;

function drawChart() {
  chart ??= echarts.init($('chart'), THEME);
  const rows = [...state.windows.values()].sort((a, b) => a.starts_at.localeCompare(b.starts_at));
  const share = [];
  const peak = [];
  const unknown = [];
  rows.forEach((row, i) => {
    const known = row.occupied_ms + row.free_ms;
    share.push([row.starts_at, known === 0 ? null : Math.round(1000 * row.occupied_ms / known) / 10]);
    peak.push([row.starts_at, known === 0 ? null : row.peak]);
    unknown.push([row.starts_at, Math.round(1000 * row.unknown_ms / (known + row.unknown_ms)) / 10]);
    // Nothing is drawn across what nobody saw.
    const next = rows[i + 1];
    if (next && Date.parse(next.starts_at) > Date.parse(row.ends_at)) {
      share.push([row.ends_at, null]);
      peak.push([row.ends_at, null]);
      unknown.push([row.ends_at, 100]);
    }
  });
  chart.setOption({
    animation: false,
    backgroundColor: 'transparent',
    grid: {left: 48, right: 48, top: 32, bottom: 32},
    legend: {data: ['occupied time', 'peak', 'not known']},
    tooltip: {trigger: 'axis'},
    xAxis: TIME_AXIS,
    yAxis: [
      {type: 'value', min: 0, max: 100, axisLabel: {formatter: '{value} %'}},
      {type: 'value', min: 0, minInterval: 1, splitLine: {show: false}},
    ],
    series: [
      {name: 'occupied time', type: 'line', step: 'end', areaStyle: {opacity: 0.15}, data: share, showSymbol: rows.length < 50},
      {name: 'peak', type: 'line', step: 'end', yAxisIndex: 1, data: peak, showSymbol: false, lineStyle: {type: 'dashed'}},
      {name: 'not known', type: 'line', step: 'end', data: unknown, showSymbol: false, color: '#9ca3af', lineStyle: {width: 0}, areaStyle: {opacity: 0.25}},
    ],
  });
}

// By the hour of the week

let hoursChart = null;
const DAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

async function loadHours(run) {
  const wanted = state.site;
  const hours = await read(`/api/v1/occupancy/hours-of-week?run=${encodeURIComponent(run)}&site=${encodeURIComponent(wanted)}`);
  if (wanted === state.site && run === state.run) {
    drawHours(hours);
  }
}

function drawHours({items, time_zone: zone}) {
  const known = items.filter((hour) => hour.occupancy !== null);
  $('hours-section').hidden = known.length === 0;
  if (known.length === 0) {
    return;
  }
  const percent = (share) => Math.round(1000 * share) / 10;
  const of = new Map(known.map((hour) => [`${hour.hour} ${hour.day}`, hour]));
  hoursChart ??= echarts.init($('hours'), THEME);
  hoursChart.resize();
  hoursChart.setOption({
    animation: false,
    backgroundColor: 'transparent',
    grid: {left: 80, right: 16, top: 8, bottom: 72},
    tooltip: {
      formatter: ({value: [hour, day, share]}) => {
        const cell = of.get(`${hour} ${day + 1}`);
        return `${DAYS[day]} ${hour}:00: ${share} % occupied, full in ${percent(cell.full)} % of ${cell.hours} hours, `
          + `${percent(cell.coverage)} % known`;
      },
    },
    xAxis: {type: 'category', data: [...Array(24).keys()], name: zone, nameLocation: 'middle', nameGap: 24},
    yAxis: {type: 'category', data: DAYS, inverse: true},
    visualMap: {min: 0, max: 100, orient: 'horizontal', left: 'center', bottom: 0, itemHeight: 160, text: ['100 %', '0 %'],
      inRange: {color: ['#dcfce7', '#fde68a', '#f97316', '#9a3412']}},
    series: [{type: 'heatmap', data: known.map((hour) => [hour.hour, hour.day - 1, percent(hour.occupancy)])}],
  });
}

let emotionChart = null;
let timelineChart = null;

const EMOTION_COLOURS = {
  angry: '#dc2626', disgust: '#65a30d', fear: '#7c3aed', happy: '#f59e0b', neutral: '#94a3b8', sad: '#2563eb', surprise: '#ec4899',
};

// Days of minutes would be too many.
function emotionSize() {
  return ['1m', '5m'].includes($('window').value) ? '1m' : '15m';
}

function showTimeline(newestFirst) {
  state.segments = new Map(newestFirst.map((segment) => [segment.id, segment]).reverse());
  drawTimeline();
}

// A lane holds one face after another; what each showed stands from when to when, and between them is nothing.
function drawTimeline() {
  const faces = new Map();
  state.segments.forEach((segment) => {
    const face = faces.get(segment.track) ?? [];
    face.push({...segment, from: Date.parse(segment.started_at), to: Date.parse(segment.ended_at)});
    faces.set(segment.track, face);
  });
  $('timeline-section').hidden = faces.size === 0;
  if (faces.size === 0) {
    return;
  }
  const ends = [];
  const bars = [];
  [...faces.values()]
    .map((parts) => ({parts, from: Math.min(...parts.map((part) => part.from)), to: Math.max(...parts.map((part) => part.to))}))
    .sort((a, b) => a.from - b.from)
    .forEach((face) => {
      const free = ends.findIndex((end) => end <= face.from);
      const lane = free < 0 ? ends.length : free;
      ends[lane] = face.to;
      face.parts.forEach((part) => bars.push({lane, ...part}));
    });
  const shown = Object.keys(EMOTION_COLOURS).filter((emotion) => bars.some((bar) => bar.emotion === emotion));
  $('timeline').style.height = `${120 + 18 * Math.min(ends.length, 40)}px`;
  timelineChart ??= echarts.init($('timeline'), THEME);
  timelineChart.resize();
  timelineChart.setOption({
    animation: false,
    backgroundColor: 'transparent',
    grid: {left: 16, right: 16, top: 56, bottom: 32},
    legend: {data: shown},
    tooltip: {formatter: ({data}) => `${data.bar.emotion} for ${((data.bar.to - data.bar.from) / 1000).toFixed(1)} s at ${escaped(data.bar.camera)}`},
    xAxis: {...TIME_AXIS, min: Math.min(...bars.map((bar) => bar.from)), max: Math.max(...bars.map((bar) => bar.to))},
    yAxis: {type: 'value', min: 0, max: Math.min(ends.length, 40), inverse: true, show: false},
    series: shown.map((emotion) => ({
      name: emotion,
      type: 'custom',
      color: EMOTION_COLOURS[emotion],
      clip: true,
      encode: {x: [1, 2], y: 0},
      renderItem: (parameters, api) => {
        const [left, top] = api.coord([api.value(1), api.value(0)]);
        const [right, bottom] = api.coord([api.value(2), api.value(0) + 1]);
        return {type: 'rect', shape: {x: left, y: top + 1, width: Math.max(1, right - left), height: Math.max(1, bottom - top - 2)}, style: {fill: api.visual('color')}};
      },
      data: bars.filter((bar) => bar.emotion === emotion).map((bar) => ({value: [bar.lane, bar.from, bar.to], bar})),
    })),
  }, {replaceMerge: ['series']});
}

function escaped(text) {
  const shown = document.createElement('span');
  shown.textContent = text;
  return shown.innerHTML;
}

function emotionKey(window) {
  return `${window.scope_id} ${Date.parse(window.starts_at)}`;
}

// Oldest first, as they come live, so that the oldest is the first to go.
function showEmotions(newestFirst) {
  state.emotions = new Map(newestFirst.reverse().map((window) => [emotionKey(window), window]));
  drawEmotions();
}

// Of all cameras together and in windows as long as the other chart's: a minute counts as often as it saw faces.
function drawEmotions() {
  const size = WINDOW_MILLIS[$('window').value];
  const windows = new Map();
  state.emotions.forEach((minute) => {
    const at = Math.floor(Date.parse(minute.starts_at) / size) * size;
    if (Object.keys(minute.distribution).length === 0) {
      // Of fewer people than the site shows.
      return;
    }
    const sum = windows.get(at) ?? {faces: 0, of: {}};
    sum.faces += minute.faces;
    Object.entries(minute.distribution).forEach(([emotion, share]) => {
      sum.of[emotion] = (sum.of[emotion] ?? 0) + share * minute.faces;
    });
    windows.set(at, sum);
  });
  const times = [...windows.keys()].filter((at) => windows.get(at).faces > 0).sort((a, b) => a - b);
  const emotions = [...new Set(times.flatMap((at) => Object.keys(windows.get(at).of)))].sort();
  $('emotions-section').hidden = times.length === 0;
  if (times.length === 0) {
    return;
  }
  emotionChart ??= echarts.init($('emotions'), THEME);
  emotionChart.resize();
  emotionChart.setOption({
    animation: false,
    backgroundColor: 'transparent',
    grid: {left: 48, right: 16, top: 56, bottom: 32},
    legend: {data: emotions},
    tooltip: {trigger: 'axis', valueFormatter: (share) => `${share} %`},
    xAxis: {...TIME_AXIS, min: times[0], max: times.at(-1) + size},
    yAxis: {type: 'value', min: 0, max: 100, axisLabel: {formatter: '{value} %'}},
    series: emotions.map((emotion) => ({
      name: emotion,
      type: 'bar',
      stack: 'faces',
      color: EMOTION_COLOURS[emotion],
      barMaxWidth: 48,
      // Over its window, not around the window's beginning.
      data: times.map((at) => {
        const {faces, of} = windows.get(at);
        return [at + size / 2, Math.round(1000 * (of[emotion] ?? 0) / faces) / 10];
      }),
    })),
  }, {replaceMerge: ['series']});
}

window.addEventListener('resize', () => {
  chart?.resize();
  hoursChart?.resize();
  emotionChart?.resize();
  timelineChart?.resize();
});

// What changes

function connected(is) {
  $('connection').dataset.state = is ? 'online' : 'offline';
  $('connection').textContent = is ? 'Live' : state.run === 'live' ? 'Not connected' : 'Recorded';
}

async function connect() {
  const generation = ++state.generation;
  if (state.socket) {
    state.socket.onclose = null;
    state.socket.close();
  }
  try {
    const response = await call('/api/v1/live/tickets', {method: 'POST'});
    if (!response.ok) {
      throw new Error(`ticket: ${response.status}`);
    }
    const {ticket} = await response.json();
    if (generation !== state.generation) {
      return;
    }
    const address = new URL('/api/v1/live', window.location.href);
    address.protocol = address.protocol.replace('http', 'ws');
    address.searchParams.set('ticket', ticket);
    address.searchParams.set('site', state.site);
    const purpose = sessionStorage.getItem('purpose');
    if (purpose) {
      address.searchParams.set('purpose', purpose);
    }
    if (state.cursor) {
      address.searchParams.set('since', state.cursor);
    }
    const socket = new WebSocket(address);
    state.socket = socket;
    socket.onmessage = (event) => hear(JSON.parse(event.data));
    socket.onclose = () => retry(generation);
  } catch (error) {
    retry(generation);
  }
}

function retry(generation) {
  if (generation !== state.generation) {
    return;
  }
  connected(false);
  setTimeout(() => {
    if (generation === state.generation && state.token) {
      connect();
    }
  }, RECONNECT_AFTER);
}

setInterval(() => {
  if (state.socket && $('connection').dataset.state === 'online' && Date.now() - state.heardAt > QUIET_FOR_TOO_LONG) {
    connect();
    connected(false);
  }
}, 1_000);

async function hear(fact) {
  state.heardAt = Date.now();
  if (fact.site && fact.site !== state.site) {
    return;
  }
  state.cursor = fact.cursor ?? state.cursor;
  switch (fact.kind) {
    case 'hello':
      connected(true);
      // What came before the feed was joined, layouts, and what was taken back do not come with it.
      loadSoon();
      alerts.load().catch(complain);
      break;
    case 'heartbeat':
      break;
    case 'spot_transitions':
      spotChanged(fact);
      break;
    case 'occupancy_windows':
      windowChanged(fact);
      break;
    case 'emotion_windows':
      if (fact.scope === 'camera' && fact.window_ms === WINDOW_MILLIS[emotionSize()]) {
        emotionsChanged(fact);
      }
      break;
    case 'emotion_segments':
      segmentChanged(fact);
      break;
    case 'plate_reads':
      if (fact.final && !fact.retracted) {
        tell(fact.at, `Plate ${fact.text} at ${fact.camera}`);
      }
      break;
    case 'vehicle_sessions':
      sessionChanged(fact);
      break;
    case 'alerts':
      alerts.raised(fact);
      if (fact.alert_kind === 'spot-misuse') {
        loadSoon();
      }
      break;
    case 'inside_counts':
      stays.counted(fact);
      break;
    case 'camera_latest':
      cameraChanged(fact);
      break;
    case 'camera_gaps':
      tell(fact.at, `Camera ${fact.camera} ${BLIND.has(fact.reason) ? 'could not see' : 'was not seen'}${fact.final ? ` until ${clock.time(fact.ended_at)}` : ''}: ${fact.reason}`);
      cameraSees(fact);
      break;
    case 'passages':
      passed(fact);
      break;
  }
  $('as-of').textContent = `As of ${clock.time(Date.now())}${clock.whose()}`;
}

// A passage is told early, and again when its plate is known for good.
function passed(fact) {
  if (fact.retracted || state.passed.has(fact.id)) {
    return;
  }
  state.passed.add(fact.id);
  if (state.passed.size > 2 * LATEST) {
    state.passed.delete(state.passed.values().next().value);
  }
  tell(fact.at, `${fact.direction === 'entry' ? 'Entry' : 'Exit'} at gate ${fact.gate}`);
}

function spotTitle(id) {
  const spot = state.spots.get(id);
  const whom = spot?.for?.length ? `, for ${spot.for.join(', ')}` : '';
  return `${id}${whom}: ${spot?.state ?? 'unknown'}${spot?.misused ? ', by a vehicle that must not stand there' : ''}`;
}

function spotChanged(fact) {
  const known = state.spots.get(fact.spot);
  if (fact.retracted) {
    loadSoon();
    return;
  }
  if (known && known.since && new Date(known.since) > new Date(fact.at)) {
    return;
  }
  state.spots.set(fact.spot, {state: fact.state, since: fact.at, for: known?.for, heardAt: Date.now()});
  document.querySelectorAll('[data-spot]').forEach((shown) => {
    if (shown.dataset.spot === fact.spot) {
      shown.dataset.state = fact.state;
      shown.dataset.misused = false;
      shown.querySelector('title').textContent = spotTitle(fact.spot);
    }
  });
  showFigures();
  tell(fact.at, `Spot ${fact.spot}: ${fact.previous} → ${fact.state}`);
}

function windowChanged(fact) {
  if (fact.scope === 'site' && fact.window_ms === WINDOW_MILLIS[$('window').value] && !fact.retracted) {
    state.windows.set(new Date(fact.starts_at).toISOString().replace('.000Z', 'Z'), fact);
    drawChart();
  }
}

function emotionsChanged(fact) {
  state.emotions.delete(emotionKey(fact));
  if (!fact.retracted) {
    state.emotions.set(emotionKey(fact), fact);
  }
  const oldest = Date.parse(fact.starts_at) - HOURS_SHOWN[$('window').value] * 3_600_000;
  for (const [key, window] of state.emotions) {
    if (Date.parse(window.starts_at) >= oldest && state.emotions.size <= MOST_FACTS) {
      break;
    }
    state.emotions.delete(key);
  }
  drawEmotions();
}

function segmentChanged(fact) {
  state.segments.delete(fact.id);
  if (!fact.retracted) {
    state.segments.set(fact.id, fact);
  }
  while (state.segments.size > MOST_SEGMENTS) {
    state.segments.delete(state.segments.keys().next().value);
  }
  drawTimeline();
}

function sessionChanged(fact) {
  if (fact.outcome === 'open' && !fact.final && !fact.retracted) {
    state.inside.add(fact.id);
  } else {
    state.inside.delete(fact.id);
  }
  showFigures();
  stays.soon();
}

// Its pictures come, and are not believed from when that was noticed until it is over.
function cameraSees(gap) {
  const camera = state.cameras.get(gap.camera);
  if (!camera || !BLIND.has(gap.reason)) {
    return;
  }
  camera.blind = gap.final || gap.retracted ? null : gap.reason;
  camera.blindHeardAt = Date.now();
  showCamera(gap.camera);
}

function cameraChanged(fact) {
  const before = state.cameras.get(fact.camera);
  if (!before) {
    loadSoon();
    return;
  }
  state.cameras.set(fact.camera, {...before, ...fact, width: fact.width || before.width, height: fact.height || before.height});
  showCamera(fact.camera);
  if (!before.up && fact.up) {
    takePicture(fact.camera);
  }
}

function tell(at, text) {
  const line = document.createElement('li');
  const stamp = document.createElement('time');
  stamp.dateTime = at;
  stamp.textContent = clock.time(at);
  line.append(stamp, text);
  $('latest').prepend(line);
  while ($('latest').children.length > LATEST) {
    $('latest').lastChild.remove();
  }
}

window.addEventListener('load', () => {
  if (state.token) {
    begin().catch(complain);
  }
});
