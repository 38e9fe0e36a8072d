/**
 * A "?" beside a name, and the sentence that explains it: shown while a mouse is over the "?",
 * while the keyboard's focus is on it, and after a click or a touch until the next.
 *
 * A shadow root calls `followHints` once; from then on each `hint` in it works, copies of a
 * template too.
 */
import { make } from '../../host/nodes.js';
import { hints as text } from '../../text/en/training.js';

/** Distance of the sentence from its "?" and from the window's edges, in pixels. */
const GAP = 6;

/**
 * @param {string} id  unique in its shadow root
 * @param {string} name  what is explained, as the page calls it
 * @param {string} sentence
 * @param {typeof text} [words]  of `marked`, where `name` and `sentence` are marked
 */
export function hint(id, name, sentence, words = text) {
  return make(
    'span',
    'hint',
    make(
      'button',
      {
        type: 'button',
        'aria-label': words.about(name),
        'aria-describedby': `hint-${id}`,
        'aria-expanded': 'false',
      },
      '?',
    ),
    make('span', { class: 'hint-words', id: `hint-${id}`, popover: 'manual' }, sentence),
  );
}

/** @param {ShadowRoot} root */
export function followHints(root) {
  /** The "?" whose sentence is shown. @type {HTMLElement | null} */
  let open = null;
  /** Whether it was pressed: then it stays until it is pressed again. */
  let isPressed = false;

  const close = () => {
    if (!open) return;
    wordsOf(open).hidePopover?.(); // a browser without popovers has the sentence for ears only
    open.setAttribute('aria-expanded', 'false');
    open = null;
    isPressed = false;
    removeEventListener('scroll', close, { capture: true });
    removeEventListener('pointerdown', closeElsewhere, { capture: true });
  };
  /** @param {PointerEvent} event */
  const closeElsewhere = (event) => {
    if (open && !event.composedPath().includes(open)) close();
  };
  /** @param {HTMLElement} button */
  const show = (button) => {
    if (open === button) return;
    close();
    open = button;
    wordsOf(button).showPopover?.();
    place(button);
    button.setAttribute('aria-expanded', 'true');
    addEventListener('scroll', close, { capture: true, passive: true });
    addEventListener('pointerdown', closeElsewhere, { capture: true });
  };

  root.addEventListener('click', (event) => {
    const button = buttonAt(event);
    if (!button) return;
    if (open === button && isPressed) return close();
    show(button);
    isPressed = true;
  });
  root.addEventListener('pointerover', (event) => {
    const button = buttonAt(event);
    const { pointerType } = /** @type {PointerEvent} */ (event);
    if (button && pointerType === 'mouse' && !isPressed) show(button);
  });
  root.addEventListener('pointerout', (event) => {
    if (buttonAt(event) === open && !isPressed) close();
  });
  root.addEventListener('focusin', (event) => {
    const button = buttonAt(event);
    if (button?.matches(':focus-visible')) show(button);
  });
  root.addEventListener('focusout', (event) => {
    if (open && buttonAt(event) === open) close();
  });
  root.addEventListener('keydown', (event) => {
    if (!open || /** @type {KeyboardEvent} */ (event).key !== 'Escape') return;
    event.preventDefault(); // it closes this, and nothing of the page around
    close();
  });
}

/** @param {Event} event @returns {HTMLElement | null} */
function buttonAt({ target }) {
  return target instanceof Element ? target.closest('.hint > button') : null;
}

/** @param {HTMLElement} button */
const wordsOf = (button) => /** @type {HTMLElement} */ (button.nextElementSibling);

/**
 * Below its "?", or above where there is no room; inside the window.
 * @param {HTMLElement} button
 */
function place(button) {
  const words = wordsOf(button);
  const { left, top, bottom } = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = words;
  const { clientWidth, clientHeight } = document.documentElement;
  const below = bottom + GAP;
  const y = below + height > clientHeight ? Math.max(GAP, top - GAP - height) : below;
  const x = Math.max(GAP, Math.min(left, clientWidth - width - GAP));
  words.style.translate = `${x}px ${y}px`;
}
