//! A net with its buffers, that reads one digit at a time or many.

use super::capacity::images_that_fit;
use crate::budget::Need;
use crate::file::{Model, ModelError};
use crate::kernels::softmax;
use crate::net::{Network, Plan, Shard};
use std::collections::VecDeque;

/// Digits that [`Reader::all_probabilities`] reads at a time, where they fit: as many as a step of
/// training has.
pub(super) const SLICE: usize = 100;
/// So few of them are read one after the other: buffers for a slice would take longer to make.
const FEW: usize = 4;
/// Readings that [`Reader::probabilities_kept`] keeps: a drawing's as a whole, and those of eight
/// digits in it.
const KEPT: usize = 9;

/// A net that reads digits, one at a time or many, with its buffers planned.
#[derive(Clone, Debug)]
pub struct Reader {
    plan: Plan,
    weights: Vec<f32>,
    shard: Shard,
    /// For many digits at once; most readers are never asked for that.
    slice: Option<Shard>,
    /// Images with their probabilities, the newest first.
    kept: VecDeque<(Vec<u8>, Vec<f32>)>,
}

impl Reader {
    /// A reader for a net and its weights, in the order of [`Plan::tensors`].
    ///
    /// # Errors
    /// A [`ModelError`] if the network is none or the weights don't fit it.
    pub fn new(network: &Network, weights: Vec<f32>) -> Result<Self, ModelError> {
        let plan = Plan::new(network)?;
        check_count(&plan, &weights)?;
        let shard = Shard::for_inference(&plan, 1);
        Ok(Self { plan, weights, shard, slice: None, kept: VecDeque::new() })
    }

    /// A reader for a model's net.
    ///
    /// # Errors
    /// A [`ModelError`] if the network is none or the weights don't fit it.
    pub fn of(model: &Model) -> Result<Self, ModelError> {
        Self::new(&model.network, model.weights())
    }

    /// Takes over other weights; without a new plan where the network is the same.
    ///
    /// # Errors
    /// A [`ModelError`] if the network is none or the weights don't fit it; then nothing changes.
    pub fn adopt(&mut self, network: &Network, weights: Vec<f32>) -> Result<(), ModelError> {
        if network == self.plan.network() {
            return self.adopt_weights(weights);
        }
        *self = Self::new(network, weights)?;
        Ok(())
    }

    /// Takes over other weights of the same network.
    ///
    /// # Errors
    /// [`ModelError::WeightCount`]; then nothing changes.
    pub fn adopt_weights(&mut self, weights: Vec<f32>) -> Result<(), ModelError> {
        check_count(&self.plan, &weights)?;
        self.weights = weights;
        self.kept.clear();
        Ok(())
    }

    /// The probabilities of the classes, in order. `image` is 0 for paper to 255 for ink, row by
    /// row.
    ///
    /// # Panics
    /// If the image isn't as large as the plan says.
    pub fn probabilities(&mut self, image: &[u8]) -> Vec<f32> {
        assert_eq!(image.len(), self.plan.pixels(), "the image is of another size");
        self.shard.forward(&self.plan, &self.weights, image);
        let mut row = self.shard.outputs(&self.plan).to_vec();
        softmax(&mut row);
        row
    }

    /// [`probabilities`](Self::probabilities), which aren't worked out again for the images that
    /// were asked about last: while a digit is drawn beside others, those stand still.
    ///
    /// # Panics
    /// If the image isn't as large as the plan says.
    pub fn probabilities_kept(&mut self, image: &[u8]) -> &[f32] {
        let kept = match self.kept.iter().position(|(seen, _)| seen == image) {
            Some(at) => self.kept.remove(at),
            None => Some((image.to_vec(), self.probabilities(image))),
        };
        self.kept.truncate(KEPT - 1);
        self.kept.extend(kept);
        self.kept.rotate_right(1);
        self.kept.front().map_or(&[], |(_, probabilities)| probabilities)
    }

    /// The probabilities of many images, `[n, pixels]`, as `[n, classes]`; those of each are what
    /// [`probabilities`](Self::probabilities) gives, bit by bit.
    ///
    /// # Panics
    /// If `images` isn't a whole number of images of the plan's size.
    pub fn all_probabilities(&mut self, images: &[u8]) -> Vec<f32> {
        let mut all = self.all_logits(images);
        for row in all.chunks_exact_mut(self.plan.classes()) {
            softmax(row);
        }
        all
    }

    /// The logits of many images, `[n, pixels]`, as `[n, classes]`: what softmax makes
    /// probabilities of.
    ///
    /// # Panics
    /// If `images` isn't a whole number of images of the plan's size.
    pub fn all_logits(&mut self, images: &[u8]) -> Vec<f32> {
        let (pixels, classes) = (self.plan.pixels(), self.plan.classes());
        assert_eq!(images.len() % pixels, 0, "images must be [n, pixels]");
        let mut all = Vec::with_capacity(images.len() / pixels * classes);
        if images.len() <= FEW * pixels {
            for image in images.chunks_exact(pixels) {
                self.shard.forward(&self.plan, &self.weights, image);
                all.extend_from_slice(self.shard.outputs(&self.plan));
            }
            return all;
        }
        let slice = self.slice.get_or_insert_with(|| {
            let weights = Need { what: "the weights", bytes: 4 * self.weights.len() as u64 };
            Shard::for_inference(
                &self.plan,
                images_that_fit(&self.plan, SLICE, &[weights]).unwrap_or(1),
            )
        });
        for images in images.chunks(slice.capacity() * pixels) {
            slice.forward(&self.plan, &self.weights, images);
            all.extend_from_slice(slice.outputs(&self.plan));
        }
        all
    }

    /// What each layer hands on of one image, one after the other, as long as [`Plan::outputs`]
    /// say; of the last one, the logits.
    ///
    /// # Panics
    /// If the image isn't as large as the plan says.
    pub fn layers(&mut self, image: &[u8]) -> Vec<f32> {
        assert_eq!(image.len(), self.plan.pixels(), "the image is of another size");
        self.shard.forward(&self.plan, &self.weights, image);
        let outputs = self.plan.outputs().iter();
        outputs.flat_map(|&output| self.shard.activations(output)).copied().collect()
    }

    /// The net's weights, in the order of [`Plan::tensors`].
    pub fn weights(&self) -> &[f32] {
        &self.weights
    }

    /// The net's plan.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }
}

/// Whether these are as many weights as the network has.
fn check_count(plan: &Plan, weights: &[f32]) -> Result<(), ModelError> {
    let (found, expected) = (weights.len(), plan.parameters());
    if found == expected { Ok(()) } else { Err(ModelError::WeightCount { found, expected }) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{Network, initialise};
    use crate::rng::{Purpose, Rng};

    #[test]
    fn what_the_layers_hand_on_is_what_the_next_one_gets() {
        let network: Network = serde_json::from_str(
            r#"{"layers":[{"conv":{"filters":3,"kernel":3,"stride":2,"activation":"relu"}},{"dropout":{"keep":0.5}},
                {"dense":{"units":10}}]}"#,
        )
        .unwrap();
        let plan = Plan::new(&network).unwrap();
        let weights = initialise(&plan, 1);
        let mut reader = Reader::new(&network, weights.clone()).unwrap();
        let mut rng = Rng::new(1, Purpose::Weights { tensor: 0 });
        let image: Vec<u8> = (0..784).map(|_| rng.bits() as u8).collect();
        let values = reader.layers(&image);
        let lengths = plan.outputs().iter().map(|output| output.shape.iter().product::<usize>());
        assert_eq!(lengths.collect::<Vec<_>>(), [14 * 14 * 3, 14 * 14 * 3, 10]);
        assert_eq!(values[..588], values[588..1176], "dropout does nothing to a net that reads");
        let dense = &plan.tensors()[2];
        for (unit, logit) in values[1176..].iter().enumerate() {
            let weights = weights[dense.range.clone()].chunks_exact(10).map(|row| row[unit]);
            let sum: f32 = values[588..1176].iter().zip(weights).map(|(x, w)| x * w).sum();
            assert!((sum - logit).abs() < 1e-3, "unit {unit}: {sum} for {logit}");
        }
        let mut probabilities = values[1176..].to_vec();
        softmax(&mut probabilities);
        assert_eq!(probabilities, reader.probabilities(&image));
    }

    #[test]
    fn a_kept_reading_is_the_one_that_would_be_worked_out_whichever_net_reads() {
        let network: Network =
            serde_json::from_str(r#"{"layers":[{"dense":{"units":10}}]}"#).unwrap();
        let plan = Plan::new(&network).unwrap();
        let mut reader = Reader::new(&network, initialise(&plan, 1)).unwrap();
        let mut rng = Rng::new(1, Purpose::Weights { tensor: 0 });
        let images: Vec<[u8; 784]> =
            (0..2 * KEPT).map(|_| std::array::from_fn(|_| rng.bits() as u8)).collect();
        for seed in [1, 2] {
            reader.adopt_weights(initialise(&plan, seed)).unwrap();
            // More than are kept, some of them soon again and some late.
            for i in (0..images.len()).chain([0, 17, 17, 16, 9, 0]).chain(0..images.len()) {
                let read = reader.probabilities(&images[i]);
                assert_eq!(reader.probabilities_kept(&images[i]), read, "image {i}, net {seed}");
                assert!(reader.kept.len() <= KEPT);
            }
        }
    }

    #[test]
    fn digits_read_together_get_the_bits_they_get_alone() {
        let network: Network = serde_json::from_str(
            r#"{"layers":[{"dense":{"units":13,"activation":"relu"}},{"dense":{"units":10}}]}"#,
        )
        .unwrap();
        let weights = initialise(&Plan::new(&network).unwrap(), 1);
        let mut reader = Reader::new(&network, weights).unwrap();
        let mut rng = Rng::new(1, Purpose::Weights { tensor: 0 });
        // Both sides of a few's end, and of a slice's.
        for count in [0, 1, FEW, FEW + 1, SLICE, SLICE + 1] {
            let images: Vec<u8> = (0..count * 784).map(|_| rng.bits() as u8).collect();
            let alone: Vec<f32> =
                images.chunks_exact(784).flat_map(|image| reader.probabilities(image)).collect();
            assert_eq!(reader.all_probabilities(&images), alone, "{count} digits");
        }
    }
}
