//! Sets of digits from anybody's files: IDX, CSV, NPY, NPZ, and ZIP archives of them, packed with
//! gzip or not.
//!
//! The page and the command line come through here, so that the same files are the same digits.
//! Nothing is put together silently: what had to be guessed or changed is a [`Note`].

mod arrange;
mod array;
mod csv;
mod error;
mod kind;
mod names;
mod note;
mod pair;
mod part;
mod source;
#[cfg(test)]
mod tests;
mod zip;

use super::labelled::LabelledDigits;
use super::split::Split;
use crate::budget::{Need, fits};
pub use error::DigitFilesError;
pub use kind::Kind;
pub use note::Note;
use pair::Pair;
use part::{Images, Part};
pub use source::{DigitFile, RandomAccess};

/// A set of 28 × 28 digits.
#[derive(Clone, Debug, PartialEq)]
pub struct DigitSet {
    /// What its files are called; empty where they are called nothing in particular.
    pub name: String,
    /// Digits to learn from.
    pub train: LabelledDigits,
    /// Digits to test with.
    pub test: LabelledDigits,
    /// Whether rows and columns of their images are swapped, as EMNIST's are: then
    /// [`LabelledDigits::transposed`] sets them upright.
    pub lies_down: bool,
    /// What somebody should know of them.
    pub notes: Vec<Note>,
}

/// Reads the set that some files make; of each part the first `most` digits.
///
/// # Errors
/// A [`DigitFilesError`] that names the file and what was expected, or asks which files belong
/// together.
pub fn read_digit_files(files: &[DigitFile], most: u32) -> Result<DigitSet, DigitFilesError> {
    let mut notes = Vec::new();
    let parts = part::parts(files)?;
    let pair::Paired { train, test } = pair::pair_up(&parts, &mut notes)?;
    let name = [train.images, train.labels].map(|at| parts[at].stem.set.clone());
    let [first, second] = name;
    let of_archive = || names::stem(files.first().map_or("", |file| &file.name)).set;
    let name = [first, second].into_iter().find(|name| !name.is_empty()).unwrap_or_else(of_archive);

    let mut left = 0;
    let mut read = |pair: Pair, notes: &mut Vec<Note>| {
        let (raw, more) = read_pair(&parts, pair, most.into(), notes)?;
        left += more;
        Ok::<_, DigitFilesError>(raw)
    };
    let mut train_raw = read(train, &mut notes)?;
    let mut test_raw = test.map(|test| read(test, &mut notes)).transpose()?;
    let mut labels: Vec<&mut [u8]> = vec![&mut train_raw.labels];
    labels.extend(test_raw.as_mut().map(|raw| &mut raw.labels[..]));
    notes.extend(arrange::from_zero(&train_raw.pixels, SIDE * SIDE, &mut labels));
    let labels_file = &parts[train.labels].name;
    let whole = train_raw.digits(labels_file)?;
    let (train, test) = match (test, test_raw) {
        (Some(pair), Some(raw)) => (whole, raw.digits(&parts[pair.labels].name)?),
        _ => {
            notes.push(Note::HeldOut);
            let found = whole.len() as u64;
            let [train, test] = arrange::hold_out(&whole);
            if train.is_empty() || test.is_empty() {
                return Err(DigitFilesError::Few { file: labels_file.clone(), found });
            }
            (train, test)
        }
    };
    let lies_down = arrange::lies_down(&train);
    let train = match arrange::mixed(&train) {
        Some(mixed) => {
            notes.push(Note::Mixed);
            mixed
        }
        None => train,
    };
    if left > 0 {
        notes.push(Note::Left { count: left });
    }
    notes.extend(arrange::missing(Split::Train, &train));
    notes.extend(arrange::missing(Split::Test, &test));
    Ok(DigitSet { name, train, test, lies_down, notes })
}

const SIDE: usize = 28;

/// Images of 28 × 28 and labels, not checked yet.
struct Raw {
    pixels: Vec<u8>,
    labels: Vec<u8>,
}

impl Raw {
    fn digits(self, file: &str) -> Result<LabelledDigits, DigitFilesError> {
        if let Some(index) = self.labels.iter().position(|&label| label > 9) {
            let found = self.labels[index].into();
            return Err(DigitFilesError::Label {
                file: file.to_owned(),
                index: index as u64,
                found,
            });
        }
        let digits = LabelledDigits::from_bytes((SIDE, SIDE), self.pixels, self.labels);
        Ok(digits.expect("`read_pair` compares their numbers"))
    }
}

/// Reads a pair, and says how many of its digits were left out.
fn read_pair(
    parts: &[Part],
    Pair { images, labels }: Pair,
    most: u64,
    notes: &mut Vec<Note>,
) -> Result<(Raw, u64), DigitFilesError> {
    let (of_images, of_labels) = (&parts[images], &parts[labels]);
    let first = of_images.read(most, notes)?;
    let left = first.left;
    let (found, labels) = match (first.images, first.labels) {
        (Some(images), Some(labels)) => (images, labels),
        (Some(images), None) => {
            let labels = of_labels.read(most, notes)?.labels.unwrap_or_default();
            (images, labels)
        }
        (None, _) => return Err(DigitFilesError::NoImages { labels: of_images.name.clone() }),
    };
    let Images { pixels, rows, columns } = found;
    let count = pixels.len() as u64 / (rows * columns).max(1);
    if count != labels.len() as u64 {
        return Err(DigitFilesError::Counts {
            images: of_images.name.clone(),
            image_count: count,
            labels: of_labels.name.clone(),
            label_count: labels.len() as u64,
        });
    }
    let size = || DigitFilesError::Size { file: of_images.name.clone(), rows, columns };
    let bytes = count.saturating_mul((SIDE * SIDE) as u64).saturating_add(pixels.len() as u64);
    fits(&[Need { what: "the digits", bytes }])?;
    let mut pixels = arrange::fitted(pixels, rows as usize, columns as usize).ok_or_else(size)?;
    if (rows, columns) != (SIDE as u64, SIDE as u64) {
        add(notes, Note::Fitted { rows, columns });
    }
    if arrange::is_dark_on_light(&pixels) {
        pixels.iter_mut().for_each(|pixel| *pixel = 255 - *pixel);
        add(notes, Note::Inverted);
    }
    Ok((Raw { pixels, labels }, left))
}

/// What is true of both parts is said once.
fn add(notes: &mut Vec<Note>, note: Note) {
    if !notes.contains(&note) {
        notes.push(note);
    }
}
