//! The shape of a convolution or a pooling, checked once: what all their lengths are worked out
//! from.

use std::ops::Range;

/// A kernel that is moved over images: its size and theirs. Edges are padded as TensorFlow's SAME
/// does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConvShape {
    pub(super) rows: usize,
    pub(super) columns: usize,
    pub(super) channels: usize,
    pub(super) kernel: usize,
    pub(super) stride: usize,
}

/// Of one axis: how long the output is, and how much padding comes before the input (TensorFlow's
/// SAME: an odd rest goes behind).
fn same(length: usize, kernel: usize, stride: usize) -> (usize, usize) {
    let out = length.div_ceil(stride);
    let padding = ((out - 1) * stride + kernel).saturating_sub(length);
    (out, padding / 2)
}

/// The product, or `usize::MAX`, which is longer than any slice, where 32 bits don't hold it.
pub(super) fn product<const N: usize>(factors: [usize; N]) -> usize {
    let product = factors.into_iter().fold(1u64, |all, factor| all.saturating_mul(factor as u64));
    u32::try_from(product).map_or(usize::MAX, |product| product as usize)
}

impl ConvShape {
    /// The most that each of the five numbers of a shape may be.
    pub const MOST: usize = u16::MAX as usize;

    /// A square kernel of `kernel` rows, moved by `stride` over images `[rows, columns, channels]`.
    ///
    /// `None` where a number is 0 or above [`MOST`](Self::MOST), or where an image, padded or not,
    /// or its output has 2³² values or more: `usize` has 32 bits in wasm, and no sum of the lengths
    /// below may wrap there. Lengths that depend on the number of filters are `usize::MAX` if they
    /// are as large, so that no slice is as long as they ask.
    pub fn new(
        rows: usize,
        columns: usize,
        channels: usize,
        kernel: usize,
        stride: usize,
    ) -> Option<Self> {
        let numbers = [rows, columns, channels, kernel, stride];
        if numbers.iter().any(|number| !(1..=Self::MOST).contains(number)) {
            return None;
        }
        let shape = Self { rows, columns, channels, kernel, stride };
        let (padded_rows, padded_columns) = shape.padded_size();
        let (gradient_rows, gradient_columns) = shape.padded_gradient_size();
        let largest = [
            product([rows, columns, channels]),
            product([padded_rows, padded_columns, channels]),
            product([gradient_rows, gradient_columns]),
        ];
        largest.iter().all(|&length| length < usize::MAX).then_some(shape)
    }

    /// Rows of the input.
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Columns of the input.
    pub fn columns(&self) -> usize {
        self.columns
    }

    /// Channels of the input.
    pub fn channels(&self) -> usize {
        self.channels
    }

    /// Rows and columns of the kernel.
    pub fn kernel(&self) -> usize {
        self.kernel
    }

    /// How far the kernel moves from one output to the next.
    pub fn stride(&self) -> usize {
        self.stride
    }

    /// Rows of the output.
    pub fn out_rows(&self) -> usize {
        same(self.rows, self.kernel, self.stride).0
    }

    /// Columns of the output.
    pub fn out_columns(&self) -> usize {
        same(self.columns, self.kernel, self.stride).0
    }

    /// Pixels of the output.
    pub fn places(&self) -> usize {
        self.out_rows() * self.out_columns()
    }

    /// Rows and columns of padding before the input.
    pub fn before(&self) -> (usize, usize) {
        let [rows, columns] =
            [self.rows, self.columns].map(|n| same(n, self.kernel, self.stride).1);
        (rows, columns)
    }

    /// Along an axis (0: rows, 1: columns), what each output reaches of the input. None is empty.
    pub(super) fn patches(&self, axis: usize) -> impl Iterator<Item = Range<usize>> + use<> {
        let Self { kernel, stride, .. } = *self;
        let length = [self.rows, self.columns][axis];
        let (out, before) = same(length, kernel, stride);
        (0..out).map(move |i| {
            let first = i * stride;
            first.saturating_sub(before)..(first + kernel).saturating_sub(before).min(length)
        })
    }

    /// Values in an image.
    pub fn values(&self) -> usize {
        self.rows * self.columns * self.channels
    }

    /// Rows and columns of the padded input: just those that the kernel reaches.
    pub(super) fn padded_size(&self) -> (usize, usize) {
        let reached = |out: usize| (out - 1) * self.stride + self.kernel;
        (reached(self.out_rows()), reached(self.out_columns()))
    }

    /// Values in a padded image.
    pub fn padded_length(&self) -> usize {
        let (rows, columns) = self.padded_size();
        rows * columns * self.channels
    }

    /// Weights for `filters` filters.
    pub fn weights(&self, filters: usize) -> usize {
        product([self.kernel, self.kernel, self.channels, filters])
    }

    /// The outputs that one input pixel can touch along an axis, at the most.
    pub(super) fn touched(&self) -> usize {
        self.kernel.div_ceil(self.stride)
    }

    /// Rows and columns of a padded gradient of the output.
    pub(super) fn padded_gradient_size(&self) -> (usize, usize) {
        let (top, left) = self.before();
        let reached = |n: usize, before: usize, out: usize| {
            self.touched() - 1 + out.max((n - 1 + before) / self.stride + 1)
        };
        (reached(self.rows, top, self.out_rows()), reached(self.columns, left, self.out_columns()))
    }

    /// Values in a padded gradient of the output: the scratch that
    /// [`conv_input_gradient`](super::conv_input_gradient) needs for `filters` filters.
    pub fn gradient_length(&self, filters: usize) -> usize {
        let (rows, columns) = self.padded_gradient_size();
        product([rows, columns, filters])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_output_has_the_size_that_tensorflow_gives_it() {
        let of = |side, kernel, stride| {
            let shape = ConvShape::new(side, side, 1, kernel, stride).unwrap();
            (shape.out_rows(), shape.before().0)
        };
        assert_eq!(of(28, 6, 1), (28, 2));
        assert_eq!(of(28, 5, 2), (14, 1));
        assert_eq!(of(14, 4, 2), (7, 1));
        assert_eq!(of(7, 3, 2), (4, 1));
        assert_eq!(of(28, 1, 2), (14, 0));
    }

    #[test]
    fn every_patch_has_a_pixel_of_the_input() {
        for (length, kernel, stride) in
            (1..=12).flat_map(|l| (1..=15).flat_map(move |k| (1..=15).map(move |s| (l, k, s))))
        {
            let shape = ConvShape::new(length, 1, 1, kernel, stride).unwrap();
            for patch in shape.patches(0) {
                assert!(!patch.is_empty() && patch.end <= length, "{shape:?}: {patch:?}");
            }
        }
    }

    #[test]
    fn no_shape_is_made_whose_lengths_wrap_in_32_bits() {
        let most = ConvShape::MOST;
        assert!(ConvShape::new(255, 255, 512, 31, 1).is_some(), "more than any network has");
        assert!(ConvShape::new(1, 255, 512, 255, 255).is_some(), "a pool over the whole map");
        assert!(ConvShape::new(most, most, 1, 1, 1).is_some());
        assert!(ConvShape::new(most, most, 2, 1, 1).is_none(), "the image");
        assert!(ConvShape::new(1, 1, 2, most, 1).is_none(), "the padded image");
        for (i, bad) in (0..5).flat_map(|i| [0, most + 1, usize::MAX].map(|bad| (i, bad))) {
            let mut numbers = [1; 5];
            numbers[i] = bad;
            let [rows, columns, channels, kernel, stride] = numbers;
            assert_eq!(
                ConvShape::new(rows, columns, channels, kernel, stride),
                None,
                "{numbers:?}"
            );
        }
        // The largest numbers in every place: what is made has lengths that 64 bits confirm.
        for numbers in (0..243).map(|i| [1, 3, 9, 27, 81].map(|n| [1, 300, most][i / n % 3])) {
            let [rows, columns, channels, kernel, stride] = numbers;
            let Some(shape) = ConvShape::new(rows, columns, channels, kernel, stride) else {
                continue;
            };
            let (padded_rows, padded_columns) = shape.padded_size();
            let wide = |factors: [usize; 3]| factors.iter().map(|&n| n as u128).product::<u128>();
            assert!(wide([padded_rows, padded_columns, channels]) <= u128::from(u32::MAX));
            assert!(wide([rows, columns, channels]) <= u128::from(u32::MAX));
            for filters in [1, 4096, usize::MAX] {
                let exact = wide([kernel * kernel, channels, filters]);
                let weights = shape.weights(filters);
                assert!(weights == usize::MAX || weights as u128 == exact, "{shape:?}");
            }
        }
    }
}
