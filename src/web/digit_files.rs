//! Digits from a visitor's files, in the worker: read where they lie, not copied as a whole.

use super::error::throw;
use super::json::to_json;
use crate::data::{DigitFile, DigitSet, LabelledDigits, Note, RandomAccess, read_digit_files};
use js_sys::{Function, Uint8Array};
use serde::Serialize;
use std::io;
use wasm_bindgen::prelude::*;

/// Files that a visitor brings, and the set that they make.
#[wasm_bindgen]
#[derive(Default)]
pub struct DigitFiles {
    files: Vec<DigitFile>,
    set: Option<DigitSet>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AboutForPage<'a> {
    name: &'a str,
    lies_down: bool,
    notes: &'a [Note],
}

#[wasm_bindgen]
impl DigitFiles {
    /// No files yet.
    #[wasm_bindgen(constructor)]
    pub fn new() -> DigitFiles {
        Self::default()
    }

    /// Adds a file of `size` bytes. `read(from, to)` returns a `Uint8Array` with its bytes from
    /// `from` up to, and without, `to`; what it throws is said of the file.
    pub fn add(&mut self, name: String, size: f64, read: Function) {
        self.files.push(DigitFile { name, contents: Box::new(File { size: size as u64, read }) });
    }

    /// Reads the set that the files make; of each part the first `most` digits. Gives JSON:
    /// `{name, liesDown, notes}`, each note with its `kind`. Throws a `DigitFilesError`, with its
    /// `what`.
    pub fn read(&mut self, most: u32) -> Result<String, JsValue> {
        let DigitSet { name, lies_down, notes, .. } =
            self.set.insert(read_digit_files(&self.files, most).map_err(throw)?);
        to_json(&AboutForPage { name, lies_down: *lies_down, notes })
    }

    /// The pixels of all training digits, 784 bytes each, as they are in the files; none before
    /// `read`.
    pub fn train_images(&self) -> Vec<u8> {
        self.images(|set| &set.train)
    }

    /// Their labels, a byte each.
    pub fn train_labels(&self) -> Vec<u8> {
        self.labels(|set| &set.train)
    }

    /// The pixels of all test digits.
    pub fn test_images(&self) -> Vec<u8> {
        self.images(|set| &set.test)
    }

    /// Their labels.
    pub fn test_labels(&self) -> Vec<u8> {
        self.labels(|set| &set.test)
    }

    fn images(&self, part: fn(&DigitSet) -> &LabelledDigits) -> Vec<u8> {
        self.set.as_ref().map_or_else(Vec::new, |set| part(set).pixels().to_vec())
    }

    fn labels(&self, part: fn(&DigitSet) -> &LabelledDigits) -> Vec<u8> {
        self.set.as_ref().map_or_else(Vec::new, |set| part(set).labels().to_vec())
    }
}

/// A file that JavaScript reads.
struct File {
    size: u64,
    read: Function,
}

impl RandomAccess for File {
    fn size(&self) -> u64 {
        self.size
    }

    fn read_at(&self, at: u64, buffer: &mut [u8]) -> io::Result<usize> {
        let end = self.size.min(at.saturating_add(buffer.len() as u64));
        if at >= end {
            return Ok(0);
        }
        let read = self.read.call2(&JsValue::NULL, &(at as f64).into(), &(end as f64).into());
        let bytes = read.and_then(JsCast::dyn_into::<Uint8Array>).map_err(|thrown| {
            let message = thrown.dyn_ref::<js_sys::Error>().map(js_sys::Error::message);
            io::Error::other(message.map_or("the file can't be read".to_owned(), String::from))
        })?;
        let count = (bytes.length() as usize).min(buffer.len());
        bytes.subarray(0, count as u32).copy_to(&mut buffer[..count]);
        Ok(count)
    }
}
