//! [`F32x4`] over SSE2, which every x86-64 has. What each word means stands in [`super::plain`].
#![allow(missing_docs, reason = "the documented twin is plain.rs, word for word")]
#![allow(unsafe_code)]

use std::arch::x86_64::*;
use std::ops::{Add, Div, Mul, Sub};

pub const BACKEND: &str = "x86-64 SSE2";

/// An intrinsic of SSE2.
macro_rules! sse2 {
    ($call:expr) => {
        // SAFETY: the baseline of x86-64 has SSE2, and none of the intrinsics here reads memory.
        unsafe { $call }
    };
}

/// Four floats in one `xmm` register.
#[derive(Clone, Copy, Debug)]
pub struct F32x4(__m128);

impl F32x4 {
    #[inline(always)]
    pub fn splat(value: f32) -> Self {
        Self(sse2!(_mm_set1_ps(value)))
    }

    #[inline(always)]
    pub fn load(at: &[f32; 4]) -> Self {
        // SAFETY: `at` is 16 readable bytes, and loadu takes any alignment.
        Self(unsafe { _mm_loadu_ps(at.as_ptr()) })
    }

    #[inline(always)]
    pub fn store(self, at: &mut [f32; 4]) {
        // SAFETY: `at` is 16 writable bytes, and storeu takes any alignment.
        unsafe {
            _mm_storeu_ps(at.as_mut_ptr(), self.0);
        }
    }

    #[inline(always)]
    pub fn to_array(self) -> [f32; 4] {
        let mut lanes = [0.0; 4];
        self.store(&mut lanes);
        lanes
    }

    // MINPS and MAXPS give their second operand when the test fails, so the operands swap places.
    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        Self(sse2!(_mm_min_ps(other.0, self.0)))
    }

    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        Self(sse2!(_mm_max_ps(other.0, self.0)))
    }

    #[inline(always)]
    pub fn sqrt(self) -> Self {
        Self(sse2!(_mm_sqrt_ps(self.0)))
    }

    #[inline(always)]
    pub fn abs(self) -> Self {
        self.bits_and(0x7fff_ffff)
    }

    #[inline(always)]
    pub fn zero_unless_greater(self, test: Self, bound: Self) -> Self {
        Self(sse2!(_mm_and_ps(self.0, _mm_cmpgt_ps(test.0, bound.0))))
    }

    #[inline(always)]
    pub fn or_where_at_most(self, other: Self, test: Self, bound: Self) -> Self {
        let at_most = sse2!(_mm_cmple_ps(test.0, bound.0));
        Self(sse2!(_mm_or_ps(_mm_and_ps(at_most, other.0), _mm_andnot_ps(at_most, self.0))))
    }

    #[inline(always)]
    pub fn splat_two(&[a, b]: &[f32; 2]) -> Self {
        Self(sse2!(_mm_setr_ps(a, b, a, b)))
    }

    #[inline(always)]
    pub fn low_halves(first: Self, second: Self) -> Self {
        Self(sse2!(_mm_movelh_ps(first.0, second.0)))
    }

    #[inline(always)]
    pub fn bits_add(self, number: i32) -> Self {
        self.as_integers(|bits| sse2!(_mm_add_epi32(bits, _mm_set1_epi32(number))))
    }

    #[inline(always)]
    pub fn bits_shl<const N: i32>(self) -> Self {
        self.as_integers(|bits| sse2!(_mm_slli_epi32::<N>(bits)))
    }

    #[inline(always)]
    pub fn bits_shr<const N: i32>(self) -> Self {
        self.as_integers(|bits| sse2!(_mm_srli_epi32::<N>(bits)))
    }

    #[inline(always)]
    pub fn bits_and(self, mask: u32) -> Self {
        self.as_integers(|bits| sse2!(_mm_and_si128(bits, _mm_set1_epi32(mask.cast_signed()))))
    }

    #[inline(always)]
    pub fn bits_or(self, mask: u32) -> Self {
        self.as_integers(|bits| sse2!(_mm_or_si128(bits, _mm_set1_epi32(mask.cast_signed()))))
    }

    #[inline(always)]
    fn as_integers(self, change: impl Fn(__m128i) -> __m128i) -> Self {
        Self(sse2!(_mm_castsi128_ps(change(_mm_castps_si128(self.0)))))
    }
}

macro_rules! operator {
    ($trait:ident, $method:ident, $word:ident) => {
        impl $trait for F32x4 {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self(sse2!($word(self.0, other.0)))
            }
        }
    };
}

operator!(Add, add, _mm_add_ps);
operator!(Sub, sub, _mm_sub_ps);
operator!(Mul, mul, _mm_mul_ps);
operator!(Div, div, _mm_div_ps);
