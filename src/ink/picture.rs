//! A picture: a photo, a scan, or another program's drawing.

use super::components::is_edge;
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
    "a picture of {width}×{height} pixels has 1 to {most} of them, and as many values; this one \
     has {found}"
)]
pub struct PictureError {
    width: usize,
    height: usize,
    found: usize,
    most: usize,
}

/// The most pixels of a picture: more than cameras give.
const MOST_PIXELS: usize = 64 << 20;
/// Pictures are reduced to this many pixels on the longer side, or fewer.
pub(super) const MOST_SIDE: usize = 400;
/// Ink lies at least this many shades from the paper below it.
const LEAST_APART: u8 = 40;

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

    /// A picture from pixels of red, green, blue and alpha, row by row. What is transparent is
    /// paper: white under dark ink, black under light ink. A large one is reduced to
    /// 400 pixels a side.
    ///
    /// # Errors
    /// A [`PictureError`] if there aren't `width · height` pixels, or none, or too many.
    pub fn from_rgba(width: usize, height: usize, rgba: &[u8]) -> Result<Self, PictureError> {
        let (pixels, rest) = rgba.as_chunks::<4>();
        let found = pixels.len();
        if !rest.is_empty() || width.checked_mul(height) != Some(found) || found == 0 {
            return Err(PictureError { width, height, found, most: MOST_PIXELS });
        }
        let (width, pixels) = reduced(width, pixels);
        let paper = u32::from(paper_below(&pixels));
        let over = |pixel: &[u8; 4]| (light(pixel) + part(paper, 255 - pixel[3])) as u8;
        Self::new(width, pixels.len() / width, pixels.iter().map(over).collect())
    }

    /// The background's shade: the median along the edge, which digits seldom reach.
    pub(super) fn background(&self) -> u8 {
        let Self { width, height, ref grey } = *self;
        let mut counts = [0usize; 256];
        for pixel in (0..grey.len()).filter(|&pixel| is_edge(pixel, width, height)) {
            counts[usize::from(grey[pixel])] += 1;
        }
        quantile(&counts, 5000)
    }
}

/// The shade that so many of ten thousand are darker than; 0 where none were counted.
#[inline(never)]
pub(super) fn quantile(counts: &[usize; 256], in_ten_thousand: usize) -> u8 {
    let wanted = counts.iter().sum::<usize>() * in_ten_thousand / 10_000;
    let mut darker = 0;
    let found = counts.iter().position(|count| {
        darker += count;
        darker > wanted
    });
    found.unwrap_or(0) as u8
}

/// Pixels over black, with their alpha: means of square blocks, so that the picture isn't larger
/// than needed, and the new width. `www/ink/means.js` does the same with what a browser opened.
fn reduced(width: usize, pixels: &[[u8; 4]]) -> (usize, Vec<[u8; 4]>) {
    let height = pixels.len() / width;
    let factor = width.max(height).div_ceil(MOST_SIDE);
    if factor == 1 {
        return (width, pixels.iter().map(premultiplied).collect());
    }
    let mut means = Vec::with_capacity(width.div_ceil(factor) * height.div_ceil(factor));
    for block in pixels.chunks(factor * width) {
        for left in (0..width).step_by(factor) {
            let right = (left + factor).min(width);
            let (mut sums, mut count) = ([0u32; 4], 0);
            for pixel in block.chunks_exact(width).flat_map(|row| &row[left..right]) {
                let over_black = premultiplied(pixel);
                sums.iter_mut().zip(over_black).for_each(|(sum, value)| *sum += u32::from(value));
                count += 1;
            }
            means.push(sums.map(|sum| (sum / count) as u8));
        }
    }
    (width.div_ceil(factor), means)
}

/// The shade of the paper below pixels that are transparent in part: white or black, the one that
/// nothing visible comes near; or the usual shade of what is visible, which is then paper itself.
fn paper_below(pixels: &[[u8; 4]]) -> u8 {
    let mut counts = [0usize; 256];
    let mut visible = 0;
    for pixel in pixels.iter().filter(|pixel| pixel[3] >= 128) {
        counts[(light(pixel) * 255 / u32::from(pixel[3])).min(255) as usize] += 1;
        visible += 1;
    }
    let quantile = |in_ten_thousand| quantile(&counts, in_ten_thousand);
    let (darkest, lightest) = (quantile(50), quantile(9950));
    let ink_alone = (pixels.len() - visible) * 5 >= pixels.len();
    match (255 - lightest, darkest) {
        (white, black) if ink_alone && white.max(black) >= LEAST_APART => {
            if white >= black {
                255
            } else {
                0
            }
        }
        _ => quantile(5000),
    }
}

/// The pixel over black. Its colours are rounded after they were multiplied with its alpha, as a
/// browser's canvas does it, so that a picture from there is the same as one from a file.
fn premultiplied(&[r, g, b, alpha]: &[u8; 4]) -> [u8; 4] {
    let of = |colour: u8| part(u32::from(colour), alpha) as u8;
    [of(r), of(g), of(b), alpha]
}

/// How light a pixel over black is (ITU-R BT.601, in 256ths).
fn light(&[r, g, b, _]: &[u8; 4]) -> u32 {
    (77 * u32::from(r) + 150 * u32::from(g) + 29 * u32::from(b)) >> 8
}

/// So many 255ths of it, rounded.
fn part(value: u32, of_255: u8) -> u32 {
    (value * u32::from(of_255) + 127) / 255
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn colours_are_as_light_as_they_look() {
        let rgba = [255, 255, 255, 255, 0, 0, 0, 255, 255, 0, 0, 255, 0, 0, 255, 255];
        let picture = Picture::from_rgba(2, 2, &rgba).unwrap();
        assert_eq!(picture, Picture::new(2, 2, vec![255, 0, 76, 28]).unwrap());
        assert!(Picture::from_rgba(2, 2, &rgba[..15]).is_err());
        assert!(Picture::from_rgba(2, 1, &rgba).is_err());
    }

    #[test]
    fn what_is_transparent_is_paper_of_a_shade_that_the_ink_stands_out_from() {
        let of = |pixels: &[[u8; 4]]| {
            Picture::from_rgba(pixels.len(), 1, pixels.as_flattened()).unwrap().grey
        };
        let [clear, white, black] = [[9, 9, 9, 0], [255; 4], [0, 0, 0, 255]];
        assert_eq!(of(&[clear, black, [0, 0, 0, 128]]), [255, 0, 127]);
        assert_eq!(of(&[clear, white, [255, 255, 255, 128]]), [0, 255, 128]);
        // A card: the ground around it is as the card is.
        assert_eq!(of(&[clear, white, white, white, black, clear]), [255, 255, 255, 255, 0, 255]);
        assert_eq!(of(&[clear, black, black, black, white, clear]), [0, 0, 0, 0, 255, 0]);
        // Rounded corners of a sheet that is blank.
        assert_eq!(of(&[[clear; 1].as_slice(), &[white; 9]].concat()), [255; 10]);
    }

    proptest! {
        /// A canvas keeps colours times alpha, and gives them back divided by it.
        #[test]
        fn a_picture_that_went_through_a_canvas_is_the_same(pixel: [u8; 4]) {
            let alpha = u32::from(pixel[3]);
            let back = |colour: u8| {
                let kept = (u32::from(colour) * alpha + 127) / 255;
                ((kept * 255 + alpha / 2).checked_div(alpha)).unwrap_or(0) as u8
            };
            let [r, g, b, a] = pixel;
            prop_assert_eq!(premultiplied(&[back(r), back(g), back(b), a]), premultiplied(&pixel));
        }
    }

    #[test]
    fn large_pictures_are_averaged_in_blocks() {
        let row = |left: [u8; 4]| [[left; 405], [[0, 0, 0, 255]; 405]].concat();
        let pixels = [row([90, 90, 90, 255]), row([30, 30, 30, 255]), row([0; 4])].concat();
        let (width, means) = reduced(810, &pixels);
        assert_eq!((width, means[0], means[269]), (270, [40, 40, 40, 170], [0, 0, 0, 255]));
    }

    #[test]
    fn a_wrong_size_is_refused() {
        let error = Picture::new(2, 2, vec![0; 5]).unwrap_err();
        assert!(error.to_string().contains("2×2 pixels") && error.to_string().contains("has 5"));
        assert!(
            Picture::new(usize::MAX, 2, vec![]).is_err() && Picture::new(0, 0, vec![]).is_err()
        );
    }
}
