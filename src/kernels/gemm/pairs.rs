//! Tiles of six columns, where two rows share the vector that each would only half fill.
//!
//! In a tile of eight lanes a quarter would be idle. Here it is a shuffle for every six
//! multiplications and additions.

use super::operands::{Grid, Inner, Out, Product, Start, Walk, four};
use crate::simd::F32x4;

/// Columns of a tile: a vector and a half.
pub(super) const COLUMNS: usize = 6;
/// Its rows. Six would fit into the vector registers, but their addresses don't fit into the
/// others.
pub(super) const ROWS: usize = 4;
const PAIRS: usize = ROWS / 2;
/// The sums of two rows: the first four of each, and between them the last two of both.
type Pair = [F32x4; 3];

/// Six columns from `column` on, of [`ROWS`] rows at least.
///
/// # Safety
/// As [`columns`](super::columns), for these columns.
pub(super) unsafe fn rows<const ALONG: bool>(
    m: usize,
    column: usize,
    product: &Product,
    out: &mut Out,
) {
    let (mut from, mut to) = (Walk::along(product.a.rows), Walk::along(out.rows));
    // SAFETY: rows below m, columns as the caller promises.
    unsafe {
        for end in (ROWS..m + ROWS).step_by(ROWS) {
            let (from, to) = if end <= m {
                (from.next(), to.next())
            } else {
                // The last one overlaps the one before.
                let back = |grid: Grid| std::array::from_fn(|r| grid.at(m - ROWS + r));
                (back(product.a.rows), back(out.rows))
            };
            tile::<ALONG>(from, to, end.saturating_sub(m), column, product, out);
        }
    }
}

/// As [`tile`](super::tile), of pairs.
///
/// # Safety
/// As [`tile`](super::tile).
#[inline(always)]
unsafe fn tile<const ALONG: bool>(
    from: [usize; ROWS],
    to: [usize; ROWS],
    skip: usize,
    column: usize,
    product: &Product,
    out: &mut Out,
) {
    let mut sums: [Pair; PAIRS] = std::array::from_fn(|p| {
        // SAFETY: the caller's promise covers these columns of `start`, and this tile of `out`.
        unsafe {
            let (data, [first, second]): (&[f32], _) = match product.start {
                Start::Zero => return [F32x4::splat(0.0); 3],
                Start::Row(row) => (row, [column; 2]),
                Start::Out => (&*out.data, [to[2 * p] + column, to[2 * p + 1] + column]),
            };
            let last = F32x4::low_halves(two(data, first + 4), two(data, second + 4));
            [four(data, first), last, four(data, second)]
        }
    });
    // Written out, as `super::tile` has it: through a function that both call, browsers take a
    // third longer here.
    let Inner { segments, length, apart, step } = product.inner;
    let mut b = product.b.data.as_ptr().wrapping_add(column);
    for segment in 0..segments {
        let mut a: [*const f32; ROWS] = std::array::from_fn(|r| {
            product.a.data.as_ptr().wrapping_add(from[r] + segment * apart)
        });
        let twos = if ALONG { length / 2 } else { 0 };
        for _ in 0..twos {
            // SAFETY: the caller's promise covers these two columns of a's rows, and six columns of
            // b's.
            unsafe {
                add::<ALONG>(&a, 0, b, &mut sums);
                add::<ALONG>(&a, 1, b.wrapping_add(product.b.row), &mut sums);
            }
            b = b.wrapping_add(2 * product.b.row);
            a = a.map(|a| a.wrapping_add(2));
        }
        for _ in twos * 2..length {
            // SAFETY: as above.
            unsafe { add::<ALONG>(&a, 0, b, &mut sums) };
            b = b.wrapping_add(product.b.row);
            if ALONG {
                a = a.map(|a| a.wrapping_add(1));
            } else {
                a[0] = a[0].wrapping_add(step);
            }
        }
    }
    for (p, [first, last, second]) in sums.into_iter().enumerate() {
        let [a, b, c, d] = last.to_array();
        for (r, four, last) in [(2 * p, first, [a, b]), (2 * p + 1, second, [c, d])] {
            if r >= skip {
                let row = out.data.as_mut_ptr().wrapping_add(to[r] + column);
                // SAFETY: the caller's promise covers this tile of `out`: six columns from here.
                unsafe {
                    four.store(&mut *row.cast::<[f32; 4]>());
                    *row.add(4).cast::<[f32; 2]>() = last;
                }
            }
        }
    }
}

/// As [`add`](super::add), of pairs.
///
/// # Safety
/// As [`add`](super::add).
#[inline(always)]
unsafe fn add<const ALONG: bool>(
    a: &[*const f32; ROWS],
    k: usize,
    b: *const f32,
    sums: &mut [Pair; PAIRS],
) {
    // SAFETY: the caller's promise: six columns are at `b`.
    let (four, last) = unsafe {
        (F32x4::load(&*b.cast::<[f32; 4]>()), F32x4::splat_two(&*b.add(4).cast::<[f32; 2]>()))
    };
    for (p, sums) in sums.iter_mut().enumerate() {
        let factor = |r: usize| {
            // SAFETY: the caller's promise.
            F32x4::splat(unsafe { if ALONG { *a[r].add(k) } else { *a[0].add(r) } })
        };
        let (first, second) = (factor(2 * p), factor(2 * p + 1));
        sums[0] = sums[0] + first * four;
        sums[1] = sums[1] + F32x4::low_halves(first, second) * last;
        sums[2] = sums[2] + second * four;
    }
}

/// Two floats of `data` from `at` on, twice.
///
/// # Safety
/// `at + 2` must not exceed the length of `data`.
#[inline(always)]
unsafe fn two(data: &[f32], at: usize) -> F32x4 {
    debug_assert!(at + 2 <= data.len());
    // SAFETY: the caller's promise: two floats are there.
    F32x4::splat_two(unsafe { &*data.as_ptr().add(at).cast::<[f32; 2]>() })
}
