//! The plain reference: four floats in an array, one after the other.

use std::ops::{Add, Div, Mul, Sub};

/// The name of the backend, for the page and the benchmarks to show.
pub const BACKEND: &str = "plain";

/// Four floats, in plain arrays: what the other backends must agree with, bit by bit.
#[derive(Clone, Copy, Debug)]
pub struct F32x4([f32; 4]);

impl F32x4 {
    /// The same value in all four lanes.
    #[inline(always)]
    pub fn splat(value: f32) -> Self {
        Self([value; 4])
    }

    /// Reads four floats.
    #[inline(always)]
    pub fn load(at: &[f32; 4]) -> Self {
        Self(*at)
    }

    /// Writes four floats.
    #[inline(always)]
    pub fn store(self, at: &mut [f32; 4]) {
        *at = self.0;
    }

    /// The lanes, first to last.
    #[inline(always)]
    pub fn to_array(self) -> [f32; 4] {
        self.0
    }

    /// Lane by lane `other < self ? other : self`: a NaN in `self` stays, one in `other` does not.
    #[inline(always)]
    pub fn min(self, other: Self) -> Self {
        self.zip(other, |a, b| if b < a { b } else { a })
    }

    /// Lane by lane `self < other ? other : self`: a NaN in `self` stays, one in `other` does not.
    #[inline(always)]
    pub fn max(self, other: Self) -> Self {
        self.zip(other, |a, b| if a < b { b } else { a })
    }

    /// Square root, correctly rounded (IEEE 754 demands it of every platform).
    #[inline(always)]
    pub fn sqrt(self) -> Self {
        Self(self.0.map(f32::sqrt))
    }

    /// Without the sign.
    #[inline(always)]
    pub fn abs(self) -> Self {
        self.bits_and(0x7fff_ffff)
    }

    /// Keeps the lanes where `test > bound`, and makes the others +0.
    #[inline(always)]
    pub fn zero_unless_greater(self, test: Self, bound: Self) -> Self {
        let mut lanes = self.0;
        for (lane, (test, bound)) in lanes.iter_mut().zip(test.0.into_iter().zip(bound.0)) {
            *lane = if test > bound { *lane } else { 0.0 };
        }
        Self(lanes)
    }

    /// Keeps the lanes where not `test <= bound` (a NaN in `test` or `bound` keeps too), and takes
    /// the others from `other`. Moves any bit pattern unchanged, so that lanes may hold integers.
    #[inline(always)]
    pub fn or_where_at_most(self, other: Self, test: Self, bound: Self) -> Self {
        Self(std::array::from_fn(|i| if test.0[i] <= bound.0[i] { other.0[i] } else { self.0[i] }))
    }

    /// Two floats, twice.
    #[inline(always)]
    pub fn splat_two(&[a, b]: &[f32; 2]) -> Self {
        Self([a, b, a, b])
    }

    /// The first two lanes of one, and then those of another.
    #[inline(always)]
    pub fn low_halves(first: Self, second: Self) -> Self {
        Self([first.0[0], first.0[1], second.0[0], second.0[1]])
    }

    /// Adds to the bit patterns, read as whole numbers; wraps.
    #[inline(always)]
    pub fn bits_add(self, number: i32) -> Self {
        self.map_bits(|bits| bits.wrapping_add(number.cast_unsigned()))
    }

    /// Shifts the bit patterns left by `N`.
    #[inline(always)]
    pub fn bits_shl<const N: i32>(self) -> Self {
        self.map_bits(|bits| bits << N)
    }

    /// Shifts the bit patterns right by `N`, filling with zeros.
    #[inline(always)]
    pub fn bits_shr<const N: i32>(self) -> Self {
        self.map_bits(|bits| bits >> N)
    }

    /// Keeps the bits that are set in `mask`.
    #[inline(always)]
    pub fn bits_and(self, mask: u32) -> Self {
        self.map_bits(|bits| bits & mask)
    }

    /// Sets the bits that are set in `mask`.
    #[inline(always)]
    pub fn bits_or(self, mask: u32) -> Self {
        self.map_bits(|bits| bits | mask)
    }

    #[inline(always)]
    fn map_bits(self, change: impl Fn(u32) -> u32) -> Self {
        Self(self.0.map(|lane| f32::from_bits(change(lane.to_bits()))))
    }

    #[inline(always)]
    fn zip(self, other: Self, join: impl Fn(f32, f32) -> f32) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Self([join(a, e), join(b, f), join(c, g), join(d, h)])
    }
}

macro_rules! operator {
    ($trait:ident, $method:ident) => {
        impl $trait for F32x4 {
            type Output = Self;
            #[inline(always)]
            fn $method(self, other: Self) -> Self {
                self.zip(other, $trait::$method)
            }
        }
    };
}

operator!(Add, add);
operator!(Sub, sub);
operator!(Mul, mul);
operator!(Div, div);
