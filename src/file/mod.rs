//! Files that nets, and runs in the middle, are kept in.

mod checkpoint;
mod frame;
mod model;

pub use checkpoint::{Checkpoint, CheckpointError};
pub use frame::FrameError;
pub use model::{About, Model, ModelError, Precision};
