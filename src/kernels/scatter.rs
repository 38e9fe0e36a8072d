//! The way back through a convolution, skipping zeros: each gradient is spread over all that it touches.
//!
//! After a ReLU half of the gradients and more are zeros, and a zero adds nothing to a sum. What an output
//! touches in the input are rows of its patch, all channels side by side. A row is held in registers while
//! all of a place's gradients are added to it. Places come in order, so every sum goes through its terms in
//! the order of the plain loops.

#![allow(unsafe_code)]

use super::conv::ConvShape;
use super::sparse::has_many_zeros;
use crate::simd::F32x4;

/// Sums that are held in registers at a time, in vectors.
const WIDEST: usize = 10;

/// A value that isn't zero, and where what it is multiplied by lies.
#[derive(Clone, Copy, Debug, Default)]
struct Term {
    at: u32,
    value: f32,
}

/// A run of floats, cut into pieces of equal length that fit in the registers.
#[derive(Clone, Copy, Debug)]
struct Run {
    pieces: usize,
    vectors: usize,
}

impl Run {
    const fn of(length: usize) -> Self {
        let vectors = length.div_ceil(4);
        let pieces = vectors.div_ceil(WIDEST);
        Self { pieces, vectors: if pieces == 0 { 0 } else { vectors.div_ceil(pieces) } }
    }

    /// Its length, with the zeros that fill the last vectors.
    const fn length(self) -> usize {
        self.pieces * self.vectors * 4
    }
}

/// How many values of a place are listed at a time.
const LIST: usize = 64;

/// Lists up to [`LIST`] values that aren't zero; what they are multiplied by lies `step` apart. Without
/// branches, which nobody could guess.
#[inline(always)]
fn list<'a>(values: &[f32], first: usize, step: usize, terms: &'a mut [Term; LIST]) -> &'a [Term] {
    assert!(values.len() <= LIST, "more values than a list has room for");
    let mut count = 0;
    for (number, &value) in (first..).zip(values) {
        // SAFETY: one is added for each of at most LIST values, after this.
        *unsafe { terms.get_unchecked_mut(count) } = Term { at: (number * step) as u32, value };
        count += usize::from(value != 0.0);
    }
    &terms[..count]
}

/// Whether so many of `d_out`, `[B, h, w, F]`, are zeros that it is quicker to skip them.
pub fn skipping_pays(window: &ConvShape, filters: usize, d_out: &[f32]) -> bool {
    has_many_zeros(d_out.chunks_exact(window.places() * filters))
}

/// How long the result of [`scatter_weights`] is.
pub fn scatter_length(window: &ConvShape, filters: usize) -> usize {
    filters * window.kernel * Run::of(window.kernel * window.channels).length()
}

/// Scratch that [`scatter_input_gradient`] needs.
pub fn scatter_scratch(window: &ConvShape) -> usize {
    // The zeros at the end of a run are added to what follows.
    window.padded() + Run::of(window.kernel * window.channels).length()
}

/// Puts weights into the order in which [`scatter_input_gradient`] reads them: `[F, k, k, C]`, each row of the
/// kernel filled up with zeros.
///
/// `w` is `[k, k, C, F]`; `scattered` holds [`scatter_length`] floats, overwritten.
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn scatter_weights(window: &ConvShape, w: &[f32], scattered: &mut [f32]) {
    let ConvShape { kernel, channels, .. } = *window;
    let filters = w.len() / window.weights(1);
    assert_eq!(w.len(), window.weights(filters), "w must be [k, k, C, F]");
    assert_eq!(
        scattered.len(),
        scatter_length(window, filters),
        "scattered is too long or too short"
    );
    scattered.fill(0.0);
    let length = Run::of(kernel * channels).length();
    for (number, run) in scattered.chunks_exact_mut(length).enumerate() {
        let (filter, ky) = (number / kernel, number % kernel);
        let line = &w[ky * kernel * channels * filters..][..kernel * channels * filters];
        for (to, from) in run.iter_mut().zip(line.chunks_exact(filters)) {
            *to = from[filter];
        }
    }
}

/// Convolution, backward to its input: every value of the input gets, from each output that it touched,
/// weight · gradient.
///
/// `d_out` is `[B, h, w, F]`; `scattered` is what [`scatter_weights`] makes of the weights; `d_x` is
/// `[B, H, W, C]`, overwritten. `scratch` holds [`scatter_scratch`] floats. Each sum goes through the
/// outputs row by row; it is that of [`plain::conv_input_gradient`](super::plain::conv_input_gradient).
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn scatter_input_gradient(
    window: &ConvShape,
    d_out: &[f32],
    scattered: &[f32],
    d_x: &mut [f32],
    scratch: &mut [f32],
) {
    let ConvShape { columns, channels, kernel, .. } = *window;
    let batch = d_x.len() / window.values();
    let filters = d_out.len() / (batch * window.places()).max(1);
    assert_eq!(d_x.len(), batch * window.values(), "d_x must be [B, H, W, C]");
    assert_eq!(d_out.len(), batch * window.places() * filters, "d_out must be [B, h, w, F]");
    assert_eq!(
        scattered.len(),
        scatter_length(window, filters),
        "scattered is too long or too short"
    );
    assert_eq!(scratch.len(), scatter_scratch(window), "scratch is too long or too short");
    let scatter = match Run::of(kernel * channels).vectors {
        0 | 1 => scatter::<1>,
        2 => scatter::<2>,
        3 => scatter::<3>,
        4 => scatter::<4>,
        5 => scatter::<5>,
        6 => scatter::<6>,
        7 => scatter::<7>,
        8 => scatter::<8>,
        9 => scatter::<9>,
        _ => scatter::<WIDEST>,
    };
    let (width, (top, left)) = (columns * channels, window.before());
    let wide = window.padded_size().1 * channels;
    let reached = width.min(wide - left * channels);
    let one = window.places() * filters;
    for (d_out, d_x) in d_out.chunks_exact(one).zip(d_x.chunks_exact_mut(window.values())) {
        scatter(window, d_out, scattered, scratch);
        // Rows and columns that no patch reaches, where the stride is beyond the kernel, are zeros.
        let lines = scratch[..window.padded()].chunks_exact(wide).skip(top);
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
    window: &ConvShape,
    d_out: &[f32],
    scattered: &[f32],
    padded: &mut [f32],
) {
    let ConvShape { channels, kernel, stride, .. } = *window;
    let filters = d_out.len() / window.places();
    let run = Run::of(kernel * channels);
    let wide = window.padded_size().1 * channels;
    let mut room = [Term::default(); LIST];
    padded.fill(0.0);
    for (row, line) in d_out.chunks_exact(window.out_columns() * filters).enumerate() {
        for (column, values) in line.chunks_exact(filters).enumerate() {
            let corner = (row * wide + column * channels) * stride;
            for (number, values) in values.chunks(LIST).enumerate() {
                let terms = list(values, number * LIST, kernel * run.length(), &mut room);
                let lines = if terms.is_empty() { 0 } else { kernel };
                for (ky, piece) in (0..lines).flat_map(|ky| (0..run.pieces).map(move |p| (ky, p))) {
                    let first = piece * VECTORS * 4;
                    let weights = scattered.as_ptr().wrapping_add(ky * run.length() + first);
                    let target = padded.as_mut_ptr().wrapping_add(corner + ky * wide + first);
                    // SAFETY: the padded image holds the patch of every output, and after it the length
                    // of a run; `scattered` holds the kernel's rows of every filter.
                    unsafe { add::<VECTORS>(terms, weights, target) };
                }
            }
        }
    }
}

/// Adds to the vectors at `target` the sum of all terms' values times the vectors at their place in
/// `weights`.
///
/// # Safety
/// The vectors must lie within their allocations.
#[inline(always)]
unsafe fn add<const VECTORS: usize>(terms: &[Term], weights: *const f32, target: *mut f32) {
    let at = |v: usize| target.wrapping_add(4 * v).cast::<[f32; 4]>();
    // SAFETY: the caller's promise covers the target.
    let mut sums: [F32x4; VECTORS] = std::array::from_fn(|v| F32x4::load(unsafe { &*at(v) }));
    for term in terms {
        let weights = weights.wrapping_add(term.at as usize).cast::<[f32; 4]>();
        let value = F32x4::splat(term.value);
        for (v, sum) in sums.iter_mut().enumerate() {
            // SAFETY: the caller's promise covers each term's weights.
            *sum = *sum + value * F32x4::load(unsafe { &*weights.wrapping_add(v) });
        }
    }
    for (v, sum) in sums.iter().enumerate() {
        // SAFETY: as where it was loaded.
        sum.store(unsafe { &mut *at(v) });
    }
}

#[cfg(test)]
mod tests {
    use super::super::{conv, plain};
    use super::*;
    use crate::rng::{Purpose, Rng};

    /// All zeros, hardly any, about half, none.
    const SHARES: [f32; 4] = [1.0, 0.05, 0.5, 0.0];

    #[test]
    fn skipping_zeros_gives_the_sums_of_the_plain_loops() {
        let mut rng = Rng::new(7, Purpose::Weights { tensor: 0 });
        let mut failures = Vec::new();
        for (window, filters) in conv::tests::windows() {
            for zeros in SHARES {
                let batch = 2;
                let mut draw = |n: usize, zeros: f32| -> Vec<f32> {
                    (0..n).map(|_| if rng.unit() < zeros { 0.0 } else { rng.symmetric() }).collect()
                };
                let w = draw(window.weights(filters), 0.0);
                let d_out = draw(batch * window.places() * filters, zeros);

                let length = batch * window.values();
                let mut scattered = vec![7.0; scatter_length(&window, filters)];
                let mut scratch = vec![6.0; scatter_scratch(&window)];
                scatter_weights(&window, &w, &mut scattered);
                let (mut got, mut want) = (vec![9.0; length], vec![8.0; length]);
                scatter_input_gradient(&window, &d_out, &scattered, &mut got, &mut scratch);
                plain::conv_input_gradient(&window, &d_out, &w, filters, &mut want);
                if got != want {
                    failures.push(format!("{window:?}, {filters} filters, {zeros} zeros"));
                }
            }
        }
        assert!(failures.is_empty(), "{failures:#?}");
    }
}
