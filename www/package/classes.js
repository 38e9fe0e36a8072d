/**
 * `import 'nibnet/classes'`: as `nibnet`, but registers nothing; `NibPad.define('my-pad')` does,
 * under a name of your own.
 */
import './places.js';

export * from '../elements/index.js';
