/**
 * Errors as messages carry them.
 *
 * @typedef {import('./messages.js').Thrown} Thrown
 */

/** Causes beyond this many are left out: a chain may be a circle. */
const MOST_CAUSES = 8;

/**
 * @param {unknown} thrown @param {number} [causes] how many of them to take along
 * @returns {Thrown}
 */
export function thrownOf(thrown, causes = MOST_CAUSES) {
  if (!(thrown instanceof Error)) return { name: 'Error', message: String(thrown) };
  const { name, message, what, cause } = /** @type {Error & {what?: string}} */ (thrown);
  return {
    name,
    message,
    ...(what && { what }),
    ...(cause !== undefined && causes > 0 && { cause: thrownOf(cause, causes - 1) }),
  };
}
