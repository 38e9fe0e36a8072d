/** The tree inside <nib-pad>. */
import { icon, make } from '../../host/nodes.js';
import { pad } from '../../text/en/reading.js';
import { marked } from '../../text/language.js';

const words = marked('pad', pad);

/** Icons, 24 units square, drawn with the pen of controls.css. */
const ICONS = {
  undo: 'M9 6 4 11l5 5M4 11h10a5 5 0 0 1 0 10h-3',
  redo: 'm15 6 5 5-5 5M20 11H10a5 5 0 0 0 0 10h3',
  eraser: 'm8 20-4-4a2 2 0 0 1 0-3L13 4a2 2 0 0 1 3 0l4 4a2 2 0 0 1 0 3l-9 9zM8 20h12M9 8l7 7',
  clear: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13M10.5 11v5M13.5 11v5',
  picture: 'M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15 9h.01',
  sample: 'm4 20 1-4L16 5l3 3L8 19zM14 7l3 3',
};

/** @param {keyof typeof ICONS} name @param {string} word @param {string} [hint] */
function tool(name, word, hint) {
  // The name stays when the word is hidden, in compact layout.
  return make(
    'button',
    { type: 'button', 'aria-label': word, title: hint ?? word },
    icon(ICONS[name]),
    make('span', '', word),
  );
}

/** @param {ShadowRoot} root */
export function build(root) {
  const keys = make('p', { id: 'keys', class: 'spoken' }, words.keys);
  const invitation = make('p', { class: 'invitation', 'aria-hidden': 'true' }, words.invitation);
  const surface = make(
    'div',
    {
      class: 'surface',
      role: 'application',
      tabindex: '0',
      'aria-label': words.surface,
      'aria-roledescription': words.surfaceKind,
      'aria-describedby': 'keys',
    },
    invitation,
  );
  const undo = tool('undo', words.undo);
  const redo = tool('redo', words.redo);
  const eraser = tool('eraser', words.eraser, words.eraserHint);
  eraser.setAttribute('aria-pressed', 'false');
  undo.className = 'slim';
  redo.className = eraser.className = 'slim more';
  const clear = tool('clear', words.clear);
  const sample = tool('sample', words.sample, words.sampleHint);
  const picture = tool('picture', words.picture, words.pictureHint);
  picture.className = 'more';
  const chooser = make('input', {
    type: 'file',
    accept: 'image/*',
    tabindex: '-1',
    'aria-hidden': 'true',
  });
  chooser.hidden = true;
  const view = make('div');
  const why = make(
    'button',
    { type: 'button', class: 'link', 'aria-pressed': 'false', title: words.why.hint },
    words.why.button,
  );
  const legend = make(
    'p',
    { class: 'legend', 'aria-hidden': 'true' },
    make('span'),
    ' ',
    make('span'),
  );
  const said = make('span');
  const truth = make('span', { class: 'truth' });
  const answer = make('p', { class: 'answer', part: 'answer' }, said, truth);
  const bars = make('ol', { class: 'bars', part: 'bars', 'aria-label': words.bars });
  const nets = make('div', { class: 'nets', part: 'nets' });
  const strip = make('canvas');
  const mark = make('span', { class: 'mark', 'aria-hidden': 'true' });
  const hint = make('span', { class: 'hint', 'aria-hidden': 'true' }, words.historyHint);
  const history = make('div', { class: 'strip', part: 'history' }, strip, hint, mark);
  const spoken = make('p', { class: 'spoken', 'aria-live': 'polite' });
  const sentence = make('span');
  const retry = make('button', { type: 'button' }, words.retry);
  const teach = make('div', { class: 'teach', part: 'teach' });
  const reasons = make('div', { class: 'reasons', part: 'reasons' });
  const trouble = make('div', { class: 'error trouble', role: 'alert' }, sentence, retry);
  trouble.hidden = legend.hidden = reasons.hidden = true;

  const frame = make('div', { class: 'frame', part: 'pad' }, surface);
  root.append(
    make(
      'div',
      { class: 'pad' },
      frame,
      make(
        'div',
        { class: 'tools', part: 'tools' },
        undo,
        redo,
        eraser,
        clear,
        sample,
        picture,
        chooser,
      ),
      make(
        'div',
        { class: 'reading' },
        make(
          'figure',
          { class: 'view', part: 'view' },
          view,
          make('figcaption', '', words.view, ' ', why),
          legend,
        ),
        answer,
        nets,
        bars,
      ),
      teach,
      reasons,
      make('div', { class: 'training' }, history),
      trouble,
      keys,
      spoken,
    ),
  );
  return {
    frame,
    surface,
    invitation,
    undo,
    redo,
    eraser,
    clear,
    sample,
    picture,
    chooser,
    view,
    why,
    legend,
    said,
    truth,
    bars,
    nets,
    history,
    strip,
    mark,
    hint,
    spoken,
    trouble,
    sentence,
    retry,
    teach,
    reasons,
  };
}
