//! What a network *is*: its description, its parameters, and how values run through it and back.
//!
//! [`Network`] is the description that people and files write; [`Plan`] is the same network worked
//! out: every stage, where its parameters are, how large its buffers are. An [`Outline`] is what
//! can be said of one that is still being written. A [`Shard`] runs some images of a batch through
//! a plan, and [`gradient`] sums up what the shards found.
//!
//! All that is particular to a kind of layer is in one file of `stage`.
//!
//! How the parameters change is the business of [`train`](crate::train).

mod builder;
mod error;
mod fold;
mod init;
mod layout;
pub mod limits;
mod network;
mod operator;
mod outline;
mod pass;
mod plan;
mod shape;
mod shard;
mod stage;
mod statistics;
mod tensor;

pub use error::NetworkError;
pub use fold::fold;
pub use init::initialise;
pub use network::{Input, Network};
pub use operator::{Attribute, Operator};
pub use outline::{Outline, OutlinedLayer};
pub use pass::DropoutSeed;
pub use plan::{Output, Plan};
pub use shard::{Shard, gradient};
pub use stage::{
    Activation, AveragePool, BatchNorm, Conv, Dense, Dropout, DropoutMaps, Layer, MaxPool,
};
pub use statistics::Statistics;
pub use tensor::{Block, Init, Tensor, TensorRole};
