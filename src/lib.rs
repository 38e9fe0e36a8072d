//! Small neural nets that learn to read handwritten digits: in a browser tab, or natively, with the
//! same bits.
//!
//! The rooms, and who may call whom: [`simd`] ← [`kernels`] ← [`net`] ← [`train`] ← `web`, with
//! [`data`], [`ink`], [`pens`] and [`mod@file`] beside [`net`]. Nothing below `web` knows that a
//! browser exists.
//!
//! - [`simd`]: one 4-lane vector type, and `exp` and `ln` for it.
//! - [`kernels`]: the inner loops, on plain slices.
//! - [`net`]: what a network is, and how values and gradients run through it.
//! - [`train`]: recipes, presets, one training step, and the run with its curves.
//! - [`data`]: IDX files, the packed data set that arrives in chunks, augmentation.
//! - [`ink`]: from pen strokes to the image that a net expects.
//! - [`pens`]: digits that a small grammar writes, in manners that MNIST hardly knows.
//! - [`mod@file`]: the model file.
//! - [`rng`]: the one seeded generator.
//! - [`reader`]: one net, ready to read digits; [`answer`]: what to say of a drawing.
//! - `web`: what JavaScript sees; only in wasm builds.
//!
//! ```
//! use nibnet::data::{Digits, LabelledDigits};
//! use nibnet::threads::ThreadPool;
//! use nibnet::train::{Recipe, Run, State};
//! # let (images, labels) = (ndarray::Array3::zeros((200, 28, 28)), ndarray::Array1::zeros(200));
//! # let some = LabelledDigits::new(images, labels)?;
//! # let (train, test) = (some.clone(), some);
//! let digits = Digits::from_whole("mine", &train, &test)?;
//! let recipe = Recipe::from_json(r#"{"preset": "softmax", "steps": 20, "seed": 7}"#)?;
//! let mut run = Run::new(recipe, ThreadPool::single())?;
//! while run.advance(&digits, 10)?.state != State::Done {}
//! assert_eq!(run.trainer().parameters().len(), 7850);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod answer;
pub mod budget;
mod cause;
pub mod data;
pub mod file;
mod frame;
mod hash;
pub mod ink;
pub mod kernels;
pub mod net;
pub mod pens;
pub mod reader;
pub mod rng;
pub mod simd;
pub mod threads;
pub mod train;
#[cfg(all(target_arch = "wasm32", target_os = "unknown"))]
pub mod web;

pub use cause::Cause;
pub use frame::FrameError;

/// The version of this crate.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
