//! Batch norm: each channel is brought to a mean and a deviation that are learnt.
//!
//! Ioffe & Szegedy, "Batch Normalization: Accelerating Deep Network Training by Reducing Internal
//! Covariate Shift" (2015). What the whole batch must know of each image (its statistics, and on
//! the way back its sums) is worked out image by image and put together in their order, so the
//! result is the same for any number of threads.
//!
//! Images are `[P, C]`: `P` places with `C` channels side by side.

use super::channels::{fours, load, store};
use crate::simd::F32x4;

/// Keeps the quotient finite where a channel does not vary.
pub const EPSILON: f32 = 1e-5;

/// Mean and sum of squared deviations of each channel over the places of one image.
///
/// `x` is `[P, C]`; `statistics` is `[2, C]`, overwritten: means, then sums of squares about them.
///
/// Each sum goes through the places in order, in one chain of rounded additions: it is within `P ·
/// 2⁻²⁴` of the sum of its terms' absolute values. The squares are of differences from the rounded
/// mean, so nothing cancels where the mean is large beside the deviations.
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn image_statistics(x: &[f32], statistics: &mut [f32]) {
    let channels = statistics.len() / 2;
    assert_eq!(statistics.len(), 2 * channels, "statistics must be [2, C]");
    let places = x.len() / channels.max(1);
    assert_eq!(x.len(), places * channels, "x must be [P, C]");
    let (means, squares) = statistics.split_at_mut(channels);
    let share = F32x4::splat(1.0 / places as f32);
    for first in fours(channels) {
        let mut sum = F32x4::splat(0.0);
        for x in x.chunks_exact(channels) {
            sum = sum + load(x, first);
        }
        let mean = sum * share;
        let mut square = F32x4::splat(0.0);
        for x in x.chunks_exact(channels) {
            let off = load(x, first) - mean;
            square = square + off * off;
        }
        store(mean, means, first);
        store(square, squares, first);
    }
}

/// `y = x · factor + summand`, channel by channel.
///
/// `x` and `y` are `[P, C]`, `factor` and `summand` `[C]`; `y` is overwritten.
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn scale_channels(x: &[f32], factor: &[f32], summand: &[f32], y: &mut [f32]) {
    let channels = factor.len();
    assert_eq!(summand.len(), channels, "summand must be [C]");
    assert_eq!((x.len(), x.len() % channels), (y.len(), 0), "x and y must be [P, C]");
    for first in fours(channels) {
        let (factor, summand) = (load(factor, first), load(summand, first));
        for (x, y) in x.chunks_exact(channels).zip(y.chunks_exact_mut(channels)) {
            store(load(x, first) * factor + summand, y, first);
        }
    }
}

/// What the gradient needs of one image: the sums of `d_y` and of `d_y · (x − mean)` over its
/// places.
///
/// `x` and `d_y` are `[P, C]`, `mean` `[C]`; `sums` is `[2, C]`, overwritten.
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn norm_sums(x: &[f32], d_y: &[f32], mean: &[f32], sums: &mut [f32]) {
    let channels = mean.len();
    assert_eq!(sums.len(), 2 * channels, "sums must be [2, C]");
    assert_eq!((x.len(), x.len() % channels), (d_y.len(), 0), "x and d_y must be [P, C]");
    let (plain, weighted) = sums.split_at_mut(channels);
    for first in fours(channels) {
        let mean = load(mean, first);
        let (mut sum, mut product) = (F32x4::splat(0.0), F32x4::splat(0.0));
        for (x, d_y) in x.chunks_exact(channels).zip(d_y.chunks_exact(channels)) {
            let d_y = load(d_y, first);
            sum = sum + d_y;
            product = product + d_y * (load(x, first) - mean);
        }
        store(sum, plain, first);
        store(product, weighted, first);
    }
}

/// Batch norm, backward to its input: `d_x = d_y · factor + x · slope + summand`, channel by
/// channel, with numbers that come from the sums over the batch.
///
/// All images are `[P, C]`; `d_x` is overwritten.
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn norm_input_gradient(
    x: &[f32],
    d_y: &[f32],
    [factor, slope, summand]: [&[f32]; 3],
    d_x: &mut [f32],
) {
    let channels = factor.len();
    assert_eq!((slope.len(), summand.len()), (channels, channels), "slope and summand must be [C]");
    assert_eq!((x.len(), x.len() % channels), (d_y.len(), 0), "x and d_y must be [P, C]");
    assert_eq!(x.len(), d_x.len(), "d_x must be [P, C]");
    for first in fours(channels) {
        let numbers = [factor, slope, summand].map(|all| load(all, first));
        let images = x.chunks_exact(channels).zip(d_y.chunks_exact(channels));
        for ((x, d_y), d_x) in images.zip(d_x.chunks_exact_mut(channels)) {
            let d = load(d_y, first) * numbers[0] + (load(x, first) * numbers[1] + numbers[2]);
            store(d, d_x, first);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn random(length: usize, seed: u64) -> Vec<f32> {
        super::super::testing::random(length, seed).iter().map(|value| value + 0.5).collect()
    }

    /// Both sides of four channels, and those of the ladder.
    const CHANNELS: [usize; 9] = [1, 2, 3, 4, 5, 6, 7, 12, 24];

    #[test]
    fn statistics_and_sums_are_those_of_the_definition_at_every_width() {
        for channels in CHANNELS {
            for places in [1, 2, 49] {
                let (x, d_y) = (random(places * channels, 1), random(places * channels, 2));
                let mut got = vec![9.0; 2 * channels];
                image_statistics(&x, &mut got);
                let mut sums = vec![9.0; 2 * channels];
                norm_sums(&x, &d_y, &got[..channels], &mut sums);
                for c in 0..channels {
                    let of = |all: &[f32]| -> Vec<f64> {
                        all.iter().skip(c).step_by(channels).map(|&v| f64::from(v)).collect()
                    };
                    let (x, d_y) = (of(&x), of(&d_y));
                    let mean = x.iter().sum::<f64>() / places as f64;
                    let square: f64 = x.iter().map(|x| (x - mean).powi(2)).sum();
                    let product: f64 = x.iter().zip(&d_y).map(|(x, d)| d * (x - mean)).sum();
                    let want = [mean, square, d_y.iter().sum(), product];
                    let found = [got[c], got[channels + c], sums[c], sums[channels + c]];
                    for (found, want) in found.into_iter().zip(want) {
                        // Fifty rounded sums of numbers up to 2.
                        assert!((f64::from(found) - want).abs() < 3e-5, "{found} for {want}");
                    }
                }
            }
        }
    }

    #[test]
    fn numbers_apply_to_their_own_channel_at_every_width() {
        for channels in CHANNELS {
            let (x, d_y) = (random(5 * channels, 1), random(5 * channels, 2));
            let numbers = [3, 4, 5].map(|seed| random(channels, seed));
            let [a, b, c] = [&numbers[0][..], &numbers[1], &numbers[2]];
            let (mut y, mut d_x) = (vec![9.0; x.len()], vec![9.0; x.len()]);
            scale_channels(&x, a, b, &mut y);
            norm_input_gradient(&x, &d_y, [a, b, c], &mut d_x);
            for i in 0..x.len() {
                let at = i % channels;
                assert_eq!(y[i], x[i] * a[at] + b[at]);
                assert_eq!(d_x[i], d_y[i] * a[at] + (x[i] * b[at] + c[at]));
            }
        }
    }
}
