//! Average pooling, of patches or of the whole map.

use super::pooling;
use crate::kernels::{self, ConvShape};
use crate::net::builder::Builder;
use crate::net::error::NetworkError;
use crate::net::layout::{Buffers, Values};
use crate::net::operator::Operator;
use crate::net::pass::Pass;
use crate::net::shape::Shape;
use crate::net::tensor::LayerName;
use bincode::Decode;
use serde::{Deserialize, Serialize};
use std::fmt;

/// Hands on the mean of each square patch, channel by channel; padded like [`Conv`](super::Conv),
/// but padding isn't counted. Without a size it is the mean of the whole map.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
#[serde(deny_unknown_fields)]
pub struct AveragePool {
    /// Rows and columns of the patch; by default the whole map is one.
    #[serde(default)]
    pub size: Option<u32>,
    /// Positions from one patch to the next; by default as many as the patch is wide.
    #[serde(default)]
    pub stride: Option<u32>,
}

pub(super) const KIND: &str = "averagePool";

impl AveragePool {
    pub(super) fn check(&self, layer: usize) -> Result<(), NetworkError> {
        match (self.size, self.stride) {
            (None, None) => Ok(()),
            (None, Some(_)) => Err(NetworkError::PoolStride { layer }),
            (Some(size), stride) => {
                let stride = stride.unwrap_or(size);
                pooling::check_patch(layer, [("size", size), ("stride", stride)])
            }
        }
    }

    pub(super) fn plan(&self, plan: &mut Builder) -> Result<Stage, NetworkError> {
        let sides @ [rows, columns, _] = plan.picture(self)?;
        // A patch as large as the longer side covers the map; what is beyond isn't counted.
        let size = self.size.unwrap_or(rows.max(columns) as u32);
        let shape = pooling::shape(sides, size, self.stride.unwrap_or(size));
        let output = Shape::Picture([shape.out_rows(), shape.out_columns(), shape.channels()]);
        let (from, needs_gradient) = plan.input();
        let (name, to) = (plan.name(), plan.output(output));
        Ok(Stage { name, from, needs_gradient, to, shape, is_global: self.size.is_none() })
    }
}

impl fmt::Display for AveragePool {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.size {
            None => f.write_str("average pool over the map"),
            Some(size) => {
                let stride = self.stride.unwrap_or(size);
                write!(f, "average pool {size}×{size} stride {stride}")
            }
        }
    }
}

#[derive(Clone, Debug)]
pub(in crate::net) struct Stage {
    name: LayerName,
    from: Values,
    needs_gradient: bool,
    to: Values,
    shape: ConvShape,
    is_global: bool,
}

impl Stage {
    pub(super) fn forward(&self, pass: &Pass, buffers: &mut Buffers) {
        let [x, out] = buffers.values.pair_mut(self.from, self.to, pass.images);
        kernels::average_pool(&self.shape, x, out);
    }

    pub(super) fn backward(&self, pass: &Pass, buffers: &mut Buffers) {
        if self.needs_gradient {
            let [d_x, d_out] = buffers.gradients.pair_mut(self.from, self.to, pass.images);
            kernels::average_pool_gradient(&self.shape, d_out, d_x);
        }
    }

    /// `AveragePool`, which doesn't count padding unless it is told to.
    pub(super) fn operators(&self, _: &[f32]) -> Vec<Operator> {
        vec![if self.is_global {
            Operator::new("GlobalAveragePool", self.name)
        } else {
            pooling::patch(Operator::new("AveragePool", self.name), &self.shape)
        }]
    }
}
