/**
 * What stands in a chart's figure besides the drawing: name, key, values; below, what the chart may
 * be asked for.
 */
import { make } from '../host/nodes.js';
import { charts as text } from '../text/en/training.js';

/** @param {HTMLElement} figure @param {import('./kinds.js').Kind} kind */
export function inside(figure, kind) {
  const trainValue = make('b', 'value');
  const testValue = make('b', 'value');
  const at = make('span', 'at');
  const axis = make('span', 'axis', kind.unit);
  const whole = make('button', 'small', text.zoomOut);
  whole.type = 'button';
  whole.hidden = true;
  const closer = make('button', 'small');
  closer.type = 'button';
  closer.hidden = true;
  const log = make('input', '');
  log.type = 'checkbox';
  const logLabel = make('label', 'log', log, text.log);
  logLabel.title = text.logHint;
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
    make('div', 'foot', closer, axis, at, whole, logLabel),
  );
  return { figure, trainValue, testValue, at, axis, whole, closer, log, plot, empty };
}
