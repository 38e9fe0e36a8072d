// How the page looks, at four sizes in three languages, by day and by night: no text lies over
// another, none is cut, none is smaller than 12 px, and each can be told from what is behind it.
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { draw, SEVEN, withPage } from './harness.mjs';
import { measureLooks, rememberTexts } from './looks.mjs';
import { ask, ready } from './training.mjs';

/** @typedef {import('playwright-core').Page} Page */

const SIZES = /** @type {const} */ ([
  { width: 1280, height: 720, colorScheme: 'light' },
  { width: 1920, height: 1080, colorScheme: 'dark' },
  { width: 390, height: 844, colorScheme: 'light' },
  { width: 820, height: 1180, colorScheme: 'dark' },
]);
const LANGUAGES = ['de', 'ru', 'en'];
/** A lab draws a panel no more often than five times a second. */
const DRAWN_MS = 260;

/** The whole page by windows, and on a phone each panel of the lab. @param {Page} page */
async function stops(page) {
  return page.evaluate(() => {
    const lab = document.querySelector('nib-lab');
    const panels = lab?.shadowRoot?.querySelector('.panels');
    const top = scrollY + (lab?.getBoundingClientRect().top ?? 0);
    const swipes = panels && panels.scrollWidth > panels.clientWidth + 1;
    /** @type {{top: number, left: number}[]} */
    const places = [];
    const bottom = document.documentElement.scrollHeight - innerHeight;
    if (swipes) {
      for (let left = 0; left < panels.scrollWidth; left += panels.clientWidth * 1.8)
        places.push({ top, left });
    } else {
      const rows = top + (lab?.clientHeight ?? 0);
      for (let at = top; at < rows - 200; at += innerHeight * 0.9)
        places.push({ top: at, left: 0 });
    }
    return [...places, { top: bottom, left: 0 }];
  });
}

/**
 * @param {Page} page @param {Map<string, string[]>} found  each finding, and where it was seen
 * @param {string} state @param {boolean} lab  all panels are looked at
 * @param {'light' | 'dark'} colorScheme  the page's
 */
async function measure(page, found, state, lab, colorScheme) {
  const look = async (/** @type {string} */ what, { fixed = false, canvases = false }) => {
    for (const line of await page.evaluate(measureLooks, { fixed, canvases }))
      found.set(line, [...(found.get(line) ?? []), what]);
  };
  for (const language of LANGUAGES) {
    await page.evaluate((language) => {
      document.documentElement.lang = language;
    }, language);
    await page.waitForFunction(
      (language) =>
        document.querySelector('nib-lab')?.shadowRoot?.querySelector('section')?.ariaLabel ===
        { de: 'Labor', ru: 'Лаборатория', en: 'Lab' }[language],
      language,
      { polling: 20 },
    );
    await page.evaluate(() => scrollTo(0, 0));
    for (const { top, left } of lab ? await stops(page) : []) {
      await page.evaluate(
        ({ top, left }) => {
          scrollTo(0, top);
          document
            .querySelector('nib-lab')
            ?.shadowRoot?.querySelector('.panels')
            ?.scrollTo({ left, behavior: 'instant' });
        },
        { top, left },
      );
      await page.waitForTimeout(DRAWN_MS);
    }
    await look(`${language}, ${state}`, { canvases: true });
  }
  await page.emulateMedia({ colorScheme: colorScheme === 'dark' ? 'light' : 'dark' });
  await page.waitForTimeout(DRAWN_MS);
  await look(`other colours, ${state}`, {});
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await page.emulateMedia({ colorScheme });
  await page.waitForTimeout(DRAWN_MS);
  await look(`foot, ${state}`, { fixed: true });
}

describe('looks', { concurrency: 2 }, () => {
  for (const { colorScheme, ...viewport } of SIZES) {
    const hasTouch = viewport.width < 500;
    test(`at ${viewport.width} × ${viewport.height} all texts can be read`, () =>
      withPage(
        { viewport, colorScheme, hasTouch, prepare: (page) => page.addInitScript(rememberTexts) },
        async ({ page }) => {
          await ready(page);
          await page.locator('nib-lab').scrollIntoViewIfNeeded();
          /** @type {Map<string, string[]>} */
          const found = new Map();
          await measure(page, found, 'before a run', false, colorScheme);
          await draw(page, SEVEN, { pointer: hasTouch ? 'touch' : 'mouse' });
          await ask(page, async (trainer) => {
            await trainer.start({ preset: 'mlp-relu', steps: 400, evaluateEvery: 20 });
            await trainer.pause();
            await trainer.change({ rateFactor: 0.513, batch: 50 });
            await trainer.resume();
            await trainer.finished;
          });
          await page
            .locator('nib-trainer')
            .getByRole('button', { name: /^Closer/ })
            .click();
          await page
            .locator('nib-lab')
            .locator('.race')
            .evaluate((race) => {
              /** @type {HTMLDetailsElement} */ (race).open = true;
            });
          await measure(page, found, 'after a run', true, colorScheme);
          const lines = [...found].map(([line, states]) => `${line} (${states.join('; ')})`);
          assert.equal(lines.length, 0, lines.sort().join('\n'));
        },
      ));
  }

  test('what looks wrong is found', () =>
    withPage({ prepare: (page) => page.addInitScript(rememberTexts) }, async ({ page }) => {
      await page.evaluate(() => {
        const wrong = document.createElement('div');
        document.body.append(wrong);
        const line = (/** @type {string} */ text, /** @type {string} */ style) => {
          const made = document.createElement('p');
          made.textContent = text;
          made.style.cssText = style;
          wrong.append(made);
        };
        line('tiny', 'font-size: 11px');
        line('pale', 'color: #bbb; background: #fff');
        line('too long for its box', 'width: 60px; overflow: hidden; white-space: nowrap');
        line(
          'too high for its box',
          'width: 60px; height: 20px; line-height: 20px; overflow: hidden',
        );
        line('below', 'height: 20px');
        line('above', 'height: 20px; margin-top: -22px');
        const canvas = document.createElement('canvas');
        wrong.append(canvas);
        const ctx = canvas.getContext('2d');
        if (ctx) {
          ctx.font = '12px sans-serif';
          ctx.fillText('beyond the edge', 270, 20);
          ctx.fillText('painted', 10, 40);
          ctx.fillText('painted over', 12, 42);
        }
      });
      const found = (await page.evaluate(measureLooks, { fixed: false, canvases: true })).join(
        '\n',
      );
      for (const line of [
        /small: “tiny” has 11\.0 px/,
        /faint: “pale” has a contrast of 1\.9/,
        /cut: “too long for its box”/,
        /cut: “too high for its box”/,
        /over: “(below|above)” and “(above|below)”/,
        /cut: “beyond the edge” by the edge of its canvas/,
        /over: “painted( over)?” and “painted( over)?”/,
      ])
        assert.match(found, line);
    }));
});
