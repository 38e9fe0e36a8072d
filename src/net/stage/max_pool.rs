//! Max pooling.

use super::pooling;
use crate::kernels::{self, ConvShape};
use crate::net::builder::Builder;
use crate::net::error::NetworkError;
use crate::net::layout::{Buffers, Indices, Values};
use crate::net::operator::Operator;
use crate::net::pass::Pass;
use crate::net::shape::Shape;
use crate::net::tensor::LayerName;
use bincode::Decode;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Hands on the largest of each square patch, channel by channel; padded like
/// [`Conv`](super::Conv).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
#[serde(deny_unknown_fields)]
pub struct MaxPool {
    /// Rows and columns of the patch.
    pub size: u32,
    /// Positions from one patch to the next.
    pub stride: u32,
}

pub(super) const KIND: &str = "maxPool";

impl MaxPool {
    pub(super) fn check(&self, layer: usize) -> Result<(), NetworkError> {
        pooling::check_patch(layer, [("size", self.size), ("stride", self.stride)])
    }

    pub(super) fn plan(&self, plan: &mut Builder) -> Result<Stage, NetworkError> {
        let shape = pooling::shape(plan.picture(self)?, self.size, self.stride);
        let output = Shape::Picture([shape.out_rows(), shape.out_columns(), shape.channels()]);
        let (from, needs_gradient) = plan.input();
        let winners = plan.layout.indices(output.values());
        let (name, to) = (plan.name(), plan.output(output));
        Ok(Stage { name, from, needs_gradient, to, shape, winners })
    }
}

impl fmt::Display for MaxPool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { size, stride } = self;
        write!(f, "max pool {size}×{size} stride {stride}")
    }
}

#[derive(Clone, Debug)]
pub(in crate::net) struct Stage {
    name: LayerName,
    from: Values,
    needs_gradient: bool,
    to: Values,
    shape: ConvShape,
    /// Where the largest values stood.
    winners: Indices,
}

impl Stage {
    pub(super) fn forward(&self, pass: &Pass, buffers: &mut Buffers) {
        let [x, out] = buffers.values.pair_mut(self.from, self.to, pass.images);
        kernels::max_pool(&self.shape, x, out, buffers.indices.of_mut(self.winners, pass.images));
    }

    pub(super) fn backward(&self, pass: &Pass, buffers: &mut Buffers) {
        if self.needs_gradient {
            let [d_x, d_out] = buffers.gradients.pair_mut(self.from, self.to, pass.images);
            let winners = buffers.indices.of(self.winners, pass.images);
            kernels::max_pool_gradient(&self.shape, d_out, winners, d_x);
        }
    }

    pub(super) fn operators(&self, _: &[f32]) -> Vec<Operator> {
        vec![pooling::patch(Operator::new("MaxPool", self.name), &self.shape)]
    }
}
