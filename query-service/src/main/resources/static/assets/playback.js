'use strict';

// A run of recorded footage, played from its facts and observations: what the cameras saw, what became of the spots,
// who passed the gates. There are no pictures in the database, so boxes and spots are drawn on an empty ground. Of a
// long run its last hours are played.

const playback = (() => {
  const MINUTE = 60_000;
  const LONGEST = 6 * 60 * MINUTE;
  const TICK = 100;
  const SPEED = 4;
  const REFRESH = 3_000;

  let run = null;
  let timer = null;
  let refresher = null;
  let begin = null;
  let end = null;
  let moment = 0;
  let told = 0;
  let cut = false;
  let changes = [];
  let passages = [];
  let plates = [];
  let minutes = new Map();

  // Oldest first; the newest where there are too many.
  async function facts(path) {
    const {items, all} = await readAll(path);
    cut ||= !all;
    return items.map((fact) => ({...fact, millis: Date.parse(fact.at)})).reverse();
  }

  // When there is something to see, as far as the newest facts of each kind tell. Where it begins is asked once.
  async function times(run) {
    const limit = begin === null ? 1000 : 1;
    const [windows, tracks, plates, emotions] = await Promise.all([
      `/api/v1/occupancy?${run}&window=1m`,
      `/api/v1/tracks?${run}`,
      `/api/v1/plates?${run}`,
      `/api/v1/emotions/windows?${run}`,
    ].map(async (path) => (await read(`${path}&limit=${limit}`)).items));
    return [
      ...[...windows, ...emotions].map((window) => Date.parse(window.starts_at)).flatMap((at) => [at, at + MINUTE]),
      ...tracks.flatMap((track) => [track.at, track.ended_at]).filter(Boolean).map(Date.parse),
      ...plates.map((plate) => Date.parse(plate.at)),
    ];
  }

  async function start(name) {
    run = name;
    begin = null;
    end = null;
    moment = 0;
    minutes = new Map();
    await refresh(name, true);
    if (run === name) {
      $('playback').hidden = false;
      const asked = Date.parse(address.take('at') ?? '');
      if (begin !== null && asked >= begin && asked <= end) {
        moment = asked;
        playing(false);
        show();
      } else {
        address.set({at: null});
        playing(true);
      }
    }
  }

  // A run that is still being made grows; a finished one is read once.
  async function refresh(name, first) {
    const encoded = encodeURIComponent(name);
    const site = encodeURIComponent(state.site);
    const about = await read(`/api/v1/runs/${encoded}`);
    const known = await times(`run=${encoded}&site=${site}`);
    if (run !== name) {
      return;
    }
    if (first) {
      state.layout = about.layout ?? {cameras: []};
      state.cameras = new Map(state.layout.cameras.map((camera) => [camera.id, {camera: camera.id, up: true}]));
      state.spots = new Map(spots().map((spot) => [spot, {state: 'unknown'}]));
      drawCameras();
      showFigures();
    }
    if (known.length > 0) {
      end = Math.max(end ?? -Infinity, ...known);
      begin ??= Math.max(Math.min(...known), end - LONGEST);
      const span = `run=${encoded}&site=${site}&from=${new Date(begin - MINUTE).toISOString()}`;
      cut = false;
      const bySpot = await Promise.all(spots().map((spot) => facts(`/api/v1/spots/${encodeURIComponent(spot)}/transitions?${span}`)));
      const passed = await facts(`/api/v1/passages?${span}`);
      const reads = await facts(`/api/v1/plates?${span}`);
      if (run !== name) {
        return;
      }
      changes = bySpot.flat().sort((a, b) => a.millis - b.millis);
      passages = passed;
      plates = reads;
      if (moment < begin) {
        moment = begin;
        told = begin - 1;
      }
      if (first) {
        if (!new URLSearchParams(location.search).has('window')) {
          $('window').value = end - begin <= 60 * MINUTE ? '1m' : '5m';
        }
      }
      $('moment').min = begin;
      $('moment').max = end;
      await loadWindows($('window').value);
    }
    if (run === name && !['done', 'failed', 'cancelled'].includes(about.state)) {
      // What was fetched of the newest minute may have been half of it.
      [...minutes.keys()].filter((key) => Number(key.split(' ').at(-1)) + MINUTE > end).forEach((key) => minutes.delete(key));
      refresher = setTimeout(() => refresh(name, false).catch(complain), REFRESH);
    } else if (run === name) {
      refresher = null;
    }
  }

  function spots() {
    return [...new Set(state.layout.cameras.flatMap((camera) => camera.spots ?? []).map((spot) => spot.id))];
  }

  function stop() {
    clearInterval(timer);
    clearTimeout(refresher);
    timer = null;
    refresher = null;
    run = null;
    $('playback').hidden = true;
  }

  function playing(is) {
    clearInterval(timer);
    timer = is ? setInterval(tick, TICK) : null;
    $('play').textContent = is ? 'Pause' : 'Play';
  }

  function tick() {
    if (document.hidden || begin === null) {
      return;
    }
    moment += TICK * SPEED;
    if (moment >= end) {
      moment = end;
      if (refresher === null) {
        playing(false);
      }
    }
    show();
  }

  function show() {
    $('moment').value = moment;
    $('moment-time').textContent = clock.time(moment);
    const now = new Map(spots().map((spot) => [spot, {state: 'unknown'}]));
    for (const change of changes) {
      if (change.millis > moment) {
        break;
      }
      now.set(change.spot, {state: change.state, since: change.at});
    }
    state.spots = now;
    document.querySelectorAll('[data-spot]').forEach((shown) => {
      shown.dataset.state = now.get(shown.dataset.spot)?.state ?? 'unknown';
    });
    showFigures();
    const count = (direction) => passages.filter((passage) => passage.millis <= moment && passage.direction === direction).length;
    $('inside').textContent = `+${count('entry')} −${count('exit')}`;
    news();
    state.layout.cameras.forEach((camera) => boxes(camera.id));
    $('as-of').textContent = `Run ${run}, ${SPEED} times as fast as it was${clock.whose()}${cut ? '; not all of its facts are shown' : ''}`;
  }

  function news() {
    if (moment < told) {
      $('latest').replaceChildren();
      told = begin - 1;
    }
    const isNew = (fact) => fact.millis > told && fact.millis <= moment;
    [
      ...changes.filter((change) => isNew(change) && change.previous !== 'unknown' && change.state !== 'unknown')
        .map((change) => [change, `Spot ${change.spot}: ${change.previous} → ${change.state}`]),
      ...passages.filter(isNew)
        .map((passage) => [passage, `${passage.direction === 'entry' ? 'Entry' : 'Exit'} at gate ${passage.gate}`]),
      ...plates.filter(isNew).map((plate) => [plate, `Plate ${plate.text} at ${plate.camera}`]),
    ].sort((a, b) => a[0].millis - b[0].millis).slice(-LATEST).forEach(([fact, text]) => tell(fact.at, text));
    told = moment;
  }

  // Observations come by the minute; the one that is shown and the next are kept.
  function boxes(camera) {
    const minute = Math.floor(moment / MINUTE) * MINUTE;
    const seen = fetchMinute(camera, minute);
    if (moment - minute > MINUTE / 2 && minute + MINUTE <= end) {
      fetchMinute(camera, minute + MINUTE);
    }
    const frame = seen?.frames.filter((one) => one.millis <= moment).at(-1);
    const before = state.cameras.get(camera);
    state.cameras.set(camera, {
      ...before,
      width: seen?.width || before.width,
      height: seen?.height || before.height,
      boxes: frame?.boxes ?? [],
    });
    showCamera(camera);
    $(`camera-${camera}`).querySelector('.state').textContent = seen?.frames.length === 0 ? 'nothing is looked for here' : '';
  }

  function fetchMinute(camera, minute) {
    const key = `${camera} ${minute}`;
    if (!minutes.has(key)) {
      minutes.set(key, null);
      if (minutes.size > 4 * state.layout.cameras.length) {
        minutes.delete(minutes.keys().next().value);
      }
      const wanted = run;
      const path = `/api/v1/observations?run=${encodeURIComponent(wanted)}&camera=${encodeURIComponent(camera)}&at=${new Date(minute).toISOString()}`;
      read(path).then((seen) => {
        seen.frames.forEach((frame) => {
          frame.millis = Date.parse(frame.at);
        });
        if (run === wanted) {
          minutes.set(key, seen);
          if (timer === null) {
            show();
          }
        }
      }).catch(() => setTimeout(() => minutes.delete(key), REFRESH));
    }
    return minutes.get(key);
  }

  async function loadWindows(size) {
    const wanted = run;
    if (begin === null) {
      return;
    }
    const from = new Date(begin - 60 * MINUTE).toISOString();
    const page = await read(`/api/v1/occupancy?run=${encodeURIComponent(wanted)}&site=${encodeURIComponent(state.site)}&window=${size}&from=${from}&limit=1000`);
    if (run === wanted) {
      state.windows = new Map(page.items.map((window) => [window.starts_at, window]));
      drawChart();
      loadHours(wanted).catch(complain);
    }
    const of = `run=${encodeURIComponent(wanted)}&site=${encodeURIComponent(state.site)}&from=${from}`;
    const emotions = await readAll(`/api/v1/emotions/windows?${of}&window=${emotionSize()}`);
    const segments = await read(`/api/v1/emotions/timeline?${of}&limit=${MOST_SEGMENTS}`);
    if (run === wanted) {
      cut ||= !emotions.all || segments.items.length === MOST_SEGMENTS;
      showEmotions(emotions.items);
      showTimeline(segments.items);
    }
  }

  $('play').addEventListener('click', () => {
    if (timer === null && moment >= end) {
      moment = begin;
    }
    playing(timer === null);
  });

  $('moment').addEventListener('input', () => {
    moment = Number($('moment').value);
    show();
  });

  // Once it is let go: browsers bear no address a frame.
  $('moment').addEventListener('change', () => address.set({at: new Date(Number($('moment').value)).toISOString()}));

  return {start, stop, loadWindows};
})();
