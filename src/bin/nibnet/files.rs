//! Files that commands read and write.

use super::failure::{Failure, cannot_read, cannot_write};
use std::path::{Path, PathBuf};

pub(super) fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(cannot_read(file))
}

pub(super) fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(file, bytes).map_err(cannot_write(file))
}

/// Where `cargo xtask setup` puts MNIST.
pub(super) fn default_mnist() -> PathBuf {
    PathBuf::from("data/mnist")
}
