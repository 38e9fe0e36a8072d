//! How much ink lies on each pixel of a picture.

/// Ink by the pixel, row by row, 0 to 255.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct InkMap {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) ink: Vec<u8>,
}

impl InkMap {
    /// The smallest rectangle with all of the ink; `None` where there is none.
    pub(super) fn cropped(&self) -> Option<Self> {
        let inked = || self.ink.iter().enumerate().filter(|&(_, &ink)| ink > 0).map(|(i, _)| i);
        let (top, bottom) = (inked().next()? / self.width, inked().next_back()? / self.width + 1);
        let left = inked().map(|i| i % self.width).min()?;
        let right = inked().map(|i| i % self.width).max()? + 1;
        let rows = self.ink[top * self.width..bottom * self.width].chunks_exact(self.width);
        let ink = rows.flat_map(|row| &row[left..right]).copied().collect();
        Some(Self { width: right - left, height: bottom - top, ink })
    }

    /// The longer side, in pixels.
    pub(super) fn side(&self) -> usize {
        self.width.max(self.height)
    }
}
