// How the page looks, at four sizes in three languages, by day and by night: no text lies over
// another, none is cut, none is smaller than 12 px, and each can be told from what is behind it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { draw, SEVEN, withPage } from './harness.mjs';
import { measureLooks, rememberTexts } from './looks.mjs';
import { ask, ready } from './training.mjs';

/** @typedef {import('playwright-core').Page} Page */

const SIZES = [
  { width: 1280, height: 720 },
  { width: 1920, height: 1080 },
  { width: 390, height: 844 },
  { width: 820, height: 1180 },
];
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
 */
async function measure(page, found, state, lab) {
  const look = async (/** @type {string} */ what, fixed = false) => {
    for (const line of await page.evaluate(measureLooks, { fixed }))
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
    await look(`${language}, ${state}`);
  }
  await page.emulateMedia({ colorScheme: 'dark' });
  await page.waitForTimeout(DRAWN_MS);
  await look(`dark, ${state}`);
  await page.evaluate(() => scrollTo(0, document.documentElement.scrollHeight));
  await page.emulateMedia({ colorScheme: 'light' });
  await page.waitForTimeout(DRAWN_MS);
  await look(`foot, ${state}`, true);
}

for (const viewport of SIZES) {
  const hasTouch = viewport.width < 500;
  test(`at ${viewport.width} × ${viewport.height} all texts can be read`, () =>
    withPage(
      { viewport, hasTouch, prepare: (page) => page.addInitScript(rememberTexts) },
      async ({ page }) => {
        await ready(page);
        await page.locator('nib-lab').scrollIntoViewIfNeeded();
        /** @type {Map<string, string[]>} */
        const found = new Map();
        await measure(page, found, 'before a run', false);
        await draw(page, SEVEN, { pointer: hasTouch ? 'touch' : 'mouse' });
        await ask(page, async (trainer) => {
          await trainer.start({ preset: 'mlp-relu', steps: 400, evaluateEvery: 20 });
          await trainer.finished;
        });
        await page
          .locator('nib-lab')
          .locator('.race')
          .evaluate((race) => {
            /** @type {HTMLDetailsElement} */ (race).open = true;
          });
        await measure(page, found, 'after a run', true);
        const lines = [...found].map(([line, states]) => `${line} (${states.join('; ')})`);
        assert.equal(lines.length, 0, lines.sort().join('\n'));
      },
    ));
}
