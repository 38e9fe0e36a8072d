//! Folders for the tests: each test has its own, and it is gone afterwards.

use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};

/// An empty folder that is removed with the value.
pub struct Folder(PathBuf);

impl Folder {
    /// `name` is the test's own among the tests of this crate.
    pub fn new(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("nibnet-xtask-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&dir);
        fs::create_dir_all(&dir).unwrap();
        Self(dir)
    }

    /// Writes a file, and the folders that it needs.
    pub fn write(&self, name: &str, text: &str) {
        let file = self.join(name);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
    }
}

impl Deref for Folder {
    type Target = Path;

    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}
