//! The IDX files that MNIST comes in, plain or gzipped.
//!
//! Format: <http://yann.lecun.com/exdb/mnist/>, section "The IDX file format": two zero bytes, the type
//! of the values (8: unsigned byte), the number of dimensions, each dimension as a big-endian u32, then
//! the values.

use flate2::read::MultiGzDecoder;
use ndarray::{Array1, Array3};
use std::io::Read;
use thiserror::Error;

/// Why an IDX file could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IdxError {
    /// Some other kind of file.
    #[error(
        "this is no IDX file: it begins with {found:02x?}, not with two zeros, a type and a number of dimensions"
    )]
    NotIdx {
        /// Its first bytes.
        found: Vec<u8>,
    },
    /// A gzip stream that ends early or is damaged.
    #[error("the gzip stream is damaged: {0}")]
    Gzip(String),
    /// Values of another type than unsigned bytes.
    #[error("its values are of type {found:#04x}; only unsigned bytes (0x08) are supported")]
    ValueType {
        /// The type's code.
        found: u8,
    },
    /// Labels where images were expected, or the other way round.
    #[error("it has {found} dimensions, but {what} have {expected}")]
    Dimensions {
        /// What was expected.
        what: &'static str,
        /// How many dimensions it has.
        found: u8,
        /// How many it should have.
        expected: u8,
    },
    /// A size that this program doesn't take.
    #[error("it announces {found:?} values; {expected}")]
    Size {
        /// The announced dimensions.
        found: Vec<u32>,
        /// What is possible.
        expected: &'static str,
    },
    /// Fewer or more bytes than announced.
    #[error("it holds {found} bytes after its header, but announces {expected}")]
    Length {
        /// Bytes there.
        found: usize,
        /// Bytes announced.
        expected: usize,
    },
    /// A label that is no digit.
    #[error("label {index} is {found}; labels are 0 to 9")]
    Label {
        /// Which label, from 0.
        index: usize,
        /// What it is.
        found: u8,
    },
}

/// The most digits in one file: ten times EMNIST's largest set, and 6.6 GB of pixels can't be announced
/// by a file of 16 bytes.
const MOST_DIGITS: u32 = 8_000_000;
const MOST_SIDE: u32 = 255;
/// The most bytes that a gzip stream may grow to.
const MOST_BYTES: u64 = 1 << 30;

/// Reads images, `[count, rows, columns]`, 0 for paper to 255 for ink; plain or gzipped.
///
/// # Errors
/// An [`IdxError`] for anything that isn't exactly such a file.
pub fn read_idx_images(bytes: &[u8]) -> Result<Array3<u8>, IdxError> {
    let plain = unzip(bytes)?;
    let (size, values) = parse::<3>(&plain, "images")?;
    let [count, rows, columns] = size;
    let sides = 1..=MOST_SIDE;
    if count > MOST_DIGITS || !sides.contains(&rows) || !sides.contains(&columns) {
        let expected = "images may be 1 to 255 pixels a side, and 8,000,000 at the most";
        return Err(IdxError::Size { found: size.to_vec(), expected });
    }
    check_length(values, size)?;
    let [count, rows, columns] = size.map(|n| n as usize);
    let shape = (count, rows, columns);
    // The length is checked above, so the shape fits; `Size` is what it would be if it didn't.
    Array3::from_shape_vec(shape, values.to_vec())
        .map_err(|_| IdxError::Size { found: size.to_vec(), expected: "images of one size" })
}

/// Reads labels, `[count]`, each 0 to 9; plain or gzipped.
///
/// # Errors
/// An [`IdxError`] for anything that isn't exactly such a file.
pub fn read_idx_labels(bytes: &[u8]) -> Result<Array1<u8>, IdxError> {
    let plain = unzip(bytes)?;
    let (size, values) = parse::<1>(&plain, "labels")?;
    if size[0] > MOST_DIGITS {
        return Err(IdxError::Size {
            found: size.to_vec(),
            expected: "8,000,000 labels at the most",
        });
    }
    check_length(values, size)?;
    match values.iter().position(|&label| label > 9) {
        Some(index) => Err(IdxError::Label { index, found: values[index] }),
        None => Ok(Array1::from(values.to_vec())),
    }
}

fn unzip(bytes: &[u8]) -> Result<std::borrow::Cow<'_, [u8]>, IdxError> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes.into());
    }
    let mut plain = Vec::new();
    MultiGzDecoder::new(bytes)
        .take(MOST_BYTES + 1)
        .read_to_end(&mut plain)
        .map_err(|error| IdxError::Gzip(error.to_string()))?;
    if plain.len() as u64 > MOST_BYTES {
        return Err(IdxError::Gzip("it grows beyond 1 GB".to_owned()));
    }
    Ok(plain.into())
}

/// The dimensions and the values behind them.
fn parse<'a, const N: usize>(
    bytes: &'a [u8],
    what: &'static str,
) -> Result<([u32; N], &'a [u8]), IdxError> {
    let not_idx = || IdxError::NotIdx { found: bytes[..bytes.len().min(4)].to_vec() };
    let &[0, 0, value_type, dimensions, ref rest @ ..] = bytes else { return Err(not_idx()) };
    // 8 unsigned and 9 signed bytes, 0x0b to 0x0e wider values; anything else is another kind of file.
    if !matches!(value_type, 0x08 | 0x09 | 0x0b..=0x0e) || dimensions == 0 {
        return Err(not_idx());
    }
    if value_type != 0x08 {
        return Err(IdxError::ValueType { found: value_type });
    }
    if usize::from(dimensions) != N {
        return Err(IdxError::Dimensions { what, found: dimensions, expected: N as u8 });
    }
    let (sizes, _) = rest.as_chunks::<4>();
    if sizes.len() < N {
        return Err(IdxError::Length { found: bytes.len() - 4, expected: 4 * N });
    }
    let size = std::array::from_fn(|i| u32::from_be_bytes(sizes[i]));
    Ok((size, &bytes[4 + 4 * N..]))
}

fn check_length<const N: usize>(values: &[u8], size: [u32; N]) -> Result<(), IdxError> {
    let expected = size.iter().map(|&n| n as usize).product();
    if values.len() == expected {
        Ok(())
    } else {
        Err(IdxError::Length { found: values.len(), expected })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::io::Write;

    fn images(count: u32, rows: u32, columns: u32, values: &[u8]) -> Vec<u8> {
        let mut bytes = vec![0, 0, 8, 3];
        for size in [count, rows, columns] {
            bytes.extend(size.to_be_bytes());
        }
        bytes.extend(values);
        bytes
    }

    fn labels(count: u32, values: &[u8]) -> Vec<u8> {
        [&[0, 0, 8, 1], &count.to_be_bytes()[..], values].concat()
    }

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    #[test]
    fn images_and_labels_are_read_plain_and_gzipped() {
        let file = images(2, 2, 3, &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
        for file in [gzip(&file), file] {
            let images = read_idx_images(&file).unwrap();
            assert_eq!(images.dim(), (2, 2, 3));
            assert_eq!(images[[1, 0, 2]], 9);
        }
        let file = labels(3, &[0, 9, 5]);
        for file in [gzip(&file), file] {
            assert_eq!(read_idx_labels(&file).unwrap().to_vec(), [0, 9, 5]);
        }
    }

    #[test]
    fn every_malformed_file_is_refused_by_name() {
        let good = images(1, 1, 2, &[1, 2]);
        let mut wide = good.clone();
        wide[2] = 0x0d;
        let mut zipped = gzip(&good);
        zipped.truncate(zipped.len() - 9);
        let cases: [(&[u8], IdxError); 9] = [
            (b"", IdxError::NotIdx { found: vec![] }),
            (b"PK\x03\x04", IdxError::NotIdx { found: b"PK\x03\x04".to_vec() }),
            (&wide, IdxError::ValueType { found: 0x0d }),
            (&labels(1, &[3]), IdxError::Dimensions { what: "images", found: 1, expected: 3 }),
            (&good[..9], IdxError::Length { found: 5, expected: 12 }),
            (&good[..17], IdxError::Length { found: 1, expected: 2 }),
            (&images(1, 1, 2, &[1, 2, 3]), IdxError::Length { found: 3, expected: 2 }),
            (
                &images(u32::MAX, 28, 28, &[]),
                IdxError::Size {
                    found: vec![u32::MAX, 28, 28],
                    expected: "images may be 1 to 255 pixels a side, and 8,000,000 at the most",
                },
            ),
            (
                &images(1, 0, 28, &[]),
                IdxError::Size {
                    found: vec![1, 0, 28],
                    expected: "images may be 1 to 255 pixels a side, and 8,000,000 at the most",
                },
            ),
        ];
        for (file, error) in cases {
            assert_eq!(read_idx_images(file).unwrap_err(), error);
        }
        assert!(matches!(read_idx_images(&zipped), Err(IdxError::Gzip(_))));
        assert_eq!(
            read_idx_labels(&labels(3, &[0, 10, 1])).unwrap_err(),
            IdxError::Label { index: 1, found: 10 }
        );
        assert_eq!(
            read_idx_labels(&good).unwrap_err().to_string(),
            "it has 3 dimensions, but labels have 1"
        );
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            let _ = (read_idx_images(&bytes), read_idx_labels(&bytes));
        }

        #[test]
        fn nearly_right_files_are_read_whole_or_refused(
            count in 0u32..5, rows in 0u32..5, columns in 0u32..5, length in 0usize..100,
        ) {
            let file = images(count, rows, columns, &vec![7; length]);
            match read_idx_images(&file) {
                Ok(images) => prop_assert_eq!(images.len(), length),
                Err(error) => prop_assert!(!error.to_string().is_empty()),
            }
        }
    }
}
