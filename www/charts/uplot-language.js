/**
 * What uPlot needs while it is imported: a browser's language that is a language tag. WebKitGTK
 * says
 * "C" in the locale C, and uPlot makes an `Intl.NumberFormat` of it at once, which throws. We give
 * uPlot no numbers to write, so it is told "en" for that moment, and nobody else is told anything.
 */
let isTag = true;
try {
  Intl.getCanonicalLocales(globalThis.navigator?.language);
} catch {
  isTag = false;
  Object.defineProperty(navigator, 'language', { configurable: true, value: 'en' });
}

/** The browser says again what it says. */
export function restoreLanguage() {
  if (!isTag) Reflect.deleteProperty(navigator, 'language');
}
