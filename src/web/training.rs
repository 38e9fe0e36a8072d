//! Training, in a worker.

use super::bytes::{JsFile, written};
use super::digits::Digits;
use super::error::throw;
use super::json::{from_json, to_json};
use crate::file::{About, LentModel, Model};
use crate::threads::ThreadPool;
use crate::train::{Change, Checkpoint, Learnt, Recipe, Run, View};
use js_sys::{Float32Array, Uint8Array};
use wasm_bindgen::prelude::*;

/// A net that learns.
#[wasm_bindgen]
pub struct Training {
    run: Run,
    test_accuracy: Option<f64>,
    /// Made with the first look.
    view: Option<View>,
}

/// A look at a net in training.
#[wasm_bindgen]
pub struct Look {
    learnt: Learnt,
    spreads: Vec<f32>,
}

#[wasm_bindgen]
impl Look {
    /// Up to 100 digits of the last step, 784 bytes each, as the net was shown them.
    #[wasm_bindgen(getter)]
    pub fn images(&self) -> Vec<u8> {
        self.learnt.images.clone()
    }

    /// What they are: 0 to 9, and 255 for what is no digit.
    #[wasm_bindgen(getter)]
    pub fn labels(&self) -> Vec<u8> {
        self.learnt.labels.clone()
    }

    /// What the net takes them for now.
    #[wasm_bindgen(getter)]
    pub fn guesses(&self) -> Vec<u8> {
        self.learnt.guesses.clone()
    }

    /// For each of the run's `groups` eight numbers, ascending, that cut its numbers into
    /// quantiles.
    #[wasm_bindgen(getter)]
    pub fn spreads(&self) -> Vec<f32> {
        self.spreads.clone()
    }
}

#[wasm_bindgen]
impl Training {
    /// A run at its start. `recipe` is JSON, of which parts may be left out. Throws a
    /// `RecipeError`.
    ///
    /// It is worked on by up to `threads` threads, with the same result: this one, and workers that
    /// call `join_thread_pool` at any time. Only the build with threads has more than one.
    #[wasm_bindgen(constructor)]
    pub fn new(recipe: &str, threads: u32) -> Result<Training, JsValue> {
        let recipe = Recipe::from_json(recipe).map_err(throw)?;
        let run = Run::new(recipe, pool(threads)).map_err(throw)?;
        Ok(Self { run, test_accuracy: None, view: None })
    }

    /// A run that goes on from the bytes that `checkpoint` gave, on any machine, to the same bits.
    /// Throws a `CheckpointError` or a `ResumeError`.
    pub fn resume(checkpoint: &Uint8Array, threads: u32) -> Result<Training, JsValue> {
        let kept = Checkpoint::read_from(checkpoint.length().into(), || JsFile::new(checkpoint));
        let run = Run::resume(kept.map_err(throw)?, pool(threads)).map_err(throw)?;
        Ok(Self { run, test_accuracy: None, view: None })
    }

    /// All that it takes to go on another day, as the bytes of a `.nibrun` file.
    pub fn checkpoint(&self) -> Result<Uint8Array, JsValue> {
        let kept = self.run.checkpoint().map_err(throw)?;
        written(&kept.seal().map_err(throw)?)
    }

    /// Changes something from the next step on: JSON with some of `{rateFactor, keep, batch}`. The
    /// recipe says so afterwards. Throws a `RecipeError`, and then nothing changes.
    pub fn change(&mut self, change: &str) -> Result<(), JsValue> {
        let change: Change = from_json("RecipeError", "change", change)?;
        self.run.change(change).map_err(throw)
    }

    /// What the rows of a look's `spreads` are about, as JSON: a list of `{kind, layer, name,
    /// count}`.
    pub fn groups(&mut self) -> Result<String, JsValue> {
        to_json(&self.view().groups())
    }

    /// Looks at the net as it is.
    pub fn look(&mut self) -> Look {
        let mut view = self.view.take().unwrap_or_else(|| View::new(self.run.trainer().plan()));
        let (learnt, spreads) = view.look(self.run.trainer());
        self.view = Some(view);
        Look { learnt, spreads: spreads.as_flattened().to_vec() }
    }

    /// What the net took each test digit for at the last test, in their order; nothing before the
    /// first one is done, and while one is under way. Where digits are held out, those are tested.
    pub fn guesses(&self) -> Vec<u8> {
        self.run.guesses().to_vec()
    }

    /// How many threads the work is cut for, this one included.
    #[wasm_bindgen(getter)]
    pub fn threads(&self) -> u32 {
        self.run.trainer().pool().threads() as u32
    }

    /// How many threads are here, this one included.
    #[wasm_bindgen(getter)]
    pub fn present(&self) -> u32 {
        self.run.trainer().pool().present() as u32
    }

    /// Ends the other threads, once there is nothing left to train: `join_thread_pool` returns
    /// there.
    pub fn release_threads(&mut self) {
        self.run.release_threads();
    }

    /// Does up to `work` pieces of work: a piece is one training step, or 500 digits of a test.
    /// However the work is cut up, the result is the same. Gives JSON: `{state, needs, step, steps,
    /// epoch, images, learningRate, trained, worked, points}`; `state` is `"running"`, `"waiting"`
    /// (for chunks of `needs`: `"train"` or `"test"`) or `"done"`. Throws a `TrainError` if the net
    /// goes astray; it is then as it was at the step before.
    pub fn advance(&mut self, digits: &Digits, work: u32) -> Result<String, JsValue> {
        let progress = self.run.advance(&digits.set, work).map_err(throw)?;
        // What the model file says must be true of the weights as they are.
        if progress.trained > 0 {
            self.test_accuracy = None;
        }
        let of_now = progress.points.last().filter(|point| point.step == progress.step);
        self.test_accuracy = of_now.and_then(|point| point.test_accuracy).or(self.test_accuracy);
        to_json(&progress)
    }

    /// A copy of all weights and biases, in order.
    pub fn weights(&self) -> Float32Array {
        self.run.trainer().parameters().into()
    }

    /// The network, as JSON, for `Recognizer.adopt`.
    pub fn network(&self) -> Result<String, JsValue> {
        to_json(&self.run.recipe().network)
    }

    /// The net as it is now, as the bytes of a `.nib` file.
    pub fn model(&self) -> Result<Uint8Array, JsValue> {
        let trainer = self.run.trainer();
        let recipe = trainer.recipe();
        let about = About {
            preset: recipe.preset.clone(),
            recipe: to_json(recipe)?,
            steps: trainer.steps_taken(),
            test_accuracy: self.test_accuracy,
        };
        let model = LentModel::new(&recipe.network, trainer.parameters(), about).map_err(throw)?;
        written(&model.seal().map_err(throw)?)
    }

    /// 16 hexadecimal digits over the bits of all weights.
    pub fn fingerprint(&self) -> String {
        Model::fingerprint(self.run.trainer().parameters())
    }

    /// The whole recipe, as JSON.
    #[wasm_bindgen(getter)]
    pub fn recipe(&self) -> Result<String, JsValue> {
        to_json(self.run.recipe())
    }

    /// Training steps taken.
    #[wasm_bindgen(getter)]
    pub fn step(&self) -> u32 {
        self.run.trainer().steps_taken()
    }

    /// How many digits the next step learns from.
    #[wasm_bindgen(getter)]
    pub fn batch(&self) -> u32 {
        self.run.recipe().batch_at(self.step())
    }
}

impl Training {
    fn view(&mut self) -> &View {
        self.view.get_or_insert_with(|| View::new(self.run.trainer().plan()))
    }
}

/// Only the build with threads has more than one.
fn pool(threads: u32) -> ThreadPool {
    let several = cfg!(target_feature = "atomics");
    ThreadPool::with_external_workers(if several { threads as usize } else { 1 })
}
