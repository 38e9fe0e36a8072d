/** Parts of English sentences. */

/** @param {import('../../engine/messages.js').Trouble} trouble */
export function reason({ kind, detail }) {
  switch (kind) {
    case 'offline':
      return 'did not come: you are offline.';
    case 'unreachable':
      return 'could not be fetched: the server cannot be reached.';
    case 'status':
      return detail === '404'
        ? 'is missing on the server (404).'
        : `did not come: the server answered ${detail}.`;
    case 'stalled':
      return `stopped coming: no word for ${detail} seconds.`;
    case 'broken':
      return `arrived broken: ${detail}.`;
  }
}

/** The last part of an address: what a person would call the file. @param {string} url */
export function file(url) {
  return url.split(/[?#]/, 1)[0].split('/').pop() || url;
}
