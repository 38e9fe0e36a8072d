//! The IDX files that MNIST comes in, plain or gzipped.
//!
//! Format: <http://yann.lecun.com/exdb/mnist/>, section "The IDX file format": two zero bytes, the
//! type of the values (8: unsigned byte), the number of dimensions, each dimension as a big-endian
//! u32, then the values.

use super::MOST_SIDE;
use crate::budget::{BUDGET, Need, TooLarge, fits};
use crate::cause::Cause;
use flate2::read::MultiGzDecoder;
use ndarray::{Array1, Array3};
use std::borrow::Cow;
use std::io::Read;
use thiserror::Error;

/// Why an IDX file could not be read.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(missing_docs)] // the sentences say it
#[non_exhaustive]
pub enum IdxError {
    #[error(
        "this is no IDX file: it begins with {found:02x?}, not with two zeros, a type and a number of \
         dimensions"
    )]
    NotIdx { found: Vec<u8> },
    #[error("the gzip stream is damaged: {0}")]
    Gzip(#[source] Cause),
    #[error("its values are of type {found:#04x}; only unsigned bytes (0x08) are supported")]
    ValueType { found: u8 },
    #[error("it has {found} dimensions, but {what} have {expected}")]
    Dimensions { what: &'static str, found: u8, expected: u8 },
    #[error("its images are {rows}×{columns} pixels; each side must be 1 to {MOST_SIDE}")]
    ImageSize { rows: u32, columns: u32 },
    #[error("it is too large: {0}")]
    TooLarge(#[from] TooLarge),
    #[error("it holds {found} bytes after its header, but announces {expected}")]
    Length { found: u64, expected: u64 },
    #[error("label {index} is {found}; labels are 0 to 9")]
    Label { index: usize, found: u8 },
}

/// Reads images, `[count, rows, columns]`, 0 for background to 255 for ink; plain or gzipped.
///
/// # Errors
/// An [`IdxError`] for anything that isn't exactly such a file.
pub fn read_idx_images(bytes: &[u8]) -> Result<Array3<u8>, IdxError> {
    let ([count, rows, columns], values) = read(bytes, "images")?;
    let sides = 1..=MOST_SIDE;
    if !sides.contains(&rows) || !sides.contains(&columns) {
        return Err(IdxError::ImageSize { rows, columns });
    }
    let shape = [count, rows, columns].map(|n| n as usize);
    Ok(Array3::from_shape_vec(shape, values).expect("`read` compares size and length"))
}

/// Reads labels, `[count]`, each 0 to 9; plain or gzipped.
///
/// # Errors
/// An [`IdxError`] for anything that isn't exactly such a file.
pub fn read_idx_labels(bytes: &[u8]) -> Result<Array1<u8>, IdxError> {
    let ([_], values) = read(bytes, "labels")?;
    match values.iter().position(|&label| label > 9) {
        Some(index) => Err(IdxError::Label { index, found: values[index] }),
        None => Ok(values.into()),
    }
}

/// The size of each dimension, and the values: as many as the sizes announce.
fn read<const N: usize>(bytes: &[u8], what: &'static str) -> Result<([u32; N], Vec<u8>), IdxError> {
    let bytes = unzip(bytes)?;
    let size = parse(&bytes, what)?;
    let expected = size.iter().fold(1, |product: u64, &n| product.saturating_mul(n.into()));
    fits(&[Need { what, bytes: expected }])?;
    let header = 4 + 4 * N;
    let found = (bytes.len() - header) as u64;
    if found != expected {
        return Err(IdxError::Length { found, expected });
    }
    let mut values = bytes.into_owned();
    values.drain(..header);
    Ok((size, values))
}

fn unzip(bytes: &[u8]) -> Result<Cow<'_, [u8]>, IdxError> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return Ok(bytes.into());
    }
    let mut plain = Vec::new();
    // One byte more than fits, so that it is seen.
    MultiGzDecoder::new(bytes)
        .take(BUDGET + 1)
        .read_to_end(&mut plain)
        .map_err(|error| IdxError::Gzip(error.into()))?;
    fits(&[Need { what: "the unpacked bytes", bytes: plain.len() as u64 }])?;
    Ok(plain.into())
}

/// The size of each dimension. There are bytes for all of them.
fn parse<const N: usize>(bytes: &[u8], what: &'static str) -> Result<[u32; N], IdxError> {
    let not_idx = || IdxError::NotIdx { found: bytes[..bytes.len().min(4)].to_vec() };
    let &[0, 0, value_type, dimensions, ref rest @ ..] = bytes else { return Err(not_idx()) };
    // 8 unsigned and 9 signed bytes, 0x0b to 0x0e wider values; anything else is another kind of
    // file.
    if !matches!(value_type, 0x08 | 0x09 | 0x0b..=0x0e) || dimensions == 0 {
        return Err(not_idx());
    }
    if value_type != 0x08 {
        return Err(IdxError::ValueType { found: value_type });
    }
    if usize::from(dimensions) != N {
        return Err(IdxError::Dimensions { what, found: dimensions, expected: N as u8 });
    }
    let (sizes, _) = rest.as_chunks();
    if sizes.len() < N {
        return Err(IdxError::Length { found: rest.len() as u64, expected: 4 * N as u64 });
    }
    Ok(std::array::from_fn(|i| u32::from_be_bytes(sizes[i])))
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
        let cases: [(&[u8], IdxError); 8] = [
            (b"", IdxError::NotIdx { found: vec![] }),
            (b"PK\x03\x04", IdxError::NotIdx { found: b"PK\x03\x04".to_vec() }),
            (&wide, IdxError::ValueType { found: 0x0d }),
            (&labels(1, &[3]), IdxError::Dimensions { what: "images", found: 1, expected: 3 }),
            (&good[..9], IdxError::Length { found: 5, expected: 12 }),
            (&good[..17], IdxError::Length { found: 1, expected: 2 }),
            (&images(1, 1, 2, &[1, 2, 3]), IdxError::Length { found: 3, expected: 2 }),
            (&images(1, 0, 28, &[]), IdxError::ImageSize { rows: 0, columns: 28 }),
        ];
        for (file, error) in cases {
            assert_eq!(read_idx_images(file).unwrap_err(), error);
        }
        assert!(matches!(read_idx_images(&zipped), Err(IdxError::Gzip(_))));
        let wide = read_idx_images(&images(1, 1, 256, &[0; 256])).unwrap_err();
        assert_eq!(wide.to_string(), "its images are 1×256 pixels; each side must be 1 to 255");
        assert_eq!(
            read_idx_labels(&labels(3, &[0, 10, 1])).unwrap_err(),
            IdxError::Label { index: 1, found: 10 }
        );
        assert_eq!(
            read_idx_labels(&good).unwrap_err().to_string(),
            "it has 3 dimensions, but labels have 1"
        );
    }

    #[test]
    fn more_than_memory_holds_is_refused_before_it_is_allocated() {
        // Beyond 32 bits; and where 32 bits would wrap to 64,004 and to nothing.
        for (count, side) in [(u32::MAX, 28), (8_000_000, 255), (66_052, 255), (1 << 16, 1 << 8)] {
            let error = read_idx_images(&images(count, side, side, &[])).unwrap_err();
            let IdxError::TooLarge(error) = error else { panic!("{error}") };
            assert_eq!(error.needed, u64::from(count) * u64::from(side * side));
        }
        assert_eq!(66_052u32.wrapping_mul(255 * 255), 64_004);
        let zeros = vec![0; BUDGET as usize + 1];
        assert!(matches!(read_idx_labels(&gzip(&zeros)), Err(IdxError::TooLarge(_))));
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
