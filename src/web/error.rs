//! From Rust's errors to JavaScript's.

use crate::budget::TooLarge;
use crate::data::{ChunkError, ManifestError};
use crate::file::{CheckpointError, ModelError};
use crate::ink::{InkError, PictureError};
use crate::net::NetworkError;
use crate::reader::NeighbourError;
use crate::train::{RecipeError, ResumeError, TeachError, TrainError};
use serde::Serialize;
use std::error::Error;
use wasm_bindgen::JsValue;

/// The name of an error in JavaScript; part of the interface, so it never changes.
pub(super) trait Named: Error + 'static {
    const NAME: &'static str;

    /// Its kind and the numbers in it as JSON, for a page that says it in another language.
    fn what(&self) -> Option<String> {
        None
    }
}

/// A JavaScript `Error` with the error's name and message, its `cause`, and its `what` where its
/// kind and numbers are known.
pub(super) fn throw<E: Named>(error: E) -> JsValue {
    let thrown = js_error(E::NAME, &error);
    if let Some(what) = error.what().or_else(|| memory(&error)) {
        js_sys::Reflect::set(&thrown, &"what".into(), &what.into())
            .expect("an error that was just made takes any property");
    }
    thrown.into()
}

/// A JavaScript `Error` with this name. It says `message`, then what `cause` says, and keeps the cause.
#[cfg(feature = "page")]
pub(super) fn throw_because(name: &str, message: &str, cause: &dyn Error) -> JsValue {
    let error = js_sys::Error::new(&format!("{message}: {cause}"));
    error.set_name(name);
    error.set_cause(&js_error("Error", cause));
    error.into()
}

/// A JavaScript `Error` with this name and message.
pub(super) fn error_named(name: &str, message: &str) -> JsValue {
    let error = js_sys::Error::new(message);
    error.set_name(name);
    error.into()
}

/// The sources of a Rust error become the chain of `cause`s, as plain `Error`s.
fn js_error(name: &str, error: &dyn Error) -> js_sys::Error {
    let thrown = js_sys::Error::new(&error.to_string());
    thrown.set_name(name);
    if let Some(cause) = error.source() {
        thrown.set_cause(&js_error("Error", cause));
    }
    thrown
}

/// The `what` of an error that comes from too little memory, as `NetworkError` writes it.
fn memory(error: &(dyn Error + 'static)) -> Option<String> {
    #[derive(Serialize)]
    #[serde(tag = "kind", rename = "memory")]
    struct Memory<'a> {
        #[serde(flatten)]
        of: &'a TooLarge,
    }
    let mut errors = std::iter::successors(Some(error), |&error| error.source());
    let of = errors.find_map(|error| error.downcast_ref())?;
    serde_json::to_string(&Memory { of }).ok()
}

macro_rules! names {
    ($($error:ty => $name:literal),* $(,)?) => {
        $(impl Named for $error { const NAME: &'static str = $name; })*
    };
}

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
    serde_json::Error => "JsonError",
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
    // A network reaches the engine as part of a recipe only.
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
