/**
 * `node benches/latency.mjs [--rate 4] [--moves 400]`: how long the page is busy from a move of the pen to its bars.
 *
 * That is the time in scripts, after the event and in the frame that follows: tracing and painting the ink, reading it, and
 * writing to the bars. It is told twice: by the thread's own clock, which stands still while the machine does something
 * else, and by the clock on the wall, with the wait for the screen's next frame beside it. Chromium's processor is slowed
 * down by `--rate`, as the telephone of a visitor would be. Nothing is asserted.
 */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { drawingSurface, withPage } from '../tests/browser/harness.mjs';

const { values } = parseArgs({ options: { rate: { type: 'string', default: '4' }, moves: { type: 'string', default: '400' } } });
const [rate, moves] = [Number(values.rate), Number(values.moves)];

/** A 3 drawn over and over, one point for each move, in units of the pad. @param {number} i */
const place = (i) => {
  const t = (i % 60) / 60;
  return [0.45 + 0.2 * Math.sin(Math.PI * 2 * ((2 * t) % 1)), 0.15 + 0.7 * t];
};

/** @param {number[]} times_ms @param {number} share */
const quantile = (times_ms, share) => [...times_ms].sort((a, b) => a - b)[Math.min(times_ms.length - 1, Math.floor(share * times_ms.length))];
/** @param {number[]} times_ms */
const figures = (times_ms) => `p50 ${quantile(times_ms, 0.5).toFixed(2)} ms, p95 ${quantile(times_ms, 0.95).toFixed(2)} ms`;

/** Times every frame's callbacks, since the pad asks for one after a move, and what is done in idle moments. */
function watchFrames() {
  const frames = { busy_ms: 0 };
  const idle = /** @type {number[]} */ ([]);
  Object.assign(window, { frames, idle });
  const whenIdle = window.requestIdleCallback.bind(window);
  window.requestIdleCallback = (callback, options) =>
    whenIdle((deadline) => {
      const began = performance.now();
      callback(deadline);
      idle.push(performance.now() - began);
    }, options);
  const native = window.requestAnimationFrame.bind(window);
  window.requestAnimationFrame = (callback) =>
    native((now) => {
      const began = performance.now();
      callback(now);
      frames.busy_ms += performance.now() - began;
    });
}

console.log(`${cpus().length} × ${cpus()[0].model}, slowed down ${rate} times; ${moves} moves, a new digit every 60`);
for (const why of [false, true]) {
  await withPage({ viewport: { width: 390, height: 844 }, deviceScaleFactor: 2, prepare: (page) => page.addInitScript(watchFrames) }, async ({ page }) => {
    await page.waitForFunction(() => /** @type {any} */ (document.querySelector('nib-pad')).reader !== null);
    const surface = await drawingSurface(page).boundingBox();
    if (!surface) throw new Error('the pad is not to be seen');
    const session = await page.context().newCDPSession(page);
    await session.send('Performance.enable', { timeDomain: 'threadTicks' });
    const scripts_ms = async () => {
      const { metrics } = await session.send('Performance.getMetrics');
      return 1000 * (metrics.find(({ name }) => name === 'ScriptDuration')?.value ?? 0);
    };
    await session.send('Emulation.setCPUThrottlingRate', { rate });
    await page.evaluate((why) => {
      const pad = /** @type {import('../www/elements/nib-pad.js').NibPad} */ (document.querySelector('nib-pad'));
      pad.why = why;
      const { frames } = /** @type {any} */ (window);
      const times = /** @type {number[][]} */ ([]);
      let [began, handled] = [0, 0];
      // The first listener of all, and the last.
      window.addEventListener('pointermove', () => ((began = performance.now()), (frames.busy_ms = 0)), { capture: true });
      pad.addEventListener('pointermove', () => (handled = performance.now()));
      pad.addEventListener('nib-guess', () => {
        const guessed = performance.now();
        // The frame's callback ends after this event: its time is known then.
        queueMicrotask(() => setTimeout(() => began && times.push([handled - began + frames.busy_ms, guessed - began])));
      });
      Object.assign(window, { times, pad });
    }, why);
    /** @param {number} x @param {number} y */
    const timed = async (x, y) => {
      const before = await scripts_ms();
      await page.mouse.move(x, y);
      await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => done(null))));
      return (await scripts_ms()) - before;
    };
    // What the measuring itself takes: moves that draw nothing.
    const idle_moves = [];
    for (let i = 0; i < moves / 4; i++) idle_moves.push(await timed(surface.x + i, surface.y + 10));
    const measuring_ms = quantile(idle_moves, 0.5);
    const own = [];
    for (let i = 0; i < moves; i++) {
      const [x, y] = place(i);
      const at = /** @type {const} */ ([surface.x + x * surface.width, surface.y + y * surface.height]);
      if (i % 60 === 0) {
        await page.mouse.up();
        await page.evaluate(() => /** @type {any} */ (window).pad.clear());
        await page.mouse.move(...at);
        await page.mouse.down();
        continue;
      }
      own.push((await timed(...at)) - measuring_ms);
    }
    await page.mouse.up();
    const times = await page.evaluate(() => /** @type {any} */ (window).times);
    console.log(`${why ? 'with “why”' : 'pad'}, ${times.length} readings: ${figures(own)} of the thread's own time (${measuring_ms.toFixed(2)} ms for measuring taken off)`);
    console.log(`  on the wall: ${figures(times.map((/** @type {number[]} */ [busy]) => busy))}`);
    const idle = await page.evaluate(() => /** @type {any} */ (window).idle);
    if (why) console.log(`  in idle moments, ${idle.length} times: ${figures(idle)}`);
    console.log(`  with the wait for the frame: ${figures(times.map((/** @type {number[]} */ [, all]) => all))}`);
  });
}
