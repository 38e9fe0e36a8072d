//! The convolution, forward and backward, as a matrix product that reads its patches where they
//! lie.
//!
//! Images are `[rows, columns, channels]`, one pixel's channels side by side; weights are `[k, k,
//! channels, filters]`. Edges are padded as TensorFlow's SAME does. A padded copy of the input is
//! made once; after that a row of a patch is one segment of memory, and no patch is copied.
//!
//! Letters: `H`, `W` rows and columns of the input, `C` its channels; `k` the kernel's side, `s`
//! the stride; `F` filters; `h`, `w` rows and columns of the output.

use super::ConvShape;
use super::gemm::{Grid, Inner, Left, Out, Right, Start, gemm_tn, multiply};

/// Copies `x`, `[B, H, W, C]`, into the middle of `padded`, whose edges are zeros already and stay
/// so.
///
/// # Panics
/// If `x` isn't whole images, or `padded` doesn't hold as many: a bug in the caller.
pub fn pad(shape: &ConvShape, x: &[f32], padded: &mut [f32]) {
    let batch = x.len() / shape.values();
    assert_eq!(x.len(), batch * shape.values(), "x must be [B, H, W, C]");
    assert_eq!(padded.len(), batch * shape.padded_length(), "padded must hold as many images as x");
    let ((top, left), size) = (shape.before(), shape.padded_size());
    let images = x.chunks_exact(shape.values()).zip(padded.chunks_exact_mut(shape.padded_length()));
    for (x, padded) in images {
        copy_into(x, (shape.columns, shape.channels), padded, size, (top, left));
    }
}

/// Copies an image of `columns` × `channels` a row into a larger one, from (top, left) on; what
/// does not fit is left out.
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
/// `padded` is what [`pad`] makes of the input; `w` is `[k, k, C, F]`, `bias` `[F]`, `out` `[B, h,
/// w, F]`, overwritten. Each sum goes through its patch row by row; the bits are those of
/// [`plain::conv`](super::plain::conv).
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn conv(shape: &ConvShape, padded: &[f32], w: &[f32], bias: &[f32], out: &mut [f32]) {
    let filters = bias.len();
    let (places, (_, wide)) = (shape.places(), shape.padded_size());
    let batch = out.len() / (places * filters);
    assert_eq!(out.len(), batch * places * filters, "out must be [B, h, w, F]");
    assert_eq!(
        padded.len(),
        batch * shape.padded_length(),
        "padded must hold as many images as out"
    );
    assert_eq!(w.len(), shape.weights(filters), "w must be [k, k, C, F]");
    let ConvShape { channels, kernel, stride, .. } = *shape;
    let rows = Grid {
        width: shape.out_columns(),
        down: stride * wide * channels,
        across: stride * channels,
    };
    let inner =
        Inner { segments: kernel, length: kernel * channels, apart: wide * channels, step: 1 };
    let b = Right { data: w, row: filters };
    let images =
        padded.chunks_exact(shape.padded_length()).zip(out.chunks_exact_mut(places * filters));
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

/// Convolution, backward to one row of its kernel: `d_w += ` the sum over all places of patch ·
/// `d_out`.
///
/// `padded` is that of [`conv`], `d_out` `[B, h, w, F]`; `d_w` is `[k, C, F]`: the weights of
/// kernel row `line`, added to. Goes through the batch, and each image's places, in order.
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn conv_weight_gradient(
    shape: &ConvShape,
    padded: &[f32],
    d_out: &[f32],
    line: usize,
    d_w: &mut [f32],
) {
    let ConvShape { channels, kernel, stride, .. } = *shape;
    let filters = d_w.len() / (kernel * channels);
    let (places, (_, wide)) = (shape.places(), shape.padded_size());
    let batch = padded.len() / shape.padded_length();
    assert_eq!(d_w.len(), kernel * channels * filters, "d_w must be [k, C, F]");
    assert_eq!(padded.len(), batch * shape.padded_length(), "padded must be whole images");
    assert_eq!(d_out.len(), batch * places * filters, "d_out must be [B, h, w, F]");
    assert!(line < kernel, "the row must be one of the kernel's");
    let inner = Inner {
        segments: shape.out_rows(),
        length: shape.out_columns(),
        apart: stride * wide * channels,
        step: stride * channels,
    };
    let mut out = Out { data: d_w, rows: Grid::line(filters) };
    let images =
        padded.chunks_exact(shape.padded_length()).zip(d_out.chunks_exact(places * filters));
    for (padded, d_out) in images {
        let a = &padded[line * wide * channels..];
        let b = Right { data: d_out, row: filters };
        gemm_tn(kernel * channels, filters, inner, a, b, Start::Out, &mut out);
    }
}

/// The places of the input that the same taps of the kernel reach: with a stride of 2, every other
/// row and column.
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
fn classes(shape: &ConvShape, length: usize, before: usize) -> impl Iterator<Item = Class> {
    let ConvShape { kernel, stride, .. } = *shape;
    let touched = shape.touched();
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

/// Transposes weights for [`conv_input_gradient`]: for each class of places,
/// `[taps, taps, F, C]`.
///
/// `w` is `[k, k, C, F]`; `transposed` is as long, overwritten.
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn transpose_weights(shape: &ConvShape, w: &[f32], transposed: &mut [f32]) {
    let ConvShape { kernel, channels, stride, .. } = *shape;
    let filters = w.len() / shape.weights(1);
    assert_eq!(w.len(), shape.weights(filters), "w must be [k, k, C, F]");
    assert_eq!(transposed.len(), w.len(), "transposed must be as long as w");
    let (top, left) = shape.before();
    let mut rest = transposed;
    for down in classes(shape, shape.rows, top) {
        for across in classes(shape, shape.columns, left) {
            for ky in down.taps(stride) {
                for kx in across.taps(stride) {
                    let tap = &w[(ky * kernel + kx) * channels * filters..][..channels * filters];
                    let (transposed, after) = rest.split_at_mut(channels * filters);
                    for (f, transposed) in transposed.chunks_exact_mut(channels).enumerate() {
                        for (c, transposed) in transposed.iter_mut().enumerate() {
                            *transposed = tap[c * filters + f];
                        }
                    }
                    rest = after;
                }
            }
        }
    }
}

/// Convolution, backward to its input: every value of the input gets, from each output that it
/// touched, weight · gradient.
///
/// `d_out` is `[B, h, w, F]`; `transposed` is what [`transpose_weights`] makes of the weights;
/// `d_x` is `[B, H, W, C]`, overwritten. `scratch` holds [`ConvShape::gradient_length`] floats, all
/// zero before the first call; afterwards only this function may have written to it. Each sum goes
/// through the outputs row by row; the bits are those of
/// [`plain::conv_input_gradient`](super::plain::conv_input_gradient).
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn conv_input_gradient(
    shape: &ConvShape,
    d_out: &[f32],
    transposed: &[f32],
    d_x: &mut [f32],
    scratch: &mut [f32],
) {
    let ConvShape { rows, columns, channels, stride, .. } = *shape;
    let filters = transposed.len() / shape.weights(1);
    let batch = d_x.len() / shape.values();
    let one = shape.places() * filters;
    assert_eq!(transposed.len(), shape.weights(filters), "transposed must be [k, k, F, C]");
    assert_eq!(d_x.len(), batch * shape.values(), "d_x must be [B, H, W, C]");
    assert_eq!(d_out.len(), batch * one, "d_out must be [B, h, w, F]");
    assert_eq!(scratch.len(), shape.gradient_length(filters), "scratch must be as long as it says");
    if stride > shape.kernel {
        d_x.fill(0.0); // some places touch no output
    }
    let ((top, left), size, edge) =
        (shape.before(), shape.padded_gradient_size(), shape.touched() - 1);
    for (d_out, d_x) in d_out.chunks_exact(one).zip(d_x.chunks_exact_mut(shape.values())) {
        copy_into(d_out, (shape.out_columns(), filters), scratch, size, (edge, edge));
        let mut weights = transposed;
        for down in classes(shape, rows, top) {
            for across in classes(shape, columns, left) {
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
    use super::super::testing::{random, same_bits};
    use super::*;

    /// The convolutions of the ladder, and awkward ones: a kernel wider than the image, strides
    /// beyond the kernel, one pixel, one row, and channels and filters around every vector's edge.
    pub(in super::super) fn shapes() -> Vec<(ConvShape, usize)> {
        let mut all = Vec::new();
        let mut add = |[rows, columns, channels, kernel, stride, filters]: [usize; 6]| {
            let shape = ConvShape::new(rows, columns, channels, kernel, stride);
            all.push((shape.expect("small numbers"), filters));
        };
        add([28, 28, 6, 5, 2, 12]);
        add([14, 14, 12, 4, 2, 24]);
        add([28, 28, 1, 6, 1, 6]);
        add([7, 7, 24, 3, 1, 16]);
        for [rows, columns] in [[1, 1], [1, 5], [4, 3], [6, 7], [9, 8]] {
            for [kernel, stride] in
                [[1, 1], [2, 1], [3, 1], [3, 2], [4, 2], [5, 3], [2, 3], [7, 1], [1, 4]]
            {
                for [channels, filters] in [[1, 1], [2, 3], [3, 4], [5, 9], [4, 10], [13, 50]] {
                    add([rows, columns, channels, kernel, stride, filters]);
                }
            }
        }
        for [rows, columns, kernel, stride] in
            [[1, 1, 3, 1], [2, 3, 5, 2], [3, 4, 1, 2], [4, 5, 2, 3], [5, 4, 3, 1]]
        {
            for (channels, filters) in (1..=9).flat_map(|c| (1..=13).map(move |f| (c, f))) {
                add([rows, columns, channels, kernel, stride, filters]);
            }
        }
        // One row of the kernel cut into two pieces and more, in the registers.
        for channels in [13, 14, 26, 27, 40, 41, 54] {
            add([3, 4, channels, 3, 1, 5]);
        }
        if cfg!(miri) {
            all.retain(|(shape, filters)| shape.values() * shape.weights(*filters) < 600);
        }
        all
    }

    #[test]
    fn all_three_directions_give_the_sums_of_the_plain_loops() {
        let mut failures = Vec::new();
        for (shape, filters) in shapes() {
            let batch = 2;
            let x = random(batch * shape.values(), 1);
            let w = random(shape.weights(filters), 2);
            let bias = random(filters, 3);
            let d_out = random(batch * shape.places() * filters, 4);
            let mut check = |name: &str, got: &[f32], want: &[f32]| {
                if !same_bits(got, want) {
                    failures.push(format!("{name} of {shape:?}, {filters} filters"));
                }
            };

            let mut padded = vec![0.0; batch * shape.padded_length()];
            pad(&shape, &x, &mut padded);
            let (mut got, mut want) = (vec![9.0; d_out.len()], vec![8.0; d_out.len()]);
            conv(&shape, &padded, &w, &bias, &mut got);
            plain::conv(&shape, &x, &w, &bias, &mut want);
            check("forward", &got, &want);

            let (mut got, mut want) = (w.clone(), w.clone());
            let line = shape.kernel * shape.channels * filters;
            for (ky, d_w) in got.chunks_exact_mut(line).enumerate() {
                conv_weight_gradient(&shape, &padded, &d_out, ky, d_w);
            }
            plain::conv_weight_gradient(&shape, &x, &d_out, filters, &mut want);
            check("weight gradient", &got, &want);

            let (mut transposed, mut scratch) =
                (vec![7.0; w.len()], vec![0.0; shape.gradient_length(filters)]);
            transpose_weights(&shape, &w, &mut transposed);
            let (mut got, mut want) = (vec![9.0; x.len()], vec![8.0; x.len()]);
            conv_input_gradient(&shape, &d_out, &transposed, &mut got, &mut scratch);
            plain::conv_input_gradient(&shape, &d_out, &w, filters, &mut want);
            check("input gradient", &got, &want);
        }
        assert!(failures.is_empty(), "{failures:#?}");
    }
}
