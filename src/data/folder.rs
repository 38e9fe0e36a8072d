//! IDX files in a folder, under the names that people keep them by.

use super::idx::{IdxError, read_idx_images, read_idx_labels};
use super::labelled::LabelledDigits;
use super::split::Split;
use ndarray::{Array1, Array3};
use std::path::{Path, PathBuf};
use thiserror::Error;

/// Why a folder's digits could not be read.
#[derive(Debug, Error)]
#[allow(missing_docs)] // the sentences say it
#[non_exhaustive]
pub enum FolderError {
    #[error(
        "{folder} has none of {names:?}, plain or with .gz; put MNIST's four IDX files there, or name \
         their folder with --mnist DIR"
    )]
    Missing { folder: PathBuf, names: Vec<String> },
    #[error("{file} can't be read: {source}")]
    Io { file: PathBuf, source: std::io::Error },
    #[error("{file}: {source}")]
    Idx { file: PathBuf, source: IdxError },
    #[error("{folder} has {images} {split} images, but {labels} labels")]
    Counts { folder: PathBuf, split: Split, images: usize, labels: usize },
}

/// Reads the images and labels of one part of MNIST from a folder.
pub fn read_pair(folder: &Path, split: Split) -> Result<LabelledDigits, FolderError> {
    let images = read_images(&find(folder, split, "images", 3)?)?;
    let labels = read_labels(&find(folder, split, "labels", 1)?)?;
    let (image_count, label_count) = (images.dim().0, labels.len());
    LabelledDigits::new(images, labels).map_err(|_| FolderError::Counts {
        folder: folder.to_owned(),
        split,
        images: image_count,
        labels: label_count,
    })
}

/// Reads one file of images.
pub fn read_images(file: &Path) -> Result<Array3<u8>, FolderError> {
    read(file, read_idx_images)
}

/// Reads one file of labels.
pub fn read_labels(file: &Path) -> Result<Array1<u8>, FolderError> {
    read(file, read_idx_labels)
}

fn read<T>(file: &Path, parse: fn(&[u8]) -> Result<T, IdxError>) -> Result<T, FolderError> {
    let file = file.to_owned();
    match std::fs::read(&file) {
        Ok(bytes) => parse(&bytes).map_err(|source| FolderError::Idx { file, source }),
        Err(source) => Err(FolderError::Io { file, source }),
    }
}

/// `train-images-idx3-ubyte`, say; some unpackers write a dot for the second dash.
fn find(folder: &Path, split: Split, what: &str, dimensions: u8) -> Result<PathBuf, FolderError> {
    let part = match split {
        Split::Train => "train",
        Split::Test => "t10k",
    };
    let names: Vec<String> =
        ["-", "."].iter().map(|dot| format!("{part}-{what}{dot}idx{dimensions}-ubyte")).collect();
    names
        .iter()
        .flat_map(|name| [folder.join(name), folder.join(format!("{name}.gz"))])
        .find(|file| file.is_file())
        .ok_or_else(|| FolderError::Missing { folder: folder.to_owned(), names })
}
