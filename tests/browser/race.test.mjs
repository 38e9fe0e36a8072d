// A race that a link brings, and what it learns from.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idxImages, idxLabels } from '../../www/store/digit-files.js';
import { withPage } from './harness.mjs';
import { ask, part, ready, says } from './training.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** So that a hang is seen. */
const PATIENCE_MS = 300_000;

/** @param {Page} page */
const race = (page) => page.locator('nib-lab').locator('.race');
/** @param {Page} page @returns {Promise<any[]>} */
const standings = (page) =>
  page.locator('nib-lab').evaluate((lab) => /** @type {any} */ (lab).standings);

/** From start to end. @param {Page} page */
async function run(page) {
  const start = race(page).getByRole('button', { name: 'Start the race' });
  await start.click();
  await race(page).getByRole('button', { name: 'Stop' }).and(page.locator(':enabled')).waitFor();
  await start.and(page.locator(':enabled')).waitFor({ timeout: PATIENCE_MS });
}

/** @param {Page} page */
async function copied(page) {
  await race(page).getByRole('button', { name: 'Copy link' }).click();
  await race(page).getByText('Link copied').waitFor();
  return page.evaluate(() => navigator.clipboard.readText());
}

test('a link sets up the race of its sender, the trainer’s settings among it, and proves each lane', () =>
  withPage({}, async ({ page, url }) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await ready(page);
    await part(page, 'seed').fill('9');
    await part(page, 'advanced').locator('summary').click();
    await part(page, 'batch').fill('30');
    await race(page).locator('summary').click();
    await race(page).locator('.entrant').nth(1).waitFor();
    await race(page).getByLabel('Net 2', { exact: true }).selectOption('as the trainer is set');
    assert.equal(await race(page).getByLabel('Seed of net 2').inputValue(), '9');
    await race(page).getByLabel('Steps').fill('60');
    await run(page);
    const sent = await standings(page);
    assert.ok(
      sent.every(
        ({ step, fingerprint, same }) =>
          step === 60 && /^[0-9a-f]{16}$/.test(fingerprint) && same === null,
      ),
    );
    const link = await copied(page);
    const words = new URLSearchParams(new URL(link).hash.slice(1)).getAll('race');
    assert.equal(words.length, 2);
    assert.match(words[1], /batch=30/);
    // A lane is a run like any other.
    const alone = await ask(page, async (trainer) => {
      await trainer.start({ preset: 'softmax', steps: 60, seed: 1, evaluateEvery: 3 });
      return (await trainer.finished).fingerprint;
    });
    assert.equal(sent[0].fingerprint, alone);

    await page.goto('about:blank');
    // The second lane's proof is spoilt, to see that it is one.
    const spoilt = words.map((word, i) =>
      i === 1 ? word.replace(/fingerprint=.{4}/, 'fingerprint=0000') : word,
    );
    await page.goto(`${url}#${new URLSearchParams(spoilt.map((word) => ['race', word]))}`);
    await race(page).locator('.entrant').nth(1).waitFor();
    assert.equal(await race(page).getByLabel('Steps').inputValue(), '60');
    assert.equal(await race(page).getByLabel('Seed of net 2').inputValue(), '9');
    await run(page);
    const got = await standings(page);
    assert.deepEqual(
      got.map(({ fingerprint }) => fingerprint),
      sent.map(({ fingerprint }) => fingerprint),
    );
    assert.deepEqual(
      got.map(({ same }) => same),
      [true, false],
    );
    const bits = await race(page).locator('.standings tbody td:last-child').allTextContents();
    assert.equal(bits[0], `${sent[0].fingerprint}: the link’s, to the last bit`);
    assert.match(bits[1], /, where the link has 0000/);

    // Whoever turns something has a race of their own.
    await race(page).getByLabel('Seed of net 1').fill('2');
    await run(page);
    assert.equal((await standings(page))[0].same, null);
  }));

test('a race learns from the trainer’s files; its link says which, and waits for them', () =>
  withPage({}, async ({ page, url }) => {
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await ready(page);
    const digits = Array.from({ length: 210 }, (_, i) => ({
      label: i % 10,
      strokes: [],
      image: new Uint8Array(784).fill(255, 28 * (i % 10), 28 * (i % 10) + 40),
    }));
    const files = [
      { name: 'rows-images', mimeType: '', buffer: Buffer.from(idxImages(digits)) },
      { name: 'rows-labels', mimeType: '', buffer: Buffer.from(idxLabels(digits)) },
    ];
    await part(page, 'idx-chooser').setInputFiles(files);
    await says(page, 'data-facts', /180 to learn from, 30 to test with/);
    await race(page).locator('summary').click();
    await race(page).locator('.entrant').nth(1).waitFor();
    await race(page).getByLabel('Net 2', { exact: true }).selectOption('softmax');
    await race(page).getByLabel('Seed of net 2').fill('2');
    await race(page).getByLabel('Steps').fill('100');
    await run(page);
    const sent = await standings(page);
    const link = await copied(page);
    assert.match(decodeURIComponent(link), /digits=files_180_30_[0-9a-f]{16}_rows/);

    await page.goto('about:blank');
    await page.goto(link.replace(/^[^#]*\//, url));
    await race(page).locator('.entrant').nth(1).waitFor();
    await says(page, 'data-facts', /learns from rows, which a link can’t carry/);
    await race(page).getByRole('button', { name: 'Start the race' }).click();
    await race(page)
      .getByText(/learns from rows/)
      .waitFor();
    await part(page, 'idx-chooser').setInputFiles(files);
    await says(page, 'note', /These are the digits of the link/);
    assert.equal(
      await ask(page, (trainer) => trainer.state),
      'idle',
      'a race’s digits start no single run',
    );
    await run(page);
    assert.deepEqual(
      (await standings(page)).map(({ fingerprint, same }) => [fingerprint, same]),
      sent.map(({ fingerprint }) => [fingerprint, true]),
    );
  }));

test('on a phone the standings scroll, and the page does not', () =>
  withPage(
    {
      viewport: { width: 390, height: 844 },
      hasTouch: true,
      path: `/#${new URLSearchParams([
        ['race', 'preset=softmax&seed=1&steps=20&fingerprint=0123456789abcdef'],
        ['race', 'preset=softmax&seed=2&steps=20'],
      ])}`,
    },
    async ({ page }) => {
      await ready(page);
      await race(page).locator('.entrant').nth(1).waitFor();
      await run(page);
      assert.match(
        (await race(page).locator('.standings tbody td:last-child').first().textContent()) ?? '',
        /where the link has/,
      );
      assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
    },
  ));
