//! Dropout: some units are 0 while training, and the others are scaled so that the mean stays.
//!
//! Srivastava et al., "Dropout: A Simple Way to Prevent Neural Networks from Overfitting" (2014).

use super::activation::map_with;
use crate::simd::F32x4;

/// Turns evenly drawn 32-bit `noise` into factors: `1/keep` with probability `keep`, else 0.
///
/// The noise comes as the bit patterns of `mask`, which is overwritten. `keep` is above 0, up to 1.
pub fn dropout_mask(mask: &mut [f32], keep: f32) {
    let scale = 1.0 / keep;
    // In 2⁻³² steps; at keep = 1 nothing is dropped.
    let threshold = (f64::from(keep) * 4_294_967_296.0) as u64;
    for factor in mask {
        *factor = if u64::from(factor.to_bits()) < threshold { scale } else { 0.0 };
    }
}

/// `x = x · factors`, element by element: dropout forward, and backward on the gradient.
///
/// # Panics
/// If the slices differ in length: a bug in the caller.
pub fn multiply_in_place(factors: &[f32], x: &mut [f32]) {
    map_with(factors, x, |factor: F32x4, x| x * factor);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};

    #[test]
    fn a_mask_keeps_its_fraction_and_the_mean() {
        let mut rng = Rng::new(1, Purpose::Dropout { step: 0, stage: 0, row: 0 });
        for keep in [0.1f32, 0.5, 0.75, 1.0] {
            let mut mask: Vec<f32> = (0..40_000).map(|_| f32::from_bits(rng.bits())).collect();
            dropout_mask(&mut mask, keep);
            let kept = mask.iter().filter(|&&factor| factor == 1.0 / keep).count();
            assert_eq!(kept + mask.iter().filter(|&&factor| factor == 0.0).count(), mask.len());
            let fraction = kept as f64 / mask.len() as f64;
            // Four standard errors of a fraction near a half.
            assert!((fraction - f64::from(keep)).abs() < 0.01, "keep {keep}: {fraction}");
        }
    }

    #[test]
    fn multiplying_covers_every_length() {
        for length in 0..=9 {
            let factors: Vec<f32> = (0..length).map(|i| i as f32).collect();
            let mut x = vec![2.0; length];
            multiply_in_place(&factors, &mut x);
            assert!(x.iter().enumerate().all(|(i, &x)| x == 2.0 * i as f32));
        }
    }
}
