//! Dense layers that skip zeros, since a zero adds nothing to a sum: four fifths of MNIST's pixels are paper,
//! and a ReLU leaves about as many zeros as other values behind it.
//!
//! The first layer's pixels are listed once a step ([`SparseInput`]); what a ReLU has left is listed on the stack, a
//! tile at a time. Either way a list of what isn't zero says which rows of a matrix are added up, in
//! registers, a band of columns at a time. That takes a quarter longer for each product than a tile of
//! [`gemm`](super::gemm), where what is loaded is used for several rows.
//!
//! What is skipped changes no bit of a sum of finite numbers, but that one which begins at −0 may stay so. A zero
//! times an infinity would be no number, and is skipped as well, or isn't: whether zeros are many enough is asked for
//! each shard. So of a net whose weights have run away to infinity the bits promise nothing; its loss stops
//! it, at the latest where an image has something there.
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
pub struct SparseInput {
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

impl SparseInput {
    /// Pixels in a run where the caller doesn't care: of a first layer's weights, as many rows of a band, 31 kB, stay in
    /// the nearest cache or next to it; shorter runs would have to begin with their sums anew more often.
    pub const RUN: usize = 196;

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
        // Slices of their own, so that the compiler sees that no list is written over by another.
        let Self { by_image, ends, by_pixel, counts, .. } = self;
        let mut end = 0;
        let mut runs = ends[1..].iter_mut();
        for (image, pixels) in (0..).zip(images.chunks_exact(self.pixels)) {
            let begin = end;
            for (first, run) in (0..).step_by(self.run).zip(pixels.chunks(self.run)) {
                let (words, rest) = run.as_chunks::<8>();
                let mut first = first;
                for word in words {
                    // Most words are all paper.
                    if *word != [0; 8] {
                        end += list(first, word, &mut by_image[end..end + 8]);
                    }
                    first += 8;
                }
                end += list(first, rest, &mut by_image[end..end + rest.len()]);
                if let Some(run) = runs.next() {
                    *run = end as u32;
                }
            }
            if !counts.is_empty() {
                for ink in &by_image[begin..end] {
                    let count = &mut counts[ink.at as usize];
                    by_pixel[ink.at as usize * self.room + *count as usize] =
                        Ink { at: image, value: ink.value };
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

/// Lists some pixels side by side, and counts those that are inked: every one is written down, and the next is
/// written over it unless it counts. There's no branch, since nobody could guess it.
#[inline(always)]
fn list(first: u32, pixels: &[u8], inks: &mut [Ink]) -> usize {
    let mut count = 0;
    for (at, &ink) in (first..).zip(pixels) {
        inks[count] = Ink { at, value: f32::from(ink) * FULL };
        count += usize::from(ink != 0);
    }
    count
}

/// The first layer, forward: `out = x · w + bias`, where `x` is `inked`.
///
/// `w` is `[pixels, O]`, `bias` `[O]`, `out` `[B, O]`, overwritten. The bits are those of
/// [`dense`](super::dense) on the same pixels divided by 255.
///
/// # Panics
/// If the slices disagree on `B` or `O`: a bug in the caller.
pub fn sparse_dense(inked: &SparseInput, w: &[f32], bias: &[f32], out: &mut [f32]) {
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

/// How many values of a row, or rows of a batch, are listed together: a band of as many rows of the other factor
/// stays in the nearest cache.
pub(super) const LISTED: usize = 112;

/// How many lists are made before they are used, so that what is fetched for one serves all.
pub(super) const TOGETHER: usize = 32;

/// Whether so many of the values are zeros that to skip them pays. Every fourth row is asked.
pub(super) fn has_many_zeros<'a>(rows: impl Iterator<Item = &'a [f32]>) -> bool {
    let (mut values, mut kept) = (0, F32x4::splat(0.0));
    for row in rows.step_by(4) {
        let (whole, _) = row.as_chunks::<4>();
        values += 4 * whole.len();
        for four in whole {
            let one = F32x4::splat(1.0);
            kept = kept + one.zero_unless_greater(F32x4::load(four).abs(), F32x4::splat(0.0));
        }
    }
    // Where there are so many that a lane has run out of digits, it has counted too few: they are skipped.
    kept.to_array().iter().sum::<f32>() < 0.6 * values as f32
}

/// `out += x · w`, where `x` has many zeros, which are skipped.
///
/// `x` is `[B, I]`, `w` `[I, O]`, `out` `[B, O]`. `ROWS` of `x` are taken together, and of each `LENGTH` values.
pub(super) fn multiply_skipping<const ROWS: usize, const LENGTH: usize>(
    x: &[f32],
    inputs: usize,
    w: &[f32],
    outputs: usize,
    out: &mut [f32],
) {
    let mut lists = [[Ink::default(); LENGTH]; ROWS];
    let mut counts = [0; ROWS];
    for (x, out) in x.chunks(ROWS * inputs).zip(out.chunks_mut(ROWS * outputs)) {
        for first in (0..inputs).step_by(LENGTH) {
            let end = inputs.min(first + LENGTH);
            for ((row, list), count) in x.chunks_exact(inputs).zip(&mut lists).zip(&mut counts) {
                *count = 0;
                for (at, &value) in (first as u32..).zip(&row[first..end]) {
                    list[*count] = Ink { at, value };
                    *count += usize::from(value != 0.0);
                }
            }
            for band in bands(outputs) {
                let rows = out.chunks_exact_mut(outputs).zip(&lists).zip(&counts);
                for ((out, list), &count) in rows {
                    band.add(&list[..count], w, outputs, out);
                }
            }
        }
    }
}

/// `d_w += xᵀ · d_out` for some columns of `x`, which has many zeros, which are skipped.
///
/// `x` is `[B, I]`, `d_out` `[B, O]`, `d_w` `[rows, O]`: for the columns of `x` from `first` on.
pub(super) fn gemm_tn_skipping(
    x: &[f32],
    inputs: usize,
    d_out: &[f32],
    outputs: usize,
    first: usize,
    d_w: &mut [f32],
) {
    let mut lists = [[Ink::default(); LISTED]; TOGETHER];
    let mut counts = [0; TOGETHER];
    for (x, d_out) in x.chunks(LISTED * inputs).zip(d_out.chunks(LISTED * outputs)) {
        let columns = (first..).step_by(TOGETHER);
        for (first, d_w) in columns.zip(d_w.chunks_mut(TOGETHER * outputs)) {
            let columns = first..first + d_w.len() / outputs;
            for (column, (list, count)) in columns.zip(lists.iter_mut().zip(&mut counts)) {
                *count = 0;
                for (at, row) in (0..).zip(x.chunks_exact(inputs)) {
                    let value = row[column];
                    list[*count] = Ink { at, value };
                    *count += usize::from(value != 0.0);
                }
            }
            for band in bands(outputs) {
                let rows = d_w.chunks_exact_mut(outputs).zip(&lists).zip(&counts);
                for ((d_w, list), &count) in rows {
                    band.add(&list[..count], d_out, outputs, d_w);
                }
            }
        }
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
    inked: &SparseInput,
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
            10 => self.add_vectors::<10>(inks, matrix, width, out),
            11 => self.add_vectors::<11>(inks, matrix, width, out),
            12 => self.add_vectors::<12>(inks, matrix, width, out),
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
        let mut add = |ink: &Ink| {
            debug_assert!(ink.at as usize <= largest);
            let value = F32x4::splat(ink.value);
            // SAFETY: `at` is at most `largest`, whose band the assert above found in `matrix`.
            let band = unsafe { matrix.add(ink.at as usize * width) };
            for (v, sum) in sums.iter_mut().enumerate() {
                // SAFETY: all of the band's vectors, the last one too, end within it.
                let four = unsafe { &*band.add(place(v)).cast::<[f32; 4]>() };
                *sum = *sum + value * F32x4::load(four);
            }
        };
        // Two at a time: a loop's turn costs as much as one or two of its vectors.
        let (pairs, odd) = inks.as_chunks::<2>();
        for pair in pairs {
            add(&pair[0]);
            add(&pair[1]);
        }
        odd.iter().for_each(add);
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
                    if cfg!(miri) && batch * pixels * outputs > 200 {
                        continue;
                    }
                    let images = images(batch, pixels, &mut rng);
                    let x: Vec<f32> = images.iter().map(|&ink| f32::from(ink) * FULL).collect();
                    let mut draw = |n: usize| (0..n).map(|_| rng.symmetric()).collect::<Vec<_>>();
                    let (w, bias, d_out) =
                        (draw(pixels * outputs), draw(outputs), draw(batch * outputs));
                    let mut inked = SparseInput::with_capacity(batch, pixels, 28).with_pixels();
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
        let mut inked = SparseInput::with_capacity(2, 4, 3).with_pixels();
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
        let mut inked = SparseInput::with_capacity(6, 9, 4).with_pixels();
        inked.fill(&images);
        let mut whole = [0.0; 9 * 5];
        sparse_weight_gradient(&inked, &d_out, 5, 0, &mut whole);
        let mut part = [0.0; 4 * 5];
        sparse_weight_gradient(&inked, &d_out, 5, 3, &mut part);
        assert_eq!(part, whole[3 * 5..7 * 5]);
    }

    /// Random numbers, of which some are zeros, of either sign.
    fn with_zeros(length: usize, zeros: f32, rng: &mut Rng) -> Vec<f32> {
        let mut draw = |i: usize| {
            let value = rng.symmetric();
            if rng.unit() < zeros { if i.is_multiple_of(2) { 0.0 } else { -0.0 } } else { value }
        };
        (0..length).map(&mut draw).collect()
    }

    fn same_bits(got: &[f32], want: &[f32]) -> bool {
        got.len() == want.len() && got.iter().zip(want).all(|(a, b)| a.to_bits() == b.to_bits())
    }

    #[test]
    fn skipping_zeros_gives_the_bits_of_the_plain_loops() {
        let mut rng = Rng::new(5, Purpose::Weights { tensor: 0 });
        let mut failures = Vec::new();
        // Both sides of a list's end and of what is listed together.
        for batch in [0, 1, 3, 32, 33, 113] {
            for inputs in [1, 5, 33, 112, 113, 225] {
                for outputs in [1, 3, 4, 10, 41, 60] {
                    for zeros in [0.0, 0.5, 1.0] {
                        if cfg!(miri) && batch * inputs * outputs > 400 {
                            continue;
                        }
                        let x = with_zeros(batch * inputs, zeros, &mut rng);
                        let w = with_zeros(inputs * outputs, 0.0, &mut rng);
                        let bias = with_zeros(outputs, 0.0, &mut rng);
                        let d_out = with_zeros(batch * outputs, 0.5, &mut rng);
                        let mut check = |name, got: Vec<f32>, want: Vec<f32>| {
                            if !same_bits(&got, &want) {
                                let size = format!("{batch}×{inputs}×{outputs}");
                                failures.push(format!("{name} at {size}, {zeros} of them zeros"));
                            }
                        };

                        let mut want = vec![9.0; batch * outputs];
                        plain::dense(&x, &w, &bias, &mut want);
                        let mut got = bias.repeat(batch);
                        multiply_skipping::<TOGETHER, LISTED>(&x, inputs, &w, outputs, &mut got);
                        check("forward", got, want.clone());
                        let mut got = bias.repeat(batch);
                        multiply_skipping::<1, 512>(&x, inputs, &w, outputs, &mut got);
                        check("forward, one by one,", got, want);

                        let (mut got, mut want) = (w.clone(), w);
                        plain::dense_weight_gradient(&x, &d_out, outputs, &mut want);
                        let (first, rest) = got.split_at_mut(inputs / 2 * outputs);
                        gemm_tn_skipping(&x, inputs, &d_out, outputs, 0, first);
                        gemm_tn_skipping(&x, inputs, &d_out, outputs, inputs / 2, rest);
                        check("gradient", got, want);
                    }
                }
            }
        }
        assert!(failures.is_empty(), "{failures:?}");
    }

    #[test]
    fn zeros_are_many_where_skipping_them_pays() {
        let mut rng = Rng::new(6, Purpose::Weights { tensor: 0 });
        for (zeros, many) in [(0.0, false), (0.3, false), (0.5, true), (1.0, true)] {
            let x = with_zeros(100 * 200, zeros, &mut rng);
            assert_eq!(has_many_zeros(x.chunks_exact(200)), many, "{zeros} of them are zeros");
        }
        assert!(!has_many_zeros(std::iter::empty()));
        assert!(!has_many_zeros([[0.0; 3].as_slice()].into_iter()), "too few to ask");
    }

    #[test]
    fn what_is_no_number_is_not_skipped() {
        let mut out = [0.0];
        multiply_skipping::<1, 512>(&[0.0, f32::NAN], 2, &[1.0, 0.0], 1, &mut out);
        assert!(out[0].is_nan());
        let mut d_w = [0.0; 2];
        gemm_tn_skipping(&[0.0, f32::NAN], 2, &[0.0], 1, 0, &mut d_w);
        assert!(d_w[0] == 0.0 && d_w[1].is_nan());
    }
}
