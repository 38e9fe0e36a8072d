/**
 * Whether the line is slow, counts what it carries, or is to be spared.
 * @param {any} [line] not every browser tells
 */
export function isMetered(line = /** @type {any} */ (navigator).connection) {
  return (
    Boolean(line?.saveData) ||
    line?.type === 'cellular' ||
    /(^|-)[23]g$/.test(line?.effectiveType ?? '')
  );
}
