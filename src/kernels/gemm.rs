//! The matrix product under all dense layers: 4 × 8 tiles of the output, held in registers.
//!
//! Eight accumulators, two vectors of `b` and one of `a` fit the 16 registers that browsers leave to
//! `simd128`; larger tiles spill (5 × 8 ran at half the speed). Both operands are read where they
//! lie: no packing, but for a transposed `b` (see [`super::dense_input_gradient`]).
//! Tiling: Goto & van de Geijn, "Anatomy of High-Performance Matrix Multiplication" (2008).
#![allow(unsafe_code)]

use crate::simd::F32x4;

/// What the sums begin with.
#[derive(Clone, Copy)]
pub(super) enum Start<'a> {
    /// Zero: `out` is overwritten.
    Zero,
    /// The same row for all rows: `out` is overwritten.
    Row(&'a [f32]),
    /// What `out` holds: the product is added.
    Out,
}

/// The left factor, `[M, K]`: element (m, k) lies at `m · row + k · step`.
#[derive(Clone, Copy)]
pub(super) struct Left<'a> {
    pub(super) data: &'a [f32],
    pub(super) row: usize,
    pub(super) step: usize,
}

/// The right factor, `[K, N]`: element (k, n) lies at `k · row + n`.
#[derive(Clone, Copy)]
pub(super) struct Right<'a> {
    pub(super) data: &'a [f32],
    pub(super) row: usize,
}

/// `out = start + a · b`: `out` is `[M, N]`, its rows `out_row` apart.
pub(super) fn multiply(
    [m, n, k]: [usize; 3],
    a: Left,
    b: Right,
    start: Start,
    out: &mut [f32],
    out_row: usize,
) {
    if m == 0 || n == 0 {
        return;
    }
    assert!(n <= out_row && (m - 1) * out_row + n <= out.len(), "out is smaller than [M, N]");
    if let Start::Row(row) = start {
        assert_eq!(row.len(), n, "the first row must be as wide as out");
    }
    if k > 0 {
        assert!((m - 1) * a.row + (k - 1) * a.step < a.data.len(), "a is smaller than [M, K]");
        assert!((k - 1) * b.row + n <= b.data.len(), "b is smaller than [K, N]");
    }
    let mut row = 0;
    while row < m {
        let tall = m - row >= 4;
        let mut column = 0;
        while column < n {
            let at = (row, column);
            // SAFETY: the asserts above put every element of a, b, start and out within its slice for
            // all rows below m and columns below n, and each branch stays below both.
            unsafe {
                column += match (tall, n - column) {
                    (true, 8..) => tile::<4, 2>(at, k, a, b, start, out, out_row),
                    (true, 4..) => tile::<4, 1>(at, k, a, b, start, out, out_row),
                    (true, _) => column_of::<4>(at, k, a, b, start, out, out_row),
                    (false, 8..) => tile::<1, 2>(at, k, a, b, start, out, out_row),
                    (false, 4..) => tile::<1, 1>(at, k, a, b, start, out, out_row),
                    (false, _) => column_of::<1>(at, k, a, b, start, out, out_row),
                };
            }
        }
        row += if tall { 4 } else { 1 };
    }
}

/// One tile of `ROWS` × `4·VECTORS` at `(row, column)`; returns its width.
///
/// # Safety
/// The tile must lie within `out`, and its rows and columns within `a`, `b` and `start`.
#[inline(always)]
unsafe fn tile<const ROWS: usize, const VECTORS: usize>(
    (row, column): (usize, usize),
    k: usize,
    a: Left,
    b: Right,
    start: Start,
    out: &mut [f32],
    out_row: usize,
) -> usize {
    let mut sums = [[F32x4::splat(0.0); VECTORS]; ROWS];
    for (r, sums) in sums.iter_mut().enumerate() {
        for (v, sum) in sums.iter_mut().enumerate() {
            // SAFETY: the caller's promise covers this tile of `start` and `out`.
            *sum = unsafe {
                match start {
                    Start::Zero => F32x4::splat(0.0),
                    Start::Row(first) => four(first, column + 4 * v),
                    Start::Out => four(out, (row + r) * out_row + column + 4 * v),
                }
            };
        }
    }
    // Both offsets are counted up, and what is read from b is one array, so that the loop is left with
    // loads at constant distances.
    let (mut from_a, mut from_b) = (row * a.row, column);
    for _ in 0..k {
        // SAFETY: the caller's promise covers row k of b's columns here, and column k of a's rows.
        unsafe {
            let fours = &*b.data.as_ptr().add(from_b).cast::<[[f32; 4]; VECTORS]>();
            let fours: [F32x4; VECTORS] = std::array::from_fn(|v| F32x4::load(&fours[v]));
            for (r, sums) in sums.iter_mut().enumerate() {
                let factor = F32x4::splat(*a.data.as_ptr().add(from_a).add(r * a.row));
                for (sum, four) in sums.iter_mut().zip(fours) {
                    *sum = *sum + factor * four;
                }
            }
        }
        from_a += a.step;
        from_b += b.row;
    }
    for (r, sums) in sums.iter().enumerate() {
        for (v, sum) in sums.iter().enumerate() {
            let at = (row + r) * out_row + column + 4 * v;
            // SAFETY: the caller's promise covers this tile of `out`.
            unsafe { sum.store(&mut *out.as_mut_ptr().add(at).cast::<[f32; 4]>()) };
        }
    }
    4 * VECTORS
}

/// One column of `ROWS` rows, for the last one to three columns; returns its width.
///
/// # Safety
/// As [`tile`].
#[inline(always)]
unsafe fn column_of<const ROWS: usize>(
    (row, column): (usize, usize),
    k: usize,
    a: Left,
    b: Right,
    start: Start,
    out: &mut [f32],
    out_row: usize,
) -> usize {
    for row in row..row + ROWS {
        let at = row * out_row + column;
        let mut sum = match start {
            Start::Zero => 0.0,
            Start::Row(first) => first[column],
            Start::Out => out[at],
        };
        for k in 0..k {
            // SAFETY: the caller's promise covers row k of b's column here, and column k of a's row.
            sum += unsafe {
                a.data.get_unchecked(row * a.row + k * a.step)
                    * b.data.get_unchecked(k * b.row + column)
            };
        }
        out[at] = sum;
    }
    1
}

/// Four floats of `data` from `at` on.
///
/// # Safety
/// `at + 4` must not exceed the length of `data`.
#[inline(always)]
pub(super) unsafe fn four(data: &[f32], at: usize) -> F32x4 {
    debug_assert!(at + 4 <= data.len());
    // SAFETY: the caller's promise: four floats are there.
    F32x4::load(unsafe { &*data.as_ptr().add(at).cast::<[f32; 4]>() })
}
