//! A recipe: everything that decides a run.

use super::change::{self, Change};
use super::error::{RecipeError, number};
use super::memory;
use super::optimizer::Optimizer;
use super::schedule::LearningRate;
use crate::budget::{Need, fits};
use crate::data::{Augment, OtherDigits};
use crate::net::{Input, Network, Plan};
use crate::pens::Pens;
use serde::{Deserialize, Serialize};

/// Everything that decides a run. The same recipe on the same digits gives the same weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Recipe {
    /// The rung of the ladder that it started from.
    pub preset: String,
    /// The network.
    pub network: Network,
    /// How a gradient changes the parameters.
    pub optimizer: Optimizer,
    /// How far, step by step.
    pub learning_rate: LearningRate,
    /// Digits in a step.
    pub batch: u32,
    /// Steps in the run.
    pub steps: u32,
    /// Where all randomness starts.
    pub seed: u32,
    /// Steps from one test to the next.
    pub evaluate_every: u32,
    /// How many of the last training digits to keep apart. Where it isn't 0, these, and not the
    /// test digits, are what the curves' "test" means: so recipes can be chosen without looking at
    /// the test.
    pub hold_out: u32,
    /// How to move the training digits about, if at all.
    pub augment: Option<Augment>,
    /// How much of each batch is written by the grammar of pens, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pens: Option<Pens>,
    /// How much of each truth is divided among all classes; 0 for plain cross-entropy.
    #[serde(default)]
    pub label_smoothing: f32,
    /// Which digits it learns from, where they aren't MNIST's alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digits: Option<OtherDigits>,
    /// What was changed on the way, by growing step; as a rule, nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

impl Recipe {
    /// Checks every number of the recipe, and that its run fits into memory.
    pub fn check(&self) -> Result<(), RecipeError> {
        self.checked().map(drop)
    }

    /// The network, worked out, of a recipe that can be followed.
    pub(super) fn checked(&self) -> Result<Plan, RecipeError> {
        let whole = |field, found: u32, least, most, expected| {
            number(field, found.into(), f64::from(least)..=f64::from(most), expected)
        };
        whole("steps", self.steps, 1, 10_000_000, "1 to 10,000,000")?;
        whole("evaluateEvery", self.evaluate_every, 1, 10_000_000, "1 to 10,000,000 steps")?;
        whole("holdOut", self.hold_out, 0, 1_000_000, "0 to 1,000,000 digits")?;
        let rate = |field, found: f32| number(field, found.into(), 0.0..=1e6, "0 to 1,000,000");
        match self.learning_rate {
            LearningRate::Constant(constant) => rate("learningRate", constant)?,
            LearningRate::OneCycle { peak, rise } => {
                rate("learningRate.peak", peak)?;
                number("learningRate.rise", rise.into(), 0.0..=1.0, "0 to 1")?;
            }
            LearningRate::Decaying { from, to, over } => {
                rate("learningRate.from", from)?;
                rate("learningRate.to", to)?;
                number("learningRate.over", over.into(), 1.0..=1e9, "1 to 1,000,000,000 steps")?;
            }
        }
        let fraction =
            |field, found: f32| number(field, found.into(), 0.0..=0.999_999, "0 to 0.999999");
        match self.optimizer {
            Optimizer::Sgd { momentum } => fraction("optimizer.momentum", momentum)?,
            Optimizer::Adam { beta1, beta2, epsilon } => {
                fraction("optimizer.beta1", beta1)?;
                fraction("optimizer.beta2", beta2)?;
                number("optimizer.epsilon", epsilon.into(), 1e-12..=1.0, "0.000000000001 to 1")?;
            }
        }
        if self.hold_out > 0 && matches!(self.digits, Some(OtherDigits::Own { .. })) {
            return Err(RecipeError::OwnHeldOut);
        }
        number("labelSmoothing", self.label_smoothing.into(), 0.0..=0.9, "0 to 0.9")?;
        if let Some(augment) = &self.augment {
            augment.check()?;
        }
        if let Some(pens) = &self.pens {
            pens.check()?;
            let Input { rows, columns } = self.network.input;
            if (rows, columns) != (Input::default().rows, Input::default().columns) {
                return Err(RecipeError::PensSize { rows, columns });
            }
        }
        let plan = Plan::new(&self.network)?;
        for batch in self.batches() {
            whole("batch", batch, 1, u32::MAX, "1 or more digits")?;
        }
        fits(&self.needs(&plan, 1))?;
        for change in &self.changes {
            change.check(&self.network)?;
        }
        match self.changes.array_windows().find(|[before, after]| before.step >= after.step) {
            Some(&[Change { step: before, .. }, Change { step: found, .. }]) => {
                Err(RecipeError::ChangeOrder { found, before })
            }
            None => Ok(plan),
        }
    }

    /// As many threads, or as many of them as there is memory to cut batches and tests for: each
    /// takes buffers of its own. The recipe is accepted if there is enough for one.
    pub(super) fn threads_that_fit(&self, plan: &Plan, threads: usize) -> usize {
        let fit = |&threads: &usize| fits(&self.needs(plan, threads)).is_ok();
        (2..=threads).rev().find(fit).unwrap_or(1)
    }

    /// What its run takes at its largest batch.
    fn needs(&self, plan: &Plan, threads: usize) -> [Need; 4] {
        let batch = self.batches().max().unwrap_or(self.batch);
        memory::needs(plan, self.digits.as_ref(), self.optimizer, batch, threads)
    }

    fn batches(&self) -> impl Iterator<Item = u32> {
        [self.batch].into_iter().chain(self.changes.iter().filter_map(|change| change.batch))
    }

    /// The learning rate at a step, counted from 0.
    pub fn rate_at(&self, step: u32) -> f32 {
        let factor = change::at(&self.changes, step).rate_factor.unwrap_or(1.0);
        self.learning_rate.at(step, self.steps) * factor
    }

    /// How many digits a step learns from.
    pub fn batch_at(&self, step: u32) -> u32 {
        change::at(&self.changes, step).batch.unwrap_or(self.batch)
    }

    /// The fraction that dropout keeps at a step, where that was changed.
    pub fn keep_at(&self, step: u32) -> Option<f32> {
        change::at(&self.changes, step).keep
    }

    /// How many digits the first `steps` steps learn from.
    pub fn images_in(&self, steps: u32) -> u64 {
        change::images(&self.changes, self.batch, steps)
    }

    /// With a change from `change.step` on, which is no earlier than those that were made before.
    ///
    /// # Errors
    /// A [`RecipeError`] where it can't be followed.
    pub fn changed(&self, change: Change) -> Result<Self, RecipeError> {
        let mut recipe = self.clone();
        change::put(&mut recipe.changes, change);
        recipe.check()?;
        Ok(recipe)
    }
}
