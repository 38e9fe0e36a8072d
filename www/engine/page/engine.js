/**
 * The engine: the compiled WebAssembly modules, once per page, and of the one that reads,
 * recognizers on the page's own thread. Recipes and the inside of nets need a larger one: see
 * whole.js. Training lives in the worker: see session.js.
 *
 * Nothing is fetched before somebody asks. What failed may be asked for again: a failure is never
 * remembered.
 */
import * as glue from 'nibnet-glue';
import { simd } from 'wasm-feature-detect';
import { errors } from '../../text/en/reading.js';
import { embedded } from './embedded.js';

/** Something this page is made of did not arrive or does not run here. */
export class EngineError extends Error {
  name = 'EngineError';
}

// None in Node and on servers.
const page = globalThis.document;

// A module knows its own address, a classic script its element; a script that stands in the page
// has neither. And some bundlers write down where the module lay when they ran, on a disk that is
// none of the page's.
const own =
  import.meta.url || /** @type {HTMLScriptElement | null} */ (page?.currentScript)?.src || '';
const elsewhere =
  /^(data|blob):/.test(own) || (own.startsWith('file:') && page && location.protocol !== 'file:');
const here = own && !elsewhere ? own : (page?.baseURI ?? 'file:///');

let base = new URL('.', here);
/** The list of the digits: where it lies beside the parts, and where it is embedded. */
const DIGITS = 'data/mnist.json';
const EMBEDDED_DIGITS = 'embedded/mnist.json';
/** @type {Map<string, URL>} */
const places = new Map();

/** @type {Map<string, Promise<WebAssembly.Module>>} */
const compiled = new Map();
/** @type {Map<string, Promise<Uint8Array>>} */
const models = new Map();

/** Of a module on the page's own thread. @type {WebAssembly.RuntimeError | null} */
let trap = null;

export const engine = {
  /** Where the parts are. A host page that keeps them elsewhere sets this before first use. */
  /** @returns {URL} */
  get base() {
    return base;
  },
  set base(/** @type {string | URL} */ url) {
    base = new URL(url, page?.baseURI ?? base);
    places.clear();
  },

  /**
   * Where single parts are, if not at the base: a bundler gives each file a name of its own.
   * @param {{[part: string]: URL}} known
   */
  place(known) {
    for (const [part, url] of Object.entries(known)) places.set(part, url);
  },

  /** The full address of one of the parts. @param {string | URL} part */
  url(part) {
    // In a folder of their own, so that `data-url` can still name what really lies in data/.
    if (part === DIGITS && embedded.any) return new URL(EMBEDDED_DIGITS, base).href;
    return (places.get(String(part)) ?? new URL(part, base)).href;
  },

  /** Whether an address is one of the parts. @param {string} url  in full */
  owns(url) {
    return url.startsWith(base.href) || [...places.values()].some(({ href }) => href === url);
  },

  /**
   * The compiled module, to be posted to a worker.
   * @param {string} [part]
   * @returns {Promise<WebAssembly.Module>}
   */
  module(part = 'nibnet.wasm') {
    const url = engine.url(part);
    let module = compiled.get(url);
    if (!module) {
      module = compile(url);
      compiled.set(url, module);
      module.catch(() => compiled.delete(url));
    }
    return module;
  },

  /**
   * Everything that a module offers, ready to be called on this thread.
   * @template {{initSync: (from: {module: WebAssembly.Module}) => unknown}} Glue
   * @param {Glue} glue  its JavaScript side @param {string} part
   */
  async start(glue, part) {
    const module = await engine.module(part);
    if (trap) throw new EngineError(errors.trapped, { cause: trap });
    try {
      glue.initSync({ module }); // does nothing the second time
    } catch (cause) {
      if (!(cause instanceof WebAssembly.LinkError)) throw cause;
      throw new EngineError(errors.otherBuild(), { cause }); // page and module are of two builds
    }
    return glue;
  },

  /** What reads. */
  glue() {
    return engine.start(glue, 'nibnet.wasm');
  },

  /**
   * Calls into a module. After a trap its memory may be in any state: then `start` gives out none
   * any more.
   * @template T @param {() => T} call
   */
  call(call) {
    try {
      return call();
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) trap = error;
      throw error;
    }
  },

  /**
   * The bytes of the shipped model, or of the one at `modelUrl`.
   * @param {string | URL} [modelUrl]
   * @returns {Promise<Uint8Array>}
   */
  model(modelUrl = 'digits.nib') {
    const url = engine.url(modelUrl);
    let bytes = models.get(url);
    if (!bytes) {
      bytes = get(url).then(async (response) => new Uint8Array(await response.arrayBuffer()));
      models.set(url, bytes);
      bytes.catch(() => models.delete(url));
    }
    return bytes;
  },

  /**
   * A fresh recognizer with the shipped model, or with the one at `modelUrl`; whoever asks for it
   * frees it.
   * @param {string | URL} [modelUrl]
   */
  async recognizer(modelUrl) {
    // Both at once: neither waits for the other's round trip.
    const [{ Recognizer }, model] = await Promise.all([engine.glue(), engine.model(modelUrl)]);
    return new Recognizer(model);
  },
};

/** @param {string} url */
async function compile(url) {
  const response = await get(url);
  try {
    // compileStreaming refuses every other type, and many servers don't know .wasm.
    const streams =
      response.headers.get('content-type')?.trim().toLowerCase() === 'application/wasm';
    return streams
      ? await WebAssembly.compileStreaming(response)
      : await WebAssembly.compile(await response.arrayBuffer());
  } catch (cause) {
    throw new EngineError(await whyNotCompiled(url, /** @type {Error} */ (cause)), { cause });
  }
}

/** @param {string} url @param {Error} cause */
async function whyNotCompiled(url, cause) {
  if (/content security policy|unsafe-eval/i.test(cause.message)) return errors.policy;
  if (!(await simd())) return errors.noSimd;
  return errors.notWasm(url, cause.message);
}

/** A response that is really there; a 404 page is not a part. @param {string} url */
async function get(url) {
  let response;
  const bytes = embedded.any && (await embeddedPart(url));
  if (bytes) return new Response(bytes);
  try {
    response = page || !url.startsWith('file:') ? await fetch(url) : await fromDisk(url);
  } catch (cause) {
    throw new EngineError(errors.unreachable(url), { cause });
  }
  if (!response.ok) throw new EngineError(errors.status(url, response.status, response.statusText));
  return response;
}

/** In Node, whose `fetch` opens no files. @param {string} url */
async function fromDisk(url) {
  // No `import`: bundlers of pages would look for the module.
  const fs = globalThis.process?.getBuiltinModule?.('node:fs/promises');
  return fs ? new Response(new Uint8Array(await fs.readFile(new URL(url)))) : fetch(url);
}

/**
 * A part that the page holds itself, by its address.
 * @param {string} url
 * @returns {Promise<Uint8Array<ArrayBuffer> | null>}
 */
async function embeddedPart(url) {
  return url.startsWith(base.href) ? embedded.bytes(url.slice(base.href.length)) : null;
}
