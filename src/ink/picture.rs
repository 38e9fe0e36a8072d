//! From pixels: a photo, a scan, or another program's drawing.

use super::raster::{IMAGE, SIDE};
use thiserror::Error;

/// A picture in shades of grey, 0 black to 255 white.
#[derive(Clone, Debug, PartialEq)]
pub struct Picture {
    width: usize,
    height: usize,
    grey: Vec<u8>,
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

    /// How much ink is at each pixel, 0 to 1, whichever of paper and ink is the darker; `None` if
    /// nothing stands out.
    fn ink(&self) -> Option<Vec<f32>> {
        let paper = self.paper();
        let strongest = self.grey.iter().map(|&shade| shade.abs_diff(paper)).max()?;
        // Less is the paper's grain.
        if strongest < 32 {
            return None;
        }
        // Below a quarter of the strongest is shadow and blur, so that the box fits the line.
        let floor = f32::from(strongest) * 0.25;
        let span = f32::from(strongest) - floor;
        let ink = |&shade: &u8| ((f32::from(shade.abs_diff(paper)) - floor) / span).max(0.0);
        Some(self.grey.iter().map(ink).collect())
    }
}

/// The image that a net sees of a picture: `[28, 28]`, 0 for paper to 255 for ink; `None` where nothing
/// is drawn.
///
/// A picture of 28 × 28 pixels is taken to be prepared already, and only turned light on dark. Any
/// other is cropped to its ink, fitted into 20 × 20 by averaging areas, and put with its centre of
/// mass in the middle.
pub fn prepare(picture: &Picture) -> Option<[u8; IMAGE]> {
    let ink = picture.ink()?;
    if (picture.width, picture.height) == (SIDE, SIDE) {
        let paper = picture.paper();
        let turned = |i: usize| if paper > 127 { 255 - picture.grey[i] } else { picture.grey[i] };
        return Some(std::array::from_fn(turned));
    }
    let width = picture.width;
    let inked = || ink.iter().enumerate().filter(|&(_, &ink)| ink > 0.0).map(|(i, _)| i);
    let rows = (inked().map(|i| i / width).min()?, inked().map(|i| i / width).max()? + 1);
    let columns = (inked().map(|i| i % width).min()?, inked().map(|i| i % width).max()? + 1);
    let size = (rows.1 - rows.0).max(columns.1 - columns.0) as f32;
    let scale = BOX / size;
    // Spread every pixel's ink over the pixels that it covers, first to find the centre of mass.
    let spread = |down: f32, right: f32| {
        let mut image = [0.0f32; IMAGE];
        for row in rows.0..rows.1 {
            let (top, bottom) = edges(row, rows.0, scale, down);
            for column in columns.0..columns.1 {
                let (left, right) = edges(column, columns.0, scale, right);
                let ink = ink[row * width + column];
                if ink > 0.0 {
                    add(&mut image, [top, bottom], [left, right], ink);
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
    let (down, right) = (
        moved(centre(|i| i / SIDE), (rows.1 - rows.0) as f32 * scale),
        moved(centre(|i| i % SIDE), (columns.1 - columns.0) as f32 * scale),
    );
    Some(spread(down, right).map(|ink| (ink.min(1.0) * 255.0 + 0.5) as u8))
}

/// Where a source pixel's two edges come to lie.
fn edges(pixel: usize, first: usize, scale: f32, shift: f32) -> (f32, f32) {
    let near = (pixel - first) as f32 * scale + shift;
    (near, near + scale)
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
    }
}
