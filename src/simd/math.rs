//! `exp` and `ln`, four at a time, with the same bits on every platform.
//!
//! Both split off the power of two and use the minimax polynomials of the Cephes library
//! (S. Moshier, `expf.c` and `logf.c`, netlib.org/cephes, 1989).
//!
//! An ignored test calls both on every f32 (all 2³² bit patterns) and compares with f64. On 30
//! November 2026 the largest errors were, in units in the last place: `exp` 0.992 at −81.391 76,
//! `ln` 0.827 at 1.413 642.

use super::F32x4;
use std::f32::consts::LOG2_E;

/// Adding it to a small float leaves the nearest whole number in the lowest bits: 1.5 · 2²³.
const ROUNDER: f32 = 12_582_912.0;
// ln 2 in two parts: the first has few enough bits that its product with a whole number is exact.
const LN_2_HIGH: f32 = 355.0 / 512.0;
const LN_2_LOW: f32 = -2.121_944_4e-4;

/// e to the power of each lane, within 1 unit in the last place over −87 to 88.
///
/// Smaller arguments give e⁻⁸⁷ (1.6·10⁻³⁸), larger ones e⁸⁸ (1.7·10³⁸): finite, so that a loss is
/// a number. A NaN stays a NaN.
#[inline(always)]
pub fn exp(x: F32x4) -> F32x4 {
    // `x` first: min and max keep a NaN of their first operand only.
    let x = x.min(F32x4::splat(88.0)).max(F32x4::splat(-87.0));
    let rounder = F32x4::splat(ROUNDER);
    let shifted = x * F32x4::splat(LOG2_E) + rounder;
    let n = shifted - rounder;
    let r = x - n * F32x4::splat(LN_2_HIGH) - n * F32x4::splat(LN_2_LOW);
    let p = polynomial(
        r,
        &[1.987_569_1e-4, 1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 1.666_666_5e-1, 5e-1],
    );
    let e_r = p * r * r + r + F32x4::splat(1.0);
    // The lowest bits of `shifted` are n: moved up they are the exponent of 2ⁿ.
    let two_to_n = shifted.bits_add(127).bits_shl::<23>();
    e_r * two_to_n
}

/// The natural logarithm of each lane, within 1 unit in the last place.
///
/// For normal positive numbers; anything smaller than 10⁻³⁷, and so also zero and negatives, counts
/// as 10⁻³⁷ (−85.2): a loss stays finite. A NaN stays a NaN.
#[inline(always)]
pub fn ln(x: F32x4) -> F32x4 {
    let x = x.max(F32x4::splat(1e-37)).min(F32x4::splat(f32::MAX));
    // x = m · 2ᵉ with m between √½ and √2: adding the gap between √½ and 1 to the bits moves the
    // border of the exponent from 1 to √2.
    let one = 1.0f32.to_bits().cast_signed();
    let root_half = std::f32::consts::FRAC_1_SQRT_2.to_bits().cast_signed();
    let moved = x.bits_add(one - root_half);
    // 2²³ + e, as a float: the exponent field stands in the lowest bits of its mantissa.
    let e = moved.bits_shr::<23>().bits_or(0x4b00_0000) - F32x4::splat(8_388_608.0 + 127.0);
    let m = moved.bits_and(0x007f_ffff).bits_add(root_half) - F32x4::splat(1.0);
    let z = m * m;
    let p = polynomial(
        m,
        &[
            7.037_683_6e-2,
            -1.151_461e-1,
            1.167_699_9e-1,
            -1.242_014_1e-1,
            1.424_932_3e-1,
            -1.666_805_8e-1,
            2.000_071_5e-1,
            -2.499_999_4e-1,
            0.333_333_3,
        ],
    ) * m
        * z;
    let y = p + e * F32x4::splat(LN_2_LOW) - z * F32x4::splat(0.5);
    // The bits of a NaN would pass for a number: x · 0 is 0, or NaN again.
    m + y + e * F32x4::splat(LN_2_HIGH) + x * F32x4::splat(0.0)
}

/// [`exp`] of one number.
pub fn exp_scalar(x: f32) -> f32 {
    exp(F32x4::splat(x)).to_array()[0]
}

/// [`ln`] of one number.
pub fn ln_scalar(x: f32) -> f32 {
    ln(F32x4::splat(x)).to_array()[0]
}

/// Horner's scheme, the coefficient of the highest power first.
#[inline(always)]
fn polynomial<const N: usize>(x: F32x4, coefficients: &[f32; N]) -> F32x4 {
    let mut sum = F32x4::splat(coefficients[0]);
    for &coefficient in &coefficients[1..] {
        sum = sum * x + F32x4::splat(coefficient);
    }
    sum
}

/// The sine and the cosine of an angle of up to 45 degrees, in radians, to 10⁻⁶: the Taylor series.
pub fn sine_and_cosine(angle: f32) -> (f32, f32) {
    let z = angle * angle;
    let sine = angle * (1.0 + z * (-1.0 / 6.0 + z * (1.0 / 120.0 - z * (1.0 / 5040.0))));
    let cosine = 1.0 + z * (-0.5 + z * (1.0 / 24.0 + z * (-1.0 / 720.0 + z * (1.0 / 40_320.0))));
    (sine, cosine)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How far `got` is from the exact `want`, in units of the last place of an f32.
    fn ulps(got: f32, want: f64) -> f64 {
        let want_f32 = want as f32;
        let unit =
            f64::from(f32::from_bits(want_f32.abs().to_bits() + 1)) - f64::from(want_f32.abs());
        (f64::from(got) - want).abs() / unit
    }

    #[test]
    fn exp_is_within_one_ulp_of_the_f64_one() {
        let worst = (-87_000..=88_000)
            .map(|i| i as f32 / 1000.0)
            .map(|x| ulps(exp_scalar(x), f64::from(x).exp()))
            .fold(0.0, f64::max);
        assert!(worst < 1.0, "off by {worst} ulps");
    }

    #[test]
    fn ln_is_within_one_ulp_of_the_f64_one() {
        let worst = (0..200_000)
            .map(|i| f32::from_bits(0x0400_0000 + i * 9_377))
            .filter(|x| x.is_finite() && *x != 1.0)
            .map(|x| ulps(ln_scalar(x), f64::from(x).ln()))
            .fold(0.0, f64::max);
        assert!(worst < 1.0, "off by {worst} ulps");
        assert_eq!(ln_scalar(1.0), 0.0);
    }

    #[test]
    fn the_far_ends_stay_finite_and_a_nan_stays_a_nan() {
        assert_eq!(exp_scalar(0.0), 1.0);
        assert!(exp_scalar(f32::NEG_INFINITY) < 1e-37 && exp_scalar(f32::NEG_INFINITY) > 0.0);
        assert!(exp_scalar(f32::INFINITY).is_finite());
        assert!((ln_scalar(0.0) + 85.196).abs() < 0.01);
        assert!(exp_scalar(f32::NAN).is_nan() && ln_scalar(f32::NAN).is_nan());
    }

    /// Calls `function` on every f32: four at once, and each alone in all four lanes. Returns its
    /// largest error in ulps, the argument that has it, and a hash of all bits.
    fn every_f32(function: impl Fn(F32x4) -> F32x4, exact: impl Fn(f64) -> f64) -> (f64, f32, u32) {
        let (mut worst, mut worst_at, mut hash) = (0.0, 0.0, 0x811c_9dc5_u32);
        for first in (0..=u32::MAX).step_by(4) {
            let four: [f32; 4] = std::array::from_fn(|lane| f32::from_bits(first + lane as u32));
            let together = function(F32x4::load(&four)).to_array();
            for (x, got) in four.into_iter().zip(together) {
                let alone = function(F32x4::splat(x)).to_array();
                assert_eq!(got.is_nan(), x.is_nan(), "{x}");
                if x.is_nan() {
                    assert!(alone.into_iter().all(f32::is_nan));
                    continue;
                }
                assert_eq!(alone.map(f32::to_bits), [got.to_bits(); 4], "{x}");
                hash = (hash ^ got.to_bits()).wrapping_mul(0x0100_0193); // FNV-1a, word by word
                let error = ulps(got, exact(f64::from(x)));
                if error > worst {
                    (worst, worst_at) = (error, x);
                }
            }
        }
        (worst, worst_at, hash)
    }

    #[test]
    #[ignore = "minutes: cargo test --release --lib every_f32 -- --ignored"]
    fn exp_of_every_f32_is_as_exact_as_it_says_and_has_the_same_bits_everywhere() {
        let (worst, at, hash) = every_f32(exp, |x| x.clamp(-87.0, 88.0).exp());
        assert!((0.991..0.992).contains(&worst) && at == -81.391_76, "{worst} ulps at {at}");
        assert_eq!(hash, 0x6d19_8109, "{hash:#010x}");
    }

    #[test]
    #[ignore = "minutes: cargo test --release --lib every_f32 -- --ignored"]
    fn ln_of_every_f32_is_as_exact_as_it_says_and_has_the_same_bits_everywhere() {
        let least = f64::from(1e-37_f32);
        let (worst, at, hash) = every_f32(ln, |x| x.clamp(least, f64::from(f32::MAX)).ln());
        assert!((0.826..0.827).contains(&worst) && at == 1.413_642, "{worst} ulps at {at}");
        assert_eq!(hash, 0xbe2f_0049, "{hash:#010x}");
    }

    #[test]
    fn the_bits_are_the_ones_that_every_platform_gives() {
        // Recorded with SSE2; `cargo xtask test` compares them in wasm and in plain arrays as well.
        let sum = (0..1000).fold(0u32, |sum, i| {
            let x = i as f32 * 0.037 - 18.0;
            sum.rotate_left(5) ^ exp_scalar(x).to_bits() ^ ln_scalar(x * x + 0.01).to_bits()
        });
        assert_eq!(sum, 0x32b9_4a64, "{sum:#010x}");
    }

    #[test]
    fn sine_and_cosine_are_good_enough_up_to_45_degrees() {
        for degrees in -45i16..=45 {
            let angle = f32::from(degrees).to_radians();
            let (sine, cosine) = sine_and_cosine(angle);
            assert!((sine - angle.sin()).abs() < 1e-6 && (cosine - angle.cos()).abs() < 1e-6);
        }
    }
}
