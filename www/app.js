/**
 * The page: a guest of the elements. The pad comes first, with what it needs to read. What trains,
 * and the lab, are loaded when the pad reads, or sooner where somebody wants them: they weigh more
 * than all that reading takes.
 */
import { simd } from 'wasm-feature-detect';
import { NibPad } from './elements/pad/nib-pad.js';
import { engine } from './engine/page/engine.js';
import { offerLanguages, spoken } from './page/language.js';
import { catchPictures } from './page/pictures.js';
import { offerThemes } from './page/theme.js';
import { showTroubles } from './page/trouble.js';
import { errors } from './text/en/reading.js';

// The pad asks for it once it is seen; until then the module can be compiled. The pad says what
// went wrong.
engine.glue().catch(() => {});
// A page of somebody else may have some of these only.
const trouble = document.getElementById('trouble');
const tell = trouble ? showTroubles(trouble) : console.error;
if (typeof WebAssembly !== 'object') tell(errors.noSimd);
else void simd().then((there) => there || tell(errors.noSimd));

const pad = /** @type {NibPad | null} */ (document.querySelector('nib-pad'));
// A pad that has no drawing yet can wait for its language, and nobody sees it change.
void spoken.then(async () => {
  NibPad.define();
  const theme = document.querySelector('button#theme');
  if (theme instanceof HTMLButtonElement) offerThemes(theme);
  const languages = document.querySelector('select#language');
  if (languages instanceof HTMLSelectElement) offerLanguages(languages);
  if (pad) {
    catchPictures(pad);
    // A slide or a phone on its side has room for pad and bars alone.
    const low = matchMedia('(max-height: 460px)');
    const fit = () => (pad.compact = low.matches);
    low.addEventListener('change', fit);
    fit();
    await wanted(pad);
  }
  const { open } = await import('./page/training.js');
  open(pad);
});

/**
 * The pad reads, or cannot; or the visitor turns to what trains.
 * @param {NibPad} pad
 * @returns {Promise<void>}
 */
function wanted(pad) {
  const told = new AbortController();
  return new Promise((resolve) => {
    const { signal } = told;
    const done = () => {
      told.abort();
      resolve();
    };
    for (const event of ['nib-ready', 'nib-error']) pad.addEventListener(event, done, { signal });
    for (const part of document.querySelectorAll('nib-trainer, nib-lab')) {
      for (const act of ['pointerenter', 'focusin']) part.addEventListener(act, done, { signal });
    }
    // A pad out of sight fetches nothing.
    const late = setTimeout(done, 3_000);
    signal.addEventListener('abort', () => clearTimeout(late));
  });
}
