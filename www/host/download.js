/** Gives the visitor a file. @param {Blob} blob @param {string} name */
export function download(blob, name) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // The browser has it by the next turn or two; a minute is for the slow ones.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
