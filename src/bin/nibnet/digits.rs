//! Digits from anybody's files, as the page takes them.

use super::failure::{Failure, cannot_read};
use nibnet::data::{DigitFile, DigitSet, LabelledDigits, RandomAccess, read_digit_files};
use std::cell::RefCell;
use std::fs;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};

/// Of each part as many as the page keeps, so that both have the same digits.
const MOST: u32 = 60_000;
/// A folder in a folder is as deep as archives unpack to.
const DEEPEST: u32 = 4;

/// Reads the set that these files, or the files in these folders, make; upright. What had to be
/// guessed is said on the standard error.
pub(super) fn read_set(paths: &[PathBuf]) -> Result<DigitSet, Failure> {
    let mut files = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        gather(path, name, DEEPEST, &mut files)?;
    }
    let set = read_digit_files(&files, MOST)?;
    if set.lies_down {
        eprintln!("nibnet: the digits lie on their side, as EMNIST's do, and are set upright");
    }
    for note in &set.notes {
        eprintln!("nibnet: {note}");
    }
    let upright = |digits| if set.lies_down { LabelledDigits::transposed(digits) } else { digits };
    let (train, test) = (upright(set.train), upright(set.test));
    Ok(DigitSet { train, test, ..set })
}

fn gather(
    path: &Path,
    name: String,
    deeper: u32,
    files: &mut Vec<DigitFile>,
) -> Result<(), Failure> {
    if !path.is_dir() {
        let file = fs::File::open(path).map_err(cannot_read(path))?;
        let size = file.metadata().map_err(cannot_read(path))?.len();
        files.push(DigitFile {
            name,
            contents: Box::new(OnDisk { file: RefCell::new(file), size }),
        });
        return Ok(());
    }
    if deeper == 0 {
        return Ok(());
    }
    let entries = fs::read_dir(path).map_err(cannot_read(path))?;
    let mut entries: Vec<_> = entries.collect::<Result<_, _>>().map_err(cannot_read(path))?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let below = entry.file_name().to_string_lossy().into_owned();
        if !below.starts_with('.') {
            gather(&entry.path(), format!("{name}/{below}"), deeper - 1, files)?;
        }
    }
    Ok(())
}

struct OnDisk {
    file: RefCell<fs::File>,
    size: u64,
}

impl RandomAccess for OnDisk {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let mut file = self.file.borrow_mut();
        file.seek(SeekFrom::Start(at))?;
        file.read(buffer)
    }
}
