//! The convolution, forward and backward, as a matrix product that reads its patches where they lie.
//!
//! Images are `[rows, columns, channels]`, one pixel's channels side by side; weights are
//! `[k, k, channels, filters]`. Edges are padded as TensorFlow's SAME does. A padded copy of the input is
//! made once; from then on a row of a patch is one run of memory, and no patch is copied.
//!
//! Letters: `H`, `W` rows and columns of the input, `C` its channels; `k` the kernel's side, `s` the
//! stride; `F` filters; `h`, `w` rows and columns of the output.

use super::gemm::{Grid, Inner, Left, Out, Right, Start, gemm_tn, multiply};
use std::ops::Range;

/// A kernel that is moved over images: its size and theirs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConvShape {
    /// Rows of the input.
    pub rows: usize,
    /// Columns of the input.
    pub columns: usize,
    /// Channels of the input.
    pub channels: usize,
    /// Rows and columns of the kernel.
    pub kernel: usize,
    /// How far the kernel moves from one output to the next.
    pub stride: usize,
}

/// Of one axis: how long the output is, and how much padding comes before the input (TensorFlow's SAME:
/// an odd rest goes behind).
fn same(length: usize, kernel: usize, stride: usize) -> (usize, usize) {
    let out = length.div_ceil(stride);
    let padding = ((out - 1) * stride + kernel).saturating_sub(length);
    (out, padding / 2)
}

impl ConvShape {
    /// Rows of the output.
    pub fn out_rows(&self) -> usize {
        same(self.rows, self.kernel, self.stride).0
    }

    /// Columns of the output.
    pub fn out_columns(&self) -> usize {
        same(self.columns, self.kernel, self.stride).0
    }

    /// Places in the output.
    pub fn places(&self) -> usize {
        self.out_rows() * self.out_columns()
    }

    /// Rows and columns of padding before the input.
    pub fn before(&self) -> (usize, usize) {
        let [rows, columns] =
            [self.rows, self.columns].map(|n| same(n, self.kernel, self.stride).1);
        (rows, columns)
    }

    /// Along an axis (0: rows, 1: columns), what each output reaches of the input.
    pub(super) fn patches(&self, axis: usize) -> impl Iterator<Item = Range<usize>> + use<> {
        let Self { kernel, stride, .. } = *self;
        let length = [self.rows, self.columns][axis];
        let (out, before) = same(length, kernel, stride);
        (0..out).map(move |i| {
            let first = i * stride;
            first.saturating_sub(before)..(first + kernel).saturating_sub(before).min(length)
        })
    }

    /// Values in an image.
    pub fn values(&self) -> usize {
        self.rows * self.columns * self.channels
    }

    /// Rows and columns of the padded input: just those that the kernel reaches.
    pub(super) fn padded_size(&self) -> (usize, usize) {
        let reached = |out: usize| (out - 1) * self.stride + self.kernel;
        (reached(self.out_rows()), reached(self.out_columns()))
    }

    /// Values in a padded image.
    pub fn padded(&self) -> usize {
        let (rows, columns) = self.padded_size();
        rows * columns * self.channels
    }

    /// Weights for `filters` filters.
    pub fn weights(&self, filters: usize) -> usize {
        self.kernel * self.kernel * self.channels * filters
    }

    /// The outputs that one input pixel can touch along an axis, at the most.
    fn touched(&self) -> usize {
        self.kernel.div_ceil(self.stride)
    }

    /// Rows and columns of a padded gradient of the output.
    fn padded_gradient_size(&self) -> (usize, usize) {
        let (top, left) = self.before();
        let reached = |n: usize, before: usize, out: usize| {
            self.touched() - 1 + out.max((n - 1 + before) / self.stride + 1)
        };
        (reached(self.rows, top, self.out_rows()), reached(self.columns, left, self.out_columns()))
    }

    /// Scratch that [`conv_input_gradient`] needs for `filters` filters.
    pub fn scratch(&self, filters: usize) -> usize {
        let (rows, columns) = self.padded_gradient_size();
        rows * columns * filters
    }
}

/// Copies `x`, `[B, H, W, C]`, into the middle of `padded`, whose edges are zeros already and stay so.
///
/// # Panics
/// If `x` isn't whole images, or `padded` doesn't hold as many: a bug in the caller.
pub fn pad(window: &ConvShape, x: &[f32], padded: &mut [f32]) {
    let batch = x.len() / window.values();
    assert_eq!(x.len(), batch * window.values(), "x must be [B, H, W, C]");
    assert_eq!(padded.len(), batch * window.padded(), "padded must hold as many images as x");
    let ((top, left), size) = (window.before(), window.padded_size());
    let images = x.chunks_exact(window.values()).zip(padded.chunks_exact_mut(window.padded()));
    for (x, padded) in images {
        copy_into(x, (window.columns, window.channels), padded, size, (top, left));
    }
}

/// Copies an image of `columns` × `channels` a row into a larger one, from (top, left) on; what does not
/// fit is left out.
fn copy_into(
    x: &[f32],
    (columns, channels): (usize, usize),
    padded: &mut [f32],
    (rows, wide): (usize, usize),
    (top, left): (usize, usize),
) {
    let length = columns.min(wide - left) * channels;
    let lines =
        x.chunks_exact(columns * channels).zip(padded.chunks_exact_mut(wide * channels).skip(top));
    for (x, line) in lines.take(rows - top) {
        line[left * channels..][..length].copy_from_slice(&x[..length]);
    }
}

/// Convolution, forward: every output is the sum over its patch of `padded · w`, plus `bias`.
///
/// `padded` is what [`pad`] makes of the input; `w` is `[k, k, C, F]`, `bias` `[F]`, `out` `[B, h, w, F]`,
/// overwritten. Each sum goes through its patch row by row; the bits are those of
/// [`plain::conv`](super::plain::conv).
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn conv(window: &ConvShape, padded: &[f32], w: &[f32], bias: &[f32], out: &mut [f32]) {
    let filters = bias.len();
    let (places, (_, wide)) = (window.places(), window.padded_size());
    let batch = out.len() / (places * filters);
    assert_eq!(out.len(), batch * places * filters, "out must be [B, h, w, F]");
    assert_eq!(padded.len(), batch * window.padded(), "padded must hold as many images as out");
    assert_eq!(w.len(), window.weights(filters), "w must be [k, k, C, F]");
    let ConvShape { channels, kernel, stride, .. } = *window;
    let rows = Grid {
        width: window.out_columns(),
        down: stride * wide * channels,
        across: stride * channels,
    };
    let inner =
        Inner { segments: kernel, length: kernel * channels, apart: wide * channels, step: 1 };
    let b = Right { data: w, row: filters };
    let images = padded.chunks_exact(window.padded()).zip(out.chunks_exact_mut(places * filters));
    for (padded, out) in images {
        let mut out = Out { data: out, rows: Grid::line(filters) };
        multiply(
            places,
            filters,
            inner,
            Left { data: padded, rows },
            b,
            Start::Row(bias),
            &mut out,
        );
    }
}

/// Convolution, backward to one row of its kernel: `d_w += ` the sum over all places of patch · `d_out`.
///
/// `padded` is that of [`conv`], `d_out` `[B, h, w, F]`; `d_w` is `[k, C, F]`: the weights of kernel row
/// `line`, added to. Goes through the batch, and each image's places, in order.
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn conv_weight_gradient(
    window: &ConvShape,
    padded: &[f32],
    d_out: &[f32],
    line: usize,
    d_w: &mut [f32],
) {
    let ConvShape { channels, kernel, stride, .. } = *window;
    let filters = d_w.len() / (kernel * channels);
    let (places, (_, wide)) = (window.places(), window.padded_size());
    let batch = padded.len() / window.padded();
    assert_eq!(d_w.len(), kernel * channels * filters, "d_w must be [k, C, F]");
    assert_eq!(padded.len(), batch * window.padded(), "padded must be whole images");
    assert_eq!(d_out.len(), batch * places * filters, "d_out must be [B, h, w, F]");
    assert!(line < kernel, "the row must be one of the kernel's");
    let inner = Inner {
        segments: window.out_rows(),
        length: window.out_columns(),
        apart: stride * wide * channels,
        step: stride * channels,
    };
    let mut out = Out { data: d_w, rows: Grid::line(filters) };
    let images = padded.chunks_exact(window.padded()).zip(d_out.chunks_exact(places * filters));
    for (padded, d_out) in images {
        let a = &padded[line * wide * channels..];
        let b = Right { data: d_out, row: filters };
        gemm_tn(kernel * channels, filters, inner, a, b, Start::Out, &mut out);
    }
}

/// The places of the input that the same taps of the kernel reach: with a stride of 2, every other row
/// and column.
#[derive(Clone, Copy)]
struct Class {
    /// The first place along the axis.
    first: usize,
    /// How many places.
    places: usize,
    /// The first output that the first place touches, in the padded gradient.
    from: usize,
    /// The first tap; the others follow at the stride.
    tap: usize,
    /// How many taps.
    taps: usize,
}

/// One axis of the input, split by the taps that reach it.
fn classes(window: &ConvShape, length: usize, before: usize) -> impl Iterator<Item = Class> {
    let ConvShape { kernel, stride, .. } = *window;
    let touched = window.touched();
    (0..stride.min(length)).map(move |first| {
        let tap = (first + before) % stride;
        let taps = kernel.saturating_sub(tap).div_ceil(stride);
        // Of `touched` outputs the first few are out of reach where a class has fewer taps.
        let from = (first + before) / stride + touched - taps;
        Class { first, places: (length - first).div_ceil(stride), from, tap, taps }
    })
}

impl Class {
    /// The taps in the order of the outputs: the last first.
    fn taps(self, stride: usize) -> impl Iterator<Item = usize> {
        (0..self.taps).rev().map(move |i| self.tap + i * stride)
    }
}

/// Puts weights into the order in which [`conv_input_gradient`] reads them: for each class of places,
/// `[taps, taps, F, C]`.
///
/// `w` is `[k, k, C, F]`; `turned` is as long, overwritten.
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn transpose_weights(window: &ConvShape, w: &[f32], turned: &mut [f32]) {
    let ConvShape { kernel, channels, stride, .. } = *window;
    let filters = w.len() / window.weights(1);
    assert_eq!(w.len(), window.weights(filters), "w must be [k, k, C, F]");
    assert_eq!(turned.len(), w.len(), "turned must be as long as w");
    let (top, left) = window.before();
    let mut rest = turned;
    for down in classes(window, window.rows, top) {
        for across in classes(window, window.columns, left) {
            for ky in down.taps(stride) {
                for kx in across.taps(stride) {
                    let tap = &w[(ky * kernel + kx) * channels * filters..][..channels * filters];
                    let (turned, after) = rest.split_at_mut(channels * filters);
                    for (f, turned) in turned.chunks_exact_mut(channels).enumerate() {
                        for (c, turned) in turned.iter_mut().enumerate() {
                            *turned = tap[c * filters + f];
                        }
                    }
                    rest = after;
                }
            }
        }
    }
}

/// Convolution, backward to its input: every value of the input gets, from each output that it touched,
/// weight · gradient.
///
/// `d_out` is `[B, h, w, F]`; `turned` is what [`transpose_weights`] makes of the weights; `d_x` is
/// `[B, H, W, C]`, overwritten. `scratch` holds [`ConvShape::scratch`] floats, all zero before the first
/// call; afterwards only this function may have written to it. Each sum goes through the outputs row by
/// row; the bits are those of [`plain::conv_input_gradient`](super::plain::conv_input_gradient).
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn conv_input_gradient(
    window: &ConvShape,
    d_out: &[f32],
    turned: &[f32],
    d_x: &mut [f32],
    scratch: &mut [f32],
) {
    let ConvShape { rows, columns, channels, stride, .. } = *window;
    let filters = turned.len() / window.weights(1);
    let batch = d_x.len() / window.values();
    let one = window.places() * filters;
    assert_eq!(turned.len(), window.weights(filters), "turned must be [k, k, F, C]");
    assert_eq!(d_x.len(), batch * window.values(), "d_x must be [B, H, W, C]");
    assert_eq!(d_out.len(), batch * one, "d_out must be [B, h, w, F]");
    assert_eq!(scratch.len(), window.scratch(filters), "scratch must be as long as it says");
    if stride > window.kernel {
        d_x.fill(0.0); // some places touch no output
    }
    let ((top, left), size, edge) =
        (window.before(), window.padded_gradient_size(), window.touched() - 1);
    for (d_out, d_x) in d_out.chunks_exact(one).zip(d_x.chunks_exact_mut(window.values())) {
        copy_into(d_out, (window.out_columns(), filters), scratch, size, (edge, edge));
        let mut weights = turned;
        for down in classes(window, rows, top) {
            for across in classes(window, columns, left) {
                let taps = down.taps * across.taps;
                let (of_class, after) = weights.split_at(taps * filters * channels);
                weights = after;
                if taps == 0 {
                    continue;
                }
                let wide = size.1 * filters;
                let from = down.from * wide + across.from * filters;
                let a = Left {
                    data: &scratch[from..],
                    rows: Grid { width: across.places, down: wide, across: filters },
                };
                let inner = Inner {
                    segments: down.taps,
                    length: across.taps * filters,
                    apart: wide,
                    step: 1,
                };
                let to = (down.first * columns + across.first) * channels;
                let places = Grid {
                    width: across.places,
                    down: stride * columns * channels,
                    across: stride * channels,
                };
                let mut out = Out { data: &mut d_x[to..], rows: places };
                let b = Right { data: of_class, row: channels };
                let m = down.places * across.places;
                multiply(m, channels, inner, a, b, Start::Zero, &mut out);
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::super::plain;
    use super::*;
    use crate::rng::{Purpose, Rng};

    fn random(length: usize, seed: u64) -> Vec<f32> {
        let mut rng = Rng::new(seed, Purpose::Weights { tensor: 0 });
        (0..length).map(|_| rng.symmetric()).collect()
    }

    /// The convolutions of the ladder, and awkward ones: a kernel wider than the image, strides beyond
    /// the kernel, one row, one channel.
    pub(in super::super) fn windows() -> Vec<(ConvShape, usize)> {
        let mut all = Vec::new();
        for (rows, columns, channels, kernel, stride, filters) in [
            (28, 28, 6, 5, 2, 12),
            (14, 14, 12, 4, 2, 24),
            (28, 28, 1, 6, 1, 6),
            (7, 7, 24, 3, 1, 16),
        ] {
            all.push((ConvShape { rows, columns, channels, kernel, stride }, filters));
        }
        for (rows, columns) in [(1, 1), (1, 5), (4, 3), (6, 7), (9, 8)] {
            for (channels, filters) in [(1, 1), (2, 3), (3, 4), (5, 9), (4, 10), (13, 50)] {
                for (kernel, stride) in
                    [(1, 1), (2, 1), (3, 1), (3, 2), (4, 2), (5, 3), (2, 3), (7, 1)]
                {
                    all.push((ConvShape { rows, columns, channels, kernel, stride }, filters));
                }
            }
        }
        if cfg!(miri) {
            all.retain(|(window, filters)| window.values() * window.weights(*filters) < 600);
        }
        all
    }

    #[test]
    fn all_three_directions_give_the_sums_of_the_plain_loops() {
        let mut failures = Vec::new();
        for (window, filters) in windows() {
            let batch = 2;
            let x = random(batch * window.values(), 1);
            let w = random(window.weights(filters), 2);
            let bias = random(filters, 3);
            let d_out = random(batch * window.places() * filters, 4);
            let mut check = |name: &str, got: &[f32], want: &[f32]| {
                if got != want {
                    failures.push(format!("{name} of {window:?}, {filters} filters"));
                }
            };

            let mut padded = vec![0.0; batch * window.padded()];
            pad(&window, &x, &mut padded);
            let (mut got, mut want) = (vec![9.0; d_out.len()], vec![8.0; d_out.len()]);
            conv(&window, &padded, &w, &bias, &mut got);
            plain::conv(&window, &x, &w, &bias, &mut want);
            check("forward", &got, &want);

            let (mut got, mut want) = (w.clone(), w.clone());
            let line = window.kernel * window.channels * filters;
            for (ky, d_w) in got.chunks_exact_mut(line).enumerate() {
                conv_weight_gradient(&window, &padded, &d_out, ky, d_w);
            }
            plain::conv_weight_gradient(&window, &x, &d_out, filters, &mut want);
            check("weight gradient", &got, &want);

            let (mut turned, mut scratch) =
                (vec![7.0; w.len()], vec![0.0; window.scratch(filters)]);
            transpose_weights(&window, &w, &mut turned);
            let (mut got, mut want) = (vec![9.0; x.len()], vec![8.0; x.len()]);
            conv_input_gradient(&window, &d_out, &turned, &mut got, &mut scratch);
            plain::conv_input_gradient(&window, &d_out, &w, filters, &mut want);
            check("input gradient", &got, &want);
        }
        assert!(failures.is_empty(), "{failures:#?}");
    }

    #[test]
    fn the_output_has_the_size_that_tensorflow_gives_it() {
        let of = |rows, kernel, stride| {
            let window = ConvShape { rows, columns: rows, channels: 1, kernel, stride };
            (window.out_rows(), window.before().0)
        };
        assert_eq!(of(28, 6, 1), (28, 2));
        assert_eq!(of(28, 5, 2), (14, 1));
        assert_eq!(of(14, 4, 2), (7, 1));
        assert_eq!(of(7, 3, 2), (4, 1));
        assert_eq!(of(28, 1, 2), (14, 0));
    }
}
