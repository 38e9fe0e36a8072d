//! Average pooling: of each patch and channel, the mean of the pixels that it has.
//!
//! Over the whole map (kernel and stride as long as its longer side) it is what the literature
//! calls global average pooling: Lin, Chen & Yan, "Network In Network" (2014).

use super::ConvShape;
use super::channels::{fours, load, store};
use crate::simd::F32x4;

/// Average pooling, forward. Padding isn't counted: a patch at the edge is the mean of fewer
/// pixels.
///
/// `x` is `[B, H, W, C]`, `out` `[B, h, w, C]`, overwritten. Each sum begins at 0, goes through its
/// patch row by row, and is divided by the number of its pixels; the bits are those of
/// [`plain::average_pool`](super::plain::average_pool).
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn average_pool(shape: &ConvShape, x: &[f32], out: &mut [f32]) {
    let (channels, one) = (shape.channels, shape.places() * shape.channels);
    let batch = x.len() / shape.values();
    assert_eq!(x.len(), batch * shape.values(), "x must be [B, H, W, C]");
    assert_eq!(out.len(), batch * one, "out must be [B, h, w, C]");
    for (x, out) in x.chunks_exact(shape.values()).zip(out.chunks_exact_mut(one)) {
        let mut places = out.chunks_exact_mut(channels);
        for rows in shape.patches(0) {
            for (columns, out) in shape.patches(1).zip(&mut places) {
                let count = F32x4::splat((rows.len() * columns.len()) as f32);
                for first in fours(channels) {
                    let mut sum = F32x4::splat(0.0);
                    for row in rows.clone() {
                        let from = (row * shape.columns + columns.start) * channels;
                        let line = &x[from..from + columns.len() * channels];
                        for pixel in line.chunks_exact(channels) {
                            sum = sum + load(pixel, first);
                        }
                    }
                    store(sum / count, out, first);
                }
            }
        }
    }
}

/// Average pooling, backward: each pixel of a patch gets the same share of the patch's gradient.
///
/// `d_out` is `[B, h, w, C]`, `d_x` `[B, H, W, C]`, overwritten: 0 where no patch reaches. Each sum
/// goes through the outputs row by row; the bits are those of
/// [`plain::average_pool_gradient`](super::plain::average_pool_gradient).
///
/// # Panics
/// If the slices disagree about a shape: a bug in the caller.
pub fn average_pool_gradient(shape: &ConvShape, d_out: &[f32], d_x: &mut [f32]) {
    let (channels, one) = (shape.channels, shape.places() * shape.channels);
    let batch = d_x.len() / shape.values();
    assert_eq!(d_x.len(), batch * shape.values(), "d_x must be [B, H, W, C]");
    assert_eq!(d_out.len(), batch * one, "d_out must be [B, h, w, C]");
    d_x.fill(0.0);
    for (d_out, d_x) in d_out.chunks_exact(one).zip(d_x.chunks_exact_mut(shape.values())) {
        let mut places = d_out.chunks_exact(channels);
        for rows in shape.patches(0) {
            for (columns, d_out) in shape.patches(1).zip(&mut places) {
                let count = (rows.len() * columns.len()) as f32;
                for row in rows.clone() {
                    let from = (row * shape.columns + columns.start) * channels;
                    let line = &mut d_x[from..from + columns.len() * channels];
                    add_shares(d_out, count, line);
                }
            }
        }
    }
}

/// Adds `d_out / count`, `[C]`, to every pixel of `line`, `[W, C]`.
#[inline(always)]
fn add_shares(d_out: &[f32], count: f32, line: &mut [f32]) {
    let channels = d_out.len();
    let (fours, rest) = d_out.as_chunks::<4>();
    for (i, d_out) in fours.iter().enumerate() {
        let share = F32x4::load(d_out) / F32x4::splat(count);
        for pixel in line.chunks_exact_mut(channels) {
            store(load(pixel, 4 * i) + share, pixel, 4 * i);
        }
    }
    for (i, d_out) in rest.iter().enumerate() {
        let share = d_out / count;
        line.iter_mut().skip(4 * fours.len() + i).step_by(channels).for_each(|d| *d += share);
    }
}

#[cfg(test)]
mod tests {
    use super::super::plain;
    use super::super::testing::{random, same_bits};
    use super::*;

    /// Both directions against the plain loops: kernels larger than the map, strides beyond the
    /// kernel, one pixel, the whole map where it isn't square, and channels around a vector's edge.
    #[test]
    fn in_lanes_it_has_the_bits_of_the_plain_loops() {
        let mut failures = Vec::new();
        for (rows, columns) in [(1, 1), (1, 5), (4, 3), (3, 5), (7, 7), (9, 8)] {
            let whole = rows.max(columns);
            for (kernel, stride) in
                [(1, 1), (2, 2), (3, 2), (3, 1), (2, 3), (1, 4), (6, 1), (11, 3), (whole, whole)]
            {
                for channels in [1, 2, 3, 4, 5, 6, 7, 8, 9, 13] {
                    let shape = ConvShape { rows, columns, channels, kernel, stride };
                    let x = random(2 * shape.values(), 1);
                    let d_out = random(2 * shape.places() * channels, 2);
                    let (mut got, mut want) = (vec![9.0; d_out.len()], vec![8.0; d_out.len()]);
                    average_pool(&shape, &x, &mut got);
                    plain::average_pool(&shape, &x, &mut want);
                    if !same_bits(&got, &want) {
                        failures.push(format!("forward of {shape:?}"));
                    }
                    let (mut got, mut want) = (vec![9.0; x.len()], vec![8.0; x.len()]);
                    average_pool_gradient(&shape, &d_out, &mut got);
                    plain::average_pool_gradient(&shape, &d_out, &mut want);
                    if !same_bits(&got, &want) {
                        failures.push(format!("gradient of {shape:?}"));
                    }
                }
            }
        }
        assert!(failures.is_empty(), "{failures:#?}");
    }

    #[test]
    fn padding_is_not_counted_and_a_whole_map_gives_its_mean() {
        // 3 × 3 pixels, so that the last patches reach beyond the edge.
        let x = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0];
        let shape = ConvShape { rows: 3, columns: 3, channels: 1, kernel: 2, stride: 2 };
        let (mut out, mut d_x) = ([0.0; 4], [7.0; 9]);
        average_pool(&shape, &x, &mut out);
        assert_eq!(out, [3.0, 4.5, 7.5, 9.0]);
        average_pool_gradient(&shape, &[4.0, 6.0, 2.0, 5.0], &mut d_x);
        assert_eq!(d_x, [1.0, 1.0, 3.0, 1.0, 1.0, 3.0, 1.0, 1.0, 5.0]);
        let (mut out, mut d_x) = ([0.0], [7.0; 6]);
        let shape = ConvShape { rows: 2, columns: 3, channels: 1, kernel: 3, stride: 3 };
        average_pool(&shape, &x[..6], &mut out);
        average_pool_gradient(&shape, &[3.0], &mut d_x);
        assert_eq!((out, d_x), ([3.5], [0.5; 6]));
    }

    #[test]
    fn a_pixel_that_no_patch_reaches_gets_no_gradient_and_a_nan_comes_through() {
        let shape = ConvShape { rows: 1, columns: 5, channels: 1, kernel: 1, stride: 3 };
        let mut d_x = [7.0; 5];
        average_pool_gradient(&shape, &[1.0, 2.0], &mut d_x);
        assert_eq!(d_x, [1.0, 0.0, 0.0, 2.0, 0.0]);
        let mut out = [0.0; 2];
        average_pool(&shape, &[f32::NAN, 0.0, 0.0, 1.0, 0.0], &mut out);
        assert!(out[0].is_nan() && out[1] == 1.0);
    }
}
