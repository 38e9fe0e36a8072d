/**
 * Parts that are embedded in a page's scripts, where it can't fetch them: a file opened from a
 * disk, a sandboxed frame, a bundler that leaves nothing beside its bundle.
 *
 * Such a script has put them into `nibnetEmbedded`, by name ("nibnet.wasm", "embedded/mnist.json"),
 * as base64 of the bytes or of their gzip; or `embedded.more` brings them when they are first asked
 * for. An embedded part goes before one on the network.
 *
 * A worker sees none of this. It is lent a line to the page, and asks there: fetch-embedded.js is
 * its end of it.
 *
 * @typedef {{[name: string]: string}} Embedded
 */

/** The first bytes of every gzip. */
const GZIP = [0x1f, 0x8b];

/** @type {Map<string, Promise<string | null>>} */
const scripts = new Map();

export const embedded = {
  /**
   * Whatever can bring more of them; null: it has no such part.
   * @type {((name: string) => Promise<Embedded | null>) | null}
   */
  more: null,

  /**
   * Whether nothing is to be had elsewhere: then there is but one build of the engine, that on one
   * thread.
   */
  alone: 'nibnetEmbedded' in globalThis,

  /** Whether there are any. */
  get any() {
    return embedded.more !== null || 'nibnetEmbedded' in globalThis;
  },

  /**
   * @param {string} name
   * @returns {Promise<Uint8Array<ArrayBuffer> | null>} null: it is not embedded
   */
  async bytes(name) {
    const text = here()[name] ?? (await embedded.more?.(name))?.[name];
    if (text === undefined) return null;
    const bytes = decoded(text);
    return GZIP.every((byte, i) => bytes[i] === byte) ? unpacked(bytes) : bytes;
  },

  /**
   * The address of an embedded script, for a worker to be started from; null: it is not embedded.
   * @param {string} name
   */
  url(name) {
    let url = scripts.get(name);
    if (!url) {
      url = embedded
        .bytes(name)
        .then(
          (bytes) => bytes && URL.createObjectURL(new Blob([bytes], { type: 'text/javascript' })),
        );
      scripts.set(name, url); // for as long as the page: other threads start from it later
      url.catch(() => scripts.delete(name)); // asked for again next time
    }
    return url;
  },

  /**
   * Lends a worker the line: it names an address, and gets the bytes or null.
   * @param {Worker} worker @param {string} base  where parts would lie, if they lay anywhere
   */
  lend(worker, base) {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = async ({ data: url }) => {
      const bytes = await embedded.bytes(url.slice(base.length)).catch(() => null);
      port1.postMessage({ url, bytes }, bytes ? [bytes.buffer] : []);
    };
    worker.postMessage({ type: 'embedded', port: port2, folder: `${base}embedded/` }, [port2]);
  },
};

/** @returns {Embedded} */
function here() {
  return /** @type {{nibnetEmbedded?: Embedded}} */ (globalThis).nibnetEmbedded ?? {};
}

/** @param {string} base64 */
function decoded(base64) {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** @param {Uint8Array<ArrayBuffer>} bytes */
async function unpacked(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}
