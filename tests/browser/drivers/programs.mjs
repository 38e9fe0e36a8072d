/**
 * Where the programs of the browsers are: `cargo xtask test` says so; by hand they are looked for.
 */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** @type {{[program: string]: {variable: string, names: string[]}}} */
const PROGRAMS = {
  chromium: {
    variable: 'CHROMIUM',
    names: ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'],
  },
  firefox: { variable: 'FIREFOX', names: ['firefox-esr', 'firefox'] },
  webkit: { variable: 'WEBKIT', names: ['MiniBrowser'] },
  webkitDriver: { variable: 'WEBKIT_DRIVER', names: ['WebKitWebDriver'] },
  xvfb: { variable: 'XVFB', names: ['Xvfb'] },
};

/** Debian keeps MiniBrowser here, off the PATH. */
const ASIDE = ['x86_64', 'aarch64'].map((kind) => `/usr/lib/${kind}-linux-gnu/webkit2gtk-4.1`);

/** @param {keyof typeof PROGRAMS} program @returns {string} */
export function programOf(program) {
  const { variable, names } = PROGRAMS[program];
  const said = process.env[variable];
  if (said) return said;
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...ASIDE];
  const found = names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find(existsSync);
  if (!found)
    throw new Error(
      `${names.join(' or ')} is not on the PATH: install it, or set ${variable} to the program`,
    );
  return found;
}
