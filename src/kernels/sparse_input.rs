//! Sparse input: the pixels of a batch that aren't 0, and the first dense layer over them.
//!
//! Four fifths of MNIST's pixels are 0, and a zero adds nothing to a sum. The others are listed
//! once a step: by image, in ascending order of pixels, as a sparse matrix in CSR form (for the
//! layer forward), and by pixel, in ascending order of images, as in CSC form (for its weights'
//! gradient).
#![allow(unsafe_code)]

use super::nonzero::{Ascending, NonZero, bands, list};

/// What a full pixel counts: inputs run from 0 (paper) to 1 (ink).
const FULL: f32 = 1.0 / 255.0;

/// The pixels of a batch of images that aren't 0, listed by image (CSR) and, if asked for, by pixel
/// (CSC).
#[derive(Clone, Debug)]
pub struct SparseInput {
    pixels: usize,
    /// How many pixels there are in a segment of an image, and how many segments.
    segment: usize,
    segments: usize,
    /// How many images there is room for.
    capacity: usize,
    images: usize,
    by_image: Vec<NonZero>,
    /// Where each segment of each image ends in `by_image`; the first entry is 0.
    ends: Vec<u32>,
    /// `capacity` entries for each pixel.
    by_pixel: Vec<NonZero>,
    /// How many of them are filled.
    counts: Vec<u32>,
}

/// Lengths of the four lists: by image, ends, by pixel, counts.
fn lengths(images: u64, pixels: usize, segment: usize) -> [u64; 4] {
    let pixels = pixels as u64;
    let segments = pixels.div_ceil(segment.max(1) as u64);
    let entries = images.saturating_mul(pixels);
    [entries, images.saturating_mul(segments).saturating_add(1), entries, pixels]
}

/// A list of so many, all zeros.
fn zeros<T: Copy + Default>(length: u64) -> Vec<T> {
    // Entries are counted in 32 bits.
    vec![T::default(); u32::try_from(length).expect("the caller has asked what fits") as usize]
}

impl SparseInput {
    /// Pixels in a segment for dense layers. So many rows of a band of the first layer's weights,
    /// 31 kB, stay in the nearest cache or next to it; each segment more loads and stores all sums
    /// once more.
    pub const SEGMENT: usize = 196;

    /// Bytes that [`with_capacity`](Self::with_capacity) allocates, and
    /// [`with_pixels`](Self::with_pixels), too, if it is to list `by_pixel`.
    pub fn bytes(images: u64, pixels: usize, segment: usize, by_pixel: bool) -> u64 {
        let [entries, ends, entries_by_pixel, counts] = lengths(images, pixels, segment);
        let of = |entries: u64, numbers: u64| {
            let entries = entries.saturating_mul(size_of::<NonZero>() as u64);
            entries.saturating_add(numbers.saturating_mul(size_of::<u32>() as u64))
        };
        let second = if by_pixel { of(entries_by_pixel, counts) } else { 0 };
        of(entries, ends).saturating_add(second)
    }

    /// Room for `images` images of `pixels` pixels each, so that [`fill`](Self::fill) won't
    /// allocate. The pixels of an image are listed in segments of `segment`, the last of which may
    /// be shorter.
    pub fn with_capacity(images: usize, pixels: usize, segment: usize) -> Self {
        let [entries, ends, ..] = lengths(images as u64, pixels, segment);
        Self {
            pixels,
            segment: segment.max(1),
            segments: pixels.div_ceil(segment.max(1)),
            capacity: images,
            images: 0,
            by_image: zeros(entries),
            ends: zeros(ends),
            by_pixel: Vec::new(),
            counts: Vec::new(),
        }
    }

    /// Makes room to list by pixel, too, as [`sparse_weight_gradient`] needs it.
    pub fn with_pixels(mut self) -> Self {
        let [.., entries, counts] = lengths(self.capacity as u64, self.pixels, self.segment);
        self.by_pixel = zeros(entries);
        self.counts = zeros(counts);
        self
    }

    #[cfg(test)]
    pub(crate) fn allocated(&self) -> u64 {
        let entries = size_of_val(&self.by_image[..]) + size_of_val(&self.by_pixel[..]);
        (entries + size_of_val(&self.ends[..]) + size_of_val(&self.counts[..])) as u64
    }

    /// Lists the pixels of `images`, `[B, pixels]`, that aren't 0; 255 counts as 1.
    ///
    /// # Panics
    /// If `images` isn't a whole number of images, or there is no room for as many.
    pub fn fill(&mut self, images: &[u8]) {
        assert_eq!(images.len() % self.pixels, 0, "images must be [B, pixels]");
        let batch = images.len() / self.pixels;
        assert!(batch <= self.capacity, "there is no room for {batch} images");
        self.images = batch;
        self.counts.fill(0);
        // Slices of their own, so that the compiler sees that no list is written over by another.
        let Self { by_image, ends, by_pixel, counts, .. } = self;
        let mut end = 0;
        let mut ends = ends[1..].iter_mut();
        for (image, pixels) in (0..).zip(images.chunks_exact(self.pixels)) {
            let begin = end;
            for (first, segment) in (0..).step_by(self.segment).zip(pixels.chunks(self.segment)) {
                let (words, rest) = segment.as_chunks::<8>();
                let mut first = first;
                for word in words {
                    // Most words are all paper.
                    if *word != [0; 8] {
                        end += list(first, 1, inks(word), &mut by_image[end..end + 8]);
                    }
                    first += 8;
                }
                end += list(first, 1, inks(rest), &mut by_image[end..end + rest.len()]);
                if let Some(place) = ends.next() {
                    *place = end as u32;
                }
            }
            if !counts.is_empty() {
                for entry in &by_image[begin..end] {
                    let count = &mut counts[entry.at as usize];
                    by_pixel[entry.at as usize * self.capacity + *count as usize] =
                        NonZero { at: image, value: entry.value };
                    *count += 1;
                }
            }
        }
    }

    /// Images in the batch.
    pub fn images(&self) -> usize {
        self.images
    }

    /// How many pixels an image has.
    pub(super) fn pixels(&self) -> usize {
        self.pixels
    }

    /// Segments in an image.
    pub(super) fn segments(&self) -> usize {
        self.segments
    }

    /// One segment of an image.
    #[inline(always)]
    pub(super) fn segment(&self, image: usize, segment: usize) -> Ascending<'_> {
        // Entries of images beyond the batch may be those of a batch before.
        assert!(image < self.images && segment < self.segments, "no such segment in the batch");
        let at = image * self.segments + segment;
        let entries = &self.by_image[self.ends[at] as usize..self.ends[at + 1] as usize];
        // SAFETY: `fill` has listed the segment from its first pixel to its last.
        unsafe { Ascending::new_unchecked(entries) }
    }

    /// The images in which a pixel isn't 0, and its value there.
    #[inline(always)]
    fn pixel(&self, pixel: usize) -> Ascending<'_> {
        let entries = &self.by_pixel[pixel * self.capacity..][..self.counts[pixel] as usize];
        // SAFETY: `fill` has gone from the first image to the last.
        unsafe { Ascending::new_unchecked(entries) }
    }
}

fn inks(pixels: &[u8]) -> impl Iterator<Item = f32> {
    pixels.iter().map(|&ink| f32::from(ink) * FULL)
}

/// The first layer, forward: `out = x · w + bias`.
///
/// `x` is `[B, pixels]`, `w` `[pixels, O]`, `bias` `[O]`, `out` `[B, O]`, overwritten. The bits are
/// those of [`dense`](super::dense) on the same pixels divided by 255.
///
/// # Panics
/// If the slices disagree on `B` or `O`: a bug in the caller.
pub fn sparse_dense(x: &SparseInput, w: &[f32], bias: &[f32], out: &mut [f32]) {
    let outputs = bias.len();
    assert_eq!(w.len(), x.pixels * outputs, "w must be [pixels, O]");
    assert_eq!(out.len(), x.images * outputs, "out must be [B, O]");
    for out in out.chunks_exact_mut(outputs) {
        out.copy_from_slice(bias);
    }
    // A band of a segment's weights is used for all images before the next is fetched.
    for band in bands(outputs) {
        for segment in 0..x.segments() {
            for (image, out) in out.chunks_exact_mut(outputs).enumerate() {
                band.add(x.segment(image, segment), w, outputs, out);
            }
        }
    }
}

/// The first layer, backward to some rows of its weights: `d_w += xᵀ · d_out`.
///
/// `x` is `[B, pixels]`, `d_out` `[B, O]`; `d_w` is `[rows, O]`: the rows for the pixels from
/// `first` on, added to. The bits are those of
/// [`dense_weight_gradient`](super::dense_weight_gradient).
///
/// # Panics
/// If the slices disagree on `B` or `O`, or `x` isn't listed by pixel: a bug in the caller.
pub fn sparse_weight_gradient(
    x: &SparseInput,
    d_out: &[f32],
    outputs: usize,
    first: usize,
    d_w: &mut [f32],
) {
    let rows = d_w.len() / outputs;
    assert_eq!(d_w.len(), rows * outputs, "d_w must be [rows, O]");
    assert_eq!(d_out.len(), x.images * outputs, "d_out must be [B, O]");
    assert!(first + rows <= x.counts.len(), "the rows must be pixels of the image, listed");
    for band in bands(outputs) {
        for (pixel, d_w) in (first..).zip(d_w.chunks_exact_mut(outputs)) {
            band.add(x.pixel(pixel), d_out, outputs, d_w);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::plain;
    use super::super::testing::{digits, random, same_bits};
    use super::*;

    #[test]
    fn skipping_paper_gives_the_bits_of_the_plain_loops() {
        let mut failures = Vec::new();
        for batch in [0, 1, 2, 5, 10] {
            for pixels in [1, 3, 7, 8, 9, 16, 784] {
                for outputs in (1..=45).chain([61, 200, 361, 402, 403]) {
                    if pixels > 16 && !matches!(outputs, 1 | 3 | 4 | 41 | 200 | 361) {
                        continue;
                    }
                    let (images, inputs) = digits(batch, pixels, outputs as u64);
                    let (w, bias) = (random(pixels * outputs, 1), random(outputs, 2));
                    let d_out = random(batch * outputs, 3);
                    let mut x = SparseInput::with_capacity(batch, pixels, 28).with_pixels();
                    x.fill(&images);

                    let (mut got, mut want) =
                        (vec![9.0; batch * outputs], vec![8.0; batch * outputs]);
                    sparse_dense(&x, &w, &bias, &mut got);
                    plain::dense(&inputs, &w, &bias, &mut want);
                    if !same_bits(&got, &want) {
                        failures.push(format!("forward at {batch}×{pixels}×{outputs}"));
                    }

                    let (mut got, mut want) = (w.clone(), w);
                    sparse_weight_gradient(&x, &d_out, outputs, 0, &mut got);
                    plain::dense_weight_gradient(&inputs, &d_out, outputs, &mut want);
                    if !same_bits(&got, &want) {
                        failures.push(format!("gradient at {batch}×{pixels}×{outputs}"));
                    }
                }
            }
        }
        assert!(failures.is_empty(), "{failures:?}");
    }

    #[test]
    fn filling_again_forgets_the_batch_before() {
        let mut x = SparseInput::with_capacity(2, 4, 3).with_pixels();
        x.fill(&[255, 255, 255, 255, 1, 2, 3, 4]);
        x.fill(&[0, 255, 0, 0]);
        let mut d_w = [0.0; 4];
        sparse_weight_gradient(&x, &[2.0], 1, 0, &mut d_w);
        assert_eq!((x.images(), d_w), (1, [0.0, 2.0, 0.0, 0.0]));
    }

    #[test]
    #[should_panic(expected = "no such segment in the batch")]
    fn an_image_of_the_batch_before_is_not_in_this_one() {
        let mut x = SparseInput::with_capacity(2, 4, 3);
        x.fill(&[255; 8]);
        x.fill(&[255; 4]);
        x.segment(1, 0);
    }

    #[test]
    fn some_rows_of_the_gradient_are_those_of_the_whole() {
        let (images, _) = digits(6, 9, 4);
        let d_out = random(6 * 5, 5);
        let mut x = SparseInput::with_capacity(6, 9, 4).with_pixels();
        x.fill(&images);
        let mut whole = [0.0; 9 * 5];
        sparse_weight_gradient(&x, &d_out, 5, 0, &mut whole);
        let mut rows = [0.0; 4 * 5];
        sparse_weight_gradient(&x, &d_out, 5, 3, &mut rows);
        assert_eq!(rows, whole[3 * 5..7 * 5]);
    }

    #[test]
    fn bytes_are_those_that_are_allocated() {
        for (images, pixels, segment) in [(0, 1, 1), (1, 784, 28), (100, 784, 196), (7, 10, 4)] {
            let mut x = SparseInput::with_capacity(images, pixels, segment);
            for by_pixel in [false, true] {
                let bytes = size_of_val(&x.by_image[..]) + size_of_val(&x.by_pixel[..]);
                let numbers = size_of_val(&x.ends[..]) + size_of_val(&x.counts[..]);
                let counted = SparseInput::bytes(images as u64, pixels, segment, by_pixel);
                assert_eq!(counted, (bytes + numbers) as u64);
                x = x.with_pixels();
            }
        }
        let most = SparseInput::bytes(u64::MAX, usize::MAX, 1, true);
        assert_eq!(most, u64::MAX, "what 64 bits don't hold is the most they do");
    }
}
