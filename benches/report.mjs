/**
 * The results as people read them: on the terminal, and in docs/benchmarks.md.
 * @typedef {import('./run.mjs').Row} Row
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { fileURLToPath } from 'node:url';

const DOCS = fileURLToPath(new URL('../docs/benchmarks.md', import.meta.url));
const [BEGIN, END] = [
  '<!-- figures: written by `cargo xtask bench --peers` -->',
  '<!-- end of figures -->',
];

/** What it ran on. @param {string} chromium */
export function machine(chromium) {
  const list = cpus();
  return {
    machine: `${list.length} × ${list[0]?.model.trim() ?? 'unknown processor'}`,
    browser: `Chromium ${chromium}, headless`,
    date: new Date().toISOString().slice(0, 10),
  };
}

/** Three digits are more than these figures can bear. @param {number | null | undefined} value */
function shown(value) {
  if (value === null || value === undefined) return '–';
  return value.toLocaleString(
    'en',
    value >= 1000 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 },
  );
}

/** @param {Row} row */
const named = ({ who, version }) => (version ? `${who} ${version}` : who);

/** @param {Row[]} rows */
export function table(rows) {
  const cells = rows.map((row) => [
    named(row),
    `${row.threads} thr`,
    ...(row.note
      ? [row.note]
      : [
          shown(row.median),
          `${shown(row.min)} to ${shown(row.max)}`,
          row.ratio ? `nibnet × ${shown(row.ratio)}` : '',
        ]),
  ]);
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(
      ...cells.map((row) =>
        row.length > 3 ? row[column].length : column < 2 ? row[column].length : 0,
      ),
    ),
  );
  return cells
    .map(
      (row) =>
        `  ${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}`,
    )
    .join('\n');
}

/**
 * Puts the tables between the markers of docs/benchmarks.md.
 * @param {import('./figures.mjs').Figure[]} figures @param {Row[]} rows
 * @param {{machine: string, browser: string, date: string, command: string}} about
 */
export function writeDocs(figures, rows, about) {
  const lines = [`${about.date}, on ${about.machine}; ${about.browser}; by \`${about.command}\`.`];
  for (const figure of figures) {
    const mine = rows.filter((row) => row.figure === figure.name);
    if (!mine.length) continue;
    lines.push('', `**\`${figure.name}\`**: ${figure.says}`, '');
    lines.push(
      `| | threads | ${figure.unit}, median | least | most | nibnet is |`,
      '|---|---|---|---|---|---|',
    );
    for (const row of mine) {
      const result = row.note
        ? `${row.note} | | |`
        : `${shown(row.median)} | ${shown(row.min)} | ${shown(row.max)} | ${row.ratio ? `× ${shown(row.ratio)}` : ''}`;
      lines.push(`| ${named(row)} | ${row.threads} | ${result} |`);
    }
  }
  const text = readFileSync(DOCS, 'utf8');
  const [from, to] = [text.indexOf(BEGIN), text.indexOf(END)];
  if (from < 0 || to < from)
    throw new Error(`docs/benchmarks.md lacks its markers:\n${BEGIN}\n${END}`);
  writeFileSync(
    DOCS,
    `${text.slice(0, from + BEGIN.length)}\n${lines.join('\n')}\n${text.slice(to)}`,
  );
}
