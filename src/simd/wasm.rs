//! [`F32x4`] over WebAssembly's `simd128`. What each word means stands in [`super::plain`].
#![allow(missing_docs, reason = "the documented twin is plain.rs, word for word")]
#![allow(unsafe_code)]

use std::arch::wasm32::*;
use std::ops::{Add, Div, Mul, Sub};

pub const BACKEND: &str = "wasm simd128";

/// Four floats in one `v128`.
#[derive(Clone, Copy, Debug)]
pub struct F32x4(v128);

impl F32x4 {
    #[inline(always)]
    pub fn splat(value: f32) -> Self {
        Self(f32x4_splat(value))
    }

    #[inline(always)]
    pub fn load(at: &[f32; 4]) -> Self {
        // SAFETY: `at` is 16 readable bytes, and v128_load takes any alignment.
        Self(unsafe { v128_load(at.as_ptr().cast()) })
    }

    #[inline(always)]
    pub fn store(self, at: &mut [f32; 4]) {
        // SAFETY: `at` is 16 writable bytes, and v128_store takes any alignment.
        unsafe {
            v128_store(at.as_mut_ptr().cast(), self.0);
        }
    }

    #[inline(always)]
    pub fn to_array(self) -> [f32; 4] {
        let mut lanes = [0.0; 4];
        self.store(&mut lanes);
        lanes
    }

    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        Self(f32x4_pmin(self.0, other.0))
    }

    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        Self(f32x4_pmax(self.0, other.0))
    }

    #[inline(always)]
    pub fn sqrt(self) -> Self {
        Self(f32x4_sqrt(self.0))
    }

    #[inline(always)]
    pub fn abs(self) -> Self {
        Self(f32x4_abs(self.0))
    }

    #[inline(always)]
    pub fn zero_unless_greater(self, test: Self, bound: Self) -> Self {
        Self(v128_and(self.0, f32x4_gt(test.0, bound.0)))
    }

    #[inline(always)]
    pub fn or_where_at_most(self, other: Self, test: Self, bound: Self) -> Self {
        Self(v128_bitselect(other.0, self.0, f32x4_le(test.0, bound.0)))
    }

    #[inline(always)]
    pub fn splat_two(two: &[f32; 2]) -> Self {
        // SAFETY: `two` is 8 readable bytes, and v128_load64_splat takes any alignment.
        Self(unsafe { v128_load64_splat(two.as_ptr().cast()) })
    }

    #[inline(always)]
    pub fn low_halves(first: Self, second: Self) -> Self {
        Self(i64x2_shuffle::<0, 2>(first.0, second.0))
    }

    #[inline(always)]
    pub fn bits_add(self, number: i32) -> Self {
        Self(i32x4_add(self.0, i32x4_splat(number)))
    }

    #[inline(always)]
    pub fn bits_shl<const N: i32>(self) -> Self {
        Self(i32x4_shl(self.0, N.cast_unsigned()))
    }

    #[inline(always)]
    pub fn bits_shr<const N: i32>(self) -> Self {
        Self(u32x4_shr(self.0, N.cast_unsigned()))
    }

    #[inline(always)]
    pub fn bits_and(self, mask: u32) -> Self {
        Self(v128_and(self.0, u32x4_splat(mask)))
    }

    #[inline(always)]
    pub fn bits_or(self, mask: u32) -> Self {
        Self(v128_or(self.0, u32x4_splat(mask)))
    }
}

macro_rules! operator {
    ($trait:ident, $method:ident, $word:ident) => {
        impl $trait for F32x4 {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                Self($word(self.0, other.0))
            }
        }
    };
}

operator!(Add, add, f32x4_add);
operator!(Sub, sub, f32x4_sub);
operator!(Mul, mul, f32x4_mul);
operator!(Div, div, f32x4_div);
