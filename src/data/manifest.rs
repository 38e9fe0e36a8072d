//! The manifest: which chunks a data set comes in.

use super::labelled::LabelledDigits;
use super::split::Split;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Digits in a chunk: some 800 kB of MNIST, and an epoch in order of arrival is well mixed.
///
/// The first epoch of a run follows the chunks, so this number is part of every run's bits.
pub(super) const CHUNK: u32 = 5000;
const FORMAT: u32 = 1;
/// 800 MB of pixels: beyond any MNIST-like set, and what a wasm module could hold.
const MOST_DIGITS: u32 = 1_000_000;

/// What a packed data set consists of; `mnist.json` beside the chunks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the manifest and of the chunks.
    pub format: u32,
    /// What to call the set.
    pub name: String,
    /// Height of the images, in pixels.
    pub rows: u32,
    /// Width of the images, in pixels.
    pub columns: u32,
    /// Digits to learn from.
    pub train: u32,
    /// Digits to test with.
    pub test: u32,
    /// The chunks, in the order in which they should be fetched.
    pub chunks: Vec<ChunkEntry>,
}

/// One chunk of a manifest.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChunkEntry {
    /// Its file, relative to the manifest. The name carries the checksum, so a cached file never goes
    /// stale.
    pub file: String,
    /// Which part it belongs to.
    pub split: Split,
    /// Its first digit.
    pub first: u32,
    /// How many digits it holds.
    pub count: u32,
    /// The size of the file.
    pub bytes: u32,
    /// CRC-32 of what follows its header, 8 hexadecimal digits.
    pub crc32: String,
}

/// Why a manifest is no good.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ManifestError {
    /// Not the JSON that it should be.
    #[error("the list of digits can't be read: {0}")]
    Json(String),
    /// Made by a newer nibnet.
    #[error(
        "the list of digits has format {found}; this nibnet reads format {FORMAT}: update it, or build the data again"
    )]
    Format {
        /// Its format.
        found: u32,
    },
    /// A size that isn't possible.
    #[error("the list of digits says {what} is {found}; it must be 1 to {most}")]
    OutOfRange {
        /// What is too small or too large.
        what: &'static str,
        /// The number.
        found: u32,
        /// The most that it may be.
        most: u32,
    },
    /// The chunks of a part leave a gap or overlap.
    #[error(
        "the chunks of the {split} digits don't follow each other: digit {expected} should come next, but {found} does"
    )]
    Gap {
        /// Which part.
        split: Split,
        /// The digit that should come next.
        expected: u32,
        /// The digit that does.
        found: u32,
    },
    /// The two parts have images of different sizes.
    #[error(
        "the training digits are {train:?} pixels, the test digits {test:?}; they must be alike"
    )]
    SizesDiffer {
        /// Rows and columns of the training digits.
        train: (usize, usize),
        /// Rows and columns of the test digits.
        test: (usize, usize),
    },
}

impl Manifest {
    /// Reads and checks a manifest.
    ///
    /// # Errors
    /// A [`ManifestError`] that says what is wrong with it.
    pub fn parse(json: &str) -> Result<Self, ManifestError> {
        let manifest: Self =
            serde_json::from_str(json).map_err(|error| ManifestError::Json(error.to_string()))?;
        manifest.check()?;
        Ok(manifest)
    }

    /// The manifest of a whole set, with chunks that have no files yet.
    pub(super) fn describe(
        name: &str,
        train: &LabelledDigits,
        test: &LabelledDigits,
    ) -> Result<Self, ManifestError> {
        if train.size() != test.size() {
            return Err(ManifestError::SizesDiffer { train: train.size(), test: test.size() });
        }
        let (rows, columns) = train.size();
        let count = |digits: &LabelledDigits| u32::try_from(digits.len()).unwrap_or(u32::MAX);
        let mut manifest = Self {
            format: FORMAT,
            name: name.to_owned(),
            rows: rows as u32,
            columns: columns as u32,
            train: count(train),
            test: count(test),
            chunks: Vec::new(),
        };
        manifest.check_ranges()?;
        let mut train = chunks_of(Split::Train, manifest.train);
        // Training starts on the first chunk; what comes next is what the first test needs.
        manifest.chunks.extend(train.next());
        manifest.chunks.extend(chunks_of(Split::Test, manifest.test));
        manifest.chunks.extend(train);
        Ok(manifest)
    }

    /// Lists one more chunk of training digits, behind all others.
    pub(super) fn add_train(&mut self, chunk: ChunkEntry) -> Result<(), ManifestError> {
        self.train = self.train.saturating_add(chunk.count);
        self.chunks.push(chunk);
        self.check_ranges()
    }

    /// Pixels in an image.
    pub fn pixels(&self) -> usize {
        self.rows as usize * self.columns as usize
    }

    /// Where the chunk with training digit `index` ends.
    pub(crate) fn end_of_chunk(&self, index: u32) -> u32 {
        let mut chunks = self.chunks.iter().filter(|chunk| chunk.split == Split::Train);
        chunks
            .find(|chunk| (chunk.first..chunk.first + chunk.count).contains(&index))
            .map_or(self.train, |chunk| chunk.first + chunk.count)
    }

    fn check_ranges(&self) -> Result<(), ManifestError> {
        if self.format != FORMAT {
            return Err(ManifestError::Format { found: self.format });
        }
        for (what, found, most) in [
            ("the number of training digits", self.train, MOST_DIGITS),
            ("the number of test digits", self.test, MOST_DIGITS),
            ("the height of an image", self.rows, 255),
            ("the width of an image", self.columns, 255),
        ] {
            if !(1..=most).contains(&found) {
                return Err(ManifestError::OutOfRange { what, found, most });
            }
        }
        Ok(())
    }

    fn check(&self) -> Result<(), ManifestError> {
        self.check_ranges()?;
        for (split, total) in [(Split::Train, self.train), (Split::Test, self.test)] {
            let mut runs: Vec<_> = self
                .chunks
                .iter()
                .filter(|chunk| chunk.split == split)
                .map(|chunk| (chunk.first, chunk.count))
                .collect();
            runs.sort_unstable();
            let mut expected = 0;
            for (found, count) in runs {
                if found != expected {
                    return Err(ManifestError::Gap { split, expected, found });
                }
                let most = total - expected;
                if !(1..=most).contains(&count) {
                    let what = "the number of digits in a chunk";
                    return Err(ManifestError::OutOfRange { what, found: count, most });
                }
                expected += count;
            }
            if expected != total {
                return Err(ManifestError::Gap { split, expected, found: total });
            }
        }
        Ok(())
    }
}

fn chunks_of(split: Split, total: u32) -> impl Iterator<Item = ChunkEntry> {
    (0..total).step_by(CHUNK as usize).map(move |first| ChunkEntry {
        file: String::new(),
        split,
        first,
        count: CHUNK.min(total - first),
        bytes: 0,
        crc32: String::new(),
    })
}
