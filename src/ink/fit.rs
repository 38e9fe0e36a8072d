//! Ink fitted into the image that a net reads.

use super::image::{BOX, IMAGE, MIDDLE, SIDE};
use super::ink_map::InkMap;

/// The image of a digit: each pixel of the map becomes a rectangle of ink. They are drawn twice:
/// first to find their centre of mass, then with that in the middle.
pub(super) fn fitted(digit: &InkMap) -> [u8; IMAGE] {
    let scale = BOX / digit.side() as f32;
    let drawn_at = |down: f32, right: f32| {
        let mut image = [0.0f32; IMAGE];
        for (row, line) in digit.ink.chunks_exact(digit.width).enumerate() {
            let top = row as f32 * scale + down;
            for (column, &ink) in line.iter().enumerate() {
                if ink > 0 {
                    let left = column as f32 * scale + right;
                    let ink = f32::from(ink) / 255.0;
                    add(&mut image, [top, top + scale], [left, left + scale], ink);
                }
            }
        }
        image
    };
    let first = drawn_at(0.0, 0.0);
    let mass: f32 = first.iter().sum();
    let centre = |place: fn(usize) -> usize| {
        first.iter().enumerate().map(|(i, ink)| ink * (place(i) as f32 + 0.5)).sum::<f32>() / mass
    };
    // Here places are measured from the image's edge, half a pixel before the first pixel's middle.
    let moved = |centre: f32, span: f32| (MIDDLE + 0.5 - centre).min(SIDE as f32 - span).max(0.0);
    let down = moved(centre(|i| i / SIDE), digit.height as f32 * scale);
    let right = moved(centre(|i| i % SIDE), digit.width as f32 * scale);
    drawn_at(down, right).map(|ink| (ink.min(1.0) * 255.0 + 0.5) as u8)
}

/// Adds the ink of a rectangle to each pixel, times the area of the pixel that it covers.
fn add(image: &mut [f32; IMAGE], [top, bottom]: [f32; 2], [left, right]: [f32; 2], ink: f32) {
    let last = |edge: f32| (edge.ceil() as usize).min(SIDE);
    for row in top as usize..last(bottom) {
        let tall = bottom.min(row as f32 + 1.0) - top.max(row as f32);
        for column in left as usize..last(right) {
            let wide = right.min(column as f32 + 1.0) - left.max(column as f32);
            image[row * SIDE + column] += ink * tall.max(0.0) * wide.max(0.0);
        }
    }
}
