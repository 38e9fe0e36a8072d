//! Why a recipe can't be followed, a run can't go on, or a step can't be taken.

use crate::budget::TooLarge;
use crate::data::AugmentError;
use crate::net::NetworkError;
use crate::pens::PensError;
use serde::Serialize;
use std::ops::RangeInclusive;
use thiserror::Error;

/// Why a recipe can't be followed.
#[derive(Clone, Debug, PartialEq, Error)]
#[allow(missing_docs)] // the sentences say it
#[non_exhaustive]
pub enum RecipeError {
    #[error("the recipe can't be read: {0}")]
    Json(String),
    #[error("there is no preset \"{found}\"; there are {known}")]
    UnknownPreset { found: String, known: String },
    #[error("{field} is {found}; it must be {expected}")]
    OutOfRange { field: &'static str, found: f64, expected: &'static str },
    #[error("the recipe gives both steps and epochs; give one of them")]
    StepsAndEpochs,
    #[error("{0}")]
    Memory(#[from] TooLarge),
    #[error(
        "a recipe can't both learn from drawn digits and hold digits out: the last ones are the drawn ones"
    )]
    OwnHeldOut,
    #[error("dropout can't be changed to keep {keep}: this network has none")]
    NoDropout { keep: f32 },
    #[error(
        "the change at step {found} stands after that at step {before}; each must come later than the one before it"
    )]
    ChangeOrder { found: u32, before: u32 },
    #[error(transparent)]
    Network(#[from] NetworkError),
    #[error(transparent)]
    Augment(#[from] AugmentError),
    #[error(transparent)]
    Pens(#[from] PensError),
    #[error("pens draw 28×28 pixels, but the network reads {rows}×{columns}; leave pens out")]
    PensSize { rows: u32, columns: u32 },
}

/// Refuses a number of a recipe that isn't within its range.
pub(super) fn number(
    field: &'static str,
    found: f64,
    range: RangeInclusive<f64>,
    expected: &'static str,
) -> Result<(), RecipeError> {
    let within = range.contains(&found);
    within.then_some(()).ok_or(RecipeError::OutOfRange { field, found, expected })
}

/// Why a run can't go on from what was kept of it.
#[derive(Clone, Debug, PartialEq, Error)]
#[allow(missing_docs)] // the sentences say it
#[non_exhaustive]
pub enum ResumeError {
    #[error("the run can't go on: {0}")]
    Recipe(#[from] RecipeError),
    #[error("the run can't go on: it has {found} {what}, but its network takes {expected}")]
    Size { what: &'static str, found: usize, expected: usize },
    #[error("the run can't go on: it stands at step {found} of {steps}")]
    Step { found: u32, steps: u32 },
    #[error("the run can't go on: its {what} is {found}; it must be at most {most}")]
    TooMany { what: &'static str, found: u64, most: u64 },
    #[error("the run can't go on: its {what} is {found}; it must be {expected}")]
    OutOfRange { what: &'static str, found: f64, expected: &'static str },
    #[error("the run can't go on: it doesn't say which digits come next")]
    Order,
}

/// Why a step could not be taken.
#[derive(Clone, Debug, PartialEq, Error, Serialize)]
#[allow(missing_docs)] // the sentences say it
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum TrainError {
    #[error(
        "the net went astray at step {step}: its loss is {loss}. Its weights are those of the step before; start again with a lower learning rate than {rate}"
    )]
    Diverged { step: u32, loss: f64, rate: f32 },
    #[error("the network reads images of {expected} pixels, but the digits have {found}")]
    ImageSize { expected: usize, found: usize },
    #[error(
        "the network reads images of {rows}×{columns} pixels, but the digits have {found_rows}×{found_columns}"
    )]
    ImageShape { rows: u32, columns: u32, found_rows: u32, found_columns: u32 },
    #[error("this run learns from {expected}, but here are {found}")]
    OtherDigits { expected: String, found: String },
    #[error("this run has learnt from {place} digits of its epoch, but an epoch has {digits}")]
    Place { place: u32, digits: u32 },
    #[error(
        "{held_out} digits can't be held out of {total}: the rest must fill a batch of {batch}"
    )]
    HoldOut { held_out: u32, total: u32, batch: u32 },
}
