//! Why a command gave up.

use nibnet::ink::SIDE;
use std::error::Error;
use std::path::Path;

/// Any error, each a sentence for a person: of the library, or one of those below.
pub(super) type Failure = Box<dyn Error + Send + Sync>;

/// An error, and the place where it came about.
#[derive(Debug, thiserror::Error)]
#[error("{place}: {source}")]
struct Located {
    place: String,
    source: Failure,
}

fn at<E: Into<Failure>>(place: String) -> impl FnOnce(E) -> Failure {
    move |source| Located { place, source: source.into() }.into()
}

pub(super) fn cannot_read<E: Into<Failure>>(file: &Path) -> impl FnOnce(E) -> Failure {
    at(format!("can't read {}", file.display()))
}

pub(super) fn cannot_write<E: Into<Failure>>(file: &Path) -> impl FnOnce(E) -> Failure {
    at(format!("can't write {}", file.display()))
}

/// What is in a file is wrong.
pub(super) fn in_file<E: Into<Failure>>(file: &Path) -> impl FnOnce(E) -> Failure {
    at(file.display().to_string())
}

/// What is in a line of a file is wrong.
pub(super) fn in_line<E: Into<Failure>>(file: &Path, line: usize) -> impl FnOnce(E) -> Failure {
    at(format!("{}, line {line}", file.display()))
}

/// What the commands themselves refuse.
#[derive(Debug, thiserror::Error)]
pub(super) enum Refused {
    #[error(
        "its images are {}×{} pixels, but the net reads {}×{}", .found.0, .found.1, .net.0, .net.1
    )]
    ImageSize { found: (usize, usize), net: (usize, usize) },
    #[error(
        "pictures are made of digits of {SIDE}×{SIDE} pixels; here are {count} of {}×{}",
        .size.0, .size.1
    )]
    NoDigitsForPictures { count: usize, size: (usize, usize) },
    #[error("{failed} of {all} pictures can't be read")]
    Unread { failed: usize, all: usize },
    #[error("it doesn't say `at` which place it was written")]
    NoPlace,
    #[error("its label is {found}; labels are 0 to 9")]
    Label { found: u8 },
    #[error("its label is no digit from 0 to 9")]
    NoDigit,
    #[error("it has no strokes")]
    NoStrokes,
    #[error("--calibrate needs digits held out: --hold-out 5000, or holdOut in the recipe")]
    NothingHeldOut,
}
