/** uPlot, imported in any language of a browser: each file that draws with it takes it from here. */

import uPlot from 'uplot';
import { restoreLanguage } from './uplot-language.js'; // first

restoreLanguage();
export default uPlot;
