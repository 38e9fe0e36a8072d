//! From Rust's errors to JavaScript's.

use crate::data::{ChunkError, ManifestError};
use crate::file::ModelError;
use crate::ink::{InkError, PictureError};
use crate::net::NetworkError;
use crate::reader::NeighbourError;
use crate::train::{CheckpointError, RecipeError, ResumeError, TeachError, TrainError};
use std::error::Error;
use wasm_bindgen::JsValue;

/// The name of an error in JavaScript; part of the interface, so it never changes.
pub(super) trait Named: Error + 'static {
    const NAME: &'static str;

    /// Its kind and the numbers in it as JSON, for a page that says it in another language; a
    /// module that only reads leaves it out.
    #[cfg(feature = "page")]
    fn what(&self) -> Option<String> {
        None
    }
}

/// A JavaScript `Error` with the error's name and message, its `cause`, and its `what` where its
/// kind and numbers are known.
pub(super) fn throw<E: Named>(error: E) -> JsValue {
    let thrown = js_error(E::NAME, &error.to_string(), error.source());
    #[cfg(feature = "page")]
    if let Some(what) = error.what().or_else(|| memory(error.source())) {
        js_sys::Reflect::set(&thrown, &"what".into(), &what.into())
            .expect("an error that was just made takes any property");
    }
    thrown.into()
}

/// A JavaScript `Error` with this name. It says `message`, then what `cause` says, and keeps the
/// cause.
#[cfg(feature = "page")]
pub(super) fn throw_because(name: &str, message: &str, cause: &(dyn Error + 'static)) -> JsValue {
    js_error(name, &format!("{message}: {cause}"), Some(cause)).into()
}

/// A JavaScript `Error` with this name and message.
pub(super) fn error_named(name: &str, message: &str) -> JsValue {
    js_error(name, message, None).into()
}

/// The sources of a Rust error become the chain of `cause`s, as plain `Error`s.
fn js_error(name: &str, message: &str, source: Option<&(dyn Error + 'static)>) -> js_sys::Error {
    let error = js_sys::Error::new(message);
    error.set_name(name);
    if let Some(source) = source {
        error.set_cause(&js_error("Error", &source.to_string(), source.source()));
    }
    error
}

/// The `what` of an error that comes from too little memory, as `NetworkError` writes it.
#[cfg(feature = "page")]
fn memory(source: Option<&(dyn Error + 'static)>) -> Option<String> {
    #[derive(serde::Serialize)]
    #[serde(tag = "kind", rename_all = "camelCase")]
    enum What<'a> {
        Memory(&'a crate::budget::TooLarge),
    }
    let mut sources = std::iter::successors(source, |&source| source.source());
    let what = What::Memory(sources.find_map(|source| source.downcast_ref())?);
    serde_json::to_string(&what).ok()
}

macro_rules! names {
    ($($error:ty => $name:literal),* $(,)?) => {
        $(impl Named for $error { const NAME: &'static str = $name; })*
    };
}

#[cfg(feature = "training")]
names! { crate::file::OpenError => "ModelError" }

#[cfg(feature = "training")]
impl Named for crate::data::DigitFilesError {
    const NAME: &'static str = "DigitFilesError";

    fn what(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }
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

    #[cfg(feature = "page")]
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

    #[cfg(feature = "page")]
    fn what(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }
}

impl Named for TrainError {
    const NAME: &'static str = "TrainError";

    #[cfg(feature = "page")]
    fn what(&self) -> Option<String> {
        serde_json::to_string(self).ok()
    }
}
