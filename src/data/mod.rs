//! Digits: reading them from IDX files, packing them for the page, and moving them about a little.
//!
//! A digit is 28 × 28 bytes, 0 for paper to 255 for ink, and a label from 0 to 9. Bytes they stay, all
//! the way into the first layer: 60,000 digits are 47 MB and would be 188 MB as floats.

mod augment;
mod chunk;
mod digits;
#[cfg(not(target_arch = "wasm32"))]
mod folder;
mod idx;
mod manifest;
mod other;

pub use augment::{Augment, AugmentError};
pub use chunk::{Added, ChunkError};
pub use digits::{Digits, LabelledDigits};
#[cfg(not(target_arch = "wasm32"))]
pub use folder::{FolderError, read_images, read_labels, read_pair};
pub use idx::{IdxError, read_idx_images, read_idx_labels};
pub use manifest::{ChunkEntry, Manifest, ManifestError, Packed, pack};
pub use other::OtherDigits;

use serde::{Deserialize, Serialize};

/// Which of the two parts of a data set a digit belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Split {
    /// Digits to learn from.
    Train,
    /// Digits that no net has learnt from.
    Test,
}

impl std::fmt::Display for Split {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Split::Train => "train",
            Split::Test => "test",
        })
    }
}
