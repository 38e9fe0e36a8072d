/**
 * `import 'nibnet'`: registers the elements. Their engine, model and worker are files beside this
 * one.
 */
import './places.js';
import '../elements/define.js';

export * from '../elements/index.js';
