//! What a network *is*: its description, its parameters, and how values run through it and back.
//!
//! [`Network`] is the description that people and files write; [`Plan`] is the same network worked
//! out: every stage, where its parameters stand, how large its buffers are. An [`Outline`] is what can be said of
//! one that is still being written. A [`Shard`] runs some
//! images of a batch through a plan, and [`gradient`] sums up what the shards found.
//!
//! How the parameters change is the business of [`train`](crate::train).

mod describe;
mod fold;
mod init;
mod norm;
mod outline;
mod pass;
mod plan;

pub use describe::{Activation, Init, Input, Layer, Network, NetworkError};
pub use fold::fold;
pub use init::initialise;
pub use norm::Statistics;
pub use outline::{Outline, OutlinedLayer};
pub use pass::{Dropout, Shard, gradient};
pub use plan::{Block, Output, Plan, Tensor};
