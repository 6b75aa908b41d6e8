'use strict';

// A camera that has moved: where the places of its layout lie now is shown over its picture, and becomes its layout
// when an admin says so.

const moved = (() => {
  function offer(id, hasMoved) {
    const figure = $(`camera-${id}`);
    const offered = figure.querySelector('.moved');
    if (hasMoved && person.isAdmin()) {
      if (!offered) {
        figure.append(fresh(id));
      }
    } else if (offered) {
      offered.remove();
      draw(figure, {});
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

  async function propose(id, bar) {
    const response = await call(`/api/v1/cameras/${encodeURIComponent(id)}/layout/moved`);
    const answer = await response.json();
    if (!response.ok) {
      say(bar, answer.detail);
      return;
    }
    draw(bar.parentElement, answer.patch);
    const lost = answer.left_out.length === 0 ? ''
      : ` Less than half is left in the picture of ${answer.left_out.join(', ')}: to be taken away.`;
    say(
      bar,
      `What it shows lies ${way(answer.right, 'to the right', 'to the left')} and ${way(answer.down, 'down', 'up')}.${lost}`,
      button('Move its places', () => move(id, bar, answer.patch)),
      button('Leave them', () => {
        draw(bar.parentElement, {});
        bar.replaceWith(fresh(id));
      }),
    );
  }

  function way(pixels, forth, back) {
    return `${Math.round(Math.abs(pixels))} pixels ${pixels < 0 ? back : forth}`;
  }

  async function move(id, bar, patch) {
    const response = await call(`/api/v1/cameras/${encodeURIComponent(id)}`, {
      method: 'PATCH',
      body: JSON.stringify(patch),
    });
    if (!response.ok) {
      say(bar, (await response.json()).detail);
      return;
    }
    say(bar, 'Its places are moved; it is believed again as soon as it has been looked at.');
    loadSoon();
  }

  // By kind and id, each with its polygon or its line; null for what is taken away.
  function draw(figure, patch) {
    figure.querySelector('.proposed').replaceChildren(
      ...Object.values(patch).flatMap((places) => Object.values(places))
        .filter((place) => place !== null)
        .map(({polygon, line}) => element(polygon ? 'polygon' : 'polyline', {
          points: (polygon ?? line).map((point) => point.join(',')).join(' '),
        })),
    );
  }

  return {offer};
})();
