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
use crate::cause::{Cause, debug_as_display};
use bincode::Decode;
use bincode::enc::write::Writer;
use bincode::error::{DecodeError, EncodeError};
use crc::{CRC_32_ISO_HDLC, Crc, Table};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::io::{BufRead, BufReader, Read};
use thiserror::Error;

/// Length of the header of `.nib` and `.nibrun`.
const HEADER: usize = 16;

/// How much of a file is held at a time where not all of it is.
const PIECE: usize = 1 << 16;

/// A kind of file.
pub(crate) struct Frame {
    /// What messages call it.
    pub(crate) kind: &'static str,
    pub(crate) magic: &'static str,
    /// The newest version that is read, and the one that is written; versions count from 1.
    pub(crate) version: u16,
    /// CRC-32: [`crc32`], or a faster one.
    pub(crate) checksum: fn(&[u8]) -> u32,
    /// Whether the whole file is in memory while it is read.
    pub(crate) held: bool,
}

/// The CRC-32 of zip and PNG. crc32fast, which digits are checked with, computes the same from 16
/// kB of tables: a lot for a page that only reads.
pub(crate) fn crc32(bytes: &[u8]) -> u32 {
    CRC.checksum(bytes)
}

static CRC: Crc<u32, Table<1>> = Crc::<u32, Table<1>>::new(&CRC_32_ISO_HDLC);

/// Why a file of nibnet's own can't be opened. Each says as `kind` what the file should be:
/// `"model"`, `"run"` or `"chunk of digits"`.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[allow(missing_docs)] // the sentences say it
#[non_exhaustive]
pub enum FrameError {
    #[error("this is no {kind}: it begins with {found:02x?}, not with \"{expected}\"")]
    Magic { kind: &'static str, found: Vec<u8>, expected: &'static str },
    #[error("the {kind} has format {found}; this nibnet reads up to {newest}: update it")]
    TooNew { kind: &'static str, found: u16, newest: u16 },
    #[error("the {kind} has format {found}, which doesn't exist: it is damaged")]
    Unknown { kind: &'static str, found: u16 },
    #[error("the {kind} has {found} bytes instead of {expected}: it didn't arrive whole")]
    Length { kind: &'static str, found: u64, expected: u64 },
    #[error("the {kind} is too large: {source}")]
    TooLarge { kind: &'static str, source: TooLarge },
    #[error("the {kind} is damaged: its checksum is {found:08x} instead of {expected:08x}")]
    Checksum { kind: &'static str, found: u32, expected: u32 },
    #[error("the {kind} can't be read: {cause}")]
    Contents {
        kind: &'static str,
        #[source]
        cause: Cause,
    },
    #[error("the {kind} can't be read: {extra} bytes follow its contents")]
    Extra { kind: &'static str, extra: usize },
}

/// What is wrong with bytes that arrived whole.
#[derive(Clone, PartialEq, Eq, Error)]
#[allow(missing_docs)] // the sentences say it
#[non_exhaustive]
pub enum ContentsError {
    #[error("it ends in the middle of a value")]
    End,
    #[error("a list in it is too long")]
    List,
    #[error("its {what} is number {found}, which doesn't exist")]
    Kind { what: &'static str, found: u32 },
    #[error("a text or a choice in it is none")]
    Value,
}

debug_as_display!(ContentsError);

impl From<DecodeError> for ContentsError {
    fn from(error: DecodeError) -> Self {
        match error {
            DecodeError::UnexpectedEnd { .. } => Self::End,
            DecodeError::LimitExceeded | DecodeError::OutsideUsizeRange(_) => Self::List,
            DecodeError::UnexpectedVariant { type_name: what, found, .. } => {
                Self::Kind { what, found }
            }
            _ => Self::Value,
        }
    }
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
        self.check_length(header, body.len() as u64, length)?;
        self.check_sum((self.checksum)(body), expected)
    }

    fn check_length(&self, header: usize, body: u64, length: u32) -> Result<(), FrameError> {
        let [found, expected] = [body, length.into()].map(|n| header as u64 + n);
        let same = found == expected;
        same.then_some(()).ok_or(FrameError::Length { kind: self.kind, found, expected })
    }

    fn check_sum(&self, found: u32, expected: u32) -> Result<(), FrameError> {
        let same = found == expected;
        same.then_some(()).ok_or(FrameError::Checksum { kind: self.kind, found, expected })
    }

    /// A `.nib` or `.nibrun` file, ready to be written; refused where [`read`](Self::read) would
    /// refuse it.
    pub(crate) fn seal<'a, T: Serialize>(
        &self,
        contents: &'a T,
    ) -> Result<Sealed<'a, T>, FrameError> {
        let (mut body, mut checksum) = (0, CRC.digest());
        encode(contents, &mut |piece| {
            body += piece.len();
            checksum.update(piece);
        });
        self.fits(body as u64)?;
        let length = u32::try_from(body).expect("the budget is below 4 GB");
        let mut header = [0; HEADER];
        header[..4].copy_from_slice(self.magic.as_bytes());
        header[4..6].copy_from_slice(&self.version.to_le_bytes());
        header[8..12].copy_from_slice(&checksum.finalize().to_le_bytes());
        header[12..].copy_from_slice(&length.to_le_bytes());
        Ok(Sealed { header, body, contents })
    }

    /// What a `.nib` file contains, once all that its header says is true.
    pub(crate) fn read<T: Decode<()>>(&self, file: &[u8]) -> Result<T, FrameError> {
        let (header, body) = self.header::<HEADER>(file)?;
        let [_, _, checksum, length] = words(header);
        self.check(HEADER, body, length, checksum)?;
        self.fits(body.len() as u64)?;
        let (contents, read) = bincode::decode_from_slice(body, encoding())
            .map_err(|error| self.unreadable(ContentsError::from(error)))?;
        self.ends(contents, body.len() - read)
    }

    /// The same of a file of `length` bytes that isn't in memory: `open` begins to read it, and it
    /// is read twice, since nothing is believed before its checksum is known.
    pub(crate) fn read_from<T: DeserializeOwned, R: Read>(
        &self,
        length: u64,
        open: impl Fn() -> R,
    ) -> Result<T, FrameError> {
        let mut start = Vec::with_capacity(HEADER);
        let mut file = BufReader::with_capacity(PIECE, open());
        (&mut file).take(HEADER as u64).read_to_end(&mut start).map_err(|e| self.unreadable(e))?;
        let (header, _) = self.header::<HEADER>(&start)?;
        let [_, _, expected, body] = words(header);
        self.check_length(HEADER, length.saturating_sub(HEADER as u64), body)?;
        self.fits(body.into())?;
        let mut checksum = CRC.digest();
        loop {
            let piece = file.fill_buf().map_err(|error| self.unreadable(error))?;
            if piece.is_empty() {
                break;
            }
            checksum.update(piece);
            let read = piece.len();
            file.consume(read);
        }
        self.check_sum(checksum.finalize(), expected)?;
        let mut file = BufReader::with_capacity(PIECE, open()).take(length);
        let mut header = [0; HEADER];
        file.read_exact(&mut header).map_err(|error| self.unreadable(error))?;
        let contents = bincode::serde::decode_from_std_read(&mut file, encoding())
            .map_err(|error| self.unreadable(error))?;
        self.ends(contents, file.limit() as usize)
    }

    fn unreadable(&self, error: impl Into<Cause>) -> FrameError {
        FrameError::Contents { kind: self.kind, cause: error.into() }
    }

    fn ends<T>(&self, contents: T, extra: usize) -> Result<T, FrameError> {
        let kind = self.kind;
        (extra == 0).then_some(contents).ok_or(FrameError::Extra { kind, extra })
    }

    /// Whether a file with so many bytes of contents may be read: they are copied out of it.
    fn fits(&self, bytes: u64) -> Result<(), FrameError> {
        let needs = [Need { what: "the file", bytes }, Need { what: "its contents", bytes }];
        let needs = if self.held { &needs[..] } else { &needs[1..] };
        fits(needs).map_err(|source| FrameError::TooLarge { kind: self.kind, source })
    }
}

/// A file that is about to be written. Its contents are encoded once to seal it and once to write
/// it, so that there is no copy of them.
#[derive(Debug)]
pub struct Sealed<'a, T> {
    header: [u8; HEADER],
    body: usize,
    contents: &'a T,
}

impl<T: Serialize> Sealed<'_, T> {
    /// How many bytes it has.
    #[allow(clippy::len_without_is_empty)] // a file always has a header
    pub fn len(&self) -> usize {
        HEADER + self.body
    }

    /// Its bytes, piece by piece.
    pub fn write(&self, mut to: impl FnMut(&[u8])) {
        to(&self.header);
        encode(self.contents, &mut to);
    }

    /// Its bytes, all of them.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut file = Vec::with_capacity(self.len());
        self.write(|piece| file.extend_from_slice(piece));
        file
    }
}

/// Encodes `contents` in pieces of some size: a number alone would be a short one. (`to` is the
/// same type for all, since an encoder for each would be kilobytes of wasm.)
fn encode<T: Serialize>(contents: &T, to: &mut dyn FnMut(&[u8])) {
    struct Pieces<'a>(Vec<u8>, &'a mut dyn FnMut(&[u8]));
    impl Writer for Pieces<'_> {
        fn write(&mut self, bytes: &[u8]) -> Result<(), EncodeError> {
            let Self(piece, to) = self;
            if piece.len() + bytes.len() > PIECE {
                to(piece);
                piece.clear();
            }
            piece.extend_from_slice(bytes);
            Ok(())
        }
    }
    let mut pieces = Pieces(Vec::with_capacity(PIECE), to);
    bincode::serde::encode_into_writer(contents, &mut pieces, encoding())
        .expect("numbers, texts and lists of known length can be encoded");
    (pieces.1)(&pieces.0);
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
    use crate::net::{Activation, Layer};

    const FRAME: Frame =
        Frame { kind: "letter", magic: "NIBL", version: 3, checksum: crc32, held: true };

    #[test]
    fn what_is_written_is_read() {
        let contents = (7u32, "ink".to_owned(), vec![0.5f32, -0.0]);
        let file = FRAME.seal(&contents).unwrap().to_bytes();
        assert_eq!(FRAME.read::<(u32, String, Vec<f32>)>(&file).unwrap(), contents);
        assert_eq!(crc32(b"123456789"), 0xcbf4_3926, "the check value of CRC-32/ISO-HDLC");
        assert_eq!(crc32fast::hash(b"123456789"), 0xcbf4_3926);
    }

    #[test]
    fn every_other_file_is_refused_by_name() {
        let good = FRAME.seal(&[1u32, 2]).unwrap().to_bytes();
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
    fn contents_that_are_none_say_what_is_wrong_with_them() {
        use std::error::Error;
        let refused = |error: FrameError, cause: ContentsError| {
            assert_eq!(error.to_string(), format!("the letter can't be read: {cause}"));
            let source = error.source().expect("a cause");
            assert_eq!(source.downcast_ref(), Some(&cause), "{source:?}");
        };
        let long = FRAME.seal(&u64::MAX).unwrap().to_bytes();
        refused(FRAME.read::<String>(&long).unwrap_err(), ContentsError::List);
        let text = FRAME.seal(&(2u64, [0xff_u8; 2])).unwrap().to_bytes();
        refused(FRAME.read::<String>(&text).unwrap_err(), ContentsError::Value);
        let short = FRAME.seal(&7u32).unwrap().to_bytes();
        refused(FRAME.read::<u64>(&short).unwrap_err(), ContentsError::End);
        for what in ["Layer", "Activation"] {
            let error = match what {
                "Layer" => FRAME.read::<Layer>(&short).map(drop),
                _ => FRAME.read::<Activation>(&short).map(drop),
            };
            refused(error.unwrap_err(), ContentsError::Kind { what, found: 7 });
        }
    }

    #[test]
    fn what_could_not_be_read_is_not_written() {
        // Both the file and what is copied out of it must fit.
        assert_eq!(FRAME.fits(BUDGET / 2), Ok(()));
        let FrameError::TooLarge { source, .. } = FRAME.fits(BUDGET / 2 + 1).unwrap_err() else {
            panic!()
        };
        assert_eq!((source.needed, source.largest), (BUDGET + 2, "its contents"));
    }
}
