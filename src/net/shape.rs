//! The shape of what a layer hands to the next one.

use std::fmt;

/// The shape of one image's values between two layers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shape {
    /// Rows × columns × channels.
    Picture([usize; 3]),
    /// Units without positions.
    Row(usize),
}

impl Shape {
    /// `[rows, columns, channels]`; `[1, 1, units]` of what has no positions.
    pub(super) fn sides(self) -> [usize; 3] {
        match self {
            Self::Picture(sides) => sides,
            Self::Row(units) => [1, 1, units],
        }
    }

    pub(super) fn values(self) -> usize {
        self.sides().iter().product()
    }

    /// Channels that batch norm brings to a mean each: of what has no positions, all units.
    pub(super) fn channels(self) -> usize {
        let [.., channels] = self.sides();
        channels
    }
}

impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Picture([rows, columns, channels]) => {
                write!(f, "{rows} × {columns} × {channels}")
            }
            Self::Row(units) => write!(f, "{units}"),
        }
    }
}
