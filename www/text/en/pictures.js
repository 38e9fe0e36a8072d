/** English sentences about pictures: fetched with the first picture. */
import { live } from '../language.js';

export const pictures = /* @__PURE__ */ live('pictures', {
  /** @param {string} name */
  notPicture: (name) =>
    `This browser can’t open ${name || 'that'} as a picture: try a PNG or JPEG file.`,
  /** @param {string} name */
  heic: (name) =>
    `${name || 'That'} is a HEIC photo, which this browser can’t open: save it as JPEG first.`,
  /** @param {string} name */
  pdf: (name) => `${name || 'That'} is a PDF: take a screenshot of the digit and paste that.`,
  /** @param {string} name */
  webPage: (name) => `${name || 'That'} is a web page, not a picture: save the picture itself.`,
  /** @param {string} name */
  tooLarge: (name) =>
    `${name || 'That picture'} is larger than 64 MB: make it smaller, then try again.`,
  hidden:
    'This browser hides pictures from pages, so none can be read: allow this page to read canvas data, or draw the digit.',
  elsewhere:
    'That picture can’t be fetched from its page: save it or copy it, then drop or paste it here.',
  /** Why a picture shows no digit. */
  noDigit: {
    blank:
      'No digit found: write one large and dark on plain paper, and photograph it from above, without shadows.',
    surface: 'No digit found, no lines at all: write one with a pen on plain paper.',
    pattern: 'No digit found among so many lines: crop the picture to the digit.',
    unlike: 'No digit found: crop the picture to one digit, and turn it upright.',
  },
});
