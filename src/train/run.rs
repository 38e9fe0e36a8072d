//! A run: training steps, the tests in between, and the points of the curves.

use super::change::Change;
use super::checkpoint::Checkpoint;
use super::cut::SLICE;
use super::error::{RecipeError, ResumeError, TrainError};
use super::evaluator::Evaluator;
use super::recipe::Recipe;
use super::trainer::{Step, Trainer};
use crate::data::{Digits, Split};
use crate::kernels::Scores;
use crate::threads::ThreadPool;
use serde::Serialize;

/// Digits after which a point is due at the latest: their hits are counted in 32 bits.
const MOST_BETWEEN: u64 = 1 << 31;

/// One point of the curves.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Point {
    /// Training steps taken.
    pub step: u32,
    /// Passes over the training digits.
    pub epoch: f64,
    /// Digits learnt from.
    pub images: u64,
    /// The learning rate of the last step; before the first one, of that.
    pub learning_rate: f32,
    /// Mean cross-entropy in nats over the batches since the last point, each before its step and
    /// with dropout; `None` before the first step.
    pub train_loss: Option<f64>,
    /// Fraction of those batches' digits that were read right.
    pub train_accuracy: Option<f64>,
    /// Mean cross-entropy in nats over the test digits, or those held out; `None` where no test was
    /// due.
    pub test_loss: Option<f64>,
    /// Fraction of them that was read right.
    pub test_accuracy: Option<f64>,
}

/// How far a run has come.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Progress {
    /// Whether it goes on.
    pub state: State,
    /// Which digits it waits for.
    pub needs: Option<Split>,
    /// Training steps taken.
    pub step: u32,
    /// Training steps in all.
    pub steps: u32,
    /// Passes over the training digits.
    pub epoch: f64,
    /// Digits learnt from.
    pub images: u64,
    /// The learning rate of the next step.
    pub learning_rate: f32,
    /// Training steps taken in this call.
    pub trained: u32,
    /// Pieces of work done in this call.
    pub worked: u32,
    /// The points that this call added to the curves.
    pub points: Vec<Point>,
}

/// Whether a run goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// There is more to do.
    Running,
    /// There is more to do, but not before more digits arrive.
    Waiting,
    /// All steps are taken, and the last test is done.
    Done,
}

/// A run in the making.
#[derive(Debug)]
pub struct Run {
    trainer: Trainer,
    /// The recipe as the checkpoint has it that this run goes on from, until a step or a change.
    kept_recipe: Option<String>,
    evaluator: Evaluator,
    /// Since the last point.
    batches: Scores,
    images: u64,
    /// The test under way: digits read so far, and how.
    test: Option<(u32, Scores)>,
    /// The step whose test is done.
    tested: Option<u32>,
    /// What each test digit was taken for: of the test under way as far as it is, and before that,
    /// of the last one.
    guesses: Vec<u8>,
}

impl Run {
    /// A run at its start.
    ///
    /// # Errors
    /// A [`RecipeError`] if the recipe can't be followed.
    pub fn new(recipe: Recipe, pool: ThreadPool) -> Result<Self, RecipeError> {
        Ok(Self::with(Trainer::new(recipe, pool)?))
    }

    fn with(trainer: Trainer) -> Self {
        Self {
            evaluator: Evaluator::new(&trainer),
            trainer,
            kept_recipe: None,
            batches: Scores::default(),
            images: 0,
            test: None,
            tested: None,
            guesses: Vec::new(),
        }
    }

    /// Goes on with a run that was kept, as if it had never been interrupted.
    ///
    /// # Errors
    /// A [`ResumeError`] if what was kept doesn't fit together.
    pub fn resume(kept: Checkpoint, pool: ThreadPool) -> Result<Self, ResumeError> {
        let recipe = Recipe::from_json(&kept.recipe)?;
        let since = MOST_BETWEEN + u64::from(recipe.batch_at(kept.step.saturating_sub(1)));
        let since = since.min(recipe.images_in(kept.step));
        for (what, found, most) in [
            ("number of digits since its last point", kept.images, since),
            ("number of digits read right since then", kept.correct.into(), kept.images),
            ("last step that was tested", kept.tested.unwrap_or(0).into(), kept.step.into()),
        ] {
            if found > most {
                return Err(ResumeError::TooMany { what, found, most });
            }
        }
        if !kept.loss.is_finite() {
            let (what, expected) = ("loss since its last point", "a finite number");
            return Err(ResumeError::OutOfRange { what, found: kept.loss, expected });
        }
        let Checkpoint { loss, correct, images, tested, .. } = kept;
        let (kept_recipe, batches) = (Some(kept.recipe.clone()), Scores { loss, correct });
        let run = Self::with(Trainer::resume(recipe, kept, pool)?);
        Ok(Self { kept_recipe, batches, images, tested, ..run })
    }

    /// All that it takes to go on with this run another day. A test under way will begin anew. Of a
    /// run that was resumed, until it goes on, the checkpoint that it was resumed from, to the
    /// byte.
    ///
    /// # Errors
    /// If the recipe can't be written as JSON.
    pub fn checkpoint(&self) -> Result<Checkpoint<'_>, serde_json::Error> {
        let Scores { loss, correct } = self.batches;
        let (images, tested) = (self.images, self.tested);
        let written = || serde_json::to_string(self.recipe());
        Ok(Checkpoint {
            recipe: self.kept_recipe.clone().map_or_else(written, Ok)?,
            loss,
            correct,
            images,
            tested,
            ..self.trainer.kept()
        })
    }

    /// Changes something from the next step on; the recipe says so afterwards.
    ///
    /// # Errors
    /// A [`RecipeError`] where it can't be followed; then nothing changes.
    pub fn change(&mut self, change: Change) -> Result<(), RecipeError> {
        self.trainer.change(change)?;
        self.evaluator = Evaluator::new(&self.trainer); // of as many lanes as now fit
        self.kept_recipe = None;
        Ok(())
    }

    /// What the net took each test digit for, or each of those held out, at the last test; none
    /// before one is done, and while one is under way.
    pub fn guesses(&self) -> &[u8] {
        if self.test.is_some() { &[] } else { &self.guesses }
    }

    /// Does up to `work` pieces of work: a piece is one training step, or 500 digits of a test.
    /// Between training and testing it stops in any case, so that the caller can look at the net as
    /// it was tested.
    ///
    /// However the work is cut up, the weights and the points come out the same.
    ///
    /// # Errors
    /// A [`TrainError`]; the net is then as it was at the step before. Digits that this run doesn't
    /// learn from are refused before anything else, whether or not its next piece of work needs
    /// them.
    pub fn advance(&mut self, digits: &Digits, work: u32) -> Result<Progress, TrainError> {
        self.trainer.check(digits)?;
        let (mut points, mut worked, mut needs) = (Vec::new(), 0, None);
        let (before, testing) = (self.trainer.steps_taken(), self.test_is_due());
        while worked < work && self.test_is_due() == testing && (testing || !self.is_done()) {
            let piece = if testing { self.test_on(digits) } else { self.train_on(digits)? };
            match piece {
                Ok(point) => points.extend(point),
                Err(need) => {
                    needs = Some(need);
                    break;
                }
            }
            worked += 1;
        }
        let state = match needs {
            Some(_) => State::Waiting,
            None if self.is_done() && !self.test_is_due() => State::Done,
            None => State::Running,
        };
        let step = self.trainer.steps_taken();
        Ok(Progress {
            state,
            needs,
            step,
            steps: self.recipe().steps,
            epoch: self.epoch(digits),
            images: self.recipe().images_in(step),
            learning_rate: self.recipe().rate_at(step),
            trained: step - before,
            worked,
            points,
        })
    }

    /// Reads all test digits of a set that has arrived whole, also where the curves' test is on
    /// others.
    pub fn score_test(&mut self, digits: &Digits) -> Scores {
        let mut scores = Scores::default();
        let total = digits.total(Split::Test);
        for first in (0..total).step_by(SLICE as usize) {
            if let Some((images, labels)) = digits.run(Split::Test, first, SLICE.min(total - first))
            {
                scores += self.evaluator.score(&self.trainer, images, labels);
            }
        }
        scores
    }

    /// At every `evaluateEvery`, at the end, and once early on, where the curve is steep.
    ///
    /// Not before step 50, unless the recipe says so: that is where batches of 100 have used up the
    /// first chunk, so training begins with it, and the test digits may arrive after it.
    fn test_is_due(&self) -> bool {
        let (step, recipe) = (self.trainer.steps_taken(), self.recipe());
        let early = step == 50 && recipe.evaluate_every > 50;
        let due = early || step.is_multiple_of(recipe.evaluate_every) || step == recipe.steps;
        due && step > 0 && self.tested != Some(step)
    }

    fn is_done(&self) -> bool {
        self.trainer.steps_taken() >= self.recipe().steps
    }

    /// One step; the point that is due after it.
    fn train_on(&mut self, digits: &Digits) -> Result<Result<Option<Point>, Split>, TrainError> {
        let Step::Taken(scores) = self.trainer.step(digits)? else { return Ok(Err(Split::Train)) };
        self.kept_recipe = None;
        self.batches += scores;
        self.images += self.trainer.batch();
        Ok(Ok(self.point_between(digits)))
    }

    /// One piece of the test; the point once it is whole.
    fn test_on(&mut self, digits: &Digits) -> Result<Option<Point>, Split> {
        let held_out = self.recipe().hold_out;
        let (split, from, total) = if held_out > 0 {
            let all = digits.total(Split::Train);
            (Split::Train, all.saturating_sub(held_out), held_out.min(all))
        } else {
            (Split::Test, 0, digits.total(Split::Test))
        };
        let (read, mut scores) = self.test.filter(|&(read, _)| read < total).unwrap_or_default();
        let count = SLICE.min(total - read);
        let Some((images, labels)) = digits.run(split, from + read, count) else {
            return Err(split);
        };
        scores += self.evaluator.score(&self.trainer, images, labels);
        if read == 0 {
            self.guesses.clear();
        }
        self.guesses.extend(self.evaluator.guesses(count as usize));
        let read = read + count;
        if read < total {
            self.test = Some((read, scores));
            return Ok(None);
        }
        self.test = None;
        self.tested = Some(self.trainer.steps_taken());
        let mut point = self.point(digits);
        point.test_loss = Some(scores.loss / f64::from(total));
        point.test_accuracy = Some(f64::from(scores.correct) / f64::from(total));
        Ok(Some(point))
    }

    /// A point of the training curves alone, every tenth of the way to the next test at the latest.
    fn point_between(&mut self, digits: &Digits) -> Option<Point> {
        let gap = (self.recipe().evaluate_every / 10).max(1);
        let at_gap = self.trainer.steps_taken().is_multiple_of(gap);
        let due = (at_gap || self.images >= MOST_BETWEEN) && !self.test_is_due();
        due.then(|| self.point(digits))
    }

    fn point(&mut self, digits: &Digits) -> Point {
        let batches = std::mem::take(&mut self.batches);
        let images = std::mem::take(&mut self.images);
        let mean = |sum: f64| (images > 0).then(|| sum / images as f64);
        let step = self.trainer.steps_taken();
        Point {
            step,
            epoch: self.epoch(digits),
            images: self.recipe().images_in(step),
            // Not of the next one, which may yet be changed.
            learning_rate: self.recipe().rate_at(step.saturating_sub(1)),
            train_loss: mean(batches.loss),
            train_accuracy: mean(batches.correct.into()),
            test_loss: None,
            test_accuracy: None,
        }
    }

    fn epoch(&self, digits: &Digits) -> f64 {
        let recipe = self.recipe();
        let learning = digits.total(Split::Train).saturating_sub(recipe.hold_out).max(1);
        recipe.images_in(self.trainer.steps_taken()) as f64 / f64::from(learning)
    }

    /// What decides this run.
    pub fn recipe(&self) -> &Recipe {
        self.trainer.recipe()
    }

    /// The net in training.
    pub fn trainer(&self) -> &Trainer {
        &self.trainer
    }

    /// Ends the other threads, once there is nothing left to train.
    pub fn release_threads(&mut self) {
        self.trainer.release_threads();
    }
}
