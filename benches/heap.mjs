/**
 * What the page's JavaScript holds over a long run with the whole lab in sight: a line a minute.
 *
 *     cargo xtask build && node benches/heap.mjs [--minutes 20]
 */
import { withPage } from '../tests/browser/harness.mjs';

const asked = process.argv.indexOf('--minutes');
const minutes = asked < 0 ? 20 : Number(process.argv[asked + 1]);

await withPage({ viewport: { width: 1600, height: 1900 } }, async ({ page }) => {
  await page.waitForFunction(
    () => /** @type {any} */ (document.querySelector('nib-trainer'))?.recipe,
  );
  await page.evaluate(() => {
    const trainer = /** @type {import('../www/elements/trainer/nib-trainer.js').NibTrainer} */ (
      document.querySelector('nib-trainer')
    );
    document.querySelector('nib-lab')?.scrollIntoView();
    trainer.threads = 1; // the other core draws
    trainer.start({ preset: 'mlp-dropout', steps: 5_000_000 });
  });
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  for (let minute = 0; minute <= minutes; minute++) {
    await session.send('HeapProfiler.collectGarbage');
    const { metrics } = await session.send('Performance.getMetrics');
    const of = (/** @type {string} */ name) =>
      metrics.find((metric) => metric.name === name)?.value ?? 0;
    const points = await page.evaluate(
      () => /** @type {any} */ (document.querySelector('nib-trainer')).history.length,
    );
    console.log(
      `${minute} min: ${(of('JSHeapUsedSize') / 1e6).toFixed(1)} MB, ${of('Nodes')} nodes, ${of('JSEventListeners')} listeners, ${points} points`,
    );
    if (minute < minutes) await page.waitForTimeout(60_000);
  }
});
