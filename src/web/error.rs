//! From Rust's errors to JavaScript's.

use crate::data::{ChunkError, ManifestError};
use crate::file::ModelError;
use crate::ink::{InkError, PictureError};
use crate::net::NetworkError;
use crate::reader::NeighbourError;
use crate::train::{CheckpointError, RecipeError, ResumeError, TeachError, TrainError};
use wasm_bindgen::JsValue;

/// The name of an error in JavaScript; part of the interface, so it never changes.
pub(super) trait Named: std::fmt::Display {
    const NAME: &'static str;

    /// Its kind and the numbers in it as JSON, for whoever says it in another language.
    fn what(&self) -> Option<String> {
        None
    }
}

/// A JavaScript `Error` with the error's name and message, and as `what` its kind and numbers where there are such.
pub(super) fn throw<E: Named>(error: E) -> JsValue {
    let thrown = error_named(E::NAME, &error.to_string());
    if let Some(what) = error.what() {
        // Of an object that is ours alone this can't fail.
        let _ = js_sys::Reflect::set(&thrown, &"what".into(), &what.into());
    }
    thrown
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

#[cfg(feature = "training")]
names! { crate::file::OpenError => "ModelError" }

names! {
    ModelError => "ModelError",
    NeighbourError => "ModelError",
    InkError => "InkError",
    PictureError => "InkError",
    ChunkError => "ChunkError",
    ManifestError => "ChunkError",
    CheckpointError => "CheckpointError",
    ResumeError => "ResumeError",
    TeachError => "TeachError",
}

impl Named for RecipeError {
    const NAME: &'static str = "RecipeError";

    fn what(&self) -> Option<String> {
        match self {
            RecipeError::Network(error) => error.what(),
            _ => None,
        }
    }
}

impl Named for NetworkError {
    // A network is only ever given as part of a recipe.
    const NAME: &'static str = "RecipeError";

    fn what(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }
}

impl Named for TrainError {
    const NAME: &'static str = "TrainError";

    fn what(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }
}
