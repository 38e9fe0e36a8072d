/**
 * What of a chart's curves is in sight: all of them, a closer look, or what was dragged over; on an
 * axis that is even or logarithmic.
 *
 * @typedef {import('./kinds.js').Kind} Kind
 * @typedef {{best: number, curves: (number | null)[][]}} Measured  the best test value, and the
 *   values of the curves
 */
import { logRange } from './axes.js';

export class CurveView {
  log = false;
  /** A closer look was asked for; it is given once there is something to look closer at. */
  closer = false;
  /**
   * What was dragged over; null is the whole curve.
   * @type {{x: [number, number] | null, y: [number, number] | null} | null}
   */
  zoom = null;
  #kind;

  /** @param {Kind} kind */
  constructor(kind) {
    this.#kind = kind;
  }

  /** @param {number} span  of the whole curve @returns {[number, number]} */
  x(span) {
    return this.zoom?.x ?? [0, span];
  }

  /**
   * @param {number | null} min @param {number | null} max  of the points in sight
   * @param {Measured} measured
   * @returns {[number, number]}
   */
  y(min, max, { best, curves }) {
    if (this.zoom?.y) return this.zoom.y;
    if (this.log) return logRange(min ?? 0, max ?? 0);
    if (this.zoom?.x && min !== null && max !== null && max > min) {
      const air = (max - min) * 0.08;
      return [min - air, max + air];
    }
    return (this.closer && this.#kind.closer(best)) || this.#kind.range(curves);
  }

  /**
   * To what was dragged over on a plot. @param {import('uplot')} plot
   * @returns {boolean} whether that was anything
   */
  zoomTo(plot) {
    const { left, top, width, height } = plot.select;
    const { over } = plot;
    // A drag along one axis selects the whole of the other.
    const x = width < over.clientWidth - 1;
    const y = height < over.clientHeight - 1;
    plot.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
    if (!(x && width) && !(y && height)) return false;
    this.zoom = {
      x: x ? [plot.posToVal(left, 'x'), plot.posToVal(left + width, 'x')] : (this.zoom?.x ?? null),
      y: y ? [plot.posToVal(top + height, 'y'), plot.posToVal(top, 'y')] : null,
    };
    return true;
  }
}
