//! Connected components: pixels of ink that touch, at a side or at a corner.

use std::ops::Range;

/// A connected component.
pub(super) struct Component {
    pub(super) pixels: Vec<usize>,
    pub(super) mass: u64,
    peak: u8,
    /// Pixels on the picture's edge.
    pub(super) contact: usize,
    /// The longer side of the box around it.
    pub(super) reach: usize,
    /// The rows and columns that it lies in.
    pub(super) rows: Range<usize>,
    pub(super) columns: Range<usize>,
}

impl Component {
    /// Whether it gets dark somewhere: haze never does.
    pub(super) fn is_ink(&self) -> bool {
        self.peak >= 128
    }
}

/// Whether a pixel lies on the edge of a picture.
pub(super) fn is_edge(pixel: usize, width: usize, height: usize) -> bool {
    let (row, column) = (pixel / width, pixel % width);
    row == 0 || column == 0 || row + 1 == height || column + 1 == width
}

/// The components of `ink`, each in the order of a breadth-first search from its first pixel.
// Not a copy for each caller: all pages that read fetch this module.
#[inline(never)]
pub(super) fn components(ink: &[u8], width: usize) -> Vec<Component> {
    let height = ink.len() / width;
    let mut seen = vec![false; ink.len()];
    let mut found = Vec::new();
    for first in 0..ink.len() {
        if ink[first] == 0 || seen[first] {
            continue;
        }
        seen[first] = true;
        let pixels = vec![first];
        let mut component =
            Component { pixels, mass: 0, peak: 0, contact: 0, reach: 0, rows: 0..0, columns: 0..0 };
        let (mut top, mut bottom, mut left, mut right) = (height, 0, width, 0);
        let mut next = 0;
        while let Some(&pixel) = component.pixels.get(next) {
            next += 1;
            let (row, column) = (pixel / width, pixel % width);
            (top, bottom) = (top.min(row), bottom.max(row));
            (left, right) = (left.min(column), right.max(column));
            component.mass += u64::from(ink[pixel]);
            component.peak = component.peak.max(ink[pixel]);
            component.contact += usize::from(is_edge(pixel, width, height));
            for row in row.saturating_sub(1)..(row + 2).min(height) {
                for column in column.saturating_sub(1)..(column + 2).min(width) {
                    let near = row * width + column;
                    if ink[near] > 0 && !seen[near] {
                        seen[near] = true;
                        component.pixels.push(near);
                    }
                }
            }
        }
        component.reach = (bottom - top).max(right - left) + 1;
        (component.rows, component.columns) = (top..bottom + 1, left..right + 1);
        found.push(component);
    }
    found
}
