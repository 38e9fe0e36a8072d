//! What all stages of a pass are given.

use super::statistics::Statistics;

/// Which units dropout silences: a matter of the run's seed, the step and the image's row in the
/// batch, never of the shard.
#[derive(Clone, Copy, Debug)]
pub struct DropoutSeed {
    /// The run's seed.
    pub seed: u32,
    /// The training step.
    pub step: u32,
    /// The row in the batch of the shard's first image.
    pub first_row: u32,
}

/// Whether a net learns or reads.
#[derive(Clone, Copy)]
pub(super) enum Mode<'a> {
    /// The statistics of the batch.
    Training(&'a Statistics),
    /// Running averages.
    Inference,
}

/// What a stage needs beside its buffers.
#[derive(Clone, Copy)]
pub(super) struct Pass<'a> {
    /// Images in the shard now.
    pub(super) images: usize,
    /// Their bytes, `[images, pixels]`.
    pub(super) pixels: &'a [u8],
    pub(super) parameters: &'a [f32],
    pub(super) mode: Mode<'a>,
}
