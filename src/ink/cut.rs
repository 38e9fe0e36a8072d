//! Cuts digits apart that touch each other in a picture.
//!
//! A cut is a seam: a path from the top to the bottom, one pixel a row, each next to or below the
//! last, that crosses as little ink as possible (Avidan & Shamir, "Seam Carving for Content-Aware
//! Image Resizing", 2007). The caller reads what is left and right of several, and chooses one.

use super::ink_map::InkMap;

/// Where seams are looked for, as fractions of the width.
const PLACES: [f32; 7] = [0.26, 0.34, 0.42, 0.5, 0.58, 0.66, 0.74];
/// What it costs a seam to be away from its place by the height, in full pixels of ink.
const AWAY: f32 = 0.6;
/// A half is no digit if it is lower than this, in heights of the whole,
const LOWEST: f32 = 0.5;
/// or has less than this fraction of its ink.
const LEAST_INK: f32 = 0.1;

/// What is left and right of each seam, cropped. Equal seams count once, and a seam that leaves too
/// little on a side is left out. `map` is cropped.
pub(super) fn cuts(map: &InkMap) -> Vec<[InkMap; 2]> {
    let mut seams = PLACES.map(|place| seam(map, place * map.width as f32)).to_vec();
    // Equal seams follow each other, since their places ascend.
    seams.dedup();
    let [lowest, least] = [LOWEST * map.height as f32, LEAST_INK * mass(map)];
    let half = |side: InkMap| {
        side.cropped().filter(|half| half.height as f32 >= lowest && mass(half) >= least)
    };
    let halves = seams.iter().map(|seam| sides(map, seam));
    halves.filter_map(|[left, right]| Some([half(left)?, half(right)?])).collect()
}

/// The column before which each row is cut, by the seam near `place`.
fn seam(map: &InkMap, place: f32) -> Vec<usize> {
    let InkMap { width, height, ref ink } = *map;
    let away = |column: usize| AWAY * (column as f32 - place).abs() / height as f32;
    let cost =
        |row: usize, column: usize| f32::from(ink[row * width + column]) / 255.0 + away(column);
    // The least that it costs to come down to each pixel, and from which of the three above it.
    let mut least: Vec<f32> = (0..width).map(|column| cost(0, column)).collect();
    let mut from = vec![0; width * height];
    for row in 1..height {
        let above = least.clone();
        for column in 0..width {
            let mut best = column;
            for other in [column.saturating_sub(1), (column + 1).min(width - 1)] {
                if above[other] < above[best] {
                    best = other;
                }
            }
            from[row * width + column] = best;
            least[column] = above[best] + cost(row, column);
        }
    }
    let mut column =
        (0..width).min_by(|&a, &b| least[a].total_cmp(&least[b])).expect("a map has a column");
    let mut seam = vec![0; height];
    for row in (0..height).rev() {
        seam[row] = column;
        column = from[row * width + column];
    }
    seam
}

/// What lies left of a seam, and what right, each as large as the map.
fn sides(map: &InkMap, seam: &[usize]) -> [InkMap; 2] {
    let [mut left, mut right] = [map.clone(), map.clone()];
    for (row, &column) in seam.iter().enumerate() {
        let (begin, end) = (row * map.width, (row + 1) * map.width);
        left.ink[begin + column..end].fill(0);
        right.ink[begin..begin + column].fill(0);
    }
    [left, right]
}

fn mass(map: &InkMap) -> f32 {
    map.ink.iter().map(|&ink| f32::from(ink)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ink where `is_ink` says so of (row, column).
    fn map(width: usize, height: usize, is_ink: impl Fn(usize, usize) -> bool) -> InkMap {
        let ink = (0..width * height)
            .map(|i| if is_ink(i / width, i % width) { 255 } else { 0 })
            .collect();
        InkMap { width, height, ink }
    }

    fn count(map: &InkMap) -> usize {
        map.ink.iter().filter(|&&ink| ink > 0).count()
    }

    #[test]
    fn a_cut_loses_nothing_and_goes_where_least_is_in_its_way() {
        // Two bars that lean, one reaching over the other, and a bridge of two rows between them.
        let bar = |row: usize, column: usize, at: usize| (at..at + 6).contains(&(column + row / 2));
        let first = |row: usize, column: usize| bar(row, column, 30);
        let bridged = |row: usize, column: usize| {
            first(row, column)
                || bar(row, column, 50)
                || ((20..22).contains(&row) && (25..42).contains(&column))
        };
        let whole = map(60, 60, bridged);
        assert!(!cuts(&whole).is_empty());
        let cuts = PLACES.map(|place| sides(&whole, &seam(&whole, place * 60.0)));
        for [left, right] in &cuts {
            assert_eq!(count(left) + count(right), count(&whole));
            for (i, &ink) in whole.ink.iter().enumerate() {
                assert_eq!(left.ink[i].max(right.ink[i]), ink);
            }
        }
        let apart = |[left, right]: &[InkMap; 2]| {
            let bars = |i: usize| (first(i / 60, i % 60), bar(i / 60, i % 60, 50));
            (0..60 * 60).all(|i| match bars(i) {
                (true, _) => left.ink[i] > 0,
                (_, true) => right.ink[i] > 0,
                _ => true,
            })
        };
        assert!(cuts.iter().any(apart), "none of {} cuts leaves the bars whole", cuts.len());
    }

    #[test]
    fn what_has_too_little_on_a_side_is_not_cut_there() {
        // A 1 with a long foot: below, there is nothing tall on either side of it.
        let one = map(50, 40, |row, column| (23..27).contains(&column) || row > 36);
        for [left, right] in cuts(&one) {
            assert!(left.height >= 20 && right.height >= 20);
        }
    }

    #[test]
    fn the_smallest_maps_are_no_trouble() {
        for (width, height) in [(1, 1), (1, 9), (9, 1), (2, 2), (3, 40)] {
            for [left, right] in cuts(&map(width, height, |_, _| true)) {
                assert_eq!(count(&left) + count(&right), width * height);
            }
            assert!(cuts(&map(width, height, |_, _| false)).is_empty());
        }
    }
}
