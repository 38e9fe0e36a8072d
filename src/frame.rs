//! What nibnet's own files have in common: bytes in front that say what follows, and whether it
//! arrived whole.
//!
//! | bytes | what (little-endian) |
//! |---|---|
//! | 4 | which kind of file it is |
//! | 2 | version of its format |
//!
//! A chunk of digits goes on in its own way; in `.nib` and `.nibrun`, the rest is:
//!
//! | bytes | what |
//! |---|---|
//! | 2 | 0 |
//! | 4 | CRC-32 of the bytes that follow the header |
//! | 4 | how many bytes follow |
//! | … | one value, by bincode 2: little-endian, integers at their full width |

use crate::budget::{BUDGET, Need, TooLarge, fits};
use crate::cause::Cause;
use crc::{CRC_32_ISO_HDLC, Crc, Table};
use serde::Serialize;
use serde::de::DeserializeOwned;
use thiserror::Error;

/// Length of the header of `.nib` and `.nibrun`.
const HEADER: usize = 16;

/// A kind of file.
pub(crate) struct Frame {
    /// What messages call it.
    pub(crate) kind: &'static str,
    pub(crate) magic: &'static str,
    /// The newest version that is read, and the one that is written; versions count from 1.
    pub(crate) version: u16,
    /// CRC-32: [`crc32`], or a faster one.
    pub(crate) checksum: fn(&[u8]) -> u32,
}

/// The CRC-32 of zip and PNG. crc32fast, which digits are checked with, computes the same from 16
/// kB of tables: a lot for a page that only reads.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    static CRC: Crc<u32, Table<1>> = Crc::<u32, Table<1>>::new(&CRC_32_ISO_HDLC);
    CRC.checksum(bytes)
}

/// Why a file of nibnet's own can't be opened. Each says as `kind` what the file should be:
/// `"model"`, `"run"` or `"chunk of digits"`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FrameError {
    /// Some other kind of file: an error page, for example.
    #[error("this is no {kind}: it begins with {found:02x?}, not with \"{expected}\"")]
    Magic {
        /// What it should be.
        kind: &'static str,
        /// Its first bytes.
        found: Vec<u8>,
        /// What it should begin with.
        expected: &'static str,
    },
    /// Written by a newer nibnet.
    #[error("the {kind} has format {found}; this nibnet reads up to {newest}: update it")]
    TooNew {
        /// What it should be.
        kind: &'static str,
        /// Its format.
        found: u16,
        /// The newest that can be read.
        newest: u16,
    },
    /// A format that no nibnet writes.
    #[error("the {kind} has format {found}, which doesn't exist: it is damaged")]
    Unknown {
        /// What it should be.
        kind: &'static str,
        /// Its format.
        found: u16,
    },
    /// More or fewer bytes than its header says.
    #[error("the {kind} has {found} bytes instead of {expected}: it didn't arrive whole")]
    Length {
        /// What it should be.
        kind: &'static str,
        /// How many there are.
        found: u64,
        /// How many there should be.
        expected: u64,
    },
    /// Larger than what memory there is.
    #[error("the {kind} is too large: {source}")]
    TooLarge {
        /// What it should be.
        kind: &'static str,
        /// How much too large.
        source: TooLarge,
    },
    /// Bytes have changed.
    #[error("the {kind} is damaged: its checksum is {found:08x} instead of {expected:08x}")]
    Checksum {
        /// What it should be.
        kind: &'static str,
        /// Of the bytes.
        found: u32,
        /// What the header says.
        expected: u32,
    },
    /// The bytes arrived whole, but aren't those of such a file.
    #[error("the {kind} can't be read: {cause}")]
    Contents {
        /// What it should be.
        kind: &'static str,
        /// What the decoder says.
        #[source]
        cause: Cause,
    },
    /// More bytes than its contents take.
    #[error("the {kind} can't be read: {extra} bytes follow its contents")]
    Extra {
        /// What it should be.
        kind: &'static str,
        /// How many bytes.
        extra: usize,
    },
}

impl Frame {
    /// The first `N` bytes of a file that begins as this kind does, and the rest.
    pub(crate) fn header<'a, const N: usize>(
        &self,
        file: &'a [u8],
    ) -> Result<(&'a [u8; N], &'a [u8]), FrameError> {
        let Self { kind, magic: expected, version: newest, .. } = *self;
        if !file.starts_with(expected.as_bytes()) {
            let found = file[..file.len().min(8)].to_vec();
            return Err(FrameError::Magic { kind, found, expected });
        }
        let Some((header, rest)) = file.split_first_chunk::<N>() else {
            let found = file.len() as u64;
            return Err(FrameError::Length { kind, found, expected: N as u64 });
        };
        match u16::from_le_bytes([header[4], header[5]]) {
            found if found > newest => Err(FrameError::TooNew { kind, found, newest }),
            0 => Err(FrameError::Unknown { kind, found: 0 }),
            _ => Ok((header, rest)),
        }
    }

    /// Compares what follows a header of `header` bytes with the length and the checksum in it.
    pub(crate) fn check(
        &self,
        header: usize,
        body: &[u8],
        length: u32,
        expected: u32,
    ) -> Result<(), FrameError> {
        let kind = self.kind;
        if body.len() as u64 != u64::from(length) {
            let [found, expected] = [body.len() as u64, length.into()].map(|n| header as u64 + n);
            return Err(FrameError::Length { kind, found, expected });
        }
        match (self.checksum)(body) {
            found if found == expected => Ok(()),
            found => Err(FrameError::Checksum { kind, found, expected }),
        }
    }

    /// The bytes of a `.nib` or `.nibrun` file; refused where [`read`](Self::read) would refuse
    /// them.
    pub(crate) fn write<T: Serialize>(&self, contents: &T) -> Result<Vec<u8>, FrameError> {
        let body = bincode::serde::encode_to_vec(contents, encoding())
            .expect("numbers, texts and lists of known length can be encoded");
        self.fits(body.len())?;
        let length = u32::try_from(body.len()).expect("the budget is below 4 GB");
        let mut file = Vec::with_capacity(HEADER + body.len());
        file.extend(self.magic.bytes());
        file.extend(self.version.to_le_bytes());
        file.extend([0, 0]);
        file.extend((self.checksum)(&body).to_le_bytes());
        file.extend(length.to_le_bytes());
        file.extend(body);
        Ok(file)
    }

    /// What a `.nib` or `.nibrun` file contains, once all that its header says is true.
    pub(crate) fn read<T: DeserializeOwned>(&self, file: &[u8]) -> Result<T, FrameError> {
        let (header, body) = self.header::<HEADER>(file)?;
        let [_, _, checksum, length] = words(header);
        self.check(HEADER, body, length, checksum)?;
        self.fits(body.len())?;
        let kind = self.kind;
        let (contents, read) = bincode::serde::decode_from_slice(body, encoding())
            .map_err(|error| FrameError::Contents { kind, cause: error.into() })?;
        match body.len() - read {
            0 => Ok(contents),
            extra => Err(FrameError::Extra { kind, extra }),
        }
    }

    /// Whether a file with so many bytes of contents may be read: they are copied out of it.
    fn fits(&self, contents: usize) -> Result<(), FrameError> {
        let bytes = contents as u64;
        let needs = [Need { what: "the file", bytes }, Need { what: "its contents", bytes }];
        fits(&needs).map_err(|source| FrameError::TooLarge { kind: self.kind, source })
    }
}

/// The little-endian numbers that a header consists of.
pub(crate) fn words<const N: usize>(header: &[u8]) -> [u32; N] {
    let (words, _) = header.as_chunks();
    std::array::from_fn(|i| u32::from_le_bytes(words[i]))
}

/// The decoder allocates what a list's length announces, up to this limit.
fn encoding() -> impl bincode::config::Config {
    const MOST: usize = BUDGET as usize;
    bincode::config::standard().with_fixed_int_encoding().with_limit::<MOST>()
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame { kind: "letter", magic: "NIBL", version: 3, checksum: crc32 };

    #[test]
    fn what_is_written_is_read() {
        let contents = (7u32, "ink".to_owned(), vec![0.5f32, -0.0]);
        let file = FRAME.write(&contents).unwrap();
        assert_eq!(FRAME.read::<(u32, String, Vec<f32>)>(&file).unwrap(), contents);
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926, "the check value of CRC-32/ISO-HDLC");
        assert_eq!(crc32fast::hash(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn every_other_file_is_refused_by_name() {
        let good = FRAME.write(&[1u32, 2]).unwrap();
        let with = |at: usize, bytes: &[u8]| {
            let mut file = good.clone();
            file[at..at + bytes.len()].copy_from_slice(bytes);
            FRAME.read::<[u32; 2]>(&file).unwrap_err()
        };
        let kind = "letter";
        let found = b"<!doctyp".to_vec();
        assert_eq!(
            FRAME.read::<u8>(b"<!doctype html>").unwrap_err(),
            FrameError::Magic { kind, found, expected: "NIBL" }
        );
        let length = |found, expected| FrameError::Length { kind, found, expected };
        assert_eq!(FRAME.read::<u8>(&good[..9]).unwrap_err(), length(9, 16));
        assert_eq!(FRAME.read::<u8>(&good[..23]).unwrap_err(), length(23, 24));
        // More than 32 bits can count, together with the header.
        assert_eq!(with(12, &[0xff; 4]), length(24, (1 << 32) + 15));
        assert_eq!(with(4, &[4, 0]), FrameError::TooNew { kind, found: 4, newest: 3 });
        assert_eq!(with(4, &[0, 0]), FrameError::Unknown { kind, found: 0 });
        assert_eq!(
            with(4, &[0, 0]).to_string(),
            "the letter has format 0, which doesn't exist: it is damaged"
        );
        assert!(matches!(with(16, &[3]), FrameError::Checksum { .. }));
        assert_eq!(FRAME.read::<u32>(&good).unwrap_err(), FrameError::Extra { kind, extra: 4 });
    }

    #[test]
    fn what_the_decoder_says_is_kept_as_the_cause() {
        use std::error::Error;
        let error = FRAME.read::<String>(&FRAME.write(&u64::MAX).unwrap()).unwrap_err();
        assert!(error.to_string().starts_with("the letter can't be read: "), "{error}");
        let source = error.source().expect("a cause");
        assert!(source.downcast_ref::<bincode::error::DecodeError>().is_some(), "{source:?}");
    }

    #[test]
    fn what_could_not_be_read_is_not_written() {
        // Both the file and what is copied out of it must fit.
        assert_eq!(FRAME.fits(BUDGET as usize / 2), Ok(()));
        let FrameError::TooLarge { source, .. } = FRAME.fits(BUDGET as usize / 2 + 1).unwrap_err()
        else {
            panic!()
        };
        assert_eq!((source.needed, source.largest), (BUDGET + 2, "its contents"));
    }
}
