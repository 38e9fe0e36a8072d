//! Pictures from files: PNG, JPEG and WebP of every kind, told apart by what is in them, not by
//! their names.

use super::failure::{Failure, cannot_read, in_file};
use super::files::read;
use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, Limits};
use nibnet::ink::Picture;
use std::io::Cursor;
use std::path::Path;

/// The most memory that decoding a picture takes: 64 megapixels with four channels of 8 bits.
const MOST_BYTES: u64 = 256 << 20;

/// What a file is instead of a picture that can be read.
#[derive(Debug, PartialEq, thiserror::Error)]
enum NoPicture {
    #[error("it is empty")]
    Empty,
    #[error("it is a HEIC photo, as iPhones take them: save it as JPEG or PNG first")]
    Heic,
    #[error("it is a PDF: make a picture of the page first, a screenshot say")]
    Pdf,
    #[error("it is an SVG drawing: save it as PNG first")]
    Svg,
    #[error("it is a web page: the download failed")]
    WebPage,
    #[error("it is no PNG, JPEG or WebP picture")]
    Other,
    #[error("the picture is larger than 64 megapixels: make it smaller")]
    TooLarge,
}

impl NoPicture {
    /// By the first bytes of a file that is no picture.
    fn of(bytes: &[u8]) -> Self {
        let start = bytes.trim_ascii_start();
        let text = String::from_utf8_lossy(&start[..start.len().min(500)]).to_ascii_lowercase();
        let brand = bytes.get(8..12).unwrap_or_default();
        match () {
            () if bytes.is_empty() => Self::Empty,
            () if bytes.get(4..8) == Some(b"ftyp") && brand.starts_with(b"he") => Self::Heic,
            () if bytes.get(4..8) == Some(b"ftyp") && brand.starts_with(b"mif") => Self::Heic,
            () if start.starts_with(b"%PDF") => Self::Pdf,
            () if text.starts_with('<') && text.contains("<svg") => Self::Svg,
            () if text.starts_with("<!doctype html") || text.starts_with("<html") => Self::WebPage,
            () => Self::Other,
        }
    }
}

/// Opens a picture, set upright as its file says.
pub(super) fn open_picture(file: &Path) -> Result<Picture, Failure> {
    picture_of(&read(file)?, file)
}

fn picture_of(bytes: &[u8], file: &Path) -> Result<Picture, Failure> {
    let mut reader = ImageReader::new(Cursor::new(bytes)).with_guessed_format()?;
    let mut limits = Limits::default();
    limits.max_alloc = Some(MOST_BYTES);
    reader.limits(limits);
    let refused = |error: ImageError| match error {
        ImageError::Limits(_) => in_file(file)(NoPicture::TooLarge),
        ImageError::Unsupported(_) => in_file(file)(NoPicture::of(bytes)),
        error => cannot_read(file)(error),
    };
    let mut decoder = reader.into_decoder().map_err(refused)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) * 4 > MOST_BYTES {
        return Err(in_file(file)(NoPicture::TooLarge));
    }
    let orientation = decoder.orientation().map_err(refused)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(refused)?;
    image.apply_orientation(orientation);
    let rgba = image.into_rgba8();
    let (width, height) = (rgba.width() as usize, rgba.height() as usize);
    Picture::from_rgba(width, height, rgba.as_raw()).map_err(in_file(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_picture_is_named() {
        for (bytes, what) in [
            (&b""[..], NoPicture::Empty),
            (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", NoPicture::Heic),
            (b"\0\0\0\x18ftypmif1\0\0\0\0mif1heic", NoPicture::Heic),
            (b"%PDF-1.7\n", NoPicture::Pdf),
            (b"<?xml version=\"1.0\"?>\n<svg xmlns", NoPicture::Svg),
            (b"\n<!DOCTYPE html><title>404", NoPicture::WebPage),
            (b"7", NoPicture::Other),
        ] {
            let error = picture_of(bytes, Path::new("seven.png")).unwrap_err().to_string();
            assert_eq!(error, format!("seven.png: {what}"));
        }
    }
}
