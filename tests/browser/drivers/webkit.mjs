/**
 * WebKitGTK's MiniBrowser over classic WebDriver, on a screen of Xvfb. Its driver sends mouse and
 * pen; a finger would arrive as a mouse. One driver has one session, so each visit has a driver.
 *
 * The driver tells neither requests nor the console: the page itself tells both, from the moment
 * its document is there. The requests of workers are not among them.
 */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { programOf } from './programs.mjs';
import { asPage } from './remote.mjs';

/**
 * @typedef {import('./remote.mjs').Wire} Wire
 * @typedef {import('./open.mjs').Opened} Opened
 * @typedef {import('./open.mjs').Look} Look
 * @typedef {import('node:child_process').ChildProcess} Child
 */

export const pointers = /** @type {const} */ (['mouse', 'pen']);
const PATIENCE_MS = 1_800_000;
const START_MS = 30_000;

/* ---- programs, each the head of a process group that ends with it ---- */

/** @type {Set<Child>} */
const children = new Set();

/**
 * @param {string} program
 * @param {string[]} words
 * @param {{env?: NodeJS.ProcessEnv, fds?: 'pipe'[]}} [how]
 */
function startGroup(program, words, { env = process.env, fds = [] } = {}) {
  const stdio = /** @type {const} */ (['ignore', 'ignore', 'ignore', ...fds]);
  const child = spawn(program, words, { env, detached: true, stdio: [...stdio] });
  child.on('error', (error) => console.error(`${program} could not be started: ${error.message}`));
  children.add(child);
  return child;
}

/** @param {Child} child @param {NodeJS.Signals} [signal] */
function endGroup(child, signal = 'SIGTERM') {
  children.delete(child);
  try {
    if (child.pid) process.kill(-child.pid, signal);
  } catch (error) {
    if (/** @type {NodeJS.ErrnoException} */ (error).code !== 'ESRCH') throw error;
  }
}

process.on('exit', () => {
  for (const child of [...children]) endGroup(child, 'SIGKILL');
});
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => process.exit(1)); // `once` would let a second signal kill us first

/** @type {Promise<{child: Child, display: string}> | undefined} */
let screen;

/** One screen for all pages of this process. */
function shown() {
  screen ??= (async () => {
    const words = ['-displayfd', '3', '-screen', '0', '1600x1400x24', '-nolisten', 'tcp'];
    const child = startGroup(programOf('xvfb'), words, { fds: ['pipe'] });
    const told = /** @type {import('node:stream').Readable} */ (child.stdio[3]);
    const [number] = await once(told, 'data', 'Xvfb told no display');
    return { child, display: `:${String(number).trim()}` };
  })();
  return screen;
}

/**
 * @param {import('node:events').EventEmitter} emitter
 * @param {string} event
 * @param {string} otherwise
 */
function once(emitter, event, otherwise) {
  return Promise.race([
    new Promise((resolve) => emitter.once(event, (...given) => resolve(given))),
    pause(START_MS, null, { ref: false }).then(() => {
      throw new Error(`${otherwise} within ${START_MS} ms`);
    }),
  ]);
}

/** Ends what was started. */
export async function end() {
  const ending = screen;
  screen = undefined;
  const open = await ending?.catch(() => undefined);
  if (open) endGroup(open.child);
}

/* ---- the protocol ---- */

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = /** @type {import('node:net').AddressInfo} */ (server.address());
      server.close(() => resolve(port));
    });
  });
}

class Session {
  /** Commands wait for each other: those to another window first switch to it. */
  #last = Promise.resolve();
  #window = '';

  /** @param {string} at  the address of the session */
  constructor(at) {
    this.at = at;
  }

  /**
   * @param {string} window
   * @param {string} method
   * @param {string} path
   * @param {object} [body]
   * @returns {Promise<any>}
   */
  send(window, method, path, body) {
    const sent = this.#last.then(async () => {
      if (window && window !== this.#window)
        await command(`${this.at}/window`, 'POST', { handle: window });
      this.#window = window || this.#window;
      return command(this.at + path, method, body);
    });
    this.#last = sent.catch(() => {});
    return sent;
  }
}

/** @param {string} url @param {string} method @param {object} [body] @returns {Promise<any>} */
async function command(url, method, body = {}) {
  const { value } = await json(url, method, body);
  if (value?.error) throw new Error(`${value.message || value.error}`, { cause: value });
  return value;
}

/**
 * Without the limit of `fetch`, which gives up after five minutes.
 * @param {string} url
 * @param {string} method
 * @param {object} body
 * @returns {Promise<any>}
 */
async function json(url, method, body) {
  const { request } = await import('node:http');
  return new Promise((resolve, reject) => {
    const sent = request(
      url,
      { method, headers: { 'content-type': 'application/json' } },
      (got) => {
        let text = '';
        got.setEncoding('utf8').on('data', (part) => (text += part));
        got.on('end', () => resolve(JSON.parse(text)));
      },
    );
    sent.on('error', reject);
    sent.end(method === 'POST' ? JSON.stringify(body) : undefined);
  });
}

/* ---- pages ---- */

/** A window with empty storage. @param {Look} look @returns {Promise<Opened>} */
export async function open(look) {
  const { display } = await shown();
  const port = await freePort();
  const driver = startGroup(programOf('webkitDriver'), [`--port=${port}`], {
    env: {
      ...process.env,
      DISPLAY: display,
      LC_ALL: look.locale ?? 'en_US.UTF-8',
      JSC_useSharedArrayBuffer: look.sharedMemory === false ? '0' : '1',
      // Its sandbox refuses root; the pages here are our own.
      ...(process.getuid?.() === 0 && { WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1' }),
    },
  });
  try {
    const session = await begin(`http://127.0.0.1:${port}`);
    const [window] = await session.send('', 'GET', '/window/handles');
    /** @type {{requests: string[], consoleErrors: string[]}} */
    const heard = { requests: [], consoleErrors: [] };
    const tab = wire(session, window, heard, look);
    await fit(session, window, look.viewport);
    const close = async () => {
      await session.send('', 'DELETE', '').catch(() => {});
      endGroup(driver);
    };
    return { page: asPage(tab), ...heard, hear: () => tab.hear(), close };
  } catch (error) {
    endGroup(driver);
    throw error;
  }
}

/** @param {string} at @returns {Promise<Session>} */
async function begin(at) {
  const end = Date.now() + START_MS;
  while (!(await command(`${at}/status`, 'GET').catch(() => null))?.ready) {
    if (Date.now() > end) throw new Error(`WebKitWebDriver was not ready within ${START_MS} ms`);
    await pause(30);
  }
  const options = { binary: programOf('webkit'), args: ['--automation'] };
  const { sessionId } = await command(`${at}/session`, 'POST', {
    capabilities: {
      alwaysMatch: { 'webkitgtk:browserOptions': options, pageLoadStrategy: 'none' },
    },
  });
  const session = new Session(`${at}/session/${sessionId}`);
  const timeouts = { script: PATIENCE_MS, pageLoad: PATIENCE_MS };
  await session.send('', 'POST', '/timeouts', timeouts);
  return session;
}

/**
 * Gives the viewport its size: that of the window, without its bars.
 * @param {Session} session
 * @param {string} window
 * @param {{width: number, height: number}} size
 */
async function fit(session, window, { width, height }) {
  const inner = () =>
    session.send(window, 'POST', '/execute/sync', {
      script: 'return [innerWidth, innerHeight]',
      args: [],
    });
  let [right, bottom] = [width, height];
  for (let times = 0; times < 20; times++) {
    await session.send(window, 'POST', '/window/rect', { width: right, height: bottom });
    await pause(20);
    const [w, h] = await inner();
    if (w === width && h === height) return;
    [right, bottom] = [right + width - w, bottom + height - h];
  }
  throw new Error(`MiniBrowser takes no viewport of ${width} × ${height}`);
}

/** Runs in the page: keeps what goes wrong. */
const LISTEN = `
  if (!window.nibnetHeard) {
    const heard = (window.nibnetHeard = []);
    addEventListener('error', ({ message }) => message && heard.push(message));
    addEventListener('unhandledrejection', ({ reason }) => heard.push(String(reason)));
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      heard.push('the policy forbids ' + violatedDirective + ' ' + blockedURI));
    const { error } = console;
    console.error = (...words) => { heard.push(words.join(' ')); error.apply(console, words); };
  }`;
const HEAR = `
  const errors = window.nibnetHeard?.splice(0) ?? [];
  const asked = performance.getEntriesByType('resource').map(({ name }) => name);
  performance.clearResourceTimings();
  return [errors, [location.href, ...asked]];`;

/**
 * @param {Session} session @param {string} window @param {{requests: string[], consoleErrors:
 *   string[]}} heard @param {Look} look
 * @returns {Wire & {hear: () => Promise<void>}}
 */
function wire(session, window, heard, look) {
  /** @param {string} method @param {string} path @param {object} [body] */
  const send = (method, path, body) => session.send(window, method, path, body);
  /** @param {string} script @param {unknown[]} [args] */
  const execute = (script, args = []) => send('POST', '/execute/sync', { script, args });

  /**
   * Waits for a document that is another than the one before, listens to it from its start, and
   * waits until it is whole.
   * @param {() => Promise<unknown>} leave
   */
  const arrive = async (leave) => {
    await execute('window.nibnetLeft = true');
    await leave();
    const end = Date.now() + PATIENCE_MS;
    for (;;) {
      const state = await execute(
        `if (window.nibnetLeft) return null; ${LISTEN}; return document.readyState`,
      ).catch(() => null); // between two documents there is none to ask
      if (state === 'complete') return;
      if (Date.now() > end) throw new Error('the page was not loaded');
      await pause(10);
    }
  };
  const hear = async () => {
    const [errors, asked] = await execute(HEAR);
    heard.consoleErrors.push(...errors);
    heard.requests.push(...asked);
  };
  return {
    async run(body, given) {
      const script = `return (async (given) => { ${body} })(arguments[0])
        .then((it) => ({ it: JSON.stringify(it) }))
        .catch((error) => ({ failed: error + '\\n' + (error?.stack ?? '') }))`;
      const { it, failed } = await execute(script, [given]);
      if (failed !== undefined) throw new Error(failed);
      return it === undefined ? undefined : JSON.parse(it);
    },
    goto: (url) => arrive(() => send('POST', '/url', { url })),
    reload: async () => {
      await hear();
      await arrive(() => send('POST', '/refresh'));
    },
    async another() {
      const { handle } = await send('POST', '/window/new', { type: 'window' });
      await fit(session, handle, look.viewport);
      return wire(session, handle, heard, look);
    },
    close: () => send('DELETE', '/window'),
    screenshot: async () => Buffer.from(await send('GET', '/screenshot'), 'base64'),
    hear,
    async point(kind, moves) {
      if (kind === 'touch') throw new Error('the driver of WebKit sends a finger as a mouse');
      const actions = moves.map((move) =>
        move.type === 'move'
          ? { type: 'pointerMove', duration: 0, origin: 'viewport', x: move.x, y: move.y }
          : { type: move.type === 'down' ? 'pointerDown' : 'pointerUp', button: 0 },
      );
      const parameters = { pointerType: kind };
      await send('POST', '/actions', {
        actions: [{ type: 'pointer', id: kind, parameters, actions }],
      });
    },
    async type(keys) {
      const actions = keys.map(({ type, key }) => ({
        type: type === 'down' ? 'keyDown' : 'keyUp',
        value: KEYS[key] ?? key,
      }));
      await send('POST', '/actions', { actions: [{ type: 'key', id: 'keyboard', actions }] });
    },
  };
}

/** @type {{[key: string]: string}} */
const KEYS = {
  Alt: '\uE00A',
  ArrowDown: '\uE015',
  ArrowLeft: '\uE012',
  ArrowRight: '\uE014',
  ArrowUp: '\uE013',
  Backspace: '\uE003',
  Control: '\uE009',
  Delete: '\uE017',
  End: '\uE010',
  Enter: '\uE007',
  Escape: '\uE00C',
  Home: '\uE011',
  PageDown: '\uE00F',
  PageUp: '\uE00E',
  Shift: '\uE008',
  Space: ' ',
  Tab: '\uE004',
};
