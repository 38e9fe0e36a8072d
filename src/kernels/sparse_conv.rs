//! The first convolution, which skips paper: each inked pixel is spread over the outputs that it touches.
//!
//! One channel, stride 1. In a row of outputs, those that a pixel touches lie side by side, with all their
//! filters; what they get from it is the kernel's row, its taps in reverse, times the ink.

#![allow(unsafe_code)]

use super::conv::ConvShape;
use super::sparse::{Ink, SparseInput};
use crate::simd::F32x4;

/// Sums that are held in registers at a time, in vectors.
const WIDEST: usize = 10;

/// How many outputs side by side are worked out at a time.
fn together(filters: usize) -> usize {
    4 * WIDEST / filters
}

/// Whether this window and so many filters can be worked out this way.
pub fn can_skip_paper(window: &ConvShape, filters: usize) -> bool {
    window.channels == 1
        && window.rows <= 256
        && window.stride == 1
        && (1..=4 * WIDEST).contains(&filters)
        && window.kernel * filters >= 4
}

/// How long [`pack_weights`]' result is, for a window that [can be worked out this way](can_skip_paper).
pub fn packed_length(window: &ConvShape, filters: usize) -> usize {
    window.kernel * line_length(window, filters)
}

/// One row of the kernel, with paper on both sides, and what the last vector reads beyond.
fn line_length(window: &ConvShape, filters: usize) -> usize {
    (window.kernel + 2 * (together(filters) - 1)) * filters + 3
}

/// Puts weights into the order in which [`sparse_conv`] reads them.
///
/// `w` is `[k, k, 1, F]`; `spread` holds [`packed_length`] floats, overwritten.
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn pack_weights(window: &ConvShape, w: &[f32], spread: &mut [f32]) {
    let kernel = window.kernel;
    let filters = w.len() / (kernel * kernel);
    assert_eq!(w.len(), window.weights(filters), "w must be [k, k, 1, F]");
    assert_eq!(spread.len(), packed_length(window, filters), "spread is too long or too short");
    spread.fill(0.0);
    let before = (together(filters) - 1) * filters;
    let lines = spread.chunks_exact_mut(line_length(window, filters));
    for (line, w) in lines.zip(w.chunks_exact(kernel * filters)) {
        let taps = line[before..].chunks_exact_mut(filters).zip(w.rchunks_exact(filters));
        taps.for_each(|(to, from)| to.copy_from_slice(from));
    }
}

/// The first convolution, forward, where the input is `inked`, listed in runs of one row of the image.
///
/// `spread` is what [`pack_weights`] makes of the weights, `bias` `[F]`, `out` `[B, h, w, F]`,
/// overwritten. The sums are those of [`conv`](super::conv) on the same pixels divided by 255.
///
/// # Panics
/// If the slices disagree about a shape, or the window isn't one that
/// [can be worked out this way](can_skip_paper): a bug in the caller.
pub fn sparse_conv(
    window: &ConvShape,
    inked: &SparseInput,
    spread: &[f32],
    bias: &[f32],
    out: &mut [f32],
) {
    let filters = bias.len();
    assert!(can_skip_paper(window, filters), "this convolution can't skip paper");
    assert_eq!(spread.len(), packed_length(window, filters), "spread is too long or too short");
    assert_eq!(inked.pixels(), window.rows * window.columns, "the images have another size");
    assert_eq!(inked.runs(), window.rows, "the runs must be rows");
    let (rows, columns) = (window.out_rows(), window.out_columns());
    assert_eq!(out.len(), inked.images() * rows * columns * filters, "out must be [B, h, w, F]");
    // What outputs side by side begin with.
    let mut begin = [0.0; 4 * WIDEST];
    begin.iter_mut().zip(bias.iter().cycle()).for_each(|(begin, &bias)| *begin = bias);
    let width = columns * filters;
    let part = together(filters) * filters;
    // The inked pixels of each row that touch the part under way.
    let mut near = [(0, 0); 256];
    let near = &mut near[..window.rows];
    for (image, out) in out.chunks_exact_mut(rows * width).enumerate() {
        for number in 0..width.div_ceil(part) {
            let first = number * together(filters);
            let place = Place { window, inked, spread, begin: &begin, filters, image, first };
            place.find(near);
            for (row, out) in out.chunks_exact_mut(width).enumerate() {
                let out = &mut out[number * part..];
                let length = part.min(out.len());
                place.add(row, near, &mut out[..length]);
            }
        }
    }
}

/// Some outputs side by side, in any row.
struct Place<'a> {
    window: &'a ConvShape,
    inked: &'a SparseInput,
    spread: &'a [f32],
    begin: &'a [f32; 4 * WIDEST],
    filters: usize,
    image: usize,
    /// The first output's column.
    first: usize,
}

impl Place<'_> {
    /// Writes to `near`, row by row, from where up to where the inked pixels touch these outputs.
    fn find(&self, near: &mut [(usize, usize)]) {
        let ConvShape { columns, kernel, .. } = *self.window;
        let left = self.window.before().1;
        // Column x touches outputs x + left − k + 1 to x + left.
        let low = self.first.saturating_sub(left);
        let end = self.first + together(self.filters) + kernel - 1 - left;
        for (row, near) in near.iter_mut().enumerate() {
            let (mut from, mut to) = (0, 0);
            // Without branches: nobody could guess them.
            for ink in self.inked.run(self.image, row) {
                let column = ink.at as usize - row * columns;
                from += usize::from(column < low);
                to += usize::from(column < end);
            }
            *near = (from, to);
        }
    }

    fn add(&self, row: usize, near: &[(usize, usize)], out: &mut [f32]) {
        match out.len().div_ceil(4) {
            1 => self.add_vectors::<1>(row, near, out),
            2 => self.add_vectors::<2>(row, near, out),
            3 => self.add_vectors::<3>(row, near, out),
            4 => self.add_vectors::<4>(row, near, out),
            5 => self.add_vectors::<5>(row, near, out),
            6 => self.add_vectors::<6>(row, near, out),
            7 => self.add_vectors::<7>(row, near, out),
            8 => self.add_vectors::<8>(row, near, out),
            9 => self.add_vectors::<9>(row, near, out),
            _ => self.add_vectors::<WIDEST>(row, near, out),
        }
    }

    fn add_vectors<const VECTORS: usize>(
        &self,
        row: usize,
        near: &[(usize, usize)],
        out: &mut [f32],
    ) {
        let ConvShape { rows, columns, kernel, .. } = *self.window;
        let (top, left) = self.window.before();
        let line = line_length(self.window, self.filters);
        let taps = top.saturating_sub(row)..kernel.min(rows + top - row);
        let mut sums = load::<VECTORS>(&self.begin[..4 * VECTORS]);
        for ky in taps {
            let source = row + ky - top;
            let weights = &self.spread[ky * line..][..line];
            let (from, to) = near[source];
            // The output `first` meets column x with tap x + left − first; taps are reversed, and all
            // outputs side by side but one come as paper before them.
            let origin = source * columns + kernel + together(self.filters) - 2 + self.first - left;
            for ink in self.inked.run(self.image, source).get(from..to).unwrap_or_default() {
                let begin = (origin - ink.at as usize) * self.filters;
                let band = &weights[begin..begin + 4 * VECTORS];
                let value = F32x4::splat(ink.value);
                // SAFETY: the slice above is as long.
                let band = unsafe { &*band.as_ptr().cast::<[[f32; 4]; VECTORS]>() };
                for (sum, four) in sums.iter_mut().zip(band) {
                    *sum = *sum + value * F32x4::load(four);
                }
            }
        }
        save(&sums, out);
    }
}

/// The first convolution, backward to its weights: `d_w += ` the sum over all places of patch · `d_out`.
///
/// `inked` is listed in runs of one row of the image; `d_out` is `[B, h, w, F]`, `d_w` `[k, k, 1, F]`,
/// added to. The sums are those of [`conv_weight_gradient`](super::conv_weight_gradient).
///
/// # Panics
/// If the slices disagree about a shape, or the window isn't one that
/// [can be worked out this way](can_skip_paper): a bug in the caller.
pub fn sparse_conv_weight_gradient(
    window: &ConvShape,
    inked: &SparseInput,
    d_out: &[f32],
    d_w: &mut [f32],
) {
    let kernel = window.kernel;
    let filters = d_w.len() / (kernel * kernel);
    let one = window.places() * filters;
    assert!(can_skip_paper(window, filters), "this convolution can't skip paper");
    assert_eq!(d_w.len(), window.weights(filters), "d_w must be [k, k, 1, F]");
    assert_eq!(inked.pixels(), window.rows * window.columns, "the images have another size");
    assert_eq!(inked.runs(), window.rows, "the runs must be rows");
    assert_eq!(d_out.len(), inked.images() * one, "d_out must be [B, h, w, F]");
    let width = kernel * filters;
    turn_round(d_w, width, filters);
    for (image, d_out) in d_out.chunks_exact(one).enumerate() {
        for (ky, d_w) in d_w.chunks_exact_mut(width).enumerate() {
            let mut column = 0;
            while column < width {
                let vectors = (width - column).div_ceil(4).min(WIDEST);
                let line = Line { window, inked, d_out, filters, image, ky, column };
                match vectors {
                    1 => line.add::<1>(d_w),
                    2 => line.add::<2>(d_w),
                    3 => line.add::<3>(d_w),
                    4 => line.add::<4>(d_w),
                    5 => line.add::<5>(d_w),
                    6 => line.add::<6>(d_w),
                    7 => line.add::<7>(d_w),
                    8 => line.add::<8>(d_w),
                    9 => line.add::<9>(d_w),
                    _ => line.add::<WIDEST>(d_w),
                }
                column += 4 * vectors;
            }
        }
    }
    turn_round(d_w, width, filters);
}

/// Reverses the order of the taps in each row of the kernel.
fn turn_round(d_w: &mut [f32], width: usize, filters: usize) {
    for line in d_w.chunks_exact_mut(width) {
        // Reversing everything, and then each tap's filters back.
        line.reverse();
        line.chunks_exact_mut(filters).for_each(<[f32]>::reverse);
    }
}

/// One row of the kernel, some columns of its reversed taps.
struct Line<'a> {
    window: &'a ConvShape,
    inked: &'a SparseInput,
    d_out: &'a [f32],
    filters: usize,
    image: usize,
    ky: usize,
    column: usize,
}

impl Line<'_> {
    fn add<const VECTORS: usize>(&self, d_w: &mut [f32]) {
        let ConvShape { rows, columns, kernel, .. } = *self.window;
        let (top, left) = self.window.before();
        let (filters, length) = (self.filters, (d_w.len() - self.column).min(4 * VECTORS));
        let out_columns = self.window.out_columns();
        let mut sums = load::<VECTORS>(&d_w[self.column..][..length]);
        for row in 0..rows {
            let inks = self.inked.run(self.image, row);
            let Some(out_row) = (row + top).checked_sub(self.ky) else { continue };
            if inks.is_empty() || out_row >= self.window.out_rows() {
                continue;
            }
            let line = &self.d_out[out_row * out_columns * filters..][..out_columns * filters];
            for &Ink { at, value } in inks {
                let column = at as usize - row * columns;
                // The first output that the pixel touches; before it come `kernel` − 1 others at the edge.
                let first = (column + left) as isize - (kernel as isize - 1);
                let begin = first * filters as isize + self.column as isize;
                let value = F32x4::splat(value);
                let inside = begin >= 0 && begin as usize + 4 * VECTORS <= line.len();
                if inside && length == 4 * VECTORS {
                    let band = &line[begin as usize..][..4 * VECTORS];
                    // SAFETY: the slice above is as long.
                    let band = unsafe { &*band.as_ptr().cast::<[[f32; 4]; VECTORS]>() };
                    for (sum, four) in sums.iter_mut().zip(band) {
                        *sum = *sum + value * F32x4::load(four);
                    }
                } else {
                    let mut band = [[0.0; 4]; VECTORS];
                    for (i, to) in band.as_flattened_mut()[..length].iter_mut().enumerate() {
                        let at = begin + i as isize;
                        if at >= 0 && (at as usize) < line.len() {
                            *to = line[at as usize];
                        }
                    }
                    for (sum, four) in sums.iter_mut().zip(&band) {
                        *sum = *sum + value * F32x4::load(four);
                    }
                }
            }
        }
        save(&sums, &mut d_w[self.column..][..length]);
    }
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
    use super::*;
    use crate::rng::{Purpose, Rng};

    #[test]
    fn skipping_paper_gives_the_sums_of_the_plain_loops() {
        let mut rng = Rng::new(3, Purpose::Weights { tensor: 0 });
        let mut failures = Vec::new();
        for (rows, columns) in [(28, 28), (1, 1), (3, 5), (9, 8), (11, 30)] {
            for kernel in [1, 2, 3, 5, 6, 7] {
                for filters in [1, 3, 4, 6, 8, 11, 16, 24, 40] {
                    let window = ConvShape { rows, columns, channels: 1, kernel, stride: 1 };
                    let is_long = window.values() * window.weights(filters) > 1_000;
                    if !can_skip_paper(&window, filters) || cfg!(miri) && is_long {
                        continue;
                    }
                    // All paper, mostly paper, all ink.
                    let images: Vec<u8> = (0..3 * rows * columns)
                        .map(|i| {
                            let ink = [0.0, 0.2, 1.0][i / (rows * columns)];
                            if rng.unit() < ink { 1 + rng.below(255) as u8 } else { 0 }
                        })
                        .collect();
                    let x: Vec<f32> =
                        images.iter().map(|&ink| f32::from(ink) * (1.0 / 255.0)).collect();
                    let mut draw = |n: usize| (0..n).map(|_| rng.symmetric()).collect::<Vec<_>>();
                    let (w, bias) = (draw(window.weights(filters)), draw(filters));
                    let d_out = draw(3 * window.places() * filters);
                    let mut inked = SparseInput::with_capacity(3, rows * columns, columns);
                    inked.fill(&images);

                    let mut spread = vec![9.0; packed_length(&window, filters)];
                    pack_weights(&window, &w, &mut spread);
                    let (mut got, mut want) = (vec![9.0; d_out.len()], vec![8.0; d_out.len()]);
                    sparse_conv(&window, &inked, &spread, &bias, &mut got);
                    plain::conv(&window, &x, &w, &bias, &mut want);
                    if got != want {
                        failures.push(format!("forward of {window:?}, {filters} filters"));
                    }
                    let (mut got, mut want) = (w.clone(), w);
                    sparse_conv_weight_gradient(&window, &inked, &d_out, &mut got);
                    plain::conv_weight_gradient(&window, &x, &d_out, filters, &mut want);
                    if got != want {
                        failures.push(format!("gradient of {window:?}, {filters} filters"));
                    }
                }
            }
        }
        assert!(failures.is_empty(), "{failures:#?}");
    }
}
