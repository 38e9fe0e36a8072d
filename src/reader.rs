//! One net, ready to read digits: what the pad and `nibnet recognize` have in common.

use crate::file::{Model, ModelError};
use crate::kernels::softmax;
use crate::net::{Network, Plan, Shard};

/// A net that reads one digit at a time, with its buffers planned.
#[derive(Clone, Debug)]
pub struct Reader {
    plan: Plan,
    weights: Vec<f32>,
    shard: Shard,
}

impl Reader {
    /// A reader for a net and its weights, in the order of [`Plan::tensors`].
    ///
    /// # Errors
    /// A [`ModelError`] if the network is none or the weights don't fit it.
    pub fn new(network: &Network, weights: Vec<f32>) -> Result<Self, ModelError> {
        let plan = Plan::new(network)?;
        let (found, expected) = (weights.len(), plan.parameters());
        if found != expected {
            return Err(ModelError::WeightCount { found, expected });
        }
        let shard = Shard::for_inference(&plan, 1);
        Ok(Self { plan, weights, shard })
    }

    /// A reader for a model's net.
    ///
    /// # Errors
    /// A [`ModelError`] if the network is none or the weights don't fit it.
    pub fn of(model: &Model) -> Result<Self, ModelError> {
        Self::new(&model.network, model.weights())
    }

    /// Takes over other weights; without a new plan where the network is the same.
    ///
    /// # Errors
    /// A [`ModelError`] if the network is none or the weights don't fit it; then nothing changes.
    pub fn adopt(&mut self, network: &Network, weights: Vec<f32>) -> Result<(), ModelError> {
        if network == self.plan.network() && weights.len() == self.weights.len() {
            self.weights = weights;
        } else {
            *self = Self::new(network, weights)?;
        }
        Ok(())
    }

    /// The probabilities of the classes, in order. `image` is 0 for paper to 255 for ink, row by row.
    ///
    /// # Panics
    /// If the image isn't as large as the plan says.
    pub fn probabilities(&mut self, image: &[u8]) -> Vec<f32> {
        assert_eq!(image.len(), self.plan.pixels(), "the image is of another size");
        self.shard.forward(&self.plan, &self.weights, image);
        let mut row = self.shard.outputs().to_vec();
        softmax(&mut row);
        row
    }

    /// The net's plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }
}

/// The likeliest class and its probability; the first of several.
pub fn likeliest(probabilities: &[f32]) -> (usize, f32) {
    let mut best = (0, f32::NEG_INFINITY);
    for (class, &probability) in probabilities.iter().enumerate() {
        if probability > best.1 {
            best = (class, probability);
        }
    }
    best
}
