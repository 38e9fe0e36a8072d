/**
 * `node benches/latency.mjs [--rate 4] [--moves 300] [--beside DIR]`: how long the page's thread is
 * busy from a move of the pen to its bars, and how long with all that the move brings.
 *
 * To the bars: the time in scripts of the event `pointermove`, with all that listens to it, and of
 * the frame that follows, up to the moment when `nib-guess` is heard: the drawing is read, and the
 * bars are written to. In all: to the end of that frame, in which numbers are written, and ink and
 * squares painted, as well. Chromium's own trace tells it by the thread's clock, which stands still
 * while the machine does something else, and by the one on the wall. What the browser does with the
 * page afterwards (style, layout, painting) is told for itself. Chromium's processor is slowed down
 * by `--rate`, as the telephone of a visitor would be. `--beside` measures another build as well, a
 * folder as `dist/` is, by turns with this one. Nothing is asserted.
 */
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { drawingSurface, withPage } from '../tests/browser/harness.mjs';
import { served } from '../tests/package/pages.mjs';

const { values } = parseArgs({
  options: {
    rate: { type: 'string', default: '4' },
    moves: { type: 'string', default: '300' },
    beside: { type: 'string' },
  },
});
const [rate, moves] = [Number(values.rate), Number(values.moves)];

/** Moves of a digit. The first digit of each page warms up and isn't counted. */
const DIGIT = 60;
/** From one move to the next; a mouse gives one for each frame. */
const PAUSE_MS = 20;
/** What the trace is told when the bars have been written to. */
const BARS = 'bars';
const LOOK = { viewport: { width: 390, height: 844 }, deviceScaleFactor: 2 };

/**
 * @typedef {{name: string, ph: string, ts: number, dur: number, tts: number, tdur: number, pid:
 * number, tid: number, args?: {data?: {type?: string, message?: string}}}} TraceEvent
 */
/**
 * @typedef {Record<'bars' | 'barsWall' | 'own' | 'wall' | 'after' | 'idle', number[]>} Times  of
 * each move, in ms
 */

/** No times yet. */
const none = () =>
  /** @type {Times} */ ({ bars: [], barsWall: [], own: [], wall: [], after: [], idle: [] });

/** A 3, one point for each move, in units of the pad. @param {number} i */
const place = (i) => {
  const t = i / DIGIT;
  return [0.45 + 0.2 * Math.sin(Math.PI * 2 * ((2 * t) % 1)), 0.15 + 0.7 * t];
};

/** @param {number} ms */
const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
/** @param {number[]} times @param {number} share */
const quantile = (times, share) =>
  [...times].sort((a, b) => a - b)[Math.min(times.length - 1, Math.floor(share * times.length))] ??
  NaN;
/** @param {number[]} times */
const figures = (times) =>
  `p50 ${quantile(times, 0.5).toFixed(2)} ms, p95 ${quantile(times, 0.95).toFixed(2)} ms`;

/**
 * Draws one digit on the page's pad and says how long each move took.
 * @param {import('playwright-core').CDPSession} session @param {{x: number, y: number, width:
 *   number, height: number}} surface
 * @returns {Promise<Times>}
 */
async function drawn(session, surface) {
  // Straight to the browser: Playwright's own moves run scripts in the page while a button is down.
  const mouse = (
    /** @type {'mousePressed' | 'mouseMoved' | 'mouseReleased'} */ type,
    /** @type {number} */ i,
    /** @type {number} */ buttons,
  ) => {
    const [x, y] = place(i);
    const at = { x: surface.x + x * surface.width, y: surface.y + y * surface.height };
    return session.send('Input.dispatchMouseEvent', {
      type,
      ...at,
      button: buttons || type === 'mouseReleased' ? 'left' : 'none',
      buttons,
      clickCount: 1,
    });
  };
  const events = /** @type {TraceEvent[]} */ ([]);
  const collect = (/** @type {any} */ { value }) => events.push(...value);
  session.on('Tracing.dataCollected', collect);
  await session.send('Runtime.evaluate', { expression: 'pad.clear()' });
  await mouse('mouseMoved', 0, 0);
  await mouse('mousePressed', 0, 1);
  await sleep(100);
  await session.send('Tracing.start', {
    transferMode: 'ReportEvents',
    traceConfig: { includedCategories: ['devtools.timeline'] },
  });
  for (let i = 1; i < DIGIT; i++) {
    await mouse('mouseMoved', i, 1);
    await sleep(PAUSE_MS);
  }
  await sleep(200);
  const complete = new Promise((done) => session.once('Tracing.tracingComplete', done));
  await session.send('Tracing.end');
  await complete;
  session.off('Tracing.dataCollected', collect);
  await mouse('mouseReleased', DIGIT - 1, 0);

  const isMove = (/** @type {TraceEvent} */ { name, args }) =>
    name === 'EventDispatch' && args?.data?.type === 'pointermove';
  const first = events.find(isMove);
  if (!first) throw new Error('the trace has no move of the pen');
  const ours = events
    .filter(
      ({ ph, name, pid, tid }) =>
        (ph === 'X' || name === 'TimeStamp') && pid === first.pid && tid === first.tid,
    )
    .sort((a, b) => a.ts - b.ts);
  const times = none();
  const at = ours.flatMap((event, i) => (isMove(event) ? [i] : []));
  at.forEach((from, n) => {
    const until = at[n + 1] ?? ours.length;
    const these = ours.slice(from, until);
    const frame = these.find(({ name }) => name === 'FireAnimationFrame');
    if (!frame) return; // two moves in one frame
    const told = these.find(
      ({ name, args }) => name === 'TimeStamp' && args?.data?.message === BARS,
    );
    if (told) {
      times.bars.push((these[0].tdur + told.tts - frame.tts) / 1000);
      times.barsWall.push((these[0].dur + told.ts - frame.ts) / 1000);
    }
    times.own.push((these[0].tdur + frame.tdur) / 1000);
    times.wall.push((these[0].dur + frame.dur) / 1000);
    const rendering = these.filter(({ name }) =>
      ['UpdateLayoutTree', 'Layout', 'PrePaint', 'Paint', 'Layerize', 'Commit'].includes(name),
    );
    times.after.push(rendering.reduce((sum, { tdur }) => sum + tdur, 0) / 1000);
  });
  times.idle = ours
    .filter(({ name }) => name === 'FireIdleCallback')
    .map(({ tdur }) => tdur / 1000);
  return times;
}

/**
 * @param {string} name
 * @param {string | undefined} at
 * @param {(one: {name: string, digit: (why: boolean) => Promise<Times>}) => Promise<void>} work
 */
async function withPad(name, at, work) {
  await withPage({ ...LOOK, ...(at ? { at } : {}) }, async ({ page }) => {
    await page.waitForFunction(
      () => /** @type {any} */ (document.querySelector('nib-pad')).reader !== null,
    );
    const surface = await drawingSurface(page).boundingBox();
    if (!surface) throw new Error('the pad is not to be seen');
    await page.evaluate((bars) => {
      const pad = /** @type {Element} */ (document.querySelector('nib-pad'));
      pad.addEventListener('nib-guess', () => console.timeStamp(bars));
      Object.assign(window, { pad });
    }, BARS);
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setCPUThrottlingRate', { rate });
    const digit = async (/** @type {boolean} */ why) => {
      await page.bringToFront();
      await session.send('Runtime.evaluate', { expression: `pad.why = ${why}` });
      return drawn(session, surface);
    };
    await work({ name, digit });
  });
}

console.log(
  `${cpus().length} × ${cpus()[0].model}, slowed down ${rate} times; ${moves} moves, a new digit every ${DIGIT}`,
);
const measure = async (
  /** @type {{name: string, digit: (why: boolean) => Promise<Times>}[]} */ pads,
) => {
  for (const why of [false, true]) {
    const all = pads.map(() => none());
    for (let round = -1; round < moves / DIGIT; round++) {
      for (const [i, { digit }] of pads.entries()) {
        const times = await digit(why);
        if (round < 0) continue;
        for (const key of /** @type {(keyof Times)[]} */ (Object.keys(times)))
          all[i][key].push(...times[key]);
      }
    }
    all.forEach(({ bars, barsWall, own, wall, after, idle }, i) => {
      console.log(`${pads[i].name}${why ? ', with “why”' : ''}, ${own.length} moves`);
      console.log(
        `  to the bars: ${figures(bars)} of the thread's own time; on the wall ${figures(barsWall)}`,
      );
      console.log(
        `  all scripts: ${figures(own)} of the thread's own time; on the wall ${figures(wall)}`,
      );
      console.log(`  style, layout, painting after it: ${figures(after)}`);
      if (why)
        console.log(
          `  in idle moments, ${idle.length} times: ${figures(idle)}, longest ${Math.max(...idle).toFixed(1)} ms`,
        );
    });
  }
};
await withPad('this', undefined, async (pad) => {
  if (!values.beside) return measure([pad]);
  await served(resolve(values.beside), (url) =>
    withPad('beside', url, (other) => measure([other, pad])),
  );
});
