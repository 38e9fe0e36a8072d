//! The data set, in the worker: it survives from run to run.

use super::error::{error_named, throw};
use super::to_json;
use crate::data::{self, Split};
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// MNIST's digits, as far as they have arrived.
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
    /// Room for the digits of a manifest (the text of `mnist.json`), none of them there yet. Throws a
    /// `ChunkError` if it can't be read.
    #[wasm_bindgen(constructor)]
    pub fn new(manifest: &str) -> Result<Digits, JsValue> {
        Ok(Self { set: data::Digits::new(manifest).map_err(throw)? })
    }

    /// Takes in the bytes of one chunk; one that is there already changes nothing. Gives JSON:
    /// `{split, first, count, trainReady, testReady}`. Throws a `ChunkError`, and then nothing is taken
    /// in.
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

    fn digit(&self, split: &str, index: u32) -> Result<(&[u8], u8), JsValue> {
        let part = match split {
            "train" => Split::Train,
            "test" => Split::Test,
            _ => {
                let message =
                    format!("there is no part \"{split}\"; there are \"train\" and \"test\"");
                return Err(error_named("ChunkError", &message));
            }
        };
        match self.set.run(part, index, 1) {
            Some((image, labels)) => Ok((image, labels[0])),
            None => {
                let message = format!("{split} digit {index} isn't there");
                Err(error_named("ChunkError", &message))
            }
        }
    }
}
