/**
 * Addresses of scripts, for workers, the service worker and `<script>`. All go through one policy,
 * `nibnet`, so that a page may say `require-trusted-types-for 'script'; trusted-types nibnet`. The
 * policy passes our own scripts and no others.
 *
 * @typedef {(url: string) => boolean} Owns  whether a full address is one of ours: `engine.owns`
 */

/** @type {{createScriptURL: (url: string, owns: Owns) => unknown} | undefined} */
let policy;

/**
 * @param {string} url @param {Owns} owns
 * @returns {string} the same, or what a browser with Trusted Types takes in its place
 */
export function ownScript(url, owns) {
  const rule = { createScriptURL: checked };
  try {
    policy ??= /** @type {any} */ (globalThis).trustedTypes?.createPolicy('nibnet', rule);
  } catch {
    // The page allows no policy of this name. Where it demands one, the browser says so.
  }
  policy ??= rule;
  return /** @type {string} */ (policy.createScriptURL(url, owns));
}

/** @param {string} url @param {Owns} owns */
function checked(url, owns) {
  const { href, protocol } = new URL(url, document.baseURI);
  // Blobs are made from the text of our own scripts.
  if (protocol === 'blob:' || owns(href)) return href;
  throw new TypeError(`${href} is none of nibnet's own scripts`);
}
