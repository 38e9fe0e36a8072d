//! What bends the line between two layers: ReLU and the sigmoid, in place.
//!
//! Both gradients are worked out from the *outputs*, so the inputs need not be kept.

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

/// Changes `x` four lanes at a time; the last few go through the same code, beside lanes of padding.
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
    }
}
