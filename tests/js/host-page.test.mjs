// What an element knows of the page around it: copies, and slides that go and come back.
import assert from 'node:assert/strict';
import { mock, test } from 'node:test';

class ShadowRoot {
  /** @param {object} host */
  constructor(host) {
    this.host = host;
  }
}
/** @type {(entries: object[]) => void} */
let intersect = () => {};
class IntersectionObserver {
  /** @param {(entries: object[]) => void} told */
  constructor(told) {
    intersect = told;
  }
  observe() {}
  disconnect() {}
}
Object.assign(globalThis, {
  ShadowRoot,
  IntersectionObserver,
  window: globalThis,
  location: { search: '' },
  matchMedia: () => ({ matches: false }),
  addEventListener() {},
});
mock.timers.enable({ apis: ['setInterval'] });
const { isCopy, isPreview, watchSeen } = await import('../../www/host/host-page.js');

/**
 * An element that has these above it, in the same tree, and others beyond its shadow root.
 * @param {string[]} above @param {any} [root] @returns {any}
 */
const element = (above, root = {}) => ({
  closest: (/** @type {string} */ selector) =>
    selector.split(', ').some((each) => above.includes(each)) ? {} : null,
  getRootNode: () => root,
});

test('`receiver` makes a copy of what is in a deck, and of nothing else', () => {
  const inDeck = element(['.reveal']);
  assert.equal(isCopy(inDeck, '?receiver'), true);
  assert.equal(isCopy(element([], new ShadowRoot(inDeck)), '?a=1&receiver='), true);
  assert.equal(isCopy(inDeck, ''), false);
  assert.equal(isCopy(element([]), '?receiver=bob'), false);
  assert.equal(isCopy(element(['[data-nib-copy]']), ''), true);
});

test('what Slidev’s presenter sees is a copy, and no preview: it takes the clicker’s keys', () => {
  const current = element(['.slidev-presenter']);
  assert.equal(isCopy(current, ''), true);
  assert.equal(isPreview(current), false);
  const next = element(['.slidev-presenter', '.slidev-slide-container:not(#slide-container)']);
  assert.equal(isPreview(next), true);
});

/** An element on a slide, and what it has heard. */
function slide() {
  /** @type {string[]} */
  const heard = [];
  let [shown, overview] = [true, false];
  const at = {
    ...element([]),
    closest: () => (overview ? {} : null),
    checkVisibility: () => shown,
  };
  const hear = {
    seen: () => heard.push('seen'),
    left: () => heard.push('left'),
    back: () => heard.push('back'),
  };
  return {
    heard,
    /** A stay in the page. @returns {AbortController} */
    stay() {
      const life = new AbortController();
      watchSeen(at, hear, life.signal);
      return life;
    },
    /** @param {{shown?: boolean, near?: boolean, overview?: boolean}} now */
    is(now) {
      shown = now.shown ?? shown;
      overview = now.overview ?? overview;
      if (now.near !== undefined) intersect([{ isIntersecting: now.near }]);
      mock.timers.tick(300);
    },
  };
}

test('a slide that went comes back where the deck has moved it, once it is in sight', () => {
  const { heard, stay, is } = slide();
  let life = stay();
  is({ near: true });
  is({ shown: false });
  assert.deepEqual(heard.splice(0), ['seen', 'left']);
  life.abort();
  life = stay();
  is({ shown: true });
  assert.deepEqual(heard, [], 'all slides of a scroll view are shown; this one is far away');
  is({ near: true });
  assert.deepEqual(heard.splice(0), ['seen', 'back']);
  life.abort();
  life = stay();
  is({ shown: false });
  assert.deepEqual(heard.splice(0), ['left'], 'moved to where it is hidden');
  life.abort();
});

test('an overview, which shows all slides, brings none back', () => {
  const { heard, stay, is } = slide();
  const life = stay();
  is({ near: true });
  is({ shown: false });
  is({ shown: true, overview: true });
  assert.deepEqual(heard.splice(0), ['seen', 'left']);
  is({ shown: false, overview: false });
  assert.deepEqual(heard, []);
  is({ shown: true });
  assert.deepEqual(heard, ['back']);
  life.abort();
});
