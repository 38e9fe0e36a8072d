//! Strokes as an image: lines with soft edges, sized and placed as MNIST's are.

use super::image::{BOX, IMAGE, MIDDLE, SIDE};
use super::preparation::Preparation;
use super::smooth::smooth;
use super::strokes::{Point, Strokes};
use crate::simd::F32x4;

/// How thick a line is, in pixels.
const THICKNESS: f32 = 2.2;
/// Ink smaller than this, in sides of the pad, is a dot and isn't blown up to a digit's size.
const SMALLEST: f32 = 0.06;
/// How much a smoothed drawing may be made larger again.
const MOST_FILL: f32 = 1.25;

/// How thick the pad draws a line, in its sides: at the pressure of a mouse.
const PEN: f32 = 0.054;

/// The image that a net sees of strokes: `[28, 28]`, 0 for no ink to 255; `None` without strokes.
pub fn render(strokes: &Strokes) -> Option<[u8; IMAGE]> {
    render_as_thick(strokes, THICKNESS)
}

/// [`render`] with lines of another thickness, in pixels; for training.
pub fn render_as_thick(strokes: &Strokes, thickness: f32) -> Option<[u8; IMAGE]> {
    prepared(strokes, thickness, Preparation::default())
}

/// [`render`] with some of the preparation left out.
pub fn render_prepared(strokes: &Strokes, preparation: Preparation) -> Option<[u8; IMAGE]> {
    prepared(strokes, THICKNESS, preparation)
}

fn prepared(strokes: &Strokes, thickness: f32, preparation: Preparation) -> Option<[u8; IMAGE]> {
    let size = strokes.size();
    let scale = match preparation.scale {
        true => (BOX - thickness) / size.max(SMALLEST),
        false => SIDE as f32,
    };
    let thickness = if preparation.line { thickness } else { PEN * scale };
    // From here on in pixels, which is what smoothness is measured in.
    let scaled = |point: &Point| (point.x * scale, point.y * scale);
    let line = |stroke: &[Point]| {
        let places = stroke.iter().map(scaled).collect();
        if preparation.smooth { smooth(places) } else { places }
    };
    let mut lines: Vec<_> = strokes.iter().map(line).collect();
    let mut extent = Extent::of(lines.iter().flatten().copied())?;
    // From the pad's edge to the middle of the first pixel.
    let [mut x, mut y] = [-0.5; 2];
    if preparation.scale {
        // Smoothing took off the tips of corners and the shaking, so the box isn't full any more.
        let fill = (size * scale / extent.size().max(1.0)).clamp(1.0, MOST_FILL);
        for point in lines.iter_mut().flatten() {
            *point = (point.0 * fill, point.1 * fill);
        }
        extent = extent.scaled(fill);
        // First with the box's middle in the middle, to find the ink's centre of mass; then moved.
        [x, y] = extent.middle().map(|middle| MIDDLE - 0.5 - middle);
    }
    if preparation.centre {
        let mass = centre_of_mass(&draw(&lines, (x, y), thickness))?;
        // What is moved may not leave the image: half a line's thickness stays inside.
        let clamp = |shift: f32, low: f32, high: f32| {
            let (least, most) = (thickness * 0.5 - 0.5, SIDE as f32 - 0.5 - thickness * 0.5);
            shift.min(most - high).max(least - low)
        };
        let (left, top) = (MIDDLE - mass.0, MIDDLE - mass.1);
        x += clamp(left, extent.low.0 + x, extent.high.0 + x);
        y += clamp(top, extent.low.1 + y, extent.high.1 + y);
    }
    let ink = draw(&lines, (x, y), thickness);
    let shade = |ink: f32| if preparation.line { ink } else { ink.round() };
    Some(ink.map(|ink| (shade(ink) * 255.0 + 0.5) as u8))
}

/// The box around some places.
#[derive(Clone, Copy)]
struct Extent {
    low: (f32, f32),
    high: (f32, f32),
}

impl Extent {
    fn of(mut places: impl Iterator<Item = (f32, f32)>) -> Option<Self> {
        let first = places.next()?;
        Some(places.fold(Self { low: first, high: first }, |Self { low, high }, (x, y)| Self {
            low: (low.0.min(x), low.1.min(y)),
            high: (high.0.max(x), high.1.max(y)),
        }))
    }

    fn scaled(self, by: f32) -> Self {
        let scaled = |(x, y): (f32, f32)| (x * by, y * by);
        Self { low: scaled(self.low), high: scaled(self.high) }
    }

    /// The longer side.
    fn size(self) -> f32 {
        (self.high.0 - self.low.0).max(self.high.1 - self.low.1)
    }

    fn middle(self) -> [f32; 2] {
        [(self.low.0 + self.high.0) * 0.5, (self.low.1 + self.high.1) * 0.5]
    }
}

/// How much ink lies on each pixel, 0 to 1, of lines that are shifted by so much: it falls from 1
/// to 0 over the one pixel at a line's edge.
///
/// The nearest line leaves the most ink on a pixel, so only that one counts: squares of distances
/// are compared, and the one root that each pixel needs is taken at the end.
fn draw(lines: &[Vec<(f32, f32)>], shift: (f32, f32), thickness: f32) -> [f32; IMAGE] {
    let reach = thickness * 0.5 + 0.5;
    let mut near = Squares { of: [[f32::INFINITY; WIDE]; SIDE] };
    let at = |(x, y): (f32, f32)| (x + shift.0, y + shift.1);
    for points in lines {
        if let &[point] = points.as_slice() {
            near.line(at(point), at(point), reach);
        }
        for ends in points.windows(2) {
            near.line(at(ends[0]), at(ends[1]), reach);
        }
    }
    let mut ink = [0.0; IMAGE];
    for (row, squares) in ink.chunks_exact_mut(SIDE).zip(&near.of) {
        for (ink, square) in row.iter_mut().zip(squares) {
            *ink = (reach - square.sqrt()).clamp(0.0, 1.0);
        }
    }
    ink
}

/// A row, and space for four lanes that begin at its last pixel.
const WIDE: usize = SIDE + 4;
/// Added to four squares, leaves the first so many as they are.
const FIRST: [[f32; 4]; 5] = {
    const NONE: f32 = f32::INFINITY;
    [[NONE; 4], [0.0, NONE, NONE, NONE], [0.0, 0.0, NONE, NONE], [0.0, 0.0, 0.0, NONE], [0.0; 4]]
};

/// The square of each pixel's distance to the nearest line, where one is in reach.
struct Squares {
    of: [[f32; WIDE]; SIDE],
}

impl Squares {
    /// One more line, with round ends.
    fn line(&mut self, (x0, y0): (f32, f32), (x1, y1): (f32, f32), reach: f32) {
        let (dx, dy) = (x1 - x0, y1 - y0);
        let length = dx * dx + dy * dy;
        // Float to integer casts clamp, so far-off lines give empty ranges.
        let range = |a: f32, b: f32| {
            let from = (a.min(b) - reach).ceil().max(0.0) as usize;
            let to = ((a.max(b) + reach).floor() + 1.0).max(0.0) as usize;
            from..to.min(SIDE)
        };
        // A dot has no length to divide by, and no direction: along it all is 0.
        let length = F32x4::splat(if length > 0.0 { length } else { 1.0 });
        let [dx4, dy4, x4, zero, one] = [dx, dy, x0, 0.0, 1.0].map(F32x4::splat);
        let columns = range(x0, x1);
        for row in range(y0, y1) {
            let y = F32x4::splat(row as f32 - y0);
            let down = y * dy4;
            for column in columns.clone().step_by(4) {
                let Some(squares) = self.of[row][column..].first_chunk_mut::<4>() else { return };
                let x = F32x4::load(&[0, 1, 2, 3].map(|lane| (column + lane) as f32)) - x4;
                // The nearest place on the line, from 0 at its start to 1 at its end.
                let along = ((x * dx4 + down) / length).max(zero).min(one);
                let (x, y) = (x - along * dx4, y - along * dy4);
                let beyond = F32x4::load(&FIRST[(columns.end - column).min(4)]);
                F32x4::load(squares).min(x * x + y * y + beyond).store(squares);
            }
        }
    }
}

/// To the right and down; `None` if there is no ink.
fn centre_of_mass(ink: &[f32; IMAGE]) -> Option<(f32, f32)> {
    let (mut mass, mut x, mut y) = (0.0, 0.0, 0.0);
    for (row, line) in ink.chunks_exact(SIDE).enumerate() {
        for (column, &ink) in line.iter().enumerate() {
            mass += ink;
            x += ink * column as f32;
            y += ink * row as f32;
        }
    }
    (mass > 0.0).then(|| (x / mass, y / mass))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// [`draw`], pixel by pixel and line by line.
    fn plainly(lines: &[Vec<(f32, f32)>], shift: (f32, f32), thickness: f32) -> [f32; IMAGE] {
        let mut ink = [0.0; IMAGE];
        let at = |(x, y): (f32, f32)| (x + shift.0, y + shift.1);
        for points in lines {
            if let &[point] = points.as_slice() {
                line(&mut ink, at(point), at(point), thickness);
            }
            for ends in points.windows(2) {
                line(&mut ink, at(ends[0]), at(ends[1]), thickness);
            }
        }
        ink
    }

    /// A line with round ends: ink falls from 1 to 0 over the one pixel at its edge.
    fn line(ink: &mut [f32; IMAGE], (x0, y0): (f32, f32), (x1, y1): (f32, f32), thickness: f32) {
        let reach = thickness * 0.5 + 0.5;
        let (dx, dy) = (x1 - x0, y1 - y0);
        let length = dx * dx + dy * dy;
        // Float to integer casts clamp, so far-off lines give empty ranges.
        let range = |a: f32, b: f32| {
            let from = (a.min(b) - reach).ceil().max(0.0) as usize;
            let to = ((a.max(b) + reach).floor() + 1.0).max(0.0) as usize;
            from..to.min(SIDE)
        };
        for row in range(y0, y1) {
            for column in range(x0, x1) {
                let (x, y) = (column as f32 - x0, row as f32 - y0);
                // The nearest place on the line, from 0 at its start to 1 at its end.
                let along =
                    if length > 0.0 { ((x * dx + y * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
                let (x, y) = (x - along * dx, y - along * dy);
                let covered = (reach - (x * x + y * y).sqrt()).clamp(0.0, 1.0);
                let pixel = &mut ink[row * SIDE + column];
                *pixel = pixel.max(covered);
            }
        }
    }

    proptest! {
        #[test]
        fn lanes_and_squares_draw_what_pixel_by_pixel_is_drawn_to_the_bit(
            lines in prop::collection::vec(
                prop::collection::vec((-5.0f32..33.0, -5.0f32..33.0), 1..12), 0..6,
            ),
            step in 0.0f32..1.0, shift in (-3.0f32..3.0, -3.0f32..3.0), thickness in 0.05f32..9.0,
        ) {
            // Most steps of a pen are short.
            let near = |points: Vec<(f32, f32)>| {
                let first = points[0];
                let at = |from: f32, to: f32| from + (to - from) * step;
                let at = |(x, y): (f32, f32)| (at(first.0, x), at(first.1, y));
                points.into_iter().map(at).collect::<Vec<_>>()
            };
            let lines: Vec<_> = lines.into_iter().map(near).collect();
            let bits = |ink: [f32; IMAGE]| ink.map(f32::to_bits);
            prop_assert_eq!(
                bits(draw(&lines, shift, thickness)), bits(plainly(&lines, shift, thickness)),
            );
        }
    }

    fn strokes(lines: &[&[(f32, f32)]]) -> Strokes {
        let line = |line: &&[(f32, f32)]| {
            line.iter().map(|&(x, y)| Point { x, y, pressure: 0.5 }).collect()
        };
        Strokes::new(lines.iter().map(line).collect()).unwrap()
    }

    fn seven(size: f32, left: f32, top: f32) -> Strokes {
        strokes(&[
            &[(0.0, 0.0), (0.6, 0.0), (0.2, 1.0)].map(|(x, y)| (left + x * size, top + y * size))
        ])
    }

    fn box_of(image: &[u8; IMAGE]) -> (usize, usize) {
        let inked = |i: &usize| image[*i] > 0;
        let rows: Vec<_> = (0..IMAGE).filter(inked).map(|i| i / SIDE).collect();
        let columns: Vec<_> = (0..IMAGE).filter(inked).map(|i| i % SIDE).collect();
        let span = |of: &[usize]| of.iter().max().unwrap() - of.iter().min().unwrap() + 1;
        (span(&rows), span(&columns))
    }

    #[test]
    fn size_and_place_on_the_pad_make_no_difference() {
        let image = render(&seven(0.8, 0.1, 0.1)).unwrap();
        for (size, left, top) in [(0.1, 0.0, 0.0), (0.3, 0.65, 0.7), (0.97, 0.01, 0.02)] {
            let other = render(&seven(size, left, top)).unwrap();
            let worst = image.iter().zip(&other).map(|(a, b)| a.abs_diff(*b)).max().unwrap();
            assert!(worst <= 1, "{size} at {left}, {top}: off by {worst}");
        }
    }

    #[test]
    fn the_ink_fits_mnists_box_and_its_centre_of_mass_is_in_the_middle() {
        let image = render(&seven(0.5, 0.2, 0.2)).unwrap();
        let (rows, columns) = box_of(&image);
        assert!((20..=22).contains(&rows) && columns < rows, "{rows}×{columns}");
        let (x, y) = centre_of_mass(&image.map(f32::from)).unwrap();
        assert!((x - MIDDLE).abs() < 0.1 && (y - MIDDLE).abs() < 0.1, "({x}, {y})");
    }

    #[test]
    fn each_part_of_the_preparation_does_what_it_says_and_no_more() {
        let all = Preparation::default();
        // Small, and in the upper left corner of the pad.
        let small = seven(0.3, 0.1, 0.1);
        let prepared = |preparation| render_prepared(&small, preparation).unwrap();
        let mass = |image: [u8; IMAGE]| centre_of_mass(&image.map(f32::from)).unwrap();
        assert_eq!(prepared(all), render(&small).unwrap());

        let unscaled = prepared(Preparation { scale: false, ..all });
        let (rows, columns) = box_of(&unscaled);
        assert!((9..=13).contains(&rows) && columns < rows, "0.3 of 28: {rows}×{columns}");
        let (x, y) = mass(unscaled);
        assert!((x - MIDDLE).abs() < 0.1 && (y - MIDDLE).abs() < 0.1, "({x}, {y})");

        let uncentred = prepared(Preparation { centre: false, ..all });
        assert!(mass(uncentred).1 < MIDDLE - 1.0, "a 7 is heavy at the top: {:?}", mass(uncentred));
        let (a, b) = (box_of(&uncentred), box_of(&prepared(all)));
        assert!(a.0.abs_diff(b.0) <= 1 && a.1.abs_diff(b.1) <= 1, "as large: {a:?}, {b:?}");

        let as_drawn = prepared(Preparation { scale: false, centre: false, ..all });
        let (x, y) = mass(as_drawn);
        assert!(x < 8.0 && y < 8.0, "where it is on the pad: ({x}, {y})");

        let black = prepared(Preparation { line: false, ..all });
        assert!(black.iter().all(|&ink| ink == 0 || ink == 255));
        let thick = |image: [u8; IMAGE]| image.iter().filter(|&&ink| ink > 127).count();
        assert!(
            thick(black) > thick(prepared(all)),
            "what is small is made large, the pen as well"
        );

        let corners = prepared(Preparation { smooth: false, ..all });
        assert_ne!(corners, prepared(all));
        let (a, b) = (box_of(&corners), box_of(&prepared(all)));
        assert!(a.0.abs_diff(b.0) <= 1 && a.1.abs_diff(b.1) <= 1, "as large: {a:?}, {b:?}");
    }

    #[test]
    fn a_dot_stays_a_dot_and_nothing_stays_nothing() {
        let (rows, columns) = box_of(&render(&strokes(&[&[(0.5, 0.5)]])).unwrap());
        assert!(rows <= 4 && columns <= 4, "{rows}×{columns}");
        assert_eq!(render(&Strokes::default()), None);
        assert_eq!(render(&strokes(&[&[]])), None);
    }

    #[test]
    fn a_lopsided_drawing_is_not_cut_off_at_the_edge() {
        // A heavy blob at one end would push a long thin tail out of the image.
        let blob: Vec<_> = (0..400)
            .map(|i| (0.1 * (i % 20) as f32 / 20.0, 0.1 * (i / 20) as f32 / 20.0))
            .collect();
        let image = render(&strokes(&[&blob, &[(0.0, 0.0), (1.0, 0.0)]])).unwrap();
        let (_, columns) = box_of(&image);
        assert!((20..=21).contains(&columns), "{columns} columns");
    }

    proptest! {
        #[test]
        fn no_lists_make_it_panic_or_give_an_image_that_is_none(
            flat in prop::collection::vec(prop_oneof![any::<f32>(), -2f32..2.0], 0..60),
            ends in prop::collection::vec(0u32..25, 0..6),
        ) {
            if let Ok(strokes) = Strokes::from_flat(&flat, &ends) {
                let image = render(&strokes);
                prop_assert_eq!(image.is_none(), strokes.is_empty());
                prop_assert!(image.is_none_or(|image| image.iter().any(|&ink| ink > 0)));
                for left_out in 0..16 {
                    let on = |bit| left_out >> bit & 1 == 0;
                    let some = Preparation {
                        scale: on(0), centre: on(1), line: on(2), smooth: on(3),
                    };
                    let other = render_prepared(&strokes, some);
                    prop_assert!(other.is_none() || !strokes.is_empty());
                    prop_assert!(left_out > 0 || other == image);
                }
            }
        }
    }
}
