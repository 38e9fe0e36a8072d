/** What the page has besides the pad: trainer, lab and walls, the bar on a phone, and what it keeps for later visits. */
import '../elements/define.js';
import { page as words } from '../text/en.js';
import { onLanguage } from '../text/language.js';
import { keepPage } from './offline.js';
import { followTrainer } from './thumb.js';

/** @template {Element} E @param {string} selector @returns {E} */
const find = (selector) => /** @type {E} */ (document.querySelector(selector));

/** Connects the elements of the page. @param {import('../elements/pad/nib-pad.js').NibPad} pad */
export function open(pad) {
  /** @type {import('../elements/trainer/nib-trainer.js').NibTrainer} */
  const trainer = find('nib-trainer');
  /** @type {import('../elements/lab/nib-lab.js').NibLab} */
  const lab = find('nib-lab');

  // While the lab looks back, the pad reads with the net of that snapshot.
  trainer.addEventListener('nib-net', (event) => {
    if (lab.back === null) adopt(event);
  });
  lab.addEventListener('nib-snapshot', adopt);
  /** @param {Event} event */
  function adopt(event) {
    pad.adopt(/** @type {CustomEvent} */ (event).detail).catch(() => {}); // the pad says what is wrong
  }
  followTrainer(find('#thumb'), trainer);

  const machine = find('#machine');
  const tellMachine = () => {
    const { machine: at } = trainer;
    machine.textContent = at
      ? words.machine(at.backend, at.threads)
      : crossOriginIsolated
        ? words.isolated(trainer.plannedThreads)
        : words.single;
  };
  trainer.addEventListener('nib-machine', tellMachine);
  onLanguage(tellMachine);
  tellMachine();
  void keepPage(find('#offline'));
}
