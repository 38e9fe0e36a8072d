//! What a dense layer and a convolution share: weights, and biases unless batch norm follows.

use super::activation::Activation;
use crate::net::builder::Builder;
use crate::net::error::NetworkError;
use crate::net::layout::{Fixed, FixedBuffers, When};
use crate::net::tensor::{Init, LayerName, Start, TensorRole};
use ndarray::{ArrayD, ArrayView1};
use std::ops::Range;

/// How the parameters start, as a description says it.
pub(super) struct Starts {
    pub(super) activation: Activation,
    pub(super) init: Option<Init>,
    pub(super) bias: f32,
}

impl Starts {
    pub(super) fn check(&self, layer: usize) -> Result<(), NetworkError> {
        let deviation = if let Some(Init::TruncatedNormal(it)) = self.init { it } else { 0.0 };
        for found in [self.bias, deviation] {
            if !(-100.0..=100.0).contains(&found) {
                return Err(NetworkError::Start { layer, found });
            }
        }
        self.activation.check(layer)
    }
}

/// Where the parameters are.
#[derive(Clone, Debug)]
pub(super) struct Linear {
    pub(super) weights: Range<usize>,
    biases: Biases,
}

#[derive(Clone, Debug)]
enum Biases {
    Learnt(Range<usize>),
    /// Batch norm follows, and would take them out again.
    Zeros(Fixed),
}

impl Linear {
    /// Weights of `shape`, whose last side is the outputs, in blocks of `rows` of its rows; each
    /// parameter takes part in `uses` products of an image.
    pub(super) fn plan(
        plan: &mut Builder,
        shape: Vec<usize>,
        (rows, uses): (usize, usize),
        starts: &Starts,
    ) -> Result<Self, NetworkError> {
        let outputs = shape[shape.len() - 1];
        // What is normed comes before a ReLU more often than not, and its scale is learnt anyway.
        let he = starts.activation.is_rectifier() || plan.is_normed;
        let init = starts.init.unwrap_or(if he { Init::He } else { Init::Glorot });
        let weights = plan.tensor(TensorRole::Weights, shape, Start::Drawn(init), (rows, uses))?;
        let biases = if plan.is_normed && starts.activation == Activation::Linear {
            Biases::Zeros(plan.layout.fixed(outputs, When::Always))
        } else {
            let start = Start::All(starts.bias);
            let (role, shape) = (TensorRole::Biases, vec![outputs]);
            Biases::Learnt(plan.tensor(role, shape, start, (1, uses))?)
        };
        Ok(Self { weights, biases })
    }

    /// Names and values of the biases, for other programs.
    pub(super) fn named_biases(
        &self,
        name: LayerName,
        parameters: &[f32],
    ) -> Option<(String, ArrayD<f32>)> {
        let Biases::Learnt(range) = &self.biases else { return None };
        let values = ArrayView1::from(&parameters[range.clone()]).to_owned();
        Some((format!("{name}.{}", TensorRole::Biases), values.into_dyn()))
    }

    pub(super) fn weights<'a>(&self, parameters: &'a [f32]) -> &'a [f32] {
        &parameters[self.weights.clone()]
    }

    pub(super) fn biases<'a>(&self, parameters: &'a [f32], fixed: &'a FixedBuffers) -> &'a [f32] {
        match &self.biases {
            Biases::Learnt(range) => &parameters[range.clone()],
            Biases::Zeros(zeros) => fixed.of(*zeros),
        }
    }
}
