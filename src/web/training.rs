//! Training, in a worker.

use super::digits::Digits;
use super::error::throw;
use super::to_json;
use crate::file::{About, Model, Precision};
use crate::train::{Crew, Recipe, Run};
use wasm_bindgen::prelude::*;

/// A net that learns.
#[wasm_bindgen]
pub struct Training {
    run: Run,
    test_accuracy: Option<f64>,
}

#[wasm_bindgen]
impl Training {
    /// A run at its start. `recipe` is JSON, of which parts may be left out. Throws a `RecipeError`.
    ///
    /// It is worked on by up to `threads` threads, with the same result: this one, and workers that
    /// call `join_crew` when they like. Only the build with threads has more than one.
    #[wasm_bindgen(constructor)]
    pub fn new(recipe: &str, threads: u32) -> Result<Training, JsValue> {
        let recipe = Recipe::from_json(recipe).map_err(throw)?;
        let several = cfg!(target_feature = "atomics");
        let threads = if several { (threads as usize).clamp(1, Crew::MOST) } else { 1 };
        let run = Run::new(recipe, Crew::expecting(threads)).map_err(throw)?;
        Ok(Self { run, test_accuracy: None })
    }

    /// How many threads the work is cut for, this one included.
    #[wasm_bindgen(getter)]
    pub fn threads(&self) -> u32 {
        self.run.trainer().crew().threads() as u32
    }

    /// How many threads are here, this one included.
    #[wasm_bindgen(getter)]
    pub fn present(&self) -> u32 {
        self.run.trainer().crew().present() as u32
    }

    /// Lets the other threads go, once there is nothing left to train: their `join_crew` returns.
    pub fn dismiss_crew(&mut self) {
        self.run.dismiss_crew();
    }

    /// Does up to `work` pieces of work: a piece is one training step, or 500 digits of a test. However
    /// the work is cut up, the result is the same. Gives JSON:
    /// `{state, needs, step, steps, epoch, images, learningRate, trained, points}`; `state` is
    /// `"running"`, `"waiting"` (for chunks of `needs`: `"train"` or `"test"`) or `"done"`. Throws a
    /// `TrainError` if the net goes astray; it is then as it was at the step before.
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
    pub fn weights(&self) -> Vec<f32> {
        self.run.trainer().parameters().to_vec()
    }

    /// The network, as JSON, for `Recognizer.adopt`.
    pub fn network(&self) -> Result<String, JsValue> {
        to_json(&self.run.recipe().network)
    }

    /// The net as it is now, as the bytes of a `.nib` file.
    pub fn model(&self) -> Result<Vec<u8>, JsValue> {
        let trainer = self.run.trainer();
        let recipe = trainer.recipe();
        let about = About {
            preset: recipe.preset.clone(),
            recipe: to_json(recipe)?,
            steps: trainer.steps_taken(),
            test_accuracy: self.test_accuracy,
        };
        let model = Model::new(&recipe.network, trainer.parameters(), Precision::Full, about);
        model.and_then(|model| model.to_bytes()).map_err(throw)
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
}
