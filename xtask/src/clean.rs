//! Removing what was built, and with `all` what was fetched.

use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, FileContext};
use crate::package;
use crate::paths::Paths;

pub fn run(paths: &Paths, all: bool) -> Result<(), Failure> {
    for path in built(paths, all)? {
        remove(&path)?;
    }
    Ok(())
}

fn built(paths: &Paths, all: bool) -> Result<Vec<PathBuf>, Failure> {
    let root = |name: &str| paths.root.join(name);
    let mut list =
        vec![paths.dist.clone(), paths.glue.clone(), paths.work.clone(), paths.bench.clone()];
    list.extend(
        ["dist.next", "dist.last", "target/package", "target/trunk", "target/failed"].map(root),
    );
    list.extend(package::generated(paths)?);
    if all {
        list.extend(["node_modules", "data"].map(root));
    }
    Ok(list)
}

/// Removes a file or a folder, if it is there.
pub fn remove(path: &Path) -> Result<(), Failure> {
    if path.is_dir() {
        fs::remove_dir_all(path).doing("remove", path)
    } else if path.exists() {
        fs::remove_file(path).doing("remove", path)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::Folder;

    #[test]
    fn cleaning_takes_what_was_built_and_leaves_what_was_written() {
        let folder = Folder::new("clean");
        let paths = Paths::under(&folder);
        for name in [
            "dist/index.html",
            "pkg/index.js",
            "pkg/README.md",
            "pkg/types/a/b.d.ts",
            "data/mnist/x",
            "www/app.js",
        ] {
            folder.write(name, "");
        }
        run(&paths, false).unwrap();
        let left = |name: &str| paths.root.join(name).exists();
        assert!(!left("dist") && !left("pkg/index.js") && !left("pkg/types"));
        assert!(left("pkg/README.md") && left("data/mnist/x") && left("www/app.js"));
        run(&paths, true).unwrap();
        assert!(!left("data") && left("www/app.js"));
    }
}
