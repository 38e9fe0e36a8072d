//! The first convolution over sparse input: each pixel that isn't 0 is added to all outputs that it touches.
//!
//! One channel, stride 1. In a row of outputs, those that a pixel touches lie side by side, with all their
//! filters; what they get from it is the kernel's row, its taps in reverse order, times the pixel.

use super::nonzero::{NonZero, WIDEST, add_row, with_vectors};
use super::shape::{ConvShape, product};
use super::sparse_input::SparseInput;
use crate::simd::F32x4;

/// How many outputs side by side are worked out at a time.
fn together(filters: usize) -> usize {
    4 * WIDEST / filters
}

/// Whether a convolution of this shape with so many filters can be worked out this way.
pub fn can_skip_paper(shape: &ConvShape, filters: usize) -> bool {
    shape.channels == 1
        && shape.rows <= 256
        && shape.stride == 1
        && (1..=4 * WIDEST).contains(&filters)
        && shape.kernel * filters >= 4
}

/// How long [`pack_weights`]' result is, for a shape that [can be worked out this way](can_skip_paper).
pub fn packed_length(shape: &ConvShape, filters: usize) -> usize {
    product([shape.kernel, line_length(shape, filters)])
}

/// One row of the kernel, with zeros on both sides for the outputs that a pixel doesn't reach, and
/// three more for the lanes after the last filter.
fn line_length(shape: &ConvShape, filters: usize) -> usize {
    (shape.kernel + 2 * (together(filters) - 1)) * filters + 3
}

/// Puts weights into the order in which [`sparse_conv`] reads them.
///
/// `w` is `[k, k, 1, F]`; `packed` holds [`packed_length`] floats, overwritten.
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn pack_weights(shape: &ConvShape, w: &[f32], packed: &mut [f32]) {
    let kernel = shape.kernel;
    let filters = w.len() / (kernel * kernel);
    assert_eq!(w.len(), shape.weights(filters), "w must be [k, k, 1, F]");
    assert_eq!(packed.len(), packed_length(shape, filters), "packed is too long or too short");
    packed.fill(0.0);
    let before = (together(filters) - 1) * filters;
    let lines = packed.chunks_exact_mut(line_length(shape, filters));
    for (line, w) in lines.zip(w.chunks_exact(kernel * filters)) {
        let taps = line[before..].chunks_exact_mut(filters).zip(w.rchunks_exact(filters));
        taps.for_each(|(to, from)| to.copy_from_slice(from));
    }
}

/// The first convolution, forward.
///
/// `x` is `[B, H, W]`, with one row of an image a segment; `packed` is what [`pack_weights`] makes of the
/// weights, `bias` is `[F]`, `out` `[B, h, w, F]`, overwritten. The bits are those of
/// [`conv`](super::conv) on the same pixels divided by 255.
///
/// # Panics
/// If the slices disagree about a shape, or it isn't one that
/// [can be worked out this way](can_skip_paper): a bug in the caller.
pub fn sparse_conv(
    shape: &ConvShape,
    x: &SparseInput,
    packed: &[f32],
    bias: &[f32],
    out: &mut [f32],
) {
    let filters = bias.len();
    assert!(can_skip_paper(shape, filters), "this convolution can't skip paper");
    assert_eq!(packed.len(), packed_length(shape, filters), "packed is too long or too short");
    assert_eq!(x.pixels(), shape.rows * shape.columns, "the images have another size");
    assert_eq!(x.segments(), shape.rows, "the segments must be rows");
    let (rows, columns) = (shape.out_rows(), shape.out_columns());
    assert_eq!(out.len(), x.images() * rows * columns * filters, "out must be [B, h, w, F]");
    // What outputs side by side begin with.
    let mut biases = [0.0; 4 * WIDEST];
    biases.iter_mut().zip(bias.iter().cycle()).for_each(|(to, &bias)| *to = bias);
    let width = columns * filters;
    let group = together(filters) * filters;
    // The entries of each row that touch the group of outputs under way.
    let mut near = [(0, 0); 256];
    let near = &mut near[..shape.rows];
    for (image, out) in out.chunks_exact_mut(rows * width).enumerate() {
        for number in 0..width.div_ceil(group) {
            let first = number * together(filters);
            let outputs = Outputs { shape, x, packed, biases: &biases, filters, image, first };
            outputs.find(near);
            for (row, out) in out.chunks_exact_mut(width).enumerate() {
                let out = &mut out[number * group..];
                let length = group.min(out.len());
                let out = &mut out[..length];
                with_vectors!(length.div_ceil(4), VECTORS => {
                    outputs.add::<VECTORS>(row, near, out);
                });
            }
        }
    }
}

/// A group of outputs side by side, in any row.
struct Outputs<'a> {
    shape: &'a ConvShape,
    x: &'a SparseInput,
    packed: &'a [f32],
    biases: &'a [f32; 4 * WIDEST],
    filters: usize,
    image: usize,
    /// The first output's column.
    first: usize,
}

impl Outputs<'_> {
    /// Writes to `near`, row by row, from which entry up to which the pixels touch these outputs.
    fn find(&self, near: &mut [(usize, usize)]) {
        let ConvShape { columns, kernel, .. } = *self.shape;
        let left = self.shape.before().1;
        // Column x touches outputs x + left − k + 1 to x + left.
        let low = self.first.saturating_sub(left);
        let end = self.first + together(self.filters) + kernel - 1 - left;
        for (row, near) in near.iter_mut().enumerate() {
            let (mut from, mut to) = (0, 0);
            // Without branches, which would be guessed wrong.
            for entry in self.x.segment(self.image, row).entries() {
                let column = entry.at as usize - row * columns;
                from += usize::from(column < low);
                to += usize::from(column < end);
            }
            *near = (from, to);
        }
    }

    fn add<const VECTORS: usize>(&self, row: usize, near: &[(usize, usize)], out: &mut [f32]) {
        let ConvShape { rows, columns, kernel, .. } = *self.shape;
        let (top, left) = self.shape.before();
        let line = line_length(self.shape, self.filters);
        let taps = top.saturating_sub(row)..kernel.min(rows + top - row);
        let mut sums = load::<VECTORS>(&self.biases[..4 * VECTORS]);
        for ky in taps {
            let source = row + ky - top;
            let weights = &self.packed[ky * line..][..line];
            let (from, to) = near[source];
            // The output `first` meets column x with tap x + left − first. Taps are in reverse order, and
            // the zeros of all outputs side by side but one come before them.
            let origin = source * columns + kernel + together(self.filters) - 2 + self.first - left;
            let entries = self.x.segment(self.image, source).entries();
            for entry in entries.get(from..to).unwrap_or_default() {
                let begin = (origin - entry.at as usize) * self.filters;
                add_row(&mut sums, entry.value, vectors(&weights[begin..begin + 4 * VECTORS]));
            }
        }
        save(&sums, out);
    }
}

/// The first convolution, backward to its weights: `d_w += ` the sum over all places of patch · `d_out`.
///
/// `x` is `[B, H, W]`, with one row of an image a segment; `d_out` is `[B, h, w, F]`, `d_w`
/// `[k, k, 1, F]`, added to. The bits are those of
/// [`conv_weight_gradient`](super::conv_weight_gradient).
///
/// # Panics
/// If the slices disagree about a shape, or it isn't one that
/// [can be worked out this way](can_skip_paper): a bug in the caller.
pub fn sparse_conv_weight_gradient(
    shape: &ConvShape,
    x: &SparseInput,
    d_out: &[f32],
    d_w: &mut [f32],
) {
    let kernel = shape.kernel;
    let filters = d_w.len() / (kernel * kernel);
    let one = shape.places() * filters;
    assert!(can_skip_paper(shape, filters), "this convolution can't skip paper");
    assert_eq!(d_w.len(), shape.weights(filters), "d_w must be [k, k, 1, F]");
    assert_eq!(x.pixels(), shape.rows * shape.columns, "the images have another size");
    assert_eq!(x.segments(), shape.rows, "the segments must be rows");
    assert_eq!(d_out.len(), x.images() * one, "d_out must be [B, h, w, F]");
    let width = kernel * filters;
    reverse_taps(d_w, width, filters);
    for (image, d_out) in d_out.chunks_exact(one).enumerate() {
        for (ky, d_w) in d_w.chunks_exact_mut(width).enumerate() {
            for column in (0..width).step_by(4 * WIDEST) {
                let line = Line { shape, x, d_out, filters, image, ky, column };
                with_vectors!((width - column).div_ceil(4).min(WIDEST), VECTORS => {
                    line.add::<VECTORS>(d_w);
                });
            }
        }
    }
    reverse_taps(d_w, width, filters);
}

/// Reverses the order of the taps in each row of the kernel.
fn reverse_taps(d_w: &mut [f32], width: usize, filters: usize) {
    for line in d_w.chunks_exact_mut(width) {
        // Reversing everything, and then each tap's filters back.
        line.reverse();
        line.chunks_exact_mut(filters).for_each(<[f32]>::reverse);
    }
}

/// One row of the kernel, some columns of its reversed taps.
struct Line<'a> {
    shape: &'a ConvShape,
    x: &'a SparseInput,
    d_out: &'a [f32],
    filters: usize,
    image: usize,
    ky: usize,
    column: usize,
}

impl Line<'_> {
    fn add<const VECTORS: usize>(&self, d_w: &mut [f32]) {
        let ConvShape { rows, columns, kernel, .. } = *self.shape;
        let (top, left) = self.shape.before();
        let (filters, length) = (self.filters, (d_w.len() - self.column).min(4 * VECTORS));
        let out_columns = self.shape.out_columns();
        let mut sums = load::<VECTORS>(&d_w[self.column..][..length]);
        for row in 0..rows {
            let entries = self.x.segment(self.image, row).entries();
            let Some(out_row) = (row + top).checked_sub(self.ky) else { continue };
            if entries.is_empty() || out_row >= self.shape.out_rows() {
                continue;
            }
            let line = &self.d_out[out_row * out_columns * filters..][..out_columns * filters];
            for &NonZero { at, value } in entries {
                let column = at as usize - row * columns;
                // The first output that the pixel touches; before it come `kernel` − 1 others at the edge.
                let first = (column + left) as isize - (kernel as isize - 1);
                let begin = first * filters as isize + self.column as isize;
                let inside = begin >= 0 && begin as usize + 4 * VECTORS <= line.len();
                if inside && length == 4 * VECTORS {
                    add_row(&mut sums, value, vectors(&line[begin as usize..][..4 * VECTORS]));
                } else {
                    let mut band = [[0.0; 4]; VECTORS];
                    for (i, to) in band.as_flattened_mut()[..length].iter_mut().enumerate() {
                        let at = begin + i as isize;
                        if at >= 0 && (at as usize) < line.len() {
                            *to = line[at as usize];
                        }
                    }
                    add_row(&mut sums, value, &band);
                }
            }
        }
        save(&sums, &mut d_w[self.column..][..length]);
    }
}

/// `values` as vectors, of which there must be so many.
#[inline(always)]
fn vectors<const VECTORS: usize>(values: &[f32]) -> &[[f32; 4]; VECTORS] {
    values.as_chunks().0.first_chunk().expect("four times as many values as vectors")
}

/// `values`, and zeros where they end before the last lane.
#[inline(always)]
fn load<const VECTORS: usize>(values: &[f32]) -> [F32x4; VECTORS] {
    let (fours, rest) = values.as_chunks::<4>();
    let mut last = [0.0; 4];
    last[..rest.len()].copy_from_slice(rest);
    std::array::from_fn(|v| F32x4::load(fours.get(v).unwrap_or(&last)))
}

/// The lanes of `sums`, as far as `values` go.
#[inline(always)]
fn save<const VECTORS: usize>(sums: &[F32x4; VECTORS], values: &mut [f32]) {
    let (fours, rest) = values.as_chunks_mut::<4>();
    for (four, sum) in fours.iter_mut().zip(sums) {
        sum.store(four);
    }
    if !rest.is_empty() {
        rest.copy_from_slice(&sums[VECTORS - 1].to_array()[..rest.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::super::plain;
    use super::super::testing::{digits, random, same_bits};
    use super::*;

    #[test]
    fn skipping_paper_gives_the_bits_of_the_plain_loops() {
        let mut failures = Vec::new();
        for (rows, columns) in [(28, 28), (1, 1), (1, 9), (3, 5), (9, 8), (11, 30)] {
            for kernel in [1, 2, 3, 5, 6, 7] {
                for filters in (1..=13).chain([16, 24, 39, 40]) {
                    let shape = ConvShape::new(rows, columns, 1, kernel, 1).unwrap();
                    if cfg!(miri) && shape.values() * shape.weights(filters) > 1_000 {
                        continue;
                    }
                    if !can_skip_paper(&shape, filters) {
                        assert!(kernel * filters < 4);
                        continue;
                    }
                    let (images, inputs) = digits(3, rows * columns, filters as u64);
                    let (w, bias) = (random(shape.weights(filters), 1), random(filters, 2));
                    let d_out = random(3 * shape.places() * filters, 3);
                    let mut x = SparseInput::with_capacity(3, rows * columns, columns);
                    x.fill(&images);

                    let mut packed = vec![9.0; packed_length(&shape, filters)];
                    pack_weights(&shape, &w, &mut packed);
                    let (mut got, mut want) = (vec![9.0; d_out.len()], vec![8.0; d_out.len()]);
                    sparse_conv(&shape, &x, &packed, &bias, &mut got);
                    plain::conv(&shape, &inputs, &w, &bias, &mut want);
                    if !same_bits(&got, &want) {
                        failures.push(format!("forward of {shape:?}, {filters} filters"));
                    }
                    let (mut got, mut want) = (w.clone(), w);
                    sparse_conv_weight_gradient(&shape, &x, &d_out, &mut got);
                    plain::conv_weight_gradient(&shape, &inputs, &d_out, filters, &mut want);
                    if !same_bits(&got, &want) {
                        failures.push(format!("gradient of {shape:?}, {filters} filters"));
                    }
                }
            }
        }
        assert!(failures.is_empty(), "{failures:#?}");
    }
}
