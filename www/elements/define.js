/** Registers the elements under their usual names. Import the classes themselves for other names or registries. */
import { NibPad } from './nib-pad.js';
import { NibScene } from './nib-scene.js';
import { NibTrainer } from './nib-trainer.js';

NibPad.define();
NibTrainer.define();
NibScene.define();
