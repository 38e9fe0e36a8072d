//! One training step, and reading digits with the net as it is.

use super::change::Change;
use super::checkpoint::Checkpoint;
use super::optimizer::{OptimizerState, Rule};
use super::order::Order;
use super::recipe::{Recipe, RecipeError};
use super::run::ResumeError;
use crate::data::{Digits, OtherDigits, Split};
use crate::ink::IMAGE;
use crate::kernels::{Scores, argmax};
use crate::net::{self, Block, DropoutSeed, NetworkError, Plan, Shard, Statistics};
use crate::rng::{Purpose, Rng};
use crate::threads::ThreadPool;
use serde::Serialize;
use std::ops::Range;
use thiserror::Error;

/// Why a step could not be taken.
#[derive(Clone, Debug, PartialEq, Error, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
#[non_exhaustive]
pub enum TrainError {
    /// The loss is no number any more.
    #[error(
        "the net went astray at step {step}: its loss is {loss}. Its weights are those of the step before; start again with a lower learning rate than {rate}"
    )]
    Diverged {
        /// The step that failed.
        step: u32,
        /// What its loss came to.
        loss: f64,
        /// The learning rate at that step.
        rate: f32,
    },
    /// The digits are of another size than the network reads.
    #[error("the network reads images of {expected} pixels, but the digits have {found}")]
    ImageSize {
        /// What the network reads.
        expected: usize,
        /// What the digits have.
        found: usize,
    },
    /// Others than those that the recipe names.
    #[error("this run learns from {expected}, but here are {found}")]
    OtherDigits {
        /// What the recipe names.
        expected: String,
        /// What is here.
        found: String,
    },
    /// More digits are held out than there are.
    #[error(
        "{held_out} digits can't be held out of {total}: the rest must fill a batch of {batch}"
    )]
    HoldOut {
        /// How many should be held out.
        held_out: u32,
        /// How many training digits there are.
        total: u32,
        /// The batch.
        batch: u32,
    },
}

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
    memory: OptimizerState,
    statistics: Statistics,
    shards: Vec<Part>,
    order: Option<Order>,
    /// Epoch and place at which the order begins, of a run that goes on.
    resume_at: Option<(u32, u32)>,
    batch: Vec<u32>,
    step: u32,
    pool: ThreadPool,
}

/// One shard's share of a batch.
#[derive(Debug)]
struct Part {
    shard: Shard,
    /// Its places in the batch.
    rows: Range<usize>,
    images: Vec<u8>,
    labels: Vec<u8>,
    correct: u32,
}

impl Trainer {
    /// A net at its start.
    ///
    /// # Errors
    /// A [`NetworkError`] if the recipe's network is none.
    pub fn new(recipe: Recipe, pool: ThreadPool) -> Result<Self, NetworkError> {
        let plan = Plan::new(&recipe.network)?;
        let parameters = net::initialise(&plan, recipe.seed);
        let batch = recipe.batch_at(0) as usize;
        let shards = parts(&plan, batch, pool.threads());
        Ok(Self {
            gradient: vec![0.0; parameters.len()],
            memory: OptimizerState::new(recipe.optimizer, parameters.len()),
            statistics: plan.statistics(),
            parameters,
            shards,
            order: None,
            resume_at: None,
            batch: vec![0; batch],
            step: 0,
            pool,
            plan,
            recipe,
        })
    }

    /// Takes one step: forward, back, and down the slope.
    ///
    /// # Errors
    /// A [`TrainError`]; the parameters are then those of the step before.
    pub fn step(&mut self, digits: &Digits) -> Result<Step, TrainError> {
        self.check(digits)?;
        let learning = digits.total(Split::Train) - self.recipe.hold_out;
        self.follow_changes();
        let (seed, from) = (self.recipe.seed, self.resume_at.unwrap_or_default());
        let order = self.order.get_or_insert_with(|| Order::from(seed, learning, digits, from));
        if !order.next(digits, &mut self.batch) {
            return Ok(Step::Waiting);
        }

        self.forward_and_back(digits);
        let mut scores = Scores::default();
        for part in &self.shards {
            scores.correct += part.correct;
            // One by one in the order of the batch, so that the sum doesn't depend on the shards.
            for &loss in part.shard.losses() {
                scores.loss += f64::from(loss);
            }
        }
        let (step, rate) = (self.step, self.recipe.rate_at(self.step));
        if !scores.loss.is_finite() {
            return Err(TrainError::Diverged { step, loss: scores.loss, rate });
        }

        let rule = self.memory.next(rate);
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
                first: &mut self.memory.first,
                second: &mut self.memory.second,
            },
        );
        self.step += 1;
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
            self.shards = parts(&self.plan, batch, self.pool.threads());
        }
    }

    /// Changes something from the next step on.
    ///
    /// # Errors
    /// A [`RecipeError`] where it can't be followed; then nothing changes.
    pub fn change(&mut self, change: Change) -> Result<(), RecipeError> {
        self.recipe = self.recipe.changed(Change { step: self.step, ..change })?;
        Ok(())
    }

    /// The first half of a step: all images forward to their losses, and the gradients back.
    ///
    /// Batch norm cuts the way into legs: after each, the whole batch is looked at before it goes on.
    fn forward_and_back(&mut self, digits: &Digits) {
        let Self { recipe, plan, parameters, batch, step, pool, shards, statistics, .. } = self;
        let (plan, parameters, step) = (&*plan, &**parameters, *step);
        let last = plan.norms();
        for leg in 0..=last {
            let known = &*statistics;
            pool.for_each(shards, |part| {
                if leg == 0 {
                    part.fetch(digits, &batch[part.rows.clone()], recipe, step);
                }
                let first_row = part.rows.start as u32;
                let dropout = DropoutSeed { seed: recipe.seed, step, first_row };
                part.shard.forward_leg(plan, parameters, &part.images, leg, known, dropout);
                if leg == last {
                    part.correct =
                        part.shard.score(plan, &part.labels, recipe.label_smoothing, batch.len());
                    part.shard.backward_leg(plan, parameters, leg, known);
                }
            });
            statistics
                .gather(leg, shards.iter().map(|part| part.shard.image_statistics(plan, leg)));
        }
        for leg in (0..last).rev() {
            let sums = shards.iter().map(|part| part.shard.image_sums(plan, leg + 1));
            statistics.gather_back(leg + 1, sums);
            let known = &*statistics;
            pool.for_each(shards, |part| part.shard.backward_leg(plan, parameters, leg, known));
        }
    }

    fn check(&self, digits: &Digits) -> Result<(), TrainError> {
        let (expected, found) = (self.plan.pixels(), digits.manifest().pixels());
        if expected != found {
            return Err(TrainError::ImageSize { expected, found });
        }
        if self.recipe.digits.as_ref() != digits.source() {
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
    pub(super) fn kept(&self) -> Checkpoint {
        Checkpoint {
            step: self.step,
            weights: self.parameters.clone(),
            first: self.memory.first.clone(),
            second: self.memory.second.clone(),
            powers: self.memory.powers,
            order: self.order.as_ref().map(Order::place),
            ..Checkpoint::default()
        }
    }

    /// Goes back to where a trainer of the same recipe was.
    pub(super) fn restore(&mut self, kept: &Checkpoint) -> Result<(), ResumeError> {
        let fits = |what, found: usize, expected: usize| {
            if found == expected {
                Ok(())
            } else {
                Err(ResumeError::Size { what, found, expected })
            }
        };
        fits("weights", kept.weights.len(), self.parameters.len())?;
        fits("first moments", kept.first.len(), self.memory.first.len())?;
        fits("second moments", kept.second.len(), self.memory.second.len())?;
        if kept.step > self.recipe.steps {
            let steps = self.recipe.steps;
            return Err(ResumeError::Step { found: kept.step, steps });
        }
        if kept.order.is_none() && kept.step > 0 {
            return Err(ResumeError::Order);
        }
        self.parameters.copy_from_slice(&kept.weights);
        self.memory.first.copy_from_slice(&kept.first);
        self.memory.second.copy_from_slice(&kept.second);
        self.memory.powers = kept.powers;
        self.step = kept.step;
        self.resume_at = kept.order;
        self.order = None;
        Ok(())
    }

    /// The digits that the last step learnt from, as the net was shown them, and their labels: `[n, pixels]`
    /// and `[n]`, in the order of the batch, and part by part.
    pub fn learnt(&self) -> impl Iterator<Item = (&[u8], &[u8])> {
        self.shards.iter().map(|part| (&part.images[..], &part.labels[..]))
    }

    /// The gradient of the last step's mean loss, parameter by parameter.
    pub fn gradient(&self) -> &[f32] {
        &self.gradient
    }

    /// Steps taken.
    pub fn steps_taken(&self) -> u32 {
        self.step
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

impl Part {
    /// Copies the shard's digits of the batch, moved about where the recipe says so.
    fn fetch(&mut self, digits: &Digits, chosen: &[u32], recipe: &Recipe, step: u32) {
        let pixels = digits.manifest().pixels();
        let columns = digits.manifest().columns as usize;
        let rows = self.images.chunks_exact_mut(pixels).zip(&mut self.labels);
        // The pens' images are of the pad's size: `Recipe::check` refuses them for any other.
        let pens = recipe.pens.filter(|_| pixels == IMAGE);
        for (row, (&digit, (image, label))) in
            (self.rows.start as u32..).zip(chosen.iter().zip(rows))
        {
            // `Order::next` has found the digit there.
            let Some((from, labels)) = digits.run(Split::Train, digit, 1) else { continue };
            let mut rng = Rng::new(recipe.seed.into(), Purpose::Pens { step, row });
            let drawn = pens.and_then(|pens| pens.draw(&mut rng));
            let from = match &drawn {
                Some((drawn, of)) => {
                    *label = *of;
                    drawn.as_slice()
                }
                None => {
                    *label = labels[0];
                    from
                }
            };
            match &recipe.augment {
                None => image.copy_from_slice(from),
                Some(augment) => {
                    let mut rng = Rng::new(recipe.seed.into(), Purpose::Augment { step, row });
                    augment.apply(from, columns, &mut rng, image);
                }
            }
        }
    }
}

/// A part of a batch for each thread.
fn parts(plan: &Plan, batch: usize, threads: usize) -> Vec<Part> {
    let part = |rows: Range<usize>| Part {
        shard: Shard::for_training(plan, rows.len()),
        images: vec![0; rows.len() * plan.pixels()],
        labels: vec![0; rows.len()],
        rows,
        correct: 0,
    };
    cut(batch, threads).map(part).collect()
}

/// How many test digits go through the net together: so many that their values stay in the nearer caches.
fn at_once(plan: &Plan) -> usize {
    (VALUES_AT_ONCE / plan.values()).clamp(4, 128) / 4 * 4
}

/// 512 kB.
const VALUES_AT_ONCE: usize = 131_072;

/// Cuts `rows` into an even share for each thread; of fewer than four rows a tile would be half empty.
fn cut(rows: usize, threads: usize) -> impl Iterator<Item = Range<usize>> {
    let share = rows.div_ceil(threads.max(1)).max(4);
    (0..rows).step_by(share).map(move |first| first..(first + share).min(rows))
}

/// How much a running average keeps at step `step`: little at first, so that where it began is soon
/// forgotten.
fn running_keep(step: u32) -> f32 {
    ((1 + step) as f32 / (10 + step) as f32).min(0.99)
}

/// The second half of a step: every block's gradient, and at once, while it is in the cache, its change.
struct Update<'a> {
    plan: &'a Plan,
    shards: &'a [Part],
    statistics: &'a Statistics,
    rule: Rule,
    /// How much running averages keep of what they were.
    keep: f32,
}

/// The same run of everything that there is one of for each parameter; `second` may be empty.
struct Slices<'a> {
    parameters: &'a mut [f32],
    gradient: &'a mut [f32],
    first: &'a mut [f32],
    second: &'a mut [f32],
}

impl<'a> Slices<'a> {
    fn split(self, at: usize) -> (Self, Self) {
        let (parameters, p) = self.parameters.split_at_mut(at);
        let (gradient, g) = self.gradient.split_at_mut(at);
        let (first, f) = self.first.split_at_mut(at);
        let (second, s) = self.second.split_at_mut(at.min(self.second.len()));
        (
            Self { parameters, gradient, first, second },
            Self { parameters: p, gradient: g, first: f, second: s },
        )
    }
}

/// Some blocks that follow each other, and what there is of them.
struct Share<'a> {
    blocks: &'a [Block],
    slices: Slices<'a>,
}

/// Room for the shares of a step, on the stack.
const MOST_SHARES: usize = 64;
/// Shares for each thread, so that one with less to do takes over from another.
const SHARES: usize = 8;
/// To change a parameter takes about as long as so many products of its gradient.
const CHANGE: usize = 16;

impl Update<'_> {
    /// Updates `blocks`, whose parameters are `slices`, in shares that take about as long as each other.
    fn run(&self, pool: &ThreadPool, blocks: &[Block], slices: Slices) {
        if pool.threads() == 1 {
            return self.run_alone(blocks, slices);
        }
        let wanted = (SHARES * pool.threads()).min(MOST_SHARES);
        let batch = self.shards.iter().map(|part| part.rows.len()).sum::<usize>();
        let work = |block: &Block| block.length * (block.uses * batch + CHANGE);
        let enough = blocks.iter().map(work).sum::<usize>().div_ceil(wanted);
        let mut shares: [Option<Share>; MOST_SHARES] = std::array::from_fn(|_| None);
        let mut rest = Share { blocks, slices };
        let mut used = 0;
        while used + 1 < wanted && !rest.blocks.is_empty() {
            let (blocks, later) = rest.blocks.split_at(first_blocks(rest.blocks, work, enough));
            let length = blocks.iter().map(|block| block.length).sum();
            let (slices, after) = rest.slices.split(length);
            shares[used] = Some(Share { blocks, slices });
            rest = Share { blocks: later, slices: after };
            used += 1;
        }
        shares[used] = Some(rest);
        pool.for_each(&mut shares[..=used], |share| {
            if let Some(Share { blocks, slices }) = share.take() {
                self.run_alone(blocks, slices);
            }
        });
    }

    fn run_alone(&self, blocks: &[Block], mut rest: Slices) {
        for block in blocks {
            let (slices, after) = rest.split(block.length);
            rest = after;
            // The sums go through the parts in order, and so through the batch in order.
            net::gradient(
                self.plan,
                block,
                self.shards.iter().map(|part| &part.shard),
                self.statistics,
                slices.gradient,
            );
            if block.role.is_running_average() {
                for (average, &now) in slices.parameters.iter_mut().zip(&*slices.gradient) {
                    *average = *average * self.keep + now * (1.0 - self.keep);
                }
            } else {
                self.rule.apply(slices.parameters, slices.gradient, slices.first, slices.second);
            }
        }
    }
}

/// How many blocks it takes to have `enough` work.
fn first_blocks(blocks: &[Block], work: impl Fn(&Block) -> usize, enough: usize) -> usize {
    let mut sum = 0;
    let short = |block: &&Block| {
        let more = sum < enough;
        sum += work(block);
        more
    };
    blocks.iter().take_while(short).count()
}

/// Buffers to test a net on many digits at a time, planned once.
#[derive(Debug)]
pub struct Evaluator {
    benches: Vec<Bench>,
    room: usize,
}

/// One thread's share of the digits that are read at a time.
#[derive(Debug)]
struct Bench {
    shard: Shard,
    rows: Range<usize>,
    losses: Vec<f32>,
    guesses: Vec<u8>,
    correct: u32,
}

impl Evaluator {
    /// Room to read `images` digits at a time.
    pub fn new(plan: &Plan, images: usize, pool: &ThreadPool) -> Self {
        let benches = cut(images, pool.threads()).map(|rows| Bench {
            shard: Shard::for_inference(plan, at_once(plan).min(rows.len())),
            losses: vec![0.0; rows.len()],
            guesses: vec![0; rows.len()],
            rows,
            correct: 0,
        });
        Self { benches: benches.collect(), room: images }
    }

    /// How many digits it reads at a time.
    pub fn room(&self) -> usize {
        self.room
    }

    /// Reads all test digits of a set that has arrived whole.
    pub fn score_all(
        &mut self,
        plan: &Plan,
        parameters: &[f32],
        digits: &Digits,
        pool: &ThreadPool,
    ) -> Scores {
        let mut scores = Scores::default();
        let total = digits.total(Split::Test);
        for first in (0..total).step_by(self.room.max(1)) {
            let count = (self.room as u32).min(total - first);
            if let Some((images, labels)) = digits.run(Split::Test, first, count) {
                scores += self.score(plan, parameters, images, labels, pool);
            }
        }
        scores
    }

    /// Reads `images` and compares with `labels`.
    ///
    /// # Panics
    /// If there are more images than [`room`](Self::room), or not as many labels.
    pub fn score(
        &mut self,
        plan: &Plan,
        parameters: &[f32],
        images: &[u8],
        labels: &[u8],
        pool: &ThreadPool,
    ) -> Scores {
        assert!(labels.len() <= self.room && images.len() == labels.len() * plan.pixels());
        pool.for_each(&mut self.benches, |bench| bench.read(plan, parameters, images, labels));
        let mut scores = Scores::default();
        let mut left = labels.len();
        for Bench { losses, correct, .. } in &self.benches {
            scores.correct += correct;
            // One by one in the order of the images, so that the sum doesn't depend on the benches.
            for &loss in &losses[..losses.len().min(left)] {
                scores.loss += f64::from(loss);
            }
            left = left.saturating_sub(losses.len());
        }
        scores
    }

    /// What the net took each of the last `count` digits for that were scored, in their order.
    pub fn guesses(&self, count: usize) -> impl Iterator<Item = u8> {
        self.benches.iter().flat_map(|bench| bench.guesses.iter().copied()).take(count)
    }
}

impl Bench {
    /// Reads its share of the digits, as many at once as the shard takes.
    fn read(&mut self, plan: &Plan, parameters: &[f32], images: &[u8], labels: &[u8]) {
        let rows = self.rows.start.min(labels.len())..self.rows.end.min(labels.len());
        let pixels = plan.pixels();
        let (images, labels) = (&images[rows.start * pixels..rows.end * pixels], &labels[rows]);
        let room = self.shard.capacity();
        self.correct = 0;
        let chunks = images.chunks(room * pixels).zip(labels.chunks(room));
        let found = self.losses.chunks_mut(room).zip(self.guesses.chunks_mut(room));
        for ((images, labels), (losses, guesses)) in chunks.zip(found) {
            self.shard.forward(plan, parameters, images);
            // Before softmax, which may make equal what differed.
            for (row, guess) in self.shard.outputs(plan).chunks_exact(plan.classes()).zip(guesses) {
                *guess = argmax(row) as u8;
            }
            self.correct += self.shard.score(plan, labels, 0.0, labels.len());
            losses[..labels.len()].copy_from_slice(self.shard.losses());
        }
    }
}
