/** Style sheets are bundled as text (esbuild's loader) and adopted by shadow roots. */
declare module '*.css' {
  const text: string;
  export default text;
}

/** Made by xtask/js/hold.mjs: parts of nibnet as text, by name. */
declare module '*/held-digits.js' {
  const held: { [name: string]: string };
  export default held;
}
declare module '*/held-parts.js' {
  const held: { [name: string]: string };
  export default held;
}

/** Written into embed.js by xtask/js/bundle.mjs: the attributes of the elements, by tag, from the heads of their files. */
declare const NIB_ATTRIBUTES: { [tag: string]: string[] };
