/**
 * Pictures on the way in: dropped, pasted or chosen. `open-picture.js` makes pixels of them.
 */
/**
 * @typedef {{canvas: HTMLCanvasElement, image: ImageData}} Picture  `image`: the canvas's pixels
 */
/**
 * @typedef {Blob | ImageData | HTMLImageElement | HTMLCanvasElement | OffscreenCanvas |
 * ImageBitmap} Source
 */

/**
 * Takes pictures that are dropped on the element, pasted into it while it has the focus, or chosen
 * as a file.
 *
 * @param {HTMLElement} element
 * @param {HTMLElement} frame wears `over` while a file is held above the element
 * @param {HTMLInputElement} chooser a file input
 * @param {{mayTake: () => boolean, take: (picture: Blob | string) => void}} hand
 *   `take`: a file, or the address of a picture on another page
 * @param {AbortSignal} signal
 */
export function followPictures(element, frame, chooser, { mayTake, take }, signal) {
  const hover = (/** @type {boolean} */ on) => frame.classList.toggle('over', on);
  /** @param {DragEvent} event */
  const over = (event) => {
    if (!mayTake() || !leadsAway(event)) return;
    event.preventDefault(); // or the browser opens it in place of the page
    event.stopPropagation();
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'copy';
    hover(true);
  };
  element.addEventListener('dragenter', over, { signal });
  element.addEventListener('dragover', over, { signal });
  element.addEventListener(
    'dragleave',
    (event) => element.contains(/** @type {Node | null} */ (event.relatedTarget)) || hover(false),
    { signal },
  );
  element.addEventListener('drop', (event) => (hover(false), accept(event, event.dataTransfer)), {
    signal,
  });
  element.addEventListener('paste', (event) => accept(event, event.clipboardData), { signal });
  chooser.addEventListener(
    'change',
    () => {
      const file = chooser.files?.[0];
      chooser.value = ''; // the same file may be chosen again
      if (file && mayTake()) take(file);
    },
    { signal },
  );

  /** @param {Event} event @param {DataTransfer | null} data */
  function accept(event, data) {
    const picture = fileIn(data) ?? (event.type === 'drop' ? addressIn(data) : null);
    if (!picture || !mayTake()) return;
    event.preventDefault();
    event.stopPropagation();
    take(picture);
  }
}

/**
 * The first picture among files that were dropped or pasted; or the first file, to say that it is
 * none. Office programs put text beside a picture: the picture is meant.
 * @param {DataTransfer | null} data
 */
export function fileIn(data) {
  const files = [...(data?.files ?? [])];
  return files.find((file) => file.type.startsWith('image/')) ?? files[0];
}

/**
 * The address of a picture or a link that was dragged from a page; null where there is none.
 * @param {DataTransfer | null} data
 */
export function addressIn(data) {
  const lines = (data?.getData('text/uri-list') ?? '').split(/\r?\n/);
  return lines.find((line) => line && !line.startsWith('#')) ?? null;
}

/** Whether what is dragged would take the page away if it was dropped. @param {DragEvent} event */
export function leadsAway({ dataTransfer }) {
  const types = dataTransfer?.types ?? [];
  return types.includes('Files') || types.includes('text/uri-list');
}
