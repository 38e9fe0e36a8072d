// The page in German and Russian: chosen by the browser, by a `lang` attribute, or by the menu;
// changed at any time.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as en from '../../www/text/en.js';
import { draw, withPage } from './harness.mjs';
import { ask, grows, part, ready } from './training.mjs';

/** @typedef {import('playwright-core').Page} Page */

/**
 * All that can be read or heard in the page and in both elements.
 * @param {Page} page
 * @returns {Promise<string[]>}
 */
const words = (page) =>
  page.evaluate(() => {
    /** @type {Set<string>} */
    const found = new Set();
    const roots = [
      document.body,
      ...['nib-pad', 'nib-trainer'].map((tag) => document.querySelector(tag)?.shadowRoot),
    ];
    for (const root of roots) {
      for (const element of /** @type {ParentNode} */ (root).querySelectorAll('*')) {
        if (
          ['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(element.tagName) ||
          element.closest('#language, noscript')
        )
          continue;
        for (const name of ['aria-label', 'title', 'aria-roledescription'])
          found.add(element.getAttribute(name) ?? '');
        for (const node of element.childNodes)
          if (node.nodeType === Node.TEXT_NODE) found.add(node.nodeValue ?? '');
      }
    }
    return [...found]
      .map((text) => text.replace(/\s+/g, ' ').trim())
      .filter((text) => /[a-z]{3}/i.test(text));
  });

/** The same in all languages: names, and words that German has taken over. */
const SAME = new Set([
  'nibnet',
  'Start',
  'Pause',
  'Adam',
  'ReLU',
  'Training',
  'Test',
  'test',
  'Filter',
  'Rate',
  'Dropout',
  'dropout',
  'Stop',
  'Max-Pool',
  'safetensors',
  'NumPy',
  'ONNX',
]);

/** Another language, once it is loaded and spoken. @param {Page} page @param {string} code */
async function choose(page, code) {
  const menu = page.locator('#language');
  const before = await menu.getAttribute('aria-label');
  await menu.selectOption(code);
  await page.waitForFunction(
    (before) => document.querySelector('#language')?.getAttribute('aria-label') !== before,
    before,
  );
}

test('a browser that prefers German gets the page in German, from the first word', () =>
  withPage({ locale: 'de-CH' }, async ({ page }) => {
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
    await ready(page);
    assert.equal(await page.title(), 'nibnet: zeichne eine Ziffer, trainiere ein Netz');
    assert.equal(await part(page, 'start').innerText(), 'Start');
    assert.match(
      await part(page, 'summary').innerText(),
      /104\.586 Parameter; soll 99,0\u00a0% der Testziffern lesen\. Dauert hier etwa \d+\u00a0(s|min)\./,
    );
    assert.equal(
      await page.locator('nib-trainer').locator('#accuracy .name').innerText(),
      'Genauigkeit',
    );
    assert.equal(await page.locator('nib-pad .answer').innerText(), 'Noch nichts gezeichnet');
  }));

test('the menu changes every word, of what is drawn and of a run that is under way, and loses nothing; it is remembered', () =>
  withPage({ path: '/#preset=softmax&steps=1000000' }, async ({ page }) => {
    await ready(page);
    await page.locator('nib-pad').getByRole('button', { name: 'Why?' }).click();
    await page.locator('nib-trainer').locator('details.network > summary').click();
    await draw(page, [
      [
        [0.5, 0.15],
        [0.5, 0.85],
      ],
    ]);
    await part(page, 'start').click();
    await grows(page, 3);
    const english = new Set(await words(page));
    assert.ok(english.size > 120, `${english.size} texts`);
    const { points, drawn } = await page.evaluate(() => ({
      points: /** @type {any} */ (document.querySelector('nib-trainer')).history.length,
      drawn: /** @type {any} */ (document.querySelector('nib-pad')).strokes,
    }));
    for (const [code, pattern] of /** @type {[string, RegExp][]} */ ([
      ['de', /Ende/],
      ['ru', /Стоп/],
    ])) {
      await choose(page, code);
      await grows(page, points + 5);
      const left = async () =>
        (await words(page)).filter(
          (text) => english.has(text) && !SAME.has(text) && !/wasm|\.json|\d\.\d/.test(text),
        );
      // What the browser keeps is read anew.
      for (let tries = 0; tries < 50 && (await left()).length; tries++)
        await page.waitForTimeout(100);
      assert.deepEqual(await left(), [], `English is left in ${code}`);
      assert.match(await part(page, 'stop').innerText(), pattern);
    }
    assert.notEqual(await ask(page, (trainer) => trainer.state), 'idle');
    assert.deepEqual(
      await page.evaluate(() => /** @type {any} */ (document.querySelector('nib-pad')).strokes),
      drawn,
    );
    await choose(page, 'en');
    assert.equal(await part(page, 'stop').innerText(), 'Stop');
    await choose(page, 'ru');
    await page.reload();
    assert.equal(await page.locator('h2#pad-title').textContent(), 'Нарисуйте цифру');
    assert.equal(await page.locator('#language').inputValue(), 'ru');
  }));

test('the nearest lang attribute decides, and one that nobody speaks is none', () =>
  withPage({}, async ({ page }) => {
    const invitation = page.locator('nib-pad .invitation');
    const set = (/** @type {string} */ lang) =>
      page.evaluate((lang) => document.querySelector('nib-pad')?.setAttribute('lang', lang), lang);
    assert.equal(await invitation.innerText(), 'Draw a digit');
    await set('ru');
    await invitation.getByText('Нарисуйте цифру').waitFor();
    await set('fr');
    await invitation.getByText('Draw a digit').waitFor(); // as the browser prefers
  }));

test('numbers are typed as the language writes them', () =>
  withPage({ locale: 'de' }, async ({ page }) => {
    await ready(page);
    await part(page, 'preset').selectOption('mlp-relu');
    await page.locator('nib-trainer').locator('#advanced > summary').click();
    assert.equal(await part(page, 'from').inputValue(), '0,002');
    await part(page, 'schedule').selectOption('constant');
    await part(page, 'rate').fill('0,05');
    assert.deepEqual((await ask(page, (trainer) => trainer.recipe)).learningRate, {
      constant: 0.05,
    });
    await part(page, 'epochs').fill('1,5');
    assert.equal((await ask(page, (trainer) => trainer.recipe)).steps, 900);
    await part(page, 'batch').fill('viele');
    assert.equal(await part(page, 'why-batch').innerText(), 'Gib eine Zahl ein.');
    await choose(page, 'ru');
    assert.equal(await part(page, 'why-batch').innerText(), 'Введите число.');
    await part(page, 'batch').fill('0');
    assert.equal(await part(page, 'why-batch').innerText(), '0: нужно не меньше 1.');
    await part(page, 'batch').fill('100');
    await part(page, 'steps').fill('20000000');
    assert.equal(
      await part(page, 'why-steps').innerText(),
      '20 000 000: можно от 1 до 10 000 000.'.replaceAll(/(?<=\d) (?=\d)/g, '\u00a0'),
    );
  }));

test('what English says of the presets is what the engine says', () =>
  withPage({}, async ({ page }) => {
    await page.route('**/glue.js', (route) =>
      route.fulfill({ path: 'target/nibnet-glue/page/nibnet.js', contentType: 'text/javascript' }),
    );
    const presets = await page.evaluate(async () => {
      const glue = await import(/** @type {any} */ ('/glue.js'));
      glue.initSync({ module: await WebAssembly.compileStreaming(fetch('/nibnet-page.wasm')) });
      return JSON.parse(glue.presets());
    });
    const said = presets.map((/** @type {any} */ { name, title, summary }) => [
      name,
      { title, summary },
    ]);
    assert.deepEqual(Object.fromEntries(said), { ...en.trainer.presets });
  }));

for (const locale of ['de', 'ru']) {
  test(`nothing is wider than a phone, ${locale}`, () =>
    withPage(
      { locale, viewport: { width: 390, height: 844 }, hasTouch: true },
      async ({ page }) => {
        await page.locator('nib-pad .view button').click();
        await ready(page);
        await page.locator('nib-trainer').locator('details.network > summary').click();
        await page.locator('nib-trainer').locator('#advanced > summary').click();
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
        const cut = await page.evaluate(() =>
          ['nib-pad', 'nib-trainer'].flatMap((tag) =>
            [
              .../** @type {ShadowRoot} */ (
                /** @type {Element} */ (document.querySelector(tag)).shadowRoot
              ).querySelectorAll('button, summary, label, dt, dd, p, li'),
            ]
              .filter(
                (one) =>
                  one.clientWidth > 0 &&
                  one.scrollWidth > one.clientWidth + 1 &&
                  !one.classList.contains('spoken'),
              )
              .map((one) => `${tag} ${one.tagName} ${one.id} ${one.textContent}`),
          ),
        );
        assert.deepEqual(cut, []);
      },
    ));
}

/** @param {string} id @param {string} kind */
const exported = (id, kind) => /** @type {any} */ (document.querySelector('nib-lab'))[kind](id);

test('the lab’s numbers and its layers’ names follow the language; what is exported as CSV keeps the point', () =>
  withPage({ locale: 'de-DE' }, async ({ page }) => {
    await ready(page);
    const lab = page.locator('nib-lab');
    await ask(page, async (trainer) => {
      await trainer.start({ preset: 'conv', steps: 30, evaluateEvery: 10 });
      await trainer.finished;
    });
    const weights = lab.locator('[data-panel=weights]');
    await weights.scrollIntoViewIfNeeded();
    await weights
      .locator('option', { hasText: 'Faltung 5×5×4, ReLU' })
      .waitFor({ state: 'attached' });
    await weights.getByRole('combobox').selectOption({ label: 'Gewichte, Schicht 5: dicht 10' });
    assert.match(
      (await weights.locator('.head .at').textContent()) ?? '',
      /^30: −0,\d+ bis 0,\d+$/,
    );
    assert.match(
      (await weights.locator('.plot').getAttribute('aria-label')) ?? '',
      /2\.000 Zahlen\. Bei Schritt 30 von −0,\d+ bis 0,\d+/,
    );
    assert.match(
      await page.evaluate(`(${exported})('weights', 'svg')`),
      />0,\d+</,
      'ticks of the axis',
    );
    for (const id of ['weights', 'loss', 'rate', 'digits', 'confusion', 'test']) {
      const csv = await page.evaluate(`(${exported})('${id}', 'csv')`);
      const [, ...rows] = csv.trim().split('\n');
      assert.ok(
        rows.length > 2 && rows.every((/** @type {string} */ row) => /^[-\d.e,]*$/.test(row)),
        `${id}: ${rows[0]}`,
      );
    }
    assert.match(await page.evaluate(`(${exported})('weights', 'csv')`), /,-0\.\d+,/);
    assert.match(await page.evaluate(`(${exported})('rate', 'svg')`), />\d,\d+</);
    await draw(page, [
      [
        [0.5, 0.15],
        [0.5, 0.85],
      ],
    ]); // prettier-ignore
    const layers = lab.locator('[data-panel=layers]');
    await layers.scrollIntoViewIfNeeded();
    await layers.getByText('Faltung 5×5×8, Schritt 2, ReLU').waitFor();
    await choose(page, 'ru');
    await layers.getByText('свёртка 5×5×8, шаг 2, ReLU').waitFor();
    await choose(page, 'en');
    await layers.getByText('conv 5×5×8 stride 2 ReLU').waitFor();
  }));

test('what stops a run in the engine is said in the language of the page', () =>
  withPage({ locale: 'de-DE' }, async ({ page }) => {
    await ready(page);
    const refused = await ask(page, async (trainer) => {
      await trainer.start({
        preset: 'mlp-relu',
        steps: 200,
        learningRate: { constant: 0.9 },
        optimizer: { sgd: { momentum: 0.99 } },
      });
      const stopped = await trainer.finished.catch((error) => error.message);
      await trainer.start({ preset: 'softmax', steps: 1_000_000 });
      const change = (/** @type {number} */ batch) =>
        trainer.change({ batch }).catch((error) => error.message);
      return [stopped, await change(0), await change(5_000_000)];
    });
    assert.match(String(refused[0]), /^Das Netz ist bei Schritt \d+ entgleist: .* unter 0,9\.$/);
    assert.equal(refused[1], '0: Erlaubt ist 1 oder mehr.');
    assert.match(
      String(refused[2]),
      /^Das braucht [\d.]+\sMB Speicher, [\d.]+\sMB davon für die Werte eines Stapels auf dem Weg durch die Schichten; ein Browser-Tab hat nur 224\sMB\.$/,
    );
  }));
