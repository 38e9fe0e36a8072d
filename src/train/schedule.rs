//! The learning rate, step by step.

use crate::simd::exp_scalar;
use serde::{Deserialize, Serialize};

/// How the learning rate changes over a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub enum LearningRate {
    /// The same at every step.
    Constant(f32),
    /// From `from` towards `to`: `to + (from − to) · e^(−step / over)`.
    Decaying {
        /// At the first step.
        from: f32,
        /// What it comes ever closer to.
        to: f32,
        /// After how many steps 63 % of the way is done.
        over: f32,
    },
}

impl LearningRate {
    /// The learning rate at a step, counted from 0.
    pub fn at(&self, step: u32) -> f32 {
        match *self {
            Self::Constant(rate) => rate,
            // Our own exp: the platforms' would give other bits.
            Self::Decaying { from, to, over } => {
                to + (from - to) * exp_scalar(-(step as f32) / over)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_goes_from_its_start_towards_its_end() {
        let rate = LearningRate::Decaying { from: 0.0031, to: 0.0001, over: 2000.0 };
        assert_eq!(rate.at(0), 0.0031);
        assert!((rate.at(2000) - (0.0001 + 0.003 / std::f32::consts::E)).abs() < 1e-8);
        assert!((rate.at(1_000_000) - 0.0001).abs() < 1e-9);
        assert_eq!(LearningRate::Constant(0.5).at(77), 0.5);
    }
}
