//! Files that nets are kept in.

#[cfg(feature = "training")]
mod formats;
mod model;
#[cfg(feature = "training")]
mod npz;
#[cfg(feature = "training")]
mod onnx;
#[cfg(feature = "training")]
mod safetensors;

#[cfg(feature = "training")]
pub use formats::{Format, OpenError, open, write};
pub use model::{About, LentModel, Model, ModelError, Precision};
#[cfg(feature = "training")]
pub use safetensors::TensorsError;
