//! Files that nets are kept in.

mod model;

pub use model::{About, Model, ModelError, Precision};
