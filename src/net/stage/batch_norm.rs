//! Batch norm.

use super::activation::Activation;
use crate::kernels::{self, EPSILON};
use crate::net::builder::Builder;
use crate::net::error::NetworkError;
use crate::net::layout::{Buffers, Kept, Scratch, Values, When};
use crate::net::operator::{Attribute, Operator};
use crate::net::pass::{Mode, Pass};
use crate::net::statistics::Statistics;
use crate::net::tensor::{LayerName, Start, TensorRole};
use bincode::Decode;
use ndarray::ArrayView1;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::ops::Range;

/// Brings each channel to a mean and a deviation that are learnt (Ioffe & Szegedy, "Batch
/// Normalization", 2015): in training those of the batch are taken out, afterwards running
/// averages. A linear layer right before it has no biases of its own: they would be taken out
/// again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
#[serde(deny_unknown_fields)]
pub struct BatchNorm {
    /// What each normalised value goes through.
    #[serde(default)]
    pub activation: Activation,
}

pub(super) const KIND: &str = "batchNorm";

/// The tensors, in the order in which they follow each other.
const ROLES: [TensorRole; 4] =
    [TensorRole::Scale, TensorRole::Offset, TensorRole::Mean, TensorRole::Variance];

impl BatchNorm {
    pub(super) fn check(&self, layer: usize) -> Result<(), NetworkError> {
        self.activation.check(layer)
    }

    pub(super) fn plan(&self, plan: &mut Builder) -> Result<Stage, NetworkError> {
        let (from, needs_gradient) = plan.input();
        let (shape, channels) = (plan.shape, plan.shape.channels());
        let mut tensor = |role, start| plan.tensor(role, vec![channels], Start::All(start), (1, 1));
        let [scale, offset, mean, variance] = ROLES;
        let [scale, offset] = [tensor(scale, 1.0)?, tensor(offset, 0.0)?];
        let [mean, variance] = [tensor(mean, 0.0)?, tensor(variance, 1.0)?];
        plan.norms.push([channels, shape.values() / channels]);
        let layout = &mut plan.layout;
        Ok(Stage {
            number: plan.norms.len() - 1,
            channels,
            width: shape.values(),
            statistics: layout.kept(2 * channels, When::Training),
            sums: layout.kept(2 * channels, When::Training),
            forward: layout.scratch(2 * channels, When::Always),
            back: layout.scratch(3 * channels, When::Training),
            name: plan.name(),
            from,
            needs_gradient,
            to: plan.output(shape),
            tensors: [scale, offset, mean, variance],
        })
    }
}

impl fmt::Display for BatchNorm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "batch norm{}", self.activation)
    }
}

#[derive(Clone, Debug)]
pub(in crate::net) struct Stage {
    name: LayerName,
    /// Counts batch norms.
    number: usize,
    channels: usize,
    /// Values of an image.
    width: usize,
    from: Values,
    needs_gradient: bool,
    to: Values,
    /// Where the parameters of each of [`ROLES`] are.
    tensors: [Range<usize>; 4],
    /// What the batch must know of each image, forward and back, `[2, C]` each.
    statistics: Kept,
    sums: Kept,
    /// Two numbers for each channel forward, and three back.
    forward: Scratch,
    back: Scratch,
}

impl Stage {
    /// Before the batch is known: mean and squares of each image.
    pub(in crate::net) fn summarise(&self, images: usize, buffers: &mut Buffers) {
        let x = buffers.values.of(self.from, images);
        let all = buffers.kept.of_mut(self.statistics, images);
        let images = x.chunks_exact(self.width);
        for (x, statistics) in images.zip(all.chunks_exact_mut(2 * self.channels)) {
            kernels::image_statistics(x, statistics);
        }
    }

    /// `[images, 2, C]`: what [`summarise`](Self::summarise) has found.
    pub(in crate::net) fn image_statistics<'a>(&self, buffers: &'a Buffers, n: usize) -> &'a [f32] {
        buffers.kept.of(self.statistics, n)
    }

    /// Once the batch is known.
    pub(super) fn forward(&self, pass: &Pass, buffers: &mut Buffers) {
        let [scale, offset, mean, variance] =
            self.tensors.each_ref().map(|range| &pass.parameters[range.clone()]);
        let (mean, variance) = match pass.mode {
            Mode::Training(statistics) => {
                let batch = statistics.of(self.number);
                (&batch.mean[..], &batch.variance[..])
            }
            Mode::Inference => (mean, variance),
        };
        let (factor, summand) = buffers.scratch.of(self.forward).split_at_mut(self.channels);
        for c in 0..self.channels {
            factor[c] = scale[c] / (variance[c] + EPSILON).sqrt();
            summand[c] = offset[c] - mean[c] * factor[c];
        }
        let [x, y] = buffers.values.pair_mut(self.from, self.to, pass.images);
        kernels::scale_channels(x, factor, summand, y);
    }

    /// Before the batch is known: two sums of each image.
    pub(super) fn backward(&self, pass: &Pass, buffers: &mut Buffers) {
        let Mode::Training(statistics) = pass.mode else { return };
        let mean = &statistics.of(self.number).mean;
        let n = pass.images;
        let (x, d_y) = (buffers.values.of(self.from, n), buffers.gradients.of(self.to, n));
        let images = x.chunks_exact(self.width).zip(d_y.chunks_exact(self.width));
        let sums = buffers.kept.of_mut(self.sums, n).chunks_exact_mut(2 * self.channels);
        for ((x, d_y), sums) in images.zip(sums) {
            kernels::norm_sums(x, d_y, mean, sums);
        }
    }

    /// `[images, 2, C]`: what [`backward`](Self::backward) has found.
    pub(in crate::net) fn image_sums<'a>(&self, buffers: &'a Buffers, n: usize) -> &'a [f32] {
        buffers.kept.of(self.sums, n)
    }

    /// Once the batch is known: the gradient of the input.
    pub(in crate::net) fn input_gradient(&self, pass: &Pass, buffers: &mut Buffers) {
        let Mode::Training(statistics) = pass.mode else { return };
        if !self.needs_gradient {
            return;
        }
        let batch = statistics.of(self.number);
        let scale = &pass.parameters[self.tensors[0].clone()];
        let (factor, rest) = buffers.scratch.of(self.back).split_at_mut(self.channels);
        let (slope, summand) = rest.split_at_mut(self.channels);
        for c in 0..self.channels {
            let inverse = 1.0 / (batch.variance[c] + EPSILON).sqrt();
            factor[c] = scale[c] * inverse;
            slope[c] = -factor[c] * inverse * inverse * batch.product[c] / batch.count;
            summand[c] = -factor[c] * batch.sum[c] / batch.count - slope[c] * batch.mean[c];
        }
        let x = buffers.values.of(self.from, pass.images);
        let [d_x, d_y] = buffers.gradients.pair_mut(self.from, self.to, pass.images);
        kernels::norm_input_gradient(x, d_y, [factor, slope, summand], d_x);
    }

    /// The gradient of its parameters; in place of running averages, what the batch says.
    pub(in crate::net) fn gradient(
        &self,
        role: TensorRole,
        statistics: &Statistics,
        out: &mut [f32],
    ) {
        let batch = statistics.of(self.number);
        for (c, out) in out.iter_mut().enumerate() {
            *out = match role {
                TensorRole::Scale => batch.product[c] / (batch.variance[c] + EPSILON).sqrt(),
                TensorRole::Offset => batch.sum[c],
                TensorRole::Mean => batch.mean[c],
                // What a sample says of all there is: one less in the count (Bessel).
                _ => batch.variance[c] * (batch.count / (batch.count - 1.0).max(1.0)),
            };
        }
    }

    pub(super) fn operators(&self, parameters: &[f32]) -> Vec<Operator> {
        let tensors = ROLES.iter().zip(&self.tensors).map(|(role, range)| {
            let values = ArrayView1::from(&parameters[range.clone()]).to_owned();
            (format!("{}.{role}", self.name), values.into_dyn())
        });
        let norm = Operator::new("BatchNormalization", self.name).tensors(tensors);
        vec![norm.attribute("epsilon", Attribute::Float(EPSILON))]
    }
}
