/** Style sheets are bundled as text (esbuild's loader) and adopted by shadow roots. */
declare module '*.css' {
  const text: string;
  export default text;
}
