// When a cold page first answers, and what it has fetched until then: `node
// benches/first-answer.mjs [VISITS]`, on a page that is built. A drawing is set as soon as the pad
// is defined.
import { withPage } from '../tests/browser/harness.mjs';

const visits = Number(process.argv[2] ?? 7);

function draw() {
  void customElements.whenDefined('nib-pad').then(() => {
    const pad = /** @type {any} */ (document.querySelector('nib-pad'));
    pad.strokes = [
      [
        [0.3, 0.2],
        [0.7, 0.2],
        [0.45, 0.9],
      ],
    ];
    const look = () => {
      if (!pad.prediction) return setTimeout(look);
      const loads = [
        ...performance.getEntriesByType('navigation'),
        ...performance.getEntriesByType('resource'),
      ];
      /** @type {any} */ (window).answer = {
        ms: Math.round(performance.now()),
        bytes: loads.reduce((sum, load) => sum + /** @type {any} */ (load).encodedBodySize, 0),
      };
    };
    look();
  });
}

/** @type {{ms: number, bytes: number}[]} */
const answers = [];
for (let visit = 0; visit < visits; visit++)
  await withPage({ prepare: (page) => page.addInitScript(draw) }, async ({ page }) => {
    await page.waitForFunction(() => /** @type {any} */ (window).answer);
    answers.push(await page.evaluate(() => /** @type {any} */ (window).answer));
  });
const ms = answers.map((answer) => answer.ms).sort((a, b) => a - b);
console.log(
  `first answer: median ${ms[visits >> 1]} ms of ${visits} (${ms[0]} to ${ms[visits - 1]})`,
);
console.log(`fetched until then: ${Math.max(...answers.map(({ bytes }) => bytes))} bytes`);
