//! What a file is, by its first bytes: so that what can't be read is called by its name.

use serde::Serialize;
use std::fmt;

/// A kind of file that isn't digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[allow(missing_docs)] // `Display` says it
#[non_exhaustive]
pub enum Kind {
    Nothing,
    Zip,
    Gzip,
    WebPage,
    LfsPointer,
    Png,
    Jpeg,
    Gif,
    Webp,
    Svg,
    Pdf,
    NibnetNet,
    NibnetRun,
    NibnetChunk,
    Safetensors,
    Pickle,
    Matlab,
    Parquet,
    Hdf5,
    Archive,
    Json,
    Text,
    Unknown,
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Nothing => "empty",
            Self::Zip => "a ZIP archive inside another file: unpack it first",
            Self::Gzip => "packed with gzip more than four times",
            Self::WebPage => "a web page: the download failed",
            Self::LfsPointer => "a pointer of Git LFS: the file itself was not downloaded",
            Self::Png => "a PNG picture",
            Self::Jpeg => "a JPEG picture",
            Self::Gif => "a GIF picture",
            Self::Webp => "a WebP picture",
            Self::Svg => "an SVG picture",
            Self::Pdf => "a PDF document",
            Self::NibnetNet => "a net of nibnet (.nib): open it with “Open a net”, or --model",
            Self::NibnetRun => "a run of nibnet (.nibrun): open it under “Your runs”",
            Self::NibnetChunk => "a piece of nibnet's own copy of MNIST",
            Self::Safetensors => "a net (safetensors): open it with “Open a net”, or --model",
            Self::Pickle => "a Python pickle, which may run programs: save it as NPZ",
            Self::Matlab => "a MATLAB file: save it as CSV or NPZ",
            Self::Parquet => "a Parquet file: save it as CSV or NPZ",
            Self::Hdf5 => "an HDF5 file: save it as NPZ",
            Self::Archive => "an archive other than ZIP: unpack it first",
            Self::Json => "JSON",
            Self::Text => "text",
            Self::Unknown => "a file of an unknown kind",
        })
    }
}

/// What kind of file begins with these bytes, if it isn't one that digits come in.
pub(super) fn kind_of(first: &[u8]) -> Kind {
    let starts: [(&[u8], Kind); 22] = [
        (b"PK\x03\x04", Kind::Zip),
        (b"PK\x05\x06", Kind::Zip),
        (&[0x1f, 0x8b], Kind::Gzip),
        (b"version https://git-lfs", Kind::LfsPointer),
        (b"\x89PNG", Kind::Png),
        (&[0xff, 0xd8, 0xff], Kind::Jpeg),
        (b"GIF8", Kind::Gif),
        (b"%PDF", Kind::Pdf),
        (b"NIBN", Kind::NibnetNet),
        (b"NIBR", Kind::NibnetRun),
        (b"NIBD", Kind::NibnetChunk),
        (&[0x80, 2], Kind::Pickle),
        (&[0x80, 3], Kind::Pickle),
        (&[0x80, 4], Kind::Pickle),
        (&[0x80, 5], Kind::Pickle),
        (b"MATLAB", Kind::Matlab),
        (b"PAR1", Kind::Parquet),
        (b"\x89HDF", Kind::Hdf5),
        (b"7z\xbc\xaf", Kind::Archive),
        (b"Rar!", Kind::Archive),
        (b"BZh", Kind::Archive),
        (b"\xfd7zXZ", Kind::Archive),
    ];
    if let Some(&(_, kind)) = starts.iter().find(|(start, _)| first.starts_with(start)) {
        return kind;
    }
    if first.is_empty() {
        return Kind::Nothing;
    }
    if first.starts_with(b"RIFF") && first.get(8..12) == Some(b"WEBP") {
        return Kind::Webp;
    }
    if first.get(257..262) == Some(b"ustar") {
        return Kind::Archive;
    }
    if first.get(8) == Some(&b'{') && first.get(4..8) == Some(&[0; 4]) {
        return Kind::Safetensors;
    }
    let text: String = String::from_utf8_lossy(first).trim_start_matches('\u{feff}').to_lowercase();
    let text = text.trim_start();
    if text.starts_with('<') {
        return if text.contains("<svg") { Kind::Svg } else { Kind::WebPage };
    }
    if text.starts_with(['{', '[']) {
        return Kind::Json;
    }
    if is_text(first) { Kind::Text } else { Kind::Unknown }
}

/// Whether these bytes may begin a text: no control characters but those that lines need.
pub(super) fn is_text(first: &[u8]) -> bool {
    !first.is_empty()
        && first.iter().all(|&byte| byte >= b' ' || matches!(byte, b'\t' | b'\n' | b'\r'))
}
