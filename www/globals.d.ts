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

/** Written into embed.js by xtask/js/bundle.mjs: the attributes of the elements, by tag, from the heads of their files. */
declare const NIB_ATTRIBUTES: { [tag: string]: string[] };
