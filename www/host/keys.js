/**
 * Which keys a control uses, and the letter of a key on any keyboard. Decks and notebooks listen
 * for keys as well, and can't see that the focus is in a field: a shadow root hides it. So an
 * element keeps from them what its controls use (`containKeys`), and only that. Clickers' PageUp
 * and PageDown, function keys, Tab, Escape, and chords that don't edit text always go on.
 *
 * @typedef {Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey'>} Key
 */

const ARROWS = ['ArrowLeft', 'ArrowRight', 'ArrowUp', 'ArrowDown'];
const ALONG = [...ARROWS, 'Home', 'End'];
const PRESS = [' ', 'Enter'];
const EDIT = [...ALONG, 'Enter', 'Backspace', 'Delete'];
/** What chords do with text: all of it, copy, paste, cut, redo, undo. */
const CHORDS = ['a', 'c', 'v', 'x', 'y', 'z'];

/** What an `<input>` uses that takes no text. @type {{[type: string]: string[]}} */
const INPUTS = {
  range: ALONG,
  radio: [...ARROWS, ' '],
  checkbox: [' '],
  ...Object.fromEntries(
    ['button', 'submit', 'reset', 'image', 'file', 'color'].map((type) => [type, PRESS]),
  ),
};

/**
 * @param {EventTarget | null | undefined} target
 * @returns {boolean} whether letters typed there are for it
 */
export function takesText(target) {
  const { localName, type, isContentEditable } = /** @type {HTMLInputElement} */ (target ?? {});
  if (localName === 'input') return !Object.hasOwn(INPUTS, type);
  return localName === 'textarea' || localName === 'select' || isContentEditable === true;
}

/**
 * The Latin letter of a key: where the layout has other letters, the one at its place.
 * @param {Key} event
 */
export function letterOf({ key, code }) {
  if (/^[a-z]$/i.test(key)) return key.toLowerCase();
  // Cyrillic, Greek, Hebrew; not the letters with accents of a layout that has a Z of its own.
  const isOther = /^[^\0-\x7f]+$/.test(key) && !/\p{Script=Latin}/u.test(key);
  const [, letter = ''] = isOther ? (/^Key([A-Z])$/.exec(code) ?? []) : [];
  return letter.toLowerCase();
}

/**
 * What a control uses that takes no text; null: it is none.
 * @param {EventTarget | null | undefined} target
 */
function usesOf(target) {
  const { localName, type } = /** @type {HTMLInputElement} */ (target ?? {});
  if (localName === 'input') return INPUTS[type] ?? null;
  return ['button', 'summary', 'a'].includes(localName) ? PRESS : null;
}

/** @type {WeakMap<EventTarget, (event: Key) => boolean>} */
const told = new WeakMap();

/**
 * Tells which keys an element of ours uses that is no control.
 * @param {EventTarget} element
 * @param {(event: Key) => boolean} uses
 */
export function tellUses(element, uses) {
  told.set(element, uses);
}

/** @param {Key} event @param {EventTarget | null | undefined} target  what has the focus */
export function isUsedBy(event, target) {
  const { key, ctrlKey, metaKey, altKey } = event;
  const own = target && told.get(target);
  if (own) return own(event);
  if (takesText(target)) {
    const { localName } = /** @type {Element} */ (target);
    if (ctrlKey || metaKey) return localName !== 'select' && CHORDS.includes(letterOf(event));
    return !altKey && isTyped(key);
  }
  if (ctrlKey || metaKey || altKey) return false;
  // A place that scrolls uses keys as well.
  const role = /** @type {Element | null} */ (target)?.getAttribute?.('role');
  const uses = usesOf(target) ?? (role === 'region' ? [...ALONG, ' '] : []);
  return uses.includes(key);
}

/**
 * Whether a key is a slip of the finger among controls: an arrow or a letter that a button has no
 * use for.
 * @param {Key} event @param {EventTarget | null | undefined} target
 */
function isSlip({ key, ctrlKey, metaKey, altKey }, target) {
  return !ctrlKey && !metaKey && !altKey && usesOf(target) !== null && isTyped(key);
}

/** @param {string} key */
const isTyped = (key) => [...key].length === 1 || EDIT.includes(key);

/**
 * Keeps inside an element the keys that its controls use, those that a listener further in has used
 * (`preventDefault`), and those that the element itself uses. Escape takes the focus out of it: the
 * page around has its keys back.
 * @param {HTMLElement} host @param {ShadowRoot} root @param {AbortSignal} signal
 * @param {(event: KeyboardEvent) => boolean} [uses]  a key that no control uses: whether the
 *   element does
 */
export function containKeys(host, root, signal, uses = () => false) {
  /** Keys that are down and were kept: the page gets neither half of them. @type {Set<string>} */
  const kept = new Set();
  // With the keyboard one moves from control to control, and a slip should turn no slide. After a
  // click on Start, what Start has no use for is meant for the deck.
  let isClicked = false;
  host.addEventListener('pointerdown', () => (isClicked = true), { signal, capture: true });
  const tab = (/** @type {KeyboardEvent} */ { key }) => {
    if (key === 'Tab') isClicked = false;
  };
  addEventListener('keydown', tab, { signal, capture: true });
  host.addEventListener(
    'keydown',
    (event) => {
      const [target] = event.composedPath();
      const isUsed = event.defaultPrevented || isUsedBy(event, target) || uses(event);
      if (isUsed || (!isClicked && isSlip(event, target))) {
        kept.add(event.code);
        event.stopPropagation();
      } else if (event.key === 'Escape' && !event.isComposing) {
        /** @type {HTMLElement | null} */ (root.activeElement)?.blur();
      }
    },
    { signal },
  );
  for (const type of /** @type {const} */ (['keypress', 'keyup'])) {
    host.addEventListener(
      type,
      (event) => {
        if (kept.has(event.code)) event.stopPropagation();
        if (type === 'keyup') kept.delete(event.code);
      },
      { signal },
    );
  }
}
