//! The dense layer.

use super::activation::Activation;
use super::linear::{Linear, Starts};
use crate::kernels::{self, SparseInput};
use crate::net::builder::{Builder, Source};
use crate::net::error::NetworkError;
use crate::net::layout::{Buffers, Scratch, Values, When};
use crate::net::limits::MOST_UNITS;
use crate::net::operator::{Attribute, Operator};
use crate::net::pass::Pass;
use crate::net::shape::Shape;
use crate::net::tensor::{Block, Init, LayerName, TensorRole};
use bincode::Decode;
use ndarray::ArrayView4;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Every unit sees every value of the layer before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Dense {
    /// Units, and so values handed on.
    pub units: u32,
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

pub(super) const KIND: &str = "dense";

/// Parameters in a block, roughly: 64 kB, which stay in the nearer caches from the gradient to the
/// optimiser.
const BLOCK: usize = 16_384;

impl Dense {
    fn starts(&self) -> Starts {
        Starts { activation: self.activation, init: self.init, bias: self.bias }
    }

    pub(super) fn check(&self, layer: usize) -> Result<(), NetworkError> {
        let (found, most) = (self.units, MOST_UNITS);
        if !(1..=most).contains(&found) {
            return Err(NetworkError::Units { layer, found, most });
        }
        self.starts().check(layer)
    }

    pub(super) fn plan(&self, plan: &mut Builder) -> Result<Stage, NetworkError> {
        let (inputs, outputs) = (plan.shape.values(), self.units as usize);
        let (from, picture) = (plan.source, plan.shape);
        let rows = (BLOCK / outputs).max(1);
        let linear = Linear::plan(plan, vec![inputs, outputs], (rows, 1), &self.starts())?;
        let scratch = match from {
            Source::Pixels => {
                plan.layout.sparse(inputs, SparseInput::SEGMENT, true);
                0
            }
            Source::Values { needs_gradient: false, .. } => 0,
            Source::Values { .. } => kernels::dense_scratch_length(inputs, outputs),
        };
        Ok(Stage {
            name: plan.name(),
            from,
            inputs,
            outputs,
            picture: if let Shape::Picture(sides) = picture { Some(sides) } else { None },
            linear,
            scratch: plan.layout.scratch(scratch, When::Training),
            to: plan.output(Shape::Row(outputs)),
        })
    }
}

impl fmt::Display for Dense {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "dense {}{}", self.units, self.activation)
    }
}

#[derive(Clone, Debug)]
pub(in crate::net) struct Stage {
    name: LayerName,
    from: Source,
    to: Values,
    inputs: usize,
    outputs: usize,
    /// The sides of its input, where that is a picture.
    picture: Option<[usize; 3]>,
    linear: Linear,
    scratch: Scratch,
}

impl Stage {
    /// The values that it reads; `None` where those are the pixels.
    pub(in crate::net) fn source(&self) -> Option<Values> {
        if let Source::Values { at, .. } = self.from { Some(at) } else { None }
    }

    pub(super) fn forward(&self, pass: &Pass, buffers: &mut Buffers) {
        let weights = self.linear.weights(pass.parameters);
        let biases = self.linear.biases(pass.parameters, &buffers.fixed);
        match self.from {
            Source::Pixels => {
                let out = buffers.values.of_mut(self.to, pass.images);
                kernels::sparse_dense(buffers.pixels.listed(), weights, biases, out);
            }
            Source::Values { at, .. } => {
                let [x, out] = buffers.values.pair_mut(at, self.to, pass.images);
                kernels::dense(x, weights, biases, out);
            }
        }
    }

    pub(super) fn backward(&self, pass: &Pass, buffers: &mut Buffers) {
        let Source::Values { at, needs_gradient: true } = self.from else { return };
        let [d_x, d_out] = buffers.gradients.pair_mut(at, self.to, pass.images);
        let weights = self.linear.weights(pass.parameters);
        let scratch = buffers.scratch.of(self.scratch);
        kernels::dense_input_gradient(d_out, weights, self.outputs, d_x, scratch);
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
        let (outputs, first) = (self.outputs, block.rows.start);
        match self.from {
            Source::Pixels => {
                let pixels = buffers.pixels.listed();
                kernels::sparse_weight_gradient(pixels, d_out, outputs, first, out);
            }
            Source::Values { at, .. } => {
                let x = buffers.values.of(at, images);
                kernels::dense_weight_gradient(x, self.inputs, d_out, outputs, first, out);
            }
        }
    }

    /// `Gemm`, of which ONNX wants a picture's values as `[channels, rows, columns]`, and in a row.
    pub(super) fn operators(&self, parameters: &[f32]) -> Vec<Operator> {
        let (name, weights) = (self.name, self.linear.weights(parameters));
        let view = |shape: [usize; 4]| ArrayView4::from_shape(shape, weights);
        let rows = [self.inputs, self.outputs];
        let [rows_of_picture, columns, channels] = self.picture.unwrap_or([1, 1, self.inputs]);
        let weights = view([rows_of_picture, columns, channels, self.outputs])
            .expect("a dense layer has weights for all values of its input")
            .permuted_axes([2, 0, 1, 3])
            .as_standard_layout()
            .into_owned()
            .into_shape_with_order(rows)
            .expect("the weights are as many in another order");
        let gemm = Operator::new("Gemm", name)
            .tensor(format!("{name}.weights"), weights.into_dyn())
            .tensors(self.linear.named_biases(name, parameters));
        let flatten = self.picture.map(|_| {
            Operator::new("Flatten", format!("{name}.flat")).attribute("axis", Attribute::Int(1))
        });
        flatten.into_iter().chain([gemm]).collect()
    }
}
