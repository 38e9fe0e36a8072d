/** What stands in a chart's figure besides the drawing: name, key, values; below, what the chart may be asked for. */
import { charts as text } from '../text/en.js';

/** @param {HTMLElement} figure @param {import('./kinds.js').Kind} kind */
export function inside(figure, kind) {
  const trainValue = make('b', 'value');
  const testValue = make('b', 'value');
  const at = make('span', 'at');
  const axis = make('span', 'axis', kind.unit);
  const whole = make('button', 'small', text.zoomOut);
  whole.type = 'button';
  whole.hidden = true;
  const log = make('input', '');
  log.type = 'checkbox';
  const logLabel = make('label', 'log', log, text.log);
  logLabel.hidden = !kind.log;
  const plot = make('div', 'plot');
  plot.setAttribute('role', 'img');
  const empty = make('p', 'empty', make('span', '', text.empty));
  figure.append(
    make(
      'figcaption',
      'head',
      make('strong', 'name', kind.name),
      make('span', 'key', make('i', 'sample train'), `${text.train} `, trainValue),
      make('span', 'key', make('i', 'sample test'), `${text.test} `, testValue),
    ),
    make('div', 'stage', plot, empty),
    make('div', 'foot', axis, at, whole, logLabel),
  );
  return { figure, trainValue, testValue, at, axis, whole, log, plot, empty };
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {string} name @param {...(Node | string)} content
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, name, ...content) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  element.append(...content);
  return element;
}

/** A button, a small one if nothing else is said. @param {string} words @param {string} [hint] @param {string} [name] */
export function button(words, hint = '', name = 'small') {
  const made = make('button', name, words);
  made.type = 'button';
  if (hint) made.title = hint;
  return made;
}
