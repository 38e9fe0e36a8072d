/** Registers all elements under their usual names. Import the classes themselves for other names or registries. */
import { NibLab } from './nib-lab.js';
import { NibPad } from './nib-pad.js';
import { NibScene } from './nib-scene.js';
import { NibTrainer } from './nib-trainer.js';
import { NibWall } from './nib-wall.js';

NibPad.define();
NibTrainer.define();
NibLab.define();
NibWall.define();
NibScene.define();
