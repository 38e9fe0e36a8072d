//! What batch norm must know of the whole batch.

/// Of each batch norm, each channel's mean and variance on the way forward, and two sums on the way
/// back, put together from what is known of each image, in the order of the images.
#[derive(Clone, Debug)]
pub struct Statistics {
    norms: Vec<OfNorm>,
}

/// The statistics of one batch norm, `[C]` each.
#[derive(Clone, Debug)]
pub(super) struct OfNorm {
    /// Positions of an image that share a channel.
    positions: usize,
    /// Values of the batch that share a channel.
    pub(super) count: f32,
    pub(super) mean: Vec<f32>,
    pub(super) variance: Vec<f32>,
    /// Σ of the gradient of the output.
    pub(super) sum: Vec<f32>,
    /// Σ of that times the input's distance from the mean.
    pub(super) product: Vec<f32>,
    /// Sums in the making, `[2, C]`.
    totals: Vec<f64>,
}

impl Statistics {
    /// For batch norms of so many channels, each shared by so many positions.
    pub(super) fn new(norms: &[[usize; 2]]) -> Self {
        let of_norm = |&[channels, positions]: &[usize; 2]| OfNorm {
            positions,
            count: 0.0,
            mean: vec![0.0; channels],
            variance: vec![0.0; channels],
            sum: vec![0.0; channels],
            product: vec![0.0; channels],
            totals: vec![0.0; 2 * channels],
        };
        Self { norms: norms.iter().map(of_norm).collect() }
    }

    /// After leg `leg` forward: mean and variance of the batch norm that ends it, from what
    /// [`Shard::image_statistics`](super::Shard::image_statistics) gives of each shard in order.
    ///
    /// Means and squares about each image's own mean are joined as in Chan, Golub & LeVeque (1979),
    /// without the digits that the mean square less the squared mean loses.
    pub fn gather<'a>(&mut self, leg: usize, shards: impl Iterator<Item = &'a [f32]> + Clone) {
        let Some(norm) = self.norms.get_mut(leg) else { return };
        let channels = norm.mean.len();
        let images = || shards.clone().flat_map(|shard| shard.chunks_exact(2 * channels));
        let count = images().count();
        norm.count = (count * norm.positions) as f32;
        // What `Sum` begins with. Each channel's chain goes through the images in order.
        norm.totals.fill(-0.0);
        let (means, squares) = norm.totals.split_at_mut(channels);
        for image in images() {
            means.iter_mut().zip(image).for_each(|(sum, &mean)| *sum += f64::from(mean));
        }
        means.iter_mut().for_each(|sum| *sum /= count as f64);
        for image in images() {
            let (image_means, image_squares) = image.split_at(channels);
            let about = means.iter().zip(image_means).zip(image_squares);
            for (sum, ((mean, &of_image), &square)) in squares.iter_mut().zip(about) {
                let off = f64::from(of_image) - mean;
                *sum += f64::from(square) + off * off * norm.positions as f64;
            }
        }
        for (mean, &found) in norm.mean.iter_mut().zip(&*means) {
            *mean = found as f32;
        }
        for (variance, &found) in norm.variance.iter_mut().zip(&*squares) {
            *variance = (found / (count * norm.positions) as f64) as f32;
        }
    }

    /// After leg `leg` back: the sums of the batch norm that begins it, from what
    /// [`Shard::image_sums`](super::Shard::image_sums) gives of each shard in order.
    pub fn gather_back<'a>(&mut self, leg: usize, shards: impl Iterator<Item = &'a [f32]>) {
        let Some(norm) = leg.checked_sub(1).and_then(|number| self.norms.get_mut(number)) else {
            return;
        };
        let width = norm.totals.len();
        norm.totals.fill(-0.0);
        for image in shards.flat_map(|shard| shard.chunks_exact(width)) {
            norm.totals.iter_mut().zip(image).for_each(|(sum, &it)| *sum += f64::from(it));
        }
        let (sums, products) = norm.totals.split_at(norm.mean.len());
        norm.sum.iter_mut().zip(sums).for_each(|(sum, &it)| *sum = it as f32);
        norm.product.iter_mut().zip(products).for_each(|(product, &it)| *product = it as f32);
    }

    pub(super) fn of(&self, number: usize) -> &OfNorm {
        &self.norms[number]
    }
}
