/**
 * One download, watched: it reports bytes as they come, gives up when none come, and refuses what
 * is too long.
 */

/**
 * Why a file did not come. `detail` (the message) is a number or a few words, for the sentence on
 * the page.
 */
export class LoadError extends Error {
  name = 'LoadError';
  /**
   * @param {'unreachable' | 'status' | 'stalled' | 'broken'} kind @param {string} detail
   * @param {unknown} [cause]
   */
  constructor(kind, detail, cause) {
    super(detail, { cause });
    this.kind = kind;
  }
}

/** A line that brings nothing for this long won't: better to hang up and call again. */
const STALL_MS = 20_000;

/**
 * @param {string} url
 * @param {{
 *   fetch: (url: string, init: RequestInit) => Promise<Response>, cache: RequestCache, signal:
 *   AbortSignal, most: number, progress: (got: number) => void, setTimeout:
 *   (f: () => void, ms: number) => any, clearTimeout: (timer: any) => void,
 * }} options  `most`: no more bytes than this are taken
 * @returns {Promise<Uint8Array<ArrayBuffer>>}
 */
export async function fetchBytes(
  url,
  { fetch, cache, signal, most, progress, setTimeout, clearTimeout },
) {
  const hangUp = new AbortController();
  const stop = () => hangUp.abort();
  signal.addEventListener('abort', stop);
  /** @type {any} */
  let timer;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(stop, STALL_MS);
  };
  try {
    wait();
    const response = await fetch(url, { cache, signal: hangUp.signal });
    if (!response.ok) throw new LoadError('status', String(response.status));
    return await gather(response, most, (got) => {
      wait();
      progress(got);
    });
  } catch (error) {
    if (error instanceof LoadError || signal.aborted) throw error;
    if (hangUp.signal.aborted) throw new LoadError('stalled', String(STALL_MS / 1000), error);
    throw new LoadError('unreachable', /** @type {Error} */ (error).message, error);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
    hangUp.abort(); // a response that was not read to its end lets go of its connection
  }
}

/** @param {Response} response @param {number} most @param {(got: number) => void} progress */
async function gather(response, most, progress) {
  const body = response.body?.getReader();
  if (!body) return new Uint8Array(await response.arrayBuffer());
  const pieces = [];
  let got = 0;
  for (;;) {
    const { done, value } = await body.read();
    if (done) break;
    got += value.length;
    if (got > most) throw new LoadError('broken', `longer than ${most} bytes`);
    pieces.push(value);
    progress(got);
  }
  const all = new Uint8Array(got);
  let at = 0;
  for (const piece of pieces) {
    all.set(piece, at);
    at += piece.length;
  }
  return all;
}
