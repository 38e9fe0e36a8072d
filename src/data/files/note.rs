//! What had to be guessed or changed of a set.

use crate::data::split::Split;
use serde::Serialize;

/// Something about a set that isn't as one would think.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum Note {
    /// There was no part to test with: every seventh of each class is kept for it.
    HeldOut,
    /// So many digits are in the files and were left out, since a tab has no room for them.
    Left {
        /// How many.
        count: u64,
    },
    /// Classes that no digit of a part has.
    Missing {
        /// Which part.
        split: Split,
        /// Which classes.
        classes: Vec<u8>,
    },
    /// The labels began with 1.
    FromOne {
        /// Whether 10 was the digit 0; else all labels were one too many.
        ten_is_zero: bool,
    },
    /// They came sorted by class, and are mixed.
    Mixed,
    /// They were of another size, and an empty edge was taken away or put around them.
    Fitted {
        /// Their height.
        rows: u64,
        /// Their width.
        columns: u64,
    },
    /// They were dark on light.
    Inverted,
    /// A file has some bytes more than it announces.
    Trailing {
        /// Which file.
        file: String,
        /// How many.
        bytes: u64,
    },
    /// Images without labels, or labels without images, that were left out.
    Unpaired {
        /// Which files.
        files: Vec<String>,
    },
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::HeldOut => f.write_str(
                "there was no part to test with, so every seventh of each class is kept",
            ),
            Self::Left { count } => write!(f, "{count} more digits are left out: there is no room"),
            Self::Missing { split, classes } => {
                let classes: Vec<_> = classes.iter().map(u8::to_string).collect();
                write!(f, "no digit of the {split} part is a {}", classes.join(", "))
            }
            Self::FromOne { ten_is_zero: true } => f.write_str("the label 10 is taken for a 0"),
            Self::FromOne { ten_is_zero: false } => {
                f.write_str("the labels are 1 to 10; 1 is taken for class 0, and so on")
            }
            Self::Mixed => f.write_str("the digits came sorted by class, and are mixed"),
            Self::Fitted { rows, columns } => {
                write!(f, "the images are {rows} × {columns} pixels, and their edge was fitted")
            }
            Self::Inverted => f.write_str("the digits were dark on light, and are turned round"),
            Self::Trailing { file, bytes } => {
                write!(f, "{file} has {bytes} bytes more than it says")
            }
            Self::Unpaired { files } => {
                write!(
                    f,
                    "{}: no labels or images belong to it, so it is left out",
                    files.join(", ")
                )
            }
        }
    }
}
