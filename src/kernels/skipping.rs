//! Products of matrices that skip zeros: a ReLU leaves about as many of them as other values.
//!
//! What isn't zero is listed on the stack, a tile at a time, and the [`bands`] of the rows that it
//! names are added up. That takes a quarter longer for each product than a tile of
//! [`gemm`](super::gemm), where what is loaded is used for several rows.
//!
//! To skip a zero changes no bit of a sum of finite numbers, but that one which begins at −0 may
//! stay so. A zero times an infinity would be no number; it is skipped, too, or isn't, as the rows
//! of its shard have many zeros or few. So the bits of a net whose weights have run away to
//! infinity depend on the number of shards; its loss stops it, at the latest where an image has
//! something there.

use super::nonzero::{List, bands};
use crate::simd::F32x4;

/// How many values of a row, or rows of a batch, are listed together: a band of as many rows of the
/// other factor stays in the nearest cache.
pub(super) const LISTED: usize = 112;

/// How many lists are made before they are used, so that what is fetched for one serves all.
pub(super) const TOGETHER: usize = 32;

/// Whether so many of the values are zeros that to skip them pays. Every fourth row is asked.
pub(super) fn has_many_zeros<'a>(rows: impl Iterator<Item = &'a [f32]>) -> bool {
    let (mut values, mut others) = (0, F32x4::splat(0.0));
    for row in rows.step_by(4) {
        let (whole, _) = row.as_chunks::<4>();
        values += 4 * whole.len();
        for four in whole {
            let one = F32x4::splat(1.0);
            others = others + one.zero_unless_greater(F32x4::load(four).abs(), F32x4::splat(0.0));
        }
    }
    // A lane that has counted to 2²⁴ stays there, and so many others more are taken for zeros.
    others.to_array().iter().sum::<f32>() < 0.6 * values as f32
}

/// `out += x · w`, where `x` has many zeros, which are skipped.
///
/// `x` is `[B, I]`, `w` `[I, O]`, `out` `[B, O]`. `ROWS` of `x` are taken together, and of each
/// `LENGTH` values.
pub(super) fn multiply_skipping<const ROWS: usize, const LENGTH: usize>(
    x: &[f32],
    inputs: usize,
    w: &[f32],
    outputs: usize,
    out: &mut [f32],
) {
    let mut lists = [List::<LENGTH>::new(); ROWS];
    for (x, out) in x.chunks(ROWS * inputs).zip(out.chunks_mut(ROWS * outputs)) {
        for first in (0..inputs).step_by(LENGTH) {
            let end = inputs.min(first + LENGTH);
            for (row, list) in x.chunks_exact(inputs).zip(&mut lists) {
                list.fill(first, row[first..end].iter().copied());
            }
            for band in bands(outputs) {
                for (out, list) in out.chunks_exact_mut(outputs).zip(&lists) {
                    band.add(list.get(), w, outputs, out);
                }
            }
        }
    }
}

/// `d_w += xᵀ · d_out` for some columns of `x`, which has many zeros, which are skipped.
///
/// `x` is `[B, I]`, `d_out` `[B, O]`, `d_w` `[rows, O]`: for the columns of `x` from `first` on.
pub(super) fn gemm_tn_skipping(
    x: &[f32],
    inputs: usize,
    d_out: &[f32],
    outputs: usize,
    first: usize,
    d_w: &mut [f32],
) {
    let mut lists = [List::<LISTED>::new(); TOGETHER];
    for (x, d_out) in x.chunks(LISTED * inputs).zip(d_out.chunks(LISTED * outputs)) {
        let columns = (first..).step_by(TOGETHER);
        for (first, d_w) in columns.zip(d_w.chunks_mut(TOGETHER * outputs)) {
            for (column, list) in (first..first + d_w.len() / outputs).zip(&mut lists) {
                list.fill(0, x.chunks_exact(inputs).map(|row| row[column]));
            }
            for band in bands(outputs) {
                for (d_w, list) in d_w.chunks_exact_mut(outputs).zip(&lists) {
                    band.add(list.get(), d_out, outputs, d_w);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::plain;
    use super::super::testing::{random, same_bits, with_zeros};
    use super::*;

    #[test]
    fn skipping_zeros_gives_the_bits_of_the_plain_loops() {
        let mut failures = Vec::new();
        // Both sides of a list's end and of what is listed together.
        for batch in [0, 1, 3, 32, 33, 113] {
            for inputs in [1, 5, 33, 112, 113, 225] {
                for outputs in [1, 3, 4, 10, 41, 60] {
                    for zeros in [0.0, 0.5, 1.0] {
                        let x = with_zeros(batch * inputs, zeros, 1);
                        let (w, bias) = (random(inputs * outputs, 2), random(outputs, 3));
                        let d_out = with_zeros(batch * outputs, 0.5, 4);
                        let mut check = |name, got: Vec<f32>, want: Vec<f32>| {
                            if !same_bits(&got, &want) {
                                let size = format!("{batch}×{inputs}×{outputs}");
                                failures.push(format!("{name} at {size}, {zeros} of them zeros"));
                            }
                        };

                        let mut want = vec![9.0; batch * outputs];
                        plain::dense(&x, &w, &bias, &mut want);
                        let mut got = bias.repeat(batch);
                        multiply_skipping::<TOGETHER, LISTED>(&x, inputs, &w, outputs, &mut got);
                        check("forward", got, want.clone());
                        let mut got = bias.repeat(batch);
                        multiply_skipping::<1, 512>(&x, inputs, &w, outputs, &mut got);
                        check("forward, one by one,", got, want);

                        let (mut got, mut want) = (w.clone(), w);
                        plain::dense_weight_gradient(&x, &d_out, outputs, &mut want);
                        let (first, rest) = got.split_at_mut(inputs / 2 * outputs);
                        gemm_tn_skipping(&x, inputs, &d_out, outputs, 0, first);
                        gemm_tn_skipping(&x, inputs, &d_out, outputs, inputs / 2, rest);
                        check("gradient", got, want);
                    }
                }
            }
        }
        assert!(failures.is_empty(), "{failures:?}");
    }

    #[test]
    fn zeros_are_many_where_skipping_them_pays() {
        for (zeros, many) in [(0.0, false), (0.3, false), (0.5, true), (1.0, true)] {
            let x = with_zeros(100 * 200, zeros, 6);
            assert_eq!(has_many_zeros(x.chunks_exact(200)), many, "{zeros} of them are zeros");
        }
        assert!(!has_many_zeros(std::iter::empty()));
        assert!(!has_many_zeros([[0.0; 3].as_slice()].into_iter()), "too few to ask");
    }

    #[test]
    fn what_is_no_number_is_not_skipped() {
        let mut out = [0.0];
        multiply_skipping::<1, 512>(&[0.0, f32::NAN], 2, &[1.0, 0.0], 1, &mut out);
        assert!(out[0].is_nan());
        let mut d_w = [0.0; 2];
        gemm_tn_skipping(&[0.0, f32::NAN], 2, &[0.0], 1, 0, &mut d_w);
        assert!(d_w[0] == 0.0 && d_w[1].is_nan());
    }
}
