/**
 * The sentences that stand in templates: marks in their place, which `label` replaces and replaces
 * again (language.js).
 */
import * as en from './en.js';
import { marked } from './language.js';

export const pad = /* @__PURE__ */ marked('pad', en.pad);
export const teach = /* @__PURE__ */ marked('teach', en.teach);
export const reasons = /* @__PURE__ */ marked('reasons', en.reasons);
export const trainer = /* @__PURE__ */ marked('trainer', en.trainer);
export const network = /* @__PURE__ */ marked('network', en.network);
export const charts = /* @__PURE__ */ marked('charts', en.charts);
export const data = /* @__PURE__ */ marked('data', en.data);
