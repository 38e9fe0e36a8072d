//! Lists of what isn't zero, and sums of the rows that they name: the parts of which all kernels
//! that skip zeros are made.
//!
//! A list holds the values of a row or column that aren't zero, each with its number `at`. That
//! number is the row of a matrix which the value is multiplied by; the products are added up in
//! registers, a [`Band`] of columns at a time.
#![allow(unsafe_code)]

use crate::simd::F32x4;

/// A value that isn't zero, and its number in the row or column that it was listed from.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct NonZero {
    pub(super) at: u32,
    pub(super) value: f32,
}

/// A list whose numbers ascend, so that the last is the largest: one check is enough for all.
#[derive(Clone, Copy)]
pub(super) struct Ascending<'a>(&'a [NonZero]);

impl<'a> Ascending<'a> {
    /// Of entries that [`list`] has written one call after another.
    ///
    /// # Safety
    /// No `at` may be less than the one before.
    #[inline(always)]
    pub(super) unsafe fn new_unchecked(entries: &'a [NonZero]) -> Self {
        debug_assert!(entries.is_sorted_by_key(|entry| entry.at));
        Self(entries)
    }

    #[inline(always)]
    pub(super) fn entries(self) -> &'a [NonZero] {
        self.0
    }
}

/// Writes those of `values` that aren't zero into `into`, as far as it goes, and counts them. The
/// first value has the number `first`, and each is numbered `step` above the one before.
///
/// Every value is written, and the next is written over it unless it counts: a branch would be
/// guessed wrong about as often as not.
#[inline(always)]
pub(super) fn list(
    first: usize,
    step: usize,
    values: impl Iterator<Item = f32>,
    into: &mut [NonZero],
) -> usize {
    assert!(
        u32::try_from(into.len().saturating_mul(step).saturating_add(first)).is_ok(),
        "values are numbered in 32 bits"
    );
    let mut count = 0;
    let mut at = first as u32;
    for (value, _) in values.zip(0..into.len()) {
        // SAFETY: one at most is added for each of at most `into.len()` values, after this.
        *unsafe { into.get_unchecked_mut(count) } = NonZero { at, value };
        count += usize::from(value != 0.0);
        at += step as u32;
    }
    count
}

/// Room for a list of up to `ROOM` values, on the stack.
#[derive(Clone, Copy)]
pub(super) struct List<const ROOM: usize> {
    entries: [NonZero; ROOM],
    count: usize,
}

impl<const ROOM: usize> List<ROOM> {
    pub(super) fn new() -> Self {
        Self { entries: [NonZero { at: 0, value: 0.0 }; ROOM], count: 0 }
    }

    /// Lists the first `ROOM` of `values`, as [`list`] does, in place of what was listed before.
    #[inline(always)]
    pub(super) fn fill(&mut self, first: usize, values: impl Iterator<Item = f32>) {
        self.fill_spaced(first, 1, values);
    }

    /// As [`fill`](Self::fill), but numbers the values `step` apart: where their rows begin.
    #[inline(always)]
    pub(super) fn fill_spaced(
        &mut self,
        first: usize,
        step: usize,
        values: impl Iterator<Item = f32>,
    ) {
        self.count = list(first, step, values, &mut self.entries);
    }

    #[inline(always)]
    pub(super) fn get(&self) -> Ascending<'_> {
        // One call of `list` has numbered them.
        Ascending(&self.entries[..self.count])
    }
}

/// The most vectors whose sums are held at a time: ten sums, the value and a product leave some of
/// the 15 registers that browsers have for `simd128`.
pub(super) const WIDEST: usize = 10;

/// Evaluates an expression for a number of vectors from 1 to [`WIDEST`] that it sees as a constant.
macro_rules! with_vectors {
    ($vectors:expr, $constant:ident => $call:expr) => {
        with_vectors!(@ $vectors, $constant => $call, 1 2 3 4 5 6 7 8 9)
    };
    (@ $vectors:expr, $constant:ident => $call:expr, $($number:literal)*) => {
        match $vectors {
            $($number => {
                const $constant: usize = $number;
                $call
            })*
            _ => {
                const $constant: usize = $crate::kernels::nonzero::WIDEST;
                $call
            }
        }
    };
}
pub(super) use with_vectors;

/// `sums += value · row`.
#[inline(always)]
pub(super) fn add_row<const VECTORS: usize>(
    sums: &mut [F32x4; VECTORS],
    value: f32,
    row: &[[f32; 4]; VECTORS],
) {
    let value = F32x4::splat(value);
    for (sum, four) in sums.iter_mut().zip(row) {
        *sum = *sum + value * F32x4::load(four);
    }
}

/// `out += Σ value · row`, over the values of a list: row `at` begins `at · stride` after `matrix`.
///
/// `out` and a row have `4 · VECTORS` floats, or `skip` fewer unless it is `EVEN`; the last vector
/// then begins as much earlier, and what it shares with the one before has the same sums.
///
/// # Safety
/// `out` and the row of the last entry must lie within their allocations. `skip` is below 4, and
/// there are two vectors at least if it isn't `EVEN`.
#[inline(always)]
pub(super) unsafe fn add_rows<const VECTORS: usize, const EVEN: bool>(
    list: Ascending,
    matrix: *const f32,
    stride: usize,
    skip: usize,
    out: *mut f32,
) {
    let place = |v: usize| 4 * v - if EVEN || v + 1 < VECTORS { 0 } else { skip };
    let target = |v: usize| out.wrapping_add(place(v)).cast::<[f32; 4]>();
    // SAFETY: the caller's promise covers `out`, where the last vector ends.
    let mut sums: [F32x4; VECTORS] = std::array::from_fn(|v| F32x4::load(unsafe { &*target(v) }));
    let mut add = |entry: &NonZero| {
        let value = F32x4::splat(entry.value);
        // SAFETY: no `at` is larger than the last one's, whose row the caller's promise covers.
        let row = unsafe { matrix.add(entry.at as usize * stride) };
        for (v, sum) in sums.iter_mut().enumerate() {
            // SAFETY: all of the row's vectors, the last one too, end within it.
            let four = unsafe { &*row.add(place(v)).cast::<[f32; 4]>() };
            *sum = *sum + value * F32x4::load(four);
        }
    };
    // Two at a time: in Chromium a step of the preset `mlp-relu` took a seventh longer one at a
    // time, though Node was quicker so (docs/notebook.md).
    let (pairs, odd) = list.0.as_chunks::<2>();
    for pair in pairs {
        add(&pair[0]);
        add(&pair[1]);
    }
    odd.iter().for_each(add);
    for (v, sum) in sums.iter().enumerate() {
        // SAFETY: as for the loads above.
        sum.store(unsafe { &mut *target(v) });
    }
}

/// [`add_rows`] as a function of its own: inlined, its sums lose their registers.
///
/// # Safety
/// As for [`add_rows`].
#[inline(never)]
unsafe fn add_alone<const VECTORS: usize, const EVEN: bool>(
    list: Ascending,
    matrix: *const f32,
    stride: usize,
    skip: usize,
    out: *mut f32,
) {
    // SAFETY: the caller's promise.
    unsafe { add_rows::<VECTORS, EVEN>(list, matrix, stride, skip, out) }
}

/// Columns of a product whose sums are held in registers: `vectors` times four from `column` on.
/// The last four begin `skip` columns early, where the width is no multiple of four.
#[derive(Clone, Copy)]
pub(super) struct Band {
    column: usize,
    vectors: usize,
    skip: usize,
}

/// The bands of a product: as few as do, all about as wide. So none is a single vector that would
/// overlap the band before, and add to sums that are done.
pub(super) fn bands(width: usize) -> impl Iterator<Item = Band> {
    let vectors = width.div_ceil(4);
    let count = vectors.div_ceil(WIDEST);
    (0..count).map(move |i| {
        let [first, end] = [i, i + 1].map(|i| vectors * i / count);
        Band { column: 4 * first, vectors: end - first, skip: (4 * end).saturating_sub(width) }
    })
}

impl Band {
    /// `out += Σ value · matrix[at]`, in these columns; `matrix` has rows of `width`, as has `out`.
    #[inline(always)]
    pub(super) fn add(self, list: Ascending, matrix: &[f32], width: usize, out: &mut [f32]) {
        if list.0.is_empty() {
            return;
        }
        if width < 4 {
            for entry in list.0 {
                for column in self.column..width {
                    out[column] += entry.value * matrix[entry.at as usize * width + column];
                }
            }
            return;
        }
        with_vectors!(self.vectors, VECTORS => {
            self.add_vectors::<VECTORS>(list, matrix, width, out);
        });
    }

    fn add_vectors<const VECTORS: usize>(
        self,
        list: Ascending,
        matrix: &[f32],
        width: usize,
        out: &mut [f32],
    ) {
        let Some(last) = list.0.last() else { return };
        let Self { column, skip, .. } = self;
        let out = &mut out[column..][..4 * VECTORS - skip];
        // Saturating: in wasm 32 bits could wrap, and no slice is as long as the largest number.
        let row = (last.at as usize).saturating_mul(width).saturating_add(column);
        assert!(row.saturating_add(out.len()) <= matrix.len(), "a row is past the matrix");
        let (matrix, out) = (matrix[column..].as_ptr(), out.as_mut_ptr());
        // SAFETY: both have been checked; `bands` makes no band of one vector that skips lanes, but
        // for widths below 4, which don't come here.
        unsafe {
            if skip == 0 {
                add_alone::<VECTORS, true>(list, matrix, width, 0, out);
            } else {
                add_alone::<VECTORS, false>(list, matrix, width, skip, out);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{random, same_bits};
    use super::*;

    #[test]
    fn a_list_has_what_is_not_zero_in_order_and_no_more_than_it_has_room_for() {
        let values = [0.0, -0.0, 1.0, f32::NAN, 0.0, -2.0, 1e-45, 0.0];
        for length in 0..=values.len() {
            let mut room = List::<6>::new();
            room.fill(10, values[..length].iter().copied());
            let found: Vec<u32> = room.get().entries().iter().map(|entry| entry.at).collect();
            let want: Vec<u32> =
                [12, 13, 15].into_iter().filter(|at| *at < 10 + length as u32).collect();
            assert_eq!(found, want, "of {length} values");
        }
    }

    #[test]
    fn bands_cover_every_column_and_a_band_has_ten_vectors_at_the_most() {
        for width in 0..=4100 {
            let mut next = 0;
            for band in bands(width) {
                assert_eq!(band.column, next, "width {width}");
                assert!((1..=WIDEST).contains(&band.vectors) && band.skip < 4, "width {width}");
                assert!(width < 4 || band.skip == 0 || band.vectors > 1 || width == 4);
                next += 4 * band.vectors - band.skip;
            }
            let narrow = if width < 4 { width } else { next };
            assert_eq!(narrow, width);
        }
    }

    /// Every width up to beyond a whole band and the next one's edges; the matrix ends with the
    /// last row of the list, so that one float further would be past it.
    #[test]
    fn bands_give_the_bits_of_the_plain_loops_at_every_width() {
        for width in (1..=85).chain(361..=364) {
            for rows in [0, 1, 2, 3, 8] {
                let (matrix, mut got) = (random(rows * width, 1), random(width, 2));
                let mut values = random(rows, 3);
                values.iter_mut().skip(1).step_by(4).for_each(|value| *value = 0.0);
                let mut want = got.clone();
                for (value, row) in values.iter().zip(matrix.chunks_exact(width)) {
                    if *value != 0.0 {
                        want.iter_mut().zip(row).for_each(|(want, m)| *want += value * m);
                    }
                }
                let mut room = List::<8>::new();
                room.fill(0, values.iter().copied());
                for band in bands(width) {
                    band.add(room.get(), &matrix, width, &mut got);
                }
                assert!(same_bits(&got, &want), "{rows} rows of {width}");
            }
        }
    }

    #[test]
    #[should_panic(expected = "a row is past the matrix")]
    fn a_row_past_the_end_is_a_bug() {
        let mut list = List::<3>::new();
        list.fill(0, [0.0, 0.0, 1.0].into_iter());
        bands(8).for_each(|band| band.add(list.get(), &[0.0; 23], 8, &mut [0.0; 8]));
    }

    #[test]
    #[should_panic(expected = "a row is past the matrix")]
    fn a_row_whose_place_would_wrap_is_a_bug() {
        let mut list = List::<2>::new();
        list.fill(0, [0.0, 1.0].into_iter());
        let band = Band { column: 0, vectors: 1, skip: 0 };
        band.add(list.get(), &[0.0; 8], usize::MAX, &mut [0.0; 4]);
    }
}
