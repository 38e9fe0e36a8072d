//! One step down the slope: how a gradient changes the parameters.

use crate::simd::F32x4;

/// Stochastic gradient descent with momentum: `v = momentum · v + g`, `p = p − rate · v`.
///
/// Polyak's heavy ball as Sutskever et al. (2013) write it, the rate outside of the velocity.
///
/// # Panics
/// If the slices differ in length: a bug in the caller.
pub fn sgd(
    parameters: &mut [f32],
    gradient: &[f32],
    velocity: &mut [f32],
    rate: f32,
    momentum: f32,
) {
    assert_eq!(parameters.len(), gradient.len());
    assert_eq!(parameters.len(), velocity.len());
    for ((p, &g), v) in parameters.iter_mut().zip(gradient).zip(velocity) {
        *v = momentum * *v + g;
        *p -= rate * *v;
    }
}

/// The numbers of one step of [`adam`].
#[derive(Clone, Copy, Debug)]
pub struct AdamStep {
    /// Learning rate, corrected for the moments' start at zero: rate · √(1 − β₂ᵗ) / (1 − β₁ᵗ).
    pub rate: f32,
    /// How much of the mean is kept.
    pub beta1: f32,
    /// How much of the mean square is kept.
    pub beta2: f32,
    /// Keeps the quotient finite where a gradient has always been zero.
    pub epsilon: f32,
}

/// Kingma & Ba, "Adam: A Method for Stochastic Optimization" (2015), in the form at the end of
/// their section 2 (TensorFlow's, too): ε is added after the correction.
///
/// `mean` and `square` are the running moments of `gradient`. A mean below 10⁻³⁰ becomes 0: pixels
/// that are rarely inked would fill it with subnormal numbers, on which processors are many times
/// slower.
///
/// # Panics
/// If the slices differ in length: a bug in the caller.
pub fn adam(
    parameters: &mut [f32],
    gradient: &[f32],
    mean: &mut [f32],
    square: &mut [f32],
    step: AdamStep,
) {
    assert_eq!(parameters.len(), gradient.len());
    assert_eq!(parameters.len(), mean.len());
    assert_eq!(parameters.len(), square.len());
    let (p, p_rest) = parameters.as_chunks_mut::<4>();
    let (g, g_rest) = gradient.as_chunks::<4>();
    let (m, m_rest) = mean.as_chunks_mut::<4>();
    let (s, s_rest) = square.as_chunks_mut::<4>();
    for (((p, g), m), s) in p.iter_mut().zip(g).zip(m).zip(s) {
        adam_lanes(p, g, m, s, step);
    }
    // The last few go through the same code, one by one, beside three lanes of padding.
    for (((p, g), m), s) in p_rest.iter_mut().zip(g_rest).zip(m_rest).zip(s_rest) {
        let (mut p4, g4, mut m4, mut s4) = ([*p; 4], [*g; 4], [*m; 4], [*s; 4]);
        adam_lanes(&mut p4, &g4, &mut m4, &mut s4, step);
        (*p, *m, *s) = (p4[0], m4[0], s4[0]);
    }
}

/// [`adam`] for four parameters.
#[inline(always)]
fn adam_lanes(p: &mut [f32; 4], g: &[f32; 4], m: &mut [f32; 4], s: &mut [f32; 4], step: AdamStep) {
    let splat = F32x4::splat;
    let g = F32x4::load(g);
    let mean = F32x4::load(m) * splat(step.beta1) + g * splat(1.0 - step.beta1);
    let mean = mean.zero_unless_greater(mean.abs(), splat(1e-30));
    let square = F32x4::load(s) * splat(step.beta2) + g * g * splat(1.0 - step.beta2);
    let change = mean * splat(step.rate) / (square.sqrt() + splat(step.epsilon));
    (F32x4::load(p) - change).store(p);
    mean.store(m);
    square.store(s);
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: AdamStep = AdamStep { rate: 0.01, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };

    #[test]
    fn adam_follows_its_definition_at_every_length() {
        for length in 0..=9 {
            let mut p: Vec<f32> = (0..length).map(|i| i as f32 * 0.1).collect();
            let (mut m, mut s) = (vec![0.0; length], vec![0.0; length]);
            let mut exact: Vec<[f64; 3]> = p.iter().map(|&p| [f64::from(p), 0.0, 0.0]).collect();
            for round in 0..20 {
                let g: Vec<f32> = (0..length).map(|i| ((i + round) as f32).sin()).collect();
                adam(&mut p, &g, &mut m, &mut s, STEP);
                for ([p, m, s], &g) in exact.iter_mut().zip(&g) {
                    let g = f64::from(g);
                    *m = 0.9 * *m + 0.1 * g;
                    *s = 0.999 * *s + 0.001 * g * g;
                    *p -= 0.01 * *m / (s.sqrt() + 1e-8);
                }
            }
            for (got, [want, ..]) in p.iter().zip(&exact) {
                // Twenty steps of 0.3 each, rounded to floats all along.
                assert!((f64::from(*got) - want).abs() < 1e-4, "{got} for {want}");
            }
        }
    }

    #[test]
    fn a_mean_that_nothing_feeds_ends_at_zero_and_not_in_subnormals() {
        let (mut p, mut m, mut s) = ([0.0; 5], [1e-3; 5], [1e-6; 5]);
        for _ in 0..1000 {
            adam(&mut p, &[0.0; 5], &mut m, &mut s, STEP);
            assert!(m.iter().all(|m| *m == 0.0 || m.abs() > 1e-31), "{m:?}");
        }
        assert_eq!(m, [0.0; 5]);
    }

    #[test]
    fn adam_lets_a_nan_through() {
        let (mut p, mut m, mut s) = ([0.0], [0.0], [0.0]);
        adam(&mut p, &[f32::NAN], &mut m, &mut s, STEP);
        assert!(p[0].is_nan());
    }

    #[test]
    fn sgd_rolls_on_with_momentum() {
        let (mut p, mut v) = ([1.0, 2.0], [0.0, 0.0]);
        sgd(&mut p, &[1.0, 0.0], &mut v, 0.1, 0.5);
        sgd(&mut p, &[0.0, 1.0], &mut v, 0.1, 0.5);
        assert!((p[0] - (1.0 - 0.1 - 0.05)).abs() < 1e-6 && (p[1] - 1.9).abs() < 1e-6, "{p:?}");
    }
}
