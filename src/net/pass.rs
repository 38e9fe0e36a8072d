//! Values running through a network, and gradients running back.
//!
//! A training step has two halves, and each can be shared out over any number of threads without
//! changing a bit of the result. First every [`Shard`] takes some images of the batch forward and
//! back: an image's values depend on no other image, but for what batch norm must know of all of them.
//! So the way is cut into legs at each batch norm: after each leg the [`Statistics`] are put together, in
//! the order of the images. Then [`gradient`] works out the parameters block by block: each sums over
//! the whole batch, again in the order of its images, wherever the shards end.

use super::describe::Activation;
use super::norm::Statistics;
use super::plan::{Block, Output, Plan, Stage, What};
use crate::kernels::{self, SparseInput};
use crate::rng::{Purpose, Rng};

/// Buffers for some images of a batch, planned once: running them through allocates nothing.
#[derive(Clone, Debug)]
pub struct Shard {
    pub(super) images: usize,
    inked: SparseInput,
    /// What each buffer of the plan holds, `[images, width]`.
    values: Vec<Vec<f32>>,
    /// The gradient of the loss with respect to `values`; empty for inference.
    deltas: Vec<Vec<f32>>,
    /// For each dropout, the factor of every unit or channel; empty for inference.
    masks: Vec<Vec<f32>>,
    losses: Vec<f32>,
    convs: Vec<Conv>,
    /// For each pooling, where the largest stood.
    winners: Vec<Vec<u32>>,
    /// For each batch norm and image, what the batch must know of it forward, and back: `[images, 2, C]`.
    pub(super) moments: Vec<Vec<f32>>,
    pub(super) sums: Vec<Vec<f32>>,
    /// For one layer at a time: weights in another order, or some numbers for each channel.
    scratch: Vec<f32>,
    /// The biases of layers that have none.
    zeros: Vec<f32>,
}

/// What a convolution keeps.
#[derive(Clone, Debug)]
struct Conv {
    /// Its padded input, `[images, …]`; empty where it reads bytes.
    padded: Vec<f32>,
    /// Of one image, the padded gradient of its output, or else of its input; empty for inference.
    gradient: Vec<f32>,
    image: Vec<f32>,
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

/// What a leg of the way needs beside the parameters.
#[derive(Clone, Copy)]
enum Mode<'a> {
    /// Dropout, and the statistics of the batch.
    Training(Dropout, &'a Statistics),
    /// Neither: running averages.
    Inference,
}

impl Shard {
    /// Buffers to run up to `images` images forward only.
    pub fn for_inference(plan: &Plan, images: usize) -> Self {
        let pixels = plan.pixels();
        // A convolution wants the pixels row by row.
        let run = match plan.stages().first() {
            Some(Stage::Conv { .. }) => plan.network().input.columns as usize,
            _ => SparseInput::SEGMENT,
        };
        let mut shard = Self {
            images: 0,
            inked: SparseInput::with_capacity(images, pixels, run),
            values: plan.widths().iter().map(|width| vec![0.0; images * width]).collect(),
            deltas: Vec::new(),
            masks: Vec::new(),
            losses: vec![0.0; images],
            convs: Vec::new(),
            winners: Vec::new(),
            moments: Vec::new(),
            sums: Vec::new(),
            scratch: Vec::new(),
            zeros: Vec::new(),
        };
        let (mut longest, mut widest) = (0, 0);
        for stage in plan.stages() {
            match *stage {
                Stage::Dense { outputs, .. } => {
                    longest = longest.max(8 * outputs);
                    widest = widest.max(outputs);
                }
                Stage::Conv { from, window, filters, ref weights, .. } => {
                    let skips_paper = from.is_none();
                    longest = longest.max(if skips_paper {
                        kernels::packed_length(&window, filters)
                    } else {
                        weights.len()
                    });
                    widest = widest.max(filters);
                    let padded = if skips_paper { 0 } else { images * window.padded_length() };
                    shard.convs.push(Conv {
                        padded: vec![0.0; padded],
                        gradient: Vec::new(),
                        image: Vec::new(),
                    });
                }
                Stage::Pool { to, .. } => shard.winners.push(vec![0; images * plan.widths()[to]]),
                Stage::Norm { channels, .. } => longest = longest.max(3 * channels),
                Stage::Ink { .. } | Stage::Activate { .. } | Stage::Dropout { .. } => {}
            }
        }
        shard.scratch = vec![0.0; longest];
        shard.zeros = vec![0.0; widest];
        shard
    }

    /// Buffers to run up to `images` images forward and back.
    pub fn for_training(plan: &Plan, images: usize) -> Self {
        let mut shard = Self::for_inference(plan, images);
        shard.deltas = shard.values.clone();
        let mut longest = shard.scratch.len();
        for stage in plan.stages() {
            match *stage {
                Stage::Dense { from: None, .. } => shard.inked = shard.inked.with_pixels(),
                Stage::Dense { from: Some(_), ref weights, .. } => {
                    longest = longest.max(weights.len())
                }
                Stage::Conv { from: Some(_), window, filters, number, .. } => {
                    let conv = &mut shard.convs[number];
                    conv.gradient = vec![0.0; window.gradient_length(filters)];
                    conv.image = vec![0.0; kernels::scatter_scratch(&window)];
                    let length = kernels::scatter_length(&window, filters);
                    shard.scratch.resize(shard.scratch.len().max(length), 0.0);
                }
                Stage::Dropout { to, channels, .. } => {
                    let places = plan.widths()[to] / channels;
                    shard.masks.push(vec![0.0; shard.values[to].len() / places.max(1)]);
                }
                Stage::Norm { channels, .. } => {
                    shard.moments.push(vec![0.0; images * 2 * channels]);
                    shard.sums.push(vec![0.0; images * 2 * channels]);
                }
                _ => {}
            }
        }
        shard.scratch.resize(longest, 0.0);
        shard
    }

    /// How many images there is room for.
    pub fn room(&self) -> usize {
        self.losses.len()
    }

    /// Runs `images`, `[n, pixels]` bytes, forward to the logits, as a trained net is used.
    ///
    /// # Panics
    /// If there are more images than the shard has room for, or `parameters` aren't the plan's.
    pub fn forward(&mut self, plan: &Plan, parameters: &[f32], images: &[u8]) {
        self.load(plan, images);
        for leg in 0..=plan.norms() {
            self.run_leg(plan, parameters, images, leg, Mode::Inference);
        }
    }

    /// Runs `images`, `[n, pixels]` bytes, one leg forward as in training, up to the batch norm that ends
    /// it; there are [`Plan::norms`] + 1 legs. Before each but the first,
    /// [`Statistics::gather`] must have seen all shards of the batch.
    ///
    /// # Panics
    /// If there are more images than the shard has room for, it is one for inference only, or
    /// `parameters` aren't the plan's.
    pub fn forward_leg(
        &mut self,
        plan: &Plan,
        parameters: &[f32],
        images: &[u8],
        leg: usize,
        statistics: &Statistics,
        dropout: Dropout,
    ) {
        if leg == 0 {
            self.load(plan, images);
        }
        self.run_leg(plan, parameters, images, leg, Mode::Training(dropout, statistics));
        if let Some(&Stage::Norm { from, channels, number, .. }) =
            plan.stages().get(plan.leg(leg).end)
        {
            let values = self.values[from].chunks_exact(plan.widths()[from]).take(self.images);
            for (x, moments) in values.zip(self.moments[number].chunks_exact_mut(2 * channels)) {
                kernels::image_statistics(x, moments);
            }
        }
    }

    fn load(&mut self, plan: &Plan, images: &[u8]) {
        let n = images.len() / plan.pixels();
        assert!(n <= self.room(), "more images than the shard has room for");
        self.images = n;
    }

    fn run_leg(&mut self, plan: &Plan, parameters: &[f32], images: &[u8], leg: usize, mode: Mode) {
        assert_eq!(parameters.len(), plan.parameters(), "these are another network's parameters");
        let (n, widths) = (self.images, plan.widths());
        let leg = plan.leg(leg);
        for (stage_number, stage) in (leg.start as u32..).zip(&plan.stages()[leg]) {
            match *stage {
                Stage::Ink { to } => {
                    for (value, &ink) in self.values[to].iter_mut().zip(images) {
                        *value = f32::from(ink) * (1.0 / 255.0);
                    }
                }
                Stage::Dense { from, to, outputs, ref weights, ref biases, .. } => {
                    let w = &parameters[weights.clone()];
                    let bias = biases.clone().map_or(&self.zeros[..outputs], |at| &parameters[at]);
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
                Stage::Conv { from, to, window, filters, ref weights, ref biases, number } => {
                    let w = &parameters[weights.clone()];
                    let bias = biases.clone().map_or(&self.zeros[..filters], |at| &parameters[at]);
                    match from {
                        None => {
                            self.inked.fill(images);
                            let spread =
                                &mut self.scratch[..kernels::packed_length(&window, filters)];
                            kernels::pack_weights(&window, w, spread);
                            let out = &mut self.values[to][..n * widths[to]];
                            kernels::sparse_conv(&window, &self.inked, spread, bias, out);
                        }
                        Some(from) => {
                            let (x, out) = two(&mut self.values, from, to);
                            let padded =
                                &mut self.convs[number].padded[..n * window.padded_length()];
                            kernels::pad(&window, &x[..n * widths[from]], padded);
                            kernels::conv(&window, padded, w, bias, &mut out[..n * widths[to]]);
                        }
                    }
                }
                Stage::Pool { from, to, window, number } => {
                    let (x, out) = two(&mut self.values, from, to);
                    let (x, out) = (&x[..n * widths[from]], &mut out[..n * widths[to]]);
                    let winners = &mut self.winners[number][..n * widths[to]];
                    kernels::max_pool(&window, x, out, winners);
                }
                Stage::Norm {
                    from,
                    to,
                    channels,
                    ref scale,
                    ref offset,
                    ref mean,
                    ref variance,
                    number,
                } => {
                    let (mean, variance) = match mode {
                        Mode::Training(_, statistics) => statistics.of(number),
                        Mode::Inference => {
                            (&parameters[mean.clone()], &parameters[variance.clone()])
                        }
                    };
                    let (scale, offset) = (&parameters[scale.clone()], &parameters[offset.clone()]);
                    let (factor, rest) = self.scratch.split_at_mut(channels);
                    let summand = &mut rest[..channels];
                    for c in 0..channels {
                        factor[c] = scale[c] / (variance[c] + kernels::EPSILON).sqrt();
                        summand[c] = offset[c] - mean[c] * factor[c];
                    }
                    let (x, y) = two(&mut self.values, from, to);
                    let (x, y) = (&x[..n * widths[from]], &mut y[..n * widths[to]]);
                    kernels::scale_channels(x, factor, summand, y);
                }
                Stage::Activate { at, activation } => {
                    let x = &mut self.values[at][..n * widths[at]];
                    match activation {
                        Activation::Linear => {}
                        Activation::Relu => kernels::relu(x),
                        Activation::Sigmoid => kernels::sigmoid(x),
                    }
                }
                Stage::Dropout { from, to, keep, mask, channels } => {
                    let (x, out) = two(&mut self.values, from, to);
                    let out = &mut out[..n * widths[to]];
                    out.copy_from_slice(&x[..n * widths[from]]);
                    if let Mode::Training(dropout, _) = mode {
                        let mask = &mut self.masks[mask][..n * channels];
                        draw_mask(mask, channels, keep, stage_number, dropout);
                        silence(mask, channels, widths[to], out);
                    }
                }
            }
        }
    }

    /// Turns the logits into probabilities; returns how many images are read right.
    ///
    /// In a shard for training it also starts the way back: the gradient of the loss is that of the mean
    /// over `batch` images. `smoothing` of the truth is shared out among all classes.
    pub fn score(&mut self, labels: &[u8], smoothing: f32, batch: usize) -> u32 {
        let Some(last) = self.values.len().checked_sub(1) else { return 0 };
        let length = self.values[last].len() / self.losses.len().max(1) * labels.len();
        kernels::softmax_cross_entropy(
            &mut self.values[last][..length],
            labels,
            smoothing,
            1.0 / batch as f32,
            self.deltas.last_mut().map(|delta| &mut delta[..length]),
            &mut self.losses[..labels.len()],
        )
    }

    /// Runs the gradient one leg back: the last leg from the logits, after [`score`](Self::score); each
    /// other one after [`Statistics::gather_back`] has seen all shards of the batch.
    pub fn backward_leg(
        &mut self,
        plan: &Plan,
        parameters: &[f32],
        leg: usize,
        statistics: &Statistics,
    ) {
        let (n, widths) = (self.images, plan.widths());
        let range = plan.leg(leg);
        if let Some(&Stage::Norm { from, to, channels, ref scale, number, .. }) =
            plan.stages().get(range.end)
        {
            let numbers = &mut self.scratch[..3 * channels];
            statistics.way_back(number, &parameters[scale.clone()], numbers);
            let (factor, rest) = numbers.split_at(channels);
            let (slope, summand) = rest.split_at(channels);
            let (d_x, d_y) = two(&mut self.deltas, from, to);
            kernels::norm_input_gradient(
                &self.values[from][..n * widths[from]],
                &d_y[..n * widths[to]],
                [factor, slope, summand],
                &mut d_x[..n * widths[from]],
            );
        }
        for stage in plan.stages()[range].iter().rev() {
            match *stage {
                Stage::Ink { .. } | Stage::Dense { from: None, .. } => {}
                Stage::Conv { from: None, .. } => {}
                // Nobody needs the gradient of the pixels.
                Stage::Dense { from: Some(from), .. } | Stage::Conv { from: Some(from), .. }
                    if plan.is_ink(from) => {}
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
                Stage::Conv {
                    from: Some(from), to, window, filters, ref weights, number, ..
                } => {
                    let (d_x, d_out) = two(&mut self.deltas, from, to);
                    let (d_x, d_out) = (&mut d_x[..n * widths[from]], &d_out[..n * widths[to]]);
                    let w = &parameters[weights.clone()];
                    let conv = &mut self.convs[number];
                    if kernels::skipping_pays(&window, filters, d_out) {
                        let scattered =
                            &mut self.scratch[..kernels::scatter_length(&window, filters)];
                        kernels::scatter_weights(&window, w, scattered);
                        let image = &mut conv.image;
                        kernels::scatter_input_gradient(&window, d_out, scattered, d_x, image);
                    } else {
                        let turned = &mut self.scratch[..weights.len()];
                        kernels::transpose_weights(&window, w, turned);
                        let gradient = &mut conv.gradient;
                        kernels::conv_input_gradient(&window, d_out, turned, d_x, gradient);
                    }
                }
                Stage::Pool { from, to, window, number } => {
                    let (d_x, d_out) = two(&mut self.deltas, from, to);
                    let (d_out, d_x) = (&d_out[..n * widths[to]], &mut d_x[..n * widths[from]]);
                    let winners = &self.winners[number][..n * widths[to]];
                    kernels::max_pool_gradient(&window, d_out, winners, d_x);
                }
                Stage::Norm { from, to, channels, number, .. } => {
                    let (mean, _) = statistics.of(number);
                    let images = self.values[from]
                        .chunks_exact(widths[from])
                        .zip(self.deltas[to].chunks_exact(widths[to]))
                        .take(n);
                    let sums = self.sums[number].chunks_exact_mut(2 * channels);
                    for ((x, d_y), sums) in images.zip(sums) {
                        kernels::norm_sums(x, d_y, mean, sums);
                    }
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
                Stage::Dropout { from, to, mask, channels, .. } => {
                    let (d_x, d_out) = two(&mut self.deltas, from, to);
                    let d_x = &mut d_x[..n * widths[from]];
                    d_x.copy_from_slice(&d_out[..n * widths[to]]);
                    silence(&self.masks[mask][..n * channels], channels, widths[to], d_x);
                }
            }
        }
    }

    /// What the last layer is given, `[n, inputs]`, of the images that [`forward`](Self::forward) ran last: all
    /// that the layers before it have to say about a digit.
    pub fn features(&self, plan: &Plan, images: &[u8]) -> Vec<f32> {
        match plan.stages().last() {
            Some(&Stage::Dense { from: Some(from), inputs, .. }) => {
                self.values[from][..self.images * inputs].to_vec()
            }
            // The only layer is the first, which reads bytes.
            _ => images.iter().map(|&ink| f32::from(ink) * (1.0 / 255.0)).collect(),
        }
    }

    /// What a layer handed on, `[n, values]`, of the images that ran last; of the last layer, logits or
    /// probabilities, as of [`outputs`](Self::outputs).
    pub fn handed_on(&self, output: Output) -> &[f32] {
        let values = output.shape.iter().product::<usize>();
        &self.values[output.buffer][..self.images * values]
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

/// The gradient of the batch's mean loss with respect to one block of the parameters; of a block that
/// [runs along](Block::runs_along), what the batch says in its place.
///
/// `shards` hold the batch in order, after their last [`Shard::backward_leg`]; `out` is overwritten.
///
/// # Panics
/// If `out` isn't as long as the block.
pub fn gradient<'a>(
    plan: &Plan,
    block: &Block,
    shards: impl IntoIterator<Item = &'a Shard>,
    statistics: &Statistics,
    out: &mut [f32],
) {
    assert_eq!(out.len(), block.length, "out must be as long as the block");
    let widths = plan.widths();
    let (from, to) = match plan.stages()[block.stage] {
        Stage::Dense { from, to, .. } | Stage::Conv { from, to, .. } => (from, to),
        Stage::Norm { number, .. } => return statistics.gradient(number, &block.what, out),
        _ => return,
    };
    out.fill(0.0);
    for shard in shards {
        let d_out = &shard.deltas[to][..shard.images * widths[to]];
        match (&plan.stages()[block.stage], &block.what) {
            (Stage::Conv { window, number, .. }, What::Line(line)) => {
                let padded = &shard.convs[*number].padded[..shard.images * window.padded_length()];
                kernels::conv_weight_gradient(window, padded, d_out, *line, out);
            }
            (Stage::Conv { window, .. }, What::AllLines) => {
                kernels::sparse_conv_weight_gradient(window, &shard.inked, d_out, out);
            }
            (Stage::Dense { inputs, outputs, .. }, What::Rows(rows)) => match from {
                None => {
                    kernels::sparse_weight_gradient(&shard.inked, d_out, *outputs, rows.start, out);
                }
                Some(from) => {
                    let x = &shard.values[from][..shard.images * inputs];
                    kernels::dense_weight_gradient(x, *inputs, d_out, *outputs, rows.start, out);
                }
            },
            _ => kernels::bias_gradient(d_out, out),
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

/// Multiplies each image's values, `width` of them, with its factors: one for each of `channels`, the same
/// at all places.
fn silence(mask: &[f32], channels: usize, width: usize, values: &mut [f32]) {
    if channels == width {
        return kernels::multiply_in_place(mask, values);
    }
    for (mask, values) in mask.chunks_exact(channels).zip(values.chunks_exact_mut(width)) {
        for place in values.chunks_exact_mut(channels) {
            kernels::multiply_in_place(mask, place);
        }
    }
}

/// Two buffers of the same list, the earlier and the later.
fn two(buffers: &mut [Vec<f32>], earlier: usize, later: usize) -> (&mut [f32], &mut [f32]) {
    let (head, tail) = buffers.split_at_mut(later);
    (&mut head[earlier], &mut tail[0])
}
