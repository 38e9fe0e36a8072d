/**
 * uPlot, imported in any language of a browser: each file that draws with it takes it from here.
 */
import './uplot-language.js'; // runs first: an import without names is not sorted

import uPlot from 'uplot';
import { restoreLanguage } from './uplot-language.js';

restoreLanguage();
export default uPlot;
