//! What JavaScript sees of nibnet.
//!
//! Structured values (recipes, progress, presets) cross as JSON text, large arrays as typed arrays,
//! which are copies and belong to JavaScript. Everything that can fail throws an `Error` whose `name`
//! stays the same from release to release: `RecipeError`, `ModelError`, `InkError`, `ChunkError`,
//! `TrainError`, `TeachError`, `CheckpointError`, `ResumeError`. What only the page's own thread asks beyond reading
//! is left out without the feature `page`, what only workers do without `training`. Objects made with `new` hold wasm memory: call `free()` when they are done with.

#[cfg(feature = "page")]
mod adopt;
#[cfg(feature = "training")]
mod digits;
mod error;
#[cfg(feature = "training")]
mod files;
#[cfg(feature = "page")]
mod inside;
#[cfg(feature = "training")]
mod neighbours;
#[cfg(feature = "page")]
mod networks;
#[cfg(feature = "page")]
mod prepare;
mod recognizer;
#[cfg(feature = "training")]
mod teach;
#[cfg(feature = "training")]
mod training;

#[cfg(feature = "training")]
pub use digits::{Digits, own_digits};
#[cfg(feature = "training")]
pub use files::NetFile;
#[cfg(feature = "training")]
pub use neighbours::Neighbours;
#[cfg(feature = "page")]
pub use networks::describe_network;
#[cfg(feature = "page")]
pub use prepare::prepare_strokes;
pub use recognizer::{Reading, Recognizer};
#[cfg(feature = "training")]
pub use teach::{Remembered, Teacher};
#[cfg(feature = "training")]
pub use training::{Look, Training};

#[cfg(feature = "page")]
use crate::train::{PRESETS, Recipe};
use error::Named;
#[cfg(feature = "page")]
use error::throw;
#[cfg(feature = "page")]
use serde::Serialize;
use wasm_bindgen::prelude::*;

/// Runs once, when the module is instantiated: a panic prints where it was to the console.
#[wasm_bindgen(start)]
pub fn start() {
    console_error_panic_hook::set_once();
}

/// nibnet's version, such as `"0.1.0"`.
#[wasm_bindgen]
pub fn version() -> String {
    crate::VERSION.to_owned()
}

/// What the arithmetic runs on, such as `"wasm simd128"`.
#[wasm_bindgen]
pub fn backend() -> String {
    crate::simd::BACKEND.to_owned()
}

/// Works as a thread of the `Training` that was made last, and returns when that calls
/// `release_threads`; at once if it has all its threads. For a worker that has been given the module
/// and the memory of the training one and does nothing else: until this returns it gets no message.
#[cfg(feature = "training")]
#[wasm_bindgen]
pub fn join_thread_pool() {
    crate::threads::join_thread_pool();
}

/// The memory of this instance: what a worker needs besides the module to `join_thread_pool`.
#[cfg(feature = "training")]
#[wasm_bindgen]
pub fn shared_memory() -> JsValue {
    wasm_bindgen::memory()
}

#[cfg(feature = "page")]
#[derive(Serialize)]
struct PresetForPage {
    name: &'static str,
    title: &'static str,
    summary: &'static str,
    owes: f32,
    parameters: usize,
    recipe: Recipe,
}

/// The ladder of networks, as JSON: a list of
/// `{name, title, summary, owes, parameters, recipe}`. `owes` is the share of the 10,000 test digits
/// that the preset must read right.
#[cfg(feature = "page")]
#[wasm_bindgen]
pub fn presets() -> Result<String, JsValue> {
    let mut list = Vec::new();
    for preset in PRESETS {
        let recipe = preset.recipe();
        let plan = crate::net::Plan::new(&recipe.network).map_err(throw)?;
        list.push(PresetForPage {
            name: preset.name,
            title: preset.title,
            summary: preset.summary,
            owes: preset.owes,
            parameters: plan.parameters(),
            recipe,
        });
    }
    to_json(&list)
}

/// The whole of a recipe of which some parts may be left out: `{}` is the default preset's. Give
/// `steps` or `epochs`. Throws a `RecipeError` that names what is wrong.
#[cfg(feature = "page")]
#[wasm_bindgen]
pub fn complete_recipe(json: &str) -> Result<String, JsValue> {
    to_json(&Recipe::from_json(json).map_err(throw)?)
}

#[cfg(feature = "page")]
fn to_json(value: &impl Serialize) -> Result<String, JsValue> {
    serde_json::to_string(value).map_err(throw)
}

impl Named for serde_json::Error {
    const NAME: &'static str = "JsonError";
}
