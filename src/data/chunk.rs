//! One chunk of a packed data set: a header of 28 bytes, then pixels and labels, deflated.
//!
//! | bytes | what (little-endian) |
//! |---|---|
//! | 4 | `NIBD` |
//! | 2 | version, 1 |
//! | 1 | part: 0 train, 1 test |
//! | 1 | 0 |
//! | 4 | first digit |
//! | 4 | digits |
//! | 2, 2 | rows, columns |
//! | 4 | CRC-32 of the bytes that follow the header |
//! | 4 | bytes that follow |
//! | … | deflate: the pixels of all digits, then their labels |

use super::labelled::LabelledDigits;
use super::manifest::{ChunkEntry, Manifest};
use super::split::Split;
use crate::budget::{Need, TooLarge, fits};
use crate::cause::Cause;
use crate::frame::{Frame, FrameError, words};
use flate2::Compression;
use flate2::read::DeflateDecoder;
use flate2::write::DeflateEncoder;
use std::io::{Read, Write};
use thiserror::Error;

const FRAME: Frame = Frame {
    kind: "chunk of digits",
    magic: "NIBD",
    version: 1,
    checksum: crc32fast::hash,
    held: true,
};
const HEADER: usize = 28;

/// What [`Digits::add`](super::Digits::add) took in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Added {
    /// Which part.
    pub split: Split,
    /// The chunk's first digit.
    pub first: u32,
    /// How many digits it holds.
    pub count: u32,
}

/// Why a chunk was refused.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(missing_docs)] // the sentences say it
#[non_exhaustive]
pub enum ChunkError {
    #[error(transparent)]
    Frame(#[from] FrameError),
    #[error("the chunk is of part {found}; there are 0 (train) and 1 (test)")]
    Split { found: u16 },
    #[error(
        "the chunk holds {count} {split} digits from {first} on (checksum {crc32}), which the list of \
         digits doesn't have"
    )]
    Unlisted { split: Split, first: u32, count: u32, crc32: String },
    #[error("the chunk's images are {rows}×{columns} pixels; the list of digits says otherwise")]
    ImageSize { rows: u16, columns: u16 },
    #[error("the chunk of {split} digits from {first} on can't be unpacked: {cause}")]
    Deflate {
        split: Split,
        first: u32,
        #[source]
        cause: Cause,
    },
    #[error("the chunk of {split} digits from {first} on unpacks to other than {expected} bytes")]
    Unpacked { split: Split, first: u32, expected: usize },
    #[error("the chunk says that {split} digit {index} is a {found}; labels are 0 to 9")]
    Label { split: Split, index: usize, found: u8 },
    #[error("the chunk has too many digits: {0}")]
    TooLarge(#[from] TooLarge),
}

/// Packs one chunk; also gives its checksum.
pub(super) fn seal(
    entry: &ChunkEntry,
    rows: u32,
    columns: u32,
    images: &[u8],
    labels: &[u8],
) -> (Vec<u8>, u32) {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::new(6));
    let body = encoder
        .write_all(images)
        .and_then(|()| encoder.write_all(labels))
        .and_then(|()| encoder.finish())
        .expect("a Vec takes all that is written to it");
    let crc32 = (FRAME.checksum)(&body);
    let split = match entry.split {
        Split::Train => 0,
        Split::Test => 1,
    };
    let length = u32::try_from(body.len()).expect("the budget is below 4 GB");
    let mut file = Vec::with_capacity(HEADER + body.len());
    file.extend(FRAME.magic.bytes());
    file.extend(FRAME.version.to_le_bytes());
    file.extend([split, 0]);
    file.extend(entry.first.to_le_bytes());
    file.extend(entry.count.to_le_bytes());
    file.extend((rows as u16).to_le_bytes());
    file.extend((columns as u16).to_le_bytes());
    file.extend(crc32.to_le_bytes());
    file.extend(length.to_le_bytes());
    file.extend(body);
    (file, crc32)
}

/// Checks a chunk against the manifest; gives its number there, and its pixels and labels.
pub(super) fn open(bytes: &[u8], manifest: &Manifest) -> Result<(usize, Vec<u8>), ChunkError> {
    let (header, body) = FRAME.header::<HEADER>(bytes)?;
    let [_, kind, first, count, sides, checksum, length] = words(header);
    let split = match (kind >> 16) as u16 {
        0 => Split::Train,
        1 => Split::Test,
        found => return Err(ChunkError::Split { found }),
    };
    let crc32 = format!("{checksum:08x}");
    let listed = manifest.chunks.iter().position(|entry| {
        (entry.split, entry.first, entry.count, &entry.crc32) == (split, first, count, &crc32)
    });
    let Some(number) = listed else {
        return Err(ChunkError::Unlisted { split, first, count, crc32 });
    };
    let (rows, columns) = (sides as u16, (sides >> 16) as u16);
    if (u32::from(rows), u32::from(columns)) != (manifest.rows, manifest.columns) {
        return Err(ChunkError::ImageSize { rows, columns });
    }
    FRAME.check(HEADER, body, length, checksum)?;
    let size = manifest.bytes(count);
    fits(&[Need { what: "the digits", bytes: size }])?;
    let expected = usize::try_from(size).expect("the budget is below 4 GB");
    let mut contents = Vec::with_capacity(expected);
    DeflateDecoder::new(body)
        .take(size + 1)
        .read_to_end(&mut contents)
        .map_err(|error| ChunkError::Deflate { split, first, cause: error.into() })?;
    if contents.len() != expected {
        return Err(ChunkError::Unpacked { split, first, expected });
    }
    let labels = &contents[expected - count as usize..];
    match labels.iter().position(|&label| label > 9) {
        Some(at) => {
            let (index, found) = (first as usize + at, labels[at]);
            Err(ChunkError::Label { split, index, found })
        }
        None => Ok((number, contents)),
    }
}

impl LabelledDigits {
    /// The digits of one chunk of a packed data set.
    ///
    /// # Errors
    /// A [`ChunkError`] if it isn't, bit by bit, a chunk that the manifest lists.
    pub fn from_chunk(manifest: &Manifest, chunk: &[u8]) -> Result<Self, ChunkError> {
        let (number, mut images) = open(chunk, manifest)?;
        let entry = &manifest.chunks[number];
        let labels = images.split_off(entry.count as usize * manifest.pixels());
        let size = (manifest.rows as usize, manifest.columns as usize);
        let digits = Self::from_bytes(size, images, labels);
        Ok(digits.expect("`open` compares the bytes with the number of digits"))
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Digits, LabelledDigits, ManifestError, Packed, pack};
    use super::*;
    use ndarray::{Array1, Array3};
    use proptest::prelude::*;

    fn digits(count: usize, from: u8) -> LabelledDigits {
        let images =
            Array3::from_shape_fn((count, 3, 2), |(i, r, c)| (i * 7 + r * 2 + c) as u8 ^ from);
        let labels = Array1::from_shape_fn(count, |i| ((i + usize::from(from)) % 10) as u8);
        LabelledDigits::new(images, labels).unwrap()
    }

    fn packed() -> (LabelledDigits, LabelledDigits, Packed) {
        let (train, test) = (digits(10_050, 0), digits(20, 1));
        let packed = pack("tiny", &train, &test).unwrap();
        (train, test, packed)
    }

    #[test]
    fn what_is_packed_comes_out_in_any_order_of_arrival() {
        let (train, test, packed) = packed();
        let splits: Vec<_> = packed.files.iter().map(|(name, _)| &name[..8]).collect();
        assert_eq!(splits, ["train-00", "test-00-", "train-01", "train-02"]);
        let mut arriving = Digits::new(&packed.manifest).unwrap();
        for (_, file) in packed.files.iter().rev() {
            arriving.add(file).unwrap();
            arriving.add(file).unwrap();
        }
        assert_eq!((arriving.ready(Split::Train), arriving.ready(Split::Test)), (10_050, 20));
        let whole = Digits::from_whole("tiny", &train, &test).unwrap();
        for split in [Split::Train, Split::Test] {
            let total = whole.total(split);
            assert_eq!(arriving.run(split, 0, total), whole.run(split, 0, total));
        }
    }

    #[test]
    fn digits_of_a_missing_chunk_are_not_there() {
        let (_, _, packed) = packed();
        let mut digits = Digits::new(&packed.manifest).unwrap();
        digits.add(&packed.files[2].1).unwrap();
        assert!(digits.has(Split::Train, 5000, 5000));
        assert!(!digits.has(Split::Train, 4999, 2) && !digits.has(Split::Train, 9999, 2));
        assert!(!digits.has(Split::Test, 0, 1) && digits.run(Split::Test, 0, 1).is_none());
        assert!(!digits.has(Split::Train, 10_000, 51));
    }

    #[test]
    fn every_damaged_chunk_is_refused_and_nothing_is_taken_in() {
        let (_, _, packed) = packed();
        let good = &packed.files[1].1;
        let changed = |at: usize, byte: u8| {
            let mut file = good.clone();
            file[at] ^= byte;
            file
        };
        let length = good.len();
        let mut digits = Digits::new(&packed.manifest).unwrap();
        let mut refused = |file: &[u8]| digits.add(file).unwrap_err();
        assert_eq!(
            refused(b"<!-- ").to_string(),
            "this is no chunk of digits: it begins with [3c, 21, 2d, 2d, 20], not with \"NIBD\""
        );
        let kind = FRAME.kind;
        let length_of = |found| FrameError::Length { kind, found, expected: HEADER as u64 };
        assert_eq!(refused(&good[..20]), length_of(20).into());
        assert_eq!(
            refused(&changed(4, 3)),
            FrameError::TooNew { kind, found: 2, newest: 1 }.into()
        );
        assert_eq!(refused(&changed(7, 2)), ChunkError::Split { found: 513 });
        assert!(matches!(refused(&changed(8, 1)), ChunkError::Unlisted { first: 1, .. }));
        assert!(matches!(refused(&changed(20, 1)), ChunkError::Unlisted { .. }));
        assert_eq!(refused(&changed(16, 1)), ChunkError::ImageSize { rows: 2, columns: 2 });
        let [found, expected] = [length as u64 - 1, length as u64];
        assert_eq!(
            refused(&good[..length - 1]),
            FrameError::Length { kind, found, expected }.into()
        );
        for at in HEADER..length {
            let error = refused(&changed(at, 0x10));
            let checksum = matches!(error, ChunkError::Frame(FrameError::Checksum { .. }));
            assert!(checksum, "byte {at}: {error}");
        }
        assert_eq!(digits.ready(Split::Test), 0);
    }

    #[test]
    fn a_manifest_with_gaps_or_impossible_sizes_is_refused() {
        let (train, _, packed) = packed();
        let changed = |from: &str, to: &str| {
            assert!(packed.manifest.contains(from), "{}", packed.manifest);
            Manifest::parse(&packed.manifest.replacen(from, to, 1)).unwrap_err().to_string()
        };
        assert_eq!(
            changed(r#""format":1"#, r#""format":9"#),
            "the list of digits has format 9; this nibnet reads up to 1: update it"
        );
        assert_eq!(
            changed(r#""first":5000"#, r#""first":5001"#),
            "the chunks of the train digits don't follow each other: digit 5000 should come next, but \
             5001 does"
        );
        assert!(changed(r#""train":10050"#, r#""train":4294967295"#).contains("too many digits"));
        assert!(
            changed(r#""train":10050"#, r#""train":10051"#)
                .contains("digit 10050 should come next")
        );
        assert!(changed(r#""count":50,"#, r#""count":4294967295,"#).contains("must be 1 to 50"));
        assert!(changed(r#""name""#, r#""title""#).contains("unknown field `title`"));
        let small = LabelledDigits::new(Array3::zeros((1, 2, 2)), Array1::zeros(1)).unwrap();
        assert_eq!(
            pack("x", &train, &small).unwrap_err(),
            ManifestError::SizesDiffer { train: (3, 2), test: (2, 2) }
        );
        let none = LabelledDigits::new(Array3::zeros((0, 3, 2)), Array1::zeros(0)).unwrap();
        assert_eq!(
            pack("x", &train, &none).unwrap_err(),
            ManifestError::Empty { split: Split::Test }
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            bytes in prop::collection::vec(any::<u8>(), 0..100),
            at in 0usize..100,
            byte in any::<u8>(),
        ) {
            let packed = pack("tiny", &digits(3, 0), &digits(2, 1)).unwrap();
            let mut set = Digits::new(&packed.manifest).unwrap();
            prop_assert!(set.add(&bytes).is_err());
            let mut file = packed.files[0].1.clone();
            let at = at % file.len();
            let intact = byte == 0;
            file[at] ^= byte;
            prop_assert_eq!(set.add(&file).is_ok(), intact);
            let _ = Manifest::parse(&String::from_utf8_lossy(&bytes));
        }
    }
}
