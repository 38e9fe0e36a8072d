// What a visitor does on the page: a run that is kept, a network of one's own, the lab, languages.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withPage } from '../browser/harness.mjs';
import { ask, part, reaches, ready } from '../browser/training.mjs';

const LONG = { timeout: 300_000 };

test('a run that a reload interrupts is kept, and goes on to the same bits', LONG, () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    await ask(page, async (trainer) => {
      await trainer.start({ preset: 'softmax', steps: 300, evaluateEvery: 100, seed: 1 });
      await trainer.pause();
      await trainer.step(120);
    });
    await page.waitForFunction(
      () =>
        /step 1[2-9]\d of 300/.test(
          document.querySelector('nib-trainer')?.shadowRoot?.querySelector('.runs')?.textContent ??
            '',
        ),
      null,
      { timeout: 60_000, polling: 200 },
    );
    await page.reload();
    await ready(page);
    const offer = page.locator('nib-trainer').locator('.offer');
    await offer.waitFor();
    assert.match(
      (await offer.textContent()) ?? '',
      /stopped at step 1[2-9]\d of 300\. It can go on/,
    );
    await offer.getByRole('button', { name: 'Go on' }).click();
    await reaches(page, 'done');
    const { fingerprint, steps } = await ask(page, (trainer) => ({
      fingerprint: trainer.fingerprint,
      steps: trainer.history.map(({ step }) => step),
    }));
    assert.equal(fingerprint, 'c480cd1f6a5aaa60');
    assert.deepEqual(
      steps,
      [...new Set(steps)].sort((a, b) => a - b),
      'the curve has no fold',
    );
  }),
);

test('a network of one’s own is built in the page, trained, and seen in the lab', LONG, () =>
  withPage({ path: '/#preset=conv' }, async ({ page }) => {
    await ready(page);
    const editor = page.locator('nib-trainer').locator('details.network');
    await editor.locator('summary').click();
    const layer = (/** @type {number} */ n) =>
      editor.getByRole('group', { name: `Layer ${n}`, exact: true });
    await layer(1).getByLabel('Filters').fill('6');
    await layer(1).getByLabel('Stride').fill('2');
    assert.match(
      (await editor.locator('.comes').allInnerTexts())[0],
      /14 × 14 × 6\s+156 parameters/,
    );
    // By keys alone: what is removed is gone, and what doesn't fit is said.
    await layer(3).getByRole('button', { name: 'Remove layer 3' }).focus();
    await page.keyboard.press('Enter');
    await layer(2).getByLabel('Kernel').fill('40');
    assert.equal(await layer(2).locator('.why').innerText(), 'A kernel of 40: choose 1 to 31.');
    assert.equal(await part(page, 'start').isDisabled(), true);
    await layer(2).getByLabel('Kernel').fill('5');
    await part(page, 'steps').fill('30');
    await part(page, 'start').click();
    await reaches(page, 'done');
    const { layers, step } = await ask(page, (trainer) => ({
      layers: trainer.recipe?.network?.layers.length,
      step: trainer.history.at(-1)?.step,
    }));
    assert.deepEqual([layers, step], [4, 30]);

    // Each panel of the lab has something of this run to show: its table, and ink on its canvas.
    await page.locator('nib-lab').scrollIntoViewIfNeeded();
    await page.waitForFunction(
      () => {
        const lab = /** @type {any} */ (document.querySelector('nib-lab'));
        return ['weights', 'biases', 'test'].every((id) => lab.csv(id).split('\n').length > 2);
      },
      null,
      { timeout: 60_000, polling: 200 },
    );
    for (const id of ['weights', 'test']) {
      const canvas = page.locator('nib-lab').locator(`[data-panel="${id}"] canvas`).first();
      await canvas.scrollIntoViewIfNeeded();
      await page.waitForFunction(
        (id) => {
          const canvas = /** @type {HTMLCanvasElement | null} */ (
            document
              .querySelector('nib-lab')
              ?.shadowRoot?.querySelector(`[data-panel="${id}"] canvas`)
          );
          if (!canvas?.width) return false;
          const { data } = /** @type {CanvasRenderingContext2D} */ (
            canvas.getContext('2d')
          ).getImageData(0, 0, canvas.width, canvas.height);
          return new Set(new Uint32Array(data.buffer)).size > 2;
        },
        id,
        { polling: 100 },
      );
    }
  }),
);

test('the menu changes the language, and it is remembered', LONG, () =>
  withPage({}, async ({ page }) => {
    await ready(page);
    for (const [code, title, nothing] of [
      ['de', 'nibnet: zeichne eine Ziffer, trainiere ein Netz', 'Noch nichts gezeichnet'],
      ['ru', 'nibnet: нарисуйте цифру, обучите сеть', 'Пока ничего не нарисовано'],
    ]) {
      await page.locator('#language').selectOption(code);
      await page.waitForFunction((title) => document.title === title, title, { polling: 50 });
      const said = await page.locator('nib-pad').locator('.answer').innerText();
      assert.equal(said.trim(), nothing);
    }
    await page.reload();
    await page.waitForFunction(() => document.documentElement.lang === 'ru');
  }),
);
