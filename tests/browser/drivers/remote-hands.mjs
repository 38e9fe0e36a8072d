/**
 * Mouse and keyboard of a remote page (remote.mjs), with the names of Playwright's.
 *
 * @typedef {import('./remote.mjs').Wire} Wire
 */

export class RemoteMouse {
  #wire;

  /** @param {Wire} wire */
  constructor(wire) {
    this.#wire = wire;
  }

  /** @param {number} x @param {number} y */
  move = (x, y) => this.#wire.point('mouse', [{ type: 'move', x, y }]);
  down = () => this.#wire.point('mouse', [{ type: 'down' }]);
  up = () => this.#wire.point('mouse', [{ type: 'up' }]);
  /** @param {number} x @param {number} y */
  click = (x, y) =>
    this.#wire.point('mouse', [{ type: 'move', x, y }, { type: 'down' }, { type: 'up' }]);
}

export class RemoteKeyboard {
  #wire;

  /** @param {Wire} wire */
  constructor(wire) {
    this.#wire = wire;
  }

  /** @param {string} keys  such as `a`, `Enter` or `Control+Shift+z` */
  press(keys) {
    const all = keys === '+' ? ['+'] : keys.replace('ControlOrMeta', 'Control').split('+');
    return this.#wire.type([
      ...all.map((key) => /** @type {const} */ ({ type: 'down', key })),
      ...all.toReversed().map((key) => /** @type {const} */ ({ type: 'up', key })),
    ]);
  }

  /** @param {string} text */
  type = (text) =>
    this.#wire.type(
      [...text].flatMap((key) => [
        { type: 'down', key },
        { type: 'up', key },
      ]),
    );
}
