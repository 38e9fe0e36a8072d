//! The directory of a ZIP archive: PKWARE's APPNOTE.TXT, 4.3.
//!
//! What the directory says of sizes is compared with what is there, in `u64`, before anything is
//! allocated. Contents are read as streams elsewhere, and only as far as they are wanted, so that
//! an archive that unpacks to terabytes costs nothing.

use super::source::{RandomAccess, Source};
use std::io;

/// A file in an archive.
pub(super) struct Entry<'a> {
    pub(super) name: String,
    pub(super) source: Source<'a>,
}

/// Why an archive can't be read.
#[derive(Debug)]
pub(super) enum ZipError {
    Locked,
    /// Without its end, as a download that broke off.
    NoEnd,
    Method(u16),
    TooLarge,
    Broken,
    Io(io::Error),
}

impl From<io::Error> for ZipError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl std::fmt::Display for ZipError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Locked => f.write_str("it is locked with a password"),
            Self::NoEnd => f.write_str("the end of the ZIP archive is missing: download it again"),
            Self::Method(method) => {
                write!(f, "it is packed by ZIP's method {method}: pack it anew")
            }
            Self::TooLarge => f.write_str("the ZIP archive lists too many files"),
            Self::Broken => f.write_str("the ZIP archive is damaged"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

/// The record at the end, and the comment of up to 65,535 bytes behind it.
const END: u64 = 22;
const MOST_COMMENT: u64 = 65_535;
/// Some 200,000 files.
const MOST_DIRECTORY: u64 = 24 << 20;

/// The files of an archive, in its order, but for folders and what macOS adds.
pub(super) fn entries(file: &dyn RandomAccess) -> Result<Vec<Entry<'_>>, ZipError> {
    let (at, size) = directory(file)?;
    if size > MOST_DIRECTORY {
        return Err(ZipError::TooLarge);
    }
    let bytes = bytes_at(file, at, size)?;
    let mut rest = &bytes[..];
    let mut found = Vec::new();
    while rest.starts_with(b"PK\x01\x02") {
        let (Some(flags), Some(method)) = (u16_at(rest, 8), u16_at(rest, 10)) else { break };
        let lengths = [28, 30, 32].map(|at| u16_at(rest, at).map(usize::from));
        let [Some(name), Some(extra), Some(comment)] = lengths else { break };
        let next = 46 + name + extra + comment;
        let (Some(head), Some(after)) = (rest.get(..next), rest.get(next..)) else {
            return Err(ZipError::Broken);
        };
        rest = after;
        let extra = &head[46 + name..46 + name + extra];
        let name = String::from_utf8_lossy(&head[46..46 + name]).into_owned();
        if name.ends_with('/') || is_of_the_system(&name) {
            continue;
        }
        let broken = ZipError::Broken;
        let [packed, plain, offset] = [20, 24, 42].map(|at| u32_at(head, at));
        let (Some(packed), Some(plain), Some(offset)) = (packed, plain, offset) else {
            return Err(broken);
        };
        let [_, packed, offset] = wide(extra, [plain, packed, offset]).ok_or(broken)?;
        if flags & 1 != 0 {
            return Err(ZipError::Locked);
        }
        if !matches!(method, 0 | 8) {
            return Err(ZipError::Method(method));
        }
        // The lengths in front of the contents may differ from those in the directory.
        let local = bytes_at(file, offset, 30)?;
        if !local.starts_with(b"PK\x03\x04") {
            return Err(ZipError::Broken);
        }
        let lengths = [26, 28].map(|at| u16_at(&local, at).map_or(0, u64::from));
        let from = offset + 30 + lengths[0] + lengths[1];
        if from.checked_add(packed).is_none_or(|end| end > file.size()) {
            return Err(ZipError::Broken);
        }
        found.push(Entry { name, source: Source::stretch(file, from, packed, method == 8) });
    }
    Ok(found)
}

/// Where the directory is, and how long.
fn directory(file: &dyn RandomAccess) -> Result<(u64, u64), ZipError> {
    let size = file.size();
    let from = size.saturating_sub(END + MOST_COMMENT);
    let tail = bytes_at(file, from, size - from)?;
    let at = tail.windows(4).rposition(|it| it == b"PK\x05\x06").ok_or(ZipError::NoEnd)?;
    let end = &tail[at..];
    let (Some(length), Some(offset)) = (u32_at(end, 12), u32_at(end, 16)) else {
        return Err(ZipError::NoEnd);
    };
    if length != u32::MAX && offset != u32::MAX {
        return Ok((offset.into(), length.into()));
    }
    // ZIP64: a note in front of the end says where the longer one is.
    let note = at.checked_sub(20).and_then(|at| tail.get(at..)).ok_or(ZipError::Broken)?;
    let wide = u64_at(note, 8).filter(|_| note.starts_with(b"PK\x06\x07"));
    let wide = bytes_at(file, wide.ok_or(ZipError::Broken)?, 56)?;
    match (u64_at(&wide, 48), u64_at(&wide, 40)) {
        (Some(offset), Some(length)) if wide.starts_with(b"PK\x06\x06") => Ok((offset, length)),
        _ => Err(ZipError::Broken),
    }
}

/// Sizes and an offset of 32 bits; those that don't fit are in the extra field 1, in this order.
fn wide(mut extra: &[u8], narrow: [u32; 3]) -> Option<[u64; 3]> {
    let mut wide: &[u8] = &[];
    while let (Some(id), Some(size)) = (u16_at(extra, 0), u16_at(extra, 2)) {
        let body = extra.get(4..4 + usize::from(size))?;
        if id == 1 {
            wide = body;
        }
        extra = &extra[4 + usize::from(size)..];
    }
    let mut found = [0; 3];
    for (found, narrow) in found.iter_mut().zip(narrow) {
        *found = if narrow == u32::MAX {
            let value = u64_at(wide, 0)?;
            wide = &wide[8..];
            value
        } else {
            narrow.into()
        };
    }
    Some(found)
}

/// Resource forks, lists of folders: nothing that somebody put there.
fn is_of_the_system(name: &str) -> bool {
    name.split('/').any(|part| part == "__MACOSX" || part.starts_with('.'))
}

/// `size` bytes from `at` on, which must be there.
fn bytes_at(file: &dyn RandomAccess, at: u64, size: u64) -> Result<Vec<u8>, ZipError> {
    let there = at.checked_add(size).is_some_and(|end| end <= file.size());
    let size = usize::try_from(size).ok().filter(|_| there).ok_or(ZipError::Broken)?;
    let mut bytes = vec![0; size];
    let mut got = 0;
    while got < size {
        match file.read_at(at + got as u64, &mut bytes[got..])? {
            0 => return Err(ZipError::Broken),
            count => got += count,
        }
    }
    Ok(bytes)
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    Some(u64::from_le_bytes(*bytes.get(at..)?.first_chunk()?))
}
