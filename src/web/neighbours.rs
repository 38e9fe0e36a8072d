//! The digits of its training that a net finds most like a given one, in a worker.

use super::Remembered;
use super::error::{error_named, throw};
use super::to_json;
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
    /// Gets to know the digits through a net, as `Recognizer.network()` and `Recognizer.weights()` give it. Takes a
    /// second or two. Throws a `ModelError`.
    #[wasm_bindgen(constructor)]
    pub fn new(
        network: &str,
        weights: Vec<f32>,
        remembered: &Remembered,
    ) -> Result<Neighbours, JsValue> {
        let network: Network = serde_json::from_str(network)
            .map_err(|error| error_named("ModelError", &error.to_string()))?;
        let all = reader::Neighbours::new(&network, weights, &remembered.digits).map_err(throw)?;
        Ok(Self { all })
    }

    /// The `count` digits nearest to an image of 784 bytes, by what the net's last layer is given of them. Gives
    /// JSON: a list of `{index, label, distance}`, the nearest first. Throws a `ModelError`.
    pub fn nearest(&mut self, image: &[u8], count: usize) -> Result<String, JsValue> {
        let found = self.all.nearest(image, count).map_err(throw)?;
        let found = found.into_iter().map(|reader::Neighbour { index, label, distance }| {
            NeighbourForPage { index, label, distance }
        });
        to_json(&found.collect::<Vec<_>>())
    }
}
