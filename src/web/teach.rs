//! Teaching a net the visitor's own digits, in a worker.

use super::error::{throw, throw_because};
use super::json::{from_json, to_json};
use crate::data::{LabelledDigits, Manifest};
use crate::ink::SIDE;
use crate::net::Network;
use crate::train;
use ndarray::Axis;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Digits of the net's training, for it not to forget them: one chunk of the data set.
#[wasm_bindgen]
pub struct Remembered {
    pub(super) digits: LabelledDigits,
}

#[wasm_bindgen]
impl Remembered {
    /// Opens a chunk that the manifest (the text of `mnist.json`) lists. Throws a `ChunkError`.
    #[wasm_bindgen(constructor)]
    pub fn new(manifest: &str, chunk: &[u8]) -> Result<Remembered, JsValue> {
        let manifest = Manifest::parse(manifest).map_err(throw)?;
        Ok(Self { digits: LabelledDigits::from_chunk(&manifest, chunk).map_err(throw)? })
    }

    /// How many there are.
    #[wasm_bindgen(getter)]
    pub fn count(&self) -> u32 {
        self.digits.len() as u32
    }

    /// The pixels of one, row by row, 0 for paper to 255 for ink; `undefined` where there are
    /// fewer.
    pub fn image(&self, index: usize) -> Option<Vec<u8>> {
        let images = self.digits.images();
        (index < images.shape()[0])
            .then(|| images.index_axis(Axis(0), index).iter().copied().collect())
    }
}

/// Teaches one net, as often as you like; what the net was at first stays as it is.
#[wasm_bindgen]
pub struct Teacher {
    teacher: train::Teacher,
    taught: Option<train::Taught>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct TaughtForPage {
    steps: u32,
    learnt: bool,
    right: u32,
    forgotten: i32,
    watched: u32,
}

#[wasm_bindgen]
impl Teacher {
    /// Takes a net, as `Recognizer.network()` and `Recognizer.weights()` give it, and the digits
    /// that it must not forget. Takes a second or two. Throws a `TeachError`.
    #[wasm_bindgen(constructor)]
    pub fn new(
        network: &str,
        weights: Vec<f32>,
        remembered: &Remembered,
    ) -> Result<Teacher, JsValue> {
        let network: Network = from_json("TeachError", "network", network)?;
        let teacher = train::Teacher::new(&network, weights, &remembered.digits).map_err(throw)?;
        Ok(Self { teacher, taught: None })
    }

    /// Teaches the net, as it was at first, all of these digits: `images` is 784 bytes each, one
    /// after the other, the newest last, and `labels` what they were meant to be. Gives JSON:
    /// `{steps, learnt, right, forgotten, watched}`. `learnt` is whether the net reads the newest
    /// right, `right` how many of all; `forgotten` of `watched` remembered digits were read right
    /// before, and aren't now. Throws a `TeachError`.
    pub fn teach(&mut self, images: Vec<u8>, labels: Vec<u8>) -> Result<String, JsValue> {
        let lessons = LabelledDigits::from_bytes((SIDE, SIDE), images, labels)
            .map_err(|error| throw_because("TeachError", "these are no digits", &error))?;
        let taught = self.teacher.teach(&lessons).map_err(throw)?;
        let &train::Taught { steps, learnt, right, forgotten, watched, .. } = &taught;
        self.taught = Some(taught);
        to_json(&TaughtForPage { steps, learnt, right, forgotten, watched })
    }

    /// The weights that the last `teach` came to; none before.
    pub fn weights(&self) -> Vec<f32> {
        self.taught.as_ref().map_or_else(Vec::new, |taught| taught.weights.clone())
    }
}
