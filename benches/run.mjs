/**
 * Takes the figures: `cargo xtask bench` builds what is measured and then runs this, with its own
 * words.
 *
 * Within a figure everybody is opened and checked first; then they are measured in turn, round by
 * round, so that a machine whose speed drifts drifts under all of them. The first round warms up
 * and doesn't count. Who fails is named with the reason, and the others go on.
 */
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openTab } from './browser.mjs';
import { figures } from './figures.mjs';
import { machine, table, writeDocs } from './report.mjs';

/** @typedef {import('./figures.mjs').Entrant} Entrant */
/** @typedef {import('./figures.mjs').Figure} Figure */
/** @typedef {import('./figures.mjs').Measured} Measured */

/**
 * @typedef {object} Row  one line of the results
 * @property {string} figure
 * @property {string} who
 * @property {string} [version]
 * @property {'tab' | 'native'} where
 * @property {number} threads
 * @property {string} unit
 * @property {number | null} median
 * @property {number | null} min
 * @property {number | null} max
 * @property {number} runs
 * @property {number} [ratio]  how many times as fast nibnet's one thread in the tab is: median over
 *   the rounds
 * @property {string} [note]  why there is no number
 */

const { values: options } = parseArgs({
  options: {
    peers: { type: 'boolean', default: false },
    only: { type: 'string', multiple: true, default: [] },
    runs: { type: 'string', default: '5' },
    json: { type: 'string' },
    preset: { type: 'string', default: 'fast' },
    'memory-steps': { type: 'string', default: '20000' },
    docs: { type: 'boolean', default: false },
    command: { type: 'string', default: '' },
  },
});
const runs = Number(options.runs);

const all = figures({
  peers: options.peers,
  preset: options.preset,
  memorySteps: Number(options['memory-steps']),
});
/** @type {(word: string, figure: Figure) => boolean} */
const means = (word, { name }) => name === word || name.startsWith(`${word}/`);
const unknown = options.only.filter((word) => !all.some((figure) => means(word, figure)));
if (unknown.length) {
  console.error(
    `there is no figure ${unknown.join(', ')}; there are ${all.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}
const wanted = all.filter(
  (figure) => !options.only.length || options.only.some((word) => means(word, figure)),
);

const tab = await openTab();
/** @type {Row[]} */
const rows = [];
try {
  for (const figure of wanted) rows.push(...(await take(figure)));
} finally {
  await tab.close();
}
const about = { ...machine(tab.version), command: options.command };
if (options.json) writeFileSync(options.json, `${JSON.stringify(rows, null, 1)}\n`);
if (options.docs) writeDocs(wanted, rows, about);
// Nothing at all is a failure of the tool.
process.exitCode = rows.some(({ median }) => median !== null) ? 0 : 1;

/** @param {Figure} figure @returns {Promise<Row[]>} */
async function take(figure) {
  console.error(`\n${figure.name}: ${figure.says}, ${figure.unit}`);
  const rounds = Math.min(runs, figure.runs ?? runs);
  /** @type {{entrant: Entrant, measured: Measured | null, values: number[], note?: string}[]} */
  const field = [];
  for (const entrant of figure.entrants) {
    try {
      field.push({ entrant, measured: await entrant.open(tab), values: [] });
    } catch (error) {
      field.push({ entrant, measured: null, values: [], note: reason(error) });
    }
  }
  // A figure that is taken once is no matter of speed.
  for (let round = rounds > 1 ? 0 : 1; round <= rounds; round++) {
    for (const one of field) {
      if (!one.measured) continue;
      try {
        const value = await one.measured.measure();
        if (round > 0) one.values.push(value);
      } catch (error) {
        one.note = reason(error);
        await one.measured.close();
        one.measured = null;
      }
    }
  }
  for (const { measured } of field) await measured?.close();

  const [base] = field;
  const rows = field.map(({ entrant, values, note }, i) => {
    const { who, version, where, threads } = entrant;
    const whole = !note && values.length > 0;
    const pairs =
      i > 0 && whole && !base.note
        ? values.map((value, r) => times(figure, base.values[r], value))
        : [];
    /** @type {Row} */
    const row = {
      figure: figure.name,
      who,
      ...(version && { version }),
      where,
      threads,
      unit: figure.unit,
      median: whole ? rank(values, 0.5) : null,
      min: whole ? rank(values, 0) : null,
      max: whole ? rank(values, 1) : null,
      runs: whole ? values.length : 0,
      ...(pairs.length && { ratio: rank(pairs, 0.5) }),
      ...(note && { note }),
    };
    return row;
  });
  console.error(table(rows));
  return rows;
}

/**
 * How many times as fast `ours` is.
 * @param {Figure} figure
 * @param {number} ours
 * @param {number} theirs
 */
function times({ better }, ours, theirs) {
  return better === 'more' ? ours / theirs : theirs / ours;
}

/** @param {number[]} list @param {number} share */
function rank(list, share) {
  const sorted = [...list].sort((a, b) => a - b);
  const at = (sorted.length - 1) * share;
  return (sorted[Math.floor(at)] + sorted[Math.ceil(at)]) / 2;
}

/** @param {unknown} error */
function reason(error) {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/^(page|locator)\.evaluate: (Error: )?/, '').split('\n')[0];
}
