/**
 * What the page's own thread asks for beyond reading: recipes, the inside of nets, nets in
 * training. It is a module of its own, which is fetched when a trainer or a lab wants it: most
 * visits only read.
 */
import * as glue from 'nibnet-page';
import { engine } from './engine.js';

/** Everything that the module offers, ready to be called on this thread. */
export function whole() {
  return engine.start(glue, 'nibnet-page.wasm');
}

/**
 * As `engine.recognizer`, of the larger module: this one also shows the inside of its net, and can
 * read with another.
 * @param {string | URL} [modelUrl]
 */
export async function wholeRecognizer(modelUrl) {
  const [{ Recognizer }, model] = await Promise.all([whole(), engine.model(modelUrl)]);
  return new Recognizer(model);
}
