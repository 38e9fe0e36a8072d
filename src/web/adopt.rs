//! A net in training, in place of the one that reads.

use super::Recognizer;
use super::error::{error_named, throw};
use crate::file::ModelError;
use crate::ink::IMAGE;
use crate::net::{Network, NetworkError, limits};
use wasm_bindgen::prelude::*;

#[wasm_bindgen]
impl Recognizer {
    /// Reads with another net from now on: what `Training.network()` and `Training.weights()` give.
    /// Throws a `ModelError`, and then reads on with the net before.
    pub fn adopt(&mut self, network: &str, weights: Vec<f32>) -> Result<(), JsValue> {
        let network: Network = serde_json::from_str(network)
            .map_err(|error| error_named("ModelError", &error.to_string()))?;
        let (rows, columns) = (network.input.rows, network.input.columns);
        if network.input.pixels() != IMAGE {
            let most = limits::MOST_PIXELS_A_SIDE;
            return Err(throw(ModelError::from(NetworkError::InputSize { rows, columns, most })));
        }
        self.evidence = None;
        self.reader.adopt(&network, weights).map_err(throw)
    }
}
