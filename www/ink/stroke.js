/**
 * A drawing in numbers, as all rooms know it. Units: the pad's side is 1, x to the right, y down;
 * pressure is 0..1, 0.5 where unknown.
 *
 * @typedef {[x: number, y: number, pressure: number]} Sample
 * @typedef {Sample[]} Stroke
 */
export {};
