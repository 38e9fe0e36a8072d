//! From pixels: a photo, a scan, or another program's drawing.

use super::cut::cuts;
use super::groups::{Group, apart, narrowest_gap};
use super::paper::{Blot, InkMap, blots, find_ink};
use super::raster::{IMAGE, SIDE};
use super::thickness::with_usual_lines;
use thiserror::Error;

/// A picture in shades of grey, 0 black to 255 white.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    pub(super) width: usize,
    pub(super) height: usize,
    pub(super) grey: Vec<u8>,
}

/// Why a picture can't be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error(
    "a picture of {width}×{height} pixels has 1 to {most} of them, and as many values; this one has {found}"
)]
pub struct PictureError {
    width: usize,
    height: usize,
    found: usize,
    most: usize,
}

/// The most pixels of a picture: more than cameras give.
const MOST_PIXELS: usize = 64 << 20;
/// The side of the box that the digit fits.
const BOX: f32 = 20.0;
/// What is lower than this, in heights of the tallest, is no digit beside it but a part of one.
const LOW: f32 = 0.4;
/// A prepared image whose pixels differ less from its paper shows nothing.
const LEAST_PREPARED: u8 = 32;

impl Picture {
    /// A picture from its pixels, row by row.
    ///
    /// # Errors
    /// A [`PictureError`] if there aren't `width · height` pixels, or none, or too many.
    pub fn new(width: usize, height: usize, grey: Vec<u8>) -> Result<Self, PictureError> {
        let pixels = width.checked_mul(height);
        if pixels == Some(grey.len()) && (1..=MOST_PIXELS).contains(&grey.len()) {
            return Ok(Self { width, height, grey });
        }
        Err(PictureError { width, height, found: grey.len(), most: MOST_PIXELS })
    }

    /// A picture from pixels of red, green, blue and alpha, row by row; what is transparent counts as
    /// white paper.
    ///
    /// # Errors
    /// A [`PictureError`] if there aren't `width · height` pixels, or none, or too many.
    pub fn from_rgba(width: usize, height: usize, rgba: &[u8]) -> Result<Self, PictureError> {
        let (pixels, rest) = rgba.as_chunks::<4>();
        let found = pixels.len();
        if !rest.is_empty() || found > MOST_PIXELS {
            return Err(PictureError { width, height, found, most: MOST_PIXELS });
        }
        Self::new(width, height, pixels.iter().map(|&pixel| grey(pixel)).collect())
    }

    /// The paper's shade: the median along the edge, where nobody writes.
    fn paper(&self) -> u8 {
        let Self { width, height, grey } = self;
        let edge = |i: &usize| {
            let (row, column) = (i / width, i % width);
            row == 0 || column == 0 || row + 1 == *height || column + 1 == *width
        };
        let mut shades: Vec<u8> = (0..grey.len()).filter(edge).map(|i| grey[i]).collect();
        let middle = shades.len() / 2;
        *shades.select_nth_unstable(middle).1
    }
}

/// How light a pixel is (ITU-R BT.601, in 256ths), over white paper.
fn grey([r, g, b, alpha]: [u8; 4]) -> u8 {
    let light = (77 * u32::from(r) + 150 * u32::from(g) + 29 * u32::from(b)) >> 8;
    let alpha = u32::from(alpha);
    ((light * alpha + 255 * (255 - alpha)) / 255) as u8
}

/// The image that a net sees of a picture: `[28, 28]`, 0 for paper to 255 for ink; `None` where nothing
/// is drawn.
///
/// A picture of 28 × 28 pixels is taken to be prepared already, and only turned light on dark. Of any
/// other the ink is found, whatever light falls on it; its lines are brought near to the thickness of
/// MNIST's; and it is fitted into 20 × 20 by averaging areas, with its centre of mass in the middle.
///
/// Slanted writing isn't set upright. It was tried, on 5,000 training digits turned by 20 degrees: the
/// shipped net read 98.3 and 98.6 % of them as they were, 97.7 and 98.5 % upright; a turned 1 that is set
/// upright by its moments leans on the wrong side of a 7.
pub fn prepare(picture: &Picture) -> Option<[u8; IMAGE]> {
    if (picture.width, picture.height) == (SIDE, SIDE) {
        let paper = picture.paper();
        if picture.grey.iter().all(|&shade| shade.abs_diff(paper) < LEAST_PREPARED) {
            return None;
        }
        let turned = |i: usize| if paper > 127 { 255 - picture.grey[i] } else { picture.grey[i] };
        return Some(std::array::from_fn(turned));
    }
    image_of(&find_ink(picture)?)
}

/// What lies side by side in a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct SideBySide {
    /// What may be a digit each, from left to right.
    pub parts: Vec<Part>,
    /// The narrowest gap between two, in heights of the whole; infinite where there is one alone.
    pub gap: f32,
}

/// Some ink of a picture that may be a digit, or several that touch.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// As of [`prepare`].
    pub image: [u8; IMAGE],
    /// Just the ink; `None` of a picture that came prepared.
    ink: Option<InkMap>,
}

impl Part {
    /// `ink` is cropped.
    fn of(ink: InkMap) -> Option<Self> {
        Some(Self { image: image_of(&ink)?, ink: Some(ink) })
    }

    /// How wide it is, in heights; 0 of a picture that came prepared, which is one digit.
    pub fn wide(&self) -> f32 {
        self.ink.as_ref().map_or(0.0, |ink| ink.width as f32 / ink.height as f32)
    }

    /// Several ways to cut it in two, left and right, in case it is digits that touch.
    pub fn cuts(&self) -> Vec<[Self; 2]> {
        let halves = self.ink.as_ref().map(cuts).unwrap_or_default().into_iter();
        halves.filter_map(|[left, right]| Some([Self::of(left)?, Self::of(right)?])).collect()
    }
}

/// [`prepare`], and what lies side by side: ink that hangs together, or lies one above the other. What is low goes with
/// its nearest neighbour: the flag of a 5, a broken 4.
///
/// A picture of 28 × 28 pixels is one digit.
pub fn prepare_side_by_side(picture: &Picture) -> Option<([u8; IMAGE], SideBySide)> {
    if (picture.width, picture.height) == (SIDE, SIDE) {
        let image = prepare(picture)?;
        let parts = vec![Part { image, ink: None }];
        return Some((image, SideBySide { parts, gap: f32::INFINITY }));
    }
    let ink = find_ink(picture)?;
    let blots = blots(&ink.ink, ink.width);
    let top = blots.iter().map(|blot| blot.rows.start).min()?;
    let height = (blots.iter().map(|blot| blot.rows.end).max()? - top) as f32;
    let span = |blot: &Blot| (blot.columns.start as f32, blot.columns.end as f32);
    let groups = with_low_ones(apart(blots.iter().map(span), height), &blots);
    let gap = narrowest_gap(&groups, height);
    let only = |group: &Group| {
        let mut map = InkMap { ink: vec![0; ink.ink.len()], ..ink };
        for &pixel in group.members.iter().flat_map(|&blot| &blots[blot].pixels) {
            map.ink[pixel] = ink.ink[pixel];
        }
        Part::of(map.cropped()?)
    };
    let whole = Part::of(ink.cropped()?)?;
    let image = whole.image;
    let parts = match groups.len() {
        1 => vec![whole],
        _ => groups.iter().map(only).collect::<Option<_>>()?,
    };
    Some((image, SideBySide { parts, gap }))
}

/// How tall a group is, in pixels.
fn tall(group: &Group, blots: &[Blot]) -> f32 {
    let rows = || group.members.iter().map(|&blot| &blots[blot].rows);
    let top = rows().map(|rows| rows.start).min().unwrap_or(0);
    (rows().map(|rows| rows.end).max().unwrap_or(top) - top) as f32
}

/// The groups, each that is low joined with the nearer of its neighbours.
fn with_low_ones(mut groups: Vec<Group>, blots: &[Blot]) -> Vec<Group> {
    let tallest = groups.iter().map(|group| tall(group, blots)).fold(0.0, f32::max);
    while groups.len() > 1 {
        let is_low = |group: &Group| tall(group, blots) < LOW * tallest;
        let Some(low) = groups.iter().position(is_low) else { break };
        let gap = |left: usize| groups[left + 1].from - groups[left].to;
        let right = low + 1 < groups.len() && (low == 0 || gap(low) < gap(low - 1));
        let left = if right { low } else { low - 1 };
        let other = groups.remove(left + 1);
        groups[left].join(other);
    }
    groups
}

/// The image of all ink in a map.
fn image_of(map: &InkMap) -> Option<[u8; IMAGE]> {
    let digit = with_usual_lines(map.cropped()?);
    Some(fitted(&digit.cropped()?))
}

/// The digit in its place: every pixel's ink is spread over the pixels that it covers, first to find the
/// centre of mass, and then with that in the middle.
fn fitted(digit: &InkMap) -> [u8; IMAGE] {
    let scale = BOX / digit.width.max(digit.height) as f32;
    let spread = |down: f32, right: f32| {
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
    let first = spread(0.0, 0.0);
    let mass: f32 = first.iter().sum();
    let centre = |place: fn(usize) -> usize| {
        first.iter().enumerate().map(|(i, ink)| ink * (place(i) as f32 + 0.5)).sum::<f32>() / mass
    };
    // The middle of MNIST's digits lies half a pixel beyond the middle of the image.
    let moved = |centre: f32, span: f32| (14.5 - centre).min(SIDE as f32 - span).max(0.0);
    let down = moved(centre(|i| i / SIDE), digit.height as f32 * scale);
    let right = moved(centre(|i| i % SIDE), digit.width as f32 * scale);
    spread(down, right).map(|ink| (ink.min(1.0) * 255.0 + 0.5) as u8)
}

/// Adds ink over a rectangle, in shares of the pixels that it covers.
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

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// A slanted bar of ink on paper.
    fn bar(width: usize, height: usize, paper: u8, ink: u8) -> Picture {
        let grey = (0..width * height)
            .map(|i| {
                let (y, x) =
                    ((i / width) as f32 / height as f32, (i % width) as f32 / width as f32);
                let inside = (0.2..0.8).contains(&y) && (x - 0.3 - 0.2 * y).abs() < 0.06;
                if inside { ink } else { paper }
            })
            .collect();
        Picture::new(width, height, grey).unwrap()
    }

    #[test]
    fn polarity_and_resolution_make_no_difference() {
        let image = prepare(&bar(400, 400, 255, 0)).unwrap();
        for other in [bar(400, 400, 20, 240), bar(800, 800, 200, 90), bar(120, 120, 255, 0)] {
            let other = prepare(&other).unwrap();
            let off: u32 = image.iter().zip(&other).map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
            let mass: u32 = image.iter().map(|&ink| u32::from(ink)).sum();
            assert!(off * 12 < mass, "off by {off} of {mass}");
        }
        let rows = |image: &[u8; IMAGE]| {
            (0..28).filter(|r| image[r * 28..r * 28 + 28].iter().any(|&i| i > 0)).count()
        };
        assert!((20..=21).contains(&rows(&image)));
    }

    const SIDE_OF_PHOTO: usize = 300;

    /// A 2 of three lines, on paper with this light and this pen, turned by a slope.
    fn photo(thick: f32, turn: f32, ink: f32, light: impl Fn(f32, f32) -> f32) -> Picture {
        const LINES: [[f32; 4]; 4] = [
            [0.35, 0.35, 0.5, 0.25],
            [0.5, 0.25, 0.65, 0.35],
            [0.65, 0.35, 0.35, 0.75],
            [0.35, 0.75, 0.7, 0.75],
        ];
        let side = SIDE_OF_PHOTO as f32;
        let away = |x: f32, y: f32| {
            let nearest = |&[x0, y0, x1, y1]: &[f32; 4]| {
                let (dx, dy) = (x1 - x0, y1 - y0);
                let along = (((x - x0) * dx + (y - y0) * dy) / (dx * dx + dy * dy)).clamp(0.0, 1.0);
                let (x, y) = (x - x0 - along * dx, y - y0 - along * dy);
                (x * x + y * y).sqrt()
            };
            LINES.iter().map(nearest).fold(f32::MAX, f32::min)
        };
        let shade = |i: usize| {
            let (x, y) = ((i % SIDE_OF_PHOTO) as f32 / side, (i / SIDE_OF_PHOTO) as f32 / side);
            let (u, v) = (x + turn * (y - 0.5), y - turn * (x - 0.5));
            let covered = ((thick / 2.0 - away(u, v)) * side + 0.5).clamp(0.0, 1.0);
            (light(x, y) * (1.0 - ink * covered)).clamp(0.0, 255.0) as u8
        };
        let grey = (0..SIDE_OF_PHOTO * SIDE_OF_PHOTO).map(shade).collect();
        Picture::new(SIDE_OF_PHOTO, SIDE_OF_PHOTO, grey).unwrap()
    }

    /// How much of the ink is somewhere else, as a share of it.
    fn difference(a: &[u8; IMAGE], b: &[u8; IMAGE]) -> f32 {
        let off: u32 = a.iter().zip(b).map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
        off as f32 / a.iter().map(|&ink| u32::from(ink)).sum::<u32>() as f32
    }

    fn clean() -> [u8; IMAGE] {
        prepare(&photo(0.05, 0.0, 1.0, |_, _| 255.0)).unwrap()
    }

    #[test]
    fn light_shadow_table_and_grain_make_little_difference() {
        let grain = |x: f32, y: f32| {
            let mut hash = (x * 300.0) as u32 * 7919 + (y * 300.0) as u32 * 104_729;
            hash = (hash ^ (hash >> 7)).wrapping_mul(0x9E37_79B1);
            ((hash >> 24) as f32 - 127.5) / 8.0
        };
        let shadow = |x: f32, y: f32| if y > 0.3 + 0.4 * x { 0.5 } else { 1.0 };
        let slope = |x: f32, y: f32| 60.0 + 90.0 * (x + y);
        type Light<'a> = &'a dyn Fn(f32, f32) -> f32;
        let lights: [(&str, Light); 5] = [
            ("a lamp on one side", &slope),
            ("the hard edge of a shadow through the digit", &|x, y| 220.0 * shadow(x, y)),
            ("all of these and a grainy sensor", &|x, y| slope(x, y) * shadow(x, y) + grain(x, y)),
            ("a dark table beside the paper", &|x, _| if x > 0.93 { 25.0 } else { 210.0 }),
            ("dust", &|x, y| {
                let speck = |at: f32| (x - at).abs() < 0.006 && (y - 0.1).abs() < 0.006;
                if speck(0.1) || speck(0.55) || speck(0.9) { 10.0 } else { 230.0 }
            }),
        ];
        let clean = clean();
        let off = lights.map(|(name, light)| {
            let image = prepare(&photo(0.05, 0.0, 0.75, light)).unwrap_or([0; IMAGE]);
            (name, difference(&clean, &image))
        });
        assert!(off.iter().all(|&(_, off)| off < 0.15), "{off:?}");
    }

    #[test]
    fn a_thin_pen_pencil_and_a_marker_give_much_the_same_image() {
        let clean = clean();
        let mut off = Vec::new();
        for (thick, ink) in [(0.008, 0.9), (0.015, 0.6), (0.05, 0.2), (0.15, 0.9)] {
            let photo = photo(thick, 0.0, ink, |_, _| 220.0);
            let only_fitted = fitted(&find_ink(&photo).unwrap().cropped().unwrap());
            off.push(difference(&clean, &prepare(&photo).unwrap()));
            off.push(difference(&clean, &only_fitted));
        }
        // It is the thickness that does it: a thin line, only fitted, is a shadow of itself.
        let [pen, fitted_pen, fine, fitted_fine, pencil, _, marker, fitted_marker] = off[..] else {
            panic!("{off:?}")
        };
        assert!(pen < 0.4 && fine < 0.4 && pencil < 0.15, "{off:?}");
        assert!(pen < 0.6 * fitted_pen && fine < 0.9 * fitted_fine, "{off:?}");
        assert!(marker < 0.8 * fitted_marker, "{off:?}");
    }

    #[test]
    fn a_tilted_sheet_is_still_in_its_box() {
        for turn in [-0.3, 0.3] {
            let image = prepare(&photo(0.04, turn, 0.8, |x, _| 120.0 + 100.0 * x)).unwrap();
            let rows = (0..28).filter(|r| image[r * 28..r * 28 + 28].iter().any(|&i| i > 0));
            assert!((20..=22).contains(&rows.count()));
        }
    }

    #[test]
    fn chalk_on_a_board_is_ink_as_well() {
        let board = photo(0.05, 0.0, 0.8, |x, y| 130.0 + 60.0 * (x + y));
        let grey = board.grey.iter().map(|&shade| 255 - shade).collect();
        let board = Picture::new(SIDE_OF_PHOTO, SIDE_OF_PHOTO, grey).unwrap();
        assert!(difference(&clean(), &prepare(&board).unwrap()) < 0.15);
    }

    #[test]
    fn empty_paper_in_uneven_light_is_nothing() {
        let empty = photo(0.05, 0.0, 0.0, |x, y| if x > 0.4 { 100.0 } else { 120.0 + 90.0 * y });
        assert_eq!(prepare(&empty), None);
    }

    #[test]
    fn a_digit_cut_out_close_is_not_taken_for_a_frame() {
        let close = find_ink(&photo(0.08, 0.0, 1.0, |_, _| 255.0)).unwrap().cropped().unwrap();
        let grey = close.ink.iter().map(|&ink| 255 - ink).collect();
        let image = prepare(&Picture::new(close.width, close.height, grey).unwrap()).unwrap();
        let whole = prepare(&photo(0.08, 0.0, 1.0, |_, _| 255.0)).unwrap();
        let off = difference(&whole, &image);
        assert!(off < 0.2, "off by {off}");
    }

    #[test]
    fn colours_are_as_light_as_they_look_and_what_is_transparent_is_paper() {
        let rgba = [255, 255, 255, 255, 0, 0, 0, 255, 255, 0, 0, 255, 0, 0, 0, 0];
        let picture = Picture::from_rgba(2, 2, &rgba).unwrap();
        assert_eq!(picture, Picture::new(2, 2, vec![255, 0, 76, 255]).unwrap());
        assert!(Picture::from_rgba(2, 2, &rgba[..15]).is_err());
        assert!(Picture::from_rgba(2, 1, &rgba).is_err());
    }

    #[test]
    fn a_prepared_image_is_only_turned_light_on_dark() {
        let mut grey = vec![255u8; 784];
        grey[14 * 28 + 14] = 10;
        let image = prepare(&Picture::new(28, 28, grey).unwrap()).unwrap();
        assert_eq!((image[14 * 28 + 14], image[0]), (245, 0));
    }

    #[test]
    fn blank_paper_is_nothing_and_a_wrong_size_is_refused() {
        let blank = Picture::new(50, 30, vec![250; 1500]).unwrap();
        assert_eq!(prepare(&blank), None);
        let error = Picture::new(2, 2, vec![0; 5]).unwrap_err();
        assert!(error.to_string().contains("2×2 pixels") && error.to_string().contains("has 5"));
        assert!(
            Picture::new(usize::MAX, 2, vec![]).is_err() && Picture::new(0, 0, vec![]).is_err()
        );
    }

    /// Bars of ink, `[left, top, right, bottom]`, on a sheet of 300 × 200.
    fn bars(bars: &[[usize; 4]]) -> SideBySide {
        let inside = |x: usize, y: usize| {
            bars.iter().any(|&[l, t, r, b]| (l..r).contains(&x) && (t..b).contains(&y))
        };
        let grey =
            (0..300 * 200).map(|i| if inside(i % 300, i / 300) { 20 } else { 230 }).collect();
        prepare_side_by_side(&Picture::new(300, 200, grey).unwrap()).unwrap().1
    }

    #[test]
    fn the_parts_of_one_digit_stay_together() {
        let count = |ink: &[[usize; 4]]| bars(ink).parts.len();
        // A 4 whose stem is apart, and whose bar doesn't reach it.
        let four = [[100, 40, 112, 110], [100, 100, 150, 112], [156, 40, 168, 170]];
        // The flag of a 5, to its right and above.
        let five = [[100, 40, 112, 100], [100, 90, 150, 170], [118, 28, 175, 38]];
        // The foot of a 1, and a dot beside it.
        let one = [[140, 30, 152, 150], [110, 156, 182, 168], [200, 150, 210, 160]];
        assert_eq!([count(&four), count(&five), count(&one)], [1, 1, 1]);
    }

    #[test]
    fn what_stands_side_by_side_is_taken_apart_from_left_to_right() {
        let found = bars(&[[150, 40, 220, 52], [180, 52, 192, 160], [60, 50, 72, 150]]);
        assert_eq!(found.parts.len(), 2);
        let widest = found.parts[1].wide();
        assert!((widest - 70.0 / 120.0).abs() < 0.05, "{widest}");
        assert!((found.gap - 78.0 / 120.0).abs() < 0.05, "{}", found.gap);
        let wide = |image: &[u8; IMAGE]| {
            (0..SIDE).filter(|x| (0..SIDE).any(|y| image[y * SIDE + x] > 0)).count()
        };
        assert!(wide(&found.parts[0].image) < 6 && wide(&found.parts[1].image) > 8);
        let joined = bars(&[[60, 50, 72, 150], [72, 100, 220, 112], [220, 50, 232, 150]]);
        assert!(joined.parts.len() == 1 && joined.parts[0].wide() > 1.6);
    }

    proptest! {
        #[test]
        fn no_picture_makes_it_panic(
            width in 1usize..40, height in 1usize..40, seed in prop::collection::vec(any::<u8>(), 1600),
        ) {
            let picture = Picture::new(width, height, seed[..width * height].to_vec()).unwrap();
            if let Some(image) = prepare(&picture) {
                prop_assert!(image.iter().any(|&ink| ink > 0));
            }
        }

        #[test]
        fn no_large_picture_makes_it_panic(
            width in 1usize..900, height in 1usize..300, paper in any::<u8>(),
            marks in prop::collection::vec((any::<u32>(), 1usize..2000, any::<u8>()), 0..40),
        ) {
            let mut grey = vec![paper; width * height];
            for (at, count, shade) in marks {
                let at = at as usize % grey.len();
                let end = (at + count).min(grey.len());
                grey[at..end].fill(shade);
            }
            let picture = Picture::new(width, height, grey).unwrap();
            let apart = prepare_side_by_side(&picture);
            prop_assert_eq!(apart.as_ref().map(|&(image, _)| image), prepare(&picture));
            if let Some((image, SideBySide { parts, .. })) = apart {
                prop_assert!(image.iter().any(|&ink| ink > 0) && !parts.is_empty());
                for [left, right] in parts.iter().flat_map(Part::cuts) {
                    prop_assert!(left.wide() > 0.0 && right.wide() > 0.0);
                }
            }
        }
    }
}
