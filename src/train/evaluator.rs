//! Reading many digits with a net as it is, and counting what was read right.

use super::batch::cut;
use crate::data::{Digits, Split};
use crate::kernels::{Scores, argmax};
use crate::net::{Plan, Shard};
use crate::threads::ThreadPool;
use std::ops::Range;

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
        pool.each(&mut self.benches, |bench| bench.read(plan, parameters, images, labels));
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
        let room = self.shard.room();
        self.correct = 0;
        let chunks = images.chunks(room * pixels).zip(labels.chunks(room));
        let found = self.losses.chunks_mut(room).zip(self.guesses.chunks_mut(room));
        for ((images, labels), (losses, guesses)) in chunks.zip(found) {
            self.shard.forward(plan, parameters, images);
            // Before softmax, which may make equal what differed.
            for (row, guess) in self.shard.outputs().chunks_exact(plan.classes()).zip(guesses) {
                *guess = argmax(row) as u8;
            }
            self.correct += self.shard.score(labels, 0.0, labels.len());
            losses[..labels.len()].copy_from_slice(self.shard.losses());
        }
    }
}

/// How many test digits go through the net together: so many that their values stay in the nearer caches.
fn at_once(plan: &Plan) -> usize {
    (VALUES_AT_ONCE / plan.values()).clamp(4, 128) / 4 * 4
}

/// 512 kB.
const VALUES_AT_ONCE: usize = 131_072;
