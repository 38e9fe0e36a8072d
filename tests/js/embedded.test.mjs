// Parts that are embedded in a page's scripts, as the page finds them.
import assert from 'node:assert/strict';
import { afterEach, mock, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { embedded } from '../../www/engine/page/embedded.js';
import { sharesMemory } from '../../www/engine/page/shared-memory.js';

const SCRIPT = 'self.postMessage(1)';

afterEach(() => {
  embedded.more = null;
  mock.restoreAll();
});

test('a script that could not be brought is asked for again, and once it is here, kept', async () => {
  let asked = 0;
  embedded.more = async () => {
    asked++;
    if (asked === 1) throw new Error('no network');
    return { 'worker.js': Buffer.from(SCRIPT).toString('base64') };
  };
  await assert.rejects(embedded.url('worker.js'), /no network/);
  const url = /** @type {string} */ (await embedded.url('worker.js'));
  assert.equal(await (await fetch(url)).text(), SCRIPT);
  assert.equal(await embedded.url('worker.js'), url);
  assert.equal(asked, 2);
});

test('parts are their bytes, or were made smaller; what is not embedded is null', async () => {
  const [plain, zipped] = [Buffer.from(SCRIPT), gzipSync(SCRIPT)].map((it) =>
    it.toString('base64'),
  );
  embedded.more = async () => ({ plain, zipped });
  for (const name of ['plain', 'zipped'])
    assert.equal(new TextDecoder().decode((await embedded.bytes(name)) ?? undefined), SCRIPT);
  assert.equal(await embedded.bytes('other'), null);
});

test('memory is shared where a copy of it can be sent, and not where that throws', () => {
  assert.equal(sharesMemory(), true);
  mock.method(MessagePort.prototype, 'postMessage', () => {
    throw new DOMException('The object can not be cloned.', 'DataCloneError');
  });
  assert.equal(sharesMemory(), false);
});
