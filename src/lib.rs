//! Small neural nets that learn to read handwritten digits: in a browser tab, or natively, with the
//! same bits.
//!
//! The rooms, each of which imports only rooms on its left: [`simd`] ← [`threads`], [`kernels`],
//! [`ink`] ← [`net`], [`data`], [`pens`] ← [`mod@file`] ← [`reader`] ← [`train`], [`answer`] ←
//! `web` and the command line. Nothing but `web` knows that a browser exists.
//! `docs/architecture.md` has an invariant for each room, and the decisions.
//!
//! - [`simd`]: one 4-lane vector type, and `exp` and `ln` for it.
//! - [`threads`]: the thread pool.
//! - [`kernels`]: the inner loops, on plain slices.
//! - [`net`]: what a network is, and how values and gradients run through it.
//! - [`data`]: IDX files, the packed data set that arrives in chunks, augmentation.
//! - [`ink`]: from pen strokes and pictures to the image that a net expects.
//! - [`pens`]: digits that a small grammar writes, in manners that MNIST hardly knows.
//! - [`mod@file`]: files that nets are kept in.
//! - [`reader`]: one net, ready to read digits; [`answer`]: what to say of a drawing.
//! - [`train`]: recipes, presets, one training step, the run with its curves, and teaching.
//! - `web`: what JavaScript sees; only in wasm builds.
//! - [`rng`], the one seeded generator, and [`budget`], whether something fits into memory: for
//!   all.
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
mod decimal;
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
pub use frame::{ContentsError, FrameError, Sealed};

/// The version of this crate.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
