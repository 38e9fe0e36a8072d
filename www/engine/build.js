/**
 * Which build this script is of: page and worker compare theirs, since a page that is still open
 * after a new version was put up fetches the worker of that one. xtask/js/bundle.mjs defines it;
 * sources that aren't bundled (tests) are all of one build, without a name.
 */
export const build = typeof NIB_BUILD === 'undefined' ? '' : NIB_BUILD;
