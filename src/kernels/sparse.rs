//! The first dense layer, which skips paper: four fifths of MNIST's pixels are zeros, and a zero adds
//! nothing to a sum.
#![allow(unsafe_code)]

use crate::simd::F32x4;
use std::ops::Range;

/// What a full pixel counts: inputs run from 0 (paper) to 1 (ink).
const FULL: f32 = 1.0 / 255.0;

/// Rows of (index, value) pairs, the indices ascending within a row.
#[derive(Clone, Debug, Default)]
struct List {
    /// Where each row ends in the two columns below; one more than there are rows, the first 0.
    ends: Vec<u32>,
    index: Vec<u16>,
    value: Vec<f32>,
}

impl List {
    fn row(&self, row: usize) -> (&[u16], &[f32]) {
        let range = self.ends[row] as usize..self.ends[row + 1] as usize;
        (&self.index[range.clone()], &self.value[range])
    }

    fn reset(&mut self, rows: usize, entries: usize) {
        self.ends.clear();
        self.ends.resize(rows + 1, 0);
        self.index.resize(entries, 0);
        self.value.resize(entries, 0.0);
    }
}

/// The inked pixels of a batch of images, listed by image (for the layer forward) and by pixel (for
/// the gradient of its weights).
#[derive(Clone, Debug)]
pub struct Inked {
    pixels: usize,
    images: usize,
    by_image: List,
    by_pixel: List,
}

impl Inked {
    /// Room for `images` images of `pixels` pixels each, so that [`fill`](Self::fill) won't allocate.
    ///
    /// # Panics
    /// If an image has more than 65,535 pixels.
    pub fn with_capacity(images: usize, pixels: usize) -> Self {
        assert!(pixels <= usize::from(u16::MAX), "an image may have 65,535 pixels at the most");
        let list = |rows: usize| List {
            ends: Vec::with_capacity(rows + 1),
            index: Vec::with_capacity(images * pixels),
            value: Vec::with_capacity(images * pixels),
        };
        Self { pixels, images: 0, by_image: list(images), by_pixel: list(pixels) }
    }

    /// Lists the inked pixels of `images`, `[B, pixels]`, 0 for paper to 255 for ink, by image.
    ///
    /// # Panics
    /// If `images` isn't a whole number of images.
    pub fn fill(&mut self, images: &[u8]) {
        assert_eq!(images.len() % self.pixels, 0, "images must be [B, pixels]");
        self.images = images.len() / self.pixels;
        let list = &mut self.by_image;
        list.reset(self.images, images.len());
        let mut entries = 0;
        for (image, row) in images.chunks_exact(self.pixels).enumerate() {
            let (words, rest) = row.as_chunks::<8>();
            for (number, word) in words.iter().enumerate() {
                // Eight pixels at a time: most words are all paper.
                let mut left = u64::from_le_bytes(*word);
                while left != 0 {
                    let byte = left.trailing_zeros() / 8;
                    list.index[entries] = (number * 8) as u16 + byte as u16;
                    list.value[entries] = (left >> (byte * 8) & 0xff) as f32 * FULL;
                    entries += 1;
                    left &= !(0xff << (byte * 8));
                }
            }
            for (pixel, &ink) in (words.len() * 8..).zip(rest).filter(|(_, ink)| **ink != 0) {
                list.index[entries] = pixel as u16;
                list.value[entries] = f32::from(ink) * FULL;
                entries += 1;
            }
            list.ends[image + 1] = entries as u32;
        }
        list.index.truncate(entries);
        list.value.truncate(entries);
    }

    /// Lists by pixel what [`fill`](Self::fill) has listed by image; for [`sparse_weight_gradient`].
    pub fn turn(&mut self) {
        let Self { pixels, by_image, by_pixel, .. } = self;
        by_pixel.reset(*pixels, by_image.index.len());
        for &pixel in &by_image.index {
            by_pixel.ends[usize::from(pixel) + 1] += 1;
        }
        // A counting sort. While it runs, ends[p] is where p's next entry goes.
        let mut end = 0;
        for count in &mut by_pixel.ends {
            end += *count;
            *count = end;
        }
        for image in 0..self.images {
            let (indices, values) = by_image.row(image);
            for (&pixel, &value) in indices.iter().zip(values) {
                let next = &mut by_pixel.ends[usize::from(pixel)];
                by_pixel.index[*next as usize] = image as u16;
                by_pixel.value[*next as usize] = value;
                *next += 1;
            }
        }
        // Now ends[p] is where p ends, and so where p + 1 began: one place too early.
        by_pixel.ends.copy_within(..*pixels, 1);
        by_pixel.ends[0] = 0;
    }

    /// Images in the batch.
    pub fn images(&self) -> usize {
        self.images
    }
}

/// The first layer, forward: `out = x · w + bias`, where `x` is `inked`.
///
/// `w` is `[pixels, O]`, `bias` `[O]`, `out` `[B, O]`, overwritten. The bits are those of
/// [`dense`](super::dense) on the same pixels divided by 255.
///
/// # Panics
/// If the slices disagree on `B` or `O`: a bug in the caller.
pub fn sparse_dense(inked: &Inked, w: &[f32], bias: &[f32], out: &mut [f32]) {
    let outputs = bias.len();
    assert_eq!(w.len(), inked.pixels * outputs, "w must be [pixels, O]");
    assert_eq!(out.len(), inked.images * outputs, "out must be [B, O]");
    for out in out.chunks_exact_mut(outputs) {
        out.copy_from_slice(bias);
    }
    add_product(&inked.by_image, 0..inked.images, w, outputs, out);
}

/// The first layer, backward to some rows of its weights: `d_w += xᵀ · d_out`, where `x` is `inked`.
///
/// `d_out` is `[B, O]`; `d_w` is `[rows, O]`: the rows for the pixels from `first` on, added to.
/// Comes after [`Inked::turn`]. The bits are those of [`dense_weight_gradient`](super::dense_weight_gradient).
///
/// # Panics
/// If the slices disagree on `B` or `O`: a bug in the caller.
pub fn sparse_weight_gradient(
    inked: &Inked,
    d_out: &[f32],
    outputs: usize,
    first: usize,
    d_w: &mut [f32],
) {
    let rows = d_w.len() / outputs;
    assert_eq!(d_w.len(), rows * outputs, "d_w must be [rows, O]");
    assert_eq!(d_out.len(), inked.images * outputs, "d_out must be [B, O]");
    assert!(first + rows <= inked.pixels, "the rows must be pixels of the image");
    add_product(&inked.by_pixel, first..first + rows, d_out, outputs, d_w);
}

/// `out[r] += Σ value · matrix[index]` over the pairs of each row `r` of `list`.
///
/// Goes through the columns in bands, all rows a band: 40 columns are ten registers of sums, and of
/// a hundred rows of `matrix` such a band is 16 kB, which stays in the nearest cache.
fn add_product(list: &List, rows: Range<usize>, matrix: &[f32], width: usize, out: &mut [f32]) {
    let mut column = 0;
    while column < width {
        let step = match width - column {
            40.. => 40,
            16.. => 16,
            4.. => 4,
            _ => 1,
        };
        for (row, out) in rows.clone().zip(out.chunks_exact_mut(width)) {
            let pairs = list.row(row);
            match step {
                40 => add_band::<10>(pairs, matrix, width, column, out),
                16 => add_band::<4>(pairs, matrix, width, column, out),
                4 => add_band::<1>(pairs, matrix, width, column, out),
                _ => {
                    for (&index, &value) in pairs.0.iter().zip(pairs.1) {
                        out[column] += value * matrix[usize::from(index) * width + column];
                    }
                }
            }
        }
        column += step;
    }
}

/// One row of [`add_product`], `4·VECTORS` columns from `column` on.
#[inline(always)]
fn add_band<const VECTORS: usize>(
    (indices, values): (&[u16], &[f32]),
    matrix: &[f32],
    width: usize,
    column: usize,
    out: &mut [f32],
) {
    if indices.is_empty() {
        return;
    }
    let (out, _) = out[column..column + 4 * VECTORS].as_chunks_mut::<4>();
    let mut sums: [F32x4; VECTORS] = std::array::from_fn(|v| F32x4::load(&out[v]));
    // Ascending, so the last is the largest: one check stands for all.
    let largest = usize::from(indices[indices.len() - 1]);
    assert!(largest * width + column + 4 * VECTORS <= matrix.len(), "an index is past the matrix");
    for (&index, &value) in indices.iter().zip(values) {
        debug_assert!(usize::from(index) <= largest);
        let at = usize::from(index) * width + column;
        let value = F32x4::splat(value);
        // SAFETY: `index` is at most `largest`, whose band the assert above found in `matrix`.
        let band = unsafe { &*matrix.as_ptr().add(at).cast::<[[f32; 4]; VECTORS]>() };
        for (sum, four) in sums.iter_mut().zip(band) {
            *sum = *sum + value * F32x4::load(four);
        }
    }
    for (sum, out) in sums.iter().zip(out) {
        sum.store(out);
    }
}

#[cfg(test)]
mod tests {
    use super::super::plain;
    use super::*;
    use crate::rng::{Purpose, Rng};

    /// A batch of images that are mostly paper, with some all paper and some all ink.
    fn images(batch: usize, pixels: usize, rng: &mut Rng) -> Vec<u8> {
        (0..batch)
            .flat_map(|image| {
                let ink = [0.2, 0.0, 1.0][image % 3];
                (0..pixels)
                    .map(|_| if rng.unit() < ink { rng.below(256) as u8 } else { 0 })
                    .collect::<Vec<_>>()
            })
            .collect()
    }

    #[test]
    fn skipping_paper_gives_the_bits_of_the_plain_loops() {
        let mut rng = Rng::new(3, Purpose::Weights { tensor: 0 });
        let mut failures = Vec::new();
        for batch in [0, 1, 2, 5, 10] {
            for pixels in [1, 3, 16, 784] {
                for outputs in [1, 3, 4, 7, 10, 16, 23, 40, 61, 200] {
                    let images = images(batch, pixels, &mut rng);
                    let x: Vec<f32> = images.iter().map(|&ink| f32::from(ink) * FULL).collect();
                    let mut draw = |n: usize| (0..n).map(|_| rng.symmetric()).collect::<Vec<_>>();
                    let (w, bias, d_out) =
                        (draw(pixels * outputs), draw(outputs), draw(batch * outputs));
                    let mut inked = Inked::with_capacity(batch, pixels);
                    inked.fill(&images);
                    inked.turn();

                    let (mut got, mut want) =
                        (vec![9.0; batch * outputs], vec![8.0; batch * outputs]);
                    sparse_dense(&inked, &w, &bias, &mut got);
                    plain::dense(&x, &w, &bias, &mut want);
                    if got != want {
                        failures.push(format!("forward at {batch}×{pixels}×{outputs}"));
                    }

                    let (mut got, mut want) = (w.clone(), w);
                    sparse_weight_gradient(&inked, &d_out, outputs, 0, &mut got);
                    plain::dense_weight_gradient(&x, &d_out, outputs, &mut want);
                    if got != want {
                        failures.push(format!("gradient at {batch}×{pixels}×{outputs}"));
                    }
                }
            }
        }
        assert!(failures.is_empty(), "{failures:?}");
    }

    #[test]
    fn filling_again_forgets_the_batch_before() {
        let mut inked = Inked::with_capacity(2, 4);
        inked.fill(&[255, 255, 255, 255, 1, 2, 3, 4]);
        inked.turn();
        inked.fill(&[0, 255, 0, 0]);
        inked.turn();
        let mut d_w = [0.0; 4];
        sparse_weight_gradient(&inked, &[2.0], 1, 0, &mut d_w);
        assert_eq!((inked.images(), d_w), (1, [0.0, 2.0, 0.0, 0.0]));
    }

    #[test]
    fn some_rows_of_the_gradient_are_those_of_the_whole() {
        let mut rng = Rng::new(4, Purpose::Weights { tensor: 0 });
        let images = images(6, 9, &mut rng);
        let d_out: Vec<f32> = (0..6 * 5).map(|_| rng.symmetric()).collect();
        let mut inked = Inked::with_capacity(6, 9);
        inked.fill(&images);
        inked.turn();
        let mut whole = [0.0; 9 * 5];
        sparse_weight_gradient(&inked, &d_out, 5, 0, &mut whole);
        let mut part = [0.0; 4 * 5];
        sparse_weight_gradient(&inked, &d_out, 5, 3, &mut part);
        assert_eq!(part, whole[3 * 5..7 * 5]);
    }
}
