// Building a network of one's own, in the page.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { draw, withPage } from './harness.mjs';
import { ask, part, ready } from './training.mjs';

/** @typedef {import('playwright-core').Page} Page */

const AXE = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** @param {Page} page */
const editor = (page) => page.locator('nib-trainer').locator('details.network');
/** @param {Page} page @param {number} number */
const layer = (page, number) =>
  editor(page).getByRole('group', { name: `Layer ${number}`, exact: true });
/** @param {Page} page @returns {Promise<any>} */
const recipe = (page) =>
  page.evaluate(() => /** @type {any} */ (document.querySelector('nib-trainer')).recipe);
/** What each layer says of itself. @param {Page} page @returns {Promise<string[]>} */
const said = (page) => editor(page).locator('.comes').allInnerTexts();

/** @param {Page} page */
async function unfold(page) {
  await ready(page);
  await editor(page).locator('summary').click();
}

/** @param {Page} page */
const kinds = async (page) =>
  (await recipe(page)).network.layers.map((/** @type {object} */ one) => Object.keys(one)[0]);

test('what a layer hands on and its parameters follow what is typed, and the recipe is one of its own', () =>
  withPage({ path: '/#preset=conv' }, async ({ page }) => {
    await unfold(page);
    assert.match((await said(page))[0], /28 × 28 × 4\s+104 parameters/);
    await layer(page, 1).getByLabel('Filters').fill('6');
    await layer(page, 1).getByLabel('Stride').fill('2');
    assert.match((await said(page))[0], /14 × 14 × 6\s+156 parameters/);
    assert.match((await said(page))[1], /7 × 7 × 8\s+1,208 parameters/);
    const { preset, network } = await recipe(page);
    assert.equal(preset, 'conv');
    assert.equal(network.layers[0].conv.filters, 6);
    assert.equal(await part(page, 'preset').inputValue(), 'own');
    const all = 156 + 1208 + (4 * 4 * 8 * 12 + 12) + (4 * 4 * 12 * 200 + 200) + (200 * 10 + 10);
    const total = `${all.toLocaleString('en')} parameters in all`;
    assert.equal(await editor(page).locator('.total').innerText(), total);
    await part(page, 'preset').selectOption('softmax');
    assert.deepEqual(await kinds(page), ['dense']);
    assert.equal(await part(page, 'preset').inputValue(), 'softmax');
  }));

test('layers are added, changed, moved and removed with the keyboard alone', () =>
  withPage({ path: '/#preset=softmax' }, async ({ page }) => {
    await ready(page);
    await part(page, 'preset').selectOption('own');
    await editor(page).getByRole('button', { name: 'Add a layer at the start' }).focus();
    await page.keyboard.press('Enter');
    // A new layer has the focus, in the choice of its kind.
    await layer(page, 1).getByLabel('Kind of layer 1').selectOption('maxPool');
    assert.deepEqual(await kinds(page), ['maxPool', 'dense']);
    await layer(page, 1).getByRole('button', { name: 'Add a layer after layer 1' }).focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await kinds(page), ['maxPool', 'conv', 'dense']);
    await page.keyboard.press('Alt+ArrowUp');
    assert.deepEqual(await kinds(page), ['conv', 'maxPool', 'dense']);
    assert.equal(await editor(page).getByRole('status').innerText(), 'Layer 2 is layer 1 now.');
    await page.keyboard.press('Alt+ArrowDown');
    assert.deepEqual(await kinds(page), ['maxPool', 'conv', 'dense']);
    await layer(page, 2).getByRole('button', { name: 'Move layer 2 up' }).focus();
    await page.keyboard.press('Enter');
    assert.deepEqual(await kinds(page), ['conv', 'maxPool', 'dense']);
    // The focus went with the layer: once more does nothing, it is the first.
    await page.keyboard.press('Enter');
    assert.deepEqual(await kinds(page), ['conv', 'maxPool', 'dense']);
    await layer(page, 1).getByRole('button', { name: 'Remove layer 1' }).focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    assert.deepEqual(await kinds(page), ['dense']);
    // A single layer's units may start at zero; behind others they would stay alike.
    assert.equal((await recipe(page)).network.layers[0].dense.init, 'zeros');
    await page.keyboard.press('Enter');
    const { layers } = (await recipe(page)).network;
    assert.deepEqual([layers.length, layers[1].dense.init], [2, null]);
  }));

test('what does not fit is said beside its layer, and nothing starts meanwhile', () =>
  withPage({ path: '/#preset=conv' }, async ({ page }) => {
    await unfold(page);
    const start = part(page, 'start');
    const why = (/** @type {number} */ n) => layer(page, n).locator('.why').innerText();
    await layer(page, 2).getByLabel('Kernel').fill('40');
    assert.equal(await why(2), 'A kernel of 40: choose 1 to 31.');
    assert.equal(await layer(page, 2).getByLabel('Kernel').getAttribute('aria-invalid'), 'true');
    assert.equal(await layer(page, 2).getByLabel('Filters').getAttribute('aria-invalid'), 'false');
    assert.equal(await start.isDisabled(), true);
    assert.match((await said(page))[0], /104 parameters/);
    assert.equal((await said(page))[2], '?');
    await layer(page, 2).getByLabel('Kernel').fill('4.5');
    assert.equal(await why(2), 'Type a whole number.');
    // Another field doesn't make it right.
    await part(page, 'seed').fill('12');
    assert.equal(await start.isDisabled(), true);
    await layer(page, 2).getByLabel('Kernel').fill('5');
    assert.equal(await why(2), '');
    assert.equal(await start.isDisabled(), false);
    assert.equal((await recipe(page)).seed, 12);
    await layer(page, 1).getByLabel('Kind of layer 1').selectOption('dense');
    assert.match(
      await why(2),
      /^It needs a picture .* layer 1 hands on 100 values without places\./,
    );
    assert.equal(await start.isDisabled(), true);
    await part(page, 'preset').selectOption('conv');
    assert.equal(await why(2), '');
    assert.equal(await start.isDisabled(), false);
  }));

test('average pooling and leaky ReLU: chosen, said, refused beside their fields, linked, trained and seen in the lab', () =>
  withPage({ path: '/#preset=softmax' }, async ({ page }) => {
    await unfold(page);
    const field = (/** @type {number} */ n, /** @type {string} */ name) =>
      layer(page, n).getByLabel(name, { exact: true });
    const why = (/** @type {number} */ n) => layer(page, n).locator('.why').innerText();
    /**
     * @param {import('playwright-core').Locator} input
     * @param {string} value  typed over what is there, by pointer and keys
     */
    const type = async (input, value) => {
      await input.click();
      await page.keyboard.press('ControlOrMeta+a');
      await page.keyboard.press('Delete');
      await page.keyboard.type(value);
    };
    const addAfter = (/** @type {number} */ n) =>
      layer(page, n)
        .getByRole('button', { name: `Add a layer after layer ${n}`, exact: true })
        .click();

    await editor(page).getByRole('button', { name: 'Add a layer at the start' }).click();
    assert.equal(await field(1, 'Slope').isVisible(), false, 'a ReLU has no slope');
    await layer(page, 1).getByLabel('Then').selectOption('leakyRelu');
    assert.equal(await field(1, 'Slope').inputValue(), '0.01');
    await type(field(1, 'Slope'), '1');
    assert.equal(await why(1), 'A slope of 1: choose one above 0 and below 1.');
    assert.equal(await field(1, 'Slope').getAttribute('aria-invalid'), 'true');
    await type(field(1, 'Slope'), 'x');
    assert.equal(await why(1), 'Type a number.');
    await type(field(1, 'Slope'), '0.05');
    assert.equal(await why(1), '');

    await addAfter(1);
    await layer(page, 2).getByLabel('Kind of layer 2').selectOption('averagePool');
    assert.deepEqual(
      [await field(2, 'Size').inputValue(), await field(2, 'Stride').inputValue()],
      ['2', '2'],
    );
    assert.match((await said(page))[1], /14 × 14 × 8\s+no parameters/);
    await type(field(2, 'Stride'), '');
    assert.match((await said(page))[1], /14 × 14 × 8/, 'without a stride it goes on by its size');
    await type(field(2, 'Stride'), '3');
    assert.match((await said(page))[1], /10 × 10 × 8/);
    await type(field(2, 'Size'), '2x');
    assert.equal(await why(2), 'Type a whole number.');
    assert.equal(await part(page, 'start').isDisabled(), true);
    await type(field(2, 'Size'), '2');

    await addAfter(2);
    await type(field(3, 'Filters'), '6');
    await addAfter(3);
    await layer(page, 4).getByLabel('Kind of layer 4').selectOption('averagePool');
    await type(field(4, 'Size'), '');
    assert.match(await why(4), /^Without a size it averages over the whole map/);
    assert.equal(await field(4, 'Stride').getAttribute('aria-invalid'), 'true');
    await type(field(4, 'Stride'), '');
    assert.equal(await why(4), '');
    assert.match((await said(page))[3], /1 × 1 × 6\s+no parameters/);

    const parameters = 8 * 9 + 8 + (8 * 9 * 6 + 6) + (6 * 10 + 10);
    assert.equal(
      await editor(page).locator('.total').innerText(),
      `${parameters} parameters in all`,
    );
    const sent = await recipe(page);
    const [first, second, , fourth] = sent.network.layers;
    assert.deepEqual(first.conv.activation, { leakyRelu: { slope: 0.05 } });
    assert.deepEqual(second, { averagePool: { size: 2, stride: 3 } });
    assert.deepEqual(
      [fourth.averagePool.size ?? null, fourth.averagePool.stride ?? null],
      [null, null],
    );

    const link = await page.evaluate(async () => {
      let copied = '';
      Object.defineProperty(navigator, 'clipboard', {
        value: { writeText: async (/** @type {string} */ text) => void (copied = text) },
      });
      const root = /** @type {ShadowRoot} */ (document.querySelector('nib-trainer')?.shadowRoot);
      /** @type {HTMLElement} */ (root.getElementById('link')).click();
      while (!copied) await new Promise((done) => setTimeout(done, 10));
      return copied;
    });
    assert.match(link, /net=c8k3l0\.05_a2x3_c6k3r_a_d10/);
    await page.goto('about:blank');
    await page.goto(link);
    await ready(page);
    assert.deepEqual(await recipe(page), sent);

    const { prints, losses } = await ask(page, async (trainer) => {
      const prints = [];
      for (const steps of [10, 20]) {
        await trainer.start({ ...trainer.recipe, epochs: undefined, steps, evaluateEvery: 10 });
        prints.push((await trainer.finished).fingerprint);
      }
      return {
        prints,
        losses: trainer.history.map(({ testLoss }) => testLoss).filter((loss) => loss !== null),
      };
    });
    assert.notEqual(prints[0], prints[1], 'it learns with each step');
    assert.ok(losses.length >= 2 && losses.every(Number.isFinite), `test losses ${losses}`);

    const lab = page.locator('nib-lab');
    await lab.scrollIntoViewIfNeeded();
    const activations = lab.locator('[data-panel=activations] option');
    for (const name of [
      'conv 3×3×8 leaky ReLU 0.05',
      'average pool 2×2 stride 3',
      'average pool over the map',
    ])
      await activations.filter({ hasText: name }).first().waitFor({ state: 'attached' });
    await draw(page, [
      [
        [0.5, 0.15],
        [0.5, 0.85],
      ],
    ]); // prettier-ignore
    const layers = lab.locator('[data-panel=layers]');
    await layers.scrollIntoViewIfNeeded();
    await layers.getByText('average pool over the map 6 units').waitFor();
    assert.equal(
      await layers.locator('canvas').count(),
      6,
      'filters of the first layer, and five layers',
    );
  }));

test('two convolutions and a pool as large as its map: every layer that the editor accepts trains', () =>
  withPage({ path: '/#net=c6k5r_c10k5x2r_p14x14_d10&preset=softmax' }, async ({ page }) => {
    await unfold(page);
    const parameters = 25 * 6 + 6 + (25 * 6 * 10 + 10) + (10 * 10 + 10);
    assert.equal(
      await editor(page).locator('.total').innerText(),
      `${parameters.toLocaleString('en')} parameters in all`,
    );
    assert.match((await said(page))[2], /1 × 1 × 10\s+no parameters/);
    const { step, last } = await ask(page, async (trainer) => {
      await trainer.start({ ...trainer.recipe, epochs: undefined, steps: 40, evaluateEvery: 20 });
      await trainer.finished;
      return { step: trainer.history.at(-1)?.step, last: trainer.history.at(-1)?.testLoss };
    });
    assert.equal(step, 40);
    assert.ok(typeof last === 'number' && last < 2.4, `a loss of ${last}`);
    await draw(page, [
      [
        [0.5, 0.15],
        [0.5, 0.85],
      ],
    ]); // prettier-ignore
    await page.waitForFunction(
      () => /** @type {any} */ (document.querySelector('nib-pad')).reader?.step === 40,
    );
  }));

test('what takes more memory than a tab has is refused in the page’s language, and the next run trains', () =>
  withPage(
    { path: '/#net=w255x255_d10&batch=1000&preset=softmax', locale: 'de-DE', mayComplain: true },
    async ({ page, consoleErrors }) => {
      await ready(page);
      const refused = await ask(page, async (trainer) => {
        const layers = [{ dense: { units: 10 } }];
        const tooLarge = {
          preset: 'softmax',
          network: { input: { rows: 255, columns: 255 }, layers },
          batch: 1000,
        };
        return trainer.start(/** @type {any} */ (tooLarge)).then(
          () => 'it began',
          (error) => `${error.name}: ${error.message}`,
        );
      });
      const words =
        /Das braucht [\d.]+\s[MG]B Speicher, [\d.]+\s[MG]B davon für die Ziffern; ein Browser-Tab hat nur 224\sMB\./;
      assert.match(refused, new RegExp(`^RecipeError: ${words.source}$`));
      const said = await part(page, 'link-errors').innerText();
      assert.match(said, new RegExp(`ergeben keinen Sinn.*\n+net=w255x255_d10 ${words.source}$`));
      const { network } = await recipe(page);
      assert.deepEqual(network.input, { rows: 28, columns: 28 });
      assert.deepEqual(
        consoleErrors.filter((said) => /unreachable|panick/.test(said)),
        [],
      );
      const { fingerprint } = await ask(page, async (trainer) => {
        await trainer.start({ preset: 'softmax', steps: 20 });
        return trainer.finished;
      });
      assert.match(fingerprint, /^[0-9a-f]{16}$/);
    },
  ));

test('it is saved as JSON and opened again; what is no network is refused with a reason', () =>
  withPage({ path: '/#preset=conv' }, async ({ page }) => {
    await unfold(page);
    await layer(page, 1).getByLabel('Filters').fill('5');
    const before = (await recipe(page)).network;
    const [saved] = await Promise.all([
      page.waitForEvent('download'),
      editor(page).getByRole('button', { name: 'Save (.json)' }).click(),
    ]);
    assert.equal(saved.suggestedFilename(), 'nibnet-own-network.json');
    const json = await readFile(await saved.path(), 'utf8');
    assert.deepEqual(JSON.parse(json), before);

    await part(page, 'preset').selectOption('softmax');
    const chooser = editor(page).locator('input[type=file]');
    const status = editor(page).getByRole('status');
    const path = join(tmpdir(), `nibnet-${process.pid}.json`);
    await writeFile(path, json);
    await chooser.setInputFiles(path);
    await status.getByText('These layers come from').waitFor();
    assert.deepEqual((await recipe(page)).network, before);

    for (const [content, reason] of [
      ['{"layers":', /not opened: it is not JSON/],
      ['[]', /it has no list of layers/],
      ['{"layers":[{"dense":{"unit":10}}]}', /layer 1: .*unknown field `unit`/],
      [
        '{"layers":[{"dense":{"units":20}}]}',
        /layer 1: The last layer must be dense with 10 units/,
      ],
      [
        '{"preset":"conv","network":{"layers":[{"dropout":{"keep":2}},{"dense":{"units":10}}]}}',
        /layer 1: A share of 2/,
      ],
    ]) {
      const name = 'wrong.json';
      await chooser.setInputFiles({
        name,
        mimeType: 'application/json',
        buffer: Buffer.from(/** @type {string} */ (content)),
      });
      await status.getByText('wrong.json was not opened').waitFor();
      assert.match(await status.innerText(), /** @type {RegExp} */ (reason));
      assert.deepEqual((await recipe(page)).network, before, 'the layers stay as they were');
      await page.evaluate(() => {
        const root = /** @type {ShadowRoot} */ (document.querySelector('nib-trainer')?.shadowRoot);
        /** @type {HTMLElement} */ (root.querySelector('.network [role=status]')).textContent = '';
      });
    }
  }));

test('a dropped file is opened, and is no picture for the pad', () =>
  withPage({}, async ({ page }) => {
    await unfold(page);
    await page.evaluate(() => {
      const root = /** @type {ShadowRoot} */ (document.querySelector('nib-trainer')?.shadowRoot);
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File(['{"layers":[{"dense":{"units":10}}]}'], 'one.json'));
      const drop = new DragEvent('drop', {
        dataTransfer,
        bubbles: true,
        composed: true,
        cancelable: true,
      });
      root.querySelector('.layers')?.dispatchEvent(drop);
    });
    await editor(page).getByText('These layers come from one.json.').waitFor();
    assert.deepEqual(await kinds(page), ['dense']);
    assert.equal(
      await page.evaluate(() => /** @type {any} */ (document.querySelector('nib-pad')).prediction),
      null,
    );
  }));

test('the link brings the network to whoever opens it, and says what of it made no sense', () =>
  withPage(
    { path: '/#preset=best&smoothing=0.05&augment=rotate10_scale0.1_shear0.2_shift1' },
    async ({ page, url }) => {
      await page.evaluate(() => {
        Object.defineProperty(navigator, 'clipboard', {
          value: {
            writeText: async (/** @type {string} */ copied) =>
              void Object.assign(window, { copied }),
          },
        });
      });
      await unfold(page);
      await layer(page, 1).getByLabel('Filters').fill('7');
      const sent = await recipe(page);
      assert.deepEqual([sent.labelSmoothing, sent.augment.rotate], [0.05, 10]);
      await part(page, 'link').click();
      const link = await page.evaluate(() => /** @type {any} */ (window).copied);
      await page.goto('about:blank');
      await page.goto(link);
      await ready(page);
      assert.deepEqual(await recipe(page), sent);

      await page.goto('about:blank');
      await page.goto(`${url}#preset=conv&net=c6k5_oops&augment=rotate99&seed=4`);
      await ready(page);
      const said = await part(page, 'link-errors').innerText();
      assert.match(said, /net=…oops… Expected: layers such as c6k6r_p2x2_d10\./);
      assert.match(said, /augment=rotate99 .*augment\.rotate is 99/);
      const { seed, network } = await recipe(page);
      assert.deepEqual([seed, network.layers[0].conv.filters], [4, 4]);
    },
  ));

for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  test(`axe finds nothing to complain about, ${colorScheme}`, () =>
    withPage(
      { path: '/#preset=conv-bn', colorScheme, reducedMotion: 'reduce' },
      async ({ page }) => {
        await unfold(page);
        await layer(page, 1).getByLabel('Kernel').fill('40');
        // Not addScriptTag, which the page's policy forbids.
        await page.evaluate(await readFile(AXE, 'utf8'));
        const { violations, passes } = await page.evaluate(() =>
          /** @type {any} */ (window).axe.run(),
        );
        assert.ok(passes.length > 20, 'it looked');
        const found = violations.flatMap((/** @type {any} */ { id, nodes }) =>
          nodes.map(
            (/** @type {any} */ { target, failureSummary }) =>
              `${id} ${JSON.stringify(target)} ${failureSummary}`,
          ),
        );
        assert.deepEqual(found, []);
      },
    ));
}
