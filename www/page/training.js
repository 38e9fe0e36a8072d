/**
 * What the page has besides the pad: trainer, lab and walls, the bar on a phone, and what it keeps
 * for later visits.
 */
import '../elements/define.js';
import { sharesMemory } from '../engine/page/shared-memory.js';
import { page as words } from '../text/en/reading.js';
import { onLanguage } from '../text/language.js';
import { keepPage } from './offline.js';
import { followTrainer } from './thumb.js';

/**
 * Connects what of the elements is in the document: a page of somebody else may have some of them
 * only.
 * @param {import('../elements/pad/nib-pad.js').NibPad | null} pad
 */
export function open(pad) {
  const trainer = /** @type {import('../elements/trainer/nib-trainer.js').NibTrainer | null} */ (
    document.querySelector('nib-trainer')
  );
  const lab = /** @type {import('../elements/lab/nib-lab.js').NibLab | null} */ (
    document.querySelector('nib-lab')
  );
  // While the lab looks back, the pad reads with the net of that snapshot.
  trainer?.addEventListener('nib-net', (event) => {
    if (!lab || lab.back === null) adopt(event);
  });
  lab?.addEventListener('nib-snapshot', adopt);
  /** @param {Event} event */
  function adopt(event) {
    // the pad says what is wrong
    pad?.adopt(/** @type {CustomEvent} */ (event).detail).catch(() => {});
  }
  const thumb = document.getElementById('thumb');
  if (trainer && thumb) followTrainer(thumb, trainer);
  const machine = document.getElementById('machine');
  if (trainer && machine) tellMachine(machine, trainer);
  const offline = document.getElementById('offline');
  if (offline) void keepPage(offline);
}

/**
 * Says what a trainer computes with.
 * @param {HTMLElement} place @param {import('../elements/trainer/nib-trainer.js').NibTrainer}
 *   trainer
 */
function tellMachine(place, trainer) {
  const tell = () => {
    const { machine } = trainer;
    place.textContent = machine
      ? words.machine(machine.backend, machine.threads)
      : sharesMemory()
        ? words.isolated(trainer.plannedThreads)
        : crossOriginIsolated
          ? words.unshared
          : words.single;
  };
  trainer.addEventListener('nib-machine', tell);
  onLanguage(tell);
  tell();
}
