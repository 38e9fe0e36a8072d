//! Stamps: what a step was made from, so that it is made again only when that changed.
//!
//! A stamp is the SHA-256 of all inputs' contents. Times of files are not asked: a checkout, a
//! copy or a restored cache changes those and nothing else.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::failure::{Failure, FileContext};

/// Everything that a step's result depends on.
pub struct Inputs(Sha256);

impl Inputs {
    /// `code` is the source of the step itself (`include_str!`): a step that changed is redone.
    pub fn new(code: &str) -> Self {
        Self(Sha256::new()).text(code)
    }

    pub fn text(mut self, text: &str) -> Self {
        self.add(text.as_bytes());
        self
    }

    /// The contents of a file, or its absence.
    pub fn file(mut self, file: &Path) -> Result<Self, Failure> {
        if file.exists() {
            self.add(&fs::read(file).doing("read", file)?);
        } else {
            self.add(b"absent");
        }
        Ok(self)
    }

    /// The names and contents of all files below a folder.
    pub fn tree(mut self, dir: &Path) -> Result<Self, Failure> {
        for file in files_below(dir)? {
            let name = file.strip_prefix(dir).unwrap_or(&file);
            self.add(name.to_string_lossy().as_bytes());
            self.add(&fs::read(&file).doing("read", &file)?);
        }
        Ok(self)
    }

    /// Each part is led by its length: "ab" + "c" is not "a" + "bc".
    fn add(&mut self, part: &[u8]) {
        self.0.update((part.len() as u64).to_le_bytes());
        self.0.update(part);
    }

    pub fn stamp(self, dir: &Path, name: &str) -> Stamp {
        Stamp { file: dir.join(format!("{name}.stamp")), key: hex(&self.0.finalize()) }
    }
}

pub struct Stamp {
    file: PathBuf,
    key: String,
}

impl Stamp {
    /// Whether the step was completed from these very inputs.
    pub fn is_fresh(&self) -> bool {
        fs::read_to_string(&self.file).is_ok_and(|kept| kept == self.key)
    }

    /// Before the work: from here on a failure leaves the step undone.
    pub fn lift(&self) -> Result<(), Failure> {
        match fs::remove_file(&self.file) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                Err(error).doing("remove", &self.file)
            }
            _ => Ok(()),
        }
    }

    /// After the work.
    pub fn press(&self) -> Result<(), Failure> {
        fs::write(&self.file, &self.key).doing("write", &self.file)
    }
}

/// All files below a folder, sorted; none where there is no folder.
pub fn files_below(dir: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        if !folder.exists() {
            continue;
        }
        for entry in fs::read_dir(&folder).doing("list", &folder)? {
            let path = entry.doing("list", &folder)?.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                files.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

pub fn sha256(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::Folder;

    fn stamp_of(dir: &Path) -> Stamp {
        Inputs::new("code").tree(&dir.join("in")).unwrap().stamp(dir, "step")
    }

    #[test]
    fn a_stamp_is_fresh_until_an_input_is_changed_added_renamed_or_removed() {
        let dir = Folder::new("stamp");
        fs::create_dir(dir.join("in")).unwrap();
        fs::write(dir.join("in/a"), "1").unwrap();
        assert!(!stamp_of(&dir).is_fresh(), "never made");
        stamp_of(&dir).press().unwrap();
        assert!(stamp_of(&dir).is_fresh());

        fs::write(dir.join("in/a"), "2").unwrap();
        assert!(!stamp_of(&dir).is_fresh(), "changed");
        fs::write(dir.join("in/a"), "1").unwrap();
        assert!(stamp_of(&dir).is_fresh(), "changed back: only contents count");
        fs::write(dir.join("in/b"), "").unwrap();
        assert!(!stamp_of(&dir).is_fresh(), "added");
        fs::remove_file(dir.join("in/b")).unwrap();
        fs::rename(dir.join("in/a"), dir.join("in/c")).unwrap();
        assert!(!stamp_of(&dir).is_fresh(), "renamed");
        fs::remove_file(dir.join("in/c")).unwrap();
        assert!(!stamp_of(&dir).is_fresh(), "removed");
    }

    #[test]
    fn a_step_that_fails_midway_is_not_fresh() {
        let dir = Folder::new("lift");
        stamp_of(&dir).press().unwrap();
        stamp_of(&dir).lift().unwrap();
        assert!(!stamp_of(&dir).is_fresh());
        stamp_of(&dir).lift().unwrap(); // twice does no harm
    }

    #[test]
    fn parts_do_not_run_into_each_other() {
        let here = Path::new("");
        let one = Inputs::new("").text("ab").text("c").stamp(here, "x");
        let other = Inputs::new("").text("a").text("bc").stamp(here, "x");
        assert_ne!(one.key, other.key);
    }

    #[test]
    fn sha256_agrees_with_the_published_example() {
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(b"abc"), abc);
    }
}
