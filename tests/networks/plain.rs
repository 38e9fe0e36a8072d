//! A training step and a reading, written from the definitions over [`nibnet::kernels::plain`]: one
//! image after the other, nothing skipped, nothing shared out.

use nibnet::kernels::{self, ConvShape, EPSILON, plain};
use nibnet::net::{Activation, AveragePool, Conv, Layer, Network};
use nibnet::rng::{Purpose, Rng};
use std::ops::Range;

/// One operation on the values of a batch.
enum Op {
    Dense { outputs: usize, weights: Range<usize>, biases: Option<Range<usize>> },
    Conv { shape: ConvShape, weights: Range<usize>, biases: Option<Range<usize>>, filters: usize },
    MaxPool(ConvShape),
    AveragePool(ConvShape),
    Norm { channels: usize, first: usize },
    Activation(Activation),
    Dropout { keep: f32, factors: usize, stage: u32 },
}

/// What a step finds.
pub(crate) struct Found {
    pub(crate) loss: f64,
    pub(crate) gradient: Vec<f32>,
}

/// A network as a list of operations.
pub(crate) struct Plain {
    ops: Vec<Op>,
    parameters: usize,
}

/// How a net runs: with the batch's statistics and dropout of a step, or as a trained one.
#[derive(Clone, Copy)]
enum Mode {
    Training { seed: u32, step: u32 },
    Reading,
}

/// What the way back needs of batch norm: mean and variance of the batch.
type Statistics = Option<[Vec<f32>; 2]>;

impl Plain {
    pub(crate) fn new(network: &Network) -> Self {
        let [rows, columns] = [network.input.rows as usize, network.input.columns as usize];
        let mut sides = Some([rows, columns, 1]);
        let mut values = rows * columns;
        let mut all = Self { ops: Vec::new(), parameters: 0 };
        // Random numbers of dropout are named by stage: an activation is one, and so is the input
        // where the first layer doesn't list the pixels that aren't zero.
        let lists_pixels = match &network.layers[0] {
            Layer::Dense(_) => true,
            Layer::Conv(Conv { filters, kernel, stride, .. }) => {
                let shape = shape([rows, columns, 1], *kernel, *stride);
                kernels::can_skip_paper(&shape, *filters as usize)
            }
            _ => false,
        };
        let mut stage = u32::from(!lists_pixels);
        for (i, layer) in network.layers.iter().enumerate() {
            let is_normed = matches!(network.layers.get(i + 1), Some(Layer::BatchNorm(_)));
            let mut activation = Activation::Linear;
            match layer {
                Layer::Dense(dense) => {
                    activation = dense.activation;
                    let outputs = dense.units as usize;
                    let weights = all.take(values * outputs);
                    let biases = all.biases(is_normed, activation, outputs);
                    all.ops.push(Op::Dense { outputs, weights, biases });
                    (sides, values) = (None, outputs);
                }
                Layer::Conv(conv) => {
                    activation = conv.activation;
                    let shape = shape(sides.unwrap(), conv.kernel, conv.stride);
                    let filters = conv.filters as usize;
                    let weights = all.take(shape.weights(filters));
                    let biases = all.biases(is_normed, activation, filters);
                    all.ops.push(Op::Conv { shape, weights, biases, filters });
                    sides = Some([shape.out_rows(), shape.out_columns(), filters]);
                }
                Layer::MaxPool(pool) => {
                    let shape = shape(sides.unwrap(), pool.size, pool.stride);
                    sides = Some([shape.out_rows(), shape.out_columns(), shape.channels()]);
                    all.ops.push(Op::MaxPool(shape));
                }
                Layer::AveragePool(AveragePool { size, stride }) => {
                    let [rows, columns, _] = sides.unwrap();
                    let size = size.unwrap_or(rows.max(columns) as u32);
                    let shape = shape(sides.unwrap(), size, stride.unwrap_or(size));
                    sides = Some([shape.out_rows(), shape.out_columns(), shape.channels()]);
                    all.ops.push(Op::AveragePool(shape));
                }
                Layer::BatchNorm(norm) => {
                    activation = norm.activation;
                    let channels = sides.map_or(values, |[.., channels]| channels);
                    let first = all.take(4 * channels).start;
                    all.ops.push(Op::Norm { channels, first });
                }
                Layer::Dropout(dropout) => {
                    all.ops.push(Op::Dropout { keep: dropout.keep, factors: values, stage });
                }
                Layer::DropoutMaps(dropout) => {
                    let [.., factors] = sides.unwrap();
                    all.ops.push(Op::Dropout { keep: dropout.keep, factors, stage });
                }
            }
            values = sides.map_or(values, |sides| sides.iter().product());
            stage += 1;
            if activation != Activation::Linear {
                all.ops.push(Op::Activation(activation));
                stage += 1;
            }
        }
        all
    }

    fn take(&mut self, count: usize) -> Range<usize> {
        self.parameters += count;
        self.parameters - count..self.parameters
    }

    fn biases(
        &mut self,
        is_normed: bool,
        activation: Activation,
        count: usize,
    ) -> Option<Range<usize>> {
        (!is_normed || activation != Activation::Linear).then(|| self.take(count))
    }

    /// The probabilities of a trained net, `[n, 10]`.
    pub(crate) fn read(&self, parameters: &[f32], images: &[u8], n: usize) -> Vec<f32> {
        let (mut values, _) = self.forward(parameters, images, n, Mode::Reading);
        let mut probabilities = values.pop().unwrap();
        probabilities.chunks_exact_mut(10).for_each(|row| {
            kernels::softmax(row);
        });
        probabilities
    }

    /// The loss of a batch, summed up, and the gradient of its mean; in place of that of running
    /// averages, what the batch says.
    pub(crate) fn step(
        &self,
        parameters: &[f32],
        images: &[u8],
        labels: &[u8],
        [seed, step]: [u32; 2],
    ) -> Found {
        assert_eq!(parameters.len(), self.parameters);
        let n = labels.len();
        let (mut values, statistics) =
            self.forward(parameters, images, n, Mode::Training { seed, step });
        let mut d_out = vec![0.0; n * 10];
        let mut losses = vec![0.0; n];
        let (logits, scale) = (values.last_mut().unwrap(), 1.0 / n as f32);
        kernels::softmax_cross_entropy(logits, labels, 0.0, scale, Some(&mut d_out), &mut losses);
        let mut gradient = vec![0.0; self.parameters];
        for (i, op) in self.ops.iter().enumerate().rev() {
            let (x, y) = (&values[i], &values[i + 1]);
            let mut d_x = vec![0.0; x.len()];
            match op {
                Op::Dense { outputs, weights, biases } => {
                    let w = &parameters[weights.clone()];
                    plain::dense_input_gradient(&d_out, w, *outputs, &mut d_x);
                    let d_w = &mut gradient[weights.clone()];
                    plain::dense_weight_gradient(x, &d_out, *outputs, d_w);
                    sum_rows(&d_out, biases, &mut gradient);
                }
                Op::Conv { shape, weights, biases, filters } => {
                    let w = &parameters[weights.clone()];
                    plain::conv_input_gradient(shape, &d_out, w, *filters, &mut d_x);
                    let d_w = &mut gradient[weights.clone()];
                    plain::conv_weight_gradient(shape, x, &d_out, *filters, d_w);
                    sum_rows(&d_out, biases, &mut gradient);
                }
                Op::MaxPool(shape) => {
                    for (place, winner) in max_pool(shape, x).into_iter().enumerate() {
                        d_x[winner] += d_out[place];
                    }
                }
                Op::AveragePool(shape) => plain::average_pool_gradient(shape, &d_out, &mut d_x),
                Op::Norm { channels, first } => {
                    let [mean, variance] = statistics[i].as_ref().unwrap();
                    let parts = &mut gradient[*first..first + 4 * channels];
                    let scale = &parameters[*first..first + channels];
                    norm_back([x, &d_out], [scale, mean, variance], n, &mut d_x, parts);
                }
                Op::Activation(activation) => {
                    d_x.copy_from_slice(&d_out);
                    for (d, &y) in d_x.iter_mut().zip(y) {
                        *d = match activation {
                            Activation::Linear => *d,
                            Activation::Relu if y > 0.0 => *d,
                            Activation::Relu => 0.0,
                            Activation::Sigmoid => *d * y * (1.0 - y),
                            Activation::LeakyRelu { .. } if y > 0.0 => *d,
                            Activation::LeakyRelu { slope } => *d * slope,
                        };
                    }
                }
                Op::Dropout { keep, factors, stage } => {
                    d_x.copy_from_slice(&d_out);
                    silence(&mut d_x, n, [seed, step, *stage], *keep, *factors);
                }
            }
            d_out = d_x;
        }
        Found { loss: losses.iter().map(|&loss| f64::from(loss)).sum(), gradient }
    }

    /// The values before and behind each operation, and what each batch norm knew of the batch.
    fn forward(
        &self,
        parameters: &[f32],
        images: &[u8],
        n: usize,
        mode: Mode,
    ) -> (Vec<Vec<f32>>, Vec<Statistics>) {
        let pixels = images.iter().map(|&pixel| f32::from(pixel) * (1.0 / 255.0));
        let mut values: Vec<Vec<f32>> = vec![pixels.collect()];
        let mut known = Vec::new();
        for op in &self.ops {
            let x = values.last().unwrap();
            let mut statistics = None;
            values.push(match op {
                Op::Dense { outputs, weights, biases } => {
                    let mut out = vec![0.0; n * outputs];
                    let bias = biases_of(parameters, biases, *outputs);
                    plain::dense(x, &parameters[weights.clone()], &bias, &mut out);
                    out
                }
                Op::Conv { shape, weights, biases, filters } => {
                    let mut out = vec![0.0; n * shape.places() * filters];
                    let bias = biases_of(parameters, biases, *filters);
                    plain::conv(shape, x, &parameters[weights.clone()], &bias, &mut out);
                    out
                }
                Op::MaxPool(shape) => max_pool(shape, x).into_iter().map(|at| x[at]).collect(),
                Op::AveragePool(shape) => {
                    let mut out = vec![0.0; n * shape.places() * shape.channels()];
                    plain::average_pool(shape, x, &mut out);
                    out
                }
                Op::Norm { channels, first } => {
                    let mut parts =
                        parameters[*first..first + 4 * channels].chunks_exact(*channels);
                    let [scale, offset, mean, variance] =
                        std::array::from_fn(|_| parts.next().unwrap().to_vec());
                    let [mean, variance] = match mode {
                        Mode::Reading => [mean, variance],
                        Mode::Training { .. } => batch_statistics(x, n, *channels),
                    };
                    let mut out = x.clone();
                    for (at, y) in out.iter_mut().enumerate() {
                        let c = at % channels;
                        let factor = scale[c] / (variance[c] + EPSILON).sqrt();
                        *y = *y * factor + (offset[c] - mean[c] * factor);
                    }
                    statistics = Some([mean, variance]);
                    out
                }
                Op::Activation(activation) => {
                    let mut out = x.clone();
                    match activation {
                        Activation::Linear => {}
                        Activation::Relu => out.iter_mut().for_each(|x| *x = x.max(0.0)),
                        Activation::Sigmoid => kernels::sigmoid(&mut out),
                        Activation::LeakyRelu { slope } => plain::leaky_relu(&mut out, *slope),
                    }
                    out
                }
                Op::Dropout { keep, factors, stage } => {
                    let mut out = x.clone();
                    if let Mode::Training { seed, step } = mode {
                        silence(&mut out, n, [seed, step, *stage], *keep, *factors);
                    }
                    out
                }
            });
            known.push(statistics);
        }
        (values, known)
    }
}

fn shape([rows, columns, channels]: [usize; 3], kernel: u32, stride: u32) -> ConvShape {
    ConvShape::new(rows, columns, channels, kernel as usize, stride as usize).unwrap()
}

fn biases_of(parameters: &[f32], biases: &Option<Range<usize>>, outputs: usize) -> Vec<f32> {
    biases.clone().map_or_else(|| vec![0.0; outputs], |range| parameters[range].to_vec())
}

fn sum_rows(d_out: &[f32], biases: &Option<Range<usize>>, gradient: &mut [f32]) {
    if let Some(biases) = biases {
        for row in d_out.chunks_exact(biases.len()) {
            gradient[biases.clone()].iter_mut().zip(row).for_each(|(sum, d)| *sum += d);
        }
    }
}

/// Where the largest value of each patch and channel is; the first of several.
fn max_pool(shape: &ConvShape, x: &[f32]) -> Vec<usize> {
    let (top, left) = shape.before();
    let mut winners = Vec::new();
    for image in 0..x.len() / shape.values() {
        for place in 0..shape.places() {
            let [row, column] = [place / shape.out_columns(), place % shape.out_columns()];
            for c in 0..shape.channels() {
                let mut best: Option<usize> = None;
                for tap in 0..shape.kernel() * shape.kernel() {
                    let y = row * shape.stride() + tap / shape.kernel();
                    let z = column * shape.stride() + tap % shape.kernel();
                    let inside = |at: usize, before: usize, end: usize| {
                        at.checked_sub(before).filter(|&at| at < end)
                    };
                    let y = inside(y, top, shape.rows());
                    let Some((y, z)) = y.zip(inside(z, left, shape.columns())) else { continue };
                    let at =
                        image * shape.values() + (y * shape.columns() + z) * shape.channels() + c;
                    if best.is_none_or(|best| x[at] > x[best]) {
                        best = Some(at);
                    }
                }
                winners.push(best.unwrap());
            }
        }
    }
    winners
}

/// Mean and variance of each channel: of each image in f32, then of the batch in f64.
fn batch_statistics(x: &[f32], n: usize, channels: usize) -> [Vec<f32>; 2] {
    let positions = x.len() / n / channels;
    let of_channel = |c: usize| {
        let images = x.chunks_exact(x.len() / n).map(move |image| {
            let values = || image.iter().skip(c).step_by(channels);
            let mean = values().fold(0.0f32, |sum, x| sum + x) * (1.0 / positions as f32);
            let squares = values().fold(0.0f32, |sum, x| sum + (x - mean) * (x - mean));
            (f64::from(mean), f64::from(squares))
        });
        let images: Vec<(f64, f64)> = images.collect();
        let mean = images.iter().map(|(mean, _)| mean).sum::<f64>() / n as f64;
        let squares = images.iter().map(|(of_image, squares)| {
            let off = of_image - mean;
            squares + off * off * positions as f64
        });
        (mean as f32, (squares.sum::<f64>() / (n * positions) as f64) as f32)
    };
    let (mean, variance) = (0..channels).map(of_channel).unzip();
    [mean, variance]
}

/// Batch norm's way back: `d_x`, and of its parameters the gradient, or what the batch says of
/// them.
fn norm_back(
    [x, d_y]: [&[f32]; 2],
    [scale, mean, variance]: [&[f32]; 3],
    n: usize,
    d_x: &mut [f32],
    parts: &mut [f32],
) {
    let channels = scale.len();
    let width = x.len() / n;
    let count = (x.len() / channels) as f32;
    for c in 0..channels {
        let (mut sum, mut product) = (0.0f64, 0.0f64);
        for (x, d_y) in x.chunks_exact(width).zip(d_y.chunks_exact(width)) {
            let (mut of_image, mut weighted) = (0.0f32, 0.0f32);
            for at in (c..width).step_by(channels) {
                of_image += d_y[at];
                weighted += d_y[at] * (x[at] - mean[c]);
            }
            sum += f64::from(of_image);
            product += f64::from(weighted);
        }
        let (sum, product) = (sum as f32, product as f32);
        let inverse = 1.0 / (variance[c] + EPSILON).sqrt();
        let factor = scale[c] * inverse;
        let slope = -factor * inverse * inverse * product / count;
        let summand = -factor * sum / count - slope * mean[c];
        for at in (c..x.len()).step_by(channels) {
            d_x[at] = d_y[at] * factor + (x[at] * slope + summand);
        }
        parts[c] = product / (variance[c] + EPSILON).sqrt();
        parts[channels + c] = sum;
        parts[2 * channels + c] = mean[c];
        parts[3 * channels + c] = variance[c] * (count / (count - 1.0).max(1.0));
    }
}

/// Multiplies each image's values with its random factors, of which each belongs to every
/// `factors`th value.
fn silence(x: &mut [f32], n: usize, [seed, step, stage]: [u32; 3], keep: f32, factors: usize) {
    let width = x.len() / n;
    for (row, image) in (0..).zip(x.chunks_exact_mut(width)) {
        let mut rng = Rng::new(seed.into(), Purpose::Dropout { step, stage, row });
        let drawn: Vec<f32> = (0..factors)
            .map(|_| {
                let is_kept = u64::from(rng.bits()) < (f64::from(keep) * 4_294_967_296.0) as u64;
                if is_kept { 1.0 / keep } else { 0.0 }
            })
            .collect();
        for position in image.chunks_exact_mut(factors) {
            position.iter_mut().zip(&drawn).for_each(|(x, factor)| *x *= factor);
        }
    }
}
