/**
 * All digits, fetched for use without a network into the loader's cache, which looks at what is in
 * them.
 */
import { DIGITS_CACHE } from '../engine/digits-cache.js';

/**
 * Fetches the digits that aren't there yet, one file after the other.
 * @param {string} url of the list
 * @returns {Promise<boolean>}
 */
export async function keepDigits(url) {
  try {
    const cache = await caches.open(DIGITS_CACHE);
    const list = await fetch(url, { cache: 'no-cache' });
    if (!list.ok) return false;
    await cache.put(url, list.clone());
    for (const { file, bytes } of (await list.json()).chunks) {
      const chunk = new URL(file, url).href;
      if (await cache.match(chunk)) continue;
      const response = await fetch(chunk);
      const body = await response.arrayBuffer();
      if (!response.ok || body.byteLength !== bytes) return false;
      await cache.put(chunk, new Response(body));
    }
    return true;
  } catch {
    return false; // no network, or no room: the next visit tries again
  }
}

/** Whether all digits are here. @param {string} url of the list @returns {Promise<boolean>} */
export async function hasDigits(url) {
  try {
    const cache = await caches.open(DIGITS_CACHE);
    const list = await cache.match(url);
    if (!list) return false;
    const { chunks } = await list.json();
    const found = await Promise.all(
      chunks.map((/** @type {{file: string}} */ { file }) => cache.match(new URL(file, url).href)),
    );
    return found.every(Boolean);
  } catch {
    return false;
  }
}
