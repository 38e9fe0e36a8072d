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

    /// A picture from pixels of red, green, blue and alpha, row by row, over white paper.
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

    /// The background's shade: the median along the edge, which digits seldom reach.
    pub(super) fn background(&self) -> u8 {
        let Self { width, height, ref grey } = *self;
        let mut counts = [0usize; 256];
        for pixel in (0..grey.len()).filter(|&pixel| is_edge(pixel, width, height)) {
            counts[usize::from(grey[pixel])] += 1;
        }
        let middle = counts.iter().sum::<usize>() / 2;
        let mut darker = 0;
        let median = counts.iter().position(|count| {
            darker += count;
            darker > middle
        });
        median.expect("a picture has an edge") as u8
    }
}

/// How light a pixel is (ITU-R BT.601, in 256ths), over white paper.
fn grey([r, g, b, alpha]: [u8; 4]) -> u8 {
    let light = (77 * u32::from(r) + 150 * u32::from(g) + 29 * u32::from(b)) >> 8;
    let alpha = u32::from(alpha);
    ((light * alpha + 255 * (255 - alpha)) / 255) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_as_light_as_they_look_and_what_is_transparent_is_paper() {
        let rgba = [255, 255, 255, 255, 0, 0, 0, 255, 255, 0, 0, 255, 0, 0, 0, 0];
        let picture = Picture::from_rgba(2, 2, &rgba).unwrap();
        assert_eq!(picture, Picture::new(2, 2, vec![255, 0, 76, 255]).unwrap());
        assert!(Picture::from_rgba(2, 2, &rgba[..15]).is_err());
        assert!(Picture::from_rgba(2, 1, &rgba).is_err());
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
