/**
 * All elements, as data. It imports nothing but tables, so that Node and embed.html read it too.
 */
import lab from './lab/table.js';
import wall from './lab/wall-table.js';
import pad from './pad/table.js';
import scene from './scene/table.js';
import trainer from './trainer/table.js';

/** @type {readonly import('./base/table.js').Table[]} */
export const tables = [pad, trainer, lab, wall, scene];
