//! Values running through a network, and gradients running back.
//!
//! A training step has two halves, and each can be shared out over any number of threads without
//! changing a bit of the result. First every [`Shard`] takes some images of the batch forward and
//! back: an image's values depend on no other image. Then [`gradient`] works out the parameters block
//! by block: each sums over the whole batch, in the order of its images, wherever the shards end.

use super::describe::Activation;
use super::plan::{Block, Plan, Stage};
use crate::kernels::{self, Inked};
use crate::rng::{Purpose, Rng};

/// Buffers for some images of a batch, planned once: running them through allocates nothing.
#[derive(Clone, Debug)]
pub struct Shard {
    images: usize,
    inked: Inked,
    /// What each buffer of the plan holds, `[images, width]`.
    values: Vec<Vec<f32>>,
    /// The gradient of the loss with respect to `values`; empty for inference.
    deltas: Vec<Vec<f32>>,
    /// For each dropout, the factor of every unit; empty for inference.
    masks: Vec<Vec<f32>>,
    losses: Vec<f32>,
    scratch: Vec<f32>,
}

/// Which units dropout silences: a matter of the run's seed, the step and the image's place in the
/// batch, never of the shard.
#[derive(Clone, Copy, Debug)]
pub struct Dropout {
    /// The run's seed.
    pub seed: u32,
    /// The training step.
    pub step: u32,
    /// The place in the batch of the shard's first image.
    pub first_row: u32,
}

impl Shard {
    /// Buffers to run up to `images` images forward only.
    pub fn for_inference(plan: &Plan, images: usize) -> Self {
        let pixels = plan.pixels();
        Self {
            images: 0,
            inked: Inked::with_capacity(images, pixels),
            values: plan.widths().iter().map(|width| vec![0.0; images * width]).collect(),
            deltas: Vec::new(),
            masks: Vec::new(),
            losses: vec![0.0; images],
            scratch: Vec::new(),
        }
    }

    /// Buffers to run up to `images` images forward and back.
    pub fn for_training(plan: &Plan, images: usize) -> Self {
        let mut shard = Self::for_inference(plan, images);
        shard.deltas = shard.values.clone();
        let mut widest = 0;
        for stage in plan.stages() {
            match *stage {
                Stage::Dropout { to, .. } => shard.masks.push(shard.values[to].clone()),
                Stage::Dense { outputs, .. } => widest = widest.max(outputs),
                Stage::Ink { .. } | Stage::Activate { .. } => {}
            }
        }
        shard.scratch = vec![0.0; 8 * widest];
        shard
    }

    /// Runs `images`, `[n, pixels]` bytes, forward to the logits; with dropout where that is given.
    ///
    /// # Panics
    /// If there are more images than the shard has room for, or `parameters` aren't the plan's.
    pub fn forward(
        &mut self,
        plan: &Plan,
        parameters: &[f32],
        images: &[u8],
        dropout: Option<Dropout>,
    ) {
        assert_eq!(parameters.len(), plan.parameters(), "these are another network's parameters");
        let n = images.len() / plan.pixels();
        assert!(n <= self.losses.len(), "more images than the shard has room for");
        self.images = n;
        let widths = plan.widths();
        for (number, stage) in (0..).zip(plan.stages()) {
            match *stage {
                Stage::Ink { to } => {
                    for (value, &ink) in self.values[to].iter_mut().zip(images) {
                        *value = f32::from(ink) * (1.0 / 255.0);
                    }
                }
                Stage::Dense { from, to, ref weights, ref biases, .. } => {
                    let (w, bias) = (&parameters[weights.clone()], &parameters[biases.clone()]);
                    match from {
                        None => {
                            self.inked.fill(images);
                            let out = &mut self.values[to][..n * widths[to]];
                            kernels::sparse_dense(&self.inked, w, bias, out);
                        }
                        Some(from) => {
                            let (x, out) = two(&mut self.values, from, to);
                            let (x, out) = (&x[..n * widths[from]], &mut out[..n * widths[to]]);
                            kernels::dense(x, w, bias, out);
                        }
                    }
                }
                Stage::Activate { at, activation } => {
                    let x = &mut self.values[at][..n * widths[at]];
                    match activation {
                        Activation::Linear => {}
                        Activation::Relu => kernels::relu(x),
                        Activation::Sigmoid => kernels::sigmoid(x),
                    }
                }
                Stage::Dropout { from, to, keep, mask } => {
                    let (x, out) = two(&mut self.values, from, to);
                    let out = &mut out[..n * widths[to]];
                    out.copy_from_slice(&x[..n * widths[from]]);
                    if let Some(dropout) = dropout {
                        let mask = &mut self.masks[mask][..n * widths[to]];
                        draw_mask(mask, widths[to], keep, number, dropout);
                        kernels::multiply_in_place(mask, out);
                    }
                }
            }
        }
    }

    /// Turns the logits into probabilities; returns how many images are read right.
    ///
    /// After [`for_training`](Self::for_training) it also starts the way back: the gradient of the
    /// loss is that of the mean over `batch` images.
    pub fn score(&mut self, labels: &[u8], batch: usize) -> u32 {
        let Some(last) = self.values.len().checked_sub(1) else { return 0 };
        let length = self.values[last].len() / self.losses.len().max(1) * labels.len();
        kernels::softmax_cross_entropy(
            &mut self.values[last][..length],
            labels,
            1.0 / batch as f32,
            self.deltas.last_mut().map(|delta| &mut delta[..length]),
            &mut self.losses[..labels.len()],
        )
    }

    /// Runs the gradient from the logits back to the first layer.
    ///
    /// Comes after [`forward`](Self::forward) with dropout and [`score`](Self::score).
    pub fn backward(&mut self, plan: &Plan, parameters: &[f32]) {
        let (n, widths) = (self.images, plan.widths());
        for stage in plan.stages().iter().rev() {
            match *stage {
                Stage::Ink { .. } => {}
                Stage::Dense { from: None, .. } => self.inked.turn(),
                Stage::Dense { from: Some(from), to, outputs, ref weights, .. } => {
                    let (d_x, d_out) = two(&mut self.deltas, from, to);
                    kernels::dense_input_gradient(
                        &d_out[..n * outputs],
                        &parameters[weights.clone()],
                        outputs,
                        &mut d_x[..n * widths[from]],
                        &mut self.scratch,
                    );
                }
                Stage::Activate { at, activation } => {
                    let y = &self.values[at][..n * widths[at]];
                    let d_y = &mut self.deltas[at][..n * widths[at]];
                    match activation {
                        Activation::Linear => {}
                        Activation::Relu => kernels::relu_gradient(y, d_y),
                        Activation::Sigmoid => kernels::sigmoid_gradient(y, d_y),
                    }
                }
                Stage::Dropout { from, to, mask, .. } => {
                    let (d_x, d_out) = two(&mut self.deltas, from, to);
                    let d_x = &mut d_x[..n * widths[from]];
                    d_x.copy_from_slice(&d_out[..n * widths[to]]);
                    kernels::multiply_in_place(&self.masks[mask][..n * widths[to]], d_x);
                }
            }
        }
    }

    /// Each image's loss, in nats, after [`score`](Self::score).
    pub fn losses(&self) -> &[f32] {
        &self.losses[..self.images]
    }

    /// `[n, classes]`: logits after [`forward`](Self::forward), probabilities after
    /// [`score`](Self::score).
    pub fn outputs(&self) -> &[f32] {
        self.values.last().map_or(&[], |last| &last[..last.len() / self.losses.len() * self.images])
    }
}

/// The gradient of the batch's mean loss with respect to one block of the parameters.
///
/// `shards` hold the batch in order, after [`Shard::backward`]; `out` is overwritten.
///
/// # Panics
/// If `out` isn't as long as the block.
pub fn gradient<'a>(
    plan: &Plan,
    block: &Block,
    shards: impl IntoIterator<Item = &'a Shard>,
    out: &mut [f32],
) {
    assert_eq!(out.len(), block.length, "out must be as long as the block");
    out.fill(0.0);
    let Stage::Dense { from, to, inputs, outputs, .. } = plan.stages()[block.stage] else { return };
    for shard in shards {
        let d_out = &shard.deltas[to][..shard.images * outputs];
        match (&block.rows, from) {
            (None, _) => kernels::bias_gradient(d_out, out),
            (Some(rows), None) => {
                kernels::sparse_weight_gradient(&shard.inked, d_out, outputs, rows.start, out);
            }
            (Some(rows), Some(from)) => {
                let x = &shard.values[from][..shard.images * inputs];
                kernels::dense_weight_gradient(x, inputs, d_out, outputs, rows.start, out);
            }
        }
    }
}

fn draw_mask(mask: &mut [f32], width: usize, keep: f32, stage: u32, dropout: Dropout) {
    for (row, mask) in (dropout.first_row..).zip(mask.chunks_exact_mut(width)) {
        let purpose = Purpose::Dropout { step: dropout.step, stage, row };
        let mut rng = Rng::new(dropout.seed.into(), purpose);
        mask.fill_with(|| f32::from_bits(rng.bits()));
    }
    kernels::dropout_mask(mask, keep);
}

/// Two buffers of the same list, the earlier and the later.
fn two(buffers: &mut [Vec<f32>], earlier: usize, later: usize) -> (&mut [f32], &mut [f32]) {
    let (head, tail) = buffers.split_at_mut(later);
    (&mut head[earlier], &mut tail[0])
}
