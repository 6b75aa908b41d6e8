'use strict';

// Alerts that nobody has seen to, the newest first. One is there as soon as it is raised, and gone again when it is
// taken back or somebody has seen to it.

const ALERTS_SHOWN = 50;
const ALERT_WORDS = {
  watchlist: 'is wanted',
  overstay: 'stays too long',
  'spot-stay': 'is taken for too long',
  'spot-misuse': 'stands on {place}, which is for others',
  'zone-stay': 'is in {place} for too long',
  'forbidden-zone': 'is in {place}, where none should be',
  full: 'is full',
  'free-again': 'has room again',
  'camera-down': 'is down',
  'camera-back': 'is back',
  'camera-blind': 'cannot see',
  'camera-sees': 'sees again',
};

const alerts = (() => {
  let again = null;
  // Heard of since the list was read last.
  let raisedSince = [];
  // What people are looked out for, by the entry's id.
  let entries = new Map();

  // What an alert is about: a plate, a place, a camera, or a vehicle of which no more is said.
  function subject(alert) {
    const kind = alert.alert_kind ?? alert.kind;
    const others = {
      full: alert.place ?? 'the site',
      'free-again': alert.place ?? 'the site',
      'spot-stay': alert.place,
      'camera-down': alert.camera,
      'camera-back': alert.camera,
      'camera-blind': alert.camera,
      'camera-sees': alert.camera,
    };
    return alert.plate ?? others[kind] ?? 'a vehicle';
  }

  function happens(alert) {
    const said = ALERT_WORDS[alert.alert_kind ?? alert.kind] ?? alert.text;
    return said.replace('{place}', () => alert.place);
  }

  function words(alert) {
    const entry = entries.get(alert.entry);
    const why = alert.kind === 'watchlist' ? `: ${entry?.description ?? entry?.pattern ?? alert.entry}` : '';
    const by = alert.camera && !alert.kind.startsWith('camera-') ? `, seen by ${alert.camera}` : '';
    return `${happens(alert)}${by}${why}`;
  }

  function row(alert) {
    const made = document.createElement('tr');
    made.dataset.alert = alert.id;
    made.dataset.kind = alert.kind;
    const plate = document.createElement('th');
    plate.scope = 'row';
    plate.textContent = subject(alert);
    plate.className = alert.plate ? 'plate' : 'quiet';
    const shown = document.createElement('time');
    shown.dateTime = alert.at;
    shown.textContent = clock.dateTime(alert.at, 'medium');
    const text = document.createElement('td');
    text.className = 'words';
    text.append(words(alert), shown);
    const last = document.createElement('td');
    if (person.isClerk()) {
      const button = document.createElement('button');
      button.type = 'button';
      button.textContent = 'Seen to';
      button.setAttribute('aria-label', `Somebody has seen to ${subject(alert)}`);
      button.addEventListener('click', () => acknowledge(alert, button).catch(complain));
      last.append(button);
    }
    made.append(plate, text, last);
    return made;
  }

  async function acknowledge(alert, button) {
    button.disabled = true;
    const response = await call(
      `/api/v1/alerts/${alert.id}/acknowledge?run=${encodeURIComponent(alert.run)}`, {method: 'POST'});
    if (!response.ok) {
      button.disabled = false;
      throw new Error((await response.json()).detail);
    }
    await load();
  }

  async function load() {
    const {site, run} = state;
    await person.load();
    const of = `site=${encodeURIComponent(site)}`;
    const page = await read(
      `/api/v1/alerts?${of}&run=${encodeURIComponent(run)}&acknowledged=false&silenced=false&limit=${ALERTS_SHOWN}`);
    if (page.items.some((alert) => alert.entry !== null && !entries.has(alert.entry))) {
      const watched = await read(`/api/v1/bolos?${of}&limit=1000`);
      entries = new Map(watched.items.map((entry) => [entry.id, entry]));
      // Those of the site file, and those that are gone, have no words of their own.
      page.items.forEach((alert) => entries.has(alert.entry) || entries.set(alert.entry, null));
    }
    if (site !== state.site || run !== state.run) {
      return;
    }
    // What is silent for whoever looks is not listed, and not told either.
    const listed = new Set(page.items.map((alert) => alert.id));
    const news = raisedSince.filter((fact) => listed.has(fact.id));
    raisedSince = [];
    news.forEach((fact) => tell(
      fact.at,
      `${subject(fact)} ${happens(fact)}`));
    $('alerts-section').hidden = page.items.length === 0;
    $('alerts').tBodies[0].replaceChildren(...page.items.map(row));
    $('more-alerts').hidden = page.next === null;
  }

  function soon() {
    again ??= setTimeout(() => {
      again = null;
      load().catch(complain);
    }, 200);
  }

  function raised(fact) {
    if (!fact.retracted) {
      raisedSince.push(fact);
    }
    soon();
  }

  function forget() {
    $('alerts-section').hidden = true;
    $('alerts').tBodies[0].replaceChildren();
  }

  return {load, raised, forget};
})();
