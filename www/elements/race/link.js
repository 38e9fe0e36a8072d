/**
 * A race as the fragment of a link: `#race=…&race=…`, each word what the link of a single run would
 * be (trainer-link.js), with the fingerprint that it came to.
 *
 * @typedef {import('../trainer/link.js').Partial} Partial
 * @typedef {{recipe: Partial, fingerprint: string | null}} Linked  one lane
 */
import { cut } from '../../text/cut.js';
import { fingerprintIn, fromFragment, toFragment } from '../trainer/link.js';

const NAME = 'race';
/** More lanes than a race has aren't read. */
export const MOST = 4;

/** @param {Linked[]} lanes @returns {string} without the `#` */
export function raceToFragment(lanes) {
  const link = new URLSearchParams();
  for (const { recipe, fingerprint } of lanes) {
    link.append(NAME, toFragment(recipe) + (fingerprint ? `&fingerprint=${fingerprint}` : ''));
  }
  return link.toString();
}

/** Whether a fragment holds a race. @param {string} fragment */
export function isRace(fragment) {
  return Boolean(new URLSearchParams(fragment.replace(/^#/, '')).get(NAME));
}

/**
 * @param {string} fragment  with or without its `#`
 * @param {Partial} adam  the parameters of Adam, which links leave out
 * @returns {{lanes: Linked[], ignored: string[]}} `ignored`: what made no sense
 */
export function raceFromFragment(fragment, adam) {
  const words = new URLSearchParams(fragment.replace(/^#/, '')).getAll(NAME);
  const read = words.slice(0, MOST).map((word) => ({ word, ...fromFragment(word, adam) }));
  return {
    lanes: read.map(({ word, recipe }) => ({ recipe, fingerprint: fingerprintIn(word) })),
    ignored: [
      ...read.flatMap(({ ignored }) => ignored),
      ...words.slice(MOST).map((word) => cut(`${NAME}=${word}`)),
    ],
  };
}
