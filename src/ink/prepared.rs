//! Pictures that are MNIST's images already, or were made in the same way.

use super::image::{IMAGE, MIDDLE, SIDE};
use super::picture::Picture;

/// How light or dark the edge is, at most: MNIST's is 0.
const EDGE: u8 = 8;
/// Less than this is what a JPEG file makes of nothing.
const LEAST_INK: u8 = 32;
/// The longer side of the ink's box, in pixels: all of MNIST's digits have 18 to 20; a box of 20
/// between two pixels covers 21.
const LONGER_SIDE: std::ops::RangeInclusive<usize> = 18..=21;
/// How far the centre of mass may lie from the middle, in pixels. All of MNIST's lie within 0.52.
const OFF: f32 = 0.75;
/// The strongest ink has at least this. All of MNIST's digits have 254 or 255.
const LEAST_PEAK: u8 = 224;

/// The picture's image if it was prepared as MNIST's were, light on dark or dark on light: 28 × 28
/// pixels, a plain edge, ink in a box of 20 pixels, with its centre of mass in the middle.
///
/// People save their own digits at 28 × 28 as well, thin, on grey paper or in a corner. Those are
/// pictures like all others.
pub(super) fn prepared(picture: &Picture) -> Option<[u8; IMAGE]> {
    if (picture.width, picture.height) != (SIDE, SIDE) {
        return None;
    }
    let background = picture.background();
    let light_on_dark =
        |i: usize| if background > 127 { 255 - picture.grey[i] } else { picture.grey[i] };
    let image: [u8; IMAGE] = std::array::from_fn(light_on_dark);
    let (mut mass, mut down, mut right) = (0.0, 0.0, 0.0);
    let (mut rows, mut columns, mut peak) = ((SIDE, 0), (SIDE, 0), 0);
    for (i, &ink) in image.iter().enumerate().filter(|&(_, &ink)| ink >= LEAST_INK) {
        let (row, column) = (i / SIDE, i % SIDE);
        mass += f32::from(ink);
        down += f32::from(ink) * row as f32;
        right += f32::from(ink) * column as f32;
        rows = (rows.0.min(row), rows.1.max(row + 1));
        columns = (columns.0.min(column), columns.1.max(column + 1));
        peak = peak.max(ink);
    }
    let side = |(from, to): (usize, usize)| to.saturating_sub(from);
    let centred = |sum: f32| (sum / mass - MIDDLE).abs() <= OFF;
    let looks_prepared = background.min(255 - background) <= EDGE
        && LONGER_SIDE.contains(&side(rows).max(side(columns)))
        && peak >= LEAST_PEAK
        && centred(down)
        && centred(right);
    looks_prepared.then_some(image)
}
