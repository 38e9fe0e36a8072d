//! What the tests of the kernels share: numbers to multiply, and the comparison of bits.

use crate::rng::{Purpose, Rng};

fn rng(seed: u64) -> Rng {
    Rng::new(seed, Purpose::Weights { tensor: 0 })
}

/// Numbers from −1 to 1.
pub(super) fn random(length: usize, seed: u64) -> Vec<f32> {
    let mut rng = rng(seed);
    (0..length).map(|_| rng.symmetric()).collect()
}

/// The same, of which a fraction of `zeros` are zeros, of either sign.
pub(super) fn with_zeros(length: usize, zeros: f32, seed: u64) -> Vec<f32> {
    let mut rng = rng(seed);
    let mut draw = |i: usize| {
        let value = rng.symmetric();
        if rng.unit() < zeros { if i.is_multiple_of(2) { 0.0 } else { -0.0 } } else { value }
    };
    (0..length).map(&mut draw).collect()
}

/// A batch of images with mostly 0, all 0 and no 0, in turns; and the same as inputs from 0 to 1.
pub(super) fn digits(batch: usize, pixels: usize, seed: u64) -> (Vec<u8>, Vec<f32>) {
    let mut rng = rng(seed);
    let mut draw = |i: usize| {
        let ink = [0.2, 0.0, 1.0][i / pixels % 3];
        if rng.unit() < ink { 1 + rng.below(255) as u8 } else { 0 }
    };
    let images: Vec<u8> = (0..batch * pixels).map(&mut draw).collect();
    let inputs = images.iter().map(|&ink| f32::from(ink) * (1.0 / 255.0)).collect();
    (images, inputs)
}

pub(super) fn same_bits(got: &[f32], want: &[f32]) -> bool {
    got.len() == want.len() && got.iter().zip(want).all(|(a, b)| a.to_bits() == b.to_bits())
}

#[test]
fn the_comparison_of_bits_notices_a_zero_of_the_other_sign_and_a_nan() {
    assert!(!same_bits(&[0.0], &[-0.0]));
    assert!(!same_bits(&[f32::NAN], &[0.0]));
    assert!(!same_bits(&[], &[0.0]));
}
