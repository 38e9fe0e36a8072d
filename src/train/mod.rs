//! How a network learns: the recipe, the order of the digits, one step, and the run with its
//! curves.
//!
//! A [`Recipe`] is everything that decides a run: the same recipe on the same digits gives the same
//! weights, bit by bit, on every machine and with any number of threads. A [`Trainer`] takes steps;
//! a [`Run`] takes them along with the tests in between, and keeps the points of the curves. A
//! [`Teacher`] teaches a net that is trained already a few digits more.

mod batch;
mod change;
mod checkpoint;
mod cut;
mod error;
mod evaluator;
mod memory;
mod optimizer;
mod order;
mod partial;
mod presets;
mod recipe;
mod run;
mod schedule;
mod teach;
mod temperature;
mod trainer;
mod update;
mod view;

pub use change::Change;
pub use checkpoint::{Checkpoint, CheckpointError};
pub use error::{RecipeError, ResumeError, TrainError};
pub use optimizer::Optimizer;
pub use presets::{PRESETS, Preset};
pub use recipe::Recipe;
pub use run::{Point, Progress, Run, State};
pub use schedule::LearningRate;
pub use teach::{Taught, TeachError, Teacher};
pub use temperature::{calibrate, scale_logits};
pub use trainer::{Step, Trainer};
pub use view::{DIGITS, Group, Learnt, Quantiles, View, quantiles};
