/**
 * What the trainer tells: numbers, sentences, progress, trouble. Reads a run, writes into the view,
 * decides nothing.
 *
 * @typedef {import('../../engine/page/run.js').Run} Run
 * @typedef {import('./view.js').View} View
 */
import { data, trainer as text } from '../../text/en/training.js';
import { clock, percent, rate } from '../../text/numbers.js';

/** Nobody reads faster, and every change of text costs the page a layout. */
const READ_MS = 100;
/** Somebody who listens wants the news now and then, not a running commentary. */
const SPOKEN_MS = 10_000;

export class Readout {
  #view;
  #run;
  #frame = 0;
  #written = -Infinity;
  #spoken = -Infinity;
  /** The charts and whatever else follows the run. */
  #also;

  #buttons;

  /**
   * @param {View} view @param {Run} run @param {import('./buttons.js').Buttons} buttons
   * @param {() => void} also  called with each refresh
   */
  constructor(view, run, buttons, also) {
    this.#view = view;
    this.#run = run;
    this.#buttons = buttons;
    this.#also = also;
  }

  /** Something changed; it is written with one of the next frames. */
  refresh() {
    this.#frame ||= requestAnimationFrame((time) => {
      this.#frame = 0;
      if (time - this.#written < READ_MS) return this.refresh();
      this.#written = time;
      this.now();
    });
  }

  /** Writes all that is to be read, at once. */
  now() {
    this.#buttons.show();
    this.#progress();
    this.#stats();
    this.#data();
    this.#also();
  }

  /** For ears; at once where a run has come to rest. */
  speak() {
    const { state, last, scored } = this.#run;
    if (state === 'running') {
      const now = performance.now();
      if (!last || now - this.#spoken < SPOKEN_MS) return;
      this.#spoken = now;
      const left = last.secondsLeft;
      this.#view.say(
        'spoken',
        text.spoken(last.step / last.steps, scored?.testAccuracy ?? null, left),
      );
    } else if (state === 'done' || state === 'paused') {
      this.#view.say('spoken', `${this.#where()} ${this.#reads()}.`);
    }
  }

  #progress() {
    const { last, error } = this.#run;
    const failed = this.#view.part('run-error');
    failed.hidden = !error;
    if (error) this.#view.say('run-error', text.failed(error.message));
    const share = last ? last.step / last.steps : 0;
    const whole = Math.floor(share * 100);
    this.#view.part('fill').style.inlineSize = `${share * 100}%`;
    this.#view.part('bar').setAttribute('aria-valuenow', String(whole));
    this.#view.say('share', `${whole}\u00a0%`);
  }

  #stats() {
    const { last, scored, best, fingerprint, state } = this.#run;
    this.#view.say('reads', this.#reads());
    this.#view.say('where', this.#where());
    const tested = scored?.testAccuracy;
    this.#view.say('now', tested == null ? text.none : percent(tested));
    this.#view.say('best', best?.testAccuracy == null ? text.none : percent(best.testAccuracy));
    this.#view.say('best-name', best ? text.bestAt(best.step) : text.best);
    const speed = last?.imagesPerSecond;
    this.#view.say('speed', speed ? text.imagesPerSecond(speed) : text.none);
    const left = last?.secondsLeft;
    this.#view.say('left', left == null || state === 'done' ? text.none : clock(left));
    this.#view.say('learning-rate', last?.learningRate ? rate(last.learningRate) : text.none);
    this.#view.say('fingerprint', fingerprint ?? text.none);
  }

  /** The sentence that counts. */
  #reads() {
    const { state, scored, testDigits } = this.#run;
    if (scored?.testAccuracy != null)
      return text.reads(scored.testAccuracy * testDigits, testDigits);
    if (state === 'idle') return text.idle;
    return this.#run.last?.step ? text.learning : text.starting;
  }

  /** How far it is. */
  #where() {
    const { last, state } = this.#run;
    if (!last) return '';
    if (last.state === 'done' || last.state === 'stopped') return text.ended(last.state, last.step);
    const where = `${text.step_of(last.step, last.steps, last.epoch)}.`;
    return state === 'paused' ? `${text.paused} ${where}` : where;
  }

  #data() {
    const { loading, isLive } = this.#run;
    const trouble = this.#view.part('trouble');
    const troubles = loading?.troubles ?? [];
    trouble.hidden = troubles.length === 0;
    if (troubles.length) {
      const [first, ...more] = troubles;
      const next =
        first.kind === 'offline'
          ? data.retriesOnline
          : first.retries
            ? data.retriesSoon
            : data.retryNow;
      this.#view.say(
        'trouble-text',
        [data.trouble(first), more.length ? data.more(more.length) : '', data.kept, next]
          .filter(Boolean)
          .join(' '),
      );
    }
    const coming = Boolean(loading) && loading?.state !== 'done';
    const share = loading?.total ? Math.floor((loading.bytes / loading.total) * 100) : 0;
    this.#view.part('meter').hidden = !coming;
    this.#view.part('meter').setAttribute('aria-valuenow', String(share));
    this.#view.part('loaded').style.inlineSize = `${share}%`;
    this.#view.say('data', this.#arriving() ?? (isLive ? text.locked : ''));
    // What is settled is said at the foot.
    const { train = 0, test = 0 } = loading?.ready ?? {};
    const kept = [
      loading?.state === 'done' ? data.ready(train, test) : '',
      loading?.fromCache ? data.fromCache : '',
      loading?.forgets ? data.forgets : '',
    ];
    this.#view.say('kept', kept.filter(Boolean).join(' '));
    const { machine } = this.#run;
    this.#view.say('runs-on', machine ? text.machine(machine.backend, machine.threads) : '');
    this.#view.say('short', machine?.short ? text.short(machine.short) : '');
  }

  /** What is on its way, or waited for; null when all is here. */
  #arriving() {
    const { loading, last, state } = this.#run;
    if (!loading || loading.state === 'done') return null;
    if (state === 'loading' && last?.state === 'waiting' && loading.total) {
      const needs = last.needs ?? 'train';
      // While it comes in as it should, the meter says enough.
      if (loading.troubles.length) return data.waiting(needs, loading.missing[needs]);
    }
    return loading.total ? data.loading(loading.bytes, loading.total) : data.opening;
  }
}
