//! The convolution.

use super::activation::Activation;
use super::linear::{Linear, Starts};
use super::pooling;
use crate::kernels::{self, ConvShape};
use crate::net::builder::{Builder, Source};
use crate::net::error::NetworkError;
use crate::net::layout::{Buffers, Fixed, Kept, Scratch, Values, When};
use crate::net::limits::MOST_FILTERS;
use crate::net::operator::Operator;
use crate::net::pass::Pass;
use crate::net::shape::Shape;
use crate::net::tensor::{Block, Init, LayerName, TensorRole};
use bincode::Decode;
use ndarray::ArrayView4;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Every unit sees a square patch of the layer before, and all units of a filter weigh it alike.
/// Edges are padded as TensorFlow's SAME does, so an output has
/// ⌈rows / stride⌉ × ⌈columns / stride⌉ positions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Conv {
    /// Filters, and so channels handed on.
    pub filters: u32,
    /// Rows and columns of the patch.
    pub kernel: u32,
    /// Positions from one patch to the next.
    #[serde(default = "one")]
    pub stride: u32,
    /// What each unit's sum goes through.
    #[serde(default)]
    pub activation: Activation,
    /// How the weights start; by default [`Init::He`] before ReLU, else [`Init::Glorot`].
    #[serde(default)]
    pub init: Option<Init>,
    /// What every bias starts with.
    #[serde(default)]
    pub bias: f32,
}

fn one() -> u32 {
    1
}

pub(super) const KIND: &str = "conv";

impl Conv {
    fn starts(&self) -> Starts {
        Starts { activation: self.activation, init: self.init, bias: self.bias }
    }

    pub(super) fn check(&self, layer: usize) -> Result<(), NetworkError> {
        let (found, most) = (self.filters, MOST_FILTERS);
        if !(1..=most).contains(&found) {
            return Err(NetworkError::Filters { layer, found, most });
        }
        pooling::check_patch(layer, [("kernel", self.kernel), ("stride", self.stride)])?;
        self.starts().check(layer)
    }

    /// Whether it can read the pixels' bytes, as the first layer.
    pub(in crate::net) fn skips_zero_pixels(&self, [rows, columns]: [usize; 2]) -> bool {
        let shape = pooling::shape([rows, columns, 1], self.kernel, self.stride);
        kernels::can_skip_paper(&shape, self.filters as usize)
    }

    pub(super) fn plan(&self, plan: &mut Builder) -> Result<Stage, NetworkError> {
        let shape = pooling::shape(plan.picture(self)?, self.kernel, self.stride);
        let (filters, from) = (self.filters as usize, plan.source);
        let sides = vec![shape.kernel(), shape.kernel(), shape.channels(), filters];
        // Each row of the kernel is a block of its own; but all are one where zeros are skipped.
        let rows = if from == Source::Pixels { shape.kernel() } else { 1 };
        let linear = Linear::plan(plan, sides, (rows, shape.places()), &self.starts())?;
        let layout = &mut plan.layout;
        let input = match from {
            Source::Pixels => {
                layout.sparse(shape.values(), shape.columns(), false);
                let packed = kernels::packed_length(&shape, filters);
                InputBuffers::Pixels { packed: layout.scratch(packed, When::Always) }
            }
            Source::Values { needs_gradient, .. } => {
                let padded = layout.kept(shape.padded_length(), When::Always);
                let back = needs_gradient.then(|| GradientBuffers {
                    padded: layout.fixed(shape.gradient_length(filters), When::Training),
                    image: layout.fixed(kernels::scatter_scratch(&shape), When::Training),
                    transposed: layout.scratch(shape.weights(filters), When::Training),
                    scattered: layout
                        .scratch(kernels::scatter_length(&shape, filters), When::Training),
                });
                InputBuffers::Values { padded, back }
            }
        };
        let output = Shape::Picture([shape.out_rows(), shape.out_columns(), filters]);
        let (name, to) = (plan.name(), plan.output(output));
        Ok(Stage { name, from, to, shape, filters, linear, input })
    }
}

impl fmt::Display for Conv {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { filters, kernel, stride, activation, .. } = self;
        write!(f, "conv {kernel}×{kernel}×{filters}")?;
        if *stride > 1 {
            write!(f, " stride {stride}")?;
        }
        write!(f, "{activation}")
    }
}

#[derive(Clone, Debug)]
pub(in crate::net) struct Stage {
    name: LayerName,
    from: Source,
    to: Values,
    shape: ConvShape,
    filters: usize,
    linear: Linear,
    input: InputBuffers,
}

#[derive(Clone, Debug)]
enum InputBuffers {
    /// The weights, in the order in which pixels use them.
    Pixels { packed: Scratch },
    /// The input with padding around it.
    Values { padded: Kept, back: Option<GradientBuffers> },
}

/// What it takes to work out the gradient of the input, in either of two ways.
#[derive(Clone, Debug)]
struct GradientBuffers {
    /// Of one image, the padded gradient of the output.
    padded: Fixed,
    /// Of one image, the padded gradient of the input.
    image: Fixed,
    transposed: Scratch,
    scattered: Scratch,
}

impl Stage {
    pub(super) fn forward(&self, pass: &Pass, buffers: &mut Buffers) {
        let Self { shape, .. } = self;
        let weights = self.linear.weights(pass.parameters);
        let biases = self.linear.biases(pass.parameters, &buffers.fixed);
        match (self.from, &self.input) {
            (Source::Values { at, .. }, &InputBuffers::Values { padded, .. }) => {
                let [x, out] = buffers.values.pair_mut(at, self.to, pass.images);
                let padded = buffers.kept.of_mut(padded, pass.images);
                kernels::pad(shape, x, padded);
                kernels::conv(shape, padded, weights, biases, out);
            }
            (_, &InputBuffers::Pixels { packed }) => {
                let packed = buffers.scratch.of(packed);
                kernels::pack_weights(shape, weights, packed);
                let out = buffers.values.of_mut(self.to, pass.images);
                kernels::sparse_conv(shape, buffers.pixels.listed(), packed, biases, out);
            }
            (Source::Pixels, InputBuffers::Values { .. }) => {
                unreachable!("`Conv::plan` chooses the buffers by the source")
            }
        }
    }

    pub(super) fn backward(&self, pass: &Pass, buffers: &mut Buffers) {
        let Self { shape, .. } = self;
        let Source::Values { at, .. } = self.from else { return };
        let InputBuffers::Values { back: Some(back), .. } = &self.input else { return };
        let [d_x, d_out] = buffers.gradients.pair_mut(at, self.to, pass.images);
        let weights = self.linear.weights(pass.parameters);
        if kernels::skipping_pays(shape, self.filters, d_out) {
            let scattered = buffers.scratch.of(back.scattered);
            kernels::scatter_weights(shape, weights, scattered);
            let image = buffers.fixed.of_mut(back.image);
            kernels::scatter_input_gradient(shape, d_out, scattered, d_x, image);
        } else {
            let transposed = buffers.scratch.of(back.transposed);
            kernels::transpose_weights(shape, weights, transposed);
            let padded = buffers.fixed.of_mut(back.padded);
            kernels::conv_input_gradient(shape, d_out, transposed, d_x, padded);
        }
    }

    pub(super) fn add_gradient(
        &self,
        block: &Block,
        buffers: &Buffers,
        images: usize,
        out: &mut [f32],
    ) {
        let d_out = buffers.gradients.of(self.to, images);
        if block.role == TensorRole::Biases {
            return kernels::bias_gradient(d_out, out);
        }
        match self.input {
            InputBuffers::Pixels { .. } => {
                let pixels = buffers.pixels.listed();
                kernels::sparse_conv_weight_gradient(&self.shape, pixels, d_out, out);
            }
            InputBuffers::Values { padded, .. } => {
                let padded = buffers.kept.of(padded, images);
                let row = block.rows.start;
                kernels::conv_weight_gradient(&self.shape, padded, d_out, row, out);
            }
        }
    }

    /// `Conv`, whose weights are `[filters, channels, k, k]` in ONNX.
    pub(super) fn operators(&self, parameters: &[f32]) -> Vec<Operator> {
        let Self { name, shape, filters, .. } = self;
        let sides = [shape.kernel(), shape.kernel(), shape.channels(), *filters];
        let weights = ArrayView4::from_shape(sides, self.linear.weights(parameters))
            .expect("a convolution has weights for each tap, channel and filter")
            .permuted_axes([3, 2, 0, 1])
            .as_standard_layout()
            .into_owned();
        let conv = Operator::new("Conv", name)
            .tensor(format!("{name}.weights"), weights.into_dyn())
            .tensors(self.linear.named_biases(*name, parameters));
        vec![pooling::patch(conv, shape)]
    }
}
