//! The manifest: which chunks a data set comes in.

use super::MOST_SIDE;
use super::labelled::LabelledDigits;
use super::split::Split;
use crate::budget::{Need, TooLarge, fits};
use crate::cause::Cause;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Digits in a chunk: some 800 kB of MNIST, and an epoch in order of arrival is well mixed.
///
/// The first epoch of a run follows the chunks, so this number is part of every run's bits.
pub(super) const CHUNK: u32 = 5000;
const FORMAT: u32 = 1;

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
    /// Its file, relative to the manifest. The name carries the checksum, so a cached file never
    /// goes stale.
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
#[allow(missing_docs)] // the sentences say it
#[non_exhaustive]
pub enum ManifestError {
    #[error("the list of digits can't be read: {0}")]
    Json(#[source] Cause),
    #[error("the list of digits has format {found}; this nibnet reads up to {FORMAT}: update it")]
    TooNew { found: u32 },
    #[error("the list of digits has format 0, which doesn't exist: build the data again")]
    UnknownFormat,
    #[error("the list of digits says {what} is {found}; it must be 1 to {most}")]
    OutOfRange { what: &'static str, found: u32, most: u32 },
    #[error("there are no {split} digits")]
    Empty { split: Split },
    #[error("there are too many digits: {0}")]
    TooLarge(#[from] TooLarge),
    #[error(
        "the chunks of the {split} digits don't follow each other: digit {expected} should come next, \
         but {found} does"
    )]
    Gap { split: Split, expected: u32, found: u32 },
    #[error(
        "the training digits are {train:?} pixels, the test digits {test:?}; they must be alike"
    )]
    SizesDiffer { train: (usize, usize), test: (usize, usize) },
}

impl Manifest {
    /// Reads and checks a manifest: its chunks cover both parts, and all of it fits into memory.
    pub fn parse(json: &str) -> Result<Self, ManifestError> {
        let manifest: Self =
            serde_json::from_str(json).map_err(|error| ManifestError::Json(error.into()))?;
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
        let mut manifest = Self {
            format: FORMAT,
            name: name.to_owned(),
            rows: clamped(rows),
            columns: clamped(columns),
            train: clamped(train.len()),
            test: clamped(test.len()),
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

    /// Lists `count` more training digits behind all others: a chunk that never has to be fetched.
    pub(super) fn add_train(&mut self, count: usize) -> Result<(), ManifestError> {
        let (first, count) = (self.train, clamped(count));
        self.train = first.saturating_add(count);
        self.chunks.push(ChunkEntry::new(Split::Train, first, count));
        self.check_ranges()
    }

    /// Pixels in an image.
    pub fn pixels(&self) -> usize {
        self.rows as usize * self.columns as usize
    }

    /// Memory that `count` of its digits take: a byte for each pixel, and one for the label.
    pub(super) fn bytes(&self, count: u32) -> u64 {
        // No more than (2³² − 1)³ would need 96 bits; a checked manifest needs far less.
        let pixels = u64::from(self.rows).saturating_mul(self.columns.into());
        pixels.saturating_add(1).saturating_mul(count.into())
    }

    /// Where the chunk with training digit `index` ends.
    pub(crate) fn end_of_chunk(&self, index: u32) -> u32 {
        let mut chunks = self.chunks.iter().filter(|chunk| chunk.split == Split::Train);
        chunks
            .find(|chunk| (chunk.first..chunk.first + chunk.count).contains(&index))
            .map_or(self.train, |chunk| chunk.first + chunk.count)
    }

    fn check_ranges(&self) -> Result<(), ManifestError> {
        match self.format {
            FORMAT => {}
            0 => return Err(ManifestError::UnknownFormat),
            found => return Err(ManifestError::TooNew { found }),
        }
        let most = MOST_SIDE;
        for (what, found) in
            [("the height of an image", self.rows), ("the width of an image", self.columns)]
        {
            if !(1..=most).contains(&found) {
                return Err(ManifestError::OutOfRange { what, found, most });
            }
        }
        for (split, count) in [(Split::Train, self.train), (Split::Test, self.test)] {
            if count == 0 {
                return Err(ManifestError::Empty { split });
            }
        }
        Ok(self.fits(0)?)
    }

    /// Whether there is memory for both parts, and for a chunk of `chunk` digits while it is
    /// unpacked.
    fn fits(&self, chunk: u32) -> Result<(), TooLarge> {
        let needs = [
            ("the training digits", self.train),
            ("the test digits", self.test),
            ("the largest chunk", chunk),
        ];
        fits(&needs.map(|(what, count)| Need { what, bytes: self.bytes(count) }))
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
        Ok(self.fits(self.chunks.iter().map(|chunk| chunk.count).max().unwrap_or(0))?)
    }
}

impl ChunkEntry {
    /// A chunk without a file.
    fn new(split: Split, first: u32, count: u32) -> Self {
        Self { file: String::new(), split, first, count, bytes: 0, crc32: String::new() }
    }
}

fn chunks_of(split: Split, total: u32) -> impl Iterator<Item = ChunkEntry> {
    let starts = (0..total).step_by(CHUNK as usize);
    starts.map(move |first| ChunkEntry::new(split, first, CHUNK.min(total - first)))
}

/// What is beyond `u32` is refused as `u32::MAX` is: as too much for the memory or for a side.
fn clamped(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn manifest(side: u32, train: u32) -> String {
        format!(
            r#"{{"format":1,"name":"x","rows":{side},"columns":{side},
                "train":{train},"test":1,"chunks":[]}}"#
        )
    }

    #[test]
    fn more_digits_than_memory_holds_are_refused_in_a_sentence() {
        assert_eq!(
            Manifest::parse(&manifest(28, 400_000)).unwrap_err().to_string(),
            "there are too many digits: this takes 300 MB of memory, and a browser tab has 224 for \
             it; the training digits alone take 300 MB"
        );
        // As many bytes as 32 bits would wrap to 64,004, or to none.
        assert_eq!(66_052u32.wrapping_mul(255 * 255), 64_004);
        for (side, train, needed) in
            [(255, 66_052, 65_026 * 66_053), (255, u32::MAX, 65_026 << 32), (1, u32::MAX, 1 << 33)]
        {
            let error = Manifest::parse(&manifest(side, train)).unwrap_err();
            let ManifestError::TooLarge(error) = error else { panic!("{error}") };
            assert_eq!((error.needed, error.largest), (needed, "the training digits"));
        }
        // A chunk is unpacked beside the digits.
        let listed = |split: &str, count: u32| {
            format!(
                r#"{{"file":"","split":"{split}","first":0,"count":{count},"bytes":0,"crc32":""}}"#
            )
        };
        let chunks = format!(r#""chunks":[{},{}]"#, listed("train", 200_000), listed("test", 1));
        let whole = manifest(28, 200_000).replace(r#""chunks":[]"#, &chunks);
        let error = Manifest::parse(&whole).unwrap_err();
        assert!(matches!(&error, ManifestError::TooLarge(_)), "{error}");
        // EMNIST's 240,000 digits, and where the budget ends.
        for (train, fits) in [(240_000, true), (299_209, true), (299_211, false)] {
            let error = Manifest::parse(&manifest(28, train)).unwrap_err();
            assert_eq!(matches!(error, ManifestError::Gap { .. }), fits, "{train}: {error}");
        }
    }

    #[test]
    fn only_a_newer_format_is_called_newer() {
        let of = |format: u32| {
            let json = manifest(28, 1).replace(r#""format":1"#, &format!(r#""format":{format}"#));
            Manifest::parse(&json).unwrap_err()
        };
        assert_eq!(of(2), ManifestError::TooNew { found: 2 });
        assert_eq!(of(0), ManifestError::UnknownFormat);
    }
}
