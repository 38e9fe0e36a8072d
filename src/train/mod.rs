//! How a network learns: the recipe, the order of the digits, one step, and the run with its curves.
//!
//! A [`Recipe`] is everything that decides a run: the same recipe on the same digits gives the same
//! weights, bit by bit, on every machine and with any number of threads. A [`Trainer`] takes steps; a
//! [`Run`] takes them along with the tests in between, and keeps the points of the curves. A [`Teacher`]
//! teaches a net that is trained already a few digits more.

mod change;
mod checkpoint;
mod optimizer;
mod order;
mod presets;
mod recipe;
mod run;
mod schedule;
mod teach;
mod temperature;
mod trainer;
mod view;

pub use change::Change;
pub use checkpoint::{Checkpoint, CheckpointError};
pub use optimizer::Optimizer;
pub use presets::{PRESETS, Preset};
pub use recipe::{Recipe, RecipeError};
pub use run::{Need, Point, Progress, ResumeError, Run, State};
pub use schedule::LearningRate;
pub use teach::{Taught, TeachError, Teacher};
pub use temperature::{calibrate, scale_logits};
pub use trainer::{Evaluator, Step, TrainError, Trainer};
pub use view::{DIGITS, Group, Learnt, Quantiles, View, quantiles};
