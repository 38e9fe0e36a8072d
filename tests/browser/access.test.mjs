// For any person: forced colours, more contrast, large text, pages from right to left, dark pages
// that don't say so, and what a screen reader finds. A look at the page for each.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { after } from 'node:test';
import { fileURLToPath } from 'node:url';
import { withPage } from './harness.mjs';
import { examples, lay, onPad, reads, SEVEN, stop } from './hosts.mjs';
import { reaches } from './training.mjs';

after(stop);

/** @typedef {import('playwright-core').Page} Page */

const AXE = readFileSync(
  fileURLToPath(new URL('../../node_modules/axe-core/axe.min.js', import.meta.url)),
  'utf8',
);

/** A seven is drawn, and why it is one is shown. @param {Page} page */
async function drawn(page) {
  const pad = page.locator('nib-pad');
  await reads(pad);
  await onPad(
    pad,
    (pad, strokes) => {
      pad.strokes = strokes;
      pad.why = true;
    },
    SEVEN,
  );
}

/** A run of some steps, on the page. @param {Page} page */
async function trained(page) {
  await page.waitForFunction(
    () => /** @type {any} */ (document.querySelector('nib-trainer'))?.recipe,
  );
  await page.locator('#lab').scrollIntoViewIfNeeded(); // a lab that isn't seen shows nothing
  await page.evaluate(() => {
    const trainer = /** @type {any} */ (document.querySelector('nib-trainer'));
    return trainer.start({ preset: 'softmax', steps: 100, seed: 1 });
  });
  await reaches(page, 'done');
}

/** How many colours a canvas shows. @param {import('playwright-core').Locator} canvas */
const coloursOf = (canvas) =>
  canvas.evaluate((canvas) => {
    const { width, height } = /** @type {HTMLCanvasElement} */ (canvas);
    const context = /** @type {HTMLCanvasElement} */ (canvas).getContext('2d');
    const pixels = context?.getImageData(0, 0, width, height).data.buffer ?? new ArrayBuffer(0);
    return new Set(new Uint32Array(pixels)).size;
  });

/** What axe finds. @param {Page} page */
async function faults(page) {
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { violations } = await /** @type {any} */ (globalThis).axe.run(document);
    return violations.map((/** @type {any} */ { id, nodes }) =>
      [id, ...nodes.slice(0, 3).map((/** @type {any} */ node) => node.target.join(' '))].join(': '),
    );
  });
  return violations;
}

test('with forced colours walls, curves, and squares for and against can be told apart', () =>
  withPage({ forcedColors: 'active', colorScheme: 'dark' }, async ({ page }) => {
    await drawn(page);
    await trained(page);
    const legend = await onPad(page.locator('nib-pad'), (pad) =>
      [...(pad.shadowRoot?.querySelectorAll('.legend span') ?? [])].map((span) => {
        const { backgroundColor, borderTopColor, borderTopWidth } = getComputedStyle(
          span,
          '::before',
        );
        return borderTopWidth === '0px' ? backgroundColor : borderTopColor;
      }),
    );
    assert.notEqual(legend[0], legend[1], 'for and against');
    const colours = await page.locator('nib-trainer').evaluate((trainer) => {
      const probe = document.createElement('i');
      trainer.shadowRoot?.append(probe);
      const tokens = ['paper', 'ink', 'accent', 'second', 'pencil'];
      return tokens.map((token) => {
        probe.style.setProperty('forced-color-adjust', 'none');
        probe.style.color = `var(--${token})`;
        return getComputedStyle(probe).color;
      });
    });
    const [paper, ink, accent, second, pencil] = colours;
    for (const [one, other] of [
      [paper, ink],
      [paper, accent],
      [accent, second],
      [accent, pencil],
      [ink, pencil],
    ])
      assert.notEqual(one, other, colours.join(' | '));
    const wall = page.locator('nib-lab .wall-box canvas').first();
    await wall.waitFor();
    assert.ok((await coloursOf(wall)) > 8, 'the wall is a picture, not a block');
  }));

test('more contrast makes second text as strong as the first', () =>
  withPage({ contrast: 'more' }, async ({ page }) => {
    const [ink, muted] = await page.evaluate(() =>
      ['h1', '.promise'].map((what) => {
        const element = /** @type {Element} */ (document.querySelector(what));
        return getComputedStyle(element).color;
      }),
    );
    assert.equal(muted, ink);
  }));

for (const width of [1280, 390])
  test(`with text of 200 % nothing is cut or lies on something else, ${width} px wide`, () =>
    withPage({ viewport: { width, height: 844 } }, async ({ page }) => {
      await page.evaluate(() => {
        document.documentElement.style.fontSize = '200%';
      });
      await drawn(page);
      await page.locator('#train').scrollIntoViewIfNeeded(); // on a phone it comes when it is seen
      await page.waitForFunction(
        () => /** @type {any} */ (document.querySelector('nib-trainer'))?.recipe,
      );
      await page.waitForTimeout(300);
      const found = await page.evaluate(() => {
        /** @type {string[]} */
        const wrong = [];
        // What sticks to the screen's edge covers what is scrolled below it.
        /** @param {Element | null} at @returns {Element | null} */
        const stuck = (at) =>
          !at || getComputedStyle(at).position === 'sticky' ? at : stuck(at.parentElement);
        if (document.documentElement.scrollWidth > innerWidth)
          wrong.push('the page scrolls sideways');
        for (const tag of ['nib-pad', 'nib-trainer']) {
          const root = /** @type {ShadowRoot} */ (document.querySelector(tag)?.shadowRoot);
          const texts = [...root.querySelectorAll('button, label, dt, .answer, summary, .bars b')]
            .filter((each) => each.checkVisibility() && each.textContent?.trim())
            .filter((each) => !each.closest('.spoken'));
          for (const each of texts)
            if (
              each.scrollWidth > each.clientWidth + 1 &&
              getComputedStyle(each).display !== 'inline'
            )
              wrong.push(`${tag}: “${each.textContent?.trim()}” is cut`);
          const size = Number.parseFloat(getComputedStyle(texts[0]).fontSize);
          if (size < 26) wrong.push(`${tag}: text of ${size} px`);
          const boxes = texts.map((each) => each.getBoundingClientRect());
          boxes.forEach((a, i) =>
            boxes.slice(i + 1).forEach((b, k) => {
              const other = texts[i + 1 + k];
              if (texts[i].contains(other) || other.contains(texts[i])) return;
              if (stuck(texts[i]) !== stuck(other)) return;
              const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
              const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
              if (across > 2 && down > 6)
                wrong.push(`${tag}: “${texts[i].textContent}” is on “${other.textContent}”`);
            }),
          );
        }
        return wrong;
      });
      assert.deepEqual(found, []);
    }));

test('on a page from right to left the bars grow to the left, and time still goes to the right', () =>
  withPage({}, async ({ page }) => {
    await page.evaluate(() => {
      document.documentElement.dir = 'rtl';
    });
    await drawn(page);
    const pad = page.locator('nib-pad');
    await pad.locator('.winner').waitFor();
    await page.waitForTimeout(200);
    const { track, bar, mark } = await onPad(pad, (pad) => {
      const box = (/** @type {string} */ what) => {
        const found = /** @type {Element} */ (pad.shadowRoot?.querySelector(what));
        const { left, right, width } = found.getBoundingClientRect();
        return { left, right, width };
      };
      return {
        track: box('.bars li:not(.winner) > i'),
        bar: box('.bars .winner i i'),
        mark: getComputedStyle(/** @type {Element} */ (pad.shadowRoot?.querySelector('.strip')))
          .direction,
      };
    });
    assert.ok(
      Math.abs(bar.right - track.right) < 1.5 && bar.width > 10,
      JSON.stringify({ track, bar }),
    );
    assert.equal(mark, 'ltr');
  }));

test('on a dark page that says no color-scheme the answer can be read, also when it turns dark later', async () => {
  const style = '<style>.dark { background: #111; color: #ddd } .dim { background: #222 }</style>';
  const script = '<script type="module" src="/nibnet/index.js"></script>';
  lay(
    '/dark.html',
    `<!doctype html><title>Dark</title><link rel="icon" href="data:,">${style}${script}
    <nib-pad></nib-pad>`,
  );
  await withPage({ at: await examples(), path: '/dark.html' }, async ({ page }) => {
    const pad = page.locator('nib-pad');
    await drawn(page);
    const lightness = () =>
      onPad(pad, (pad) => {
        const answer = /** @type {Element} */ (pad.shadowRoot?.querySelector('.answer'));
        return (getComputedStyle(answer).color.match(/\d+/g) ?? []).slice(0, 3).map(Number);
      });
    const isLight = async () => (await lightness()).every((value) => value > 180);
    assert.equal(await isLight(), false, 'ink on a light page');
    for (const name of ['dark', 'dim']) {
      await page.evaluate((name) => {
        document.body.className = name;
      }, name);
      await page.waitForTimeout(100);
      assert.equal(await isLight(), true, `chalk on a page that is ${name}`);
    }
    await page.evaluate(() => {
      document.body.className = '';
      document.documentElement.style.colorScheme = 'light';
    });
    await page.waitForTimeout(100);
    assert.equal(await isLight(), false, 'what the page says counts');
  });
});

test('axe finds no fault in the page, and what changes is told', () =>
  withPage({ reducedMotion: 'reduce' }, async ({ page }) => {
    await drawn(page);
    await trained(page);
    assert.deepEqual(await faults(page), []);
    const told = await page.evaluate(() =>
      ['nib-pad', 'nib-trainer'].map((tag) => {
        const root = document.querySelector(tag)?.shadowRoot;
        const live = [...(root?.querySelectorAll('[aria-live], [role=status]') ?? [])];
        return live.some((each) => each.textContent?.trim());
      }),
    );
    assert.deepEqual(told, [true, true], 'the reading, and how the run went');
    const moving = await page.evaluate(() =>
      document.getAnimations().map((each) => String(each.effect?.getTiming().duration)),
    );
    assert.deepEqual(moving, [], 'nothing moves');
  }));
