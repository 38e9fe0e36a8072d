/**
 * Errors as messages carry them: a copy of an `Error` keeps neither its name nor the engine's `what` in every browser.
 *
 * @typedef {{name: string, message: string, what?: string, cause?: Thrown}} Thrown  `what`: JSON of its kind and numbers, where
 *   the engine has such; `cause`: the error that it comes from
 */

/** Causes beyond this many are left out: a chain may be a circle. */
const MOST_CAUSES = 8;

/** @param {unknown} thrown @param {number} [causes]  how many of them to take along @returns {Thrown} */
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
