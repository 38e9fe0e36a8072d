/** A thread of nibnet's training, beside the worker that made it. */

/** Of a thread: plenty for what it does. The same as in www/engine/worker/worker.js. */
const STACK_BYTES = 4 * 65_536;

addEventListener('message', async ({ data: { address, module, memory } }) => {
  const glue = await import(address);
  glue.initSync({ module, memory, thread_stack_size: STACK_BYTES });
  postMessage('ready');
  glue.join_thread_pool();
  close();
});

export {};
