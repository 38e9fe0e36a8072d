/**
 * `import 'nibnet/inline'`: as `nibnet`, with all parts in scripts: nothing lies beside a bundle,
 * and nothing is fetched.
 */
import { embedded } from '../engine/page/embedded.js';
import '../elements/define.js';

embedded.alone = true;
embedded.more = async (name) =>
  (name.startsWith('embedded/')
    ? await import('./embedded-digits.js')
    : await import('./embedded-parts.js')
  ).default;

export * from '../elements/index.js';
