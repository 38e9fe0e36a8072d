//! Digits: reading them from IDX files, packing them for the page, and moving them about a little.
//!
//! A digit is 28 × 28 bytes, 0 for background to 255 for ink, and a label from 0 to 9. They stay
//! bytes until the first layer reads them: 60,000 digits are 47 MB and would be 188 MB as floats.

mod augment;
mod chunk;
mod digits;
#[cfg(feature = "training")]
mod files;
#[cfg(not(target_arch = "wasm32"))]
mod folder;
mod idx;
mod labelled;
mod manifest;
mod other;
mod pack;
mod split;

pub use augment::{Augment, AugmentError};
pub use chunk::{Added, ChunkError};
pub use digits::Digits;
#[cfg(feature = "training")]
pub use files::{DigitFile, DigitFilesError, DigitSet, Kind, Note, RandomAccess, read_digit_files};
#[cfg(not(target_arch = "wasm32"))]
pub use folder::{FolderError, read_images, read_labels, read_pair};
pub use idx::{IdxError, read_idx_images, read_idx_labels};
pub use labelled::LabelledDigits;
pub use manifest::{ChunkEntry, Manifest, ManifestError};
pub use other::OtherDigits;
pub use pack::{Packed, pack};
pub use split::Split;

/// The most pixels of an image's height or width.
const MOST_SIDE: u32 = 255;
