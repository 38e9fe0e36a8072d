/**
 * The page: a guest of the two elements. It connects them, chooses a theme, and says what no element says.
 */
import { simd } from 'wasm-feature-detect';
import { offerLanguages } from './page/language.js'; // first: the elements speak what it has chosen
import './elements/define.js';
import { usualThreads } from './engine/page/connect.js';
import { keepPage } from './page/offline.js';
import { catchPictures } from './page/pictures.js';
import { offerThemes } from './page/theme.js';
import { followTrainer } from './page/thumb.js';
import { showTroubles } from './page/trouble.js';
import { errors, page as words } from './text/en.js';
import { onLanguage } from './text/language.js';

/** @template {Element} E @param {string} selector @returns {E} */
const find = (selector) => /** @type {E} */ (document.querySelector(selector));

const tell = showTroubles(find('#trouble'));
offerThemes(find('#theme'));
offerLanguages(find('#language'));

/** @type {import('./elements/pad/nib-pad.js').NibPad} */
const pad = find('nib-pad');
/** @type {import('./elements/trainer/nib-trainer.js').NibTrainer} */
const trainer = find('nib-trainer');

catchPictures(pad);
/** @type {import('./elements/lab/nib-lab.js').NibLab} */
const lab = find('nib-lab');

// While the lab looks back, the pad reads with the net of that snapshot.
trainer.addEventListener('nib-net', (event) => {
  if (lab.back === null) pad.adopt(/** @type {CustomEvent} */ (event).detail);
});
lab.addEventListener('nib-snapshot', (event) =>
  pad.adopt(/** @type {CustomEvent} */ (event).detail),
);
followTrainer(find('#thumb'), trainer);

// A slide or a phone on its side has room for pad and bars alone.
const low = matchMedia('(max-height: 460px)');
const fit = () => (pad.compact = low.matches);
low.addEventListener('change', fit);
fit();

const machine = find('#machine');
const tellMachine = () => {
  const { machine: at } = trainer;
  machine.textContent = at
    ? words.machine(at.backend, at.threads)
    : crossOriginIsolated
      ? words.isolated(trainer.threads ?? usualThreads())
      : words.single;
};
trainer.addEventListener('nib-machine', tellMachine);
onLanguage(tellMachine);
tellMachine();
if (typeof WebAssembly !== 'object') tell(errors.noSimd);
else simd().then((there) => there || tell(errors.noSimd));
keepPage(find('#offline'));
