//! Why a command gave up.

use nibnet::ink::SIDE;
use std::error::Error;
use std::path::{Path, PathBuf};

/// Any error, each a sentence for a person: of the library, or one of those below.
pub(super) type Failure = Box<dyn Error + Send + Sync>;

/// A file that can't be used, and why.
#[derive(Debug, thiserror::Error)]
enum FileFailure {
    #[error("can't read {}: {source}", .file.display())]
    Read { file: PathBuf, source: Failure },
    #[error("can't write {}: {source}", .file.display())]
    Write { file: PathBuf, source: Failure },
    #[error("{}: {source}", .file.display())]
    Content { file: PathBuf, source: Failure },
    #[error("{}, line {line}: {source}", .file.display())]
    Line { file: PathBuf, line: usize, source: Failure },
}

pub(super) fn cannot_read<E: Into<Failure>>(file: &Path) -> impl Fn(E) -> Failure {
    move |source| FileFailure::Read { file: file.into(), source: source.into() }.into()
}

pub(super) fn cannot_write<E: Into<Failure>>(file: &Path) -> impl Fn(E) -> Failure {
    move |source| FileFailure::Write { file: file.into(), source: source.into() }.into()
}

/// What a file says is wrong.
pub(super) fn in_file<E: Into<Failure>>(file: &Path) -> impl Fn(E) -> Failure {
    move |source| FileFailure::Content { file: file.into(), source: source.into() }.into()
}

/// What a line of a file says is wrong.
pub(super) fn in_line<E: Into<Failure>>(file: &Path, line: usize) -> impl Fn(E) -> Failure {
    move |source| FileFailure::Line { file: file.into(), line, source: source.into() }.into()
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
    #[error("the picture is larger than {} MB of pixels", .most >> 20)]
    PictureTooLarge { most: usize },
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
