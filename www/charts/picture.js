/**
 * A chart as a picture to keep: its canvas under its name and key, on the ground that the theme
 * gives it.
 */
import { charts as text } from '../text/en/training.js';
import { FONT, scaled } from './font.js';

/**
 * @param {HTMLCanvasElement} chart @param {string} name
 * @param {import('./palette.js').Palette} palette
 * @returns {Promise<Blob>}
 */
export function picture(chart, name, { surface, ink, accent, second }) {
  const px = globalThis.devicePixelRatio || 1;
  const head = Math.round(34 * px);
  const canvas = document.createElement('canvas');
  canvas.width = chart.width;
  canvas.height = chart.height + head;
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  ctx.fillStyle = surface;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  ctx.drawImage(chart, 0, head);
  ctx.textBaseline = 'middle';
  let x = 14 * px;
  const write = (/** @type {string} */ words) => {
    ctx.fillStyle = ink;
    ctx.fillText(words, x, head / 2);
    x += ctx.measureText(words).width;
  };
  ctx.font = scaled('600 14px system-ui, sans-serif', px);
  write(name);
  ctx.font = scaled(FONT, px);
  for (const [words, colour, width] of /** @type {const} */ ([
    [text.train, second, 1.25],
    [text.test, accent, 2.5],
  ])) {
    x += 18 * px;
    ctx.strokeStyle = colour;
    ctx.lineWidth = width * px;
    ctx.beginPath();
    ctx.moveTo(x, head / 2);
    ctx.lineTo(x + 20 * px, head / 2);
    ctx.stroke();
    x += 26 * px;
    write(words);
  }
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error(text.noPicture))),
      'image/png',
    ),
  );
}
