//! Packing a set into chunks.

use super::chunk;
use super::labelled::LabelledDigits;
use super::manifest::{CHUNK, Manifest, ManifestError};
use super::split::Split;

/// A packed data set: its manifest, and its chunks by file name.
#[derive(Clone, Debug)]
pub struct Packed {
    /// The manifest, as JSON.
    pub manifest: String,
    /// File names and contents.
    pub files: Vec<(String, Vec<u8>)>,
}

/// Packs a data set into chunks and a manifest.
///
/// # Errors
/// A [`ManifestError`] if the parts differ in image size, or one is empty or too large.
pub fn pack(
    name: &str,
    train: &LabelledDigits,
    test: &LabelledDigits,
) -> Result<Packed, ManifestError> {
    let mut manifest = Manifest::describe(name, train, test)?;
    let (rows, columns) = (manifest.rows, manifest.columns);
    let mut files = Vec::new();
    for entry in &mut manifest.chunks {
        let digits = match entry.split {
            Split::Train => train,
            Split::Test => test,
        };
        let (images, labels) = digits.run(entry.first as usize, entry.count as usize);
        let (file, crc32) = chunk::seal(entry, rows, columns, images, labels);
        entry.crc32 = format!("{crc32:08x}");
        entry.bytes = file.len() as u32;
        let number = entry.first / CHUNK;
        entry.file = format!("{}-{number:02}-{}.nibd", entry.split, entry.crc32);
        files.push((entry.file.clone(), file));
    }
    let manifest = serde_json::to_string(&manifest).expect("a manifest can be written as JSON");
    Ok(Packed { manifest, files })
}
