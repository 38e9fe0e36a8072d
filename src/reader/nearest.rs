//! The digits that a net takes for most like a given one.

use super::capacity::images_that_fit;
use super::read::Reader;
use crate::budget::{Need, TooLarge};
use crate::data::LabelledDigits;
use crate::file::ModelError;
use crate::net::{Input, Network, Shard};
use thiserror::Error;

/// Digits that go through the layers together, where they fit.
const AT_ONCE: usize = 50;

/// Digits as one net's last layer sees them, to look for those next to another.
///
/// How far two digits are from each other is the Euclidean distance of what the last layer is
/// given. Pixels would say which lie on top of each other; this says which the net finds alike, and
/// so why it answers as it does: the last layer has nothing else to go by. Of a net of one layer,
/// both are the same.
#[derive(Clone, Debug)]
pub struct Neighbours {
    reader: Reader,
    shard: Shard,
    /// `[n, width]`.
    features: Vec<f32>,
    width: usize,
    labels: Vec<u8>,
}

/// One of the digits, and how far it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour {
    /// Which of the digits.
    pub index: usize,
    /// What it is.
    pub label: u8,
    /// How far it is from the one that was asked about.
    pub distance: f32,
}

/// Why no neighbours can be found.
#[derive(Clone, Debug, PartialEq, Error)]
#[allow(missing_docs)] // the sentences say it
#[non_exhaustive]
pub enum NeighbourError {
    #[error(transparent)]
    Net(#[from] ModelError),
    #[error(
        "the digits have {}×{} pixels, but the net reads {}×{}",
        found.0, found.1, expected.0, expected.1
    )]
    DigitSize { found: (usize, usize), expected: (usize, usize) },
    #[error("the image has {found} pixels, but the net reads {expected}")]
    ImageSize { found: usize, expected: usize },
    #[error("{0}")]
    Memory(#[from] TooLarge),
    #[error("the net is broken: it makes no numbers of a digit")]
    NotFinite,
}

impl Neighbours {
    /// Gets to know the digits through a net.
    pub fn new(
        network: &Network,
        weights: Vec<f32>,
        digits: &LabelledDigits,
    ) -> Result<Self, NeighbourError> {
        let reader = Reader::new(network, weights)?;
        let plan = reader.plan();
        let Input { rows, columns } = plan.network().input;
        let (found, expected) = (digits.size(), (rows as usize, columns as usize));
        if found != expected {
            return Err(NeighbourError::DigitSize { found, expected });
        }
        // The last layer's weights are `[width, classes]`, its biases stand behind them.
        let width = plan.logit_tensors()[0].shape[0];
        let count = digits.len() as u64;
        let needs = [
            Need { what: "the digits", bytes: count * (plan.pixels() as u64 + 1) },
            Need {
                what: "what the last layer is given of each digit",
                bytes: 4 * count * width as u64,
            },
            Need { what: "the weights", bytes: 4 * plan.parameters() as u64 },
        ];
        let shard = Shard::for_inference(plan, images_that_fit(plan, AT_ONCE, &needs)?);
        let labels = digits.labels().to_vec();
        let mut found = Self { reader, shard, features: Vec::new(), width, labels };
        found.features = found.look(digits.pixels())?;
        Ok(found)
    }

    /// The `count` digits nearest to an image, the nearest first; of those that are as far, the one
    /// that comes first.
    ///
    /// # Errors
    /// A [`NeighbourError`] if the image is of another size than the net reads.
    pub fn nearest(
        &mut self,
        image: &[u8],
        count: usize,
    ) -> Result<Vec<Neighbour>, NeighbourError> {
        let (found, expected) = (image.len(), self.reader.plan().pixels());
        if found != expected {
            return Err(NeighbourError::ImageSize { found, expected });
        }
        let asked = self.look(image)?;
        let mut all: Vec<Neighbour> = self
            .features
            .chunks_exact(self.width)
            .zip(&self.labels)
            .enumerate()
            .map(|(index, (features, &label))| {
                let square = |(a, b): (&f32, &f32)| (a - b) * (a - b);
                let distance = features.iter().zip(&asked).map(square).sum::<f32>().sqrt();
                Neighbour { index, label, distance }
            })
            .collect();
        let order = |a: &Neighbour, b: &Neighbour| {
            a.distance.total_cmp(&b.distance).then(a.index.cmp(&b.index))
        };
        let count = count.min(all.len());
        if count < all.len() {
            all.select_nth_unstable_by(count, order);
            all.truncate(count);
        }
        all.sort_by(order);
        Ok(all)
    }

    fn look(&mut self, images: &[u8]) -> Result<Vec<f32>, NeighbourError> {
        let (plan, weights) = (self.reader.plan(), self.reader.weights());
        let mut features = Vec::with_capacity(images.len() / plan.pixels() * self.width);
        for images in images.chunks(self.shard.capacity() * plan.pixels()) {
            self.shard.forward(plan, weights, images);
            features.extend(self.shard.features(plan, images));
        }
        if features.iter().all(|value| value.is_finite()) {
            Ok(features)
        } else {
            Err(NeighbourError::NotFinite)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{Plan, initialise};
    use crate::rng::{Purpose, Rng};

    const TWO_LAYERS: &str =
        r#"{"layers":[{"dense":{"units":7,"activation":"relu"}},{"dense":{"units":10}}]}"#;
    const ONE_LAYER: &str = r#"{"layers":[{"dense":{"units":10}}]}"#;
    const WITH_NORM: &str = r#"{"layers":[{"conv":{"filters":3,"kernel":3,"stride":4}},{"batchNorm":{"activation":"relu"}},
        {"dropout":{"keep":0.5}},{"dense":{"units":10}}]}"#;

    fn network(json: &str) -> Network {
        serde_json::from_str(json).unwrap()
    }

    fn digits(count: usize, seed: u64) -> LabelledDigits {
        let mut rng = Rng::new(seed, Purpose::Weights { tensor: 0 });
        let images = (0..count * 784).map(|_| rng.bits() as u8).collect();
        let labels = (0..count).map(|i| (i % 10) as u8).collect();
        LabelledDigits::from_bytes((28, 28), images, labels).unwrap()
    }

    /// What `TWO_LAYERS` says before its last layer, and `ONE_LAYER` is given: plain loops, in f64.
    fn plain_features(network: &Network, weights: &[f32], image: &[u8]) -> Vec<f64> {
        let ink: Vec<f64> = image.iter().map(|&ink| f64::from(ink) / 255.0).collect();
        if network.layers.len() == 1 {
            return ink;
        }
        let unit = |unit: usize| {
            let sum: f64 = (0..784).map(|i| ink[i] * f64::from(weights[i * 7 + unit])).sum();
            (sum + f64::from(weights[784 * 7 + unit])).max(0.0)
        };
        (0..7).map(unit).collect()
    }

    #[test]
    fn the_nearest_are_those_of_plain_loops() {
        // Both sides of a batch's end.
        let (known, asked) = (digits(2 * AT_ONCE + 1, 1), digits(5, 2));
        let images = known.pixels();
        for json in [TWO_LAYERS, ONE_LAYER] {
            let network = network(json);
            let mut weights = initialise(&Plan::new(&network).unwrap(), 3);
            for (i, weight) in weights.iter_mut().enumerate() {
                *weight += (i % 5) as f32 * 0.01; // one layer starts with nothing but zeros else
            }
            let mut found = Neighbours::new(&network, weights.clone(), &known).unwrap();
            let features: Vec<_> = images
                .chunks_exact(784)
                .map(|image| plain_features(&network, &weights, image))
                .collect();
            for image in asked.pixels().chunks_exact(784) {
                let it = plain_features(&network, &weights, image);
                let far = |other: &Vec<f64>| {
                    it.iter().zip(other).map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
                };
                let mut plain: Vec<_> = features.iter().map(far).enumerate().collect();
                plain.sort_by(|a, b| a.1.total_cmp(&b.1));
                let nearest = found.nearest(image, 5).unwrap();
                assert_eq!(nearest.len(), 5);
                for (found, (index, distance)) in nearest.iter().zip(plain) {
                    // f32 sums of up to 784 terms.
                    let off = (f64::from(found.distance) - distance).abs() / distance;
                    assert!(off < 1e-4, "{json}: {found:?}, {index} at {distance}");
                    assert_eq!((found.index, found.label), (index, (index % 10) as u8), "{json}");
                }
            }
        }
    }

    #[test]
    fn a_digit_is_nearest_to_itself_and_the_first_of_two_alike_comes_first() {
        let network = network(WITH_NORM);
        let known = digits(4, 1);
        let images = known.pixels();
        let twice = LabelledDigits::from_bytes((28, 28), images.repeat(2), vec![0; 8]).unwrap();
        let weights = initialise(&Plan::new(&network).unwrap(), 1);
        let mut found = Neighbours::new(&network, weights, &twice).unwrap();
        for (i, image) in images.chunks_exact(784).enumerate() {
            let nearest = found.nearest(image, 3).unwrap();
            assert_eq!([nearest[0].index, nearest[1].index], [i, i + 4]);
            assert_eq!([nearest[0].distance, nearest[1].distance], [0.0, 0.0]);
            assert!(nearest[2].distance > 0.0);
        }
        assert_eq!(found.nearest(&images[..784], 99).unwrap().len(), 8);
        assert_eq!(found.nearest(&images[..784], 0).unwrap(), []);
    }

    #[test]
    fn what_can_not_be_compared_is_refused_by_name() {
        let weights = |json| initialise(&Plan::new(&network(json)).unwrap(), 1);
        let small = r#"{"input":{"rows":2,"columns":2},"layers":[{"dense":{"units":10}}]}"#;
        let refused = |json: &str, weights, digits: &LabelledDigits| {
            Neighbours::new(&network(json), weights, digits).unwrap_err().to_string()
        };
        assert_eq!(
            refused(small, weights(small), &digits(1, 1)),
            "the digits have 28×28 pixels, but the net reads 2×2"
        );
        let wide = r#"{"layers":[{"conv":{"filters":300,"kernel":1}},{"dense":{"units":10}}]}"#;
        let error = refused(wide, weights(wide), &digits(320, 1));
        let largest = "; what the last layer is given of each digit alone take 288 MB";
        assert!(error.ends_with(largest), "{error}");
        let broken = vec![f32::NAN; weights(TWO_LAYERS).len()];
        assert_eq!(
            refused(TWO_LAYERS, broken, &digits(1, 1)),
            "the net is broken: it makes no numbers of a digit"
        );
        assert!(refused(TWO_LAYERS, vec![0.0; 3], &digits(1, 1)).contains("3"));
        let mut found =
            Neighbours::new(&network(ONE_LAYER), weights(ONE_LAYER), &digits(1, 1)).unwrap();
        let error = found.nearest(&[0; 9], 5).unwrap_err().to_string();
        assert_eq!(error, "the image has 9 pixels, but the net reads 784");
    }
}
