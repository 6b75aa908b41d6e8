'use strict';

// Stays, what people say of their plates, and how many are inside. What is said here is an input of the job, not an
// edit: the live run shows it seconds later, when the job has applied it.

const STAYS_SHOWN = 50;
const HOUR = 3_600_000;
const OUTCOMES = {
  open: 'inside',
  completed: 'left',
  'missed-entry': 'entry not seen',
  'missed-exit': 'exit not seen',
};

const stays = (() => {
  let again = null;
  let corrected = null;
  // What people have said last, by track.
  let said = new Map();

  function length(millis) {
    if (millis === null) {
      return '';
    }
    const minutes = Math.round(millis / 60_000);
    return millis < HOUR ? `${Math.floor(millis / 60_000)} min ${Math.round((millis % 60_000) / 1000)} s`
      : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  }

  function cell(text) {
    const made = document.createElement('td');
    made.textContent = text;
    return made;
  }

  function stamp(at) {
    const made = document.createElement('td');
    if (at) {
      const shown = document.createElement('time');
      shown.dateTime = at;
      shown.textContent = clock.dateTime(at);
      made.append(shown);
    }
    return made;
  }

  function row(stay) {
    const made = document.createElement('tr');
    made.dataset.stay = stay.id;
    const plate = document.createElement('th');
    plate.scope = 'row';
    plate.textContent = stay.plate ?? 'not read';
    plate.className = stay.plate ? 'plate' : 'quiet';
    if (known(stay) !== stay.plate) {
      plate.append(' ', mark(`said to be ${known(stay) ?? 'unreadable'}`));
    }
    const outcome = cell(OUTCOMES[stay.outcome] ?? stay.outcome);
    if (stay.overstay) {
      outcome.append(' ', mark('too long'));
    }
    if (stay.grace) {
      outcome.append(' ', mark('within grace'));
    }
    const last = document.createElement('td');
    if (person.isClerk()) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = 'Correct';
      button.setAttribute('aria-label', `Correct the plate ${stay.plate ?? 'that was not read'}`);
      button.addEventListener('click', () => ask(stay));
      last.append(button);
    }
    made.append(plate, stamp(stay.entered_at), stamp(stay.left_at), cell(length(stay.stay_ms)), outcome, last);
    return made;
  }

  // The plate as people have said; a run that is done, or has not heard of it yet, has another one.
  function known(stay) {
    const one = [stay.entry_track, stay.exit_track].map((track) => said.get(track)).filter((each) => each)[0];
    return one === undefined ? stay.plate : one.became;
  }

  function mark(text) {
    const made = document.createElement('span');
    made.className = 'mark';
    made.textContent = text;
    return made;
  }

  async function load() {
    const {site, run, generation} = state;
    await person.load();
    const of = `site=${encodeURIComponent(site)}`;
    const [page, words] = await Promise.all([
      read(`/api/v1/sessions?${of}&run=${encodeURIComponent(run)}&limit=${STAYS_SHOWN}`),
      read(`/api/v1/corrections?${of}&limit=1000`),
    ]);
    if (site !== state.site || run !== state.run) {
      return;
    }
    // The newest last, so that it is what stands.
    said = new Map(words.items.filter((word) => !word.erased_at).reverse().map((word) => [word.track, word]));
    $('stays').hidden = page.items.length === 0;
    $('no-stays').hidden = page.items.length > 0;
    $('stays').tBodies[0].replaceChildren(...page.items.map(row));
    $('say-inside').hidden = !(person.isClerk() && run === 'live' && hasGates());
    await count(site, run, generation);
  }

  function hasGates() {
    return state.layout?.cameras.some((camera) => camera.gates.length > 0) ?? false;
  }

  // What is counted at gates, where somebody has said how many there were.
  async function count(site, run) {
    if (run !== 'live') {
      return;
    }
    const {items} = await read(`/api/v1/sites/${encodeURIComponent(site)}/inside`);
    if (site === state.site && run === state.run) {
      state.counted = items.find((one) => one.scope === 'site')?.vehicles ?? null;
      showFigures();
    }
  }

  function soon() {
    again ??= setTimeout(() => {
      again = null;
      load().catch(complain);
    }, 500);
  }

  function ask(stay) {
    corrected = stay;
    $('correct-was').textContent = known(stay) ?? 'that it was not read';
    $('correct-plate').value = known(stay) ?? '';
    $('correct-plate').disabled = false;
    $('correct-unreadable').checked = false;
    $('correct-reason').value = '';
    $('correct-problem').textContent = '';
    $('correct').showModal();
    $('correct-plate').select();
  }

  async function post(path, body, problem) {
    const response = await call(path, {method: 'POST', body: JSON.stringify(body)});
    const answer = await response.json();
    if (!response.ok) {
      $(problem).textContent = answer.detail;
      // Somebody else may have said something, which is to be seen behind the question.
      soon();
    }
    return response.ok ? answer : null;
  }

  async function correct() {
    const unreadable = $('correct-unreadable').checked;
    const plate = $('correct-plate').value.trim();
    if (!unreadable && plate === '') {
      $('correct-problem').textContent = 'Say what it is, or that it cannot be read.';
      return;
    }
    const answer = await post('/api/v1/corrections', {
      run: state.run,
      of_kind: 'vehicle_sessions',
      fact: corrected.id,
      was: known(corrected),
      became: unreadable ? null : plate,
      reason: $('correct-reason').value.trim() || null,
    }, 'correct-problem');
    if (answer) {
      $('correct').close();
      const said = answer.items[0].became ?? 'not to be read';
      tell(new Date().toISOString(), answer.applies === 'now'
        ? `You said that ${corrected.plate ?? 'a plate'} is ${said}; it shows when the job has applied it`
        : `You said that ${corrected.plate ?? 'a plate'} is ${said}; runs that begin later know it`);
      soon();
    }
  }

  function askCount() {
    const levels = new Set(state.layout.cameras.flatMap((camera) => [camera.gates.length > 0 ? camera.level : null,
      ...camera.gates.flatMap((gate) => [gate.from, gate.to])]).filter((level) => level));
    $('count-level').replaceChildren(...[['', 'the whole site'], ...[...levels].sort().map((level) => [level, level])].map(([value, text]) => {
      const option = document.createElement('option');
      option.value = value;
      option.textContent = text;
      return option;
    }));
    $('count-vehicles').value = '';
    $('count-problem').textContent = '';
    $('count').showModal();
  }

  async function sayCount() {
    const answer = await post(`/api/v1/sites/${encodeURIComponent(state.site)}/inside`, {
      vehicles: Number($('count-vehicles').value),
      level: $('count-level').value || null,
    }, 'count-problem');
    if (answer) {
      $('count').close();
    }
  }

  function failed(problem) {
    return () => {
      $(problem).textContent = 'The service cannot be reached.';
    };
  }

  for (const [id, submit, problem] of [['correct', correct, 'correct-problem'], ['count', sayCount, 'count-problem']]) {
    $(id).querySelector('form').addEventListener('submit', (event) => {
      event.preventDefault();
      submit().catch(failed(problem));
    });
    $(id).querySelector('.plain').addEventListener('click', () => $(id).close());
  }
  $('correct-unreadable').addEventListener('change', () => {
    $('correct-plate').disabled = $('correct-unreadable').checked;
  });
  $('say-inside').addEventListener('click', askCount);

  function forget() {
    $('stays').tBodies[0].replaceChildren();
    document.querySelectorAll('dialog[open]').forEach((dialog) => dialog.close());
  }

  function counted(fact) {
    if (fact.scope === 'site' && !fact.retracted) {
      soon();
    }
  }

  return {load, soon, counted, forget};
})();
