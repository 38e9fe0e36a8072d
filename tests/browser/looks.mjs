/**
 * How a page looks, measured in it: texts that lie over others, are cut, are small, or are hard to
 * tell from what is behind them. Of canvases it knows what their own `fillText` was told.
 */

/** Before the page's scripts: canvases remember the texts that were painted last. */
export function rememberTexts() {
  /** @typedef {{text: string, corners: number[], size: number, colour: string}} Painted */
  /** @type {WeakMap<HTMLCanvasElement, Painted[]>} */
  const painted = new WeakMap();
  const { fillText, clearRect } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (x, y, width, height) {
    if (width >= this.canvas.width && height >= this.canvas.height) painted.delete(this.canvas);
    clearRect.call(this, x, y, width, height);
  };
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...most) {
    fillText.call(this, text, x, y, ...most);
    if (!this.canvas.isConnected || !text.trim()) return;
    const {
      actualBoundingBoxLeft: left,
      actualBoundingBoxRight: right,
      actualBoundingBoxAscent: up,
      actualBoundingBoxDescent: down,
    } = this.measureText(text);
    const matrix = this.getTransform();
    const from = matrix.transformPoint(new DOMPoint(x - left, y - up));
    const to = matrix.transformPoint(new DOMPoint(x + right, y + down));
    const size = Number(/([\d.]+)px/.exec(this.font)?.[1]) * Math.hypot(matrix.a, matrix.b);
    const list = painted.get(this.canvas) ?? [];
    list.push({ text, corners: [from.x, from.y, to.x, to.y], size, colour: `${this.fillStyle}` });
    painted.set(this.canvas, list);
  };
  Object.assign(globalThis, { paintedTexts: painted });
}

/**
 * In the page.
 * @param {{fixed: boolean, canvases: boolean}} what  `fixed`: what is fixed must cover nothing
 *   either; `canvases`: they have the colours of the moment, which those out of sight get later
 * @returns {string[]} what is wrong, each once
 */
export function measureLooks({ fixed, canvases }) {
  const SMALLEST = 12;
  /** @type {Set<string>} */
  const found = new Set();
  /**
   * @typedef {{left: number, top: number, right: number, bottom: number}} Box
   * @typedef {Box & {words: string, of: Node, place: string, layer: Element | null}} Laid
   * @type {Laid[]}
   */
  const laid = [];
  const words = (/** @type {string} */ text) =>
    `“${text.replace(/\s+/g, ' ').trim().slice(0, 60)}”`;
  const parentOf = (/** @type {Element} */ element) =>
    element.assignedSlot ??
    element.parentElement ??
    /** @type {ShadowRoot} */ (element.getRootNode()).host ??
    null;
  /** @type {Map<Element, CSSStyleDeclaration>} */
  const styles = new Map();
  const styleOf = (/** @type {Element} */ element) => {
    let style = styles.get(element);
    if (!style) styles.set(element, (style = getComputedStyle(element)));
    return style;
  };
  const nameOf = (/** @type {Element} */ element) =>
    element.localName +
    (element.id ? `#${element.id}` : '') +
    [...element.classList].map((name) => `.${name}`).join('');
  const placeOf = (/** @type {Element} */ element) => {
    const names = [];
    for (
      let at = /** @type {Element | null} */ (element);
      at && names.length < 3;
      at = parentOf(at)
    )
      names.unshift(nameOf(at));
    const panel = element.closest('[data-panel]')?.getAttribute('data-panel');
    return (panel ? `[${panel}] ` : '') + names.join(' > ');
  };
  /** The part of a box that its ancestors let through; null: none, or for ears only. */
  const clipped = (/** @type {Element} */ element, /** @type {Box} */ box, isInline = true) => {
    let { left, top, right, bottom } = box;
    let cut = '';
    /** @type {Element | null} */
    let layer = null;
    for (let at = /** @type {Element | null} */ (element); at; at = parentOf(at)) {
      const style = styleOf(at);
      if (style.clipPath !== 'none') return null;
      if (style.position === 'fixed' || at.matches('dialog')) layer ??= at;
      if (style.position === 'sticky' && at.localName !== 'th') layer ??= at;
      if (style.position === 'absolute' && at.matches('.entries, .menu')) layer ??= at;
      const paints = /paint|strict|content/.test(style.contain);
      const [x, y] = [style.overflowX, style.overflowY];
      if ((x === 'visible' && y === 'visible' && !paints) || style.display === 'inline') continue;
      if (at === document.body || at === document.documentElement) continue;
      const rect = at.getBoundingClientRect();
      const hides = (/** @type {string} */ flow) => flow === 'hidden' || flow === 'clip' || paints;
      // A scroller above brings it into sight.
      const scrolls = (/** @type {string} */ flow) => flow === 'auto' || flow === 'scroll';
      if (!isInline || left < right) {
        const over = Math.max(rect.left - left, right - rect.right);
        const beyond = Math.max(rect.top - top, bottom - rect.bottom);
        if (over > 1.5 && hides(x) && !scrolls(x))
          cut ||= `${Math.round(over)} px by ${nameOf(at)}`;
        if (beyond > 4 && hides(y) && !scrolls(y))
          cut ||= `${Math.round(beyond)} px by ${nameOf(at)}`;
      }
      left = Math.max(left, rect.left);
      right = Math.min(right, rect.right);
      top = Math.max(top, rect.top);
      bottom = Math.min(bottom, rect.bottom);
    }
    return { left, top, right, bottom, cut, layer };
  };

  const dot = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  /** @type {Map<string, number[]>} */
  const colours = new Map();
  const channels = (/** @type {string} */ colour) => {
    let known = colours.get(colour);
    if (!known && dot) {
      dot.clearRect(0, 0, 1, 1);
      dot.fillStyle = colour;
      dot.fillRect(0, 0, 1, 1);
      const [r, g, b, a] = dot.getImageData(0, 0, 1, 1).data;
      colours.set(colour, (known = [r, g, b, a / 255]));
    }
    return known ?? [0, 0, 0, 0];
  };
  const over = (/** @type {number[]} */ [r, g, b, a], /** @type {number[]} */ below) =>
    [r, g, b].map((value, i) => value * a + below[i] * (1 - a));
  const ground = (/** @type {Element} */ element) => {
    const layers = [];
    for (let at = /** @type {Element | null} */ (element); at; at = parentOf(at)) {
      const colour = channels(styleOf(at).backgroundColor);
      if (colour[3] > 0) layers.push(colour);
      if (colour[3] === 1) break;
    }
    return layers.reduceRight((below, colour) => over(colour, below), [255, 255, 255]);
  };
  const light = (/** @type {number[]} */ colour) => {
    const [r, g, b] = colour.map((value) => {
      const share = value / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const judge = (
    /** @type {Element} */ element,
    /** @type {string} */ text,
    /** @type {string} */ colour,
    /** @type {number} */ size,
    /** @type {number} */ weight,
  ) => {
    const place = placeOf(element);
    if (size < SMALLEST - 0.01)
      found.add(`small: ${words(text)} has ${size.toFixed(1)} px, ${place}`);
    let opacity = 1;
    for (let at = /** @type {Element | null} */ (element); at; at = parentOf(at)) {
      if (at.matches(':disabled, [aria-disabled="true"]')) return;
      opacity *= Number(styleOf(at).opacity);
    }
    const below = ground(element);
    const [r, g, b, a] = channels(colour);
    const [one, two] = [light(over([r, g, b, a * opacity], below)), light(below)];
    const contrast = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
    const needed = size >= 24 || (size >= 18.66 && weight >= 700) ? 3 : 4.5;
    if (contrast < needed - 0.01)
      found.add(`faint: ${words(text)} has a contrast of ${contrast.toFixed(2)}, ${place}`);
  };
  /** @param {Element} element @param {Node} of @param {string} text @param {Box} box */
  const lay = (element, of, text, box) => {
    const part = clipped(element, box);
    if (!part) return false;
    const { cut, layer, ...rest } = part;
    if (cut) found.add(`cut: ${words(text)} by ${cut}, ${placeOf(element)}`);
    if (part.right - part.left < 1 || part.bottom - part.top < 1) return false;
    laid.push({ ...rest, words: words(text), of, place: placeOf(element), layer });
    return true;
  };

  const range = document.createRange();
  const pen = new OffscreenCanvas(1, 1).getContext('2d');
  /** @param {ParentNode} root */
  const walk = (root) => {
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      if (node instanceof Element) {
        if (node.shadowRoot) walk(node.shadowRoot);
        if (!node.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
        const style = styleOf(node);
        if (node instanceof HTMLSelectElement && pen) {
          const text = node.selectedOptions[0]?.textContent ?? '';
          pen.font = style.font;
          const room =
            node.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
          const wide = pen.measureText(text).width;
          if (clipped(node, node.getBoundingClientRect()) && wide > room + 1)
            found.add(
              `cut: ${words(text)} needs ${Math.ceil(wide - room)} px more, ${placeOf(node)}`,
            );
          judge(node, text, style.color, parseFloat(style.fontSize), Number(style.fontWeight));
        } else if (
          node instanceof HTMLInputElement &&
          !/range|checkbox|radio|file/.test(node.type)
        ) {
          const { value, scrollWidth, clientWidth } = node;
          if (value && scrollWidth > clientWidth + 1)
            found.add(`cut: ${words(value)}, ${placeOf(node)}`);
          if (value)
            judge(node, value, style.color, parseFloat(style.fontSize), Number(style.fontWeight));
        } else if (node instanceof HTMLCanvasElement) {
          const texts = /** @type {any} */ (globalThis).paintedTexts.get(node) ?? [];
          const rect = node.getBoundingClientRect();
          const scale = rect.width / node.width;
          for (const { text, corners, size, colour } of texts) {
            const [left, top, right, bottom] = corners;
            const box = {
              left: rect.left + left * scale,
              right: rect.left + right * scale,
              top: rect.top + top * scale,
              bottom: rect.top + bottom * scale,
            };
            if (left < -1 || top < -1 || right > node.width + 1 || bottom > node.height + 1)
              found.add(`cut: ${words(text)} by the edge of its canvas, ${placeOf(node)}`);
            const of = document.createTextNode(text); // each is its own
            if (lay(node, of, text, box) && canvases) judge(node, text, colour, size * scale, 400);
          }
        } else if (style.overflowX !== 'visible' && node.scrollWidth > node.clientWidth + 1) {
          const hides = /hidden|clip/.test(style.overflowX) && node.textContent?.trim();
          if (hides && style.clipPath === 'none' && node.clientWidth > 1)
            found.add(
              `cut: ${words(node.textContent ?? '')} by ${node.scrollWidth - node.clientWidth} px, ${placeOf(node)}`,
            );
        }
        continue;
      }
      const text = node.nodeValue ?? '';
      const element = node.parentElement;
      if (!text.trim() || !element || element.closest('script, style, noscript, select')) continue;
      if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      range.selectNodeContents(node);
      let seen = false;
      for (const { left, top, right, bottom } of range.getClientRects()) {
        if (right - left < 1) continue;
        // Letters are lower than their line.
        const air = (bottom - top) * 0.18;
        const box = { left, right, top: top + air, bottom: bottom - air };
        seen = lay(element, node, text, box) || seen;
      }
      if (!seen) continue;
      const style = styleOf(element);
      judge(element, text, style.color, parseFloat(style.fontSize), Number(style.fontWeight));
    }
  };
  walk(document.body);

  laid.sort((a, b) => a.top - b.top);
  laid.forEach((one, i) => {
    for (const two of laid.slice(i + 1)) {
      if (two.top > one.bottom - 2) break;
      if (two.of === one.of || (!fixed && one.layer !== two.layer)) continue;
      if (
        fixed &&
        one.layer !== two.layer &&
        // What sticks lies over what is scrolled beneath it, on a ground of its own.
        [one, two].some(({ layer }) => layer && styleOf(layer).position !== 'fixed')
      )
        continue;
      const across = Math.min(one.right, two.right) - Math.max(one.left, two.left);
      if (across > 1.5)
        found.add(`over: ${one.words} and ${two.words}, ${one.place} and ${two.place}`);
    }
  });
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) found.add(`the page is ${scrollWidth - clientWidth} px too wide`);
  return [...found];
}
