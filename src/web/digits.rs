//! The data set, in the worker: it survives from run to run.

use super::error::{error_named, throw, throw_because};
use super::json::to_json;
use crate::budget::{Need, fits};
use crate::data::{self, LabelledDigits, OtherDigits, Split};
use crate::ink::SIDE;
use js_sys::Uint8Array;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// MNIST's digits, as far as they have arrived; or others.
#[wasm_bindgen]
pub struct Digits {
    pub(super) set: data::Digits,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct AddedForPage {
    split: Split,
    first: u32,
    count: u32,
    train_ready: u32,
    test_ready: u32,
}

#[wasm_bindgen]
impl Digits {
    /// A set for the digits of a manifest (the text of `mnist.json`); `add` brings its chunks.
    /// Throws a `ChunkError` if it can't be read.
    #[wasm_bindgen(constructor)]
    pub fn new(manifest: &str) -> Result<Digits, JsValue> {
        Ok(Self { set: data::Digits::new(manifest).map_err(throw)? })
    }

    /// As `new`, with digits that the visitor drew behind the training digits: `images` is 784
    /// bytes each, one after the other, `labels` a byte each, 0 to 9. Throws a `ChunkError`.
    pub fn with_own(manifest: &str, images: Vec<u8>, labels: Vec<u8>) -> Result<Digits, JsValue> {
        let own = labelled(images, labels)?;
        Ok(Self { set: data::Digits::with_own(manifest, &own).map_err(throw)? })
    }

    /// The digits of a visitor's files, images and labels as in `with_own`. Where `transposed`,
    /// rows and columns of each image are swapped. Throws a `ChunkError`, also where there is no
    /// memory for them: before they are copied.
    pub fn from_files(
        name: &str,
        train_images: &Uint8Array,
        train_labels: &Uint8Array,
        test_images: &Uint8Array,
        test_labels: &Uint8Array,
        transposed: bool,
    ) -> Result<Digits, JsValue> {
        let all = [train_images, train_labels, test_images, test_labels];
        let bytes = all.iter().map(|part| u64::from(part.length())).sum();
        fits(&[Need { what: "the digits", bytes }])
            .map_err(|error| throw_because("ChunkError", "these are too many digits", &error))?;
        let read = |images: &Uint8Array, labels: &Uint8Array| {
            let digits = labelled(images.to_vec(), labels.to_vec())?;
            Ok::<_, JsValue>(if transposed { digits.transposed() } else { digits })
        };
        let (train, test) = (read(train_images, train_labels)?, read(test_images, test_labels)?);
        Ok(Self { set: data::Digits::from_files(name, train, test).map_err(throw)? })
    }

    /// Which digits these are, as JSON, for a recipe's `digits`; `undefined` where they are just
    /// the manifest's.
    pub fn source(&self) -> Result<Option<String>, JsValue> {
        self.set.source().map(to_json).transpose()
    }

    /// Adds the digits of one chunk; a chunk that is there already changes nothing. Gives JSON:
    /// `{split, first, count, trainReady, testReady}`. Throws a `ChunkError`, and then adds
    /// nothing.
    pub fn add(&mut self, chunk: &[u8]) -> Result<String, JsValue> {
        let added = self.set.add(chunk).map_err(throw)?;
        to_json(&AddedForPage {
            split: added.split,
            first: added.first,
            count: added.count,
            train_ready: self.train_ready(),
            test_ready: self.test_ready(),
        })
    }

    /// How many training digits are there.
    #[wasm_bindgen(getter)]
    pub fn train_ready(&self) -> u32 {
        self.set.ready(Split::Train)
    }

    /// How many test digits are there.
    #[wasm_bindgen(getter)]
    pub fn test_ready(&self) -> u32 {
        self.set.ready(Split::Test)
    }

    /// The pixels of one digit, row by row, 0 for paper to 255 for ink. `split` is `"train"` or
    /// `"test"`. Throws a `ChunkError` if it isn't there.
    pub fn image(&self, split: &str, index: u32) -> Result<Vec<u8>, JsValue> {
        self.digit(split, index).map(|(image, _)| image.to_vec())
    }

    /// What one digit is: 0 to 9.
    pub fn label(&self, split: &str, index: u32) -> Result<u8, JsValue> {
        self.digit(split, index).map(|(_, label)| label)
    }

    /// Whether `count` digits from `first` on are there. Throws a `ChunkError` if there are no such
    /// digits.
    pub fn has(&self, split: &str, first: u32, count: u32) -> Result<bool, JsValue> {
        let which = split_named(split)?;
        let total = self.set.total(which);
        if first.checked_add(count).is_none_or(|end| end > total) {
            let message = format!(
                "there are {total} {split} digits; {count} from {first} on aren't among them"
            );
            return Err(error_named("ChunkError", &message));
        }
        Ok(self.set.has(which, first, count))
    }

    /// The pixels of `count` digits from `first` on, as of `image`, one after the other. Throws a
    /// `ChunkError` if they aren't there.
    pub fn images(&self, split: &str, first: u32, count: u32) -> Result<Vec<u8>, JsValue> {
        self.range(split, first, count).map(|(images, _)| images.to_vec())
    }

    /// What those are: a byte each.
    pub fn labels(&self, split: &str, first: u32, count: u32) -> Result<Vec<u8>, JsValue> {
        self.range(split, first, count).map(|(_, labels)| labels.to_vec())
    }

    fn range(&self, split: &str, first: u32, count: u32) -> Result<(&[u8], &[u8]), JsValue> {
        self.set.run(split_named(split)?, first, count).ok_or_else(|| {
            let message = format!("{count} {split} digits from {first} on aren't there");
            error_named("ChunkError", &message)
        })
    }

    fn digit(&self, split: &str, index: u32) -> Result<(&[u8], u8), JsValue> {
        match self.set.run(split_named(split)?, index, 1) {
            Some((image, labels)) => Ok((image, labels[0])),
            None => {
                let message = format!("{split} digit {index} isn't there");
                Err(error_named("ChunkError", &message))
            }
        }
    }
}

/// What a recipe's `digits` must say to learn from MNIST and these, as in `Digits.with_own`: JSON.
/// Throws a `ChunkError`.
#[wasm_bindgen]
pub fn own_digits(images: Vec<u8>, labels: Vec<u8>) -> Result<String, JsValue> {
    to_json(&OtherDigits::own(&labelled(images, labels)?))
}

fn labelled(images: Vec<u8>, labels: Vec<u8>) -> Result<LabelledDigits, JsValue> {
    let refused =
        |error: data::IdxError| throw_because("ChunkError", "these are no digits", &error);
    let digits = LabelledDigits::from_bytes((SIDE, SIDE), images, labels).map_err(refused)?;
    digits.check_labels().map_err(refused)?;
    Ok(digits)
}

fn split_named(split: &str) -> Result<Split, JsValue> {
    match split {
        "train" => Ok(Split::Train),
        "test" => Ok(Split::Test),
        _ => {
            let message =
                format!("there is no split \"{split}\"; there are \"train\" and \"test\"");
            Err(error_named("ChunkError", &message))
        }
    }
}
