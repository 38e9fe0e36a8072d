/**
 * Makes a GIF of a scene, for programs whose slides can't hold a page: PowerPoint, Keynote, Google
 * Slides.
 *
 *     node examples/clip.mjs reveal/#/scene scene.gif        after `cargo xtask build`
 *
 * The first word is the address of a page of this folder that has a <nib-scene>; it is played from
 * the beginning to its end, in a window of 960 × 600, with a moment's rest after each part.
 * Chromium is looked for as the tests do: on the PATH, or in $CHROMIUM.
 */
import { writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import gifenc from 'gifenc';
import { PNG } from 'pngjs';
import { launch } from '../tests/browser/harness.mjs';
import { serveExamples } from './serve.mjs';

const { GIFEncoder, applyPalette, quantize } = gifenc;

const FRAME_MS = 100;
const REST_MS = 1500;
const COLOURS = 64;

/**
 * @param {string} path of the page @param {string} file where the GIF goes
 * @param {{width?: number, height?: number}} [size] of the window
 * @returns {Promise<{frames: number, bytes: number}>}
 */
export async function clip(path, file, { width = 960, height = 600 } = {}) {
  const [{ url, stop }, browser] = await Promise.all([serveExamples(), launch()]);
  try {
    const page = await browser.newPage({ viewport: { width, height } });
    await page.goto(new URL(path, url).href);
    const scene = page.locator('nib-scene').first();
    await scene.waitFor({ timeout: 30_000 });
    // The pad has its net before the scene begins: else the first part would show that it is on its
    // way.
    await page.waitForFunction(() => {
      const pad = /** @type {any} */ (document.querySelector('nib-scene nib-pad'));
      return !pad || pad.reader;
    });
    /** @type {{png: Buffer, ms: number}[]} */
    const frames = [];
    const take = async () => {
      const png = await page.screenshot();
      const last = frames.at(-1);
      if (last?.png.equals(png)) last.ms += FRAME_MS;
      else frames.push({ png, ms: FRAME_MS });
    };
    await take();
    const next = () => scene.evaluate((scene) => /** @type {any} */ (scene).next());
    const playing = () => scene.evaluate((scene) => /** @type {any} */ (scene).playing);
    while (await next()) {
      do {
        await take();
        await page.waitForTimeout(FRAME_MS / 2); // a picture takes the other half
      } while (await playing());
      await page.waitForTimeout(300); // bars ease, curves follow
      await take();
      frames[frames.length - 1].ms += REST_MS;
    }
    const bytes = encode(frames);
    await writeFile(file, bytes);
    return { frames: frames.length, bytes: bytes.length };
  } finally {
    await browser.close();
    stop();
  }
}

/** @param {{png: Buffer, ms: number}[]} frames @returns {Uint8Array} */
function encode(frames) {
  const gif = GIFEncoder();
  for (const { png, ms } of frames) {
    const { data, width, height } = PNG.sync.read(png);
    const palette = quantize(data, COLOURS);
    gif.writeFrame(applyPalette(data, palette), width, height, { palette, delay: ms });
  }
  gif.finish();
  return gif.bytes();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [path, file] = process.argv.slice(2);
  if (!path || !file) {
    console.error(
      'usage: node examples/clip.mjs PAGE FILE.gif, as in: node examples/clip.mjs reveal/#/scene scene.gif',
    );
    process.exit(2);
  }
  const { frames, bytes } = await clip(path, file);
  console.log(`${file}: ${frames} pictures, ${Math.round(bytes / 1000)} kB`);
}
