// A learner's walk through lab and race, by what is visible, at what place and in which words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withPage } from './harness.mjs';
import { part, reaches, ready } from './training.mjs';

/** @typedef {import('playwright-core').Page} Page */
/** @typedef {import('playwright-core').Locator} Locator */

/** So that a hang is seen. */
const PATIENCE_MS = 300_000;

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

/** @param {Page} page */
const lab = (page) => page.locator('nib-lab');
/** @param {Page} page */
const race = (page) => lab(page).locator('.race');
/** @param {Page} page */
const pad = (page) => page.locator('nib-pad');
/** @param {Page} page @param {string} id */
const panel = (page, id) => lab(page).locator(`[data-panel="${id}"]`);
/** @param {Page} page */
const dialog = (page) => lab(page).locator('dialog.dialog');

/** A short run by the buttons that a visitor has. @param {Page} page */
async function train(page) {
  await ready(page);
  await part(page, 'preset').selectOption('softmax');
  await part(page, 'steps').fill('200');
  await part(page, 'start').click();
  await reaches(page, 'done');
}

/**
 * How much of an element is inside the window, of 1. @param {Locator} element
 */
async function shareInView(element) {
  const box = await element.boundingBox();
  const size = element.page().viewportSize();
  if (!box || !size) return 0;
  const height = Math.min(box.y + box.height, size.height) - Math.max(box.y, 0);
  const width = Math.min(box.x + box.width, size.width) - Math.max(box.x, 0);
  return (Math.max(0, height) * Math.max(0, width)) / (box.height * box.width);
}

/** Waits until an element is inside the window. @param {Locator} element */
async function comesIntoView(element) {
  await element.waitFor();
  const end = Date.now() + PATIENCE_MS;
  while ((await shareInView(element)) < 0.9) {
    assert.ok(Date.now() < end, `${element} stays out of view`);
    await element.page().waitForTimeout(50);
  }
}

/** Which digit the dialog says it is, and which its longest bar says. @param {Page} page */
async function readInDialog(page) {
  await dialog(page).locator('.digit-row').first().waitFor();
  const words = await dialog(page).locator('.is').innerText();
  const bars = await dialog(page).locator('.digit-row .fill').all();
  const widths = await Promise.all(bars.map(async (bar) => (await bar.boundingBox())?.width ?? 0));
  const [, label, read] = /^An? (\d), read (?:as (\d)|right)$/.exec(words) ?? [];
  assert.ok(label, words);
  return { label, read: read ?? label, longest: String(widths.indexOf(Math.max(...widths))) };
}

/** @param {Page} page @param {() => Promise<unknown>} start */
async function raceToItsEnd(page, start) {
  await race(page).locator('.entrant').nth(1).waitFor();
  await race(page).getByLabel('Steps').fill('60');
  await start();
  const verdict = race(page).locator('.verdict');
  await verdict.waitFor({ timeout: PATIENCE_MS });
  const words = await verdict.locator('p').innerText();
  const [, lead, chance] =
    /^“.+, seed 1” wins with [\d.]+\u00a0%: of 10,000 test digits it reads ([\d,]+) more than “.+, seed 1”\. Chance makes a lead of up to ([\d,]+), so (?:this net is better|it proves nothing: try other seeds)\.$/.exec(
      words,
    ) ?? [];
  assert.ok(lead && chance, words);
  const isMore = Number(lead.replace(',', '')) > Number(chance.replace(',', ''));
  assert.equal(/this net is better/.test(words), isMore, words);
  const [, winner] = /^“(.+?)” wins/.exec(words) ?? [];
  return winner;
}

test('by mouse: the lab says what comes; after a run the misread digits, their labels and an earlier step are beside the pad', () =>
  withPage({ viewport: { width: 1280, height: 800 } }, async ({ page }) => {
    await ready(page);
    await lab(page).scrollIntoViewIfNeeded();
    await lab(page)
      .getByText(/^Start training and watch the net from inside/)
      .waitFor();
    assert.equal(await lab(page).locator('[data-panel]:visible').count(), 1, 'the others wait');
    await train(page);
    await lab(page)
      .getByText(/^Start training and watch the net from inside/)
      .waitFor({ state: 'hidden' });

    await part(page, 'to-misread').click();
    await comesIntoView(panel(page, 'test').locator('.wall-box'));
    assert.ok((await shareInView(pad(page))) > 0.9, 'the pad is beside it');
    assert.match(
      await panel(page, 'test').locator('.caption').innerText(),
      /^It misreads [\d,]+ of 10,000/,
    );
    await panel(page, 'test')
      .locator('.wall-box')
      .click({ position: { x: 5, y: 5 } });
    const { label, read, longest } = await readInDialog(page);
    assert.equal(read, longest, 'words and bars are of one net at one moment');
    assert.notEqual(label, read);
    await dialog(page).getByRole('button', { name: 'Put it on the pad' }).click();
    const answer = pad(page).locator('.answer');
    await answer.getByText(`It is ${label === '8' ? 'an' : 'a'} ${label}.`).waitFor();
    assert.ok((await shareInView(answer)) > 0.9);
    await pad(page).getByRole('button', { name: 'Clear' }).click();
    await answer.getByText('Nothing drawn yet').waitFor();
    assert.doesNotMatch(await answer.innerText(), /It is/);
    await pad(page).getByRole('button', { name: 'Undo' }).click();
    await answer.getByText(/It is an? \d\./).waitFor();

    // Looking back: the slider, and what the pad says of it, are side by side.
    await lab(page).getByRole('button', { name: 'All panels' }).click();
    const slider = lab(page).getByRole('slider', { name: 'Look back' });
    await slider.scrollIntoViewIfNeeded();
    const box = await slider.boundingBox();
    assert.ok(box);
    await page.mouse.click(box.x + box.width * 0.4, box.y + box.height / 2);
    const back = pad(page).getByText(/^You are looking at step \d+\.$/);
    await back.waitFor();
    assert.ok((await shareInView(back)) > 0.9 && (await shareInView(slider)) > 0.9);
    await pad(page).getByRole('button', { name: 'Back to now' }).click();
    await back.waitFor({ state: 'hidden' });
  }));

test('by mouse: a race is two clicks from the trainer, says who won and whether that means anything, and the winner reads', () =>
  withPage({}, async ({ page }) => {
    await train(page);
    await part(page, 'to-race').click();
    const start = race(page).getByRole('button', { name: 'Start the race' });
    await comesIntoView(start);
    const winner = await raceToItsEnd(page, () => start.click());
    await race(page).getByRole('button', { name: 'Let the winner read' }).click();
    const name = pad(page).getByText(winner);
    await name.waitFor();
    assert.ok((await shareInView(name)) > 0.9, 'and one sees it');
  }));

test('by keyboard: a misread digit is walked to, and a race is run', () =>
  withPage({}, async ({ page }) => {
    await train(page);
    await part(page, 'to-misread').focus();
    await page.keyboard.press('Enter');
    await panel(page, 'test').locator('.wall-box').waitFor(); // drawn once it is seen
    await panel(page, 'test').locator('.wall-box').focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('Enter');
    const { label, read, longest } = await readInDialog(page);
    assert.equal(read, longest);
    await dialog(page).getByRole('button', { name: 'Put it on the pad' }).focus();
    await page.keyboard.press('Enter');
    await pad(page)
      .getByText(`It is ${label === '8' ? 'an' : 'a'} ${label}.`)
      .waitFor();

    await part(page, 'to-race').focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(
      () =>
        document.querySelector('nib-lab')?.shadowRoot?.activeElement?.textContent ===
        'Start the race',
      null,
      { polling: 50 },
    );
    await raceToItsEnd(page, () => race(page).getByLabel('Steps').press('Enter'));
    await race(page).getByRole('button', { name: 'Let the winner read' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.localName === 'nib-pad', null, {
      polling: 50,
    });
  }));

test('by touch: it is said which panel is there; nothing is stretched or cut, and a digit of a list is 28 px large', () =>
  withPage(PHONE, async ({ page }) => {
    await train(page);
    await panel(page, 'accuracy').scrollIntoViewIfNeeded();
    const place = lab(page).locator('.place');
    await place.getByText('1 of 12').waitFor();
    assert.equal(await place.locator('.dots i').count(), 12);
    await comesIntoView(panel(page, 'accuracy'));
    // As far as a finger goes.
    await lab(page)
      .locator('.panels')
      .evaluate((panels) => panels.scrollBy({ left: panels.clientWidth * 0.88 }));
    await place.getByText('2 of 12').waitFor();

    await panel(page, 'training').scrollIntoViewIfNeeded();
    const wall = panel(page, 'training').locator('.wall-box');
    await wall.waitFor();
    const box = await wall.boundingBox();
    assert.ok(box && Math.abs(box.width - box.height) < 1, '10 × 10 digits are a square');

    await panel(page, 'test').scrollIntoViewIfNeeded();
    const digits = panel(page, 'test').locator('.wall-box');
    await digits.waitFor();
    const { across, down } = await digits.evaluate((box) => {
      const { width, height } = box.getBoundingClientRect();
      const [columns, rows] = getComputedStyle(box).aspectRatio.split('/').map(Number);
      return { across: width / columns, down: height / rows };
    });
    assert.ok(Math.abs(across / down - 1) < 0.05, `${across} × ${down} px a digit`);

    await panel(page, 'confusion').scrollIntoViewIfNeeded();
    const cells = panel(page, 'confusion').locator('.cell');
    await cells.last().waitFor();
    const [panelBox, last] = [
      await panel(page, 'confusion').boundingBox(),
      await cells.last().boundingBox(),
    ];
    assert.ok(
      panelBox && last && last.x + last.width <= panelBox.x + panelBox.width,
      'ten columns',
    );
    await panel(page, 'confusion')
      .getByRole('button', { name: /^4 read as 9/, disabled: false })
      .tap();
    const list = dialog(page).locator('.wall-box');
    await list.waitFor();
    const side = await list.evaluate((box) => {
      const columns = Number(/** @type {HTMLElement} */ (box).style.getPropertyValue('--columns'));
      return box.getBoundingClientRect().width / columns;
    });
    assert.ok(side >= 28, `${side} px`);
    await list.tap({ position: { x: 10, y: 10 } });
    const { read, longest } = await readInDialog(page);
    assert.equal(read, longest);
    await dialog(page).getByRole('button', { name: 'Put it on the pad' }).tap();
    await comesIntoView(pad(page).getByText('It is a 4.'));
  }));
