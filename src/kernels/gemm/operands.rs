//! What a product is made of: where its factors and its output lie, and how they are walked along.

use crate::simd::F32x4;

/// What the sums begin with.
#[derive(Clone, Copy)]
pub(in crate::kernels) enum Start<'a> {
    /// Zero: `out` is overwritten.
    Zero,
    /// The same row for all rows: `out` is overwritten.
    Row(&'a [f32]),
    /// What `out` holds: the product is added.
    Out,
}

/// Where rows lie: row m at `(m / width) · down + (m % width) · across`.
#[derive(Clone, Copy, Debug)]
pub(in crate::kernels) struct Grid {
    pub(in crate::kernels) width: usize,
    pub(in crate::kernels) down: usize,
    pub(in crate::kernels) across: usize,
}

impl Grid {
    /// Rows that are all `step` apart.
    pub(in crate::kernels) const fn line(step: usize) -> Self {
        Self { width: usize::MAX, down: 0, across: step }
    }

    pub(super) fn at(self, row: usize) -> usize {
        row / self.width * self.down + row % self.width * self.across
    }

    /// No row below `rows` lies further. Saturates, and no slice is as long as the largest number.
    pub(super) fn furthest(self, rows: usize) -> usize {
        let down = ((rows - 1) / self.width).saturating_mul(self.down);
        down.saturating_add((rows.min(self.width) - 1).saturating_mul(self.across))
    }
}

/// The inner index: `segments` of `length`.
///
/// In the left factor, segments begin `apart` from each other, and their elements are `step` apart;
/// in the right one, all rows follow each other.
#[derive(Clone, Copy, Debug)]
pub(in crate::kernels) struct Inner {
    pub(in crate::kernels) segments: usize,
    pub(in crate::kernels) length: usize,
    pub(in crate::kernels) apart: usize,
    pub(in crate::kernels) step: usize,
}

impl Inner {
    /// One segment, its elements `step` apart.
    pub(in crate::kernels) const fn one(length: usize, step: usize) -> Self {
        Self { segments: 1, length, apart: 0, step }
    }

    pub(super) fn count(self) -> usize {
        self.segments.saturating_mul(self.length)
    }
}

/// The left factor: element (m, k) lies at `rows.at(m)`, and from there where [`Inner`] says.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct Left<'a> {
    pub(in crate::kernels) data: &'a [f32],
    pub(in crate::kernels) rows: Grid,
}

/// The right factor, `[K, N]`: element (k, n) lies at `k · row + n`.
#[derive(Clone, Copy)]
pub(in crate::kernels) struct Right<'a> {
    pub(in crate::kernels) data: &'a [f32],
    pub(in crate::kernels) row: usize,
}

/// Where the sums go: row m at `rows.at(m)`, its columns side by side.
pub(in crate::kernels) struct Out<'a> {
    pub(in crate::kernels) data: &'a mut [f32],
    pub(in crate::kernels) rows: Grid,
}

/// One product, but for its output.
pub(super) struct Product<'a> {
    pub(super) inner: Inner,
    pub(super) a: Left<'a>,
    pub(super) b: Right<'a>,
    pub(super) start: Start<'a>,
}

/// Goes along a grid without dividing.
pub(super) struct Walk {
    grid: Grid,
    line: usize,
    column: usize,
}

impl Walk {
    pub(super) fn along(grid: Grid) -> Self {
        Self { grid, line: 0, column: 0 }
    }

    #[inline(always)]
    pub(super) fn next<const ROWS: usize>(&mut self) -> [usize; ROWS] {
        std::array::from_fn(|_| {
            let at = self.line + self.column * self.grid.across;
            self.column += 1;
            if self.column == self.grid.width {
                self.column = 0;
                self.line += self.grid.down;
            }
            at
        })
    }
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
