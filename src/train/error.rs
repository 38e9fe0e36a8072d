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
#[non_exhaustive]
pub enum RecipeError {
    /// Not the JSON that it should be.
    #[error("the recipe can't be read: {0}")]
    Json(String),
    /// A preset that doesn't exist.
    #[error("there is no preset \"{found}\"; there are {known}")]
    UnknownPreset {
        /// The name.
        found: String,
        /// The names that there are.
        known: String,
    },
    /// A number out of its range.
    #[error("{field} is {found}; it must be {expected}")]
    OutOfRange {
        /// Which number.
        field: &'static str,
        /// What it is.
        found: f64,
        /// What it may be.
        expected: &'static str,
    },
    /// Both a number of steps and a number of epochs.
    #[error("the recipe gives both steps and epochs; give one of them")]
    StepsAndEpochs,
    /// A run that would not fit into memory.
    #[error("{0}")]
    Memory(#[from] TooLarge),
    /// The last training digits would be those that were drawn.
    #[error(
        "a recipe can't both learn from drawn digits and hold digits out: the last ones are the drawn ones"
    )]
    OwnHeldOut,
    /// The fraction that dropout keeps is to change, but there is no dropout.
    #[error("dropout can't be changed to keep {keep}: this network has none")]
    NoDropout {
        /// What it should keep.
        keep: f32,
    },
    /// Changes aren't in the order in which they happen.
    #[error(
        "the change at step {found} stands after that at step {before}; each must come later than the one before it"
    )]
    ChangeOrder {
        /// The step of the change that comes too early.
        found: u32,
        /// The step of the one before it.
        before: u32,
    },
    /// The network is none.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// Its augmentation makes no sense.
    #[error(transparent)]
    Augment(#[from] AugmentError),
    /// Its pens write more than there is.
    #[error(transparent)]
    Pens(#[from] PensError),
    /// Its network reads images of another size than pens draw.
    #[error("pens draw 28×28 pixels, but the network reads {rows}×{columns}; leave pens out")]
    PensSize {
        /// Rows that the network reads.
        rows: u32,
        /// Columns that it reads.
        columns: u32,
    },
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
#[non_exhaustive]
pub enum ResumeError {
    /// Its recipe can't be followed.
    #[error("the run can't go on: {0}")]
    Recipe(#[from] RecipeError),
    /// There are more or fewer numbers than the network takes.
    #[error("the run can't go on: it has {found} {what}, but its network takes {expected}")]
    Size {
        /// Which numbers.
        what: &'static str,
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// It has taken more steps than its recipe has.
    #[error("the run can't go on: it stands at step {found} of {steps}")]
    Step {
        /// How many steps it says to have taken.
        found: u32,
        /// How many steps its recipe has.
        steps: u32,
    },
    /// It counts more of something than there can have been by its step.
    #[error("the run can't go on: its {what} is {found}, but can be {most} at the most")]
    TooMany {
        /// What it counts.
        what: &'static str,
        /// How many it says.
        found: u64,
        /// How many there can be.
        most: u64,
    },
    /// A number that no training leads to.
    #[error("the run can't go on: its {what} is {found}; it must be {expected}")]
    OutOfRange {
        /// Which number.
        what: &'static str,
        /// What it is.
        found: f64,
        /// What it may be.
        expected: &'static str,
    },
    /// It has taken steps, but not said with which digits it goes on.
    #[error("the run can't go on: it doesn't say which digits come next")]
    Order,
}

/// Why a step could not be taken.
#[derive(Clone, Debug, PartialEq, Error, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum TrainError {
    /// The loss is no number any more.
    #[error(
        "the net went astray at step {step}: its loss is {loss}. Its weights are those of the step before; start again with a lower learning rate than {rate}"
    )]
    Diverged {
        /// The step that failed.
        step: u32,
        /// What its loss came to.
        loss: f64,
        /// The learning rate at that step.
        rate: f32,
    },
    /// The digits are of another size than the network reads.
    #[error("the network reads images of {expected} pixels, but the digits have {found}")]
    ImageSize {
        /// What the network reads.
        expected: usize,
        /// What the digits have.
        found: usize,
    },
    /// The digits have as many pixels as the network reads, but in another shape.
    #[error(
        "the network reads images of {rows}×{columns} pixels, but the digits have {found_rows}×{found_columns}"
    )]
    ImageShape {
        /// Rows that the network reads.
        rows: u32,
        /// Columns that it reads.
        columns: u32,
        /// Rows of the digits.
        found_rows: u32,
        /// Their columns.
        found_columns: u32,
    },
    /// Others than those that the recipe names.
    #[error("this run learns from {expected}, but here are {found}")]
    OtherDigits {
        /// What the recipe names.
        expected: String,
        /// What is here.
        found: String,
    },
    /// It goes on behind the last digit of an epoch.
    #[error("this run has learnt from {place} digits of its epoch, but an epoch has {digits}")]
    Place {
        /// How many digits of the epoch it says to have learnt from.
        place: u32,
        /// How many there are to learn from.
        digits: u32,
    },
    /// More digits are held out than there are.
    #[error(
        "{held_out} digits can't be held out of {total}: the rest must fill a batch of {batch}"
    )]
    HoldOut {
        /// How many should be held out.
        held_out: u32,
        /// How many training digits there are.
        total: u32,
        /// The batch.
        batch: u32,
    },
}
