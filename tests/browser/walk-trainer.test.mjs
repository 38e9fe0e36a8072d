// A learner's walk through training, by what is visible, at what place and in which words.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withPage } from './harness.mjs';
import { part, reaches, ready, says } from './training.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** A short run of the quick net: it is still read by its name in the list. @param {Page} page */
async function shorten(page, steps = '300') {
  await part(page, 'steps').fill(steps);
  await part(page, 'advanced').locator('summary').click();
  await part(page, 'evaluateEvery').fill('100');
  await part(page, 'advanced').locator('summary').click();
}

/** Whether all of a part is inside the window. @param {Page} page @param {string} id */
async function inView(page, id) {
  const box = await part(page, id).boundingBox();
  const size = page.viewportSize();
  return box !== null && size !== null && box.y >= 0 && box.y + box.height <= size.height;
}

test('the quick net is first, trained, judged in a sentence, and opened again after a reload', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    const [first, ...others] = await part(page, 'preset').locator('option').allInnerTexts();
    assert.match(first, /^99 % in seconds: about \d+\u00a0(s|min)$/);
    for (const option of others.slice(0, -1)) assert.match(option, /: about \d+\u00a0(s|min|h)$/);
    assert.equal(await part(page, 'preset').inputValue(), 'fast', 'what Start trains');
    assert.match(await part(page, 'summary').innerText(), /Takes about \d+\u00a0(s|min) here\.$/);

    await shorten(page);
    await part(page, 'start').click();
    await reaches(page, 'done');
    await says(page, 'learnt', /digits: draw one and try to fool it|train it longer/);
    for (const id of ['to-pad', 'to-misread', 'to-next', 'to-race'])
      assert.ok(await part(page, id).isVisible(), id);
    assert.equal(await part(page, 'to-next').innerText(), 'Try “Convolution, batch norm”');
    const [read, fingerprint] = await Promise.all(
      ['now', 'fingerprint'].map((id) => part(page, id).innerText()),
    );
    const trainer = page.locator('nib-trainer');
    await trainer.locator('.runs summary').waitFor(); // it is kept
    await part(page, 'to-race').click();
    await page.waitForFunction(
      () => document.querySelector('nib-lab')?.shadowRoot?.querySelector('details.race[open]'),
      null,
      { polling: 50 },
    );

    await page.reload();
    await ready(page);
    const offer = trainer.locator('.offer:visible');
    await offer.waitFor();
    assert.match(
      await offer.innerText(),
      new RegExp(`^Your last net, ${read}: “99 % in seconds, seed 1, `),
    );
    await offer.getByRole('button', { name: 'Open' }).click();
    await reaches(page, 'done');
    assert.equal(await part(page, 'fingerprint').innerText(), fingerprint, 'the very net');
    await says(page, 'learnt', /\w/);
    await page.waitForFunction(
      () =>
        /test value/.test(
          document.querySelector('nib-trainer')?.shadowRoot?.querySelector('#accuracy .plot')
            ?.ariaLabel ?? '',
        ),
      null,
      { polling: 50 },
    );
    await trainer.locator('.offer').first().waitFor({ state: 'hidden' });
  }));

test('a stopped run goes on to its end, by the button beside Start anew', () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await part(page, 'preset').selectOption('softmax');
    await shorten(page, '20000');
    await part(page, 'start').click();
    await reaches(page, 'running');
    await part(page, 'stop').click();
    await reaches(page, 'done');
    await says(page, 'where', /^Stopped at step [\d,]+\.$/);
    const stopped = await part(page, 'where').innerText();
    assert.equal(await part(page, 'pause').innerText(), 'Go on');
    assert.equal(await part(page, 'start').innerText(), 'Start anew');
    const step = Number(/step ([\d,]+)/.exec(stopped)?.[1].replace(',', ''));
    assert.ok(step < 20_000);
    await part(page, 'pause').click();
    await reaches(page, 'running');
    await page.waitForFunction(
      (step) =>
        /** @type {import('./training.mjs').Trainer} */ (
          document.querySelector('nib-trainer')
        ).history.some((point) => point.step > step),
      step,
      { polling: 50 },
    );
    await part(page, 'stop').click();
    await reaches(page, 'done');
    assert.equal(await page.locator('nib-trainer').locator('.runs li').count(), 1, 'one run');
  }));

test('a link says what it sets; at the end the verdict is in words and in colour', async () => {
  const path = '/#preset=softmax&steps=20&seed=7';
  /** @param {string} fingerprint */
  const verdictOf = (fingerprint) =>
    withPage({ path: `${path}&fingerprint=${fingerprint}` }, async ({ page }) => {
      await ready(page);
      const said = await part(page, 'link-box').innerText();
      assert.match(said, /^This link sets: Network: One layer; Steps: 20; Seed: 7\. Press Start/);
      const [banner, start] = await Promise.all(
        ['link-box', 'start'].map((id) => part(page, id).boundingBox()),
      );
      assert.ok(banner && start && banner.y + banner.height <= start.y, 'above Start');
      assert.ok(await inView(page, 'start'));
      await part(page, 'start').click();
      await reaches(page, 'done');
      await says(page, 'verdict', /\w/);
      return part(page, 'verdict').evaluate((verdict) => ({
        words: verdict.textContent ?? '',
        colour: getComputedStyle(verdict).borderTopColor,
        found: /** @type {any} */ (document.querySelector('nib-trainer')).fingerprint,
      }));
    });
  const other = await verdictOf('0123456789abcdef');
  const same = await verdictOf(other.found);
  assert.match(same.words, /The same bits as in the link/);
  assert.match(other.words, /Other bits: the link says 0123456789abcdef, your net has/);
  assert.notEqual(same.colour, other.colour);
});

test('a bad link says what of it is wrong, and what was expected', () =>
  withPage(
    { path: '/#preset=softmax&steps=1.5&seed=many&batch=-3&threads=99', mayComplain: true },
    async ({ page }) => {
      await ready(page);
      const said = await part(page, 'link-errors').innerText();
      assert.match(said, /steps=1\.5 Expected: a whole number of steps, 1 or more\./);
      assert.match(said, /seed=many Expected: a whole number from 0 to 4,294,967,295\./);
      assert.match(said, /batch=-3 Expected: a whole number of digits, 1 or more\./);
      assert.match(said, /threads=99 Expected: a whole number from 1 to 32\./);
      assert.doesNotMatch(said, /line|column|u32/);
      assert.equal(await part(page, 'preset').inputValue(), 'softmax', 'the rest counts');
    },
  ));

test('with Layers open, Start is in view and says what keeps it from starting', () =>
  withPage({ viewport: { width: 1280, height: 800 } }, async ({ page }) => {
    await ready(page);
    const trainer = page.locator('nib-trainer');
    await part(page, 'network').locator('summary').first().click();
    const rows = trainer.locator('.layers li .layer');
    await rows.nth(2).scrollIntoViewIfNeeded();
    assert.ok(await inView(page, 'start'), 'Start is in view');
    await rows.nth(0).locator('input').first().fill('0');
    await says(page, 'why-start', /^Layer 1: \w/);
    assert.ok(await part(page, 'start').isDisabled());
    assert.ok((await inView(page, 'start')) && (await inView(page, 'why-start')));
    await rows.nth(0).locator('input').first().fill('8');
    await page.waitForFunction(
      () =>
        !document.querySelector('nib-trainer')?.shadowRoot?.getElementById('why-start')
          ?.textContent,
      null,
      { polling: 50 },
    );
    assert.ok(await part(page, 'start').isEnabled());
  }));

test('a “?” explains a figure by mouse, by keyboard and by touch', async () => {
  /** @param {Page} page */
  const words = (page) => page.locator('nib-trainer').locator('#hint-left');
  await withPage({}, async ({ page }) => {
    await ready(page);
    const button = page.locator('nib-trainer').getByRole('button', { name: /“Time left”/ });
    await button.hover();
    assert.match(await words(page).innerText(), /^At the speed of now/);
    await page.mouse.move(0, 0);
    await words(page).waitFor({ state: 'hidden' });
    await page.keyboard.press('Tab'); // from here on focus is of the keyboard
    await button.focus();
    await words(page).waitFor({ state: 'visible' });
    await page.keyboard.press('Escape');
    await words(page).waitFor({ state: 'hidden' });
  });
  await withPage({ hasTouch: true, viewport: { width: 390, height: 844 } }, async ({ page }) => {
    await ready(page);
    const button = page.locator('nib-trainer').getByRole('button', { name: /“Time left”/ });
    await button.tap();
    await words(page).waitFor({ state: 'visible' });
    const box = await words(page).boundingBox();
    assert.ok(box && box.x >= 0 && box.x + box.width <= 390, 'inside the window');
    await button.tap();
    await words(page).waitFor({ state: 'hidden' });
  });
});
