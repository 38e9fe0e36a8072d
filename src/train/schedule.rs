//! The learning rate, step by step.

use crate::simd::exp_scalar;
use serde::{Deserialize, Serialize};

/// How the learning rate changes over a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)] // the sentences say it
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub enum LearningRate {
    /// The same at every step.
    Constant(f32),
    /// From `from` towards `to`: `to + (from − to) · e^(−step / over)`.
    Decaying { from: f32, to: f32, over: f32 },
    /// Up to `peak` from a twenty-fifth of it, for a fraction `rise` of the run, then down to
    /// nothing at its end, both in a straight line (Smith & Topin, "Super-Convergence", 2018): the
    /// way to learn much in few epochs.
    OneCycle { peak: f32, rise: f32 },
}

impl LearningRate {
    /// The learning rate at a step of a run of `steps`, counted from 0.
    pub fn at(&self, step: u32, steps: u32) -> f32 {
        match *self {
            Self::Constant(rate) => rate,
            // Our own exp: the platforms' would give other bits.
            Self::Decaying { from, to, over } => {
                to + (from - to) * exp_scalar(-(step as f32) / over)
            }
            Self::OneCycle { peak, rise } => {
                let (up, steps) = (rise * steps as f32, steps as f32);
                let step = (step as f32).min(steps);
                if step < up {
                    peak * (0.04 + 0.96 * (step / up))
                } else {
                    // Never quite nothing, so that the last step counts, too.
                    peak * ((steps - step).max(1.0) / (steps - up).max(1.0))
                }
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
        assert_eq!(rate.at(0, 1), 0.0031);
        assert!((rate.at(2000, 1) - (0.0001 + 0.003 / std::f32::consts::E)).abs() < 1e-8);
        assert!((rate.at(1_000_000, 1) - 0.0001).abs() < 1e-9);
        assert_eq!(LearningRate::Constant(0.5).at(77, 1), 0.5);
    }

    #[test]
    fn one_cycle_goes_up_once_and_down_once() {
        let rate = LearningRate::OneCycle { peak: 0.01, rise: 0.25 };
        let rates: Vec<f32> = (0..=400).map(|step| rate.at(step, 400)).collect();
        assert!((rates[0] - 0.0004).abs() < 1e-8 && (rates[100] - 0.01).abs() < 1e-8);
        assert!(rates[..=100].is_sorted() && rates[100..].iter().rev().is_sorted());
        assert!(rates[399] > 0.0 && rates[399] < 0.0001);
        // Without a rise, or without a fall, it's one straight line.
        assert_eq!(LearningRate::OneCycle { peak: 1.0, rise: 0.0 }.at(0, 10), 1.0);
        assert!(LearningRate::OneCycle { peak: 1.0, rise: 1.0 }.at(9, 10) > 0.8);
    }
}
