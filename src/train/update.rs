//! The second half of a step: the gradients of all parameters, and how they change.

use super::batch::BatchShard;
use super::optimizer::Rule;
use crate::net::{self, Block, Plan, Statistics};
use crate::threads::ThreadPool;

/// How much a running average keeps at step `step`: little at first, so that where it began is soon
/// forgotten.
pub(super) fn running_keep(step: u32) -> f32 {
    ((1 + step) as f32 / (10 + step) as f32).min(0.99)
}

/// The second half of a step: every block's gradient, and at once, while it is in the cache, its
/// change.
pub(super) struct Update<'a> {
    pub(super) plan: &'a Plan,
    pub(super) shards: &'a [BatchShard],
    pub(super) statistics: &'a Statistics,
    pub(super) rule: Rule,
    /// How much running averages keep of what they were.
    pub(super) keep: f32,
}

/// The same range of everything that there is one of for each parameter; `second` may be empty.
pub(super) struct Slices<'a> {
    pub(super) parameters: &'a mut [f32],
    pub(super) gradient: &'a mut [f32],
    pub(super) first: &'a mut [f32],
    pub(super) second: &'a mut [f32],
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
struct Job<'a> {
    blocks: &'a [Block],
    slices: Slices<'a>,
}

/// The most jobs of a step: they are on the stack.
const MOST_JOBS: usize = 64;
/// Jobs for each thread, so that one with less to do takes over from another.
const JOBS: usize = 8;
/// To change a parameter takes about as long as so many products of its gradient.
const CHANGE: u64 = 16;

impl Update<'_> {
    /// Updates `blocks`, whose parameters are `slices`, in jobs that take about as long as each
    /// other.
    pub(super) fn run(&self, pool: &ThreadPool, blocks: &[Block], slices: Slices) {
        if pool.threads() == 1 {
            return self.run_alone(blocks, slices);
        }
        let wanted = (JOBS * pool.threads()).min(MOST_JOBS);
        let batch = self.shards.iter().map(|of| of.rows.len()).sum::<usize>();
        // In `u64`: on wasm, a large convolution's products are more than 32 bits count.
        let work =
            |block: &Block| block.length as u64 * (block.uses as u64 * batch as u64 + CHANGE);
        let enough = blocks.iter().map(work).sum::<u64>().div_ceil(wanted as u64);
        let mut jobs: [Option<Job>; MOST_JOBS] = std::array::from_fn(|_| None);
        let mut rest = Job { blocks, slices };
        let mut used = 0;
        while used + 1 < wanted && !rest.blocks.is_empty() {
            let (blocks, later) = rest.blocks.split_at(first_blocks(rest.blocks, work, enough));
            let length = blocks.iter().map(|block| block.length).sum();
            let (slices, after) = rest.slices.split(length);
            jobs[used] = Some(Job { blocks, slices });
            rest = Job { blocks: later, slices: after };
            used += 1;
        }
        jobs[used] = Some(rest);
        pool.for_each(&mut jobs[..=used], |job| {
            if let Some(Job { blocks, slices }) = job.take() {
                self.run_alone(blocks, slices);
            }
        });
    }

    fn run_alone(&self, blocks: &[Block], mut rest: Slices) {
        for block in blocks {
            let (slices, after) = rest.split(block.length);
            rest = after;
            // The sums go through the shards in order, and so through the batch in order.
            net::gradient(
                self.plan,
                block,
                self.shards.iter().map(|of| &of.shard),
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
fn first_blocks(blocks: &[Block], work: impl Fn(&Block) -> u64, enough: u64) -> usize {
    let mut sum = 0;
    let short = |block: &&Block| {
        let more = sum < enough;
        sum += work(block);
        more
    };
    blocks.iter().take_while(short).count()
}
