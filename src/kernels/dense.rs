//! The fully connected layer, forward and backward.

use super::channels::{fours, load, store};
use super::gemm::{Grid, Inner, Left, Out, Right, Start, gemm_tn, multiply};
use super::skipping::{LISTED, TOGETHER, gemm_tn_skipping, has_many_zeros, multiply_skipping};

/// How many rows of the weights [`dense_input_gradient`] turns round at a time: one tile's width.
const PANEL: usize = 8;

/// How many rows a batch must have for what a tile reads to be used again.
const FEW: usize = 4;

/// Narrower products than this are done before their zeros would be listed.
const WIDE: usize = 40;

/// Fully connected layer, forward: `out = x · w + bias`.
///
/// `x` is `[B, I]`, `w` `[I, O]`, `bias` `[O]`, `out` `[B, O]`, overwritten.
/// The bits are those of [`plain::dense`](super::plain::dense).
///
/// # Panics
/// If the slices disagree on `B`, `I` or `O`: a bug in the caller.
pub fn dense(x: &[f32], w: &[f32], bias: &[f32], out: &mut [f32]) {
    let outputs = bias.len();
    let inputs = w.len() / outputs;
    let batch = out.len() / outputs;
    assert_eq!(w.len(), inputs * outputs, "w must be [I, O]");
    assert_eq!(out.len(), batch * outputs, "out must be [B, O]");
    assert_eq!(x.len(), batch * inputs, "x must be [B, I]");
    // With few rows, what counts is how much of `w` is fetched from memory, and zeros spare some of it.
    let few = batch < FEW;
    if few || (outputs >= WIDE && has_many_zeros(x.chunks_exact(inputs))) {
        out.chunks_exact_mut(outputs).for_each(|out| out.copy_from_slice(bias));
        return if few {
            multiply_skipping::<1, 512>(x, inputs, w, outputs, out);
        } else {
            multiply_skipping::<TOGETHER, LISTED>(x, inputs, w, outputs, out);
        };
    }
    let a = Left { data: x, rows: Grid::line(inputs) };
    let b = Right { data: w, row: outputs };
    let mut out = Out { data: out, rows: Grid::line(outputs) };
    multiply(batch, outputs, Inner::one(inputs, 1), a, b, Start::Row(bias), &mut out);
}

/// Scratch that [`dense_input_gradient`] needs: `w` transposed, or a panel of it.
pub fn dense_scratch_length(inputs: usize, outputs: usize) -> usize {
    inputs.max(PANEL) * outputs
}

/// Fully connected layer, backward to its input: `d_x = d_out · wᵀ`.
///
/// `d_out` is `[B, O]`, `w` `[I, O]`, `d_x` `[B, I]`, overwritten. `scratch` holds at least
/// [`dense_scratch_length`] floats.
/// The bits are those of [`plain::dense_input_gradient`](super::plain::dense_input_gradient).
///
/// # Panics
/// If the slices disagree on `B`, `I` or `O`, or `scratch` is too short: a bug in the caller.
pub fn dense_input_gradient(
    d_out: &[f32],
    w: &[f32],
    outputs: usize,
    d_x: &mut [f32],
    scratch: &mut [f32],
) {
    let inputs = w.len() / outputs;
    let batch = d_out.len() / outputs;
    assert_eq!(w.len(), inputs * outputs, "w must be [I, O]");
    assert_eq!(d_out.len(), batch * outputs, "d_out must be [B, O]");
    assert_eq!(d_x.len(), batch * inputs, "d_x must be [B, I]");
    let length = dense_scratch_length(inputs, outputs);
    assert!(scratch.len() >= length, "scratch is too short");
    if inputs >= WIDE && has_many_zeros(d_out.chunks_exact(outputs)) {
        let turned = &mut scratch[..w.len()];
        turn(w, outputs, turned);
        d_x.fill(0.0);
        return multiply_skipping::<TOGETHER, LISTED>(d_out, outputs, turned, inputs, d_x);
    }
    let panel = &mut scratch[..PANEL * outputs];
    let a = Left { data: d_out, rows: Grid::line(outputs) };
    for first in (0..inputs).step_by(PANEL) {
        let width = PANEL.min(inputs - first);
        for (column, row) in w[first * outputs..].chunks_exact(outputs).take(width).enumerate() {
            for (o, &value) in row.iter().enumerate() {
                panel[o * PANEL + column] = value;
            }
        }
        let b = Right { data: panel, row: PANEL };
        let mut out = Out { data: &mut d_x[first..], rows: Grid::line(inputs) };
        multiply(batch, width, Inner::one(outputs, 1), a, b, Start::Zero, &mut out);
    }
}

/// Turns `w`, `[I, O]`, into `[O, I]`.
fn turn(w: &[f32], outputs: usize, turned: &mut [f32]) {
    let inputs = w.len() / outputs;
    for (first, rows) in (0..).step_by(PANEL).zip(w.chunks(PANEL * outputs)) {
        let width = rows.len() / outputs;
        for (o, turned) in turned.chunks_exact_mut(inputs).enumerate() {
            for (row, turned) in turned[first..first + width].iter_mut().enumerate() {
                *turned = rows[row * outputs + o];
            }
        }
    }
}

/// Fully connected layer, backward to some rows of its weights: `d_w += xᵀ · d_out`.
///
/// `x` is `[B, I]`, `d_out` `[B, O]`; `d_w` is `[rows, O]`: the rows for the inputs from `first` on.
/// Added to, so that a batch may come in parts.
/// The bits are those of [`plain::dense_weight_gradient`](super::plain::dense_weight_gradient).
///
/// # Panics
/// If the slices disagree on `B`, `I` or `O`: a bug in the caller.
pub fn dense_weight_gradient(
    x: &[f32],
    inputs: usize,
    d_out: &[f32],
    outputs: usize,
    first: usize,
    d_w: &mut [f32],
) {
    let batch = d_out.len() / outputs;
    let rows = d_w.len() / outputs;
    assert_eq!(d_w.len(), rows * outputs, "d_w must be [rows, O]");
    assert_eq!(d_out.len(), batch * outputs, "d_out must be [B, O]");
    assert_eq!(x.len(), batch * inputs, "x must be [B, I]");
    assert!(first + rows <= inputs, "the rows must be inputs of the layer");
    if batch == 0 {
        return;
    }
    let columns = x.chunks_exact(inputs).map(|x| &x[first..first + rows]);
    if outputs >= WIDE && has_many_zeros(columns) {
        return gemm_tn_skipping(x, inputs, d_out, outputs, first, d_w);
    }
    let b = Right { data: d_out, row: outputs };
    let mut out = Out { data: d_w, rows: Grid::line(outputs) };
    gemm_tn(rows, outputs, Inner::one(batch, inputs), &x[first..], b, Start::Out, &mut out);
}

/// Fully connected layer, backward to its biases: `d_bias += ` the sum of the rows of `d_out`.
///
/// `d_out` is `[B, O]`, `d_bias` `[O]`, added to.
pub fn bias_gradient(d_out: &[f32], d_bias: &mut [f32]) {
    let outputs = d_bias.len();
    for (first, new) in fours(outputs).zip((0..outputs).step_by(4)) {
        let mut sum = load(d_bias, first);
        for row in d_out.chunks_exact(outputs) {
            sum = sum + load(row, first);
        }
        // The last four may overlap those before, which are summed already: only what is new is stored.
        if new == first && first + 4 <= outputs {
            store(sum, d_bias, first);
        } else {
            let end = outputs.min(first + 4);
            d_bias[new..end].copy_from_slice(&sum.to_array()[new - first..end - first]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::plain;
    use super::super::testing::{random, same_bits};
    use super::*;

    /// Both sides of every edge: one lane, one tile, several tiles, and the sizes of the ladder.
    const SIZES: [usize; 13] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 12, 30, 61, 70];

    #[test]
    fn tiles_give_the_bits_of_the_plain_loops_at_every_size() {
        let mut failures = Vec::new();
        for batch in SIZES {
            for inputs in SIZES {
                for outputs in SIZES {
                    if cfg!(miri) && batch * inputs * outputs > 100 {
                        continue;
                    }
                    let x = random(batch * inputs, 1);
                    let w = random(inputs * outputs, 2);
                    let bias = random(outputs, 3);
                    let d_out = random(batch * outputs, 4);
                    let mut check = |name, got: Vec<f32>, want: Vec<f32>| {
                        if !same_bits(&got, &want) {
                            failures.push(format!("{name} at {batch}×{inputs}×{outputs}"));
                        }
                    };

                    let (mut got, mut want) =
                        (vec![9.0; batch * outputs], vec![8.0; batch * outputs]);
                    dense(&x, &w, &bias, &mut got);
                    plain::dense(&x, &w, &bias, &mut want);
                    check("dense", got, want);

                    let (mut got, mut want) =
                        (vec![9.0; batch * inputs], vec![8.0; batch * inputs]);
                    dense_input_gradient(
                        &d_out,
                        &w,
                        outputs,
                        &mut got,
                        &mut vec![7.0; inputs.max(8) * outputs],
                    );
                    plain::dense_input_gradient(&d_out, &w, outputs, &mut want);
                    check("dense_input_gradient", got, want);

                    let (mut got, mut want) = (w.clone(), w.clone());
                    dense_weight_gradient(&x, inputs, &d_out, outputs, 0, &mut got);
                    plain::dense_weight_gradient(&x, &d_out, outputs, &mut want);
                    check("dense_weight_gradient", got, want);
                }
            }
        }
        assert!(failures.is_empty(), "{failures:?}");
    }

    /// Wide enough for zeros to be skipped, and just not; batches of whole and of broken tiles.
    #[test]
    fn many_zeros_change_no_bit() {
        let relu = |x: Vec<f32>, least: f32| -> Vec<f32> {
            x.into_iter().map(|x| if x > least { x } else { 0.0 }).collect()
        };
        let mut failures = Vec::new();
        for (batch, least) in [(3, 0.0), (4, 0.0), (37, 0.0), (101, 0.3), (5, 1.0), (6, -1.0)] {
            for inputs in [WIDE - 1, WIDE, 121] {
                for outputs in [WIDE - 1, WIDE, 53] {
                    if cfg!(miri) && batch * inputs * outputs > 5_000 {
                        continue;
                    }
                    let x = relu(random(batch * inputs, 1), least);
                    let d_out = relu(random(batch * outputs, 4), least);
                    let (w, bias) = (random(inputs * outputs, 2), random(outputs, 3));
                    let mut check = |name, got: Vec<f32>, want: Vec<f32>| {
                        if !same_bits(&got, &want) {
                            failures.push(format!("{name} at {batch}×{inputs}×{outputs}"));
                        }
                    };

                    let (mut got, mut want) =
                        (vec![9.0; batch * outputs], vec![8.0; batch * outputs]);
                    dense(&x, &w, &bias, &mut got);
                    plain::dense(&x, &w, &bias, &mut want);
                    check("dense", got, want);

                    let (mut got, mut want) =
                        (vec![9.0; batch * inputs], vec![8.0; batch * inputs]);
                    let mut scratch = vec![7.0; w.len()];
                    dense_input_gradient(&d_out, &w, outputs, &mut got, &mut scratch);
                    plain::dense_input_gradient(&d_out, &w, outputs, &mut want);
                    check("dense_input_gradient", got, want);

                    let (mut got, mut want) = (w.clone(), w);
                    let (some, rest) = got.split_at_mut(7 * outputs);
                    dense_weight_gradient(&x, inputs, &d_out, outputs, 0, some);
                    dense_weight_gradient(&x, inputs, &d_out, outputs, 7, rest);
                    plain::dense_weight_gradient(&x, &d_out, outputs, &mut want);
                    check("dense_weight_gradient", got, want);
                }
            }
        }
        assert!(failures.is_empty(), "{failures:?}");
    }

    #[test]
    fn a_weight_gradient_cut_into_rows_and_batches_has_the_same_bits() {
        let (batch, inputs, outputs) = (13, 10, 9);
        let (x, d_out) = (random(batch * inputs, 1), random(batch * outputs, 2));
        let mut whole = vec![0.0; inputs * outputs];
        dense_weight_gradient(&x, inputs, &d_out, outputs, 0, &mut whole);
        for cut in (1..batch).step_by(if cfg!(miri) { 6 } else { 1 }) {
            for first in 0..inputs {
                let mut part = vec![0.0; (inputs - first) * outputs];
                for (x, d_out) in [
                    (&x[..cut * inputs], &d_out[..cut * outputs]),
                    (&x[cut * inputs..], &d_out[cut * outputs..]),
                ] {
                    dense_weight_gradient(x, inputs, d_out, outputs, first, &mut part);
                }
                assert!(same_bits(&part, &whole[first * outputs..]), "cut {cut}, from {first}");
            }
        }
    }

    #[test]
    fn a_bias_gradient_sums_its_column() {
        for outputs in [1, 2, 3, 4, 5, 6, 7, 8, 30] {
            let d_out: Vec<f32> = (0..3 * outputs).map(|i| i as f32).collect();
            let mut sums = vec![1.0; outputs];
            bias_gradient(&d_out, &mut sums);
            for (column, sum) in sums.iter().enumerate() {
                let want = 1 + 3 * column + 3 * outputs;
                assert_eq!(*sum, want as f32, "column {column} of {outputs}");
            }
        }
    }

    #[test]
    #[should_panic(expected = "x must be [B, I]")]
    fn slices_that_disagree_are_a_bug() {
        dense(&[0.0; 5], &[0.0; 6], &[0.0; 2], &mut [0.0; 4]);
    }
}
