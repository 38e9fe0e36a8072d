// Labs and walls on pages that are made up for them: which trainer they find, own or watch, and
// what they leave alone.
import assert from 'node:assert/strict';
import test, { after } from 'node:test';
import { withPage } from './harness.mjs';
import { eventually, examples, lay, pageWith, stop } from './hosts.mjs';

/** @typedef {import('playwright-core').Page} Page */

after(stop);

/**
 * A trainer without an engine: `<made-up id>`, whose run has 1500 points and 100 digits of the
 * moment.
 */
const MADE_UP = `<script>
  customElements.define('made-up', class extends HTMLElement {
    followers = new Set();
    listeners = [];
    plannedSteps = 1500;
    run = {
      history: Array.from({ length: 1500 }, (_, i) => ({ step: i + 1, learningRate: 1 / (i + 1), epoch: 0, images: i,
        trainAccuracy: .5, trainLoss: 1, testAccuracy: null, testLoss: null })),
      look: { images: new Uint8Array(78400), labels: new Uint8Array(100), guesses: new Uint8Array(100), step: 1 },
      snapshots: { list: [], newest: null, groups: [], spreads: [], nearest: () => null },
      last: null, recipe: null, loading: null, network: null, watch() {},
    };
    follow(listener) {
      this.followers.add(listener);
      listener(this.run);
      return () => this.followers.delete(listener);
    }
    addEventListener(type, listener, options) {
      this.listeners.push(options.signal);
      super.addEventListener(type, listener, options);
    }
    get heard() {
      return this.followers.size + this.listeners.filter(({ aborted }) => !aborted).length;
    }
  });
  const wait = (ms = 50) => new Promise((done) => setTimeout(done, ms));
  const make = (name, attributes = {}) => {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const own = (lab) => [...lab.shadowRoot.querySelectorAll('nib-trainer')];
</script>`;

/**
 * @param {string} body @param {(visit: {page: Page}) => Promise<void>} work
 * @param {import('./harness.mjs').PageOptions & {html?: string}} [options]
 */
async function onPage(body, work, options = {}) {
  const at = await examples();
  lay('/labs', pageWith(body, MADE_UP));
  return withPage({ at, path: '/labs', ...options }, async (visit) => {
    await visit.page.waitForFunction(() => customElements.get('nib-wall'));
    return work(visit);
  });
}

/**
 * Runs a script of the page's own, which has `make`, `wait` and `own`.
 * @param {Page} page @param {string} script @returns {Promise<any>}
 */
const run = (page, script) => page.evaluate(`(async () => { ${script} })()`);

test('a wall finds its trainer by id or as the nearest, through shadow roots; it makes none, and waits for one that comes', () =>
  onPage(
    '<made-up id="a"></made-up><made-up id="b"></made-up><div id="shadow"></div>',
    async ({ page }) => {
      const found = await run(
        page,
        `
        const found = {};
        const byId = make('nib-wall', { for: 'b' });
        document.body.append(byId);
        const early = make('nib-wall');
        early.trainer = a;
        found.beforeItIsConnected = early.trainer === a;
        document.body.append(early);
        const root = shadow.attachShadow({ mode: 'open' });
        const within = make('nib-wall', { for: 'a' });
        root.append(within);
        const alone = make('nib-wall');
        document.body.append(alone);
        await wait();
        found.byId = byId.trainer === b;
        found.early = early.trainer === a;
        found.throughShadowRoots = within.trainer === a;
        found.none = alone.trainer;
        found.made = own(alone.shadowRoot.querySelector('nib-lab')).length;
        found.race = alone.shadowRoot.querySelector('nib-lab').shadowRoot.querySelector('.race');
        byId.setAttribute('for', 'a');
        found.another = byId.trainer === a && b.heard === 0;
        const late = make('nib-trainer', { id: 'c' });
        root.append(make('made-up'), late);
        await wait();
        found.notOfAnotherTree = alone.trainer;
        document.body.append(late);
        await wait();
        found.late = alone.trainer === late;
        const next = make('nib-trainer');
        late.replaceWith(next);
        await wait();
        found.replaced = alone.trainer === next;
        byId.setAttribute('for', 'shadow');
        found.noTrainer = byId.trainer;
        return found;
      `,
      );
      assert.deepEqual(found, {
        beforeItIsConnected: true,
        byId: true,
        early: true,
        throughShadowRoots: true,
        none: null,
        made: 0,
        race: null,
        another: true,
        notOfAnotherTree: null,
        late: true,
        replaced: true,
        noTrainer: null,
      });
    },
  ));

test('a lab has one trainer: its own, the page’s, or the one that was assigned; the pad stays, and whatever listened ends', () =>
  onPage(
    '<made-up id="a"></made-up><made-up id="b"></made-up><nib-pad id="p"></nib-pad><nib-pad id="q"></nib-pad>',
    async ({ page }) => {
      const found = await run(
        page,
        `
        const found = {};
        const lab = make('nib-lab');
        document.body.append(lab);
        lab.setAttribute('pad', 'q');
        lab.setAttribute('panels', 'rate layers');
        await wait();
        const [first] = own(lab);
        found.own = own(lab).length === 1 && lab.trainer === first;
        const home = make('div');
        document.body.append(home);
        home.append(lab);
        await wait();
        found.moved = own(lab).length === 1 && lab.trainer === first;
        lab.remove();
        await wait(1300);
        found.left = first.isConnected;
        home.append(lab);
        await wait();
        found.back = own(lab).length === 1 && lab.trainer === own(lab)[0];
        found.pad = lab.pad === q;
        lab.trainer = a;
        found.assigned = lab.trainer === a && own(lab).length === 0 && lab.pad === q;
        lab.pad = p;
        lab.trainer = b;
        found.kept = lab.pad === p && a.heard === 0 && b.heard === 2;
        found.points = lab.csv('rate').trim().split('\\n').length - 1;
        home.remove();
        document.body.append(home);
        await wait();
        found.assignedStays = lab.trainer === b && lab.pad === p && b.heard === 2;
        lab.remove();
        await wait(1300);
        found.ends = b.heard;
        const other = make('nib-lab', { for: 'a' });
        other.pad = p;
        other.trainer = b;
        found.early = other.trainer === b && other.pad === p && b.heard === 0;
        document.body.append(other);
        await wait();
        found.early &&= b.heard === 2 && a.heard === 0;
        other.trainer = null;
        found.unassigned = other.trainer === a && b.heard === 0;
        return found;
      `,
      );
      assert.deepEqual(found, {
        own: true,
        moved: true,
        left: false,
        back: true,
        pad: true,
        assigned: true,
        kept: true,
        points: 1500,
        assignedStays: true,
        ends: 0,
        early: true,
        unassigned: true,
      });
    },
  ));

test('whichever script comes first: a lab waits for a trainer that isn’t defined yet, and two labs share nothing', () =>
  onPage(
    '<later-trainer id="t"></later-trainer><nib-lab id="one" keep="k" for="t"></nib-lab><nib-lab id="two" keep="k" for="t"></nib-lab>',
    async ({ page }) => {
      await run(page, `found = one.trainer; await wait();`);
      const before = await run(page, `return one.trainer;`);
      assert.equal(before, null);
      await run(
        page,
        `customElements.define('later-trainer', class extends customElements.get('made-up') {}); await wait();`,
      );
      assert.equal(await run(page, `return one.trainer === t && two.trainer === t;`), true);
      const panels = (/** @type {string} */ id) =>
        page.locator(`#${id}`).locator('[data-panel]:not([hidden])').count();
      const hide = page.locator('#one').getByRole('button', { name: 'Loss: hide' });
      await hide.click();
      assert.deepEqual([await panels('one'), await panels('two')], [11, 12]);
      await page.reload();
      await eventually(async () => (await panels('two')) > 0, 'the labs are there');
      for (const id of ['one', 'two'])
        await page.locator(`#${id}`).getByRole('button', { name: 'Show these panels now' }).click();
      assert.deepEqual(
        [await panels('one'), await panels('two')],
        [11, 12],
        'nor for later visits',
      );
    },
  ));

test('what is typed into a field of the race turns no panel, brings none back, and stays from the deck', () =>
  onPage(
    '<made-up id="a"></made-up><nib-lab for="a" keep="fields"></nib-lab>',
    async ({ page }) => {
      const lab = page.locator('nib-lab');
      await lab.getByRole('button', { name: 'Learning rate: hide' }).click();
      const state = () =>
        lab.evaluate((element) => {
          const lab = /** @type {import('../../www/elements/lab/nib-lab.js').NibLab} */ (element);
          const seen = lab.shadowRoot?.querySelectorAll('[data-panel]:not([hidden])').length;
          return [lab.shown, lab.frozen, seen];
        });
      await page.evaluate(() => {
        const heard = /** @type {string[]} */ ([]);
        Object.assign(globalThis, { heard });
        for (const type of ['keydown', 'keyup'])
          document.addEventListener(type, (event) =>
            heard.push(/** @type {KeyboardEvent} */ (event).key),
          );
      });
      await lab.locator('.race summary').click();
      const steps = lab.getByLabel('Steps');
      await lab.locator('.entrant').nth(1).waitFor();
      await steps.fill('');
      await steps.pressSequentially('1000 100b');
      await lab.getByLabel('Seed of net 1').pressSequentially('007');
      await lab.getByLabel('Net 1', { exact: true }).press('2');
      await steps.press('Escape');
      assert.deepEqual(await state(), ['all', false, 11]);
      assert.equal(await steps.inputValue(), '1000 100b');
      assert.deepEqual(await page.evaluate(() => /** @type {any} */ (globalThis).heard), [
        'Escape',
        'Escape',
      ]);
      // On a button they are the lab's.
      await lab.getByRole('button', { name: 'Copy link' }).press('2');
      assert.deepEqual(await state(), [['loss'], false, 1]);
    },
  ));

test('in a page from right to left, the ring is round the digit that is read out', () =>
  onPage(
    '<script>document.dir = "rtl"</script><made-up id="a"></made-up><nib-wall for="a" digits="train"></nib-wall>',
    async ({ page }) => {
      const box = page.locator('nib-wall').locator('.wall-box');
      await box.focus();
      for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight');
      const [wall, ring] = await Promise.all(
        ['.wall', '.ring'].map((part) => page.locator('nib-wall').locator(part).boundingBox()),
      );
      assert.ok(wall && ring);
      assert.ok(Math.abs(ring.x - (wall.x + (2 * wall.width) / 10)) < 1, `${ring.x}, ${wall.x}`);
    },
  ));
