//! The buffers of a shard: what the stages ask for while they are planned, and what they are given.
//!
//! A stage asks the [`Layout`] for each of its buffers once, and keeps the handle. The length of a
//! buffer stands here and nowhere else: what is counted, what is allocated and what is sliced are
//! the same number. Bytes are added up in `u64`, since on wasm `usize` has 32 bits.

use crate::kernels::SparseInput;
use std::marker::PhantomData;

/// Values of each image on their way through the stages; in training, also their gradient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Values(usize);

/// Floats of each image that one stage keeps for itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kept(usize);

/// Positions of each image that one stage keeps for itself.
#[derive(Clone, Copy, Debug)]
pub(super) struct Indices(usize);

/// Floats that one stage keeps, whatever the number of images; zeros at first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fixed(usize);

/// The first so many floats of a buffer that all stages use, one after the other.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scratch(usize);

/// A handle of a buffer with so many numbers for each image.
pub(super) trait Slot: Copy {
    fn index(self) -> usize;
}

macro_rules! slots {
    ($($name:ident),+) => { $(impl Slot for $name { fn index(self) -> usize { self.0 } })+ };
}
slots!(Values, Kept, Indices);

/// Which shards have a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum When {
    /// Those that only read digits, too.
    Always,
    /// Those that train.
    Training,
}

/// How the pixels are listed for a first layer that skips those that are zero.
#[derive(Clone, Copy, Debug)]
struct Sparse {
    pixels: usize,
    segment: usize,
    /// In training, also by pixel.
    by_pixel: bool,
}

/// All buffers that the stages of a plan have asked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Layout {
    values: Vec<usize>,
    kept: Vec<(usize, When)>,
    indices: Vec<usize>,
    fixed: Vec<(usize, When)>,
    scratch: Vec<(usize, When)>,
    sparse: Option<Sparse>,
}

impl Layout {
    pub(super) fn values(&mut self, per_image: usize) -> Values {
        self.values.push(per_image);
        Values(self.values.len() - 1)
    }

    pub(super) fn kept(&mut self, per_image: usize, when: When) -> Kept {
        self.kept.push((per_image, when));
        Kept(self.kept.len() - 1)
    }

    pub(super) fn indices(&mut self, per_image: usize) -> Indices {
        self.indices.push(per_image);
        Indices(self.indices.len() - 1)
    }

    pub(super) fn fixed(&mut self, length: usize, when: When) -> Fixed {
        self.fixed.push((length, when));
        Fixed(self.fixed.len() - 1)
    }

    pub(super) fn scratch(&mut self, length: usize, when: When) -> Scratch {
        self.scratch.push((length, when));
        Scratch(length)
    }

    /// The first layer reads the pixels' bytes, listed in segments; in training `by_pixel`, too.
    pub(super) fn sparse(&mut self, pixels: usize, segment: usize, by_pixel: bool) {
        self.sparse = Some(Sparse { pixels, segment, by_pixel });
    }

    /// Values of one image, in all of their buffers together.
    pub(super) fn values_per_image(&self) -> u64 {
        sum(self.values.iter().copied())
    }

    /// Where the last stage writes.
    pub(super) fn last(&self) -> Values {
        Values(self.values.len() - 1)
    }

    /// Bytes of the buffers for so many images.
    pub(super) fn bytes(&self, images: u64, training: bool) -> u64 {
        let values = self.values_per_image() * if training { 2 } else { 1 };
        let per_image =
            values + sum(wanted(&self.kept, training)) + sum(self.indices.iter().copied());
        let fixed = sum(wanted(&self.fixed, training)) + self.scratch_length(training) as u64;
        let sparse = self.sparse.map_or(0, |Sparse { pixels, segment, by_pixel }| {
            SparseInput::bytes(images, pixels, segment, by_pixel && training)
        });
        4 * (images * per_image + fixed) + sparse
    }

    fn scratch_length(&self, training: bool) -> usize {
        wanted(&self.scratch, training).max().unwrap_or(0)
    }

    /// The buffers for up to so many images.
    pub(super) fn allocate(&self, images: usize, training: bool) -> Buffers {
        let gradients = self.values.iter().map(|&width| if training { width } else { 0 });
        Buffers {
            values: PerImage::new(self.values.iter().copied(), images),
            gradients: PerImage::new(gradients, images),
            kept: PerImage::new(wanted(&self.kept, training), images),
            indices: PerImage::new(self.indices.iter().copied(), images),
            fixed: FixedBuffers(
                wanted(&self.fixed, training).map(|length| vec![0.0; length]).collect(),
            ),
            scratch: ScratchBuffer(vec![0.0; self.scratch_length(training)]),
            pixels: PixelList(self.sparse.map(|Sparse { pixels, segment, by_pixel }| {
                let input = SparseInput::with_capacity(images, pixels, segment);
                if by_pixel && training { input.with_pixels() } else { input }
            })),
        }
    }
}

fn sum(lengths: impl Iterator<Item = usize>) -> u64 {
    lengths.map(|length| length as u64).sum()
}

/// The lengths in a shard for training, or for reading: 0 of what it does without.
fn wanted(all: &[(usize, When)], training: bool) -> impl Iterator<Item = usize> {
    all.iter().map(move |&(length, when)| if training || when == When::Always { length } else { 0 })
}

/// The buffers of a shard. Each field may be read while another one is written to.
#[derive(Clone, Debug)]
pub(super) struct Buffers {
    pub(super) values: PerImage<Values, f32>,
    /// The gradient of the loss with respect to `values`; empty unless the shard trains.
    pub(super) gradients: PerImage<Values, f32>,
    pub(super) kept: PerImage<Kept, f32>,
    pub(super) indices: PerImage<Indices, u32>,
    pub(super) fixed: FixedBuffers,
    pub(super) scratch: ScratchBuffer,
    pub(super) pixels: PixelList,
}

#[cfg(test)]
impl Buffers {
    fn bytes(&self) -> u64 {
        let floats = self.values.length()
            + self.gradients.length()
            + self.kept.length()
            + self.indices.length()
            + sum(self.fixed.0.iter().map(Vec::len))
            + self.scratch.0.len() as u64;
        4 * floats + self.pixels.0.as_ref().map_or(0, SparseInput::allocated)
    }
}

/// Buffers with so many numbers for each image.
#[derive(Clone, Debug)]
pub(super) struct PerImage<S, T> {
    buffers: Vec<Vec<T>>,
    widths: Vec<usize>,
    slot: PhantomData<S>,
}

impl<S: Slot, T: Copy + Default> PerImage<S, T> {
    fn new(widths: impl Iterator<Item = usize>, images: usize) -> Self {
        let widths: Vec<usize> = widths.collect();
        let buffers = widths.iter().map(|width| vec![T::default(); images * width]).collect();
        Self { buffers, widths, slot: PhantomData }
    }

    /// The numbers of the first `images` images, `[images, width]`.
    pub(super) fn of(&self, at: S, images: usize) -> &[T] {
        &self.buffers[at.index()][..images * self.widths[at.index()]]
    }

    /// The same, to write to.
    pub(super) fn of_mut(&mut self, at: S, images: usize) -> &mut [T] {
        &mut self.buffers[at.index()][..images * self.widths[at.index()]]
    }

    /// Two buffers, of which the second was asked for later.
    pub(super) fn pair_mut(&mut self, earlier: S, later: S, images: usize) -> [&mut [T]; 2] {
        let (head, tail) = self.buffers.split_at_mut(later.index());
        let length = |at: S| images * self.widths[at.index()];
        [&mut head[earlier.index()][..length(earlier)], &mut tail[0][..length(later)]]
    }

    #[cfg(test)]
    fn length(&self) -> u64 {
        sum(self.buffers.iter().map(Vec::len))
    }
}

/// Buffers whose length doesn't depend on the images.
#[derive(Clone, Debug)]
pub(super) struct FixedBuffers(Vec<Vec<f32>>);

impl FixedBuffers {
    pub(super) fn of(&self, at: Fixed) -> &[f32] {
        &self.0[at.0]
    }

    pub(super) fn of_mut(&mut self, at: Fixed) -> &mut [f32] {
        &mut self.0[at.0]
    }
}

/// What the stages use one after the other.
#[derive(Clone, Debug)]
pub(super) struct ScratchBuffer(Vec<f32>);

impl ScratchBuffer {
    pub(super) fn of(&mut self, at: Scratch) -> &mut [f32] {
        &mut self.0[..at.0]
    }
}

/// The pixels that aren't zero, where the first layer reads them so.
#[derive(Clone, Debug)]
pub(super) struct PixelList(Option<SparseInput>);

impl PixelList {
    /// Lists the pixels of these images, `[n, pixels]`.
    pub(super) fn fill(&mut self, images: &[u8]) {
        if let Some(list) = &mut self.0 {
            list.fill(images);
        }
    }

    /// The pixels that were listed last.
    pub(super) fn listed(&self) -> &SparseInput {
        self.0.as_ref().expect("a stage that reads pixels has asked for their list")
    }
}

#[cfg(test)]
mod tests {
    use super::super::Plan;
    use crate::train::PRESETS;

    #[test]
    fn what_is_counted_is_what_is_allocated() {
        for preset in PRESETS {
            let plan = Plan::new(&preset.recipe().network).unwrap();
            for (images, training) in [(1, false), (7, false), (1, true), (13, true)] {
                let buffers = plan.layout().allocate(images, training);
                let counted = plan.layout().bytes(images as u64, training);
                assert_eq!(buffers.bytes(), counted, "{} at {images}, {training}", preset.name);
            }
        }
    }
}
