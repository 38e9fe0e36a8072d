//! Pixels of ink that hang together.

use std::ops::Range;

/// Pixels of ink that hang together.
pub(super) struct Blot {
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

impl Blot {
    /// Haze never gets dark.
    pub(super) fn is_ink(&self) -> bool {
        self.peak >= 128
    }
}

pub(super) fn is_edge(pixel: usize, width: usize, height: usize) -> bool {
    let (row, column) = (pixel / width, pixel % width);
    row == 0 || column == 0 || row + 1 == height || column + 1 == width
}

pub(super) fn blots(ink: &[u8], width: usize) -> Vec<Blot> {
    let height = ink.len() / width;
    let mut seen = vec![false; ink.len()];
    let mut found = Vec::new();
    for first in 0..ink.len() {
        if ink[first] == 0 || seen[first] {
            continue;
        }
        seen[first] = true;
        let pixels = vec![first];
        let mut blot =
            Blot { pixels, mass: 0, peak: 0, contact: 0, reach: 0, rows: 0..0, columns: 0..0 };
        let (mut top, mut bottom, mut left, mut right) = (height, 0, width, 0);
        let mut next = 0;
        while let Some(&pixel) = blot.pixels.get(next) {
            next += 1;
            let (row, column) = (pixel / width, pixel % width);
            (top, bottom) = (top.min(row), bottom.max(row));
            (left, right) = (left.min(column), right.max(column));
            blot.mass += u64::from(ink[pixel]);
            blot.peak = blot.peak.max(ink[pixel]);
            blot.contact += usize::from(is_edge(pixel, width, height));
            for row in row.saturating_sub(1)..(row + 2).min(height) {
                for column in column.saturating_sub(1)..(column + 2).min(width) {
                    let near = row * width + column;
                    if ink[near] > 0 && !seen[near] {
                        seen[near] = true;
                        blot.pixels.push(near);
                    }
                }
            }
        }
        blot.reach = (bottom - top).max(right - left) + 1;
        (blot.rows, blot.columns) = (top..bottom + 1, left..right + 1);
        found.push(blot);
    }
    found
}
