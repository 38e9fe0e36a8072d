/** A folder of files, as any host takes it: each page is rendered while it is built. */
export default { output: 'export', outputFileTracingRoot: import.meta.dirname };
