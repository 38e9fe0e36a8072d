/**
 * How a worker of ours is started, wherever its script may lie.
 */
import { errors } from '../../text/en/reading.js';
import { build } from '../build.js';

/** The worker went away, or never came. */
export class LostError extends Error {
  name = 'LostError';
}

/** The worker, or its module, is of another build than the page: of a newer one, as a rule. */
export class BuildError extends Error {
  name = 'BuildError';
}

/** A worker that says nothing for this long after it was made won't. */
const READY_MS = 20_000;

/**
 * By address where that is allowed, else from the script's text: a page on another origin than the
 * script (a CDN) and a sandboxed frame may only do the latter.
 * @param {string} url @param {(url: string) => Worker} make @returns {Promise<Worker>} it has said
 *   `ready`
 */
export async function start(url, make) {
  try {
    return await ready(make(url));
  } catch (error) {
    // It was the script's text already, or would be the same text again.
    if (url.startsWith('blob:') || error instanceof BuildError) throw error;
    const text = await script(url);
    const blob = URL.createObjectURL(new Blob([text], { type: 'text/javascript' }));
    try {
      return await ready(make(blob));
    } finally {
      URL.revokeObjectURL(blob);
    }
  }
}

/** @param {string} url */
async function script(url) {
  let response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new LostError(errors.unreachable(url), { cause });
  }
  if (!response.ok) throw new LostError(errors.status(url, response.status, response.statusText));
  return response.text();
}

/** @param {Worker} worker @returns {Promise<Worker>} */
function ready(worker) {
  return new Promise((resolve, reject) => {
    /** @param {Error} error */
    const fail = (error) => {
      clearTimeout(timer);
      worker.terminate();
      reject(error);
    };
    const timer = setTimeout(() => fail(new LostError(errors.noWorker())), READY_MS);
    worker.onmessage = ({ data }) => {
      if (data?.type !== 'ready') return;
      if (data.build !== build) return fail(new BuildError(errors.otherBuild(build, data.build)));
      clearTimeout(timer);
      resolve(worker);
    };
    worker.onerror = (event) => {
      event.preventDefault?.();
      fail(new LostError(errors.noWorker(event.message)));
    };
  });
}
