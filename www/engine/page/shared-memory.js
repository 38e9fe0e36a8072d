/**
 * Whether memory can be shared with workers. Isolated pages may in most browsers; WebKit has builds
 * and modes (WebKitGTK, lockdown on iOS) that isolate a page and share nothing all the same.
 */
export function sharesMemory() {
  const { port1 } = new MessageChannel();
  try {
    // As a worker gets it: WebKit's `structuredClone` refuses memory that a message may have.
    port1.postMessage(new WebAssembly.Memory({ initial: 0, maximum: 1, shared: true }));
    return true;
  } catch {
    return false;
  } finally {
    port1.close();
  }
}
