//! The parameters of a network: tensors with a role, and the blocks that they are updated in.

use bincode::Decode;
use ndarray::{ArrayViewD, IxDyn};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;

/// What a tensor's numbers are to their layer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TensorRole {
    /// Factors of the inputs of a dense layer or a convolution.
    Weights,
    /// Summands of its outputs.
    Biases,
    /// Batch norm's factor of each channel.
    Scale,
    /// Batch norm's summand of each channel.
    Offset,
    /// Batch norm's running average of each channel's mean.
    Mean,
    /// Batch norm's running average of each channel's variance.
    Variance,
}

impl TensorRole {
    /// Whether the numbers are averages over the batches so far, and not learnt from a gradient.
    pub fn is_running_average(self) -> bool {
        matches!(self, Self::Mean | Self::Variance)
    }
}

impl fmt::Display for TensorRole {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Weights => "weights",
            Self::Biases => "biases",
            Self::Scale => "scale",
            Self::Offset => "offset",
            Self::Mean => "mean",
            Self::Variance => "variance",
        })
    }
}

/// A layer as files name it: `dense1`, say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct LayerName {
    pub(super) kind: &'static str,
    /// Counted from 1.
    pub(super) number: usize,
}

impl fmt::Display for LayerName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.kind, self.number)
    }
}

/// Parameters that belong together.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// What they are to their layer.
    pub role: TensorRole,
    /// The layer, counted from 1.
    pub layer: usize,
    /// `[inputs, outputs]` or `[k, k, channels, filters]` of weights, `[outputs]` of all else.
    pub shape: Vec<usize>,
    /// Where they are among all parameters.
    pub range: Range<usize>,
    pub(super) kind: &'static str,
    pub(super) start: Start,
}

impl Tensor {
    /// The name in files: `dense1.weights`, say.
    pub fn name(&self) -> String {
        let layer = LayerName { kind: self.kind, number: self.layer };
        format!("{layer}.{}", self.role)
    }

    /// Its values, in its shape.
    ///
    /// # Panics
    /// If `parameters` are those of another network.
    pub fn view<'a>(&self, parameters: &'a [f32]) -> ArrayViewD<'a, f32> {
        ArrayViewD::from_shape(IxDyn(&self.shape), &parameters[self.range.clone()])
            .expect("a tensor's range is as long as its shape says")
    }
}

/// How weights start.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, Decode)]
#[serde(rename_all = "camelCase")]
pub enum Init {
    /// All zero: for a net of one layer only, since units that start alike stay alike.
    Zeros,
    /// Normal, deviation √(2 / inputs) (He et al., "Delving Deep into Rectifiers", 2015).
    He,
    /// Even, between ±√(6 / (inputs + outputs)) (Glorot & Bengio, 2010).
    Glorot,
    /// Normal with this deviation, drawn again beyond two of them.
    TruncatedNormal(f32),
}

/// How the values of a tensor start.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Start {
    Drawn(Init),
    All(f32),
}

/// Some leading rows of a tensor: what one gradient is worked out for, and one thread updates, at a
/// time. The blocks of a plan follow each other without gaps over all parameters.
#[derive(Clone, Debug)]
pub struct Block {
    pub(super) stage: usize,
    /// What its parameters are to their layer.
    pub role: TensorRole,
    /// Which rows of the tensor.
    pub(super) rows: Range<usize>,
    /// How many parameters.
    pub length: usize,
    /// How many products of an image each parameter takes part in: one in a dense layer, in a
    /// convolution as many as it has positions.
    pub uses: usize,
}
