//! What batch norm must know of the whole batch.

use super::pass::Shard;
use super::plan::{Plan, What};
use crate::kernels::EPSILON;

/// What batch norm must know of the whole batch: each channel's mean and variance on the way forward, and
/// two sums on the way back. Put together from what each [`Shard`] knows of its images, in their order.
#[derive(Clone, Debug)]
pub struct Statistics {
    norms: Vec<Norm>,
}

#[derive(Clone, Debug)]
struct Norm {
    channels: usize,
    /// Places of an image that share a channel.
    places: usize,
    /// Values of the batch that share a channel.
    count: f32,
    mean: Vec<f32>,
    variance: Vec<f32>,
    /// Σ of the gradient of the norm's output.
    sum: Vec<f32>,
    /// Σ of that times the input's distance from the mean.
    product: Vec<f32>,
}

impl Statistics {
    /// Room for what the batch norms of a plan must know.
    pub fn new(plan: &Plan) -> Self {
        let norms = plan.norm_sizes().into_iter().map(|(channels, places)| {
            let zeros = vec![0.0; channels];
            Norm {
                channels,
                places,
                count: 0.0,
                mean: zeros.clone(),
                variance: zeros.clone(),
                sum: zeros.clone(),
                product: zeros,
            }
        });
        Self { norms: norms.collect() }
    }

    /// After leg `leg` forward: mean and variance of the batch norm that ends it.
    ///
    /// Means and squares about each image's own mean are joined as in Chan, Golub & LeVeque (1979): none
    /// of the digits is lost that the mean square less the squared mean loses.
    pub fn gather<'a>(&mut self, leg: usize, shards: impl Iterator<Item = &'a Shard> + Clone) {
        let Some(norm) = self.norms.get_mut(leg) else { return };
        let Norm { channels, places, .. } = *norm;
        let images: usize = shards.clone().map(|shard| shard.images).sum();
        norm.count = (images * places) as f32;
        for c in 0..channels {
            let of_images = || {
                shards.clone().flat_map(|shard| {
                    shard.moments[leg].chunks_exact(2 * channels).take(shard.images)
                })
            };
            let sum: f64 = of_images().map(|image| f64::from(image[c])).sum();
            let mean = sum / images as f64;
            let squares: f64 = of_images()
                .map(|image| {
                    let off = f64::from(image[c]) - mean;
                    f64::from(image[channels + c]) + off * off * places as f64
                })
                .sum();
            norm.mean[c] = mean as f32;
            norm.variance[c] = (squares / (images * places) as f64) as f32;
        }
    }

    /// After leg `leg` back: the sums of the batch norm that begins it.
    pub fn gather_back<'a>(&mut self, leg: usize, shards: impl Iterator<Item = &'a Shard> + Clone) {
        let Some((number, norm)) =
            leg.checked_sub(1).and_then(|number| Some((number, self.norms.get_mut(number)?)))
        else {
            return;
        };
        let channels = norm.channels;
        for c in 0..channels {
            let total = |at: usize| -> f64 {
                let images = shards.clone().flat_map(|shard| {
                    shard.sums[number].chunks_exact(2 * channels).take(shard.images)
                });
                images.map(|image| f64::from(image[at])).sum()
            };
            norm.sum[c] = total(c) as f32;
            norm.product[c] = total(channels + c) as f32;
        }
    }

    /// Mean and variance of each channel.
    pub(super) fn of(&self, number: usize) -> (&[f32], &[f32]) {
        let norm = &self.norms[number];
        (&norm.mean, &norm.variance)
    }

    /// The numbers of [`norm_input_gradient`](crate::kernels::norm_input_gradient), `[3, C]`.
    pub(super) fn way_back(&self, number: usize, scale: &[f32], numbers: &mut [f32]) {
        let norm = &self.norms[number];
        let (factor, rest) = numbers.split_at_mut(norm.channels);
        let (slope, summand) = rest.split_at_mut(norm.channels);
        for c in 0..norm.channels {
            let inverse = 1.0 / (norm.variance[c] + EPSILON).sqrt();
            factor[c] = scale[c] * inverse;
            slope[c] = -factor[c] * inverse * inverse * norm.product[c] / norm.count;
            summand[c] = -factor[c] * norm.sum[c] / norm.count - slope[c] * norm.mean[c];
        }
    }

    /// The gradient of a batch norm's parameters; in place of running averages, what the batch says.
    pub(super) fn gradient(&self, number: usize, what: &What, out: &mut [f32]) {
        let norm = &self.norms[number];
        for (c, out) in out.iter_mut().enumerate() {
            *out = match what {
                What::Scale => norm.product[c] / (norm.variance[c] + EPSILON).sqrt(),
                What::Offset => norm.sum[c],
                What::Mean => norm.mean[c],
                // What a sample says of all there is: one less in the count (Bessel).
                _ => norm.variance[c] * (norm.count / (norm.count - 1.0).max(1.0)),
            };
        }
    }
}
