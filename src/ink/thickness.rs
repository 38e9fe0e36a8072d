//! Lines as thick as MNIST's, from a thin pen or a broad brush.

use super::filters::framed;
use super::image::BOX;
use super::ink_map::InkMap;

/// How thick MNIST's lines are, in pixels of the image: all but a few of its training digits.
const USUAL: (f32, f32) = (1.6, 3.6);
/// Distances are in thirds of a pixel: a step to the side is 3, one across is 4 (Borgefors,
/// "Distance transformations in digital images", 1986).
const STEP: u16 = 3;
const ACROSS: u16 = 4;

/// The digit with lines that are usual for its size; if they are, every shade stays as it is.
pub(super) fn with_usual_lines(digit: InkMap) -> InkMap {
    let inside = distances(&digit, Goal::Paper);
    let thick = thickness(&digit, &inside);
    let size = digit.side() as f32;
    let usual = thick * BOX / size;
    let wanted = usual.clamp(USUAL.0, USUAL.1);
    if thick == 0.0 || wanted == usual {
        return digit;
    }
    // Lines that are wider by `2 · more` make the digit larger by as much, so that `wanted` is
    // (thick + 2 · more) · BOX / (size + 2 · more). At most a third of a line is taken away on each
    // side, so that its thin places stay.
    let more = (wanted * size - BOX * thick) / (2.0 * (BOX - wanted));
    let more = more.max(-thick / 3.0).min(size);
    let margin = more.max(0.0).ceil() as usize + 1;
    let (width, height) = (digit.width + 2 * margin, digit.height + 2 * margin);
    let ink = framed(&digit.ink, digit.width, margin, 0);
    let mut wide = InkMap { width, height, ink };
    let outside = distances(&wide, Goal::Ink);
    let inside = distances(&wide, Goal::Paper);
    let third = f32::from(STEP);
    wide.ink = outside
        .iter()
        .zip(&inside)
        .map(|(&out, &inn)| {
            // From the line's edge, which lies halfway between two pixels; positive outside.
            let away =
                if inn > 0 { 0.5 - f32::from(inn) / third } else { f32::from(out) / third - 0.5 };
            ((more - away + 0.5).clamp(0.0, 1.0) * 255.0 + 0.5) as u8
        })
        .collect();
    wide
}

/// How thick the lines are, in pixels: across a line of thickness `t`, the mean distance to its
/// nearer edge is `t / 4`.
#[inline(never)]
pub(super) fn thickness(digit: &InkMap, inside: &[u16]) -> f32 {
    let (mut sum, mut count) = (0u64, 0u64);
    for (&distance, &ink) in inside.iter().zip(&digit.ink) {
        if ink >= 128 {
            sum += u64::from(distance);
            count += 1;
        }
    }
    if count == 0 {
        return 0.0;
    }
    let mean = sum as f32 / count as f32 / f32::from(STEP) - 0.5;
    // A line of one pixel, or two, has no pixel but at its edge.
    (4.0 * mean - 0.25).max(1.0)
}

/// What distances are measured to.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Goal {
    Paper,
    Ink,
}

/// Thirds of a pixel from each pixel to the nearest goal; beyond the map is no ink.
// Not a copy for each caller: all pages that read fetch this module.
#[inline(never)]
pub(super) fn distances(map: &InkMap, goal: Goal) -> Vec<u16> {
    let (width, height) = (map.width, map.height);
    let is_goal = |ink: u8| (ink >= 128) == (goal == Goal::Ink);
    let beyond = if is_goal(0) { 0 } else { u16::MAX / 2 };
    let mut far: Vec<u16> =
        map.ink.iter().map(|&ink| if is_goal(ink) { 0 } else { u16::MAX / 2 }).collect();
    // Down with the neighbours that came before, then up with the others.
    for back in [false, true] {
        for step in 0..far.len() {
            let pixel = if back { far.len() - 1 - step } else { step };
            let (row, column) = ((pixel / width) as isize, (pixel % width) as isize);
            let at = |down: isize, right: isize| {
                let sign = if back { -1 } else { 1 };
                let (row, column) = (row + sign * down, column + sign * right);
                let there =
                    (0..height as isize).contains(&row) && (0..width as isize).contains(&column);
                if there { far[row as usize * width + column as usize] } else { beyond }
            };
            let side = at(0, -1).min(at(-1, 0)) + STEP;
            let across = at(-1, -1).min(at(-1, 1)) + ACROSS;
            far[pixel] = far[pixel].min(side).min(across);
        }
    }
    far
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A ring of this thickness on a map of 100 × 100.
    fn ring(thick: f32) -> InkMap {
        let ink = |i: usize| {
            let (y, x) = ((i / 100) as f32 - 49.5, (i % 100) as f32 - 49.5);
            let off = ((x * x + y * y).sqrt() - 49.5 + thick / 2.0).abs();
            ((thick / 2.0 + 0.5 - off).clamp(0.0, 1.0) * 255.0) as u8
        };
        InkMap { width: 100, height: 100, ink: (0..10_000).map(ink).collect() }
    }

    fn measured(map: &InkMap) -> f32 {
        thickness(map, &distances(map, Goal::Paper))
    }

    #[test]
    fn thickness_is_measured_to_a_pixel_or_a_tenth() {
        for thick in [1.0, 2.0, 4.0, 8.0, 15.0, 25.0] {
            let found = measured(&ring(thick));
            assert!((found - thick).abs() < 0.8f32.max(thick * 0.1), "{thick}: {found}");
        }
    }

    #[test]
    fn thin_lines_become_thicker_thick_ones_thinner_and_usual_ones_stay() {
        let relative = |map: &InkMap| measured(map) * BOX / map.side() as f32;
        assert_eq!(with_usual_lines(ring(12.0)), ring(12.0));
        let fed = relative(&with_usual_lines(ring(2.0)));
        assert!((fed - USUAL.0).abs() < 0.3, "{fed}");
        let (before, after) = (relative(&ring(26.0)), relative(&with_usual_lines(ring(26.0))));
        assert!(before > 4.7 && after < USUAL.1 + 0.3, "{before} to {after}");
    }
}
