//! What is changed while a run goes on.

use super::error::{RecipeError, number};
use crate::net::Network;
use serde::{Deserialize, Serialize};

/// Something that differs from one step of a run on. The recipe lists it, so that a run that was
/// changed on its way can be repeated like any other.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Change {
    /// The first step that is taken with it; steps count from 0.
    #[serde(default)]
    pub step: u32,
    /// The learning rate is the schedule's times this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_factor: Option<f32>,
    /// The fraction of units, or of channels, that every dropout keeps.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub keep: Option<f32>,
    /// Digits a step.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch: Option<u32>,
}

impl Change {
    /// What `self` says, and where it says nothing, what `before` says.
    fn over(self, before: Self) -> Self {
        Self {
            step: self.step,
            rate_factor: self.rate_factor.or(before.rate_factor),
            keep: self.keep.or(before.keep),
            batch: self.batch.or(before.batch),
        }
    }

    pub(super) fn check(&self, network: &Network) -> Result<(), RecipeError> {
        if let Some(factor) = self.rate_factor {
            number("rateFactor", factor.into(), 0.0..=1000.0, "0 to 1,000")?;
        }
        if let Some(keep) = self.keep {
            number("keep", keep.into(), 0.01..=1.0, "0.01 to 1")?;
            if !network.has_dropout() {
                return Err(RecipeError::NoDropout { keep });
            }
        }
        Ok(())
    }
}

/// Adds `change` to `changes`, which are in the order of their steps: one for each.
pub(super) fn put(changes: &mut Vec<Change>, change: Change) {
    match changes.last_mut() {
        Some(last) if last.step == change.step => *last = change.over(*last),
        _ => changes.push(change),
    }
}

/// What of `changes` is in force at `step`.
pub(super) fn at(changes: &[Change], step: u32) -> Change {
    let made = changes.iter().take_while(|change| change.step <= step);
    made.fold(Change::default(), |before, change| change.over(before))
}

/// How many digits `steps` steps learn from, that begin with batches of `batch`.
pub(super) fn images(changes: &[Change], batch: u32, steps: u32) -> u64 {
    let (mut images, mut from, mut batch) = (0, 0, u64::from(batch));
    for change in changes.iter().take_while(|change| change.step < steps) {
        if let Some(next) = change.batch {
            images += batch * u64::from(change.step - from);
            (from, batch) = (change.step, next.into());
        }
    }
    images + batch * u64::from(steps - from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn batch(step: u32, batch: u32) -> Change {
        Change { step, batch: Some(batch), ..Change::default() }
    }

    #[test]
    fn what_is_in_force_is_what_was_said_last() {
        let mut changes = Vec::new();
        put(&mut changes, batch(10, 50));
        put(&mut changes, Change { step: 10, rate_factor: Some(0.5), ..Change::default() });
        put(&mut changes, Change { step: 20, keep: Some(0.9), ..batch(0, 7) });
        assert_eq!(changes.len(), 2, "two changes of one step are one");
        assert_eq!(at(&changes, 9), Change::default());
        assert_eq!((at(&changes, 19).batch, at(&changes, 19).rate_factor), (Some(50), Some(0.5)));
        let all = Change { step: 20, rate_factor: Some(0.5), keep: Some(0.9), batch: Some(7) };
        assert_eq!(at(&changes, 21), all);
    }

    #[test]
    fn digits_are_counted_batch_by_batch() {
        let changes = [batch(10, 50), batch(20, 7)];
        for steps in [0, 1, 9, 10, 11, 20, 21, 100] {
            let one_by_one: u64 =
                (0..steps).map(|step| u64::from(at(&changes, step).batch.unwrap_or(100))).sum();
            assert_eq!(images(&changes, 100, steps), one_by_one, "{steps} steps");
        }
    }
}
