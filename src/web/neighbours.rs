//! The digits of its training that a net finds most like a given one, in a worker.

use super::error::throw;
use super::json::{from_json, to_json};
use super::teach::Remembered;
use crate::net::Network;
use crate::reader;
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Digits as one net sees them.
#[wasm_bindgen]
pub struct Neighbours {
    all: reader::Neighbours,
}

#[derive(Serialize)]
struct NeighbourForPage {
    index: usize,
    label: u8,
    distance: f32,
}

#[wasm_bindgen]
impl Neighbours {
    /// Reads the digits with a net, as `Recognizer.network()` and `Recognizer.weights()` give it.
    /// Takes a second or two. Throws a `ModelError`.
    #[wasm_bindgen(constructor)]
    pub fn new(
        network: &str,
        weights: Vec<f32>,
        remembered: &Remembered,
    ) -> Result<Neighbours, JsValue> {
        let network: Network = from_json("ModelError", "network", network)?;
        let all = reader::Neighbours::new(&network, weights, &remembered.digits).map_err(throw)?;
        Ok(Self { all })
    }

    /// The `count` digits nearest to an image of 784 bytes, by the input of the net's last layer.
    /// Gives JSON: a list of `{index, label, distance}`, the nearest first. Throws a `ModelError`.
    pub fn nearest(&mut self, image: &[u8], count: usize) -> Result<String, JsValue> {
        let found = self.all.nearest(image, count).map_err(throw)?;
        let found = found.into_iter().map(|reader::Neighbour { index, label, distance }| {
            NeighbourForPage { index, label, distance }
        });
        to_json(&found.collect::<Vec<_>>())
    }
}
