//! Files of nets, in the page: what comes from a visitor's disk, and what goes there.

use super::error::{error_named, throw};
use super::json::{from_json, to_json};
use crate::file::{self, Format, Model};
use crate::net::Network;
use wasm_bindgen::prelude::*;

/// A net from a `.nib` or `.safetensors` file.
#[wasm_bindgen]
pub struct NetFile {
    model: Model,
}

#[wasm_bindgen]
impl NetFile {
    /// Opens a file. `network` is JSON; only a safetensors file that doesn't say which network its
    /// tensors belong to needs it. Throws a `ModelError` that says what is wrong, and of which
    /// tensor.
    #[wasm_bindgen(constructor)]
    pub fn new(file: &[u8], network: Option<String>) -> Result<NetFile, JsValue> {
        let network: Option<Network> =
            network.map(|network| from_json("ModelError", "network", &network)).transpose()?;
        Ok(Self { model: file::open(file, network.as_ref()).map_err(throw)? })
    }

    /// The network, as JSON, for `Recognizer.adopt`.
    pub fn network(&self) -> Result<String, JsValue> {
        to_json(&self.model.network)
    }

    /// A copy of its weights, in order.
    pub fn weights(&self) -> Vec<f32> {
        self.model.weights()
    }

    /// Where it comes from, as JSON: `{preset, recipe, steps, test_accuracy}`.
    pub fn about(&self) -> Result<String, JsValue> {
        to_json(&self.model.about)
    }

    /// The bytes of a file with this net. `format` is `"nib"`, `"nib-half"`, `"safetensors"`,
    /// `"npz"` or `"onnx"`. Throws a `ModelError`.
    pub fn to_bytes(&self, format: &str) -> Result<Vec<u8>, JsValue> {
        let Some(format) = Format::named(format) else {
            let known: Vec<_> = Format::ALL.iter().map(|(_, name)| *name).collect();
            let message = format!("no format \"{format}\"; there are {}", known.join(", "));
            return Err(error_named("ModelError", &message));
        };
        file::write(&self.model, format).map_err(throw)
    }
}
