/** <nib-pad> and the page around it, drawn on with real pointers. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import test from 'node:test';
import { draw, drawingSurface, withPage } from './harness.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('../../www/elements/pad/nib-pad.js').NibPad} NibPad */
/** @typedef {import('./harness.mjs').Point} Point */

/** Points on an ellipse, from the top, against the clock. @returns {Point[]} */
const ring = () =>
  Array.from(
    { length: 33 },
    (_, i) =>
      /** @type {Point} */ ([
        0.5 - 0.19 * Math.sin((i * Math.PI) / 16),
        0.5 - 0.32 * Math.cos((i * Math.PI) / 16),
      ]),
  );

/** @type {Record<number, Point[][]>} */
const DIGITS = {
  0: [ring()],
  1: [
    [
      [0.52, 0.15],
      [0.49, 0.85],
    ],
  ],
  7: [
    [
      [0.28, 0.2],
      [0.72, 0.19],
      [0.58, 0.5],
      [0.45, 0.85],
    ],
  ],
};
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true, deviceScaleFactor: 2 };

/**
 * Does something with the page's pad, in the page.
 *
 * @template T, [A=undefined]
 * @param {Page} page
 * @param {(pad: NibPad, argument: A) => T | Promise<T>} work
 * @param {A} [argument]
 * @returns {Promise<T>}
 */
const onPad = (page, work, argument) =>
  page
    .locator('nib-pad')
    .first()
    .evaluate(/** @type {any} */ (work), argument);

/** The net is there. @param {Page} page */
const ready = (page) =>
  page.waitForFunction(
    () => /** @type {any} */ (document.querySelector('nib-pad')).reader !== null,
  );

/** The page has painted what was asked of it before. @param {Page} page */
const painted = (page) =>
  page.evaluate(
    () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
  );

/**
 * Inked pixels of the drawing: how many, their middle and their edges, in units of the pad.
 * @param {Page} page
 */
const inked = (page) =>
  onPad(page, (pad) => {
    const canvas = /** @type {HTMLCanvasElement} */ (
      pad.shadowRoot?.querySelectorAll('.surface canvas')[1]
    );
    const { data, width, height } = /** @type {CanvasRenderingContext2D} */ (
      canvas.getContext('2d')
    ).getImageData(0, 0, canvas.width, canvas.height);
    let [mass, x, y, left, right, top, bottom] = [0, 0, 0, 1, 0, 1, 0];
    for (let i = 0; i < width * height; i++) {
      const alpha = data[4 * i + 3] / 255;
      if (alpha === 0) continue;
      const [u, v] = [((i % width) + 0.5) / width, (Math.floor(i / width) + 0.5) / height];
      [mass, x, y] = [mass + alpha, x + alpha * u, y + alpha * v];
      if (alpha > 0.5)
        [left, right, top, bottom] = [
          Math.min(left, u),
          Math.max(right, u),
          Math.min(top, v),
          Math.max(bottom, v),
        ];
    }
    return { share: mass / (width * height), x: x / mass, y: y / mass, left, right, top, bottom };
  });

for (const [digit, strokes] of Object.entries(DIGITS))
  test(`a drawn ${digit} is read as ${digit}, by mouse, finger and pen`, () =>
    withPage(PHONE, async ({ page }) => {
      await ready(page);
      for (const pointer of /** @type {const} */ (['mouse', 'touch', 'pen'])) {
        await draw(page, strokes, { pointer });
        const prediction = await onPad(page, (pad) => pad.prediction);
        assert.equal(prediction?.digit, Number(digit), pointer);
        assert.equal(prediction?.confidence, prediction?.probabilities[Number(digit)]);
        const sum = prediction?.probabilities.reduce((a, b) => a + b, 0) ?? 0;
        assert.ok(Math.abs(sum - 1) < 1e-4, `probabilities add up to ${sum}`);
        await onPad(page, (pad) => pad.clear());
        await page.waitForTimeout(510); // a finger so soon after a pen would be its hand
      }
    }));

test('bars, picture and winner move while the pen is still down', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    const box = await drawingSurface(page).boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 0.5 * box.width, box.y + 0.15 * box.height);
    await page.mouse.down();
    await page.mouse.move(box.x + 0.5 * box.width, box.y + 0.85 * box.height, { steps: 20 });
    await page.locator('nib-pad .bars .winner b').waitFor();
    assert.equal(await page.locator('nib-pad .bars .winner b').textContent(), '1');
    assert.ok(
      (await onPad(page, (pad) => pad.image))?.[14 * 28 + 14],
      'ink in the middle of what the net sees',
    );
    await page.mouse.up();
  }));

test('clear gives nothing: no digit, no picture, bars at rest, and no NaN on the way', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await onPad(page, (pad) => {
      const guesses = /** @type {any[]} */ ([]);
      Object.assign(window, { guesses });
      pad.addEventListener('nib-guess', (event) =>
        guesses.push(/** @type {CustomEvent} */ (event).detail),
      );
    });
    await draw(page, DIGITS[7]);
    await painted(page);
    await page.locator('nib-pad').getByRole('button', { name: 'Clear' }).click();
    await painted(page);
    assert.deepEqual(await onPad(page, (pad) => [pad.prediction, pad.image, pad.strokes]), [
      null,
      null,
      [],
    ]);
    assert.equal(await page.locator('nib-pad .bars .winner').count(), 0);
    assert.deepEqual(
      await page.locator('nib-pad .bars span').allTextContents(),
      new Array(10).fill('–'),
    );
    assert.equal((await inked(page)).share, 0);
    const guesses = await page.evaluate(() => /** @type {any} */ (window).guesses);
    assert.equal(guesses.at(-1), null);
    const numbers = guesses
      .filter(Boolean)
      .flatMap((/** @type {any} */ guess) => guess.probabilities);
    assert.ok(numbers.length >= 10 && numbers.every(Number.isFinite));
  }));

test('undo takes back strokes one by one, by button and by Ctrl+Z, and what was cleared', () =>
  withPage({}, async ({ page }) => {
    await draw(page, [
      [
        [0.2, 0.2],
        [0.2, 0.8],
      ],
      [
        [0.5, 0.2],
        [0.5, 0.8],
      ],
      [
        [0.8, 0.2],
        [0.8, 0.8],
      ],
    ]);
    const count = () => onPad(page, (pad) => pad.strokes.length);
    assert.equal(await count(), 3);
    await page.keyboard.press('Control+z');
    assert.equal(await count(), 2);
    await page.keyboard.press('Delete');
    assert.equal(await count(), 0);
    await page.locator('nib-pad').getByRole('button', { name: 'Undo' }).click();
    assert.equal(await count(), 2);
  }));

test('redo goes forth again, by button and by keys, until something else is drawn', () =>
  withPage({}, async ({ page }) => {
    await draw(page, [
      [
        [0.2, 0.2],
        [0.2, 0.8],
      ],
      [
        [0.5, 0.2],
        [0.5, 0.8],
      ],
    ]);
    const count = () => onPad(page, (pad) => pad.strokes.length);
    const counts = [];
    for (const keys of ['Control+z', 'Control+z', 'Control+y', 'Control+Shift+Z', 'Control+z']) {
      await page.keyboard.press(keys);
      counts.push(await count());
    }
    assert.deepEqual(counts, [1, 0, 1, 2, 1]);
    await page.locator('nib-pad').getByRole('button', { name: 'Redo' }).click();
    assert.equal(await count(), 2);
  }));

test('the eraser cuts what it passes over, in one step; off again, the pen draws', () =>
  withPage({}, async ({ page }) => {
    await draw(page, [
      [
        [0.2, 0.3],
        [0.8, 0.3],
      ],
      [
        [0.2, 0.7],
        [0.8, 0.7],
      ],
    ]);
    const eraser = page.locator('nib-pad').getByRole('button', { name: 'Eraser' });
    await eraser.click();
    assert.equal(await eraser.getAttribute('aria-pressed'), 'true');
    await draw(page, [
      [
        [0.5, 0.2],
        [0.5, 0.4],
      ],
    ]);
    await painted(page);
    const cut = await onPad(page, (pad) => pad.strokes);
    assert.equal(cut.length, 3);
    assert.ok(
      !cut.flat().some(([x, y]) => Math.abs(x - 0.5) < 0.03 && y < 0.5),
      'a gap where the eraser was',
    );
    await page.keyboard.press('Control+z');
    assert.equal(await onPad(page, (pad) => pad.strokes.length), 2);
    await eraser.click();
    await draw(page, [
      [
        [0.5, 0.2],
        [0.5, 0.4],
      ],
    ]);
    assert.equal(await onPad(page, (pad) => pad.strokes.length), 3);
  }));

test('where the pen is expected shows ahead of it, and is neither kept nor read', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    const send = (
      /** @type {string} */ type,
      /** @type {number} */ x,
      /** @type {number[]} */ ahead,
    ) =>
      onPad(
        page,
        (pad, [type, x, ahead]) => {
          const surface = /** @type {HTMLElement} */ (pad.shadowRoot?.querySelector('.surface'));
          const { left, top, width, height } = surface.getBoundingClientRect();
          const at = (/** @type {number} */ x) => ({
            pointerId: 7,
            pointerType: 'pen',
            pressure: 0.5,
            button: type === 'pointermove' ? -1 : 0,
            buttons: type === 'pointerup' ? 0 : 1,
            bubbles: true,
            composed: true,
            cancelable: true,
            clientX: left + x * width,
            clientY: top + 0.5 * height,
          });
          surface.dispatchEvent(
            new PointerEvent(type, {
              ...at(x),
              predictedEvents: ahead.map((x) => new PointerEvent('pointermove', at(x))),
            }),
          );
        },
        /** @type {[string, number, number[]]} */ ([type, x, ahead]),
      );
    await send('pointerdown', 0.2, []);
    await send('pointermove', 0.4, []);
    await painted(page);
    const image = await onPad(page, (pad) => pad.image);
    const [without] = [await inked(page)];
    await send('pointermove', 0.4, [0.45, 0.5]);
    await painted(page);
    const ahead = await inked(page);
    assert.ok(without.right < 0.44 && ahead.right > 0.5, `${without.right} → ${ahead.right}`);
    assert.ok((await onPad(page, (pad) => pad.strokes)).flat().every(([x]) => x < 0.41));
    assert.deepEqual(await onPad(page, (pad) => pad.image), image);
    await send('pointerup', 0.4, []);
    await painted(page);
    assert.ok((await inked(page)).right < 0.44, 'what was expected goes when the pen does');
  }));

test('two short taps of a finger in a row are two strokes: none is lost to a double tap or a magnifier', () =>
  withPage(PHONE, async ({ page }) => {
    await draw(
      page,
      [
        [
          [0.35, 0.3],
          [0.35, 0.34],
        ],
        [
          [0.65, 0.3],
          [0.65, 0.34],
        ],
      ],
      { pointer: 'touch' },
    );
    const strokes = await onPad(page, (pad) => pad.strokes);
    assert.deepEqual(
      strokes.map(([[x]]) => Math.round(20 * x)),
      [7, 13],
    );
    const style = await onPad(page, (pad) => {
      const { userSelect, touchAction } = getComputedStyle(
        /** @type {Element} */ (pad.shadowRoot?.querySelector('.surface')),
      );
      return { userSelect, touchAction, page: getComputedStyle(document.body).touchAction };
    });
    assert.deepEqual(style, { userSelect: 'none', touchAction: 'pinch-zoom', page: 'auto' });
  }));

test('a drawing of a million points is refused with its number, and the page goes on', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    const result = await onPad(page, (pad) => {
      const refused = [];
      for (const strokes of [
        [Array.from({ length: 1_000_000 }, () => [0.5, 0.5])],
        [[[NaN, 0.5]]],
        [[[0.5, Infinity]]],
        [[]],
        null,
      ]) {
        try {
          pad.strokes = /** @type {any} */ (strokes);
        } catch (error) {
          refused.push(
            `${/** @type {Error} */ (error).name}: ${/** @type {Error} */ (error).message.slice(0, 24)}`,
          );
        }
      }
      // As many as may be, from corner to corner.
      pad.strokes = /** @type {any} */ ([
        Array.from({ length: 60_000 }, (_, i) => [i % 2, (i * 0.37) % 1]),
      ]);
      return { refused, verdict: pad.prediction?.verdict, image: pad.image?.length };
    });
    assert.deepEqual(
      result.refused.map((text) => text.split(':')[0]),
      ['RangeError', 'TypeError', 'TypeError', 'TypeError', 'TypeError'],
    );
    assert.match(result.refused[0], /1000000 points/);
    assert.equal(result.image, 784, 'it is read');
  }));

test('three events far apart make one connected stroke', () =>
  withPage({}, async ({ page }) => {
    const box = await drawingSurface(page).boundingBox();
    assert.ok(box);
    await page.mouse.move(box.x + 80, box.y + 80);
    await page.mouse.down();
    await page.mouse.move(box.x + 180, box.y + 80);
    await page.mouse.move(box.x + 180, box.y + 180);
    await page.mouse.up();
    await painted(page);
    // From a pixel of the line, all others are reached by steps to neighbours.
    const pieces = await onPad(page, (pad) => {
      const canvas = /** @type {HTMLCanvasElement} */ (
        pad.shadowRoot?.querySelectorAll('.surface canvas')[1]
      );
      const { data, width } = /** @type {CanvasRenderingContext2D} */ (
        canvas.getContext('2d')
      ).getImageData(0, 0, canvas.width, canvas.height);
      const left = new Set();
      for (let i = 0; i < data.length / 4; i++) if (data[4 * i + 3] > 128) left.add(i);
      const total = left.size;
      let count = 0;
      while (left.size > 0) {
        count += 1;
        const todo = [left.values().next().value];
        left.delete(todo[0]);
        for (let at; (at = todo.pop()) !== undefined; )
          for (const next of [at - 1, at + 1, at - width, at + width])
            if (left.delete(next)) todo.push(next);
      }
      return { count, total, strokes: pad.strokes.length };
    });
    assert.equal(pieces.count, 1);
    assert.equal(pieces.strokes, 1);
    assert.ok(pieces.total > 200 * 20, 'two sides of 100 px, as wide as the pen');
  }));

test('a finger draws on the pad and scrolls beside it', () =>
  withPage(PHONE, async ({ page }) => {
    const scrolled = () => page.evaluate(() => scrollY);
    await draw(
      page,
      [
        [
          [0.5, 0.9],
          [0.5, 0.1],
        ],
      ],
      { pointer: 'touch' },
    );
    await draw(
      page,
      [
        [
          [0.3, 0.9],
          [0.3, 0.1],
        ],
      ],
      { pointer: 'touch' },
    );
    assert.equal(await scrolled(), 0);
    assert.equal(await onPad(page, (pad) => pad.strokes.length), 2);
    // `draw` with another surface is a finger anywhere.
    await draw(
      page,
      [
        [
          [0.5, 0.9],
          [0.5, 0.1],
        ],
      ],
      { pointer: 'touch', surface: page.locator('nib-pad .bars') },
    );
    await page.waitForFunction(() => scrollY > 20);
    assert.equal(await onPad(page, (pad) => pad.strokes.length), 2);
  }));

test('a stroke that leaves the pad is drawn on, and comes back', () =>
  withPage({}, async ({ page }) => {
    await draw(page, [
      [
        [0.5, 0.5],
        [0.5, 1.2],
        [0.8, 1.2],
        [0.8, 0.5],
      ],
    ]);
    const strokes = await onPad(page, (pad) => pad.strokes);
    assert.equal(strokes.length, 1);
    assert.ok(Math.max(...strokes[0].map(([, y]) => y)) > 1.1);
  }));

test('right button and wheel are left to the page', () =>
  withPage({ viewport: { width: 1280, height: 500 } }, async ({ page }) => {
    const box = await drawingSurface(page).boundingBox();
    assert.ok(box);
    await page.evaluate(() =>
      addEventListener('contextmenu', (event) =>
        Object.assign(window, { menu: !event.defaultPrevented }),
      ),
    );
    await page.mouse.click(box.x + 100, box.y + 100, { button: 'right' });
    assert.equal(await page.evaluate(() => /** @type {any} */ (window).menu), true);
    assert.equal(await onPad(page, (pad) => pad.strokes.length), 0);
    await page.mouse.wheel(0, 200);
    await page.waitForFunction(() => scrollY > 0);
  }));

/** How a slide or a reader may hold the pad. @type {Record<string, Record<string, string>>} */
const HOLDS = {
  'as it stands': {},
  'scale 0.5': { transform: 'scale(0.5)' },
  'scale 2': { transform: 'scale(2)', transformOrigin: '0 0' },
  'rotate 25°': { transform: 'rotate(25deg)' },
  'rotateY 30°': { transform: 'perspective(900px) rotateY(30deg)' },
  'zoom 1.5': { zoom: '1.5' },
  'zoom 1.5, rotate 25°': { zoom: '1.5', transform: 'rotate(25deg)' },
  'in a scrolled box': { scrolled: '1' },
  'foreignObject, scale 1.5': { foreignObject: '1.5' },
};

for (const [name, style] of Object.entries(HOLDS))
  test(`ink lands under the pointer: ${name}`, () =>
    withPage({ viewport: { width: 1400, height: 1200 } }, async ({ page }) => {
      await page.evaluate((hold) => {
        const pad = /** @type {NibPad} */ (document.querySelector('nib-pad'));
        const holder = document.createElement('div');
        const { foreignObject, scrolled, ...css } = hold;
        Object.assign(holder.style, {
          position: 'absolute',
          left: '200px',
          top: '200px',
          width: '400px',
          ...css,
        });
        holder.append(pad);
        if (foreignObject) {
          const space = 'http://www.w3.org/2000/svg';
          const svg = document.createElementNS(space, 'svg');
          svg.setAttribute('viewBox', '0 0 600 600');
          svg.setAttribute('width', String(600 * Number(foreignObject)));
          svg.setAttribute('height', svg.getAttribute('width') ?? '');
          const foreign = document.createElementNS(space, 'foreignObject');
          foreign.setAttribute('width', '600');
          foreign.setAttribute('height', '600');
          holder.style.cssText = 'width: 400px'; // WebKit can't position in here
          foreign.append(holder);
          svg.append(foreign);
          document.body.replaceChildren(svg);
        } else document.body.replaceChildren(holder);
        if (scrolled) {
          const box = document.createElement('div');
          Object.assign(box.style, {
            position: 'relative',
            width: '900px',
            height: '800px',
            overflow: 'scroll',
          });
          Object.assign(holder.style, {
            left: '300px',
            top: '500px',
            paddingBottom: '900px',
            paddingRight: '900px',
          });
          box.append(holder);
          document.body.replaceChildren(box);
          box.scrollTo(250, 430);
        }
      }, style);
      await painted(page);
      const side = await onPad(
        page,
        (pad) => pad.shadowRoot?.querySelector('.surface')?.clientWidth ?? 0,
      );
      const wrong = [];
      for (const x of [0.1, 0.5, 0.9]) {
        for (const y of [0.1, 0.5, 0.9]) {
          // Where the point is on the screen is measured by something that lies there, not
          // computed.
          const at = await onPad(
            page,
            (pad, [u, v]) => {
              pad.clear();
              const probe = document.createElement('div');
              Object.assign(probe.style, {
                left: `${100 * u}%`,
                top: `${100 * v}%`,
                width: '0',
                height: '0',
              });
              pad.shadowRoot?.querySelector('.surface')?.append(probe);
              const { left, top } = probe.getBoundingClientRect();
              probe.remove();
              return { left, top };
            },
            /** @type {[number, number]} */ ([x, y]),
          );
          await page.mouse.click(at.left, at.top);
          await painted(page);
          const ink = await inked(page);
          const error = Math.hypot(ink.x - x, ink.y - y) * side;
          if (!(error < 0.5)) wrong.push(`(${x}, ${y}): off by ${error.toFixed(2)} px`);
        }
      }
      assert.deepEqual(wrong, []);
    }));

test('a resize keeps the digit, its place and its reading', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await draw(page, DIGITS[7]);
    await painted(page);
    const before = { ink: await inked(page), strokes: await onPad(page, (pad) => pad.strokes) };
    await page.setViewportSize({ width: 400, height: 800 });
    await painted(page);
    const after = { ink: await inked(page), strokes: await onPad(page, (pad) => pad.strokes) };
    assert.deepEqual(after.strokes, before.strokes);
    for (const edge of /** @type {const} */ (['left', 'right', 'top', 'bottom', 'x', 'y']))
      assert.ok(
        Math.abs(after.ink[edge] - before.ink[edge]) < 0.01,
        `${edge}: ${before.ink[edge]} → ${after.ink[edge]}`,
      );
    assert.equal((await onPad(page, (pad) => pad.prediction))?.digit, 7);
  }));

test('the drawing has a pixel for each pixel of the screen', () =>
  withPage(PHONE, async ({ page }) => {
    await painted(page);
    const [css, ...pixels] = await onPad(page, (pad) => {
      const canvases = /** @type {NodeListOf<HTMLCanvasElement>} */ (
        pad.shadowRoot?.querySelectorAll('.surface canvas')
      );
      return [
        canvases[0].getBoundingClientRect().width,
        ...[...canvases].map((canvas) => canvas.width),
      ];
    });
    for (const width of pixels)
      assert.ok(Math.abs(width - 2 * css) <= 1, `${width} for ${css} CSS px at two to one`);
  }));

test('a keyboard alone draws a 1, hears it, and clears it', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    for (let presses = 0; presses < 20; presses++) {
      await page.keyboard.press('Tab');
      if (await page.evaluate(() => document.activeElement?.localName === 'nib-pad')) break;
    }
    assert.equal(await onPad(page, (pad) => pad.shadowRoot?.activeElement?.className), 'surface');
    for (let i = 0; i < 2; i++) await page.keyboard.press('Shift+ArrowUp');
    await page.keyboard.press(' ');
    for (let i = 0; i < 18; i++) await page.keyboard.press('ArrowDown');
    await page.keyboard.press(' ');
    assert.equal((await onPad(page, (pad) => pad.prediction))?.digit, 1);
    await page
      .locator('nib-pad [aria-live]')
      .filter({ hasText: /One, \d\d percent/ })
      .waitFor({ state: 'attached' });
    await page.keyboard.press('Delete');
    assert.equal(await onPad(page, (pad) => pad.prediction), null);
    await page.keyboard.press('Escape');
    assert.equal(await page.evaluate(() => document.activeElement?.localName), 'body');
  }));

test('keys and strokes stay inside, and what the pad does not use goes out', () =>
  withPage({}, async ({ page }) => {
    await page.evaluate(() => {
      const heard = /** @type {string[]} */ ([]);
      Object.assign(window, { heard });
      for (const type of ['keydown', 'keyup'])
        addEventListener(type, (event) => heard.push(/** @type {KeyboardEvent} */ (event).key));
      for (const type of ['pointerdown', 'pointermove', 'touchstart', 'touchmove'])
        document.addEventListener(type, () => heard.push(type));
    });
    const heard = () => page.evaluate(() => /** @type {any} */ (window).heard.splice(0));
    await draw(page, DIGITS[1]);
    // Up to the pad's edge the way there is the page's own; of a press, menus and decks must know.
    assert.deepEqual(
      (await heard()).filter((/** @type {string} */ type) => type !== 'pointermove'),
      ['pointerdown'],
    );
    for (const key of ['n', 'f', 'Delete']) await page.keyboard.press(key);
    assert.deepEqual(await heard(), [], 'slips');
    for (const key of ['ArrowRight', ' ', '.']) await page.keyboard.press(key);
    assert.deepEqual(
      await heard(),
      ['ArrowRight', 'ArrowRight', ' ', ' ', '.', '.'],
      'after a stroke by pointer they are a clicker’s',
    );
    await onPad(page, (pad) => pad.focus());
    for (const key of ['ArrowRight', ' ', 'n', 'f', 'Home', ' ']) await page.keyboard.press(key);
    assert.deepEqual(await heard(), [], 'focused by keyboard, the paper has them');
    await page.keyboard.press('PageDown');
    assert.deepEqual(await heard(), ['PageDown', 'PageDown']);
    const clear = page.locator('nib-pad').getByRole('button', { name: 'Clear' });
    await clear.focus();
    await page.keyboard.press(' ');
    assert.deepEqual(await heard(), []);
    assert.equal(await onPad(page, (pad) => pad.strokes.length), 0, 'Space has pressed the button');
    await page.keyboard.press('ArrowRight');
    assert.deepEqual(await heard(), ['ArrowRight', 'ArrowRight']);
  }));

test('samples are a way in without drawing, and every one is read', () =>
  withPage({ reducedMotion: 'reduce' }, async ({ page }) => {
    await ready(page);
    const wrong = await onPad(page, (pad) =>
      Array.from({ length: 10 }, (_, digit) => {
        pad.drawSample(digit);
        return pad.prediction?.digit === digit
          ? null
          : `${digit} is read as ${pad.prediction?.digit}`;
      }).filter(Boolean),
    );
    assert.deepEqual(wrong, []);
    await page.locator('nib-pad').getByRole('button', { name: 'Sample' }).click();
    assert.equal((await onPad(page, (pad) => pad.prediction))?.digit, 7);
  }));

test('a sample is drawn stroke by stroke, and drawing over it keeps it', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await page.locator('nib-pad').getByRole('button', { name: 'Sample' }).click();
    await draw(page, [
      [
        [0.1, 0.5],
        [0.2, 0.5],
      ],
    ]);
    const strokes = await onPad(page, (pad) => pad.strokes);
    assert.equal(strokes.length, 3, 'two strokes of the 7, and the one drawn over it');
  }));

test('the ghost shows until the first touch', () =>
  withPage({ reducedMotion: 'reduce' }, async ({ page }) => {
    await page.waitForFunction(() => {
      const canvas = document.querySelector('nib-pad')?.shadowRoot?.querySelectorAll('canvas')[1];
      if (!canvas?.width) return false;
      const image = canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height);
      return image?.data.some((value) => value > 0);
    });
    assert.equal(await onPad(page, (pad) => pad.prediction), null, 'a ghost is not read');
    await draw(page, [
      [
        [0.05, 0.05],
        [0.06, 0.05],
      ],
    ]);
    await painted(page);
    const ink = await inked(page);
    assert.ok(ink.right < 0.2 && ink.bottom < 0.2, 'only the drawn dot is left');
    assert.ok(await page.locator('nib-pad .invitation').isHidden());
  }));

test('strokes go in and out, and what is no drawing is refused', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    const result = await onPad(page, (pad) => {
      pad.strokes = /** @type {any} */ ([
        [
          [0.52, 0.15],
          [0.49, 0.85],
        ],
      ]);
      const digit = pad.prediction?.digit;
      let refused = '';
      try {
        pad.strokes = /** @type {any} */ ([[[NaN, 0]]]);
      } catch (error) {
        refused = /** @type {Error} */ (error).message;
      }
      return { digit, refused, strokes: pad.strokes };
    });
    assert.equal(result.digit, 1);
    assert.match(result.refused, /^strokes\[0\]\[0\]/);
    assert.deepEqual(result.strokes, [
      [
        [0.52, 0.15, 0.5],
        [0.49, 0.85, 0.5],
      ],
    ]);
  }));

test('frozen shows and takes no drawing', () =>
  withPage({}, async ({ page }) => {
    await onPad(page, (pad) => {
      pad.strokes = /** @type {any} */ ([
        [
          [0.5, 0.2],
          [0.5, 0.8],
        ],
      ]);
      pad.frozen = true;
    });
    await draw(page, DIGITS[7]);
    await page.keyboard.press('Delete');
    assert.equal(await onPad(page, (pad) => pad.strokes.length), 1);
    assert.ok(await page.locator('nib-pad').getByRole('button', { name: 'Clear' }).isDisabled());
  }));

test('two pads on a page do not disturb each other, and a moved one keeps its drawing', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    const result = await page.evaluate(async () => {
      const [first, second] = [
        document.querySelector('nib-pad'),
        document.createElement('nib-pad'),
      ].map((pad) => /** @type {NibPad} */ (pad));
      const come = new Promise((resolve) =>
        second.addEventListener('nib-ready', resolve, { once: true }),
      );
      document.querySelector('main')?.prepend(second);
      await come;
      first.drawSample(1);
      second.strokes = /** @type {any} */ ([
        [
          [0.28, 0.2],
          [0.72, 0.19],
        ],
        [
          [0.72, 0.19],
          [0.45, 0.85],
        ],
      ]);
      first.strokes = /** @type {any} */ ([
        [
          [0.52, 0.15],
          [0.49, 0.85],
        ],
      ]);
      document.body.append(second); // out of the page and in again, in one go
      // longer than the wait before the teardown
      await new Promise((resolve) => setTimeout(resolve, 1200));
      return [first.prediction?.digit, second.prediction?.digit];
    });
    assert.deepEqual(result, [1, 7]);
  }));

test('a pad that was away for long comes back with its drawing and reads it', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    const result = await page.evaluate(async () => {
      const pad = /** @type {NibPad} */ (document.querySelector('nib-pad'));
      pad.strokes = /** @type {any} */ ([
        [
          [0.52, 0.15],
          [0.49, 0.85],
        ],
      ]);
      const place = pad.parentElement;
      pad.remove();
      // it lets go of its net
      while (pad.reader) await new Promise((resolve) => setTimeout(resolve, 50));
      const away = pad.prediction;
      const come = new Promise((resolve) =>
        pad.addEventListener('nib-ready', resolve, { once: true }),
      );
      place?.append(pad);
      await come;
      return { away, back: pad.prediction?.digit };
    });
    assert.deepEqual(result, { away: null, back: 1 });
  }));

test('a net in training reads, its history is told, and the shipped net comes back', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await onPad(
      page,
      (pad) =>
        void (pad.strokes = /** @type {any} */ ([
          [
            [0.52, 0.15],
            [0.49, 0.85],
          ],
        ])),
    );
    const label = page.locator('nib-pad .nets > p:not(.back)');
    const strip = page.locator('nib-pad .strip canvas');
    assert.match((await label.textContent()) ?? '', /^Read by nibnet’s own, 99\.\d+\s%\.$/);
    // One dense layer whose bias says "4", then "9": the answer does not depend on training.
    const adopt = (/** @type {number} */ digit, /** @type {number} */ step) =>
      onPad(
        page,
        (pad, [winner, at]) => {
          const network = JSON.stringify({
            input: { rows: 28, columns: 28 },
            layers: [{ dense: { units: 10, activation: 'linear' } }],
          });
          const weights = new Float32Array(7850);
          weights[7840 + winner] = 3;
          return pad.adopt({ network, weights, step: at });
        },
        [digit, step],
      );
    await adopt(4, 100);
    assert.equal((await onPad(page, (pad) => pad.prediction))?.digit, 4);
    const yours = page.locator('nib-pad').getByRole('radio', { name: /^yours/ });
    assert.ok(await yours.isChecked());
    assert.ok(
      await page.locator('nib-pad').getByText('yours, step 100', { exact: true }).isVisible(),
    );
    await adopt(9, 1200);
    assert.match(
      (await strip.getAttribute('aria-label')) ?? '',
      /at step 100 as 4 .* at step 1,200 as 9/,
    );
    const own = page.locator('nib-pad').getByRole('radio', { name: /^nibnet’s own/ });
    await own.click();
    assert.equal((await onPad(page, (pad) => pad.prediction))?.digit, 1);
    await adopt(4, 1300);
    assert.ok(await own.isChecked(), 'what the visitor has chosen holds');
    assert.equal((await onPad(page, (pad) => pad.prediction))?.digit, 1);
    await yours.click();
    assert.equal((await onPad(page, (pad) => pad.prediction))?.digit, 4);
    await onPad(page, (pad) => pad.clear());
    assert.match((await strip.getAttribute('aria-label')) ?? '', /no readings yet/);
  }));

test('a net that does not come is a sentence with a way on', () =>
  withPage(
    {
      mayComplain: true,
      prepare: (page) =>
        page.route('**/digits.nib', (route) => route.fulfill({ status: 404, body: 'not here' })),
    },
    async ({ page }) => {
      const alert = page.locator('nib-pad [role=alert]');
      await alert.filter({ hasText: '404' }).waitFor();
      await draw(page, DIGITS[1]);
      assert.equal(await onPad(page, (pad) => pad.strokes.length), 1, 'drawing goes on');
      await page.unroute('**/digits.nib');
      await alert.getByRole('button', { name: 'Try again' }).click();
      await ready(page);
      assert.ok(await alert.isHidden());
      assert.equal((await onPad(page, (pad) => pad.prediction))?.digit, 1);
    },
  ));

test('where the shipped net is garbled, that is said, and a net that is trained reads all the same', () =>
  withPage(
    {
      mayComplain: true,
      prepare: (page) =>
        page.route('**/digits.nib', (route) =>
          route.fulfill({ contentType: 'application/octet-stream', body: 'NIBM, or not' }),
        ),
    },
    async ({ page }) => {
      const trouble = page.locator('nib-pad [role=alert]');
      await trouble.waitFor();
      assert.match((await trouble.textContent()) ?? '', /no net reads it/);
      const label = () => page.locator('nib-pad .nets > p:not(.back)').textContent();
      assert.match((await label()) ?? '', /No net is loaded yet/);
      await page.locator('nib-trainer').scrollIntoViewIfNeeded();
      const step = await page.evaluate(async () => {
        const [pad, trainer] = /** @type {any[]} */ ([
          ...document.querySelectorAll('nib-pad, nib-trainer'),
        ]);
        /** @type {any} */
        let net = null;
        trainer.addEventListener('nib-net', (/** @type {any} */ { detail }) => (net = detail));
        await trainer.start({ preset: 'softmax', steps: 100 });
        await trainer.finished;
        await pad.adopt(net);
        return pad.reader.step;
      });
      assert.equal(step, 100);
      await draw(page, DIGITS[1]);
      assert.equal((await onPad(page, (pad) => pad.prediction))?.digit, 1);
      assert.match((await label()) ?? '', /^Read by yours, \d/);
      assert.ok(await trouble.isHidden(), 'somebody reads it now');
    },
  ));

for (const tag of ['nib-pad', 'nib-trainer'])
  test(`app.js serves a page of somebody else that has a <${tag}> alone`, () =>
    withPage(
      {
        prepare: (page, url) =>
          page.route(url, (route) =>
            route.fulfill({
              contentType: 'text/html',
              body: `<html lang="en"><${tag}></${tag}><script type="module" src="app.js"></script>`,
            }),
          ),
      },
      async ({ page }) => {
        await page.waitForFunction((tag) => {
          const { reader, recipe } = /** @type {any} */ (document.querySelector(tag));
          return Boolean(reader || recipe);
        }, tag);
      },
    ));

test('what nobody caught is a sentence on the page with a way on', () =>
  withPage({ mayComplain: true }, async ({ page }) => {
    await ready(page);
    await page.evaluate(() => void Promise.reject(new Error('the dog ate it')));
    const trouble = page.locator('body > #trouble');
    await trouble.filter({ hasText: 'the dog ate it' }).waitFor();
    await trouble.getByRole('button', { name: 'Go on' }).click();
    assert.ok(await trouble.isHidden());
  }));

test('the theme is chosen, follows into the pad, and is remembered', () =>
  withPage({}, async ({ page }) => {
    const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const frame = () =>
      onPad(
        page,
        (pad) =>
          getComputedStyle(/** @type {Element} */ (pad.shadowRoot?.querySelector('.frame')))
            .backgroundColor,
      );
    const paper = await ground();
    const button = page.getByRole('button', { name: /^Theme/ });
    await button.click();
    assert.equal(await ground(), paper, 'light on a light system looks the same');
    await button.click();
    const board = await ground();
    assert.notEqual(board, paper);
    assert.equal(await frame(), board);
    await page.reload();
    await ready(page);
    assert.equal(await ground(), board);
  }));

for (const [name, options] of Object.entries({
  phone: PHONE,
  'small phone': { ...PHONE, viewport: { width: 320, height: 568 } },
  slide: { viewport: { width: 480, height: 360 } },
  projector: { viewport: { width: 1280, height: 720 } },
}))
  test(`nothing sticks out on a ${name}`, () =>
    withPage(options, async ({ page }) => {
      await ready(page);
      const [content, window] = await page.evaluate(() => [
        document.documentElement.scrollWidth,
        innerWidth,
      ]);
      assert.ok(content <= window, `${content} px of page in ${window}`);
      // On a slide pad and bars fill the window; elsewhere at least the whole pad is in view.
      const pad = await drawingSurface(page).boundingBox();
      assert.ok(
        pad && pad.y >= 0 && pad.y + pad.height <= (options.viewport.height ?? 0),
        JSON.stringify(pad),
      );
      if (name === 'slide' || name === 'projector' || name === 'phone') {
        const bars = await page.locator('nib-pad .bars').boundingBox();
        assert.ok(bars && bars.y + bars.height <= options.viewport.height, JSON.stringify(bars));
      }
    }));

test('on a phone, Train is under the thumb', () =>
  withPage(PHONE, async ({ page }) => {
    await ready(page);
    const box = await page.locator('#thumb').getByRole('button', { name: 'Train' }).boundingBox();
    assert.ok(
      box && box.y > 700 && box.y + box.height <= 844 && box.height >= 44,
      JSON.stringify(box),
    );
  }));

for (const colorScheme of /** @type {const} */ (['light', 'dark']))
  test(`axe finds no serious fault in pad and page (${colorScheme})`, () =>
    withPage({ colorScheme, reducedMotion: 'reduce' }, async ({ page }) => {
      await ready(page);
      await draw(page, DIGITS[7]);
      await painted(page);
      const source = await readFile(
        createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
        'utf8',
      );
      await page.evaluate(source); // a script element would be against the page's policy
      // The trainer has its own test.
      const faults = await page.evaluate(async () => {
        const { violations } = await /** @type {any} */ (window).axe.run({
          exclude: ['nib-trainer'],
        });
        return violations
          .filter((/** @type {any} */ { impact }) => impact === 'serious' || impact === 'critical')
          .map(
            (/** @type {any} */ { id, nodes }) =>
              `${id}: ${nodes.map((/** @type {any} */ node) => node.html).join(' ')}`,
          );
      });
      assert.deepEqual(faults, []);
    }));

test('on a phone, Train under the thumb trains, and the pad shows how its digit is learned', () =>
  withPage(PHONE, async ({ page }) => {
    await ready(page);
    await draw(page, DIGITS[1], { pointer: 'touch' });
    const act = page.locator('#thumb-act');
    await act.tap();
    await page.locator('nib-pad .strip canvas[aria-label*="at step"]').waitFor();
    await page.waitForFunction(
      () => /** @type {any} */ (document.querySelector('nib-trainer')).state === 'running',
    );
    await act.filter({ hasText: /^Pause$/ }).waitFor(); // written in the frame after
    await act.tap();
    await page.waitForFunction(
      () => /** @type {any} */ (document.querySelector('nib-trainer')).state === 'paused',
    );
    await act.filter({ hasText: /^Resume$/ }).waitFor();
    const yours = page.locator('nib-pad').getByRole('radio', { name: /^yours, step \d/ });
    assert.ok(await yours.isChecked());
  }));
