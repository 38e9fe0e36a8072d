/**
 * Registers all elements under their usual names. Import the classes themselves for other names or
 * registries.
 */
import { NibLab } from './lab/nib-lab.js';
import { NibWall } from './lab/nib-wall.js';
import { NibPad } from './pad/nib-pad.js';
import { NibScene } from './scene/nib-scene.js';
import { NibTrainer } from './trainer/nib-trainer.js';

NibPad.define();
NibTrainer.define();
NibLab.define();
NibWall.define();
NibScene.define();
