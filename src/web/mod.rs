//! What JavaScript sees of nibnet.
//!
//! **Values.** Structured values (recipes, progress, presets) cross as JSON text; strokes, images
//! and weights as typed arrays. An array that JavaScript gives is copied; an array that it gets is
//! a copy too, and JavaScript's own. An image is a `Uint8Array` of 784 bytes, 28 rows of 28 pixels,
//! from 0 for paper to 255 for ink; several images lie one after the other in one array.
//!
//! **Memory.** An object that JavaScript makes with `new`, or that a method returns as a class of
//! this module, holds wasm memory: call its `free()` when you are done with it. After a
//! `WebAssembly.RuntimeError` the module's memory is in no known state: drop every object, unfreed.
//!
//! **Errors.** What fails throws an `Error` whose `name` stays the same from release to release:
//! `RecipeError`, `ModelError`, `InkError`, `ChunkError`, `DigitFilesError`, `TrainError`,
//! `TeachError`, `CheckpointError`, `ResumeError`. `message` is an English sentence. `cause` is the
//! `Error` that it comes from, if it comes from one. With the feature `page`, `what` is JSON with
//! the error's `kind` and the numbers in the sentence, for errors about networks, memory, training
//! steps and digits' files.
//!
//! **Builds.** Without the feature `page` the module reads and does no more; `training` adds what
//! only workers do.

#[cfg(feature = "page")]
mod adopt;
#[cfg(feature = "training")]
mod bytes;
#[cfg(feature = "training")]
mod digit_files;
#[cfg(feature = "training")]
mod digits;
mod error;
#[cfg(feature = "training")]
mod files;
#[cfg(feature = "page")]
mod inside;
#[cfg(feature = "page")]
mod json;
#[cfg(feature = "training")]
mod neighbours;
#[cfg(feature = "page")]
mod networks;
mod prepare;
#[cfg(feature = "page")]
mod recipes;
mod recognizer;
#[cfg(feature = "training")]
mod teach;
#[cfg(feature = "training")]
mod training;

#[cfg(feature = "training")]
pub use digit_files::DigitFiles;
#[cfg(feature = "training")]
pub use digits::{Digits, own_digits};
#[cfg(feature = "training")]
pub use files::NetFile;
#[cfg(feature = "training")]
pub use neighbours::Neighbours;
#[cfg(feature = "page")]
pub use networks::describe_network;
pub use prepare::prepare_strokes;
#[cfg(feature = "page")]
pub use recipes::{complete_recipe, presets};
pub use recognizer::{Reading, Recognizer};
#[cfg(feature = "training")]
pub use teach::{Remembered, Teacher};
#[cfg(feature = "training")]
pub use training::{Look, Training};

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
/// `release_threads`; at once if it has all its threads. For a worker that has been given the
/// module and the memory of the training one and does nothing else: until this returns it gets no
/// message.
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
