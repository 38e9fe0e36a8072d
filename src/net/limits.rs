//! How large the parts of a network may be, so that no length of one layer's exceeds 32 bits.
//! How large the whole may be is for the [budget](crate::budget) to say.

use crate::budget::BUDGET;

/// The most layers that a network may have.
pub const MOST_LAYERS: usize = 64;
/// The most units that a layer may have.
pub const MOST_UNITS: u32 = 4096;
/// The most filters that a layer may have.
pub const MOST_FILTERS: u32 = 512;
/// The longest side of a patch, and the longest stride.
pub const LONGEST_KERNEL: u32 = 31;
/// The longest side of an input: 255² pixels can be counted in 16 bits.
pub const MOST_PIXELS_A_SIDE: u32 = 255;
/// The most parameters: each takes four floats in training with Adam, which has two moments.
pub const MOST_PARAMETERS: u64 = BUDGET / 16;
