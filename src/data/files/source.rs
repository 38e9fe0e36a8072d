//! Where the bytes of a file come from, layer by layer: a stretch of a file, inflated, gunzipped.
//!
//! Nothing is held whole but what is asked for: a set of 280,000 digits is read through 64 kB.

use flate2::bufread::{DeflateDecoder, GzDecoder};
use std::io::{self, BufRead, BufReader, Read};

/// A file that somebody brings.
pub struct DigitFile {
    /// Its name, or its path in a folder with `/`.
    pub name: String,
    /// What is in it.
    pub contents: Box<dyn RandomAccess>,
}

/// A file that can be read from anywhere: bytes in memory, a file on disk, a `File` of a browser.
pub trait RandomAccess {
    /// How many bytes there are.
    fn size(&self) -> u64;

    /// Reads some bytes from `at` on, as [`Read::read`] does: 0 at the end.
    ///
    /// # Errors
    /// What the disk or the browser says.
    fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize>;
}

impl RandomAccess for &[u8] {
    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let rest = usize::try_from(at).ok().and_then(|at| self.get(at..)).unwrap_or_default();
        let count = rest.len().min(buffer.len());
        buffer[..count].copy_from_slice(&rest[..count]);
        Ok(count)
    }
}

impl RandomAccess for Vec<u8> {
    fn size(&self) -> u64 {
        self.len() as u64
    }

    fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        self.as_slice().read_at(at, buffer)
    }
}

/// The most layers of gzip around a file: more than twice is nobody's mistake.
const MOST_GZIPS: u8 = 4;
/// Bytes that are read ahead.
const AHEAD: u64 = 64 << 10;

/// Bytes of a file, and how to unpack them.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) file: &'a dyn RandomAccess,
    /// The stretch of the file.
    pub(super) from: u64,
    pub(super) size: u64,
    /// Whether it is deflated, as ZIP archives do.
    pub(super) deflated: bool,
    gzips: u8,
}

impl<'a> Source<'a> {
    pub(super) fn new(file: &'a dyn RandomAccess) -> Self {
        Self { file, from: 0, size: file.size(), deflated: false, gzips: 0 }
    }

    pub(super) fn stretch(
        file: &'a dyn RandomAccess,
        from: u64,
        size: u64,
        deflated: bool,
    ) -> Self {
        Self { file, from, size, deflated, gzips: 0 }
    }

    /// Whether it is the whole file as it is.
    pub(super) fn is_plain(&self) -> bool {
        !self.deflated && self.gzips == 0
    }

    /// The unpacked bytes, from the first on.
    pub(super) fn open(&self) -> Box<dyn BufRead + 'a> {
        let Self { file, from, size, deflated, gzips } = *self;
        let stretch = Stretch { file, at: from, left: size };
        let mut bytes: Box<dyn BufRead + 'a> =
            Box::new(BufReader::with_capacity(size.clamp(1, AHEAD) as usize, stretch));
        if deflated {
            bytes = Box::new(BufReader::new(DeflateDecoder::new(bytes)));
        }
        for _ in 0..gzips {
            bytes = Box::new(BufReader::new(Gunzip(Some(GzDecoder::new(bytes)))));
        }
        bytes
    }

    /// The same with all gzip around it taken off, and its first bytes.
    pub(super) fn peel(mut self) -> io::Result<(Self, Vec<u8>)> {
        loop {
            let mut first = Vec::new();
            self.open().take(FIRST).read_to_end(&mut first)?;
            if !first.starts_with(&GZIP) || self.gzips == MOST_GZIPS {
                return Ok((self, first));
            }
            self.gzips += 1;
        }
    }
}

/// So many first bytes tell any kind of file: a tar archive is known by its 257th.
const FIRST: u64 = 512;
const GZIP: [u8; 2] = [0x1f, 0x8b];

struct Stretch<'a> {
    file: &'a dyn RandomAccess,
    at: u64,
    left: u64,
}

impl Read for Stretch<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).map_or(buffer.len(), |left| left.min(buffer.len()));
        if most == 0 {
            return Ok(0);
        }
        let count = self.file.read_at(self.at, &mut buffer[..most])?;
        (self.at, self.left) = (self.at + count as u64, self.left - count as u64);
        Ok(count)
    }
}

/// All members of a gzip stream; what follows the last one and is none is left out: some tools fill
/// a block up with zeros.
struct Gunzip<R>(Option<GzDecoder<R>>);

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while let Some(decoder) = &mut self.0 {
            let count = decoder.read(buffer)?;
            if count > 0 || buffer.is_empty() {
                return Ok(count);
            }
            let mut rest = self.0.take().expect("it was there a line above").into_inner();
            if rest.fill_buf()?.starts_with(&GZIP) {
                self.0 = Some(GzDecoder::new(rest));
            }
        }
        Ok(0)
    }
}

/// Reads until the buffer is full or the bytes end; how many there were.
pub(super) fn fill(bytes: &mut dyn BufRead, buffer: &mut [u8]) -> io::Result<usize> {
    let mut got = 0;
    while got < buffer.len() {
        match bytes.read(&mut buffer[got..]) {
            Ok(0) => break,
            Ok(count) => got += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(got)
}
