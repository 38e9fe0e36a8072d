/**
 * The curves as JSON: what was trained, what it came to, and every point.
 *
 * @typedef {import('../engine/messages.js').Point} Point
 */

/** @param {{recipe: unknown, fingerprint: string | null, points: readonly Point[]}} run */
export function json({ recipe, fingerprint, points }) {
  return `${JSON.stringify({ recipe, fingerprint, points }, null, 1)}\n`;
}
