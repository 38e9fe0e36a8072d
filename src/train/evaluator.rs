//! Reading many digits with a net as it is, and counting what was read right.

use super::cut::{SLICE, cut, images_in_cache};
use super::trainer::Trainer;
use crate::kernels::{Scores, argmax};
use crate::net::{Plan, Shard};
use std::ops::Range;

/// Buffers to test a net on many digits at a time, planned once; by default, there are none yet.
#[derive(Debug, Default)]
pub(super) struct Evaluator {
    lanes: Vec<Lane>,
}

/// One thread's digits of those that are read at a time.
#[derive(Debug)]
struct Lane {
    shard: Shard,
    rows: Range<usize>,
    losses: Vec<f32>,
    guesses: Vec<u8>,
    correct: u32,
}

impl Evaluator {
    /// Buffers to read up to [`SLICE`] digits at a time with a trainer's net.
    pub(super) fn new(trainer: &Trainer) -> Self {
        let plan = trainer.plan();
        let lanes = cut(SLICE as usize, trainer.threads()).map(|rows| Lane {
            shard: Shard::for_inference(plan, images_in_cache(plan).min(rows.len())),
            losses: vec![0.0; rows.len()],
            guesses: vec![0; rows.len()],
            rows,
            correct: 0,
        });
        Self { lanes: lanes.collect() }
    }

    /// Reads `images` and compares with `labels`.
    ///
    /// # Panics
    /// If there are more images than [`SLICE`], or not as many labels.
    pub(super) fn score(&mut self, trainer: &Trainer, images: &[u8], labels: &[u8]) -> Scores {
        if self.lanes.is_empty() {
            *self = Self::new(trainer);
        }
        let (plan, parameters) = (trainer.plan(), trainer.parameters());
        assert!(labels.len() <= SLICE as usize && images.len() == labels.len() * plan.pixels());
        trainer
            .pool()
            .for_each(&mut self.lanes, |lane| lane.read(plan, parameters, images, labels));
        let mut scores = Scores::default();
        let mut left = labels.len();
        for Lane { losses, correct, .. } in &self.lanes {
            scores.correct += correct;
            // One by one in the order of the images, so that the sum doesn't depend on the lanes.
            for &loss in &losses[..losses.len().min(left)] {
                scores.loss += f64::from(loss);
            }
            left = left.saturating_sub(losses.len());
        }
        scores
    }

    /// What the net took each of the last `count` digits for that were scored, in their order.
    pub(super) fn guesses(&self, count: usize) -> impl Iterator<Item = u8> {
        self.lanes.iter().flat_map(|lane| lane.guesses.iter().copied()).take(count)
    }
}

impl Lane {
    /// Reads its digits, as many at once as the shard takes.
    fn read(&mut self, plan: &Plan, parameters: &[f32], images: &[u8], labels: &[u8]) {
        let rows = self.rows.start.min(labels.len())..self.rows.end.min(labels.len());
        let pixels = plan.pixels();
        let (images, labels) = (&images[rows.start * pixels..rows.end * pixels], &labels[rows]);
        let at_once = self.shard.capacity();
        self.correct = 0;
        let chunks = images.chunks(at_once * pixels).zip(labels.chunks(at_once));
        let found = self.losses.chunks_mut(at_once).zip(self.guesses.chunks_mut(at_once));
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
