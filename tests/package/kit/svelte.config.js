import adapter from '@sveltejs/adapter-static';

/** A folder of files, as any host takes it: each page is rendered while it is built. */
export default { kit: { adapter: adapter() } };
