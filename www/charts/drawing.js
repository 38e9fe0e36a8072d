/**
 * A picture as a list of simple shapes, and that list as an SVG file or on a canvas: what is
 * exported looks the same either way. Lengths are CSS pixels.
 *
 * @typedef {{kind: 'rect', x: number, y: number, width: number, height: number, fill: string,
 *   opacity?: number}} Rect
 * @typedef {{kind: 'line', points: number[][], stroke: string, width: number, dash?: number[]}}
 *   Line
 * @typedef {{kind: 'area', points: number[][], fill: string, opacity: number}} Area
 * @typedef {{
 *   kind: 'text', x: number, y: number, text: string, fill: string, size: number,
 *   anchor?: 'start' | 'middle' | 'end', bold?: boolean,
 * }} Text  `y` is the middle of the line
 * @typedef {{kind: 'image', x: number, y: number, width: number, height: number, canvas:
 *   HTMLCanvasElement}} Picture
 * @typedef {Rect | Line | Area | Text | Picture} Shape
 * @typedef {{width: number, height: number, shapes: Shape[]}} Drawing
 */
import { charts as text } from '../text/en/training.js';

const FONT = 'system-ui, sans-serif';

/** @param {Drawing} drawing @returns {string} the text of an SVG file */
export function toSvg({ width, height, shapes }) {
  const size = `width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"`;
  const lines = shapes.map(element).join('\n');
  return `<svg xmlns="http://www.w3.org/2000/svg" ${size} font-family="${FONT}">\n${lines}\n</svg>\n`;
}

/** @param {Shape} shape */
function element(shape) {
  switch (shape.kind) {
    case 'rect': {
      const { x, y, width, height, fill, opacity = 1 } = shape;
      return `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" fill="${fill}" fill-opacity="${opacity}"/>`;
    }
    case 'line': {
      const { points, stroke, width, dash } = shape;
      const dashes = dash ? ` stroke-dasharray="${dash.join(' ')}"` : '';
      return `<polyline points="${list(points)}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linejoin="round"${dashes}/>`;
    }
    case 'area':
      return `<polygon points="${list(shape.points)}" fill="${shape.fill}" fill-opacity="${shape.opacity}"/>`;
    case 'text': {
      const { x, y, text, fill, size, anchor = 'start', bold } = shape;
      const weight = bold ? ' font-weight="600"' : '';
      return `<text x="${n(x)}" y="${n(y)}" fill="${fill}" font-size="${size}" text-anchor="${anchor}" dominant-baseline="central"${weight}>${escaped(text)}</text>`;
    }
    case 'image': {
      const { x, y, width, height, canvas } = shape;
      return `<image x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}" href="${canvas.toDataURL()}"/>`;
    }
  }
}

/** @param {number} number */
const n = (number) => String(Math.round(number * 100) / 100);

/** @param {number[][]} points */
const list = (points) => points.map(([x, y]) => `${n(x)},${n(y)}`).join(' ');

/** @param {string} text */
const escaped = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');

/**
 * @param {Drawing} drawing
 * @param {number} [scale] pixels of the picture for each of ours
 * @returns {Promise<Blob>}
 */
export function toPng({ width, height, shapes }, scale = 2) {
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'));
  ctx.scale(scale, scale);
  for (const shape of shapes) paint(ctx, shape);
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error(text.noPicture))),
      'image/png',
    ),
  );
}

/** @param {CanvasRenderingContext2D} ctx @param {Shape} shape */
function paint(ctx, shape) {
  ctx.save();
  switch (shape.kind) {
    case 'rect':
      ctx.globalAlpha = shape.opacity ?? 1;
      ctx.fillStyle = shape.fill;
      ctx.fillRect(shape.x, shape.y, shape.width, shape.height);
      break;
    case 'line':
    case 'area':
      ctx.beginPath();
      for (const [x, y] of shape.points) ctx.lineTo(x, y);
      if (shape.kind === 'area') {
        ctx.globalAlpha = shape.opacity;
        ctx.fillStyle = shape.fill;
        ctx.fill();
      } else {
        ctx.strokeStyle = shape.stroke;
        ctx.lineWidth = shape.width;
        ctx.lineJoin = 'round';
        ctx.setLineDash(shape.dash ?? []);
        ctx.stroke();
      }
      break;
    case 'text':
      ctx.fillStyle = shape.fill;
      ctx.font = `${shape.bold ? 600 : 400} ${shape.size}px ${FONT}`;
      ctx.textAlign = shape.anchor === 'middle' ? 'center' : (shape.anchor ?? 'start');
      ctx.textBaseline = 'middle';
      ctx.fillText(shape.text, shape.x, shape.y);
      break;
    case 'image':
      ctx.imageSmoothingEnabled = false;
      ctx.drawImage(shape.canvas, shape.x, shape.y, shape.width, shape.height);
  }
  ctx.restore();
}
