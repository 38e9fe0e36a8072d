import { defineAppSetup } from '@slidev/types';

// The files of the npm package lie in `public/nibnet/`, or wherever the talk's server has them: so the worker, the module
// and the digits stay beside the script. Slidev's bundler needs to know nothing of it.
export default defineAppSetup(() => {
  const address = new URL('../../nibnet/index.js', location.origin + import.meta.env.BASE_URL).href;
  void import(/* @vite-ignore */ address);
});
