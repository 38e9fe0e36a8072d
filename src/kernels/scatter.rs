//! The way back through a convolution, skipping zeros: each gradient is spread over all that it
//! touches.
//!
//! After a ReLU half of the gradients and more are zeros, and a zero adds nothing to a sum. What an
//! output touches in the input are rows of its patch, all channels side by side. A row is held in
//! registers while all of a place's gradients are added to it. Places come in order, so every sum
//! goes through its terms in the order of the plain loops.

#![allow(unsafe_code)]

use super::nonzero::{List, WIDEST, add_rows, with_vectors};
use super::shape::{ConvShape, product};
use super::skipping::has_many_zeros;

/// One row of a patch or of the kernel, cut into pieces of equal length that fit in the registers.
#[derive(Clone, Copy, Debug)]
struct Pieces {
    count: usize,
    /// Vectors in each.
    vectors: usize,
}

impl Pieces {
    /// Of a shape's rows: all taps and channels side by side.
    const fn of(shape: &ConvShape) -> Self {
        let vectors = (shape.kernel * shape.channels).div_ceil(4);
        let count = vectors.div_ceil(WIDEST);
        Self { count, vectors: vectors.div_ceil(count) }
    }

    /// Floats of the row, with the zeros that fill the last vectors.
    const fn length(self) -> usize {
        self.count * self.vectors * 4
    }
}

/// How many values of a place are listed at a time.
const LISTED: usize = 64;

/// Whether so many of `d_out`, `[B, h, w, F]`, are zeros that it is quicker to skip them.
pub fn skipping_pays(shape: &ConvShape, filters: usize, d_out: &[f32]) -> bool {
    has_many_zeros(d_out.chunks_exact(shape.places() * filters))
}

/// How long the result of [`scatter_weights`] is.
pub fn scatter_length(shape: &ConvShape, filters: usize) -> usize {
    product([filters, shape.kernel, Pieces::of(shape).length()])
}

/// Scratch that [`scatter_input_gradient`] needs.
pub fn scatter_scratch(shape: &ConvShape) -> usize {
    // The zeros at the end of a row are added to what follows it.
    shape.padded_length() + Pieces::of(shape).length()
}

/// Puts weights into the order in which [`scatter_input_gradient`] reads them: `[F, k, k, C]`, each
/// row of the kernel filled up with zeros.
///
/// `w` is `[k, k, C, F]`; `scattered` holds [`scatter_length`] floats, overwritten.
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn scatter_weights(shape: &ConvShape, w: &[f32], scattered: &mut [f32]) {
    let ConvShape { kernel, channels, .. } = *shape;
    let filters = w.len() / shape.weights(1);
    assert_eq!(w.len(), shape.weights(filters), "w must be [k, k, C, F]");
    assert_eq!(
        scattered.len(),
        scatter_length(shape, filters),
        "scattered is too long or too short"
    );
    scattered.fill(0.0);
    let length = Pieces::of(shape).length();
    for (number, row) in scattered.chunks_exact_mut(length).enumerate() {
        let (filter, ky) = (number / kernel, number % kernel);
        let line = &w[ky * kernel * channels * filters..][..kernel * channels * filters];
        for (to, from) in row.iter_mut().zip(line.chunks_exact(filters)) {
            *to = from[filter];
        }
    }
}

/// Convolution, backward to its input: every value of the input gets, from each output that it
/// touched, weight · gradient.
///
/// `d_out` is `[B, h, w, F]`; `scattered` is what [`scatter_weights`] makes of the weights; `d_x`
/// is `[B, H, W, C]`, overwritten. `scratch` holds [`scatter_scratch`] floats. Each sum goes
/// through the outputs row by row; it is that of
/// [`plain::conv_input_gradient`](super::plain::conv_input_gradient).
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn scatter_input_gradient(
    shape: &ConvShape,
    d_out: &[f32],
    scattered: &[f32],
    d_x: &mut [f32],
    scratch: &mut [f32],
) {
    let ConvShape { columns, channels, .. } = *shape;
    let batch = d_x.len() / shape.values();
    let filters = d_out.len() / (batch * shape.places()).max(1);
    assert_eq!(d_x.len(), batch * shape.values(), "d_x must be [B, H, W, C]");
    assert_eq!(d_out.len(), batch * shape.places() * filters, "d_out must be [B, h, w, F]");
    assert_eq!(
        scattered.len(),
        scatter_length(shape, filters),
        "scattered is too long or too short"
    );
    assert_eq!(scratch.len(), scatter_scratch(shape), "scratch is too long or too short");
    let (width, (top, left)) = (columns * channels, shape.before());
    let wide = shape.padded_size().1 * channels;
    let reached = width.min(wide - left * channels);
    let one = shape.places() * filters;
    for (d_out, d_x) in d_out.chunks_exact(one).zip(d_x.chunks_exact_mut(shape.values())) {
        with_vectors!(Pieces::of(shape).vectors, VECTORS => {
            scatter::<VECTORS>(shape, d_out, scattered, scratch);
        });
        // Rows and columns that no patch reaches, where the stride is beyond the kernel, are zeros.
        let lines = scratch[..shape.padded_length()].chunks_exact(wide).skip(top);
        let mut d_x = d_x.chunks_exact_mut(width);
        for (from, to) in lines.zip(&mut d_x) {
            to[..reached].copy_from_slice(&from[left * channels..][..reached]);
            to[reached..].fill(0.0);
        }
        d_x.for_each(|to| to.fill(0.0));
    }
}

/// [`scatter_input_gradient`] of one image, whose shapes have been checked: to the padded input.
fn scatter<const VECTORS: usize>(
    shape: &ConvShape,
    d_out: &[f32],
    scattered: &[f32],
    padded: &mut [f32],
) {
    let ConvShape { channels, kernel, stride, .. } = *shape;
    let filters = d_out.len() / shape.places();
    let pieces = Pieces::of(shape);
    let length = pieces.length();
    let wide = shape.padded_size().1 * channels;
    let mut list = List::<LISTED>::new();
    padded.fill(0.0);
    for (row, line) in d_out.chunks_exact(shape.out_columns() * filters).enumerate() {
        for (column, values) in line.chunks_exact(filters).enumerate() {
            let corner = (row * wide + column * channels) * stride;
            for (number, values) in values.chunks(LISTED).enumerate() {
                let step = kernel * length;
                list.fill_spaced(number * LISTED * step, step, values.iter().copied());
                let listed = list.get();
                let lines = if listed.entries().is_empty() { 0 } else { kernel };
                for (ky, piece) in (0..lines).flat_map(|ky| (0..pieces.count).map(move |p| (ky, p)))
                {
                    let first = piece * VECTORS * 4;
                    let weights = scattered.as_ptr().wrapping_add(ky * length + first);
                    let target = padded.as_mut_ptr().wrapping_add(corner + ky * wide + first);
                    // SAFETY: the padded image holds the patch of every output, and after it the
                    // length of a row; `scattered` holds the kernel's rows of every filter.
                    unsafe {
                        add_rows::<VECTORS, true>(listed, weights, 1, 0, target);
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{random, same_bits, with_zeros};
    use super::super::{conv, plain};
    use super::*;

    #[test]
    fn skipping_zeros_gives_the_bits_of_the_plain_loops() {
        let mut failures = Vec::new();
        for (shape, filters) in conv::tests::shapes() {
            // All zeros, hardly any, about half, none.
            for zeros in [1.0, 0.05, 0.5, 0.0] {
                let w = random(shape.weights(filters), 1);
                let d_out = with_zeros(2 * shape.places() * filters, zeros, 2);
                let mut scattered = vec![7.0; scatter_length(&shape, filters)];
                let mut scratch = vec![6.0; scatter_scratch(&shape)];
                scatter_weights(&shape, &w, &mut scattered);
                let length = 2 * shape.values();
                let (mut got, mut want) = (vec![9.0; length], vec![8.0; length]);
                scatter_input_gradient(&shape, &d_out, &scattered, &mut got, &mut scratch);
                plain::conv_input_gradient(&shape, &d_out, &w, filters, &mut want);
                if !same_bits(&got, &want) {
                    failures.push(format!("{shape:?}, {filters} filters, {zeros} zeros"));
                }
            }
        }
        assert!(failures.is_empty(), "{failures:#?}");
    }
}
