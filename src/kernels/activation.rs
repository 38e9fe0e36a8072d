//! Activations, in place: ReLU, leaky ReLU and the sigmoid.
//!
//! Each gradient is worked out from the *outputs*, so the inputs need not be kept.

use crate::simd::{F32x4, exp};

/// `x = max(x, 0)`. A NaN stays, so that a net that has gone astray is noticed.
pub fn relu(x: &mut [f32]) {
    // `x` first: see `F32x4::max`.
    map(x, |x| x.max(F32x4::splat(0.0)));
}

/// `d_y = d_y` where the output `y` is above 0, else 0.
///
/// # Panics
/// If the slices differ in length: a bug in the caller.
pub fn relu_gradient(y: &[f32], d_y: &mut [f32]) {
    map_with(y, d_y, |y, d_y| d_y.zero_unless_greater(y, F32x4::splat(0.0)));
}

/// `x = x` where it is above 0, else `slope · x`. A NaN stays.
///
/// `slope` is above 0, so that the output says which of the two it was. Maas, Hannun & Ng,
/// "Rectifier Nonlinearities Improve Neural Network Acoustic Models" (2013). The bits are those of
/// [`plain::leaky_relu`](super::plain::leaky_relu).
pub fn leaky_relu(x: &mut [f32], slope: f32) {
    let slope = F32x4::splat(slope);
    map(x, |x| x.or_where_at_most(x * slope, x, F32x4::splat(0.0)));
}

/// `d_y = d_y` where `y`, the output of [`leaky_relu`], is above 0, else `d_y · slope`; at 0, too,
/// as PyTorch does. The bits are those of
/// [`plain::leaky_relu_gradient`](super::plain::leaky_relu_gradient).
///
/// # Panics
/// If the slices differ in length: a bug in the caller.
pub fn leaky_relu_gradient(y: &[f32], slope: f32, d_y: &mut [f32]) {
    let (slope, zero) = (F32x4::splat(slope), F32x4::splat(0.0));
    map_with(y, d_y, |y, d_y| {
        // 1 where y > 0, else 0: where y is a NaN, too.
        let above = F32x4::splat(1.0).zero_unless_greater(y, zero);
        d_y.or_where_at_most(d_y * slope, above, zero)
    });
}

/// `x = 1 / (1 + e⁻ˣ)`, to 4 units in the last place.
pub fn sigmoid(x: &mut [f32]) {
    let one = F32x4::splat(1.0);
    map(x, |x| one / (one + exp(F32x4::splat(0.0) - x)));
}

/// `d_y = d_y · y · (1 − y)`, where `y` is the output of [`sigmoid`].
///
/// # Panics
/// If the slices differ in length: a bug in the caller.
pub fn sigmoid_gradient(y: &[f32], d_y: &mut [f32]) {
    map_with(y, d_y, |y, d_y| d_y * y * (F32x4::splat(1.0) - y));
}

/// Changes `x` four lanes at a time; the last few go through the same code, beside lanes of
/// padding.
#[inline(always)]
fn map(x: &mut [f32], change: impl Fn(F32x4) -> F32x4) {
    let (whole, rest) = x.as_chunks_mut::<4>();
    for lanes in whole {
        change(F32x4::load(lanes)).store(lanes);
    }
    if !rest.is_empty() {
        let mut lanes = [0.0; 4];
        lanes[..rest.len()].copy_from_slice(rest);
        change(F32x4::load(&lanes)).store(&mut lanes);
        rest.copy_from_slice(&lanes[..rest.len()]);
    }
}

/// [`map`] with a second operand.
#[inline(always)]
pub(super) fn map_with(y: &[f32], x: &mut [f32], change: impl Fn(F32x4, F32x4) -> F32x4) {
    assert_eq!(y.len(), x.len(), "both must have the same length");
    let ((y, y_rest), (x, x_rest)) = (y.as_chunks::<4>(), x.as_chunks_mut::<4>());
    for (y, x) in y.iter().zip(x) {
        change(F32x4::load(y), F32x4::load(x)).store(x);
    }
    if !x_rest.is_empty() {
        let (mut y, mut x) = ([0.0; 4], [0.0; 4]);
        y[..y_rest.len()].copy_from_slice(y_rest);
        x[..x_rest.len()].copy_from_slice(x_rest);
        change(F32x4::load(&y), F32x4::load(&x)).store(&mut x);
        x_rest.copy_from_slice(&x[..x_rest.len()]);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relu_and_its_gradient_at_every_length() {
        for length in 0..=9 {
            let mut y: Vec<f32> = (0..length).map(|i| i as f32 - 3.0).collect();
            relu(&mut y);
            let mut d_y = vec![2.0; length];
            relu_gradient(&y, &mut d_y);
            for i in 0..length {
                let x = i as f32 - 3.0;
                assert_eq!((y[i], d_y[i]), (x.max(0.0), if x > 0.0 { 2.0 } else { 0.0 }));
            }
        }
    }

    #[test]
    fn leaky_relu_and_its_gradient_have_the_bits_of_the_plain_loops() {
        use super::super::plain;
        let bits = |values: &[f32]| -> Vec<u32> {
            // Any NaN is as good as any other.
            values.iter().map(|x| if x.is_nan() { u32::MAX } else { x.to_bits() }).collect()
        };
        let awkward = [
            f32::NAN,
            -0.0,
            0.0,
            -1e-45,
            1e-45,
            f32::NEG_INFINITY,
            f32::INFINITY,
            -3.5,
            2.5,
            f32::MIN_POSITIVE,
            -f32::MIN_POSITIVE,
        ];
        for slope in [0.01, 0.2, 1.0, 1e-30] {
            for length in 0..=awkward.len() {
                let (mut got, mut want) = (awkward[..length].to_vec(), awkward[..length].to_vec());
                leaky_relu(&mut got, slope);
                plain::leaky_relu(&mut want, slope);
                assert_eq!(bits(&got), bits(&want), "{length} values, slope {slope}");
                let y = want;
                for d in awkward {
                    let (mut got, mut want) = (vec![d; length], vec![d; length]);
                    leaky_relu_gradient(&y, slope, &mut got);
                    plain::leaky_relu_gradient(&y, slope, &mut want);
                    assert_eq!(bits(&got), bits(&want), "gradient {d}, slope {slope}");
                }
            }
        }
        let mut x = [-2.0, -0.0, 0.0, 4.0, 1.0];
        leaky_relu(&mut x, 0.25);
        assert_eq!(x, [-0.5, 0.0, 0.0, 4.0, 1.0]);
        let mut d = [8.0; 5];
        leaky_relu_gradient(&x, 0.25, &mut d);
        assert_eq!(d, [2.0, 2.0, 2.0, 8.0, 8.0], "at 0 the slope counts");
    }

    #[test]
    fn sigmoid_and_its_gradient_agree_with_f64() {
        let inputs: Vec<f32> = (-400..=400).map(|i| i as f32 / 10.0).collect();
        let mut y = inputs.clone();
        sigmoid(&mut y);
        let mut d_y = vec![3.0; y.len()];
        sigmoid_gradient(&y, &mut d_y);
        for ((x, y), d_y) in inputs.iter().zip(&y).zip(&d_y) {
            let exact = 1.0 / (1.0 + (-f64::from(*x)).exp());
            assert!((f64::from(*y) - exact).abs() <= 4e-7 * exact, "sigmoid({x}) is {y}");
            // y is rounded to a float, so 1 − y is off by up to 6·10⁻⁸.
            assert!((f64::from(*d_y) - 3.0 * exact * (1.0 - exact)).abs() < 3e-7, "at {x}: {d_y}");
        }
    }

    #[test]
    fn a_nan_goes_through() {
        let mut x = [f32::NAN; 5];
        relu(&mut x);
        assert!(x.iter().all(|x| x.is_nan()));
        sigmoid(&mut x);
        assert!(x.iter().all(|x| x.is_nan()));
        leaky_relu(&mut x, 0.1);
        assert!(x.iter().all(|x| x.is_nan()));
    }
}
