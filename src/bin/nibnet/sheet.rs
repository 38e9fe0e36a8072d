//! Sheets of digits: many small images in one picture.

use super::failure::{Failure, cannot_write};
use nibnet::ink::{IMAGE, SIDE};
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

/// Pixels of a digit's side on the sheet.
const LARGE: usize = 2 * SIDE;
/// Between two digits, and for the words below each.
const GAP: usize = 8;
const WORDS: usize = 12;
/// Digits in a row.
const ACROSS: usize = 20;

/// A digit and a few characters about it: digits, `>`, or spaces.
pub(super) struct Cell {
    pub(super) image: [u8; IMAGE],
    pub(super) words: String,
}

/// Writes a sheet as a PNG: dark on white, as on paper.
pub(super) fn write_sheet(file: &Path, cells: &[Cell]) -> Result<(), Failure> {
    let rows = cells.len().div_ceil(ACROSS).max(1);
    let (width, height) = (ACROSS * (LARGE + GAP) + GAP, rows * (LARGE + WORDS + GAP) + GAP);
    let mut grey = vec![255u8; width * height];
    for (i, cell) in cells.iter().enumerate() {
        let left = GAP + i % ACROSS * (LARGE + GAP);
        let top = GAP + i / ACROSS * (LARGE + WORDS + GAP);
        for y in 0..LARGE {
            for x in 0..LARGE {
                grey[(top + y) * width + left + x] = 255 - cell.image[y / 2 * SIDE + x / 2];
            }
        }
        for (place, letter) in cell.words.chars().enumerate() {
            let Some(shape) = shape(letter) else { continue };
            for (y, row) in shape.iter().enumerate() {
                for x in (0..3).filter(|x| row >> (2 - x) & 1 == 1) {
                    for (dy, dx) in [(0, 0), (0, 1), (1, 0), (1, 1)] {
                        let (y, x) = (top + LARGE + 2 * y + dy, left + 8 * place + 2 * x + dx);
                        grey[y * width + x.min(width - 1)] = 90;
                    }
                }
            }
        }
    }
    let opened = File::create(file).map_err(cannot_write(file))?;
    let mut encoder = png::Encoder::new(BufWriter::new(opened), width as u32, height as u32);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().map_err(cannot_write(file))?;
    writer.write_image_data(&grey).map_err(cannot_write(file))?;
    writer.finish().map_err(cannot_write(file))
}

/// A character as five rows of three dots.
fn shape(letter: char) -> Option<[u8; 5]> {
    Some(match letter {
        '0' => [7, 5, 5, 5, 7],
        '1' => [2, 6, 2, 2, 7],
        '2' => [7, 1, 7, 4, 7],
        '3' => [7, 1, 7, 1, 7],
        '4' => [5, 5, 7, 1, 1],
        '5' => [7, 4, 7, 1, 7],
        '6' => [7, 4, 7, 5, 7],
        '7' => [7, 1, 2, 2, 2],
        '8' => [7, 5, 7, 5, 7],
        '9' => [7, 5, 7, 1, 7],
        '>' => [4, 2, 1, 2, 4],
        '?' => [7, 1, 2, 0, 2],
        _ => return None,
    })
}
