//! Why a description is no network.

use crate::budget::TooLarge;
use serde::Serialize;
use thiserror::Error;

/// Why a description is no network. Layers are counted from 1.
#[derive(Clone, Debug, PartialEq, Error, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
#[non_exhaustive]
pub enum NetworkError {
    /// There is nothing between input and output, or too much.
    #[error("a network needs at least one layer, and at most {most}; this one has {found}")]
    LayerCount {
        /// How many it has.
        found: usize,
        /// How many it may have.
        most: usize,
    },
    /// An image size that isn't supported.
    #[error("the input is {rows}×{columns} pixels; each side must be 1 to {most}")]
    InputSize {
        /// Height.
        rows: u32,
        /// Width.
        columns: u32,
        /// The largest side.
        most: u32,
    },
    /// Too few or too many units.
    #[error("layer {layer} has {found} units; it may have 1 to {most}")]
    Units {
        /// Which layer.
        layer: usize,
        /// Its units.
        found: u32,
        /// The most that it may have.
        most: u32,
    },
    /// Too few or too many filters.
    #[error("layer {layer} has {found} filters; it may have 1 to {most}")]
    Filters {
        /// Which layer.
        layer: usize,
        /// Its filters.
        found: u32,
        /// The most that it may have.
        most: u32,
    },
    /// A patch or a stride out of its range.
    #[error("layer {layer} has a {what} of {found}; it may be 1 to {most}")]
    Patch {
        /// Which layer.
        layer: usize,
        /// Kernel, size or stride.
        what: &'static str,
        /// What it is.
        found: u32,
        /// The most that it may be.
        most: u32,
    },
    /// A stride of a pooling over the whole map.
    #[error("layer {layer} pools over the whole map, where a stride means nothing; give it a size")]
    PoolStride {
        /// Which layer.
        layer: usize,
    },
    /// A layer that works on pictures comes after one that hands on none.
    #[error(
        "layer {layer} is {found}, which needs rows × columns × channels; layer {before} hands on {values} values without places"
    )]
    NoPicture {
        /// Which layer.
        layer: usize,
        /// What it is.
        found: String,
        /// The layer before.
        before: usize,
        /// How many values that hands on.
        values: usize,
    },
    /// A fraction outside of its range.
    #[error("layer {layer} keeps {found} of its units; that must be above 0, up to 1")]
    Keep {
        /// Which layer.
        layer: usize,
        /// The fraction.
        found: f32,
    },
    /// A slope of a leaky ReLU outside of its range.
    #[error("layer {layer} has a leaky ReLU with a slope of {found}; that must be between 0 and 1")]
    Slope {
        /// Which layer.
        layer: usize,
        /// The slope.
        found: f32,
    },
    /// A number that no weight or bias can start from.
    #[error("layer {layer} starts from {found}; that must be a number between −100 and 100")]
    Start {
        /// Which layer.
        layer: usize,
        /// The number.
        found: f32,
    },
    /// The last layer doesn't give one logit a class.
    #[error(
        "the last layer must be dense and linear with {classes} units, one for each digit; it is {found}"
    )]
    LastLayer {
        /// What it is.
        found: String,
        /// How many units it should have.
        classes: usize,
    },
    /// More parameters than a browser tab can train.
    #[error(
        "with layer {layer} the network has {found} parameters; a browser tab can train at most {most}"
    )]
    Parameters {
        /// The layer with which they are too many.
        layer: usize,
        /// How many they are up to there.
        found: u64,
        /// How many it may have.
        most: u64,
    },
    /// More memory than a browser tab has, to read one digit.
    #[error("the network is too large to read a digit with: {0}")]
    Memory(#[from] TooLarge),
}

impl NetworkError {
    /// The layer that it is about; `None` where it is about all of them, or the last one.
    pub fn layer(&self) -> Option<usize> {
        match *self {
            Self::Units { layer, .. }
            | Self::Filters { layer, .. }
            | Self::Patch { layer, .. }
            | Self::PoolStride { layer }
            | Self::NoPicture { layer, .. }
            | Self::Keep { layer, .. }
            | Self::Slope { layer, .. }
            | Self::Start { layer, .. }
            | Self::Parameters { layer, .. } => Some(layer),
            Self::LayerCount { .. }
            | Self::InputSize { .. }
            | Self::LastLayer { .. }
            | Self::Memory(_) => None,
        }
    }
}
