//! Why a net can't be taught.

use crate::budget::TooLarge;
use crate::net::NetworkError;
use thiserror::Error;

/// Why a net can't be taught.
#[derive(Clone, Debug, PartialEq, Error)]
#[allow(missing_docs)] // the sentences say it
#[non_exhaustive]
pub enum TeachError {
    #[error(transparent)]
    Network(#[from] NetworkError),
    #[error("there are {found} weights, but the network has {expected}")]
    WeightCount { found: usize, expected: usize },
    #[error("{0}")]
    Memory(#[from] TooLarge),
    #[error("the net is broken: it makes no numbers of a digit")]
    NotFinite,
    #[error("the last layer is given {found} values; nets with up to {most} can be taught")]
    TooWide { found: usize, most: usize },
    #[error("there is nothing to teach: no digit was given")]
    NoLessons,
    #[error("{what} are {rows}×{columns} pixels, but the net reads {expected} pixels")]
    ImageSize { what: &'static str, rows: usize, columns: usize, expected: usize },
    #[error("{what} have a label {found}; labels are 0 to 9")]
    Label { what: &'static str, found: u8 },
    #[error("{found} digits are too few to remember the others by: it takes {least}")]
    TooFew { found: usize, least: usize },
}
