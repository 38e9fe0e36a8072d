//! Four floats at a time: [`F32x4`], the one vector type that every kernel is written in.
//!
//! Three backends offer the same safe words with the same meaning to the last bit: wasm `simd128`,
//! x86-64's SSE2, and plain arrays ([`plain`]), which are always built and are what the others are
//! tested against; with the feature `plain` the kernels use them on every processor. There is no
//! fused multiply-add on purpose: it rounds once where multiply and add round twice, and a net
//! trained here must come out the same on every machine.
//!
//! [`exp`] and [`ln`] are ours for the same reason: the platform's differ in the last bit.

mod math;
pub mod plain;

#[cfg(all(target_arch = "wasm32", not(target_feature = "simd128")))]
compile_error!(
    "nibnet's wasm build needs SIMD: set RUSTFLAGS=-Ctarget-feature=+simd128, or build with \
     `cargo xtask build`"
);

#[cfg(all(target_arch = "x86_64", not(feature = "plain")))]
mod sse2;
#[cfg(all(target_arch = "wasm32", not(feature = "plain")))]
mod wasm;

cfg_select! {
    feature = "plain" => { use plain as backend; }
    target_arch = "wasm32" => { use wasm as backend; }
    target_arch = "x86_64" => { use sse2 as backend; }
    _ => { use plain as backend; }
}

pub use backend::{BACKEND, F32x4};
pub use math::{exp, exp_scalar, ln, ln_scalar, sine_and_cosine};

#[cfg(test)]
mod tests {
    use super::F32x4;

    /// Zeros, NaNs of either sign and with a payload, infinities, the smallest and the largest, and
    /// everyday numbers; the last three repeat the first three.
    const AWKWARD: [u32; 23] = [
        0x0000_0000, // 0
        0x8000_0000, // -0
        0x7fc0_0000, // NaN
        0x3f80_0000, // 1
        0xbf80_0000, // -1
        0x7f80_0000, // infinity
        0xff80_0000, // -infinity
        0xffc1_2345, // a NaN with a sign and a payload
        0x0000_0001, // 1.4e-45, the smallest
        0x8001_1666, // -1e-40, subnormal
        0x0080_0000, // 1.2e-38, the smallest normal number
        0x7e96_7699, // 1e38
        0xff61_b1e6, // -3e38
        0x7f7f_ffff, // the largest
        0x3f7f_fffe, // 0.999_999_9
        0x3dcc_cccd, // 0.1
        0xbe99_999a, // -0.3
        0x4060_0000, // 3.5
        0xc020_0000, // -2.5
        0x4b00_0001, // 2^23 + 1
        0x0000_0000,
        0x8000_0000,
        0x7fc0_0000,
    ];

    /// The bits that each word of a backend gives; the first five round, the others move bits.
    macro_rules! every_word {
        ($backend:ident, $a:expr, $b:expr) => {{
            use crate::simd::$backend::F32x4;
            let (x, y): (&[f32; 4], &[f32; 4]) = ($a, $b);
            let (a, b) = (F32x4::load(x), F32x4::load(y));
            let mut stored = [0.0; 4];
            a.store(&mut stored);
            [
                ("add", a + b),
                ("sub", a - b),
                ("mul", a * b),
                ("div", a / b),
                ("sqrt", a.sqrt()),
                ("store", F32x4::load(&stored)),
                ("splat", F32x4::splat(x[3])),
                ("splat_two", F32x4::splat_two(&[x[1], x[2]])),
                ("low_halves", F32x4::low_halves(a, b)),
                ("min", a.min(b)),
                ("max", a.max(b)),
                ("abs", a.abs()),
                ("zero_unless_greater", a.zero_unless_greater(b, a)),
                ("zero_unless_greater", a.zero_unless_greater(a, b)),
                // Not `a.or_where_at_most(b, b, a)`: LLVM 22 makes a wasm `pmin` of `plain` then,
                // which takes the other of two zeros. (Kernels in wasm run `wasm`, not `plain`.)
                ("or_where_at_most", a.abs().or_where_at_most(b, b, a)),
                ("or_where_at_most", a.or_where_at_most(b.abs(), a, b)),
                ("bits_add", a.bits_add(127)),
                ("bits_add", a.bits_add(-1)),
                ("bits_shl", a.bits_shl::<23>()),
                ("bits_shr", a.bits_shr::<23>()),
                ("bits_and", a.bits_and(0x807f_ffff)),
                ("bits_or", a.bits_or(0x8b00_0000)),
            ]
            .map(|(word, lanes)| (word, lanes.to_array().map(f32::to_bits)))
        }};
    }
    const ROUNDING: usize = 5;

    /// Any NaN that arithmetic gives is as good as any other: its sign and payload are no promise.
    fn nans_alike(bits: u32) -> u32 {
        if f32::from_bits(bits).is_nan() { 0x7fc0_0000 } else { bits }
    }

    #[test]
    fn every_word_means_the_same_in_lanes_as_in_plain_arrays() {
        let numbers = AWKWARD.map(f32::from_bits);
        let fours = || numbers.windows(4).filter_map(|four| four.first_chunk::<4>());
        for (a, b) in fours().flat_map(|a| fours().map(move |b| (a, b))) {
            let (lanes, reference) = (every_word!(backend, a, b), every_word!(plain, a, b));
            for (place, ((word, got), (_, want))) in lanes.into_iter().zip(reference).enumerate() {
                let same = match place < ROUNDING {
                    true => got.map(nans_alike) == want.map(nans_alike),
                    false => got == want,
                };
                assert!(same, "{word} of {a:?} and {b:?} is {got:08x?}, plain says {want:08x?}");
            }
        }
    }

    #[test]
    fn nans_and_zeros_do_what_the_words_say() {
        let of = |lanes: F32x4| lanes.to_array()[0];
        let [nan, one, zero, minus] =
            [f32::NAN, 1.0, 0.0, -0.0].map(|lane| F32x4::splat(std::hint::black_box(lane)));
        assert!(of(nan.min(one)).is_nan() && of(nan.max(one)).is_nan());
        assert_eq!([of(one.min(nan)), of(one.max(nan))], [1.0, 1.0]);
        assert_eq!(of(one.zero_unless_greater(nan, zero)).to_bits(), 0);
        assert_eq!(of(one.or_where_at_most(zero, nan, one)), 1.0);
        // Zeros are equal, so that the first operand stays, sign and all.
        assert!(of(minus.min(zero)).is_sign_negative() && of(minus.max(zero)).is_sign_negative());
        assert!(of(zero.min(minus)).is_sign_positive() && of(zero.max(minus)).is_sign_positive());
        assert_eq!(of(zero.or_where_at_most(minus, minus, zero)).to_bits(), 0x8000_0000);
        assert_eq!(of(minus.or_where_at_most(zero, zero, minus)).to_bits(), 0);
    }
}
