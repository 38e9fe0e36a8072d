/**
 * Elements, made node by node: a page may forbid markup from text (Trusted Types), and style in
 * markup.
 */

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string | {[attribute: string]: string}} how  its class, or its attributes
 * @param {...(Node | string)} content
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, how = '', ...content) {
  const element = document.createElement(tag);
  if (typeof how !== 'string')
    for (const [name, value] of Object.entries(how)) element.setAttribute(name, value);
  else if (how) element.className = how;
  element.append(...content);
  return element;
}

/**
 * A button, a small one if nothing else is said.
 * @param {string} words @param {string} [hint] @param {string} [name]
 */
export function button(words, hint = '', name = 'small') {
  const made = make('button', name, words);
  made.type = 'button';
  if (hint) made.title = hint;
  return made;
}

/** An icon, 24 units square, drawn with the pen of controls.css. @param {string} path */
export function icon(path) {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  const line = document.createElementNS(space, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  line.setAttribute('d', path);
  svg.append(line);
  return svg;
}
