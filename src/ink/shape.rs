//! What no digit is: surfaces, patterns, pages of text.

use super::components::components;
use super::filters::framed;
use super::ink_map::InkMap;
use super::thickness::{Goal, distances, thickness};
use thiserror::Error;

/// Why a picture shows no digit. `Display` is a sentence with what helps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum NoDigit {
    /// Nothing stands out from the background.
    #[error("No digit found: nothing stands out. Write darker, or take the picture in more light.")]
    Blank,
    /// Not lines, but something thick: a hand, a shirt.
    #[error("No digit found: this is a surface, not lines. Write with a pen on plain paper.")]
    Surface,
    /// More lines, pieces or holes than a digit has.
    #[error("No digit found: this is a pattern, or much more than a digit. Crop it to the digit.")]
    Pattern,
    /// It may be a sign, but is like no digit.
    #[error("No digit found: it looks like none of 0 to 9. Crop it to one digit, set upright.")]
    Unlike,
}

impl NoDigit {
    /// A word for it that stays the same.
    pub fn name(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Surface => "surface",
            Self::Pattern => "pattern",
            Self::Unlike => "unlike",
        }
    }
}

// Of some 2,400 digits in pictures of all kinds that were read right, fewer than one in a hundred
// are beyond any of these.

/// The thickest place of a digit's lines, in longer sides of its box: fat markers.
const THICKEST: f32 = 0.46;
/// The same as a multiple of the usual thickness: filled loops.
const UNEVEN: f32 = 2.52;
/// All of a digit's lines together, in longer sides of its box.
const LONGEST: f32 = 4.0;
/// Pieces, of a line that has gaps.
const MOST_PIECES: usize = 4;
/// A piece has this part of the ink at least, in hundredths.
const LEAST_PIECE: usize = 2;
/// Holes: the 8 has two, and where lines cross, there are more.
const MOST_HOLES: usize = 3;
/// A hole is as large as a square with this side, in longer sides of the box.
const LEAST_HOLE: f32 = 0.03;

/// Why the ink is no digit, whatever a net says. `digit` is cropped.
pub(super) fn no_digit(digit: &InkMap) -> Option<NoDigit> {
    let side = digit.side() as f32;
    let inside = distances(digit, Goal::Paper);
    let thick = thickness(digit, &inside);
    let area = inside.iter().filter(|&&distance| distance > 0).count();
    // Across a line, the farthest pixel from its edges is half a pixel off its middle.
    let thickest = f32::from(inside.iter().copied().max().unwrap_or(0)) * (2.0 / 3.0) - 1.0;
    if thickest > THICKEST * side || (thickest > UNEVEN * thick && thickest > 0.15 * side) {
        return Some(NoDigit::Surface);
    }
    let pieces = components(&digit.ink, digit.width);
    let pieces = pieces.iter().filter(|piece| piece.pixels.len() * 100 >= area * LEAST_PIECE);
    // Paper within the ink; what lies around it is one more.
    let framed = framed(&digit.ink, digit.width, 1, 0);
    let paper: Vec<u8> = framed.iter().map(|&ink| if ink < 128 { 255 } else { 0 }).collect();
    let paper = components(&paper, digit.width + 2);
    let hole = (LEAST_HOLE * side) * (LEAST_HOLE * side);
    let holes = paper.iter().filter(|patch| patch.pixels.len() as f32 >= hole).count();
    let too_many = pieces.count() > MOST_PIECES || holes > MOST_HOLES + 1;
    (too_many || area as f32 > LONGEST * side * thick).then_some(NoDigit::Pattern)
}
