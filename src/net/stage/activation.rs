//! What sums go through.

use crate::decimal::Decimal;
use crate::kernels;
use crate::net::builder::{Builder, Source};
use crate::net::error::NetworkError;
use crate::net::layout::{Buffers, Values};
use crate::net::operator::{Attribute, Operator};
use crate::net::pass::Pass;
use crate::net::tensor::LayerName;
use bincode::Decode;
use serde::{Deserialize, Serialize};
use std::fmt;

/// What a unit's sum goes through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, Decode)]
#[serde(rename_all = "camelCase")]
pub enum Activation {
    /// Nothing: the sum itself.
    #[default]
    Linear,
    /// max(x, 0).
    Relu,
    /// 1 / (1 + e⁻ˣ).
    Sigmoid,
    // Model files number the activations in this order: new ones go last.
    /// x where it is above 0, else `slope` · x (Maas et al., 2013).
    #[serde(rename_all = "camelCase")]
    LeakyRelu {
        /// Between 0 and 1.
        #[serde(default = "usual_slope")]
        slope: f32,
    },
}

fn usual_slope() -> f32 {
    0.01
}

impl Activation {
    pub(super) fn check(self, layer: usize) -> Result<(), NetworkError> {
        match self {
            Self::LeakyRelu { slope: found } if !(found > 0.0 && found < 1.0) => {
                Err(NetworkError::Slope { layer, found })
            }
            _ => Ok(()),
        }
    }

    /// Whether weights before it start as He et al. (2015) say.
    pub(super) fn is_rectifier(self) -> bool {
        matches!(self, Self::Relu | Self::LeakyRelu { .. })
    }
}

impl fmt::Display for Activation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Linear => Ok(()),
            Self::Relu => f.write_str(" ReLU"),
            Self::Sigmoid => f.write_str(" sigmoid"),
            Self::LeakyRelu { slope } => write!(f, " leaky ReLU {}", Decimal(*slope)),
        }
    }
}

/// An activation, in place.
#[derive(Clone, Debug)]
pub(in crate::net) struct Stage {
    /// The layer that it belongs to.
    layer: LayerName,
    at: Values,
    activation: Activation,
}

impl Stage {
    /// Behind the layer that was planned last; `None` if that is linear.
    pub(super) fn new(activation: Activation, plan: &Builder) -> Option<Self> {
        match plan.source {
            Source::Values { at, .. } if activation != Activation::Linear => {
                Some(Self { layer: plan.name(), at, activation })
            }
            _ => None,
        }
    }

    pub(super) fn forward(&self, pass: &Pass, buffers: &mut Buffers) {
        let x = buffers.values.of_mut(self.at, pass.images);
        match self.activation {
            Activation::Linear => {}
            Activation::Relu => kernels::relu(x),
            Activation::Sigmoid => kernels::sigmoid(x),
            Activation::LeakyRelu { slope } => kernels::leaky_relu(x, slope),
        }
    }

    pub(super) fn backward(&self, pass: &Pass, buffers: &mut Buffers) {
        let y = buffers.values.of(self.at, pass.images);
        let d_y = buffers.gradients.of_mut(self.at, pass.images);
        match self.activation {
            Activation::Linear => {}
            Activation::Relu => kernels::relu_gradient(y, d_y),
            Activation::Sigmoid => kernels::sigmoid_gradient(y, d_y),
            Activation::LeakyRelu { slope } => kernels::leaky_relu_gradient(y, slope, d_y),
        }
    }

    pub(super) fn operators(&self, _: &[f32]) -> Vec<Operator> {
        let operator = |kind, what| Operator::new(kind, format!("{}.{what}", self.layer));
        match self.activation {
            Activation::Linear => vec![],
            Activation::Relu => vec![operator("Relu", "relu")],
            Activation::Sigmoid => vec![operator("Sigmoid", "sigmoid")],
            Activation::LeakyRelu { slope } => {
                let alpha = Attribute::Float(slope);
                vec![operator("LeakyRelu", "leakyRelu").attribute("alpha", alpha)]
            }
        }
    }
}
