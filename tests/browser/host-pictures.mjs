// The pictures of docs/embedding.md: each example as it stands. Part of `cargo xtask screenshots`;
// by hand, after a build: node tests/browser/host-pictures.mjs
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { draw, withPage } from './harness.mjs';
import { build, eventually, examples, onPad, onScene, onTrainer, reads, stop } from './hosts.mjs';

/** @typedef {import('playwright-core').Page} Page */

/** @type {import('./harness.mjs').Point[][]} */
const FOUR = [
  [
    [0.36, 0.16],
    [0.3, 0.5],
    [0.72, 0.5],
  ],
  [
    [0.62, 0.3],
    [0.58, 0.86],
  ],
];

/** @param {Page} page @param {string} selector */
async function drawFour(page, selector) {
  const pad = page.locator(selector).first();
  await reads(pad);
  await onPad(pad, (pad) => pad.clear());
  await draw(page, FOUR, { surface: pad.locator('[part~="pad"]') });
}

/**
 * @type {{name: string, path: string, height?: number, width?: number, colorScheme?: 'light' |
 * 'dark', needs?: keyof typeof import('./hosts.mjs').BUILT, work: (page: Page) => Promise<void>}[]}
 */
const PICTURES = [
  { name: 'host-reveal', path: 'reveal/#/pad', work: (page) => drawFour(page, '#pad nib-pad') },
  {
    name: 'host-scene',
    path: 'reveal/#/scene',
    async work(page) {
      const scene = page.locator('nib-scene');
      await reads(page.locator('#scene nib-pad'));
      for (let part = 0; part < 2; part++) {
        await onScene(scene, async (scene) => {
          scene.next();
          await scene.settled;
        });
      }
      await eventually(
        () => onPad(page.locator('#scene nib-pad'), (pad) => pad.reader?.step === 200),
        'the net of step 200 reads',
      );
    },
  },
  {
    name: 'host-lesson',
    path: 'reveal/#/lesson',
    async work(page) {
      const trainer = page.locator('#lesson nib-trainer');
      await eventually(
        () => onTrainer(trainer, (trainer) => Boolean(trainer.recipe)),
        'it is ready',
      );
      for (const preset of ['softmax', 'mlp-sigmoid', 'mlp-relu']) {
        await onTrainer(trainer, (trainer) => trainer.next());
        await eventually(
          () =>
            onTrainer(
              trainer,
              (trainer, preset) => trainer.state === 'done' && trainer.recipe?.preset === preset,
              preset,
            ),
          `${preset} is trained`,
        );
      }
    },
  },
  {
    name: 'host-slidev',
    path: 'slidev/dist/2',
    needs: 'slidev',
    work: (page) => drawFour(page, '#slideshow nib-pad'),
  },
  {
    name: 'host-marp',
    path: 'marp/dist/deck.html#2',
    needs: 'marp',
    work: (page) => drawFour(page, 'nib-pad'),
  },
  { name: 'host-quarto', path: 'quarto/#/pad', work: (page) => drawFour(page, 'nib-pad') },
  {
    name: 'host-jupyter',
    path: 'jupyter/notebook.html',
    work: (page) => drawFour(page, 'nib-pad'),
  },
  {
    name: 'host-blog',
    path: 'blog/',
    width: 700,
    height: 760,
    work: (page) => drawFour(page, 'nib-pad'),
  },
  {
    name: 'host-blog-phone',
    path: 'blog/',
    width: 390,
    height: 844,
    colorScheme: 'dark',
    work: (page) => drawFour(page, 'nib-pad'),
  },
];

/** @param {string} folder where they go, with a slash at its end */
export async function takeHostPictures(folder) {
  await mkdir(folder, { recursive: true });
  for (const {
    name,
    path,
    needs,
    work,
    width = 960,
    height = 600,
    colorScheme = 'light',
  } of PICTURES) {
    const missing = needs && (await build(needs));
    if (missing) {
      console.log(`docs/images/${name}.png stays as it is: ${missing}`);
      continue;
    }
    await withPage(
      { at: await examples(), path, viewport: { width, height }, colorScheme },
      async ({ page }) => {
        await work(page);
        await page.mouse.move(1, 1);
        // Bars ease, charts are drawn and controls of a deck fade within this time.
        await page.waitForTimeout(2500);
        await page.evaluate(() => scrollTo(0, 0));
        await page.screenshot({ path: `${folder}${name}.png` });
        console.log(`docs/images/${name}.png`);
      },
    );
  }
  await stop();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await takeHostPictures(fileURLToPath(new URL('../../docs/images/', import.meta.url)));
}
