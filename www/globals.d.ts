/** Style sheets are bundled as text (esbuild's loader) and adopted by shadow roots. */
declare module '*.css' {
  const text: string;
  export default text;
}

/** Made by xtask/js/embed.mjs: parts of nibnet as text, by name. */
declare module '*/embedded-digits.js' {
  const embedded: { [name: string]: string };
  export default embedded;
}
declare module '*/embedded-parts.js' {
  const embedded: { [name: string]: string };
  export default embedded;
}

/** Written by xtask/js/bundle.mjs: see www/engine/build.js. */
declare const NIB_BUILD: string;

/** In workers alone: reads a file without waiting. */
declare class FileReaderSync {
  readAsArrayBuffer(blob: Blob): ArrayBuffer;
}
