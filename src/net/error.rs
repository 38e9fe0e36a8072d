//! Why a description is no network.

use crate::budget::TooLarge;
use crate::cause::debug_as_display;
use crate::decimal::Decimal;
use serde::Serialize;
use thiserror::Error;

/// Why a description is no network. Layers are counted from 1.
#[derive(Clone, PartialEq, Error, Serialize)]
#[allow(missing_docs)] // the sentences say it
#[serde(tag = "kind", rename_all = "camelCase")]
#[non_exhaustive]
pub enum NetworkError {
    #[error("a network needs at least one layer, and at most {most}; this one has {found}")]
    LayerCount { found: usize, most: usize },
    #[error("the input is {rows}×{columns} pixels; each side must be 1 to {most}")]
    InputSize { rows: u32, columns: u32, most: u32 },
    #[error("layer {layer} has {found} units; it may have 1 to {most}")]
    Units { layer: usize, found: u32, most: u32 },
    #[error("layer {layer} has {found} filters; it may have 1 to {most}")]
    Filters { layer: usize, found: u32, most: u32 },
    #[error("layer {layer} has a {what} of {found}; it may be 1 to {most}")]
    Patch { layer: usize, what: &'static str, found: u32, most: u32 },
    #[error("layer {layer} pools over the whole map, where a stride means nothing; give it a size")]
    PoolStride { layer: usize },
    #[error(
        "layer {layer} is {found}, which needs rows × columns × channels; layer {before} hands on {values} values without places"
    )]
    NoPicture { layer: usize, found: String, before: usize, values: usize },
    #[error(
        "layer {layer} keeps {} of its units; that must be above 0, up to 1", Decimal(*.found)
    )]
    Keep { layer: usize, found: f32 },
    #[error(
        "layer {layer} has a leaky ReLU with a slope of {}; that must be between 0 and 1",
        Decimal(*.found)
    )]
    Slope { layer: usize, found: f32 },
    #[error(
        "layer {layer} starts from {}; that must be a number between −100 and 100", Decimal(*.found)
    )]
    Start { layer: usize, found: f32 },
    #[error(
        "the last layer must be dense and linear with {classes} units, one for each digit; it is {found}"
    )]
    LastLayer { found: String, classes: usize },
    #[error(
        "with layer {layer} the network has {found} parameters; a browser tab can train at most {most}"
    )]
    Parameters { layer: usize, found: u64, most: u64 },
    #[error("the network is too large to read a digit with: {0}")]
    Memory(#[from] TooLarge),
}

debug_as_display!(NetworkError);

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
