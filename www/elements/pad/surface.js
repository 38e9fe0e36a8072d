/**
 * The surface: squared paper below, ink above, as sharp as the screen, redrawn from the strokes
 * whenever its size, the screen's pixel ratio or the colours change.
 */
import { colours } from '../../host/style-sheet.js';
import {
  paintAhead,
  paintCursor,
  paintEraser,
  paintGrid,
  paintPicture,
  paintSquares,
  paintStrokes,
} from '../../ink/paint.js';

/** @typedef {import('../../ink/geometry.js').Stroke} Stroke */
/**
 * @typedef {object} Scene
 * @property {readonly Stroke[]} strokes
 * @property {readonly Stroke[]} ghost
 * @property {readonly Stroke[]} ahead  where the pen is expected to be
 * @property {import('../../ink/picture.js').Picture | null} picture
 * @property {Uint8Array | null} squares  of ink, below the strokes
 * @property {readonly number[] | null} eraser  where it is, while it is down
 * @property {import('../../ink/paint.js').Cursor | null} cursor
 */

export class Surface {
  #root;
  #paper = document.createElement('canvas');
  #ink = document.createElement('canvas');
  /** Got when it is first painted on. @type {CanvasRenderingContext2D | null} */
  #context = null;
  #side = 0;
  /** @type {Record<'ink' | 'grid' | 'muted' | 'accent', string> | null} */
  #colours = null;
  /** @type {Scene} */
  #scene = {
    strokes: [],
    ghost: [],
    ahead: [],
    picture: null,
    squares: null,
    eraser: null,
    cursor: null,
  };

  /**
   * @param {ShadowRoot} root
   * @param {HTMLElement} element what takes the pointer; the canvases go into it
   */
  constructor(root, element) {
    this.#root = root;
    for (const canvas of [this.#paper, this.#ink]) {
      canvas.setAttribute('aria-hidden', 'true');
      element.append(canvas);
    }
  }

  /** Watches the size from now on. @param {AbortSignal} signal */
  connect(signal) {
    // Of the document that the pad is in: that of a picture-in-picture window, say.
    const view = this.#ink.ownerDocument.defaultView ?? window;
    const observer = new view.ResizeObserver(([entry]) => {
      // Exact device pixels where the browser tells them. Safari does not; and an emulated screen
      // tells the real one's.
      const guess = Math.round(entry.contentRect.width * view.devicePixelRatio);
      const exact = entry.devicePixelContentBoxSize?.[0].inlineSize ?? guess;
      this.#resize(Math.abs(exact - guess) <= 1 ? exact : Math.max(exact, guess));
    });
    try {
      observer.observe(this.#ink, { box: 'device-pixel-content-box' });
    } catch {
      observer.observe(this.#ink);
    }
    signal.addEventListener('abort', () => observer.disconnect());
  }

  /** The colours are to be looked up again. */
  recolour() {
    this.#colours = null;
    this.#paint();
    this.show(this.#scene);
  }

  /** @param {Scene} scene */
  show(scene) {
    this.#scene = scene;
    const context = (this.#context ??= this.#ink.getContext('2d'));
    if (!context || this.#side === 0) return;
    const { ink, muted, accent } = this.#palette();
    context.clearRect(0, 0, this.#side, this.#side);
    if (scene.ghost.length > 0) {
      paintStrokes(context, this.#side, scene.ghost, muted);
      // Faded as a whole: strokes faded one by one would be darker where they meet.
      context.globalCompositeOperation = 'destination-in';
      context.fillStyle = 'rgb(0 0 0 / 22%)';
      context.fillRect(0, 0, this.#side, this.#side);
      context.globalCompositeOperation = 'source-over';
    }
    if (scene.picture) paintPicture(context, this.#side, scene.picture);
    if (scene.squares) paintSquares(context, this.#side, scene.squares, ink);
    paintStrokes(context, this.#side, scene.strokes, ink);
    paintAhead(context, this.#side, scene.ahead);
    if (scene.eraser) paintEraser(context, this.#side, scene.eraser, accent);
    if (scene.cursor) paintCursor(context, this.#side, scene.cursor, accent);
  }

  /** @param {number} side */
  #resize(side) {
    if (side === this.#side || side === 0) return; // 0: a hidden slide
    this.#side = side;
    for (const canvas of [this.#paper, this.#ink]) canvas.width = canvas.height = side;
    this.#paint();
    this.show(this.#scene);
  }

  #paint() {
    const context = this.#paper.getContext('2d');
    if (context && this.#side > 0) paintGrid(context, this.#side, this.#palette().grid);
  }

  #palette() {
    this.#colours ??= colours(
      this.#root,
      /** @type {const} */ (['ink', 'grid', 'muted', 'accent']),
    );
    return this.#colours;
  }
}
