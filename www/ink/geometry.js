/**
 * Strokes as numbers (stroke.js): from the pointer to the pad's own units, from samples to a smooth
 * line, from a line to what the recognizer takes. Pure functions; nothing here knows the DOM.
 */

/** @typedef {import('./stroke.js').Sample} Sample */
/** @typedef {import('./stroke.js').Stroke} Stroke */

/** Squares along each side of the paper, and pixels along each side of what the net sees. */
export const CELLS = 28;

/** The line's width at pressure 0.5: about two squares, as a felt pen's on this paper. */
const PEN_WIDTH = 0.054;

/** Reaches a little beyond both sides of a line, so that one pass along it takes it away. */
export const ERASER_RADIUS = 0.045;

/** Samples nearer than this to the last but one add jitter, not shape (1.5 px on a pad of 420). */
const MIN_DISTANCE = 0.0035;

/**
 * The traced line is straight between points this far apart: the sagitta of a tight curve stays
 * under 0.1 px.
 */
const TRACE_STEP = 0.008;

/**
 * A stroke longer than 160 times the pad is traced more coarsely, so that a scribble without end
 * never holds up the page.
 */
const MOST_STEPS = 20_000;

/** As many samples as the recognizer takes; nobody draws more. */
const MOST_SAMPLES = 100_000;

/**
 * A captured pointer may wander anywhere; ink this far outside says nothing about the digit any
 * more.
 */
const MARGIN = 0.5;

/**
 * Where a pointer event is, in units of the pad. `offsetX` is right under every transform but
 * counts CSS `zoom` twice; `clientWidth` knows of neither. So the surface may have no border and no
 * padding.
 *
 * @param {{offsetX: number, offsetY: number}} event
 * @param {{clientWidth: number, clientHeight: number, currentCSSZoom?: number}} surface
 * @returns {[x: number, y: number]}
 */
export function unitPoint(event, surface) {
  const zoom = surface.currentCSSZoom ?? 1;
  return [
    clamp(event.offsetX / zoom / (surface.clientWidth || 1), -MARGIN, 1 + MARGIN),
    clamp(event.offsetY / zoom / (surface.clientHeight || 1), -MARGIN, 1 + MARGIN),
  ];
}

/** @param {number} pressure @returns {number} width of the line, in units of the pad */
export function widthAt(pressure) {
  return PEN_WIDTH * (0.55 + 0.9 * pressure);
}

/**
 * Adds a sample at the tip. The tip always is where the pen is; inside the stroke samples keep
 * their distance.
 *
 * @param {Stroke} stroke changed in place
 * @param {Sample} sample
 */
export function extend(stroke, sample) {
  const n = stroke.length;
  if (n > 0 && distance(stroke[n - 1], sample) === 0) return;
  // A tip that has not come far enough to stay is moved on.
  if (n >= 2 && distance(stroke[n - 2], stroke[n - 1]) < MIN_DISTANCE) stroke[n - 1] = sample;
  else stroke.push(sample);
}

/**
 * The smooth line through all samples of a stroke, as points close enough to be joined by straight
 * lines: a centripetal Catmull-Rom spline, which passes through every sample and makes neither
 * loops nor overshoots between them (Yuksel, Schaefer, Keyser: "On the parameterization of
 * Catmull-Rom curves", 2009). A dot stays one point.
 *
 * @param {readonly Sample[]} stroke
 * @returns {Stroke}
 */
export function trace(stroke) {
  return traceOn(stroke, null).line;
}

/**
 * @typedef {{samples: Sample[], step: number, line: Stroke, starts: number[]}} Trace  starts: where
 * each piece begins in the line
 */

/**
 * `trace` for a stroke that grows: what has been traced of it before is taken over, all but its
 * tip.
 *
 * @param {readonly Sample[]} stroke
 * @param {Trace | null} before of the same stroke as it was, or of another
 * @returns {Trace}
 */
export function traceOn(stroke, before) {
  // Equal neighbours have no direction between them.
  const s = stroke.filter((sample, i) => i === 0 || distance(stroke[i - 1], sample) > 0);
  let length = 0;
  for (let i = 1; i < s.length; i++) length += distance(s[i - 1], s[i]);
  const step = Math.max(TRACE_STEP, length / MOST_STEPS);
  let same = 0;
  if (before?.step === step) while (same < s.length && s[same] === before.samples[same]) same += 1;
  // A piece depends on the sample before it and the one behind it.
  const kept = Math.max(0, same - 2);
  const line = before && kept > 0 ? before.line.slice(0, before.starts[kept]) : s.slice(0, 1);
  const starts = before && kept > 0 ? before.starts.slice(0, kept) : [];
  for (let i = kept; i + 1 < s.length; i++) {
    starts.push(line.length);
    const from = s[i];
    const to = s[i + 1];
    const [a, b] = handles(s[i - 1], from, to, s[i + 2]);
    const pieces = Math.max(1, Math.ceil(distance(from, to) / step));
    for (let k = 1; k < pieces; k++) {
      const t = k / pieces;
      line.push([
        bezier(from[0], a[0], b[0], to[0], t),
        bezier(from[1], a[1], b[1], to[1], t),
        from[2] + (to[2] - from[2]) * t,
      ]);
    }
    line.push(to); // itself, not a rounded neighbour of it
  }
  return { samples: s, step, line, starts };
}

/**
 * The two inner handles of the cubic that is the spline between `p1` and `p2`. At an end of the
 * stroke, where a neighbour is missing, the curve is the parabola that fits the other handle.
 *
 * @param {Sample | undefined} p0 @param {Sample} p1 @param {Sample} p2 @param {Sample | undefined}
 *   p3
 * @returns {[first: number[], second: number[]]}
 */
function handles(p0, p1, p2, p3) {
  const first = p0 && handle(p0, p1, p2);
  const second = p3 && handle(p3, p2, p1);
  return [first ?? besides(p1, p2, second), second ?? besides(p2, p1, first)];
}

/**
 * The handle at `near` of the piece from `near` to `far`.
 * @param {Sample} before
 * @param {Sample} near
 * @param {Sample} far
 */
function handle(before, near, far) {
  const d = Math.sqrt(distance(before, near));
  const e = Math.sqrt(distance(near, far));
  /** @param {0 | 1} axis */
  const on = (axis) =>
    (d * d * far[axis] - e * e * before[axis] + (2 * d * d + 3 * d * e + e * e) * near[axis]) /
    (3 * d * (d + e));
  return [on(0), on(1)];
}

/**
 * The handle at `end`, where nothing tells the direction: on the parabola that leaves `far` by its
 * handle, or, where that has none either, on the straight line.
 *
 * @param {Sample} end @param {Sample} far @param {number[] | undefined} farHandle
 */
function besides(end, far, farHandle) {
  /** @param {0 | 1} axis */
  const on = (axis) => {
    const corner = farHandle
      ? far[axis] + 1.5 * (farHandle[axis] - far[axis])
      : (end[axis] + far[axis]) / 2;
    return end[axis] + (2 / 3) * (corner - end[axis]);
  };
  return [on(0), on(1)];
}

/** @param {number} p0 @param {number} p1 @param {number} p2 @param {number} p3 @param {number} t */
function bezier(p0, p1, p2, p3, t) {
  const u = 1 - t;
  return u * u * u * p0 + 3 * u * u * t * p1 + 3 * u * t * t * p2 + t * t * t * p3;
}

/** @type {Float32Array<ArrayBuffer>} */
let packed = new Float32Array(3 * 1024);

/**
 * Lines in the recognizer's layout: all samples one after the other, and where each line ends. Of
 * more samples than it takes, every second is left out, or more: lines then bend a little less
 * smoothly. Good until the next call: the room is the same each time.
 *
 * @param {readonly (readonly Sample[])[]} lines
 * @returns {{points: Float32Array, ends: Uint32Array}}
 */
export function pack(lines) {
  let all = 0;
  for (const line of lines) all += line.length;
  // Both ends of each line always stay.
  const stride =
    all <= MOST_SAMPLES ? 1 : Math.ceil(all / Math.max(1, MOST_SAMPLES - 2 * lines.length));
  const room = 3 * Math.min(all, MOST_SAMPLES);
  if (packed.length < room) packed = new Float32Array(2 * room);
  const points = packed;
  const ends = new Uint32Array(lines.length);
  let at = 0;
  for (let i = 0; i < lines.length; i++) {
    const line = lines[i];
    for (let k = 0; k < line.length; k = nextSample(k, stride, line.length)) {
      const sample = line[k];
      points[at] = sample[0];
      points[at + 1] = sample[1];
      points[at + 2] = sample[2];
      at += 3;
    }
    ends[i] = at / 3;
  }
  return { points: points.subarray(0, at), ends };
}

/** @param {number} k @param {number} stride @param {number} length */
function nextSample(k, stride, length) {
  return k + 1 === length ? length : Math.min(k + stride, length - 1);
}

/**
 * Strokes as they come from a host page: copied, checked, the missing pressure filled in.
 *
 * @param {unknown} value
 * @returns {Stroke[]}
 */
export function checkedStrokes(value) {
  if (!Array.isArray(value)) throw new TypeError('strokes: expected an array of strokes');
  const count = value.reduce(
    (count, stroke) => count + (Array.isArray(stroke) ? stroke.length : 0),
    0,
  );
  if (Math.max(count, value.length) > MOST_SAMPLES)
    throw new RangeError(
      `strokes: ${count} points in ${value.length} strokes; up to ${MOST_SAMPLES} of either can be drawn`,
    );
  return value.map((stroke, s) => {
    if (!Array.isArray(stroke) || stroke.length === 0)
      throw new TypeError(`strokes[${s}]: expected an array of points, at least one`);
    return stroke.map((point, i) => {
      const [x, y, pressure = 0.5] = Array.isArray(point) ? point : [];
      if (![x, y, pressure].every(Number.isFinite))
        throw new TypeError(
          `strokes[${s}][${i}]: expected [x, y] or [x, y, pressure], all of them finite numbers`,
        );
      return /** @type {Sample} */ ([
        clamp(x, -MARGIN, 1 + MARGIN),
        clamp(y, -MARGIN, 1 + MARGIN),
        clamp(pressure, 0, 1),
      ]);
    });
  });
}

/** @param {readonly number[]} a @param {readonly number[]} b */
export function distance(a, b) {
  // Not `Math.hypot`: what that guards against can't happen on a pad, and it makes garbage with
  // each move of a pen.
  const [x, y] = [a[0] - b[0], a[1] - b[1]];
  return Math.sqrt(x * x + y * y);
}

/** @param {number} value @param {number} low @param {number} high */
export function clamp(value, low, high) {
  return Math.min(high, Math.max(low, value));
}
