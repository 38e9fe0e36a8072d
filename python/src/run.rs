//! One training run.

use crate::digits::Digits;
use crate::errors::{OrRaise, bug};
use crate::net::Net;
use nibnet::data::{self, Split};
use nibnet::file::{About, Model, Precision};
use nibnet::threads::ThreadPool;
use nibnet::train::{self, Point, Preset, Recipe, State};
use pyo3::prelude::*;
use pyo3::sync::MutexExt;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// A point of the curves: step, epoch, images, learning rate, then train loss and accuracy, then
/// test loss and accuracy.
type Row = (u32, f64, u64, f32, Option<f64>, Option<f64>, Option<f64>, Option<f64>);

/// A run in the making. All calls release the interpreter while they work or wait.
#[pyclass(frozen, module = "nibnet._native")]
pub(crate) struct Run {
    digits: Arc<data::Digits>,
    state: Mutex<InTheMaking>,
}

struct InTheMaking {
    run: train::Run,
    points: Vec<Point>,
    is_done: bool,
    /// Spent on training steps, tests not counted.
    training: Duration,
}

#[pymethods]
impl Run {
    #[new]
    fn new(py: Python<'_>, recipe: &str, digits: &Digits, threads: usize) -> PyResult<Self> {
        let digits = Arc::clone(&digits.0);
        let run = py.detach(|| {
            let recipe = Recipe::from_json(recipe).or_raise()?;
            let pool = ThreadPool::new(threads).or_raise()?;
            train::Run::new(recipe, pool).or_raise()
        })?;
        let (points, training) = (Vec::new(), Duration::ZERO);
        let state = InTheMaking { run, points, is_done: false, training };
        Ok(Self { digits, state: Mutex::new(state) })
    }

    /// Goes on for so many seconds, or to the next point; gives whether the run is done.
    fn advance(&self, py: Python<'_>, seconds: f64) -> PyResult<bool> {
        py.detach(|| {
            let mut state = self.state()?;
            let (before, started) = (state.points.len(), Instant::now());
            while !state.is_done
                && state.points.len() == before
                && started.elapsed().as_secs_f64() < seconds
            {
                let piece = Instant::now();
                let progress = state.run.advance(&self.digits, 1).or_raise()?;
                if progress.trained > 0 {
                    state.training += piece.elapsed();
                }
                state.points.extend(progress.points);
                state.is_done = progress.state == State::Done;
                if state.is_done {
                    state.run.release_threads();
                }
            }
            Ok(state.is_done)
        })
    }

    /// Training steps taken.
    fn steps(&self, py: Python<'_>) -> PyResult<u32> {
        Ok(self.waited(py)?.run.trainer().steps_taken())
    }

    /// The points of the curves from number `first` on.
    fn rows(&self, py: Python<'_>, first: usize) -> PyResult<Vec<Row>> {
        let state = self.waited(py)?;
        let rows = state.points.iter().skip(first).map(|p| {
            let (train, test) = ((p.train_loss, p.train_accuracy), (p.test_loss, p.test_accuracy));
            (p.step, p.epoch, p.images, p.learning_rate, train.0, train.1, test.0, test.1)
        });
        Ok(rows.collect())
    }

    /// Ends the other threads: the run won't go on.
    fn end(&self, py: Python<'_>) -> PyResult<()> {
        self.waited(py)?.run.release_threads();
        Ok(())
    }

    /// The whole recipe, as JSON.
    fn recipe(&self, py: Python<'_>) -> PyResult<String> {
        serde_json::to_string(self.waited(py)?.run.recipe())
            .map_err(|error| bug(&error.to_string()))
    }

    /// 16 hexadecimal digits over the bits of all weights.
    fn fingerprint(&self, py: Python<'_>) -> PyResult<String> {
        Ok(Model::fingerprint(self.waited(py)?.run.trainer().parameters()))
    }

    /// Seconds spent on training steps, tests not counted.
    fn seconds(&self, py: Python<'_>) -> PyResult<f64> {
        Ok(self.waited(py)?.training.as_secs_f64())
    }

    /// Reads all test digits: how many are right, of how many, and the mean loss in nats.
    fn score_test(&self, py: Python<'_>) -> PyResult<(u32, u32, f64)> {
        py.detach(|| {
            let scores = self.state()?.run.score_test(&self.digits);
            let total = self.digits.total(Split::Test);
            Ok((scores.correct, total, scores.loss / f64::from(total.max(1))))
        })
    }

    /// The net as it is now.
    fn net(&self, py: Python<'_>, test_accuracy: Option<f64>) -> PyResult<Net> {
        let state = self.waited(py)?;
        let trainer = state.run.trainer();
        let recipe = trainer.recipe();
        let json = serde_json::to_string(recipe).map_err(|error| bug(&error.to_string()))?;
        let about = About {
            preset: recipe.preset.clone(),
            recipe: json,
            steps: trainer.steps_taken(),
            test_accuracy,
        };
        let precision = Precision::Full;
        Net::of(Model::new(&recipe.network, trainer.parameters(), precision, about).or_raise()?)
    }
}

impl Run {
    /// For who has let go of the interpreter.
    fn state(&self) -> PyResult<MutexGuard<'_, InTheMaking>> {
        self.state.lock().map_err(|_| bug("a training step panicked"))
    }

    /// For who has the interpreter: others have it while this waits.
    fn waited(&self, py: Python<'_>) -> PyResult<MutexGuard<'_, InTheMaking>> {
        self.state.lock_py_attached(py).map_err(|_| bug("a training step panicked"))
    }
}

/// What a recipe comes to with all that it leaves out, as JSON; it is checked.
#[pyfunction]
pub(crate) fn whole_recipe(json: &str) -> PyResult<String> {
    let recipe = Recipe::from_json(json).or_raise()?;
    serde_json::to_string(&recipe).map_err(|error| bug(&error.to_string()))
}

/// Name, title, summary, and the fraction of the test digits that it owes, of each preset.
#[pyfunction]
pub(crate) fn presets() -> Vec<(&'static str, &'static str, &'static str, f32)> {
    let told = |preset: &Preset| (preset.name, preset.title, preset.summary, preset.owes);
    train::PRESETS.iter().map(told).collect()
}
