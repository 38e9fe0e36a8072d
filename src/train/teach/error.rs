//! Why a net can't be taught.

use crate::budget::TooLarge;
use crate::net::NetworkError;
use thiserror::Error;

/// Why a net can't be taught.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum TeachError {
    /// The network is none.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// Weights of another network, or none.
    #[error("there are {found} weights, but the network has {expected}")]
    WeightCount {
        /// How many there are.
        found: usize,
        /// How many the network has.
        expected: usize,
    },
    /// More than there is memory for.
    #[error("{0}")]
    Memory(#[from] TooLarge),
    /// A weight that is no number, or weights that make none of a digit.
    #[error("the net is broken: it makes no numbers of a digit")]
    NotFinite,
    /// A last layer that is given more than there is time for.
    #[error("the last layer is given {found} values; nets with up to {most} can be taught")]
    TooWide {
        /// How many it is given.
        found: usize,
        /// How many it may be given.
        most: usize,
    },
    /// No lesson was given.
    #[error("there is nothing to teach: no digit was given")]
    NoLessons,
    /// Digits of another size than the net reads.
    #[error("{what} are {rows}×{columns} pixels, but the net reads {expected} pixels")]
    ImageSize {
        /// Which digits.
        what: &'static str,
        /// Their height.
        rows: usize,
        /// Their width.
        columns: usize,
        /// Pixels that the net reads.
        expected: usize,
    },
    /// A label that is no digit.
    #[error("{what} have a label {found}; labels are 0 to 9")]
    Label {
        /// Which digits.
        what: &'static str,
        /// What it is.
        found: u8,
    },
    /// Too few digits to remember the others by.
    #[error("{found} digits are too few to remember the others by: it takes {least}")]
    TooFew {
        /// How many there are.
        found: usize,
        /// How many it takes.
        least: usize,
    },
}
