//! Values running through a network, and gradients running back.
//!
//! A training step has two halves, and each can be shared out over any number of threads without
//! changing a bit of the result. First every [`Shard`] takes some images of the batch forward and
//! back: an image's values depend on no other image, but for what batch norm must know of all of
//! them. So a pass is cut into legs at each batch norm: after each leg the [`Statistics`] are put
//! together, in the order of the images. Then [`gradient`] works out the parameters block by block:
//! each sums over the whole batch, again in the order of its images, wherever the shards end.

use super::layout::Buffers;
use super::pass::{DropoutSeed, Mode, Pass};
use super::plan::{Output, Plan};
use super::stage::Stage;
use super::statistics::Statistics;
use super::tensor::Block;
use crate::kernels;

/// Buffers for some images of a batch, planned once: running them through allocates nothing.
#[derive(Clone, Debug)]
pub struct Shard {
    images: usize,
    buffers: Buffers,
    losses: Vec<f32>,
    is_training: bool,
}

impl Shard {
    /// Buffers to run up to `images` images forward only.
    pub fn for_inference(plan: &Plan, images: usize) -> Self {
        Self::new(plan, images, false)
    }

    /// Buffers to run up to `images` images forward and back.
    pub fn for_training(plan: &Plan, images: usize) -> Self {
        Self::new(plan, images, true)
    }

    fn new(plan: &Plan, images: usize, is_training: bool) -> Self {
        let buffers = plan.layout().allocate(images, is_training);
        Self { images: 0, buffers, losses: vec![0.0; images], is_training }
    }

    /// How many images it has buffers for.
    pub fn capacity(&self) -> usize {
        self.losses.len()
    }

    /// Runs `images`, `[n, pixels]` bytes, forward to the logits, as a trained net is used.
    ///
    /// # Panics
    /// If there are more images than [`capacity`](Self::capacity), or `parameters` aren't the
    /// plan's.
    pub fn forward(&mut self, plan: &Plan, parameters: &[f32], images: &[u8]) {
        self.load(plan, images);
        let all = self.pass(plan, parameters, images, Mode::Inference);
        for stage in plan.stages() {
            stage.forward(&all, &mut self.buffers);
        }
    }

    /// Runs `images`, `[n, pixels]` bytes, one leg forward as in training, up to the batch norm
    /// that ends it; there are [`Plan::norms`] + 1 legs. Before each but the first,
    /// [`Statistics::gather`] must have seen all shards of the batch.
    ///
    /// # Panics
    /// If there are more images than [`capacity`](Self::capacity), the shard is one for inference,
    /// or `parameters` aren't the plan's.
    pub fn forward_leg(
        &mut self,
        plan: &Plan,
        parameters: &[f32],
        images: &[u8],
        leg: usize,
        statistics: &Statistics,
        dropout: DropoutSeed,
    ) {
        if leg == 0 {
            self.load(plan, images);
        }
        let pass = self.pass(plan, parameters, images, Mode::Training(statistics));
        let leg = plan.leg(leg);
        for stage in &plan.stages()[leg.clone()] {
            stage.forward(&pass, &mut self.buffers);
            if let Some(stage) = stage.as_dropout() {
                stage.silence(self.images, dropout, &mut self.buffers);
            }
        }
        if let Some(norm) = plan.stages().get(leg.end).and_then(Stage::as_norm) {
            norm.summarise(self.images, &mut self.buffers);
        }
    }

    fn load(&mut self, plan: &Plan, images: &[u8]) {
        let n = images.len() / plan.pixels();
        assert!(n <= self.capacity(), "more images than the shard has buffers for");
        self.images = n;
        self.buffers.pixels.fill(images);
    }

    fn pass<'a>(
        &self,
        plan: &Plan,
        parameters: &'a [f32],
        pixels: &'a [u8],
        mode: Mode<'a>,
    ) -> Pass<'a> {
        assert_eq!(parameters.len(), plan.parameters(), "these are another network's parameters");
        Pass { images: self.images, pixels, parameters, mode }
    }

    /// Turns the logits into probabilities; returns how many images are read right.
    ///
    /// In a shard for training it also starts the way back: the gradient of the loss is that of the
    /// mean over `batch` images. `smoothing` of the truth is shared out among all classes.
    pub fn score(&mut self, plan: &Plan, labels: &[u8], smoothing: f32, batch: usize) -> u32 {
        let (at, n) = (plan.layout().last(), labels.len());
        let Buffers { values, gradients, .. } = &mut self.buffers;
        kernels::softmax_cross_entropy(
            values.of_mut(at, n),
            labels,
            smoothing,
            1.0 / batch as f32,
            self.is_training.then(|| gradients.of_mut(at, n)),
            &mut self.losses[..n],
        )
    }

    /// Runs the gradient one leg back: the last leg from the logits, after [`score`](Self::score);
    /// each other one after [`Statistics::gather_back`] has seen all shards of the batch.
    pub fn backward_leg(
        &mut self,
        plan: &Plan,
        parameters: &[f32],
        leg: usize,
        statistics: &Statistics,
    ) {
        let pass = self.pass(plan, parameters, &[], Mode::Training(statistics));
        let leg = plan.leg(leg);
        if let Some(norm) = plan.stages().get(leg.end).and_then(Stage::as_norm) {
            norm.input_gradient(&pass, &mut self.buffers);
        }
        for stage in plan.stages()[leg].iter().rev() {
            stage.backward(&pass, &mut self.buffers);
        }
    }

    /// After leg `leg` forward, what the batch norm that ends it must know of each image,
    /// `[n, 2, C]`; nothing after the last leg.
    pub fn image_statistics(&self, plan: &Plan, leg: usize) -> &[f32] {
        let norm = plan.stages().get(plan.leg(leg).end).and_then(Stage::as_norm);
        norm.map_or(&[], |norm| norm.image_statistics(&self.buffers, self.images))
    }

    /// After leg `leg` back, what the batch norm that begins it must know of each image,
    /// `[n, 2, C]`; nothing after the first leg.
    pub fn image_sums(&self, plan: &Plan, leg: usize) -> &[f32] {
        let norm = plan.stages().get(plan.leg(leg).start).and_then(Stage::as_norm);
        norm.map_or(&[], |norm| norm.image_sums(&self.buffers, self.images))
    }

    /// What the last layer is given, `[n, inputs]`, of the images that [`forward`](Self::forward)
    /// ran last: all that the layers before it have to say about a digit.
    pub fn features(&self, plan: &Plan, images: &[u8]) -> Vec<f32> {
        match plan.stages().last() {
            Some(Stage::Dense(dense)) if let Some(at) = dense.source() => {
                self.buffers.values.of(at, self.images).to_vec()
            }
            // The only layer is the first, which reads bytes.
            _ => images.iter().map(|&pixel| f32::from(pixel) * (1.0 / 255.0)).collect(),
        }
    }

    /// What a layer handed on, `[n, values]`, of the images that ran last; of the last layer,
    /// logits or probabilities, as of [`outputs`](Self::outputs).
    pub fn activations(&self, output: Output) -> &[f32] {
        self.buffers.values.of(output.at, self.images)
    }

    /// Each image's loss, in nats, after [`score`](Self::score).
    pub fn losses(&self) -> &[f32] {
        &self.losses[..self.images]
    }

    /// `[n, classes]`: logits after [`forward`](Self::forward), probabilities after
    /// [`score`](Self::score).
    pub fn outputs(&self, plan: &Plan) -> &[f32] {
        self.buffers.values.of(plan.layout().last(), self.images)
    }
}

/// The gradient of the batch's mean loss with respect to one block of the parameters; of running
/// averages, what the batch says in their place.
///
/// `shards` hold the batch in order, after their last [`Shard::backward_leg`]; `out` is
/// overwritten.
///
/// # Panics
/// If `out` isn't as long as the block.
pub fn gradient<'a>(
    plan: &Plan,
    block: &Block,
    shards: impl IntoIterator<Item = &'a Shard>,
    statistics: &Statistics,
    out: &mut [f32],
) {
    assert_eq!(out.len(), block.length, "out must be as long as the block");
    let stage = &plan.stages()[block.stage];
    if let Some(norm) = stage.as_norm() {
        return norm.gradient(block.role, statistics, out);
    }
    out.fill(0.0);
    for shard in shards {
        stage.add_gradient(block, &shard.buffers, shard.images, out);
    }
}
