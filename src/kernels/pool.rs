//! Max pooling: of each patch and channel, the largest.

use super::conv::Window;
use super::plain::taps;

/// Max pooling, forward; padding never wins.
///
/// `x` is `[B, H, W, C]`, `out` `[B, h, w, C]`, overwritten; so is `winners`, as long as `out`: where in its
/// image each of them stood. Among equals the first wins, row by row.
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn max_pool(window: &Window, x: &[f32], out: &mut [f32], winners: &mut [u32]) {
    let one = window.places() * window.channels;
    let batch = x.len() / window.values();
    assert_eq!(x.len(), batch * window.values(), "x must be [B, H, W, C]");
    assert_eq!((out.len(), winners.len()), (batch * one, batch * one), "out must be [B, h, w, C]");
    let images = x.chunks_exact(window.values());
    for ((x, out), winners) in
        images.zip(out.chunks_exact_mut(one)).zip(winners.chunks_exact_mut(one))
    {
        let places = out
            .chunks_exact_mut(window.channels)
            .zip(winners.chunks_exact_mut(window.channels))
            .enumerate();
        for (place, (out, winners)) in places {
            let (row, column) = (place / window.out_columns(), place % window.out_columns());
            out.fill(f32::NEG_INFINITY);
            for [_, _, y, from] in taps(window, row, column) {
                let first = (y * window.columns + from) * window.channels;
                for (c, (out, winner)) in out.iter_mut().zip(&mut *winners).enumerate() {
                    let value = x[first + c];
                    // A NaN wins and stays, so that a net that has gone astray is noticed.
                    if value > *out || (value.is_nan() && !out.is_nan()) {
                        (*out, *winner) = (value, (first + c) as u32);
                    }
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
/// If the slices disagree about a shape, or `winners` aren't places of an image: a bug in the caller.
pub fn max_pool_gradient(window: &Window, d_out: &[f32], winners: &[u32], d_x: &mut [f32]) {
    let one = window.places() * window.channels;
    assert_eq!(d_out.len(), winners.len(), "d_out and winners must be [B, h, w, C]");
    assert_eq!(d_x.len() / window.values(), d_out.len() / one, "d_x must be [B, H, W, C]");
    d_x.fill(0.0);
    let images = d_out.chunks_exact(one).zip(winners.chunks_exact(one));
    for ((d_out, winners), d_x) in images.zip(d_x.chunks_exact_mut(window.values())) {
        for (d_out, &winner) in d_out.iter().zip(winners) {
            d_x[winner as usize] += d_out;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_largest_of_each_patch_wins_and_gets_the_gradient() {
        // Two channels; 3 × 3 places, so that the last patches reach beyond the edge.
        let window = Window { rows: 3, columns: 3, channels: 2, kernel: 2, stride: 2 };
        let x: Vec<f32> = [1, 5, 2, 4, 9, 3, -7, -8, -9]
            .into_iter()
            .flat_map(|v| [v as f32, -v as f32])
            .collect();
        let (mut out, mut winners) = (vec![0.0; 8], vec![0; 8]);
        max_pool(&window, &x, &mut out, &mut winners);
        assert_eq!(out, [9.0, -1.0, 3.0, -2.0, -7.0, 8.0, -9.0, 9.0]);
        let mut d_x = vec![5.0; 18];
        max_pool_gradient(&window, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0], &winners, &mut d_x);
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
        let window = Window { rows: 1, columns: 4, channels: 1, kernel: 3, stride: 1 };
        let (mut out, mut winners) = ([0.0; 4], [0; 4]);
        max_pool(&window, &[1.0; 4], &mut out, &mut winners);
        assert_eq!((out, winners), ([1.0; 4], [0, 0, 1, 2]));
        let mut d_x = [0.0; 4];
        max_pool_gradient(&window, &[1.0; 4], &winners, &mut d_x);
        assert_eq!(d_x, [2.0, 1.0, 1.0, 0.0]);
    }

    #[test]
    fn a_nan_comes_through() {
        let window = Window { rows: 1, columns: 2, channels: 1, kernel: 2, stride: 2 };
        let (mut out, mut winners) = ([0.0], [0]);
        max_pool(&window, &[1.0, f32::NAN], &mut out, &mut winners);
        assert!(out[0].is_nan());
    }
}
