//! A net in training, in place of the one that reads.

use super::error::throw;
use super::json::from_json;
use super::recognizer::{Recognizer, check_input};
use crate::net::Network;
use crate::reader::Reader;
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Recognizer {
    /// Reads with this net; network and weights as in `adopt`, which needs another net before it.
    /// Throws a `ModelError`.
    pub fn of(network: &str, weights: Vec<f32>) -> Result<Recognizer, JsValue> {
        let network: Network = from_json("ModelError", "network", network)?;
        check_input(network.input)?;
        let reader = Reader::new(&network, weights).map_err(throw)?;
        Ok(Self { reader, accuracy: None, evidence: None })
    }

    /// Reads with another net from now on: `network` is JSON and `weights` are its weights in
    /// order, as `Training.network()` and `Training.weights()` give them. Throws a `ModelError`;
    /// then the net before goes on reading.
    pub fn adopt(&mut self, network: &str, weights: Vec<f32>) -> Result<(), JsValue> {
        let network: Network = from_json("ModelError", "network", network)?;
        check_input(network.input)?;
        self.evidence = None;
        self.accuracy = None;
        self.reader.adopt(&network, weights).map_err(throw)
    }
}
