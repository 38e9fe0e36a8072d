//! Strokes as an image: lines with soft edges, sized and placed as MNIST's are.

use super::strokes::{Point, Strokes};

/// Pixels a side.
pub(super) const SIDE: usize = 28;
/// Pixels in an image.
pub const IMAGE: usize = SIDE * SIDE;
/// The side of the box that the ink fits.
const BOX: f32 = 20.0;
/// How thick a line is, in pixels.
const THICKNESS: f32 = 2.2;
/// The place of the ink's centre of mass: MNIST's training digits have it at 14.0 down and 14.0 to the
/// right on average, counted from the outer edge of the first pixel's middle.
const MIDDLE: f32 = 14.0;
/// Ink smaller than this, in sides of the pad, is a dot and isn't blown up to a digit's size.
const SMALLEST: f32 = 0.06;

/// The image that a net sees of `strokes`: `[28, 28]`, 0 for paper to 255 for ink; `None` where nothing
/// is drawn.
pub fn render(strokes: &Strokes) -> Option<[u8; IMAGE]> {
    let points = || strokes.iter().flatten();
    let first = points().next()?;
    let mut low = (first.x, first.y);
    let mut high = low;
    for point in points() {
        low = (low.0.min(point.x), low.1.min(point.y));
        high = (high.0.max(point.x), high.1.max(point.y));
    }
    let size = (high.0 - low.0).max(high.1 - low.1).max(SMALLEST);
    let scale = (BOX - THICKNESS) / size;
    // First with the middle of the ink's box in the middle, to find its centre of mass; then moved.
    let (x, y) = ((low.0 + high.0) * 0.5, (low.1 + high.1) * 0.5);
    let place = Place { scale, x: MIDDLE - 0.5 - x * scale, y: MIDDLE - 0.5 - y * scale };
    let ink = draw(strokes, place);
    let (x, y) = centre_of_mass(&ink)?;
    // What is moved may not leave the image: half a line's thickness stays inside.
    let clamp = |shift: f32, low: f32, high: f32| {
        let (least, most) = (THICKNESS * 0.5 - 0.5, SIDE as f32 - 0.5 - THICKNESS * 0.5);
        shift.min(most - high).max(least - low)
    };
    let (in_x, in_y) = (|x: f32| x * scale + place.x, |y: f32| y * scale + place.y);
    let moved = Place {
        scale,
        x: place.x + clamp(MIDDLE - x, in_x(low.0), in_x(high.0)),
        y: place.y + clamp(MIDDLE - y, in_y(low.1), in_y(high.1)),
    };
    Some(draw(strokes, moved).map(|ink| (ink * 255.0 + 0.5) as u8))
}

/// How places on the pad become places in the image.
#[derive(Clone, Copy)]
struct Place {
    scale: f32,
    x: f32,
    y: f32,
}

/// The share of ink in each pixel.
fn draw(strokes: &Strokes, place: Place) -> [f32; IMAGE] {
    let mut ink = [0.0; IMAGE];
    let at = |point: &Point| (point.x * place.scale + place.x, point.y * place.scale + place.y);
    for stroke in strokes.iter() {
        if let [point] = stroke {
            line(&mut ink, at(point), at(point));
        }
        for ends in stroke.windows(2) {
            line(&mut ink, at(&ends[0]), at(&ends[1]));
        }
    }
    ink
}

/// A line with round ends: a pixel's ink falls from full to none over the one pixel at the edge.
fn line(ink: &mut [f32; IMAGE], (x0, y0): (f32, f32), (x1, y1): (f32, f32)) {
    let reach = THICKNESS * 0.5 + 0.5;
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
            let share = (reach - (x * x + y * y).sqrt()).clamp(0.0, 1.0);
            let pixel = &mut ink[row * SIDE + column];
            *pixel = pixel.max(share);
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
        assert!((20..=21).contains(&rows) && columns < rows, "{rows}×{columns}");
        let (x, y) = centre_of_mass(&image.map(f32::from)).unwrap();
        assert!((x - MIDDLE).abs() < 0.1 && (y - MIDDLE).abs() < 0.1, "({x}, {y})");
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
}
