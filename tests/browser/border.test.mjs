// The border between JavaScript and the engine, with the module that the page gets: its errors, and
// what it takes and gives.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { before, test } from 'node:test';

const FOLDER = new URL('../../target/nibnet-glue/page/', import.meta.url);
const SHIPPED = new URL('../../www/model/digits.nib', import.meta.url);

/** @type {typeof import('nibnet-page')} */
let glue;
/** @type {Uint8Array} */
let shipped;

before(async () => {
  glue = await import(new URL('nibnet.js', FOLDER).href);
  glue.initSync({ module: await readFile(new URL('nibnet_bg.wasm', FOLDER)) });
  shipped = await readFile(SHIPPED);
});

/** @param {() => unknown} call @returns {any} the error */
function thrown(call) {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof Error, `${error} is an Error`);
    return error;
  }
  assert.fail('it throws');
}

/** A seven. */
const POINTS = Float32Array.of(0.3, 0.2, 0.5, 0.7, 0.2, 0.5, 0.4, 0.9, 0.5);
const ENDS = Uint32Array.of(3);

test('a reading is an object with the image, the probabilities and the verdict', () => {
  const recognizer = new glue.Recognizer(shipped);
  const reading = /** @type {import('nibnet-page').Reading} */ (recognizer.read(POINTS, ENDS));
  const { image, probabilities, verdict, digits } = reading;
  reading.free();
  assert.deepEqual(
    [image.length, probabilities.length, verdict, digits.length],
    [784, 10, 'digit', 0],
  );
  assert.equal(probabilities.indexOf(Math.max(...probabilities)), 7);
  assert.deepEqual(recognizer.read_image(image), probabilities);
  assert.equal(recognizer.read(new Float32Array(), new Uint32Array()), undefined);
  recognizer.free();
});

test('a picture is an ImageData: its sides and four bytes a pixel', () => {
  const recognizer = new glue.Recognizer(shipped);
  const [width, height] = [60, 80];
  /** @param {number} pixels */
  const picture = (pixels) =>
    /** @type {ImageData} */ ({
      width,
      height,
      data: new Uint8ClampedArray(4 * pixels).fill(255),
      colorSpace: 'srgb',
    });
  const one = picture(width * height);
  for (let y = 15; y < 65; y++)
    for (let x = 27; x < 33; x++) one.data.fill(0, 4 * (y * width + x), 4 * (y * width + x) + 3);
  const reading = recognizer.read_picture(one);
  assert.equal(reading.probabilities.indexOf(Math.max(...reading.probabilities)), 1);
  reading.free();
  const blank = recognizer.read_picture(picture(width * height));
  assert.deepEqual([blank.verdict, blank.reason], ['none', 'blank'], 'white paper');
  blank.free();
  const error = thrown(() => recognizer.read_picture(picture(width * height - 1)));
  assert.equal(error.name, 'InkError');
  assert.match(error.message, /60×80/);
  recognizer.free();
});

test('a net that reads images of other sides is refused in a sentence, and the net before reads on', () => {
  const recognizer = new glue.Recognizer(shipped);
  const layers = [{ dense: { units: 10 } }];
  for (const [rows, columns] of [
    [14, 56],
    [20, 20],
    [784, 1],
  ]) {
    const weights = new Float32Array(rows * columns * 10 + 10);
    const error = thrown(() =>
      recognizer.adopt(JSON.stringify({ input: { rows, columns }, layers }), weights),
    );
    assert.equal(error.name, 'ModelError');
    assert.equal(
      error.message,
      `this net reads images of ${rows} × ${columns} pixels; drawings have 28 × 28`,
    );
  } // prettier-ignore
  const reading = recognizer.read(POINTS, ENDS);
  assert.equal(reading?.verdict, 'digit');
  reading?.free();
  recognizer.adopt(JSON.stringify({ layers }), new Float32Array(7850));
  const unsure = () => [...recognizer.read_image(new Uint8Array(784))].map((p) => p.toFixed(3));
  assert.deepEqual(unsure(), Array(10).fill('0.100'));
  const few = thrown(() => recognizer.adopt_weights(new Float32Array(7849)));
  assert.equal(few.name, 'ModelError');
  assert.equal(few.message, 'the model has 7849 weights, but its network has 7850');
  const sure = new Float32Array(7850);
  sure[7847] = 20; // the bias of 7
  recognizer.adopt_weights(sure);
  assert.equal(unsure()[7], '1.000');
  assert.deepEqual(recognizer.weights(), sure);
  recognizer.free();
});

test('errors have a name that stays, and their causes', () => {
  const recognizer = new glue.Recognizer(shipped);
  /** @type {[string, () => unknown][]} */
  const all = [
    ['RecipeError', () => glue.complete_recipe('{')],
    ['RecipeError', () => glue.describe_network('[]')],
    ['ModelError', () => new glue.Recognizer(new Uint8Array(3))],
    ['ModelError', () => recognizer.adopt('{', new Float32Array())],
    ['InkError', () => recognizer.read(POINTS, Uint32Array.of(4))],
    ['InkError', () => recognizer.read_image(new Uint8Array(783))],
    ['InkError', () => glue.prepare_strokes(POINTS, ENDS, 'scale colour')],
  ];
  assert.deepEqual(
    all.map(([, call]) => thrown(call).name),
    all.map(([name]) => name),
  );
  const { message, cause } = thrown(() => recognizer.adopt('{', new Float32Array()));
  assert.ok(cause instanceof Error);
  assert.equal(message, `the network can't be read: ${cause.message}`);
  const wrong = { input: { rows: 28, columns: 28 }, layers: [{ dense: { units: 0 } }] };
  const units = thrown(() => glue.complete_recipe(JSON.stringify({ network: wrong })));
  assert.deepEqual([units.name, JSON.parse(units.what).kind], ['RecipeError', 'units']);
  const large = {
    preset: 'softmax',
    network: { input: { rows: 255, columns: 255 }, layers: [{ dense: { units: 10 } }] },
  };
  const memory = thrown(() => glue.complete_recipe(JSON.stringify(large)));
  const { kind, largest, needed, budget, bytes } = JSON.parse(memory.what);
  assert.deepEqual(
    [memory.name, kind, largest, budget],
    ['RecipeError', 'memory', 'the digits', 224 << 20],
  );
  assert.ok(needed > bytes && bytes > budget, `${needed}, ${bytes}`);
  const layer = glue.describe_network('{"layers":[{"dense":{"unit":10}},{"dense":{"units":10}}]}');
  assert.equal(
    JSON.parse(layer).errors[0].message,
    "layer 1 can't be read: unknown field `unit`, expected one of `units`, `activation`, `init`, `bias`",
  );
  recognizer.free();
});
