//! The image that a net trained on MNIST reads.

/// Pixels a side.
pub const SIDE: usize = 28;
/// Pixels in an image.
pub const IMAGE: usize = SIDE * SIDE;
/// The side of the box that a digit's ink fits, in pixels.
pub const BOX: f32 = 20.0;
/// The ink's centre of mass, down and to the right, in pixels from the middle of the first pixel:
/// where MNIST's training digits have it on average.
pub(super) const MIDDLE: f32 = 14.0;
