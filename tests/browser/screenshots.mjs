// `cargo xtask screenshots`: the README's pictures, taken anew from the real page.
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { draw, withPage } from './harness.mjs';
import { takeHostPictures } from './host-pictures.mjs';
import { ask, ready } from './training.mjs';

const FOLDER = fileURLToPath(new URL('../../docs/images/', import.meta.url));

/** @type {import('./harness.mjs').Point[][]} */
const THREE = [
  [
    [0.32, 0.24],
    [0.45, 0.16],
    [0.6, 0.18],
    [0.67, 0.29],
    [0.6, 0.42],
    [0.46, 0.47],
    [0.62, 0.52],
    [0.7, 0.65],
    [0.63, 0.79],
    [0.47, 0.84],
    [0.31, 0.76],
  ],
];

/** @type {{name: string, fullPage?: boolean, options: import('./harness.mjs').PageOptions}[]} */
const PICTURES = [
  { name: 'page-light', options: { viewport: { width: 1280, height: 720 }, colorScheme: 'light' } },
  { name: 'page-dark', options: { viewport: { width: 1280, height: 720 }, colorScheme: 'dark' } },
  {
    name: 'page-phone',
    options: {
      viewport: { width: 390, height: 844 },
      colorScheme: 'light',
      hasTouch: true,
      deviceScaleFactor: 2,
    },
  },
];

await mkdir(FOLDER, { recursive: true });
for (const { name, options } of PICTURES) {
  await withPage(options, async ({ page }) => {
    await ready(page);
    await draw(page, THREE, { pointer: options.hasTouch ? 'touch' : 'mouse' });
    await ask(page, async (trainer) => {
      await trainer.start({
        preset: 'mlp-relu',
        steps: 2000,
        learningRate: { decaying: { from: 0.003, to: 0.0001, over: 600 } },
      });
      await trainer.finished;
    });
    await page.evaluate(() => scrollTo(0, 0));
    // The bars ease and the chart is drawn within this time.
    await page.waitForTimeout(500);
    await page.screenshot({ path: `${FOLDER}${name}.png` });
    console.log(`docs/images/${name}.png`);
  });
}
for (const colorScheme of /** @type {const} */ (['light', 'dark'])) {
  await withPage({ viewport: { width: 1400, height: 900 }, colorScheme }, async ({ page }) => {
    await ready(page);
    await draw(page, THREE);
    await ask(page, async (trainer) => {
      await trainer.start({ preset: 'conv-dropout', steps: 600 });
      await trainer.finished;
    });
    const lab = page.locator('nib-lab');
    for (let i = 0; i < 12; i++) {
      await lab.locator('section.panel').nth(i).scrollIntoViewIfNeeded();
      await page.waitForTimeout(300); // it is drawn when it is seen
    }
    await lab.screenshot({ path: `${FOLDER}lab-${colorScheme}.png` });
    console.log(`docs/images/lab-${colorScheme}.png`);
  });
}
await takeHostPictures(FOLDER);
