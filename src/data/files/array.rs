//! Arrays of numbers as IDX and NPY files have them: a head that says type and shape, then values.

use super::error::DigitFilesError;
use super::source::{Source, fill};
use crate::budget::{Need, fits};
use std::io::{self, BufRead};

/// The type of a file's values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Element {
    /// Whole numbers of so many bytes.
    Unsigned(usize),
    Signed(usize),
    /// Numbers of 4 or 8 bytes.
    Float(usize),
}

/// What the head of an array says.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Head {
    pub(super) element: Element,
    pub(super) big_endian: bool,
    pub(super) shape: Vec<u64>,
    /// Bytes before the first value.
    pub(super) length: usize,
}

/// More than any kind of images or labels has.
const MOST_DIMENSIONS: usize = 8;

/// Whether a file begins as IDX files do: two zero bytes, a type, and a number of dimensions.
pub(super) fn is_idx(first: &[u8]) -> bool {
    matches!(first, [0, 0, 0x08 | 0x09 | 0x0b..=0x0e, 1..=8, ..])
}

pub(super) fn is_npy(first: &[u8]) -> bool {
    first.starts_with(b"\x93NUMPY")
}

/// The head of an IDX file; `None` where it is cut off.
pub(super) fn idx_head(bytes: &[u8]) -> Option<Head> {
    let &[0, 0, value_type, dimensions, ref rest @ ..] = bytes else { return None };
    let element = match value_type {
        0x08 => Element::Unsigned(1),
        0x09 => Element::Signed(1),
        0x0b => Element::Signed(2),
        0x0c => Element::Signed(4),
        0x0d => Element::Float(4),
        0x0e => Element::Float(8),
        _ => return None,
    };
    let dimensions = usize::from(dimensions);
    let shape = rest.as_chunks().0.get(..dimensions)?;
    let shape = shape.iter().map(|&size| u32::from_be_bytes(size).into()).collect();
    Some(Head { element, big_endian: true, shape, length: 4 + 4 * dimensions })
}

/// The head of an NPY file, or what is wrong with it:
/// <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.
pub(super) fn npy_head(file: &str, bytes: &[u8]) -> Result<Head, DigitFilesError> {
    let cut = || DigitFilesError::Unreadable {
        file: file.to_owned(),
        detail: "the head of its array is damaged".to_owned(),
    };
    let (start, length): (usize, usize) = match *bytes.get(6..12).ok_or_else(cut)? {
        [1, _, a, b, ..] => (10, usize::from(u16::from_le_bytes([a, b]))),
        [_, _, a, b, c, d] => (12, u32::from_le_bytes([a, b, c, d]) as usize),
        _ => return Err(cut()),
    };
    let text = bytes.get(start..start.saturating_add(length)).ok_or_else(cut)?;
    let text = std::str::from_utf8(text).map_err(|_| cut())?;
    let after =
        |key: &str| text.split_once(&format!("'{key}':")).map(|(_, rest)| rest.trim_start());
    let written = after("descr").and_then(|it| it.split('\'').nth(1)).ok_or_else(cut)?;
    let values = || DigitFilesError::Values { file: file.to_owned(), found: written.to_owned() };
    let element = match written.get(1..).unwrap_or_default() {
        "u1" | "b1" => Element::Unsigned(1),
        "u2" => Element::Unsigned(2),
        "u4" => Element::Unsigned(4),
        "u8" => Element::Unsigned(8),
        "i1" => Element::Signed(1),
        "i2" => Element::Signed(2),
        "i4" => Element::Signed(4),
        "i8" => Element::Signed(8),
        "f4" => Element::Float(4),
        "f8" => Element::Float(8),
        _ => return Err(values()),
    };
    let shape = after("shape").and_then(|it| it.strip_prefix('(')?.split_once(')'));
    let (shape, _) = shape.ok_or_else(cut)?;
    let sides = shape.split(',').map(str::trim).filter(|side| !side.is_empty());
    let shape: Result<Vec<u64>, _> = sides.map(str::parse).collect();
    let shape = shape.map_err(|_| cut())?;
    let long = shape.iter().filter(|&&side| side > 1).count();
    if shape.len() > MOST_DIMENSIONS {
        return Err(DigitFilesError::Shape { file: file.to_owned(), found: shape });
    }
    if long > 1 && after("fortran_order").is_some_and(|it| it.starts_with("True")) {
        let detail = "its array is in Fortran order: save it with numpy.ascontiguousarray";
        return Err(DigitFilesError::Unreadable { file: file.to_owned(), detail: detail.into() });
    }
    let big_endian = written.starts_with('>');
    Ok(Head { element, big_endian, shape, length: start + length })
}

/// What an array is, by its shape.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Use {
    Images {
        count: u64,
        rows: u64,
        columns: u64,
    },
    /// Of `width` numbers for each digit the label is the first, or, of ten, the place of the 1.
    Labels {
        count: u64,
        width: u64,
    },
}

/// Sides of images in rows without a second dimension.
const SQUARES: std::ops::RangeInclusive<u64> = 16..=64;

pub(super) fn use_of(shape: &[u64]) -> Option<Use> {
    let images = |count, rows, columns| Some(Use::Images { count, rows, columns });
    match *shape {
        [count] | [count, 1] => Some(Use::Labels { count, width: 1 }),
        // QMNIST's labels: the digit, and seven numbers of who wrote it. Ten are one-hot.
        [count, width @ (8 | 10)] => Some(Use::Labels { count, width }),
        [count, pixels] => {
            let side = SQUARES.into_iter().find(|side| side * side == pixels)?;
            images(count, side, side)
        }
        [count, rows, columns] | [count, rows, columns, 1] | [count, 1, rows, columns] => {
            images(count, rows, columns)
        }
        _ => None,
    }
}

/// An array in a file.
#[derive(Clone)]
pub(super) struct Array<'a> {
    pub(super) head: Head,
    pub(super) source: Source<'a>,
}

/// Bytes behind the announced ones that are harmless in any file; those of less than a digit are
/// too.
const HARMLESS: u64 = 15;

impl Array<'_> {
    /// The first `count` rows of `width` values each, in the file's scale; and how many bytes
    /// there are behind the last row that are none of it, where all rows were read.
    ///
    /// Pixels: fractions from 0 to 1 are taken times 255 where no value is above 1.
    pub(super) fn values(
        &self,
        file: &str,
        (count, width): (u64, u64),
        to: Values,
    ) -> Result<(Vec<u8>, u64), DigitFilesError> {
        let total = self.head.shape.iter().fold(1u64, |all, &side| all.saturating_mul(side));
        let wanted = count.saturating_mul(width);
        fits(&[Need { what: "the digits", bytes: wanted }])?;
        let read = |scale| self.read(file, (wanted as usize, total), width, to, scale);
        match to {
            Values::Pixels if matches!(self.head.element, Element::Float(_)) => {
                match read(255.0)? {
                    Some(values) => Ok(values),
                    None => read(1.0)?.ok_or_else(|| self.other_values(file)),
                }
            }
            _ => read(1.0)?.ok_or_else(|| self.other_values(file)),
        }
    }

    fn other_values(&self, file: &str) -> DigitFilesError {
        let found = format!("{:?}", self.head.element);
        DigitFilesError::Values { file: file.to_owned(), found }
    }

    /// `None`: a value is out of the range at this scale.
    fn read(
        &self,
        file: &str,
        (wanted, total): (usize, u64),
        width: u64,
        to: Values,
        scale: f64,
    ) -> Result<Option<(Vec<u8>, u64)>, DigitFilesError> {
        let unreadable = |error: io::Error| DigitFilesError::Unreadable {
            file: file.to_owned(),
            detail: error.to_string(),
        };
        let Head { element, big_endian, length, .. } = self.head;
        let mut bytes = self.source.open();
        let mut skipped = vec![0; length];
        fill(&mut *bytes, &mut skipped).map_err(unreadable)?;
        let (Element::Unsigned(size) | Element::Signed(size) | Element::Float(size)) = element;
        // Grows with what is there: a head may announce more.
        let mut values = Vec::new();
        let mut buffer = vec![0; 8192 * size];
        let wanted_bytes = wanted as u64 * size as u64;
        let mut read = 0;
        while read < wanted_bytes {
            let most = (wanted_bytes - read).min(buffer.len() as u64) as usize;
            let got = fill(&mut *bytes, &mut buffer[..most]).map_err(unreadable)?;
            read += got as u64;
            if element == Element::Unsigned(1) {
                values.extend_from_slice(&buffer[..got]);
            } else {
                for one in buffer[..got].chunks_exact(size) {
                    let value = number(one, element, big_endian) * scale;
                    let value = if scale == 1.0 { value } else { value.round() };
                    if !(0.0..=255.0).contains(&value) || value.fract() != 0.0 {
                        return Ok(match to {
                            Values::Pixels => None,
                            // A label that is none is said with its place.
                            Values::Labels if values.len() % width as usize == 0 => {
                                let index = values.len() as u64 / width;
                                let (file, found) = (file.to_owned(), value as i64);
                                return Err(DigitFilesError::Label { file, index, found });
                            }
                            // What else is said of a digit is nobody's business.
                            Values::Labels => {
                                values.push(255);
                                continue;
                            }
                        });
                    }
                    values.push(value as u8);
                }
            }
            if got < most {
                let file = file.to_owned();
                let expected = total.saturating_mul(size as u64);
                return Err(DigitFilesError::Length { file, found: read, expected });
            }
        }
        let expected = total.saturating_mul(size as u64);
        let most = HARMLESS.max((width * size as u64).saturating_sub(1));
        let behind = if expected == wanted_bytes { surplus(&mut *bytes, most) } else { Ok(0) };
        match behind.map_err(unreadable)? {
            found if found > most => {
                Err(DigitFilesError::TooLong { file: file.to_owned(), found, expected })
            }
            behind => Ok(Some((values, behind))),
        }
    }
}

/// What values are read for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Values {
    Pixels,
    Labels,
}

/// How many bytes there are still, not counting zeros and the ends of lines; soon more than `most`
/// is enough to know.
fn surplus(bytes: &mut dyn BufRead, most: u64) -> io::Result<u64> {
    let mut found = 0;
    let mut buffer = [0; 4096];
    let mut looked_at = 0;
    while found <= most && looked_at < 1 << 20 {
        let got = fill(bytes, &mut buffer)?;
        if got == 0 {
            break;
        }
        looked_at += got as u64;
        let counts = |&&byte: &&u8| !matches!(byte, 0 | b'\n' | b'\r' | 0x1a);
        found += buffer[..got].iter().filter(counts).count() as u64;
    }
    Ok(found)
}

/// One value. Whole numbers beyond 2⁵³ are as far out of range when rounded.
fn number(bytes: &[u8], element: Element, big_endian: bool) -> f64 {
    let mut little = [0; 8];
    let size = bytes.len();
    little[..size].copy_from_slice(bytes);
    if big_endian {
        little[..size].reverse();
    }
    let bits = u64::from_le_bytes(little);
    match element {
        Element::Unsigned(_) => bits as f64,
        Element::Signed(size) => {
            let unused = 64 - 8 * size as u32;
            ((bits << unused) as i64 >> unused) as f64
        }
        Element::Float(4) => f32::from_bits(bits as u32).into(),
        Element::Float(_) => f64::from_bits(bits),
    }
}
