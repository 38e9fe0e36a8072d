/** `import 'nibnet/inline'`: as `nibnet`, with all parts in scripts: nothing lies beside a bundle, and nothing is fetched. */
import { held } from '../engine/page/embedded.js';
import '../elements/define.js';

held.alone = true;
held.more = async (name) =>
  (name.startsWith('held/') ? await import('./held-digits.js') : await import('./held-parts.js'))
    .default;

export * from '../elements/index.js';
