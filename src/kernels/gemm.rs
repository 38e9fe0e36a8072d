//! The matrix product under dense layers and convolutions: tiles of the output, held in registers.
//!
//! [`multiply`] is BLAS's `gemm` with `C = A·B + start`, and [`gemm_tn`] the same with A
//! transposed. Browsers leave 15 registers to `simd128`. A tile of 4 × 8 or 3 × 12 has 8 or 9 of
//! them for its sums, and the rest for what is multiplied; larger tiles spill, at half the speed.
//! Tiles at the edges overlap the ones before and store only what is new, so that nothing is
//! padded. Where six columns are left, [`pairs`] covers them. Tiling: Goto & van de Geijn, "Anatomy
//! of High-Performance Matrix Multiplication" (2008).
//!
//! Both operands are read where they lie: the left one from anywhere that a [`Grid`] and an
//! [`Inner`] describe, so that a convolution needs no copy of its patches.
#![allow(unsafe_code)]

mod operands;
mod pairs;

use crate::simd::F32x4;
use operands::{Product, Walk, four};

pub(super) use operands::{Grid, Inner, Left, Out, Right, Start};

/// `out = start + a · b` for `m` rows and `n` columns, where the inner index goes along the rows of
/// `a`: its elements lie side by side within a segment.
pub(super) fn multiply(
    m: usize,
    n: usize,
    inner: Inner,
    a: Left,
    b: Right,
    start: Start,
    out: &mut Out,
) {
    if m == 0 || n == 0 {
        return;
    }
    assert_eq!(inner.step, 1, "the elements of a row lie side by side");
    check(m, n, inner, a, b, start, out);
    let product = Product { inner, a, b, start };
    // SAFETY: `check` has found every element of a, b, start and out that rows below m and columns
    // below n reach within its slice; `columns` keeps below both.
    unsafe { columns::<true>(m, n, &product, out) };
}

/// `out = start + aᵀ · b` for `m` rows and `n` columns: the rows of the product lie side by side in
/// `a`, `m` elements, and its inner index goes from one such row to another.
pub(super) fn gemm_tn(
    m: usize,
    n: usize,
    inner: Inner,
    a: &[f32],
    b: Right,
    start: Start,
    out: &mut Out,
) {
    if m == 0 || n == 0 {
        return;
    }
    let a = Left { data: a, rows: Grid::line(1) };
    check(m, n, inner, a, b, start, out);
    let product = Product { inner, a, b, start };
    // SAFETY: as in `multiply`.
    unsafe { columns::<false>(m, n, &product, out) };
}

fn check(m: usize, n: usize, inner: Inner, a: Left, b: Right, start: Start, out: &Out) {
    // Saturating, as `furthest`: in wasm, 32 bits could wrap.
    let reaches = |at: usize, columns: usize| at.saturating_add(columns);
    assert!(reaches(out.rows.furthest(m), n) <= out.data.len(), "out is smaller than [M, N]");
    if let Start::Row(row) = start {
        assert_eq!(row.len(), n, "the first row must be as wide as out");
    }
    if inner.count() > 0 {
        let last = reaches(
            (inner.segments - 1).saturating_mul(inner.apart),
            (inner.length - 1).saturating_mul(inner.step),
        );
        assert!(reaches(a.rows.furthest(m), last) < a.data.len(), "a is smaller than [M, K]");
        let rows = (inner.count() - 1).saturating_mul(b.row);
        assert!(reaches(rows, n) <= b.data.len(), "b is smaller than [K, N]");
    }
}

/// Where a tile's columns are: `column`, and every four on; the last vector at `last`.
#[derive(Clone, Copy)]
struct Columns {
    column: usize,
    last: usize,
}

/// All tiles, column by column.
///
/// # Safety
/// Rows below `m` and columns below `n` must lie within the slices of `product` and `out`.
unsafe fn columns<const ALONG: bool>(m: usize, n: usize, product: &Product, out: &mut Out) {
    if n < 4 {
        return (0..n).for_each(|column| narrow(m, column, product, out));
    }
    let mut column = 0;
    while column < n {
        let left = n - column;
        if left == pairs::COLUMNS && m >= pairs::ROWS {
            // SAFETY: the caller's promise.
            return unsafe { pairs::rows::<ALONG>(m, column, product, out) };
        }
        // Four columns are left only where there are no others; fewer never are.
        let (vectors, width) = match left {
            8.. if n.is_multiple_of(8) => (2, 8),
            12.. if left.is_multiple_of(12) => (3, 12),
            13.. => (2, 8),
            9.. => (3, left),
            5.. => (2, left),
            _ => (1, left),
        };
        let at = Columns { column, last: column + width - 4 };
        let even = width == 4 * vectors;
        // SAFETY: the columns of each tile lie below n: its last vector ends with its width.
        unsafe {
            match vectors {
                3 if even => rows::<ALONG, 3, 3, true>(m, at, product, out),
                3 => rows::<ALONG, 3, 3, false>(m, at, product, out),
                2 if even => rows::<ALONG, 4, 2, true>(m, at, product, out),
                2 => rows::<ALONG, 4, 2, false>(m, at, product, out),
                _ => rows::<ALONG, 4, 1, true>(m, at, product, out),
            }
        }
        column += width;
    }
}

/// One column of tiles. `EVEN`: the last vector doesn't overlap the one before.
///
/// # Safety
/// As [`columns`], for the columns of `at`.
unsafe fn rows<const ALONG: bool, const ROWS: usize, const VECTORS: usize, const EVEN: bool>(
    m: usize,
    at: Columns,
    product: &Product,
    out: &mut Out,
) {
    let mut row = 0;
    let (mut from, mut to) = (Walk::along(product.a.rows), Walk::along(out.rows));
    // SAFETY: rows below m, columns as the caller promises.
    unsafe {
        while row + ROWS <= m {
            tile::<ALONG, ROWS, VECTORS, EVEN>(from.next(), to.next(), 0, at, product, out);
            row += ROWS;
        }
        if row < m && m >= ROWS {
            let back = |grid: Grid| std::array::from_fn(|r| grid.at(m - ROWS + r));
            let (from, to) = (back(product.a.rows), back(out.rows));
            tile::<ALONG, ROWS, VECTORS, EVEN>(from, to, ROWS - (m - row), at, product, out);
            row = m;
        }
        for row in row..m {
            let (from, to) = ([product.a.rows.at(row)], [out.rows.at(row)]);
            tile::<ALONG, 1, VECTORS, EVEN>(from, to, 0, at, product, out);
        }
    }
}

/// One tile, whose rows lie at `from` in `a` and at `to` in `out`; the first `skip` of them are not
/// stored.
///
/// # Safety
/// Its rows and columns must lie within the slices of `product` and `out`.
#[inline(always)]
unsafe fn tile<const ALONG: bool, const ROWS: usize, const VECTORS: usize, const EVEN: bool>(
    from: [usize; ROWS],
    to: [usize; ROWS],
    skip: usize,
    at: Columns,
    product: &Product,
    out: &mut Out,
) {
    let column = |v: usize| if EVEN || v + 1 < VECTORS { at.column + 4 * v } else { at.last };
    let mut sums: [[F32x4; VECTORS]; ROWS] = std::array::from_fn(|r| {
        std::array::from_fn(|v| match product.start {
            Start::Zero => F32x4::splat(0.0),
            // SAFETY: the caller's promise covers these columns of `start`.
            Start::Row(first) => unsafe { four(first, column(v)) },
            // SAFETY: it covers this tile of `out`.
            Start::Out => unsafe { four(out.data, to[r] + column(v)) },
        })
    });
    let Inner { segments, length, apart, step } = product.inner;
    let mut b = product.b.data.as_ptr().wrapping_add(at.column);
    let last = at.last - at.column;
    for segment in 0..segments {
        let mut a: [*const f32; ROWS] = std::array::from_fn(|r| {
            product.a.data.as_ptr().wrapping_add(from[r] + segment * apart)
        });
        // Two at a time: more would need more registers than there are.
        let pairs = if ALONG && VECTORS < 3 { length / 2 } else { 0 };
        for _ in 0..pairs {
            // SAFETY: the caller's promise covers these two columns of a's rows, and rows of b's
            // columns.
            unsafe {
                add::<ALONG, ROWS, VECTORS, EVEN>(&a, 0, b, last, &mut sums);
                let next = b.wrapping_add(product.b.row);
                add::<ALONG, ROWS, VECTORS, EVEN>(&a, 1, next, last, &mut sums);
            }
            b = b.wrapping_add(2 * product.b.row);
            a = a.map(|a| a.wrapping_add(2));
        }
        for _ in pairs * 2..length {
            // SAFETY: as above.
            unsafe { add::<ALONG, ROWS, VECTORS, EVEN>(&a, 0, b, last, &mut sums) };
            b = b.wrapping_add(product.b.row);
            if ALONG {
                a = a.map(|a| a.wrapping_add(1));
            } else {
                a[0] = a[0].wrapping_add(step);
            }
        }
    }
    for (sums, to) in sums.iter().zip(to).skip(skip) {
        for (v, sum) in sums.iter().enumerate() {
            // SAFETY: the caller's promise covers this tile of `out`.
            let place =
                unsafe { &mut *out.data.as_mut_ptr().add(to + column(v)).cast::<[f32; 4]>() };
            // Where the last vector overlaps the one before, both hold the same sums.
            sum.store(place);
        }
    }
}

/// Adds one product of each row and column: of column `k` of the rows at `a` (`ALONG`), or else of
/// `ROWS` elements side by side at `a[0]`, with the vectors at `b`, the last of them `last`
/// further.
///
/// # Safety
/// All of these must lie within their slices.
#[inline(always)]
unsafe fn add<const ALONG: bool, const ROWS: usize, const VECTORS: usize, const EVEN: bool>(
    a: &[*const f32; ROWS],
    k: usize,
    b: *const f32,
    last: usize,
    sums: &mut [[F32x4; VECTORS]; ROWS],
) {
    // SAFETY: the caller's promise.
    let fours: [F32x4; VECTORS] = std::array::from_fn(|v| unsafe {
        let even = EVEN || v + 1 < VECTORS;
        let at = b.add(if even { 4 * v } else { last });
        F32x4::load(&*at.cast::<[f32; 4]>())
    });
    for (r, sums) in sums.iter_mut().enumerate() {
        // SAFETY: the caller's promise.
        let factor = F32x4::splat(unsafe { if ALONG { *a[r].add(k) } else { *a[0].add(r) } });
        for (sum, four) in sums.iter_mut().zip(fours) {
            *sum = *sum + factor * four;
        }
    }
}

/// One column, where there are fewer than four.
fn narrow(m: usize, column: usize, product: &Product, out: &mut Out) {
    let Product { inner, a, b, start } = product;
    for row in 0..m {
        let to = out.rows.at(row) + column;
        let mut sum = match start {
            Start::Zero => 0.0,
            Start::Row(first) => first[column],
            Start::Out => out.data[to],
        };
        let mut from_b = column;
        for segment in 0..inner.segments {
            let from_a = a.rows.at(row) + segment * inner.apart;
            for k in 0..inner.length {
                sum += a.data[from_a + k * inner.step] * b.data[from_b];
                from_b += b.row;
            }
        }
        out.data[to] = sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Operands that are one float too short for a product of 5 × 7 · 7 × 6, and strides whose ends
    /// wrap to within the slices.
    #[test]
    #[cfg_attr(target_arch = "wasm32", ignore = "a panic ends the program there")]
    fn operands_that_end_too_early_are_found_before_anything_is_read() {
        let wraps = usize::MAX / 4 + 2;
        let right = [35, 42, 30, 7, 6, 6, 7];
        let mut wrong = Vec::new();
        wrong.extend((0..3).map(|i| std::array::from_fn(|j| right[j] - usize::from(i == j))));
        wrong
            .extend((3..6).map(|i| std::array::from_fn(|j| if i == j { wraps } else { right[j] })));
        wrong.push([35, 42, 30, 7, 6, 6, usize::MAX]);
        let run = |[a, b, out, row_a, row_b, row_out, length]: [usize; 7]| {
            let (a, b, mut out) = (vec![1.0; a], vec![1.0; b], vec![1.0; out]);
            let a = Left { data: &a, rows: Grid::line(row_a) };
            let b = Right { data: &b, row: row_b };
            let mut out = Out { data: &mut out, rows: Grid::line(row_out) };
            multiply(5, 6, Inner::one(length, 1), a, b, Start::Zero, &mut out);
            out.data[29]
        };
        assert_eq!(run(right), 7.0);
        for sizes in wrong {
            let panicked = std::panic::catch_unwind(|| run(sizes)).is_err();
            assert!(panicked, "{sizes:?} must be a bug");
        }
    }
}
