//! Why files are no set of digits.

use super::kind::Kind;
use crate::budget::TooLarge;
use serde::Serialize;
use thiserror::Error;

/// Why files are no set of digits. As JSON it has its variant's name as `kind`, for a page that
/// says it in another language.
#[derive(Clone, Debug, PartialEq, Eq, Error, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[allow(missing_docs)] // the sentences say it
#[non_exhaustive]
pub enum DigitFilesError {
    #[error("no file was given; digits come as images and labels, or as one file with both")]
    NoFile,
    #[error("{file} is {what}, not digits; {FORMS}")]
    NotDigits { file: String, what: Kind },
    #[error("{file} is a ZIP archive without IDX, CSV, NPZ or NPY files in it; {FORMS}")]
    EmptyArchive { file: String },
    #[error("{file} is locked with a password: unpack it first")]
    Locked { file: String },
    #[error("{file} can't be read: {detail}")]
    Unreadable { file: String, detail: String },
    #[error(
        "{file} is cut off or damaged: it has {found} bytes of digits and announces {expected}"
    )]
    Length { file: String, found: u64, expected: u64 },
    #[error("{file} has {found} bytes more than the {expected} that it announces")]
    TooLong { file: String, found: u64, expected: u64 },
    #[error("{file} has values of type {found}; whole numbers from 0 to 255 were expected")]
    Values { file: String, found: String },
    #[error("{file} has the shape {found:?}; images have [n, 28, 28] or [n, 784], labels [n]")]
    Shape { file: String, found: Vec<u64> },
    #[error("{file}, line {line}: {found} columns, where {expected} were expected")]
    Columns { file: String, line: u64, found: u64, expected: u64 },
    #[error("{file}, line {line}, column {column}: \"{found}\" is no whole number from 0 to 255")]
    Cell { file: String, line: u64, column: u64, found: String },
    #[error(
        "{file} has 785 columns, and either the first or the last may be the labels; put a line \
         above them that names it \"label\""
    )]
    WhichLabels { file: String },
    #[error("label {index} of {file} is {found}; labels are 0 to 9")]
    Label { file: String, index: u64, found: i64 },
    #[error("the images in {images} have no labels; add the file with their labels")]
    NoLabels { images: String },
    #[error("the labels in {labels} have no images; add the file with their images")]
    NoImages { labels: String },
    #[error("{images} has {image_count} images, but {labels} has {label_count} labels")]
    Counts { images: String, image_count: u64, labels: String, label_count: u64 },
    #[error(
        "which labels belong to which images can't be told by their names: images are in {}, labels \
         in {}; take one pair, or give those that belong together the same name",
        .images.join(", "), .labels.join(", ")
    )]
    WhichPair { images: Vec<String>, labels: Vec<String> },
    #[error(
        "which of {} is to test with can't be told by their names: put \"train\" and \"test\" into \
         them", .names.join(" and ")
    )]
    WhichTest { names: Vec<String> },
    #[error("these are several sets: {}; take the files of one of them", .names.join(", "))]
    SeveralSets { names: Vec<String> },
    #[error("{file} has images of {rows} × {columns} pixels; 28 × 28 was expected")]
    Size { file: String, rows: u64, columns: u64 },
    #[error("{file} has {found} digits: too few to keep some for testing; take 40 or more")]
    Few { file: String, found: u64 },
    #[error(transparent)]
    Memory(#[from] TooLarge),
}

const FORMS: &str = "IDX, CSV, NPZ, NPY or a ZIP archive of them can be read";
