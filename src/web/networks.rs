//! Networks as people write them, layer by layer.

use super::json::{from_json, to_json};
use crate::net::{Input, Layer, Network, NetworkError, Outline};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use wasm_bindgen::prelude::*;

/// A network of which some layers may not be layers yet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Draft {
    #[serde(default)]
    input: Input,
    layers: Vec<Box<RawValue>>,
}

#[derive(Serialize)]
struct LayerForPage {
    name: Option<String>,
    shape: Option<Vec<usize>>,
    parameters: Option<usize>,
}

#[derive(Serialize)]
struct ErrorForPage {
    layer: Option<usize>,
    message: String,
    /// `null` where the layer can't be read at all.
    what: Option<NetworkError>,
}

#[derive(Serialize)]
struct NetworkForPage {
    network: Option<Network>,
    layers: Vec<LayerForPage>,
    parameters: Option<usize>,
    errors: Vec<ErrorForPage>,
}

/// Checks a network that may be unfinished: give `{"layers": […]}`, as in a recipe. Gives JSON:
/// `{network, layers: [{name, shape, parameters}], parameters, errors: [{layer, message, what}]}`.
/// `network` is the whole of it, `null` where something is wrong; `shape` and `parameters` are
/// `null` from the first wrong layer on; an error's `layer` is counted from 1, `null` where it
/// concerns them all, and `what` has its `kind` and the numbers in the message. Throws a
/// `RecipeError` for what isn't a list of layers at all.
#[wasm_bindgen]
pub fn describe_network(json: &str) -> Result<String, JsValue> {
    let draft: Draft = from_json("RecipeError", "network", json)?;
    let read: Vec<Result<Layer, String>> = draft
        .layers
        .iter()
        .map(|layer| serde_json::from_str(layer.get()).map_err(|error| without_place(&error)))
        .collect();
    let known: Vec<Option<Layer>> = read.iter().map(|layer| layer.as_ref().ok().cloned()).collect();
    let outline = Outline::new(draft.input, &known);
    let mut errors = Vec::new();
    for (number, layer) in (1..).zip(&read) {
        if let Err(reason) = layer {
            let message = format!("layer {number} can't be read: {reason}");
            errors.push(ErrorForPage { layer: Some(number), message, what: None });
        }
    }
    for error in outline.errors {
        let layer = match error {
            NetworkError::LastLayer { .. } => Some(known.len()),
            _ => error.layer(),
        };
        errors.push(ErrorForPage { layer, message: error.to_string(), what: Some(error) });
    }
    let all: Option<Vec<Layer>> = known.iter().cloned().collect();
    let layers: Vec<_> = (0..known.len())
        .map(|i| LayerForPage {
            name: known[i].as_ref().map(Layer::to_string),
            shape: outline.layers.get(i).map(|layer| layer.shape.clone()),
            parameters: outline.layers.get(i).map(|layer| layer.parameters),
        })
        .collect();
    to_json(&NetworkForPage {
        parameters: layers.iter().map(|layer| layer.parameters).sum(),
        layers,
        network: all
            .filter(|_| errors.is_empty())
            .map(|layers| Network { input: draft.input, layers }),
        errors,
    })
}

/// What is wrong, without the line and the column: of one layer's text they say nothing.
fn without_place(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    message.strip_suffix(&place).unwrap_or(&message).to_owned()
}
