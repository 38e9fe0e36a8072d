//! What the last layer of a net is given of a digit, and what it makes of it.

use crate::data::{Augment, LabelledDigits};
use crate::kernels::{argmax, dense, softmax};
use crate::net::{Network, Plan, Shard};
use crate::rng::{Purpose, Rng};

/// The same for everybody: the same lessons give the same net.
pub(super) const SEED: u64 = 0;
/// How far copies may differ from what was drawn: the same hand on another day.
const VARIED: Augment =
    Augment { rotate: 8.0, scale: 0.08, shear: 0.12, shift: 1.0, bend: 0.0, share: 1.0 };

/// A net whose last layer is to change.
#[derive(Clone, Debug)]
pub(super) struct LastLayer {
    pub(super) plan: Plan,
    /// All weights, before any lesson.
    pub(super) weights: Vec<f32>,
    /// Where the last layer begins among them: `[features, classes]`, its biases the last row.
    pub(super) start: usize,
    pub(super) shard: Shard,
}

/// Digits as the last layer sees them.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    /// `[n, features]`, the last of them a 1 for the biases.
    pub(super) features: Vec<f32>,
    pub(super) labels: Vec<u8>,
}

impl LastLayer {
    /// Its weights and biases before any lesson.
    pub(super) fn first(&self) -> &[f32] {
        &self.weights[self.start..]
    }

    /// How many numbers it is given, the constant included.
    pub(super) fn features(&self) -> usize {
        self.first().len() / self.plan.classes()
    }

    /// What it sees of `copies` of each of some digits, the digit as it is the first of them; the
    /// others are moved about a little, each by its `number`.
    pub(super) fn see(
        &mut self,
        digits: &LabelledDigits,
        which: &[usize],
        copies: usize,
        number: &mut u32,
    ) -> Seen {
        let all = digits.images().as_slice().expect("LabelledDigits keeps a standard layout");
        let (pixels, columns) = (self.plan.pixels(), digits.size().1);
        let which: Vec<(usize, usize)> =
            which.iter().flat_map(|&i| (0..copies).map(move |copy| (i, copy))).collect();
        let mut images = vec![0; self.shard.capacity() * pixels];
        let mut features = Vec::with_capacity(which.len() * self.features());
        for some in which.chunks(self.shard.capacity()) {
            let images = &mut images[..some.len() * pixels];
            for (&(i, copy), image) in some.iter().zip(images.chunks_exact_mut(pixels)) {
                *number += 1;
                let drawn = &all[i * pixels..][..pixels];
                if copy == 0 {
                    image.copy_from_slice(drawn);
                } else {
                    let mut rng = Rng::new(SEED, Purpose::Copy { number: *number });
                    VARIED.apply(drawn, columns, &mut rng, image);
                }
            }
            self.shard.forward(&self.plan, &self.weights, images);
            for row in self.shard.features(&self.plan, images).chunks_exact(self.features() - 1) {
                features.extend_from_slice(row);
                features.push(1.0);
            }
        }
        Seen { features, labels: which.iter().map(|&(i, _)| digits.labels()[i]).collect() }
    }
}

impl Seen {
    /// The logits of a last layer with these weights, `[n, classes]`.
    pub(super) fn logits(&self, layer: &[f32]) -> Vec<f32> {
        let mut logits = vec![0.0; self.labels.len() * Network::CLASSES];
        // The biases are among the weights: their feature is always 1.
        dense(&self.features, layer, &[0.0; Network::CLASSES], &mut logits);
        logits
    }

    /// Its probabilities, `[n, classes]`.
    pub(super) fn answers(&self, layer: &[f32]) -> Vec<f32> {
        let mut answers = self.logits(layer);
        answers.chunks_exact_mut(Network::CLASSES).for_each(|row| {
            softmax(row);
        });
        answers
    }

    /// How many of the digits it misreads.
    pub(super) fn misread(&self, layer: &[f32]) -> i32 {
        let logits = self.logits(layer);
        let rows = logits.chunks_exact(Network::CLASSES).zip(&self.labels);
        rows.filter(|&(row, &label)| argmax(row) != usize::from(label)).count() as i32
    }
}
