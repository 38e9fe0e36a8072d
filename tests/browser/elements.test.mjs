// What every custom element owes the page that it is in: attributes and properties, early and late,
// in any document.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import test, { after } from 'node:test';
import { propertyOf } from '../../www/elements/base/table.js';
import { tables } from '../../www/elements/tables.js';
import { draw, withPage } from './harness.mjs';
import {
  eventually,
  examples,
  lay,
  onPad,
  onTrainer,
  PATIENCE,
  pageWith,
  reads,
  SEVEN,
  stop,
} from './hosts.mjs';

after(stop);

/** @typedef {import('./harness.mjs').Visit} Visit */

/**
 * @template T
 * @param {string} html @param {(visit: Visit) => Promise<T>} work
 * @param {import('./harness.mjs').PageOptions} [options]
 */
async function onPage(html, work, options = {}) {
  const at = await examples();
  lay('/elements-page', html.startsWith('<!') ? html : pageWith(html));
  return withPage({ at, path: '/elements-page', ...options }, work);
}

/** What a pad says of who reads. @param {Visit['page']} page */
const label = (page) =>
  page.locator('nib-pad').evaluate((pad) => {
    const nets = pad.shadowRoot?.querySelector('.nets');
    const [sentence, group] = [nets?.querySelector('p:not(.back)'), nets?.querySelector('div')];
    const one = /** @type {HTMLElement} */ (sentence).hidden ? group : nets;
    return one?.querySelector('label:has(:checked), p:not(.back)')?.textContent ?? null;
  });

test('what a page set before the elements were defined counts, and so does what it sets later', () =>
  onPage(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>Early</title><link rel="icon" href="data:,">
     <nib-pad></nib-pad><nib-trainer></nib-trainer>`,
    async ({ page }) => {
      await page.evaluate(async (url) => {
        const [pad, trainer] = /** @type {any[]} */ ([
          document.querySelector('nib-pad'),
          document.querySelector('nib-trainer'),
        ]);
        Object.assign(pad, {
          frozen: true,
          theme: 'dark',
          strokes: [
            [
              [0.2, 0.2],
              [0.8, 0.8],
            ],
          ],
        });
        Object.assign(trainer, { preset: 'conv', seed: 7, keep: false });
        await import(url);
      }, '/nibnet/index.js');
      assert.deepEqual(
        await onPad(page.locator('nib-pad'), (pad) => {
          const early = [pad.frozen, pad.getAttribute('theme'), pad.strokes.length];
          pad.frozen = false;
          pad.strokes = [];
          return [...early, pad.hasAttribute('frozen'), pad.strokes.length];
        }),
        [true, 'dark', 1, false, 0],
      );
      await page.waitForFunction(
        () => /** @type {any} */ (document.querySelector('nib-trainer')).recipe,
        null,
        PATIENCE,
      );
      assert.deepEqual(
        await onTrainer(page.locator('nib-trainer'), (trainer) => [
          trainer.recipe.preset,
          trainer.recipe.seed,
          trainer.keep,
        ]),
        ['conv', 7, false],
      );
    },
  ));

test('every attribute is a property that reads back; what makes no sense counts as none, said once', () =>
  onPage('<p>A page.</p>', async ({ page }) => {
    /** @type {string[]} */
    const warnings = [];
    page.on('console', (said) => said.type() === 'warning' && warnings.push(said.text()));
    for (const { tag, attributes } of tables) {
      const reflected = Object.entries(attributes)
        .filter(([, { own }]) => !own)
        .map(([attribute, about]) => ({
          attribute,
          ...about,
          property: propertyOf(attribute, about),
        }));
      const wrong = await page.evaluate(
        ([tag, reflected]) => {
          const element = /** @type {any} */ (document.createElement(tag));
          const wrong = [];
          for (const { attribute, property, type, values, min = 0 } of reflected) {
            const empty = type === 'boolean' ? false : type === 'integer' ? null : '';
            /** @type {any} */
            const good =
              type === 'boolean' || (type === 'integer' ? min : (values?.at(-1) ?? 'text'));
            const seen = [element[property]];
            element[property] = good;
            seen.push(element[property], element.getAttribute(attribute));
            element[property] = empty;
            seen.push(element[property], element.getAttribute(attribute));
            const expected = [empty, good, good === true ? '' : String(good), empty, null];
            if (JSON.stringify(seen) !== JSON.stringify(expected)) wrong.push([property, seen]);
            if (!values && type !== 'integer') continue;
            for (const bad of ['rubbish', 'rubbish']) {
              element.setAttribute(attribute, bad);
              if (element[property] !== empty) wrong.push([property, element[property]]);
            }
            element.removeAttribute(attribute);
          }
          return wrong;
        },
        /** @type {[string, any[]]} */ ([tag, reflected]),
      );
      assert.deepEqual(wrong, [], tag);
    }
    assert.equal(new Set(warnings).size, warnings.length, 'nothing is said twice');
    assert.ok(
      warnings.includes(
        '<nib-pad sample="rubbish"> is ignored: expected a whole number from 0 to 9',
      ),
      warnings.join('\n'),
    );
  }));

test('in another document an element is styled as before', () =>
  onPage('<nib-pad></nib-pad><iframe title="elsewhere"></iframe>', async ({ page }) => {
    await reads(page.locator('nib-pad'));
    const { before, after, back } = await page.evaluate(() => {
      const pad = /** @type {HTMLElement} */ (document.querySelector('nib-pad'));
      const root = /** @type {ShadowRoot} */ (pad.shadowRoot);
      const look = () => {
        const surface = /** @type {Element} */ (root.querySelector('.surface'));
        const { touchAction, cursor } = getComputedStyle(surface);
        return [root.adoptedStyleSheets.length, touchAction, cursor];
      };
      const before = look();
      const frame = /** @type {HTMLIFrameElement} */ (document.querySelector('iframe'));
      frame.contentDocument?.body.append(pad);
      const after = look();
      document.body.append(pad);
      return { before, after, back: look() };
    });
    assert.ok(Number(before[0]) > 2);
    assert.deepEqual(after, before);
    assert.deepEqual(back, before);
  }));

test('input and change come when the visitor changed the value, and for nothing else', () =>
  onPage(
    '<form style="width: 500px"><nib-pad name="digit" sample="7"></nib-pad><button type="reset">Reset</button></form>',
    async ({ page }) => {
      const pad = page.locator('nib-pad');
      await pad.evaluate((pad) => {
        Object.assign(window, { told: [] });
        for (const type of ['input', 'change'])
          pad.addEventListener(type, () =>
            /** @type {any} */ (window).told.push([type, /** @type {any} */ (pad).value]),
          );
      });
      const told = () =>
        page.evaluate(async () => {
          await new Promise((done) => requestAnimationFrame(() => setTimeout(done)));
          return /** @type {any} */ (window).told.splice(0);
        });
      await reads(pad);
      await eventually(() => onPad(pad, (pad) => pad.value === '7'), 'the sample is read');
      await onPad(pad, (pad) => {
        pad.clear();
        pad.strokes = [
          [
            [0.5, 0.1],
            [0.5, 0.9],
          ],
        ];
        pad.undo();
        pad.value = '3';
        pad.value = '';
      });
      await page.getByRole('button', { name: 'Reset' }).click();
      await onPad(pad, async (pad) => {
        // Another net, that takes everything for something else.
        const layers = [{ dense: { units: 10 } }];
        const network = JSON.stringify({ input: { rows: 28, columns: 28 }, layers });
        const weights = new Float32Array(784 * 10 + 10);
        weights[784 * 10 + 4] = 100;
        await pad.adopt({ network, weights, step: 1 });
      });
      assert.equal(await onPad(pad, (pad) => pad.value), '4', 'it is another net');
      await onPad(pad, (pad) => pad.useShipped());
      assert.deepEqual(await told(), []);

      await page.getByRole('button', { name: 'Clear' }).click();
      assert.deepEqual(await told(), [
        ['input', ''],
        ['change', ''],
      ]);
      await draw(page, SEVEN);
      const drawn = await told();
      assert.deepEqual(drawn.at(-1), ['change', '7']);
      assert.equal(drawn.filter((/** @type {string[]} */ [type]) => type === 'change').length, 1);
      await page.keyboard.press('Control+z');
      assert.deepEqual(await told(), [
        ['input', ''],
        ['change', ''],
      ]);
    },
  ));

test('value and form can be set, as a framework does', () =>
  onPage('<form id="one"></form><nib-pad name="digit"></nib-pad>', async ({ page }) => {
    const pad = page.locator('nib-pad');
    await reads(pad);
    const seen = await onPad(pad, (pad) => {
      pad.form = 'one';
      const belongs = pad.form === /** @type {any} */ (document.getElementById('one'));
      pad.value = '5';
      const five = pad.value;
      const strokes = JSON.stringify(pad.strokes);
      pad.value = '5'; // what it says already: the drawing stays
      const same = JSON.stringify(pad.strokes) === strokes;
      pad.value = '';
      const empty = pad.strokes.length;
      pad.form = null;
      return [belongs, five, same, empty, pad.form, pad.hasAttribute('form')];
    });
    assert.deepEqual(seen, [true, '5', true, 0, null, false]);
  }));

test('disabled takes no focus, no lesson and no picture, whoever disables it', () =>
  onPage(
    `<form><fieldset disabled><nib-pad teachable why name="digit" sample="7"></nib-pad></fieldset></form>
     <button>After</button>`,
    async ({ page }) => {
      const pad = page.locator('nib-pad');
      await reads(pad);
      await page.keyboard.press('Tab');
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'After');
      await onPad(pad, (pad) => pad.focus());
      assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'After');
      const inert = () =>
        onPad(pad, (pad) =>
          [...(pad.shadowRoot?.querySelectorAll('.was button') ?? [])].every((button) =>
            button.closest('[inert]'),
          ),
        );
      assert.equal(await inert(), true);
      const drop = () =>
        onPad(pad, async (pad) => {
          const canvas = Object.assign(document.createElement('canvas'), { width: 90, height: 90 });
          const pen = canvas.getContext('2d');
          if (pen) {
            pen.fillStyle = 'white';
            pen.fillRect(0, 0, 90, 90);
            pen.fillStyle = 'black';
            pen.fillRect(41, 15, 8, 60); // a 1
          }
          const blob = await new Promise((done) => canvas.toBlob(done));
          const data = new DataTransfer();
          data.items.add(new File([blob], 'a.png', { type: 'image/png' }));
          const surface = pad.shadowRoot?.querySelector('.surface');
          surface?.dispatchEvent(
            new DragEvent('drop', {
              dataTransfer: data,
              bubbles: true,
              composed: true,
              cancelable: true,
            }),
          );
          await new Promise((done) => setTimeout(done, 100));
          return pad.strokes.length;
        });
      assert.equal(await drop(), 2, 'the sample is still there');
      await page.evaluate(() => document.querySelector('fieldset')?.removeAttribute('disabled'));
      await eventually(async () => !(await inert()), 'it is teachable again');
      await page.evaluate(() => /** @type {HTMLElement} */ (document.activeElement).blur());
      await onPad(pad, (pad) => pad.focus());
      assert.equal(await page.evaluate(() => document.activeElement?.localName), 'nib-pad');
      assert.equal(await drop(), 0, 'now the picture lies there');
    },
  ));

test('adopt rejects what is no net, or has no numbers for weights; who read before reads on', () =>
  onPage('<nib-pad sample="7"></nib-pad>', async ({ page }) => {
    const pad = page.locator('nib-pad');
    await reads(pad);
    const refused = await onPad(pad, async (pad) => {
      const network = JSON.stringify({
        input: { rows: 28, columns: 28 },
        layers: [{ dense: { units: 10 } }],
      });
      const weights = new Float32Array(7850);
      const nets = /** @type {any[]} */ ([
        null,
        'rubbish',
        {},
        { network, weights: 'many', step: 1 },
        { network, weights: weights.subarray(1), step: 1 },
        { network: 'rubbish', weights, step: 1 },
        { network, weights: weights.map((_, i) => (i === 5 ? Number.NaN : 0)), step: 1 },
        { network, weights: weights.map((_, i) => (i === 5 ? Infinity : 0)), step: 1 },
      ]);
      const refused = [];
      for (const net of nets)
        refused.push(
          await pad.adopt(net).then(
            () => 'taken',
            (error) => error instanceof Error,
          ),
        );
      return { refused, digit: pad.prediction?.digit, reader: pad.reader };
    });
    assert.deepEqual(refused, {
      refused: Array(8).fill(true),
      digit: 7,
      reader: { step: null },
    });
  }));

test('of two model-urls the last counts, whichever comes first; after one that fails it is said who reads', async () => {
  const net = await readFile(new URL('../../dist/digits.nib', import.meta.url));
  await onPage(
    '<nib-pad sample="7"></nib-pad>',
    async ({ page }) => {
      await page.waitForFunction(
        () => /** @type {any} */ (document.querySelector('nib-pad'))?.shadowRoot,
      );
      const pad = page.locator('nib-pad');
      await onPad(pad, (pad) => {
        pad.modelUrl = '/late.nib';
        pad.modelUrl = '/soon.nib';
      });
      await reads(pad);
      const own = await label(page);
      await new Promise((done) => setTimeout(done, 1_000)); // the late one has come
      assert.equal(await label(page), own);
      assert.match(own ?? '', /^Read by this page’s net/);
      await onPad(pad, (pad) => (pad.modelUrl = '/missing.nib'));
      await page.locator('nib-pad .trouble').waitFor();
      assert.equal(await label(page), own, 'it reads on');
      assert.equal(await onPad(pad, (pad) => pad.prediction?.digit), 7);
    },
    {
      mayComplain: true, // a file is missing
      prepare: async (page) => {
        /** @param {string} path @param {number} ms @param {Buffer | null} body */
        const route = (path, ms, body) =>
          page.route(path, async (asked) => {
            await new Promise((done) => setTimeout(done, ms));
            await asked.fulfill(body ? { body } : { status: 404 }).catch(() => {});
          });
        await route('**/late.nib', 800, Buffer.from('no net'));
        await route('**/soon.nib', 0, net);
        await route('**/missing.nib', 0, null);
      },
    },
  );
});

test('what was taught counts whenever teaching is on; the choice of the first net is the last word', () =>
  onPage('<nib-pad teachable style="width: 500px"></nib-pad>', async ({ page }) => {
    const pad = page.locator('nib-pad');
    await reads(pad);
    await draw(page, SEVEN);
    await onPad(pad, (pad) => pad.teach(1));
    const taught = await label(page);
    await page.evaluate(() => {
      const pad = document.createElement('nib-pad');
      pad.toggleAttribute('teachable', true);
      pad.toggleAttribute('compact', true);
      document.querySelector('nib-pad')?.replaceWith(pad);
    });
    await reads(pad);
    assert.notEqual(await label(page), taught);
    await onPad(pad, (pad) => (pad.compact = false));
    await eventually(async () => (await label(page)) === taught, 'it is restored');

    await onPad(
      pad,
      (pad) =>
        (pad.strokes = [
          [
            [0.3, 0.2],
            [0.7, 0.2],
            [0.45, 0.85],
          ],
        ]),
    );
    await onPad(pad, async (pad) => {
      const lesson = pad.teach(1);
      await new Promise((done) => setTimeout(done, 30));
      pad.useShipped();
      await lesson.catch(() => {});
    });
    assert.notEqual(await label(page), taught);
    await page.reload();
    await reads(pad);
    assert.notEqual(await label(page), taught);
  }));

test('a link that comes during a run is told, and counts when the run is over', () =>
  onPage('<nib-trainer></nib-trainer>', async ({ page }) => {
    const trainer = page.locator('nib-trainer');
    await onTrainer(trainer, (trainer) => trainer.start({ preset: 'softmax', steps: 1_000_000 }));
    await page.evaluate(() => (location.hash = '#preset=conv&seed=11'));
    await trainer.getByText('You opened a link while this net trains').waitFor();
    assert.equal(await onTrainer(trainer, (trainer) => trainer.recipe.preset), 'softmax');
    await onTrainer(trainer, (trainer) => trainer.stop());
    await eventually(
      () => onTrainer(trainer, (trainer) => trainer.settings?.preset === 'conv'),
      'the link counts',
    );
    assert.equal(await onTrainer(trainer, (trainer) => trainer.settings.seed), 11);
  }));

test('a recipe’s key that is misspelt is refused by its name', () =>
  onPage('<nib-trainer></nib-trainer>', async ({ page }) => {
    const said = await onTrainer(page.locator('nib-trainer'), (trainer) =>
      trainer
        .start(/** @type {any} */ ({ preset: 'softmax', lerningRate: { constant: 0.1 } }))
        .then(
          () => 'it trains',
          (error) => error.message,
        ),
    );
    assert.match(said, /lerningRate/);
  }));

test('a lab takes its pad by id, as a framework sets it', () =>
  onPage(
    '<nib-pad id="a"></nib-pad><nib-pad id="b"></nib-pad><nib-lab bare></nib-lab>',
    ({ page }) =>
      eventually(
        () =>
          page.evaluate(() => {
            const lab = /** @type {any} */ (document.querySelector('nib-lab'));
            lab.pad = 'b';
            return lab.pad === document.getElementById('b');
          }),
        'the lab has its pad',
      ),
  ));

test('a sample that is set later is laid, until somebody has drawn', () =>
  onPage('<nib-pad></nib-pad>', async ({ page }) => {
    const pad = page.locator('nib-pad');
    await reads(pad);
    const seen = await onPad(pad, (pad) => {
      pad.sample = 1;
      const one = pad.value;
      pad.sample = 7;
      const seven = pad.value;
      pad.clear();
      pad.sample = 1;
      return [one, seven, pad.value];
    });
    assert.deepEqual(seen, ['1', '7', '']);
  }));

test('a trainer whose data-url has changed trains on what is there', () =>
  onPage(
    '<nib-trainer></nib-trainer>',
    async ({ page }) => {
      const trainer = page.locator('nib-trainer');
      const train = () =>
        onTrainer(trainer, async (trainer) => {
          await trainer.start({ preset: 'softmax', steps: 5 });
          return trainer.finished.then(() => 'done');
        });
      assert.equal(await train(), 'done');
      await onTrainer(trainer, (trainer) => (trainer.dataUrl = './nowhere/mnist.json'));
      const asked = page.waitForRequest('**/nowhere/mnist.json');
      await onTrainer(trainer, (trainer) => void trainer.start({ preset: 'softmax', steps: 5 }));
      await asked;
    },
    { mayComplain: true },
  )); // nothing is there

for (const [query, locale, speaks] of [
  ['', 'de-DE', 'Zeichne'],
  ['&lang=ru', 'de-DE', 'Нарисуйте'],
  ['&lang=en', 'de-DE', 'Draw'],
]) {
  test(`embed.html${query && `?${query.slice(1)}`} for somebody with ${locale} says ${speaks}…`, () =>
    withPage({ path: `/embed.html?show=pad${query}`, locale }, ({ page }) =>
      page
        .locator('nib-pad')
        .getByText(new RegExp(`^${speaks}`))
        .first()
        .waitFor(),
    ));
}
