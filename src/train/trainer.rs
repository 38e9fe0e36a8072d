//! A network in training, step by step.

use super::batch::BatchShard;
use super::change::Change;
use super::checkpoint::Checkpoint;
use super::error::{RecipeError, ResumeError, TrainError};
use super::optimizer::OptimizerState;
use super::order::Order;
use super::recipe::Recipe;
use super::update::{Slices, Update, running_keep};
use crate::data::{Digits, Manifest, OtherDigits, Split};
use crate::kernels::Scores;
use crate::net::{self, DropoutSeed, Input, Plan, Statistics};
use crate::threads::ThreadPool;
use std::borrow::Cow;

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Step {
    /// It was taken; loss and hits are of its batch, before the change.
    Taken(Scores),
    /// Its digits haven't arrived. Nothing has changed.
    Waiting,
}

/// A network in training.
#[derive(Debug)]
pub struct Trainer {
    recipe: Recipe,
    plan: Plan,
    parameters: Vec<f32>,
    gradient: Vec<f32>,
    optimizer: OptimizerState,
    statistics: Statistics,
    shards: Vec<BatchShard>,
    /// The epoch, and how many of its digits have been learnt from; `None` before the first step.
    position: Option<(u32, u32)>,
    /// From `position` on; made when the digits are there.
    order: Option<Order>,
    batch: Vec<u32>,
    step: u32,
    pool: ThreadPool,
    threads: usize,
}

impl Trainer {
    /// A net at its start.
    ///
    /// # Errors
    /// A [`RecipeError`] if the recipe can't be followed.
    pub fn new(recipe: Recipe, pool: ThreadPool) -> Result<Self, RecipeError> {
        let plan = recipe.checked()?;
        let parameters = net::initialise(&plan, recipe.seed);
        let optimizer = OptimizerState::new(recipe.optimizer, parameters.len());
        Ok(Self::with(recipe, plan, pool, parameters, optimizer))
    }

    fn with(
        recipe: Recipe,
        plan: Plan,
        pool: ThreadPool,
        parameters: Vec<f32>,
        optimizer: OptimizerState,
    ) -> Self {
        Self {
            gradient: vec![0.0; parameters.len()],
            optimizer,
            statistics: plan.statistics(),
            parameters,
            shards: Vec::new(),
            position: None,
            order: None,
            batch: Vec::new(),
            step: 0,
            threads: recipe.threads_that_fit(&plan, pool.threads()),
            pool,
            plan,
            recipe,
        }
    }

    /// Takes one step: forward, back, and down the slope.
    ///
    /// # Errors
    /// A [`TrainError`]; the parameters are then those of the step before.
    pub fn step(&mut self, digits: &Digits) -> Result<Step, TrainError> {
        self.check(digits)?;
        let learning = digits.total(Split::Train) - self.recipe.hold_out;
        self.follow_changes();
        let (seed, from) = (self.recipe.seed, self.position.unwrap_or_default());
        let order = self.order.get_or_insert_with(|| Order::from(seed, learning, digits, from));
        if !order.next(digits, &mut self.batch) {
            return Ok(Step::Waiting);
        }
        let position = order.position();

        self.forward_and_back(digits);
        let mut scores = Scores::default();
        for BatchShard { shard, correct, .. } in &self.shards {
            scores.correct += correct;
            // One by one in the order of the batch, so that the sum doesn't depend on the shards.
            for &loss in shard.losses() {
                scores.loss += f64::from(loss);
            }
        }
        let (step, rate) = (self.step, self.recipe.rate_at(self.step));
        if !scores.loss.is_finite() {
            // The next try is with the same digits again.
            self.order = None;
            return Err(TrainError::Diverged { step, loss: scores.loss, rate });
        }

        let rule = self.optimizer.next(rate);
        let update = Update {
            plan: &self.plan,
            shards: &self.shards,
            statistics: &self.statistics,
            rule,
            keep: running_keep(self.step),
        };
        update.run(
            &self.pool,
            self.plan.blocks(),
            Slices {
                parameters: &mut self.parameters,
                gradient: &mut self.gradient,
                first: &mut self.optimizer.first,
                second: &mut self.optimizer.second,
            },
        );
        self.step += 1;
        self.position = Some(position);
        Ok(Step::Taken(scores))
    }

    /// Brings batch and dropout to what the recipe says of this step.
    fn follow_changes(&mut self) {
        if let Some(keep) = self.recipe.keep_at(self.step) {
            self.plan.set_keep(keep);
        }
        let batch = self.recipe.batch_at(self.step) as usize;
        if batch != self.batch.len() {
            self.batch = vec![0; batch];
            self.shards.clear(); // before others take as much memory
            self.shards = BatchShard::all(&self.plan, batch, self.threads);
        }
    }

    /// Changes something from the next step on.
    ///
    /// # Errors
    /// A [`RecipeError`] where it can't be followed; then nothing changes.
    pub fn change(&mut self, change: Change) -> Result<(), RecipeError> {
        self.recipe = self.recipe.changed(Change { step: self.step, ..change })?;
        self.threads = self.recipe.threads_that_fit(&self.plan, self.pool.threads());
        Ok(())
    }

    /// The first half of a step: all images forward to their losses, and the gradients back.
    ///
    /// Batch norm cuts the way into legs: after each, the whole batch is looked at before it goes
    /// on.
    fn forward_and_back(&mut self, digits: &Digits) {
        let Self { recipe, plan, parameters, batch, step, pool, shards, statistics, .. } = self;
        let (plan, parameters, step) = (&*plan, &**parameters, *step);
        let last = plan.norms();
        for leg in 0..=last {
            let known = &*statistics;
            pool.for_each(shards, |of| {
                if leg == 0 {
                    of.fetch(digits, batch, recipe, step);
                }
                let first_row = of.rows.start as u32;
                let dropout = DropoutSeed { seed: recipe.seed, step, first_row };
                of.shard.forward_leg(plan, parameters, &of.images, leg, known, dropout);
                if leg == last {
                    let (labels, smoothing) = (&of.labels, recipe.label_smoothing);
                    of.correct = of.shard.score(plan, labels, smoothing, batch.len());
                    of.shard.backward_leg(plan, parameters, leg, known);
                }
            });
            statistics.gather(leg, shards.iter().map(|of| of.shard.image_statistics(plan, leg)));
        }
        for leg in (0..last).rev() {
            let sums = shards.iter().map(|of| of.shard.image_sums(plan, leg + 1));
            statistics.gather_back(leg + 1, sums);
            let known = &*statistics;
            pool.for_each(shards, |of| of.shard.backward_leg(plan, parameters, leg, known));
        }
    }

    /// Whether these are the digits that this net learns from; whether they have arrived doesn't
    /// matter.
    pub(super) fn check(&self, digits: &Digits) -> Result<(), TrainError> {
        let (expected, found) = (self.plan.pixels(), digits.manifest().pixels());
        if expected != found {
            return Err(TrainError::ImageSize { expected, found });
        }
        let Input { rows, columns } = self.recipe.network.input;
        let &Manifest { rows: found_rows, columns: found_columns, .. } = digits.manifest();
        if (rows, columns) != (found_rows, found_columns) {
            return Err(TrainError::ImageShape { rows, columns, found_rows, found_columns });
        }
        let same = match (&self.recipe.digits, digits.source()) {
            (Some(named), Some(here)) => named.same_digits(here),
            (named, here) => named.is_none() && here.is_none(),
        };
        if !same {
            let name = |digits: Option<&OtherDigits>| {
                digits.map_or_else(|| "the usual digits".to_owned(), OtherDigits::to_string)
            };
            let expected = name(self.recipe.digits.as_ref());
            return Err(TrainError::OtherDigits { expected, found: name(digits.source()) });
        }
        let (held_out, batch) = (self.recipe.hold_out, self.recipe.batch_at(self.step));
        let total = digits.total(Split::Train);
        if held_out.saturating_add(batch) > total {
            return Err(TrainError::HoldOut { held_out, total, batch });
        }
        let digits = total - held_out;
        match self.position {
            Some((_, place)) if place > digits => return Err(TrainError::Place { place, digits }),
            _ => {}
        }
        Ok(())
    }

    /// What decides this run.
    pub fn recipe(&self) -> &Recipe {
        &self.recipe
    }

    /// The network, worked out.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// All parameters, as they are now.
    pub fn parameters(&self) -> &[f32] {
        &self.parameters
    }

    /// How many digits the last step learnt from.
    pub fn batch(&self) -> u64 {
        self.batch.len() as u64
    }

    /// What of a trainer must be kept to go on another day.
    pub(super) fn kept(&self) -> Checkpoint<'_> {
        Checkpoint {
            step: self.step,
            weights: Cow::from(&self.parameters),
            first: Cow::from(&self.optimizer.first),
            second: Cow::from(&self.optimizer.second),
            powers: self.optimizer.powers,
            order: self.position,
            ..Checkpoint::default()
        }
    }

    /// A trainer of this recipe where one was that was kept; it takes over the lists.
    pub(super) fn resume(
        recipe: Recipe,
        kept: Checkpoint,
        pool: ThreadPool,
    ) -> Result<Self, ResumeError> {
        let plan = recipe.checked()?;
        let parameters = plan.parameters();
        let [first, second] = recipe.optimizer.moments(parameters);
        for (what, found, expected) in [
            ("weights", kept.weights.len(), parameters),
            ("first moments", kept.first.len(), first),
            ("second moments", kept.second.len(), second),
        ] {
            if found != expected {
                return Err(ResumeError::Size { what, found, expected });
            }
        }
        let (step, steps) = (kept.step, recipe.steps);
        if step > steps {
            return Err(ResumeError::Step { found: step, steps });
        }
        if kept.order.is_none() && step > 0 {
            return Err(ResumeError::Order);
        }
        // A batch is no larger than an epoch, so no step begins more than one.
        let (epoch, _) = kept.order.unwrap_or_default();
        if epoch > step {
            let (found, most) = (epoch.into(), step.into());
            return Err(ResumeError::TooMany { what: "epoch", found, most });
        }
        let second = kept.second.iter().copied().fold(0.0, f32::min);
        for (what, found, most, expected) in [
            ("first power", kept.powers[0], 1.0, "0 to 1"),
            ("second power", kept.powers[1], 1.0, "0 to 1"),
            ("least second moment", second.into(), f64::MAX, "0 or more"),
        ] {
            if !(0.0..=most).contains(&found) {
                return Err(ResumeError::OutOfRange { what, found, expected });
            }
        }
        let [parameters, first, second] =
            [kept.weights, kept.first, kept.second].map(Cow::into_owned);
        let optimizer =
            OptimizerState { optimizer: recipe.optimizer, first, second, powers: kept.powers };
        let trainer = Self::with(recipe, plan, pool, parameters, optimizer);
        Ok(Self { step, position: kept.order, ..trainer })
    }

    /// The digits that the last step learnt from, as the net was shown them, and their labels: `[n,
    /// pixels]` and `[n]`, in the order of the batch, shard by shard.
    pub fn learnt(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.shards.iter().map(|of| (&of.images[..], &of.labels[..]))
    }

    /// The gradient of the last step's mean loss, parameter by parameter.
    pub fn gradient(&self) -> &[f32] {
        &self.gradient
    }

    /// Steps taken.
    pub fn steps_taken(&self) -> u32 {
        self.step
    }

    /// How many threads batches and tests are cut for: no more than there is memory for.
    pub(super) fn threads(&self) -> usize {
        self.threads
    }

    /// Who does the work.
    pub fn pool(&self) -> &ThreadPool {
        &self.pool
    }

    /// Ends the other threads; what is left to do, the calling thread does alone.
    pub fn release_threads(&mut self) {
        self.pool = ThreadPool::single();
    }
}
