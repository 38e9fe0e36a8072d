/** A trainer that starts when somebody sees it: a slide is reached, a post is read that far. */
import { isCopy, isShown } from '../../host/host-page.js';

/**
 * @param {HTMLElement & {readonly autostart: string, readonly state: string,
 *   start(): Promise<void>}} trainer
 * @param {AbortSignal} signal
 */
export function startInSight(trainer, signal) {
  if (trainer.autostart !== 'visible' || isCopy(trainer)) return;
  const observer = new IntersectionObserver((entries) => {
    const isSeen = entries[entries.length - 1].isIntersecting && isShown(trainer);
    if (!isSeen || trainer.autostart !== 'visible') return;
    observer.disconnect();
    if (trainer.state === 'idle') trainer.start().catch(() => {}); // the trainer says what is wrong
  });
  observer.observe(trainer);
  signal.addEventListener('abort', () => observer.disconnect());
}
