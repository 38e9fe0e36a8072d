//! What our files have in common: 16 bytes in front that say what follows, and whether it arrived whole.

use crc::{CRC_32_ISO_HDLC, Crc, Table};
use thiserror::Error;

const HEADER: usize = 16;
/// The CRC-32 of zip and PNG. crc32fast, which digits are checked with, has 16 kB of tables: a lot for a page that only reads.
static CRC: Crc<u32, Table<1>> = Crc::<u32, Table<1>>::new(&CRC_32_ISO_HDLC);

/// What a kind of file is known by.
pub(super) struct Frame {
    pub(super) magic: &'static [u8; 4],
    pub(super) version: u16,
    /// More bytes than this after the header are not read.
    pub(super) most: usize,
}

/// Why a frame can't be opened.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FrameError {
    /// Some other kind of file.
    #[error("this is another kind of file: it begins with {found:02x?}, not with \"{expected}\"")]
    Magic {
        /// Its first bytes.
        found: Vec<u8>,
        /// What it should begin with.
        expected: String,
    },
    /// Written by a newer nibnet.
    #[error("the file has format {found}; this nibnet reads up to {expected}: update it")]
    TooNew {
        /// Its format.
        found: u16,
        /// The newest that can be read.
        expected: u16,
    },
    /// More or less than its header says.
    #[error("the file has {found} bytes instead of {expected}: it didn't arrive whole")]
    Length {
        /// How many there are.
        found: usize,
        /// How many there should be.
        expected: usize,
    },
    /// Larger than anything that is read.
    #[error("the file says it has {found} bytes; up to {most} are read")]
    TooLarge {
        /// What it says.
        found: usize,
        /// The most.
        most: usize,
    },
    /// Bytes have changed.
    #[error("the file is damaged: its checksum is {found:08x} instead of {expected:08x}")]
    Checksum {
        /// Of the bytes.
        found: u32,
        /// What the header says.
        expected: u32,
    },
}

impl Frame {
    /// The file around `body`.
    pub(super) fn around(&self, body: &[u8]) -> Vec<u8> {
        let mut file = Vec::with_capacity(HEADER + body.len());
        file.extend(self.magic);
        file.extend(self.version.to_le_bytes());
        file.extend([0, 0]);
        file.extend(CRC.checksum(body).to_le_bytes());
        file.extend((body.len() as u32).to_le_bytes());
        file.extend(body);
        file
    }

    /// What stands in a file, once all that the header says of it is true.
    pub(super) fn open<'a>(&self, file: &'a [u8]) -> Result<&'a [u8], FrameError> {
        if !file.starts_with(self.magic) {
            return Err(FrameError::Magic {
                found: file[..file.len().min(8)].to_vec(),
                expected: String::from_utf8_lossy(self.magic).into_owned(),
            });
        }
        let Some((header, body)) = file.split_first_chunk::<HEADER>() else {
            return Err(FrameError::Length { found: file.len(), expected: HEADER });
        };
        let found = u16::from_le_bytes([header[4], header[5]]);
        if found != self.version {
            return Err(FrameError::TooNew { found, expected: self.version });
        }
        let word = |at: usize| {
            u32::from_le_bytes([header[at], header[at + 1], header[at + 2], header[at + 3]])
        };
        let (expected, length) = (word(8), word(12) as usize);
        if length > self.most {
            return Err(FrameError::TooLarge { found: length, most: self.most });
        }
        if body.len() != length {
            return Err(FrameError::Length { found: file.len(), expected: HEADER + length });
        }
        let found = CRC.checksum(body);
        if found != expected {
            return Err(FrameError::Checksum { found, expected });
        }
        Ok(body)
    }
}
