/**
 * What the page's own thread has to do while a net trains with the whole lab in sight: its longest
 * tasks, and what all of them were spent on.
 *
 *     cargo xtask build && node benches/tasks.mjs [--preset mlp-dropout] [--steps 2500] [--trace
 *     FILE.json]
 *
 * Counted in the thread's own time (Chromium's trace has it beside wall time), so that others who
 * want the machine don't make a task longer. `--trace` keeps the trace, for the performance panel
 * of the browser's tools.
 */
import { writeFile } from 'node:fs/promises';
import { withPage } from '../tests/browser/harness.mjs';

/**
 * @typedef {{name: string, ph: string, pid: number, tid: number, ts: number, dur?: number, tdur?:
 * number, args: any}} Event  µs
 */

const asked = (/** @type {string} */ name, /** @type {string} */ otherwise) => {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? otherwise : process.argv[at + 1];
};
const [preset, steps, trace] = [
  asked('preset', 'mlp-dropout'),
  Number(asked('steps', '2500')),
  asked('trace', ''),
];
const CATEGORIES = [
  'toplevel',
  'devtools.timeline',
  'v8.execute',
  'blink.user_timing',
  '__metadata',
];
/** What Chromium calls a task of a thread. */
const TASK = 'ThreadControllerImpl::RunTask';
/** So many of the longest are taken apart. */
const TOLD = 6;

/** @param {number} us */
const ms = (us) => (us / 1000).toFixed(1).padStart(7);
/** What a task owns of the thread. @param {Event} event */
const own = (event) => event.tdur ?? event.dur ?? 0;

await withPage({ viewport: { width: 1600, height: 1900 } }, async ({ page }) => {
  await page.waitForFunction(
    () => /** @type {any} */ (document.querySelector('nib-trainer'))?.recipe,
  );
  const panels = await page.evaluate(async () => {
    const lab = document.querySelector('nib-lab');
    lab?.scrollIntoView();
    // All digits are there and all code has run once: what is measured is training, not the start
    // of a page.
    const trainer = /** @type {import('../www/elements/trainer/nib-trainer.js').NibTrainer} */ (
      document.querySelector('nib-trainer')
    );
    trainer.threads = 1; // the other core draws
    await trainer.start({ preset: 'softmax', steps: 50 });
    await trainer.finished;
    await new Promise((done) => setTimeout(done, 1000));
    return lab?.shadowRoot?.querySelectorAll('[data-panel]').length;
  });
  const browser = /** @type {import('playwright-core').Browser} */ (page.context().browser());
  await browser.startTracing(page, { categories: CATEGORIES });
  const seconds = await page.evaluate(
    async ([preset, steps]) => {
      const trainer = /** @type {import('../www/elements/trainer/nib-trainer.js').NibTrainer} */ (
        document.querySelector('nib-trainer')
      );
      const began = performance.now();
      await trainer.start({ preset, steps });
      await trainer.finished;
      return (performance.now() - began) / 1000;
    },
    /** @type {const} */ ([preset, steps]),
  );
  const written = await browser.stopTracing();
  if (trace) await writeFile(trace, written);
  report(
    JSON.parse(String(written)).traceEvents,
    `${preset}, ${steps} steps in ${seconds.toFixed(1)} s, ${panels} panels`,
  );
});

/** @param {Event[]} events @param {string} head */
function report(events, head) {
  const main = mainThread(events);
  const onMain = events
    .filter(({ ph, pid, tid }) => ph === 'X' && pid === main.pid && tid === main.tid)
    .sort((a, b) => a.ts - b.ts || (b.dur ?? 0) - (a.dur ?? 0));
  const tasks = onMain.filter(({ name }) => name === TASK);
  const all = tasks.reduce((sum, task) => sum + own(task), 0);
  console.log(`${head}; the page's thread worked for ${(all / 1e6).toFixed(2)} s`);
  for (const limit of [50, 30, 16, 8]) {
    const of = (/** @type {(task: Event) => number} */ time) =>
      tasks.filter((task) => time(task) > limit * 1000).length;
    console.log(
      `  tasks over ${String(limit).padStart(2)} ms: ${String(of(own)).padStart(4)} by its own time, ${of(({ dur = 0 }) => dur)} by the clock on the wall`,
    );
  }
  console.log('spent on, ms of its own time:');
  table(selfTimes(onMain), 14);
  for (const task of [...tasks].sort((a, b) => own(b) - own(a)).slice(0, TOLD)) {
    console.log(
      `a task of ${ms(own(task)).trim()} ms (${ms(task.dur ?? 0).trim()} on the wall), ${((task.ts - tasks[0].ts) / 1e6).toFixed(2)} s after the start:`,
    );
    const end = task.ts + (task.dur ?? 0);
    table(selfTimes(onMain.filter(({ ts, dur = 0 }) => ts >= task.ts && ts + dur <= end)), 6);
  }
}

/** The renderer's main thread that did most. @param {Event[]} events */
function mainThread(events) {
  const mains = events.filter(
    ({ name, args }) => name === 'thread_name' && args.name === 'CrRendererMain',
  );
  const work = (/** @type {Event} */ { pid, tid }) =>
    events.filter((event) => event.pid === pid && event.tid === tid).length;
  return mains.sort((a, b) => work(b) - work(a))[0];
}

/**
 * What is an event's own, without those inside it, by name.
 * @param {Event[]} events  by their start
 * @returns {Map<string, number>}
 */
function selfTimes(events) {
  /** @type {Map<string, number>} */
  const times = new Map();
  /** @type {Event[]} */
  const open = [];
  const add = (/** @type {string} */ name, /** @type {number} */ time) =>
    times.set(name, (times.get(name) ?? 0) + time);
  for (const event of events) {
    while (open.length && open[open.length - 1].ts + (open[open.length - 1].dur ?? 0) <= event.ts)
      open.pop();
    const around = open[open.length - 1];
    if (around) add(nameOf(around), -own(event));
    add(nameOf(event), own(event));
    open.push(event);
  }
  return times;
}

/** @param {Event} event */
function nameOf({ name, args }) {
  const { functionName, url } = args.data ?? {};
  return name === 'FunctionCall' && url ? `${name} ${functionName || 'anonymous'}` : name;
}

/** @param {Map<string, number>} times @param {number} most */
function table(times, most) {
  for (const [name, time] of [...times].sort(([, a], [, b]) => b - a).slice(0, most)) {
    if (time >= 100) console.log(`  ${ms(time)}  ${name}`);
  }
}
