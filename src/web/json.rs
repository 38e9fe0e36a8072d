//! JSON at the border: structured values cross as its text.

use super::error::{throw, throw_because};
use serde::Serialize;
use serde::de::DeserializeOwned;
use wasm_bindgen::JsValue;

/// The text of a value.
pub(super) fn to_json(value: &impl Serialize) -> Result<String, JsValue> {
    serde_json::to_string(value).map_err(throw)
}

/// The value of a text. `what` it is follows "the …" in the error, which is called `name`.
pub(super) fn from_json<T: DeserializeOwned>(
    name: &str,
    what: &str,
    json: &str,
) -> Result<T, JsValue> {
    serde_json::from_str(json)
        .map_err(|error| throw_because(name, &format!("the {what} can't be read"), &error))
}
