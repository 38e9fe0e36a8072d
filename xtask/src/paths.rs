//! Where things are in the repository.

use std::env;
use std::path::{Path, PathBuf};

/// The places that several commands share. All paths are absolute.
pub struct Paths {
    /// The top of the repository.
    pub root: PathBuf,
    /// What the steps of the build keep between runs; nothing else reads it.
    pub work: PathBuf,
    /// The JavaScript side of the wasm module, one folder a [`Build`](crate::wasm::Build); bundles
    /// and type checks read it here.
    pub glue: PathBuf,
    /// What is built and installed to be measured.
    pub bench: PathBuf,
    /// The finished page.
    pub dist: PathBuf,
}

impl Paths {
    pub fn find() -> Self {
        // Cargo says where the package is now; a program started by hand knows where it was built.
        let package = env::var_os("CARGO_MANIFEST_DIR")
            .map(PathBuf::from)
            .filter(|dir| dir.join("src/dist.rs").is_file())
            .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")));
        Self::under(package.parent().unwrap_or(&package))
    }

    pub fn under(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            work: root.join("target/nibnet"),
            glue: root.join("target/nibnet-glue"),
            bench: root.join("target/bench"),
            dist: root.join("dist"),
        }
    }

    /// A file of an npm package.
    pub fn npm(&self, path: &str) -> PathBuf {
        self.root.join("node_modules").join(path)
    }

    /// A script of ours that Node runs.
    pub fn script(&self, name: &str) -> PathBuf {
        self.root.join("xtask/js").join(name)
    }
}
