//! A network worked out: its stages, tensors, blocks and buffers.

use super::builder::{Builder, Source};
use super::error::NetworkError;
use super::layout::{Layout, Values};
use super::network::Network;
use super::operator::Operator;
use super::shape::Shape;
use super::stage::{Layer, Stage};
use super::statistics::Statistics;
use super::tensor::{Block, Tensor, TensorRole};
use crate::budget::{Need, fits};
use std::ops::Range;

/// A network, checked and worked out.
#[derive(Clone, Debug)]
pub struct Plan {
    network: Network,
    stages: Vec<Stage>,
    outputs: Vec<Output>,
    built: Builder,
}

/// What a layer hands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output {
    /// `[rows, columns, channels]`; `[1, 1, units]` of what has no positions.
    pub shape: [usize; 3],
    pub(super) at: Values,
}

impl Plan {
    /// Checks `network` and works it out.
    pub fn new(network: &Network) -> Result<Self, NetworkError> {
        network.check()?;
        let plan = Self::walk(network, network.layers.len(), |_, _| {})?;
        fits(&[
            Need { what: "the parameters", bytes: 4 * plan.parameters() as u64 },
            Need { what: "the values between the layers", bytes: plan.shard_bytes(1, false) },
        ])?;
        Ok(plan)
    }

    /// Works out the first `count` layers, each of which has been checked by itself; `each` is told
    /// the parameters so far and the shape of what the layer hands on.
    pub(super) fn walk(
        network: &Network,
        count: usize,
        mut each: impl FnMut(usize, Shape),
    ) -> Result<Self, NetworkError> {
        let [rows, columns] = [network.input.rows as usize, network.input.columns as usize];
        let mut built = Builder {
            layout: Layout::default(),
            tensors: Vec::new(),
            blocks: Vec::new(),
            norms: Vec::new(),
            stage: 0,
            layer: 0,
            kind: "",
            shape: Shape::Picture([rows, columns, 1]),
            source: Source::Pixels,
            is_normed: false,
        };
        let (mut stages, mut outputs) = (Vec::new(), Vec::new());
        let skips_zeros = match network.layers.first() {
            Some(Layer::Dense(_)) => true,
            Some(Layer::Conv(conv)) => conv.skips_zero_pixels([rows, columns]),
            _ => false,
        };
        if !skips_zeros {
            stages.push(Stage::input(&mut built));
        }
        for (i, layer) in network.layers.iter().enumerate().take(count) {
            built.layer = i + 1;
            built.stage = stages.len();
            built.is_normed = matches!(network.layers.get(i + 1), Some(Layer::BatchNorm(_)));
            stages.extend(layer.plan(&mut built)?);
            outputs.push(Output { shape: built.shape.sides(), at: built.layout.last() });
            each(built.parameters(), built.shape);
        }
        Ok(Self { network: network.clone(), stages, outputs, built })
    }

    /// The network that this is the plan of.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// How many parameters there are.
    pub fn parameters(&self) -> usize {
        self.built.parameters()
    }

    /// All tensors, in the order in which they follow each other among the parameters.
    pub fn tensors(&self) -> &[Tensor] {
        &self.built.tensors
    }

    /// The tensors of one layer, counted from 1, in the same order.
    pub fn tensors_of(&self, layer: usize) -> impl Iterator<Item = &Tensor> {
        self.tensors().iter().filter(move |tensor| tensor.layer == layer)
    }

    /// A layer's tensor of that role, if it has one.
    pub fn tensor(&self, layer: usize, role: TensorRole) -> Option<&Tensor> {
        self.tensors_of(layer).find(|tensor| tensor.role == role)
    }

    /// Weights and biases of the last layer, which makes the logits: `[features, classes]` and
    /// `[classes]`.
    pub fn logit_tensors(&self) -> [&Tensor; 2] {
        let last = self.network.layers.len();
        [TensorRole::Weights, TensorRole::Biases].map(|role| {
            self.tensor(last, role).expect("the last layer is dense, and nothing norms it")
        })
    }

    /// What each layer hands on, in order.
    pub fn outputs(&self) -> &[Output] {
        &self.outputs
    }

    /// All parameters in blocks, in order and without gaps.
    pub fn blocks(&self) -> &[Block] {
        &self.built.blocks
    }

    /// From now on every dropout keeps this fraction. Nothing else changes.
    pub fn set_keep(&mut self, keep: f32) {
        self.stages.iter_mut().for_each(|stage| stage.set_keep(keep));
    }

    /// Pixels in an image.
    pub fn pixels(&self) -> usize {
        self.network.input.rows as usize * self.network.input.columns as usize
    }

    /// Logits for an image.
    pub fn classes(&self) -> usize {
        Network::CLASSES
    }

    /// Values that an image has on its way through all layers.
    pub fn values(&self) -> usize {
        self.layout().values_per_image() as usize
    }

    /// Bytes that a [`Shard`](super::Shard) takes for so many images.
    pub fn shard_bytes(&self, images: u64, training: bool) -> u64 {
        let losses = 4 * images;
        self.layout().bytes(images, training) + losses
    }

    /// How often a pass is interrupted, since batch norm waits for the whole batch.
    pub fn norms(&self) -> usize {
        self.built.norms.len()
    }

    /// Positions of an image that share a channel, for each batch norm.
    pub fn norm_places(&self) -> Vec<usize> {
        self.built.norms.iter().map(|&[_, positions]| positions).collect()
    }

    /// Buffers for what its batch norms must know of a batch.
    pub fn statistics(&self) -> Statistics {
        Statistics::new(&self.built.norms)
    }

    /// A trained net as a graph of standard operators.
    ///
    /// # Panics
    /// If `parameters` are those of another network.
    pub fn operators(&self, parameters: &[f32]) -> Vec<Operator> {
        self.stages.iter().flat_map(|stage| stage.operators(parameters)).collect()
    }

    pub(super) fn stages(&self) -> &[Stage] {
        &self.stages
    }

    pub(super) fn layout(&self) -> &Layout {
        &self.built.layout
    }

    /// The stages from one batch norm up to the next: leg 0 ends before the first.
    pub(super) fn leg(&self, leg: usize) -> Range<usize> {
        let norms = self.stages.iter().enumerate().filter(|(_, stage)| stage.as_norm().is_some());
        let mut ends = norms.map(|(at, _)| at).chain([self.stages.len()]);
        let first = leg.checked_sub(1).map_or(0, |before| {
            ends.by_ref().nth(before).expect("there is a leg more than there are batch norms")
        });
        first..ends.next().expect("there is a leg more than there are batch norms")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::limits::MOST_PARAMETERS;

    fn network(json: &str) -> Network {
        serde_json::from_str(json).unwrap()
    }

    #[test]
    fn parameters_and_blocks_follow_each_other_without_gaps() {
        let plan = Plan::new(&network(
            r#"{"layers":[{"dense":{"units":200,"activation":"relu"}},{"dropout":{"keep":0.75}},
                {"dense":{"units":10}}]}"#,
        ))
        .unwrap();
        assert_eq!(plan.parameters(), 784 * 200 + 200 + 200 * 10 + 10);
        assert_eq!(
            plan.blocks().iter().map(|block| block.length).sum::<usize>(),
            plan.parameters()
        );
        let shapes: Vec<_> = plan.tensors().iter().map(|t| (t.name(), &t.shape[..])).collect();
        assert_eq!(
            shapes,
            [
                ("dense1.weights".to_owned(), &[784, 200][..]),
                ("dense1.biases".to_owned(), &[200]),
                ("dense3.weights".to_owned(), &[200, 10]),
                ("dense3.biases".to_owned(), &[10]),
            ]
        );
    }

    #[test]
    fn pictures_keep_their_places_and_what_is_normed_has_no_biases() {
        let plan = Plan::new(&network(
            r#"{"layers":[{"conv":{"filters":6,"kernel":6}},{"batchNorm":{"activation":"relu"}},
                {"conv":{"filters":12,"kernel":5,"stride":2,"activation":"relu"}},
                {"maxPool":{"size":3,"stride":2}},{"dropoutMaps":{"keep":0.9}},{"dense":{"units":10}}]}"#,
        ))
        .unwrap();
        let shapes: Vec<_> = plan.tensors().iter().map(|t| (t.name(), &t.shape[..])).collect();
        assert_eq!(
            shapes,
            [
                ("conv1.weights".to_owned(), &[6, 6, 1, 6][..]),
                ("batchNorm2.scale".to_owned(), &[6]),
                ("batchNorm2.offset".to_owned(), &[6]),
                ("batchNorm2.mean".to_owned(), &[6]),
                ("batchNorm2.variance".to_owned(), &[6]),
                ("conv3.weights".to_owned(), &[5, 5, 6, 12]),
                ("conv3.biases".to_owned(), &[12]),
                ("dense6.weights".to_owned(), &[7 * 7 * 12, 10]),
                ("dense6.biases".to_owned(), &[10]),
            ]
        );
        assert_eq!(
            plan.blocks().iter().map(|block| block.length).sum::<usize>(),
            plan.parameters()
        );
        assert_eq!((plan.norms(), plan.norm_places()), (1, vec![784]));
        assert_eq!((plan.leg(0), plan.leg(1)), (0..1, 1..plan.stages().len()));
    }

    /// On wasm, where `usize` has 32 bits, their number would wrap round to 2,029,578.
    #[test]
    fn parameters_are_compared_while_they_are_added_up() {
        let conv =
            |stride| format!(r#"{{"conv":{{"filters":512,"kernel":31,"stride":{stride}}}}},"#);
        let layers = conv(2) + &conv(1).repeat(17);
        let json = format!(
            r#"{{"layers":[{layers}{{"conv":{{"filters":512,"kernel":7}}}},{{"dense":{{"units":10}}}}]}}"#
        );
        let error = Plan::new(&network(&json)).unwrap_err();
        let (found, most) = (31 * 31 * 512 + 512 + 31 * 31 * 512 * 512, MOST_PARAMETERS);
        assert_eq!(error, NetworkError::Parameters { layer: 2, found, most });
    }

    #[test]
    fn what_is_no_network_is_refused_by_name() {
        let cases = [
            (
                r#"{"layers":[]}"#,
                "a network needs at least one layer, and at most 64; this one has 0",
            ),
            (r#"{"layers":[{"dense":{"units":0}}]}"#, "layer 1 has 0 units; it may have 1 to 4096"),
            (
                r#"{"layers":[{"dropout":{"keep":1.5}},{"dense":{"units":10}}]}"#,
                "layer 1 keeps 1.5 of its units; that must be above 0, up to 1",
            ),
            (
                r#"{"layers":[{"dense":{"units":9}}]}"#,
                "the last layer must be dense and linear with 10 units, one for each digit; it is dense 9",
            ),
            (
                r#"{"layers":[{"dense":{"units":10,"activation":"relu"}}]}"#,
                "the last layer must be dense and linear with 10 units, one for each digit; it is dense 10 ReLU",
            ),
            (
                r#"{"input":{"rows":0,"columns":28},"layers":[{"dense":{"units":10}}]}"#,
                "the input is 0×28 pixels; each side must be 1 to 255",
            ),
            (
                r#"{"layers":[{"dense":{"units":10,"bias":1e9}}]}"#,
                "layer 1 starts from 1000000000; that must be a number between −100 and 100",
            ),
            (
                r#"{"layers":[{"dense":{"units":20}},{"conv":{"filters":4,"kernel":3}},{"dense":{"units":10}}]}"#,
                "layer 2 is conv 3×3×4, which needs rows × columns × channels; layer 1 hands on 20 values without places",
            ),
            (
                r#"{"layers":[{"conv":{"filters":4,"kernel":0}},{"dense":{"units":10}}]}"#,
                "layer 1 has a kernel of 0; it may be 1 to 31",
            ),
            (
                r#"{"layers":[{"maxPool":{"size":2,"stride":40}},{"dense":{"units":10}}]}"#,
                "layer 1 has a stride of 40; it may be 1 to 31",
            ),
            (
                r#"{"layers":[{"conv":{"filters":513,"kernel":3}},{"dense":{"units":10}}]}"#,
                "layer 1 has 513 filters; it may have 1 to 512",
            ),
            (
                r#"{"layers":[{"averagePool":{"stride":2}},{"dense":{"units":10}}]}"#,
                "layer 1 pools over the whole map, where a stride means nothing; give it a size",
            ),
            (
                r#"{"layers":[{"dense":{"units":20,"activation":{"leakyRelu":{"slope":1}}}},{"dense":{"units":10}}]}"#,
                "layer 1 has a leaky ReLU with a slope of 1; that must be between 0 and 1",
            ),
            (
                r#"{"input":{"rows":255,"columns":255},"layers":[{"conv":{"filters":512,"kernel":1}},
                    {"conv":{"filters":512,"kernel":1}},{"averagePool":{}},{"dense":{"units":10}}]}"#,
                "the network is too large to read a digit with: this takes 383 MB of memory, and a browser tab has 224 for it; the values between the layers alone take 382 MB",
            ),
            (
                r#"{"layers":[{"dense":{"units":10}},{"batchNorm":{}}]}"#,
                "the last layer must be dense and linear with 10 units, one for each digit; it is batch norm",
            ),
            (
                r#"{"layers":[{"dense":{"units":4096}},{"dense":{"units":4096}},{"dense":{"units":10}}]}"#,
                "with layer 2 the network has 19992576 parameters; a browser tab can train at most 14680064",
            ),
        ];
        for (json, message) in cases {
            assert_eq!(Plan::new(&network(json)).unwrap_err().to_string(), message);
        }
    }
}
