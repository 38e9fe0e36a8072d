/**
 * What the package offers to scripts. Importing it has no effect; `define.js` registers the
 * elements.
 */
export { engine } from '../engine/page/engine.js';
export { NibLab } from './lab/nib-lab.js';
export { NibWall } from './lab/nib-wall.js';
export { NibPad } from './pad/nib-pad.js';
export { NibScene } from './scene/nib-scene.js';
export { NibTrainer } from './trainer/nib-trainer.js';
