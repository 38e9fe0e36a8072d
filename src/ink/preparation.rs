//! What is done to strokes on their way into the image, and what of it is left out.

/// What is done to strokes on their way into the image. A net reads them with all of it; to show
/// what a step is for, it can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Preparation {
    /// Sized to fill MNIST's box in the middle. Without it, the whole pad becomes the image.
    pub scale: bool,
    /// Moved so that the ink's centre of mass is in the middle.
    pub centre: bool,
    /// As thick as MNIST's lines, with soft edges. Without it, as on the pad, in black and white.
    pub line: bool,
    /// Corners and shaking smoothed.
    pub smooth: bool,
}

impl Default for Preparation {
    fn default() -> Self {
        Self { scale: true, centre: true, line: true, smooth: true }
    }
}
