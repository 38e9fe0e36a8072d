//! From Rust's errors to JavaScript's.

use crate::data::{ChunkError, ManifestError};
use crate::file::{CheckpointError, ModelError};
use crate::ink::{InkError, PictureError};
use crate::net::NetworkError;
use crate::reader::NeighbourError;
use crate::train::{RecipeError, ResumeError, TeachError, TrainError};
use wasm_bindgen::JsValue;

/// The name of an error in JavaScript; part of the interface, so it never changes.
pub(super) trait Named: std::fmt::Display {
    const NAME: &'static str;
}

/// A JavaScript `Error` with the error's name and message.
pub(super) fn throw<E: Named>(error: E) -> JsValue {
    error_named(E::NAME, &error.to_string())
}

/// A JavaScript `Error` with this name and message.
pub(super) fn error_named(name: &str, message: &str) -> JsValue {
    let error = js_sys::Error::new(message);
    error.set_name(name);
    error.into()
}

macro_rules! names {
    ($($error:ty => $name:literal),* $(,)?) => {
        $(impl Named for $error { const NAME: &'static str = $name; })*
    };
}

names! {
    RecipeError => "RecipeError",
    // A network is only ever given as part of a recipe.
    NetworkError => "RecipeError",
    ModelError => "ModelError",
    NeighbourError => "ModelError",
    InkError => "InkError",
    PictureError => "InkError",
    ChunkError => "ChunkError",
    ManifestError => "ChunkError",
    CheckpointError => "CheckpointError",
    ResumeError => "ResumeError",
    TrainError => "TrainError",
    TeachError => "TeachError",
}
