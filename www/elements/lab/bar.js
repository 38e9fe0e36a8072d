/**
 * What a lab has above its panels: time to go back in, the display to freeze, panels to bring back.
 */
import { button, make } from '../../host/nodes.js';
import { lab as text } from '../../text/en/training.js';

export class Bar {
  freeze = button('');
  now = button('');
  restore = button('');
  all = button('');
  travel = make('input', '');
  /** What went wrong, or that the display stands still. */
  state = make('span', 'state');
  #at = make('output', 'at');
  #label = make('span', '');
  #keys = make('span', 'keys-hint');

  constructor() {
    const { freeze, now, restore, all, travel, state } = this;
    freeze.setAttribute('aria-pressed', 'false');
    now.hidden = restore.hidden = all.hidden = true;
    const range = { type: 'range', min: '0', max: '0', step: '1', value: '0', disabled: true };
    Object.assign(travel, range);
    state.setAttribute('role', 'status');
    const time = make('label', 'travel', this.#label, travel, this.#at);
    this.element = make('div', 'bar', time, now, freeze, all, restore, state, this.#keys);
    this.element.setAttribute('part', 'bar');
  }

  /** @param {boolean} frozen @param {number | null} back */
  translate(frozen, back) {
    this.freeze.textContent = frozen ? text.thaw : text.freeze;
    this.now.textContent = text.now;
    this.all.textContent = text.all;
    this.travel.title = text.backHint;
    this.#label.textContent = text.back;
    this.#keys.textContent = text.keys;
    this.showBack(back);
  }

  /** @param {boolean} frozen */
  showFrozen(frozen) {
    this.freeze.textContent = frozen ? text.thaw : text.freeze;
    this.freeze.setAttribute('aria-pressed', String(frozen));
    this.state.textContent = frozen ? text.frozen : '';
  }

  /** @param {number | null} step  that is looked back at; null: now */
  showBack(step) {
    this.now.hidden = step === null;
    this.#at.textContent = step === null ? text.atNow : text.atStep(step);
    this.travel.value = step === null ? this.travel.max : String(step);
  }

  /**
   * How far back one can look.
   * @param {number} snapshots @param {number} newest @param {boolean} isBack
   */
  showReach(snapshots, newest, isBack) {
    const { travel } = this;
    const most = String(newest);
    const standing = snapshots < 2;
    if (travel.disabled !== standing) travel.disabled = standing;
    if (travel.max !== most) travel.max = most;
    if (!isBack && travel.value !== most) travel.value = most;
  }

  /** Which panels can be brought back. @param {{hidden: number, chosen: boolean}} panels */
  showPanels({ hidden, chosen }) {
    this.restore.hidden = hidden === 0 || chosen;
    this.restore.textContent = text.restore(hidden);
    this.all.hidden = !chosen;
  }
}
