//! The rule by which a gradient changes the parameters, and what it remembers from step to step.

use crate::kernels::{self, AdamStep};
use serde::{Deserialize, Serialize};

/// The rule by which a gradient changes the parameters.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Optimizer {
    /// Stochastic gradient descent.
    #[serde(rename_all = "camelCase")]
    Sgd {
        /// How much of the last change goes on; 0 is plain descent.
        #[serde(default)]
        momentum: f32,
    },
    /// Adam (Kingma & Ba, 2015), with its authors' numbers unless said otherwise.
    #[serde(rename_all = "camelCase")]
    Adam {
        /// How much of the running mean is kept.
        #[serde(default = "beta1")]
        beta1: f32,
        /// How much of the running mean square is kept.
        #[serde(default = "beta2")]
        beta2: f32,
        /// Keeps the quotient finite.
        #[serde(default = "epsilon")]
        epsilon: f32,
    },
}

fn beta1() -> f32 {
    0.9
}

fn beta2() -> f32 {
    0.999
}

fn epsilon() -> f32 {
    1e-8
}

impl Optimizer {
    /// Adam with its authors' numbers.
    pub const ADAM: Self = Self::Adam { beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
    /// Plain stochastic gradient descent.
    pub const SGD: Self = Self::Sgd { momentum: 0.0 };

    /// How many numbers it remembers of so many parameters: first moments, and second ones.
    pub(super) fn moments(self, parameters: usize) -> [usize; 2] {
        match self {
            Self::Sgd { .. } => [parameters, 0],
            Self::Adam { .. } => [parameters, parameters],
        }
    }
}

/// What an optimizer remembers from step to step.
#[derive(Clone, Debug)]
pub(super) struct OptimizerState {
    pub(super) optimizer: Optimizer,
    /// SGD: the velocity. Adam: the running mean.
    pub(super) first: Vec<f32>,
    /// Adam: the running mean square; empty for SGD.
    pub(super) second: Vec<f32>,
    /// β₁ᵗ and β₂ᵗ: multiplied on from step to step, since `powi` differs between platforms.
    pub(super) powers: [f64; 2],
}

/// An optimizer, ready for one step: the same for all parameters.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rule {
    Sgd { rate: f32, momentum: f32 },
    Adam(AdamStep),
}

impl OptimizerState {
    pub(super) fn new(optimizer: Optimizer, parameters: usize) -> Self {
        let [first, second] = optimizer.moments(parameters).map(|length| vec![0.0; length]);
        Self { optimizer, first, second, powers: [1.0, 1.0] }
    }

    /// Goes on by one step with this learning rate.
    pub(super) fn next(&mut self, rate: f32) -> Rule {
        match self.optimizer {
            Optimizer::Sgd { momentum } => Rule::Sgd { rate, momentum },
            Optimizer::Adam { beta1, beta2, epsilon } => {
                self.powers[0] *= f64::from(beta1);
                self.powers[1] *= f64::from(beta2);
                let correction = (1.0 - self.powers[1]).sqrt() / (1.0 - self.powers[0]);
                let rate = (f64::from(rate) * correction) as f32;
                Rule::Adam(AdamStep { rate, beta1, beta2, epsilon })
            }
        }
    }
}

impl Rule {
    /// Changes some of the parameters; `second` is empty where the rule needs none.
    pub(super) fn apply(
        self,
        parameters: &mut [f32],
        gradient: &[f32],
        first: &mut [f32],
        second: &mut [f32],
    ) {
        match self {
            Self::Sgd { rate, momentum } => {
                kernels::sgd(parameters, gradient, first, rate, momentum);
            }
            Self::Adam(step) => kernels::adam(parameters, gradient, first, second, step),
        }
    }
}
