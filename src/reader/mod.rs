//! One net, ready to read digits: what the pad and `nibnet recognize` have in common.

mod capacity;
mod evidence;
mod nearest;
mod read;

pub(crate) use capacity::images_that_fit;
pub use evidence::Evidence;
pub use nearest::{Neighbour, NeighbourError, Neighbours};
pub use read::Reader;
