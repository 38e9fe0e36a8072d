//! The inked pixels of a batch, and the first dense layer, which skips paper: four fifths of MNIST's
//! pixels are zeros, and a zero adds nothing to a sum.
#![allow(unsafe_code)]

use crate::simd::F32x4;

/// What a full pixel counts: inputs run from 0 (paper) to 1 (ink).
const FULL: f32 = 1.0 / 255.0;

/// A pixel's place and ink (by image), or an image's number and its ink there (by pixel).
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Ink {
    pub(super) at: u32,
    pub(super) value: f32,
}

/// The inked pixels of a batch of images, listed by image (for the layer forward) and by pixel (for
/// the gradient of its weights).
#[derive(Clone, Debug)]
pub struct Inked {
    pixels: usize,
    /// How many pixels follow each other in one run of an image, and how many runs there are.
    run: usize,
    runs: usize,
    room: usize,
    images: usize,
    by_image: Vec<Ink>,
    /// Where each run of each image ends in `by_image`; the first entry is 0.
    ends: Vec<u32>,
    /// `room` places for each pixel.
    by_pixel: Vec<Ink>,
    /// How many of them are taken.
    counts: Vec<u32>,
}

impl Inked {
    /// Pixels in a run where the caller doesn't care: of a first layer's weights, as many rows of a band
    /// stay in the nearest cache.
    pub const RUN: usize = 112;

    /// Room for `images` images of `pixels` pixels each, so that [`fill`](Self::fill) won't allocate.
    /// The pixels of an image are listed in runs of `run`.
    pub fn with_capacity(images: usize, pixels: usize, run: usize) -> Self {
        let runs = pixels.div_ceil(run.max(1));
        Self {
            pixels,
            run: run.max(1),
            runs,
            room: images,
            images: 0,
            by_image: vec![Ink::default(); images * pixels],
            ends: vec![0; images * runs + 1],
            by_pixel: Vec::new(),
            counts: Vec::new(),
        }
    }

    /// Makes room to list by pixel, too.
    pub fn with_pixels(mut self) -> Self {
        self.by_pixel = vec![Ink::default(); self.room * self.pixels];
        self.counts = vec![0; self.pixels];
        self
    }

    /// Lists the inked pixels of `images`, `[B, pixels]`, 0 for paper to 255 for ink.
    ///
    /// # Panics
    /// If `images` isn't a whole number of images, or there is no room for as many.
    pub fn fill(&mut self, images: &[u8]) {
        assert_eq!(images.len() % self.pixels, 0, "images must be [B, pixels]");
        self.images = images.len() / self.pixels;
        assert!(self.images <= self.room, "there is no room for {} images", self.images);
        self.counts.fill(0);
        let mut end = 0;
        let mut number = 1;
        for (image, pixels) in (0..).zip(images.chunks_exact(self.pixels)) {
            for (first, run) in (0..).step_by(self.run).zip(pixels.chunks(self.run)) {
                let (words, rest) = run.as_chunks::<8>();
                let mut first = first;
                for word in words {
                    // Most words are all paper.
                    if *word != [0; 8] {
                        end = self.list(image, first, word, end);
                    }
                    first += 8;
                }
                end = self.list(image, first, rest, end);
                self.ends[number] = end;
                number += 1;
            }
        }
    }

    /// Lists some pixels side by side: every one is written down, and counts if it is inked. There's no
    /// branch, since nobody could guess it.
    #[inline(always)]
    fn list(&mut self, image: u32, first: u32, pixels: &[u8], mut end: u32) -> u32 {
        for (at, &ink) in (first..).zip(pixels) {
            let (value, counts) = (f32::from(ink) * FULL, u32::from(ink != 0));
            self.by_image[end as usize] = Ink { at, value };
            end += counts;
            if !self.counts.is_empty() {
                let count = &mut self.counts[at as usize];
                self.by_pixel[at as usize * self.room + *count as usize] = Ink { at: image, value };
                *count += counts;
            }
        }
        end
    }

    /// Images in the batch.
    pub fn images(&self) -> usize {
        self.images
    }

    /// How many pixels an image has.
    pub(super) fn pixels(&self) -> usize {
        self.pixels
    }

    /// Runs in an image.
    pub(super) fn runs(&self) -> usize {
        self.runs
    }

    /// The inked pixels of one run of an image.
    #[inline(always)]
    pub(super) fn run(&self, image: usize, run: usize) -> &[Ink] {
        let at = image * self.runs + run;
        &self.by_image[self.ends[at] as usize..self.ends[at + 1] as usize]
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
    // A band of a run's weights is used for all images before the next is fetched.
    for band in bands(outputs) {
        for run in 0..inked.runs() {
            for (image, out) in out.chunks_exact_mut(outputs).enumerate() {
                band.add(inked.run(image, run), w, outputs, out);
            }
        }
    }
}

/// Fully connected layer, forward, for one row that has many zeros: `out = x · w + bias`.
///
/// `x` is `[I]`, `w` `[I, O]`, `bias` and `out` `[O]`, overwritten. The bits are those of
/// [`dense`](super::dense).
pub(super) fn skipping_dense(x: &[f32], w: &[f32], bias: &[f32], out: &mut [f32]) {
    out.copy_from_slice(bias);
    let mut list = [Ink::default(); 512];
    let mut first = 0;
    for part in x.chunks(list.len()) {
        let mut end = 0;
        for (at, &value) in (first..).zip(part) {
            list[end] = Ink { at, value };
            end += usize::from(value != 0.0);
        }
        for band in bands(out.len()) {
            band.add(&list[..end], w, out.len(), out);
        }
        first += part.len() as u32;
    }
}

/// The first layer, backward to some rows of its weights: `d_w += xᵀ · d_out`, where `x` is `inked`.
///
/// `d_out` is `[B, O]`; `d_w` is `[rows, O]`: the rows for the pixels from `first` on, added to.
/// The bits are those of [`dense_weight_gradient`](super::dense_weight_gradient).
///
/// # Panics
/// If the slices disagree on `B` or `O`, or `inked` has no room to list by pixel: a bug in the caller.
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
    assert!(first + rows <= inked.counts.len(), "the rows must be pixels of the image, listed");
    for band in bands(outputs) {
        for (pixel, d_w) in (first..).zip(d_w.chunks_exact_mut(outputs)) {
            let from = pixel * inked.room;
            let inks = &inked.by_pixel[from..from + inked.counts[pixel] as usize];
            band.add(inks, d_out, outputs, d_w);
        }
    }
}

/// Columns of a product whose sums are held in registers: `vectors` times four from `column` on. The last
/// four begin `skip` columns early, where the width is no multiple of four.
#[derive(Clone, Copy)]
struct Band {
    column: usize,
    vectors: usize,
    skip: usize,
}

/// Ten sums, the ink and a product leave some of the 15 registers that browsers have for `simd128`.
const WIDEST: usize = 10;

/// As few bands as do, all about as wide: so none is a single vector that would overlap the band before.
fn bands(width: usize) -> impl Iterator<Item = Band> {
    let vectors = width.div_ceil(4);
    let each = vectors.div_ceil(vectors.div_ceil(WIDEST).max(1)).max(1);
    (0..vectors).step_by(each).map(move |first| {
        let vectors = each.min(vectors - first);
        let column = 4 * first;
        Band { column, vectors, skip: (column + 4 * vectors).saturating_sub(width) }
    })
}

impl Band {
    /// `out += Σ ink · matrix[at]`, in these columns; `matrix` has rows of `width`.
    #[inline(always)]
    fn add(self, inks: &[Ink], matrix: &[f32], width: usize, out: &mut [f32]) {
        if inks.is_empty() {
            return;
        }
        if width < 4 {
            for ink in inks {
                for column in self.column..width {
                    out[column] += ink.value * matrix[ink.at as usize * width + column];
                }
            }
            return;
        }
        match self.vectors {
            1 => self.add_vectors::<1>(inks, matrix, width, out),
            2 => self.add_vectors::<2>(inks, matrix, width, out),
            3 => self.add_vectors::<3>(inks, matrix, width, out),
            4 => self.add_vectors::<4>(inks, matrix, width, out),
            5 => self.add_vectors::<5>(inks, matrix, width, out),
            6 => self.add_vectors::<6>(inks, matrix, width, out),
            7 => self.add_vectors::<7>(inks, matrix, width, out),
            8 => self.add_vectors::<8>(inks, matrix, width, out),
            9 => self.add_vectors::<9>(inks, matrix, width, out),
            _ => self.add_vectors::<WIDEST>(inks, matrix, width, out),
        }
    }

    fn add_vectors<const VECTORS: usize>(
        self,
        inks: &[Ink],
        matrix: &[f32],
        width: usize,
        out: &mut [f32],
    ) {
        if self.skip == 0 {
            self.add_exactly::<VECTORS, true>(inks, matrix, width, out);
        } else {
            self.add_exactly::<VECTORS, false>(inks, matrix, width, out);
        }
    }

    /// `EVEN`: without a `skip`.
    fn add_exactly<const VECTORS: usize, const EVEN: bool>(
        self,
        inks: &[Ink],
        matrix: &[f32],
        width: usize,
        out: &mut [f32],
    ) {
        let place = |v: usize| 4 * v - if EVEN || v + 1 < VECTORS { 0 } else { self.skip };
        let length = 4 * VECTORS - self.skip;
        let out = &mut out[self.column..][..length];
        // Ascending, so the last is the largest: one check stands for all.
        let largest = inks[inks.len() - 1].at as usize;
        assert!(largest * width + self.column + length <= matrix.len(), "ink is past the matrix");
        let matrix = matrix[self.column..].as_ptr();
        // SAFETY: `out` is `length` long, where the last vector ends.
        let mut sums: [F32x4; VECTORS] = std::array::from_fn(|v| unsafe {
            F32x4::load(&*out.as_ptr().add(place(v)).cast::<[f32; 4]>())
        });
        for ink in inks {
            debug_assert!(ink.at as usize <= largest);
            let value = F32x4::splat(ink.value);
            // SAFETY: `at` is at most `largest`, whose band the assert above found in `matrix`.
            let band = unsafe { matrix.add(ink.at as usize * width) };
            for (v, sum) in sums.iter_mut().enumerate() {
                // SAFETY: all of the band's vectors, the last one too, end within it.
                let four = unsafe { &*band.add(place(v)).cast::<[f32; 4]>() };
                *sum = *sum + value * F32x4::load(four);
            }
        }
        for (v, sum) in sums.iter().enumerate() {
            // SAFETY: as for the loads above. Where the last vector overlaps the one before, both hold the
            // same sums.
            sum.store(unsafe { &mut *out.as_mut_ptr().add(place(v)).cast::<[f32; 4]>() });
        }
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
                for outputs in [1, 3, 4, 5, 10, 16, 23, 40, 41, 61, 200] {
                    let images = images(batch, pixels, &mut rng);
                    let x: Vec<f32> = images.iter().map(|&ink| f32::from(ink) * FULL).collect();
                    let mut draw = |n: usize| (0..n).map(|_| rng.symmetric()).collect::<Vec<_>>();
                    let (w, bias, d_out) =
                        (draw(pixels * outputs), draw(outputs), draw(batch * outputs));
                    let mut inked = Inked::with_capacity(batch, pixels, 28).with_pixels();
                    inked.fill(&images);

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
        let mut inked = Inked::with_capacity(2, 4, 3).with_pixels();
        inked.fill(&[255, 255, 255, 255, 1, 2, 3, 4]);
        inked.fill(&[0, 255, 0, 0]);
        let mut d_w = [0.0; 4];
        sparse_weight_gradient(&inked, &[2.0], 1, 0, &mut d_w);
        assert_eq!((inked.images(), d_w), (1, [0.0, 2.0, 0.0, 0.0]));
    }

    #[test]
    fn some_rows_of_the_gradient_are_those_of_the_whole() {
        let mut rng = Rng::new(4, Purpose::Weights { tensor: 0 });
        let images = images(6, 9, &mut rng);
        let d_out: Vec<f32> = (0..6 * 5).map(|_| rng.symmetric()).collect();
        let mut inked = Inked::with_capacity(6, 9, 4).with_pixels();
        inked.fill(&images);
        let mut whole = [0.0; 9 * 5];
        sparse_weight_gradient(&inked, &d_out, 5, 0, &mut whole);
        let mut part = [0.0; 4 * 5];
        sparse_weight_gradient(&inked, &d_out, 5, 3, &mut part);
        assert_eq!(part, whole[3 * 5..7 * 5]);
    }
}
