//! The box around some places.

/// From the least to the largest place, each to the right and down.
#[derive(Clone, Copy)]
pub(super) struct Extent {
    pub(super) low: (f32, f32),
    pub(super) high: (f32, f32),
}

impl Extent {
    /// `None` of no places.
    pub(super) fn of(mut places: impl Iterator<Item = (f32, f32)>) -> Option<Self> {
        let first = places.next()?;
        Some(places.fold(Self { low: first, high: first }, |Self { low, high }, (x, y)| Self {
            low: (low.0.min(x), low.1.min(y)),
            high: (high.0.max(x), high.1.max(y)),
        }))
    }

    pub(super) fn scaled(self, by: f32) -> Self {
        let scaled = |(x, y): (f32, f32)| (x * by, y * by);
        Self { low: scaled(self.low), high: scaled(self.high) }
    }

    pub(super) fn height(self) -> f32 {
        self.high.1 - self.low.1
    }

    /// The longer side.
    pub(super) fn size(self) -> f32 {
        (self.high.0 - self.low.0).max(self.height())
    }

    pub(super) fn middle(self) -> [f32; 2] {
        [(self.low.0 + self.high.0) * 0.5, (self.low.1 + self.high.1) * 0.5]
    }
}
