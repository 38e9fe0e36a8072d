/** What the package offers to scripts. Importing it has no effect; `define.js` registers the elements. */
export { engine } from '../engine/engine.js';
export { NibLab } from './nib-lab.js';
export { NibPad } from './nib-pad.js';
export { NibScene } from './nib-scene.js';
export { NibTrainer } from './nib-trainer.js';
export { NibWall } from './nib-wall.js';
