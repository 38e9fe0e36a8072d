/**
 * The browser's cache of digits: the loader's, into which the service worker fetches them as well.
 */
export const DIGITS_CACHE = 'nibnet-digits-1';
