//! Four floats at a time: [`F32x4`], the one vector type that every kernel is written in.
//!
//! Three backends offer the same safe words with the same meaning to the last bit: wasm `simd128`,
//! x86-64's SSE2, and plain arrays ([`plain`]), which are always built and are what the others are
//! tested against. There is no fused multiply-add on purpose: it rounds once where multiply and add
//! round twice, and a net trained here must come out the same on every machine.
//!
//! [`exp`] and [`ln`] are ours for the same reason: the platform's differ in the last bit.

mod math;
pub mod plain;

#[cfg(all(target_arch = "wasm32", not(target_feature = "simd128")))]
compile_error!(
    "nibnet's wasm build needs SIMD: build with RUSTFLAGS=-Ctarget-feature=+simd128 (cargo xtask build does)"
);

#[cfg(target_arch = "wasm32")]
mod wasm;
#[cfg(target_arch = "wasm32")]
pub use wasm::F32x4;

#[cfg(target_arch = "x86_64")]
mod sse2;
#[cfg(target_arch = "x86_64")]
pub use sse2::F32x4;

#[cfg(not(any(target_arch = "wasm32", target_arch = "x86_64")))]
pub use plain::F32x4;

pub use math::{exp, exp_scalar, ln, ln_scalar, sine_and_cosine};

/// The name of the backend that [`F32x4`] is made of, for the page and the benchmarks to show.
pub const BACKEND: &str = if cfg!(target_arch = "wasm32") {
    "wasm simd128"
} else if cfg!(target_arch = "x86_64") {
    "x86-64 SSE2"
} else {
    "plain"
};

#[cfg(test)]
mod tests {
    use super::{F32x4, plain};

    /// Signs, zeros, the smallest and the largest, and everyday numbers.
    const AWKWARD: [f32; 16] = [
        0.0,
        -0.0,
        1.0,
        -1.0,
        0.1,
        -0.3,
        3.5,
        -2.5,
        1e-45,
        -1e-40,
        1e38,
        -3e38,
        0.999_999_9,
        7.25,
        f32::INFINITY,
        f32::NEG_INFINITY,
    ];

    fn bits(lanes: [f32; 4]) -> [u32; 4] {
        // Any NaN is as good as any other: its payload isn't part of the promise.
        lanes.map(|lane| if lane.is_nan() { 0x7fc0_0000 } else { lane.to_bits() })
    }

    fn pairs() -> impl Iterator<Item = ([f32; 4], [f32; 4])> {
        AWKWARD.into_iter().flat_map(|a| {
            AWKWARD.as_chunks::<4>().0.iter().map(move |b| ([a, -a, a * 0.5, a + 1.0], *b))
        })
    }

    #[test]
    fn every_word_means_the_same_in_lanes_as_in_plain_arrays() {
        type Word = (
            &'static str,
            fn(F32x4, F32x4) -> F32x4,
            fn(plain::F32x4, plain::F32x4) -> plain::F32x4,
        );
        let words: [Word; 15] = [
            ("add", |a, b| a + b, |a, b| a + b),
            ("sub", |a, b| a - b, |a, b| a - b),
            ("mul", |a, b| a * b, |a, b| a * b),
            ("div", |a, b| a / b, |a, b| a / b),
            ("min", |a, b| a.min(b), |a, b| a.min(b)),
            ("max", |a, b| a.max(b), |a, b| a.max(b)),
            ("sqrt", |a, _| a.sqrt(), |a, _| a.sqrt()),
            ("abs", |a, _| a.abs(), |a, _| a.abs()),
            (
                "zero_unless_greater",
                |a, b| a.zero_unless_greater(b, b),
                |a, b| a.zero_unless_greater(b, b),
            ),
            (
                "or_where_at_most",
                |a, b| a.or_where_at_most(b, b, a),
                |a, b| a.or_where_at_most(b, b, a),
            ),
            (
                "splat_two",
                |a, _| F32x4::splat_two(&[a.to_array()[1], a.to_array()[2]]),
                |a, _| plain::F32x4::splat_two(&[a.to_array()[1], a.to_array()[2]]),
            ),
            ("low_halves", F32x4::low_halves, plain::F32x4::low_halves),
            ("bits_add", |a, _| a.bits_add(127), |a, _| a.bits_add(127)),
            ("bits_shl", |a, _| a.bits_shl::<23>(), |a, _| a.bits_shl::<23>()),
            (
                "bits_shr",
                |a, _| a.bits_shr::<23>().bits_and(0xff).bits_or(0x3f00_0000),
                |a, _| a.bits_shr::<23>().bits_and(0xff).bits_or(0x3f00_0000),
            ),
        ];
        let mut failures = Vec::new();
        for (a, b) in pairs() {
            for (name, lanes, reference) in words {
                let got = lanes(F32x4::load(&a), F32x4::load(&b)).to_array();
                let want = reference(plain::F32x4::load(&a), plain::F32x4::load(&b)).to_array();
                if bits(got) != bits(want) {
                    failures.push(format!("{name}({a:?}, {b:?}) is {got:?}, plain says {want:?}"));
                }
            }
        }
        assert!(failures.is_empty(), "{}", failures.join("\n"));
    }

    #[test]
    fn the_comparison_of_bits_tells_zeros_apart_and_nans_alike() {
        assert_ne!(bits([0.0; 4]), bits([-0.0; 4]));
        assert_eq!(bits([f32::NAN; 4]), bits([-f32::NAN; 4]));
    }
}
