/**
 * Parts that a page holds in its own scripts, where it can't fetch them: a file opened from a disk, a sandboxed frame, a
 * bundler that leaves nothing beside its bundle.
 *
 * Such a script has put them into `nibnetHeld`, by name ("nibnet.wasm", "held/mnist.json"), as base64 of the bytes or of
 * their gzip; or `held.more` brings them when they are first asked for. A held part goes before one on the network.
 *
 * A worker sees none of this. It is lent a line to the page, and asks there: fetch-held.js is its end of it.
 *
 * @typedef {{[name: string]: string}} Held
 */

/** The first bytes of every gzip. */
const GZIP = [0x1f, 0x8b];

/** @type {Map<string, Promise<string | null>>} */
const scripts = new Map();

export const held = {
  /** Whatever can bring more of them; null: it has no such part. @type {((name: string) => Promise<Held | null>) | null} */
  more: null,

  /** Whether nothing is to be had elsewhere: then there is but one build of the engine, that on one thread. */
  alone: 'nibnetHeld' in globalThis,

  /** Whether there are any. */
  get any() {
    return held.more !== null || 'nibnetHeld' in globalThis;
  },

  /** @param {string} name @returns {Promise<Uint8Array<ArrayBuffer> | null>}  null: it is not held */
  async bytes(name) {
    const text = here()[name] ?? (await held.more?.(name))?.[name];
    if (text === undefined) return null;
    const bytes = decoded(text);
    return GZIP.every((byte, i) => bytes[i] === byte) ? unpacked(bytes) : bytes;
  },

  /** The address of a held script, for a worker to be started from; null: it is not held. @param {string} name */
  url(name) {
    let url = scripts.get(name);
    if (!url) {
      url = held
        .bytes(name)
        .then(
          (bytes) => bytes && URL.createObjectURL(new Blob([bytes], { type: 'text/javascript' })),
        );
      scripts.set(name, url); // for as long as the page: other threads start from it later
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
      const bytes = await held.bytes(url.slice(base.length)).catch(() => null);
      port1.postMessage({ url, bytes }, bytes ? [bytes.buffer] : []);
    };
    worker.postMessage({ type: 'held', port: port2, folder: `${base}held/` }, [port2]);
  },
};

/** @returns {Held} */
function here() {
  return /** @type {{nibnetHeld?: Held}} */ (globalThis).nibnetHeld ?? {};
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
