//! Files that nets, and runs in the middle, are kept in.

mod checkpoint;
#[cfg(feature = "training")]
mod formats;
mod frame;
mod model;
#[cfg(feature = "training")]
mod npz;
#[cfg(feature = "training")]
mod onnx;
#[cfg(feature = "training")]
mod safetensors;

pub use checkpoint::{Checkpoint, CheckpointError};
#[cfg(feature = "training")]
pub use formats::{Format, open, write};
pub use frame::FrameError;
pub use model::{About, Model, ModelError, Precision};
#[cfg(feature = "training")]
pub use safetensors::TensorsError;
