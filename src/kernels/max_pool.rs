//! Max pooling: of each patch and channel, the largest.

use super::ConvShape;
use crate::simd::F32x4;
use std::ops::Range;

/// The bit patterns 0 to 3: whole numbers in lanes, to which others are added.
const LANES: [f32; 4] =
    [f32::from_bits(0), f32::from_bits(1), f32::from_bits(2), f32::from_bits(3)];

/// Max pooling, forward; padding never wins.
///
/// `x` is `[B, H, W, C]`, `out` `[B, h, w, C]`, overwritten. `winners` is as long as `out`, and
/// overwritten with the index in its image of each value of `out`. Among equals the first wins, row
/// by row. A NaN wins and stays, so that a net that has gone astray is noticed.
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn max_pool(shape: &ConvShape, x: &[f32], out: &mut [f32], winners: &mut [u32]) {
    let one = shape.places() * shape.channels;
    let batch = x.len() / shape.values();
    assert_eq!(x.len(), batch * shape.values(), "x must be [B, H, W, C]");
    assert_eq!((out.len(), winners.len()), (batch * one, batch * one), "out must be [B, h, w, C]");
    let channels = shape.channels;
    let images = x.chunks_exact(shape.values());
    for ((x, out), winners) in
        images.zip(out.chunks_exact_mut(one)).zip(winners.chunks_exact_mut(one))
    {
        let mut places = out.chunks_exact_mut(channels).zip(winners.chunks_exact_mut(channels));
        for rows in shape.patches(0) {
            for (columns, (out, winners)) in shape.patches(1).zip(&mut places) {
                let pixel = |row, column| (row * shape.columns + column) * channels;
                largest(x, (rows.clone(), columns), pixel, out, winners);
            }
        }
    }
}

/// The largest value of each channel in a patch, and its index in `x`. The patch is some rows and
/// columns of `x`, whose pixels begin where `pixel` says.
#[inline(always)]
fn largest(
    x: &[f32],
    (rows, columns): (Range<usize>, Range<usize>),
    pixel: impl Fn(usize, usize) -> usize,
    out: &mut [f32],
    winners: &mut [u32],
) {
    let first = pixel(rows.start, columns.start);
    let (fours, rest) = out.as_chunks_mut();
    let (winners_of_fours, winners_of_rest) = winners.as_chunks_mut::<4>();
    let alone = fours.len() * 4;
    for (i, (out, winners)) in fours.iter_mut().zip(winners_of_fours).enumerate() {
        let place = |at: usize| F32x4::load(&LANES).bits_add(at as i32);
        let (mut best, mut places) = (F32x4::splat(f32::NEG_INFINITY), place(first + 4 * i));
        for row in rows.clone() {
            for column in columns.clone() {
                let at = pixel(row, column) + 4 * i;
                let Some(value) = x[at..].first_chunk() else { continue };
                let value = F32x4::load(value);
                // What isn't at most the best so far is better or a NaN; a NaN that is the best
                // stays.
                let better = value.or_where_at_most(best, value, best);
                let better_places = place(at).or_where_at_most(places, value, best);
                let most = F32x4::splat(f32::INFINITY);
                places = places.or_where_at_most(better_places, best, most);
                best = best.or_where_at_most(better, best, most);
            }
        }
        best.store(out);
        *winners = places.to_array().map(f32::to_bits);
    }
    for (c, (out, winner)) in rest.iter_mut().zip(winners_of_rest).enumerate() {
        (*out, *winner) = (f32::NEG_INFINITY, (first + alone + c) as u32);
        for row in rows.clone() {
            for column in columns.clone() {
                let at = pixel(row, column) + alone + c;
                let value = x[at];
                if value > *out || (value.is_nan() && !out.is_nan()) {
                    (*out, *winner) = (value, at as u32);
                }
            }
        }
    }
}

/// Max pooling, backward: the gradient goes to the winner.
///
/// `d_out` and `winners` are `[B, h, w, C]`, `d_x` `[B, H, W, C]`, overwritten.
///
/// # Panics
/// If the slices disagree about a shape, or `winners` aren't places of an image: a bug in the
/// caller.
pub fn max_pool_gradient(shape: &ConvShape, d_out: &[f32], winners: &[u32], d_x: &mut [f32]) {
    let one = shape.places() * shape.channels;
    assert_eq!(d_out.len(), winners.len(), "d_out and winners must be [B, h, w, C]");
    assert_eq!(d_x.len() / shape.values(), d_out.len() / one, "d_x must be [B, H, W, C]");
    d_x.fill(0.0);
    let images = d_out.chunks_exact(one).zip(winners.chunks_exact(one));
    for ((d_out, winners), d_x) in images.zip(d_x.chunks_exact_mut(shape.values())) {
        for (d_out, &winner) in d_out.iter().zip(winners) {
            d_x[winner as usize] += d_out;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::plain::taps;
    use super::*;
    use crate::rng::{Purpose, Rng};

    #[test]
    fn the_largest_of_each_patch_wins_and_gets_the_gradient() {
        // Two channels; 3 × 3 places, so that the last patches reach beyond the edge.
        let shape = ConvShape { rows: 3, columns: 3, channels: 2, kernel: 2, stride: 2 };
        let x: Vec<f32> = [1, 5, 2, 4, 9, 3, -7, -8, -9]
            .into_iter()
            .flat_map(|v| [v as f32, -v as f32])
            .collect();
        let (mut out, mut winners) = (vec![0.0; 8], vec![0; 8]);
        max_pool(&shape, &x, &mut out, &mut winners);
        assert_eq!(out, [9.0, -1.0, 3.0, -2.0, -7.0, 8.0, -9.0, 9.0]);
        let mut d_x = vec![5.0; 18];
        max_pool_gradient(&shape, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0], &winners, &mut d_x);
        let mut want = vec![0.0; 18];
        for (place, channel, d) in [
            (4, 0, 1.0),
            (0, 1, 2.0),
            (5, 0, 3.0),
            (2, 1, 4.0),
            (6, 0, 5.0),
            (7, 1, 6.0),
            (8, 0, 7.0),
            (8, 1, 8.0),
        ] {
            want[place * 2 + channel] = d;
        }
        assert_eq!(d_x, want);
    }

    #[test]
    fn among_equals_the_first_wins_and_patches_may_overlap() {
        let shape = ConvShape { rows: 1, columns: 4, channels: 1, kernel: 3, stride: 1 };
        let (mut out, mut winners) = ([0.0; 4], [0; 4]);
        max_pool(&shape, &[1.0; 4], &mut out, &mut winners);
        assert_eq!((out, winners), ([1.0; 4], [0, 0, 1, 2]));
        let mut d_x = [0.0; 4];
        max_pool_gradient(&shape, &[1.0; 4], &winners, &mut d_x);
        assert_eq!(d_x, [2.0, 1.0, 1.0, 0.0]);
    }

    #[test]
    fn in_lanes_it_is_what_the_taps_say_one_by_one() {
        let mut rng = Rng::new(3, Purpose::Weights { tensor: 0 });
        for channels in [1, 3, 4, 6, 8, 13] {
            for (rows, columns, kernel, stride) in
                [(1, 1, 1, 1), (7, 5, 2, 2), (6, 6, 3, 2), (5, 8, 3, 1), (4, 3, 5, 3)]
            {
                let shape = ConvShape { rows, columns, channels, kernel, stride };
                // Few different values, so that there are equals; now and then no number at all.
                let awkward = [f32::NAN, f32::NEG_INFINITY, f32::INFINITY, -0.0];
                let x: Vec<f32> = (0..2 * shape.values())
                    .map(|_| match rng.bits() % 60 {
                        i @ 0..4 => awkward[i as usize],
                        i => (i % 7) as f32 - 3.0,
                    })
                    .collect();
                let values = 2 * shape.places() * channels;
                let (mut out, mut winners) = (vec![7.0; values], vec![u32::MAX; values]);
                max_pool(&shape, &x, &mut out, &mut winners);
                for i in 0..values {
                    let (image, inside) = (i / (values / 2), i % (values / 2));
                    let (place, c) = (inside / channels, inside % channels);
                    let (row, column) = (place / shape.out_columns(), place % shape.out_columns());
                    let x = &x[image * shape.values()..][..shape.values()];
                    let mut seen = taps(&shape, row, column)
                        .map(|[_, _, y, column]| (y * columns + column) * channels + c);
                    let mut want = seen.next().unwrap();
                    for at in seen {
                        if x[at] > x[want] || (x[at].is_nan() && !x[want].is_nan()) {
                            want = at;
                        }
                    }
                    assert_eq!(winners[i] as usize, want, "{shape:?}, value {i}");
                    assert!(
                        out[i].to_bits() == x[want].to_bits()
                            || out[i].is_nan() && x[want].is_nan()
                    );
                }
            }
        }
    }

    #[test]
    fn a_nan_comes_through() {
        let shape = ConvShape { rows: 1, columns: 2, channels: 1, kernel: 2, stride: 2 };
        let (mut out, mut winners) = ([0.0], [0]);
        max_pool(&shape, &[1.0, f32::NAN], &mut out, &mut winners);
        assert!(out[0].is_nan());
    }
}
