'use strict';

// A camera that has moved: where the places of its layout lie now is shown over its picture, and becomes its layout
// when an admin says so.

const moved = (() => {
  // By camera, so that what somebody looks at stays when the cameras are drawn anew.
  const bars = new Map();

  function offer(id, hasMoved) {
    if (!hasMoved || !person.isAdmin()) {
      withdraw(id);
      return;
    }
    if (!bars.has(id)) {
      bars.set(id, {bar: fresh(id), patch: {}});
    }
    const figure = $(`camera-${id}`);
    const {bar, patch} = bars.get(id);
    if (bar.parentElement !== figure) {
      figure.append(bar);
      draw(id, patch);
    }
  }

  function withdraw(id) {
    if (bars.has(id)) {
      draw(id, {});
      bars.get(id).bar.remove();
      bars.delete(id);
    }
  }

  function fresh(id) {
    const made = document.createElement('div');
    made.className = 'moved';
    say(made, null, button('Show where its places lie now', () => propose(id, made)));
    return made;
  }

  function button(text, press) {
    const made = document.createElement('button');
    made.type = 'button';
    made.textContent = text;
    made.addEventListener('click', async () => {
      made.disabled = true;
      try {
        await press();
      } catch (error) {
        complain(error);
      }
      made.disabled = false;
    });
    return made;
  }

  function say(bar, text, ...buttons) {
    const words = document.createElement('p');
    words.setAttribute('role', 'status');
    words.textContent = text ?? '';
    words.hidden = text === null;
    bar.replaceChildren(words, ...buttons);
  }

  // Null where there is nothing to propose, and why is said.
  async function ask(id, bar) {
    const response = await call(`/api/v1/cameras/${encodeURIComponent(id)}/layout/moved`);
    const answer = await response.json();
    if (!response.ok) {
      draw(id, {});
      say(bar, answer.detail);
      return null;
    }
    return answer;
  }

  async function propose(id, bar) {
    const answer = await ask(id, bar);
    if (answer !== null) {
      show(id, bar, answer);
    }
  }

  function show(id, bar, answer) {
    draw(id, answer.patch);
    const lost = answer.left_out.length === 0 ? ''
      : ` Less than half is left in the picture of ${answer.left_out.join(', ')}: to be taken away.`;
    say(
      bar,
      `What it shows lies ${way(answer.right, 'to the right', 'to the left')} and ${way(answer.down, 'down', 'up')}.${lost}`,
      button('Move its places', () => move(id, bar, answer.patch)),
      button('Leave them', () => {
        withdraw(id);
        offer(id, true);
      }),
    );
  }

  function way(pixels, forth, back) {
    const whole = Math.round(Math.abs(pixels));
    return `${whole} pixel${whole === 1 ? '' : 's'} ${pixels < 0 ? back : forth}`;
  }

  async function move(id, bar, patch) {
    // What somebody has drawn meanwhile, or another move, is not written over unseen.
    const now = await ask(id, bar);
    if (now === null) {
      return;
    }
    if (JSON.stringify(now.patch) !== JSON.stringify(patch)) {
      show(id, bar, now);
      return;
    }
    const response = await call(`/api/v1/cameras/${encodeURIComponent(id)}`, {
      method: 'PATCH',
      body: JSON.stringify(patch),
    });
    if (!response.ok) {
      say(bar, (await response.json()).detail);
      return;
    }
    draw(id, {});
    say(bar, 'Its places are moved; it is believed again as soon as it has been looked at.');
    loadSoon();
  }

  // By kind and id, each with its polygon or its line; null for what is taken away.
  function draw(id, patch) {
    if (bars.has(id)) {
      bars.get(id).patch = patch;
    }
    $(`camera-${id}`)?.querySelector('.proposed').replaceChildren(
      ...Object.values(patch).flatMap((places) => Object.values(places))
        .filter((place) => place !== null)
        .map(({polygon, line}) => element(polygon ? 'polygon' : 'polyline', {
          points: (polygon ?? line).map((point) => point.join(',')).join(' '),
        })),
    );
  }

  function forget() {
    bars.clear();
  }

  return {offer, forget};
})();
