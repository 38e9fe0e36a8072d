/**
 * Rounds strokes to the pixels of a pad of 280, as a mouse draws them: half of them filling the
 * pad, half small and off its middle.
 *
 * `nibnet pens --count 20 --seed 7 --strokes pens.jsonl && node tests/strokes/round.mjs pens.jsonl
 * > tests/strokes/digits.jsonl`
 */
import { readFileSync } from 'node:fs';

const PAD = 280;

readFileSync(process.argv[2], 'utf8')
  .trim()
  .split('\n')
  .forEach((line, i) => {
    /** @type {{label: number, strokes: [number, number][][]}} */
    const { label, strokes } = JSON.parse(line);
    const [left, top, size] = i < 10 ? [0.1, 0.1, 0.8] : [0.55, 0.12, 0.32];
    const xs = strokes.flat().map(([x]) => x);
    const ys = strokes.flat().map(([, y]) => y);
    const [x0, y0] = [Math.min(...xs), Math.min(...ys)];
    const scale = size / Math.max(Math.max(...xs) - x0, Math.max(...ys) - y0);
    const rounded = strokes.map((stroke) => {
      const pixels = stroke.map(([x, y]) => [
        Math.round(PAD * (left + (x - x0) * scale)),
        Math.round(PAD * (top + (y - y0) * scale)),
      ]);
      const apart = pixels.filter(
        (at, j) => j === 0 || Math.hypot(at[0] - pixels[j - 1][0], at[1] - pixels[j - 1][1]) >= 1,
      );
      return apart.map(([x, y]) => [x / PAD, y / PAD]);
    });
    console.log(JSON.stringify({ label, strokes: rounded }));
  });
