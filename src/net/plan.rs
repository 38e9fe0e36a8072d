//! A network worked out: its stages, where their parameters stand, and how large their buffers are.

use super::describe::{Activation, Init, Layer, Network, NetworkError};
use crate::kernels::{ConvShape, can_skip_paper};
use std::ops::Range;

/// How many parameters a [`Block`] holds at the most, roughly: 64 kB, which stays in the nearer caches
/// from the gradient to the optimiser.
const BLOCK: usize = 16_384;

/// A network, checked and worked out.
#[derive(Clone, Debug)]
pub struct Plan {
    network: Network,
    stages: Vec<Stage>,
    /// The widths of the buffers that values run through.
    widths: Vec<usize>,
    tensors: Vec<Tensor>,
    blocks: Vec<Block>,
    outputs: Vec<Output>,
}

/// What a layer hands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Output {
    /// `[rows, columns, channels]`; `[1, 1, units]` of what has no places.
    pub shape: [usize; 3],
    pub(super) buffer: usize,
}

/// A run of parameters with a name and a shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// `dense1.weights`, say; layers are counted from 1.
    pub name: String,
    /// `[inputs, outputs]` or `[k, k, channels, filters]` of weights, `[outputs]` of everything else.
    pub shape: Vec<usize>,
    /// Where it stands among all parameters.
    pub range: Range<usize>,
    pub(super) init: Init,
    pub(super) bias: f32,
}

/// Part of a tensor: what one gradient is worked out for, and one thread updates, at a time.
///
/// The blocks of a plan follow each other without gaps over all parameters.
#[derive(Clone, Debug)]
pub struct Block {
    pub(super) stage: usize,
    pub(super) what: What,
    /// How many parameters.
    pub length: usize,
    /// How many products of an image's way each of them has a part in: one in a dense layer, as many as there are places in
    /// a convolution.
    pub uses: usize,
    /// Whether they are averages that run along, and not learnt from a gradient.
    pub runs_along: bool,
}

/// What the parameters of a block are to their stage.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum What {
    /// Rows of a dense layer's weights.
    Rows(Range<usize>),
    /// One row of a convolution's kernel; or all of them, where it skips paper.
    Line(usize),
    AllLines,
    Biases,
    Scale,
    Offset,
    Mean,
    Variance,
}

/// One thing that happens to the values on their way.
#[derive(Clone, Debug)]
pub(super) enum Stage {
    /// Turns bytes into floats: only where the first layer can't read bytes itself.
    Ink { to: usize },
    /// A dense layer; `from` is `None` where it reads the image's bytes.
    Dense {
        from: Option<usize>,
        to: usize,
        inputs: usize,
        outputs: usize,
        weights: Range<usize>,
        biases: Option<Range<usize>>,
    },
    /// A convolution; `from` is `None` where it reads the image's bytes. `number` counts convolutions.
    Conv {
        from: Option<usize>,
        to: usize,
        window: ConvShape,
        filters: usize,
        weights: Range<usize>,
        biases: Option<Range<usize>>,
        number: usize,
    },
    /// Max pooling; `number` counts them.
    Pool { from: usize, to: usize, window: ConvShape, number: usize },
    /// Batch norm; `number` counts them.
    Norm {
        from: usize,
        to: usize,
        channels: usize,
        scale: Range<usize>,
        offset: Range<usize>,
        mean: Range<usize>,
        variance: Range<usize>,
        number: usize,
    },
    /// An activation, in place.
    Activate { at: usize, activation: Activation },
    /// Dropout; `mask` says which of the shard's masks is its own, and `channels` how many values share
    /// a factor with all that lie so many further.
    Dropout { from: usize, to: usize, keep: f32, mask: usize, channels: usize },
}

/// What the values are that a layer hands on.
#[derive(Clone, Copy)]
enum Shape {
    /// Rows × columns × channels.
    Picture([usize; 3]),
    Row(usize),
}

impl Shape {
    fn sides(self) -> Vec<usize> {
        match self {
            Self::Picture(sides) => sides.to_vec(),
            Self::Row(values) => vec![values],
        }
    }

    fn values(self) -> usize {
        match self {
            Self::Picture(sides) => sides.iter().product(),
            Self::Row(values) => values,
        }
    }

    /// Values that belong together for batch norm.
    fn channels(self) -> usize {
        match self {
            Self::Picture([.., channels]) => channels,
            Self::Row(values) => values,
        }
    }
}

fn window([rows, columns, channels]: [usize; 3], kernel: u32, stride: u32) -> ConvShape {
    ConvShape::new(rows, columns, channels, kernel as usize, stride as usize)
        .expect("a network's numbers are below a shape's")
}

impl Plan {
    /// Checks `network` and works it out.
    ///
    /// # Errors
    /// A [`NetworkError`] that names the layer and what was expected.
    pub fn new(network: &Network) -> Result<Self, NetworkError> {
        network.check()?;
        Self::walk(network, network.layers.len(), |_, _| {})
    }

    /// Works out the first `count` layers, each of which has been checked by itself; `each` is told the plan so far
    /// and what the layer hands on.
    pub(super) fn walk(
        network: &Network,
        count: usize,
        mut each: impl FnMut(&Self, Vec<usize>),
    ) -> Result<Self, NetworkError> {
        let mut plan = Self {
            network: network.clone(),
            stages: Vec::new(),
            widths: Vec::new(),
            tensors: Vec::new(),
            blocks: Vec::new(),
            outputs: Vec::new(),
        };
        let (rows, columns) = (network.input.rows as usize, network.input.columns as usize);
        let mut shape = Shape::Picture([rows, columns, 1]);
        if !plan.reads_bytes() {
            let to = plan.buffer(network.input.pixels());
            plan.stages.push(Stage::Ink { to });
        }
        for (i, layer) in network.layers.iter().enumerate().take(count) {
            // Batch norm takes out any bias of the layer before.
            let normed = matches!(network.layers.get(i + 1), Some(Layer::BatchNorm { .. }));
            shape = plan.add(i + 1, layer, shape, normed)?;
            let sides = match shape {
                Shape::Picture(sides) => sides,
                Shape::Row(units) => [1, 1, units],
            };
            plan.outputs.push(Output { shape: sides, buffer: plan.widths.len() - 1 });
            let found = shape.values();
            if found > Network::MOST_VALUES {
                let shape = match shape {
                    Shape::Picture([rows, columns, channels]) => {
                        format!("{rows} × {columns} × {channels}")
                    }
                    Shape::Row(values) => values.to_string(),
                };
                let most = Network::MOST_VALUES;
                return Err(NetworkError::Values { layer: i + 1, shape, found, most });
            }
            each(&plan, shape.sides());
        }
        let found = plan.parameters();
        if found > Network::MOST_PARAMETERS {
            return Err(NetworkError::Parameters { found, most: Network::MOST_PARAMETERS });
        }
        Ok(plan)
    }

    /// Whether the first layer skips paper.
    fn reads_bytes(&self) -> bool {
        match self.network.layers.first() {
            Some(Layer::Dense { .. }) => true,
            Some(&Layer::Conv { filters, kernel, stride, .. }) => {
                let window = window([1, 1, 1], kernel, stride);
                can_skip_paper(&window, filters as usize)
            }
            _ => false,
        }
    }

    /// Adds a layer that gets values of this shape; gives the shape of what it hands on.
    fn add(
        &mut self,
        number: usize,
        layer: &Layer,
        shape: Shape,
        normed: bool,
    ) -> Result<Shape, NetworkError> {
        // No buffer yet: the layer reads the image.
        let from = self.widths.len().checked_sub(1);
        let picture = || match shape {
            Shape::Picture(sides) => Ok(sides),
            Shape::Row(values) => Err(NetworkError::NoPicture {
                layer: number,
                found: layer.to_string(),
                before: number - 1,
                values,
            }),
        };
        match *layer {
            Layer::Dense { units, activation, init, bias } => {
                let outputs = units as usize;
                let inputs = shape.values();
                let bias = (!normed || activation != Activation::Linear).then_some(bias);
                let to = self.buffer(outputs);
                let name = format!("dense{number}");
                let (weights, biases) =
                    self.weights(&name, vec![inputs, outputs], activation, init, bias, normed);
                let stage = self.stages.len();
                let rows_a_block = (BLOCK / outputs).max(1);
                for first in (0..inputs).step_by(rows_a_block) {
                    let rows = first..(first + rows_a_block).min(inputs);
                    self.block(stage, rows.len() * outputs, 1, What::Rows(rows));
                }
                self.biases_block(stage, &biases, 1);
                self.stages.push(Stage::Dense { from, to, inputs, outputs, weights, biases });
                self.activate(to, activation);
                Ok(Shape::Row(outputs))
            }
            Layer::Conv { filters, kernel, stride, activation, init, bias } => {
                let window = window(picture()?, kernel, stride);
                let filters = filters as usize;
                let bias = (!normed || activation != Activation::Linear).then_some(bias);
                let to = self.buffer(window.places() * filters);
                let name = format!("conv{number}");
                let shape = vec![window.kernel(), window.kernel(), window.channels(), filters];
                let (weights, biases) = self.weights(&name, shape, activation, init, bias, normed);
                let stage = self.stages.len();
                if from.is_none() {
                    self.block(stage, weights.len(), window.places(), What::AllLines);
                } else {
                    for line in 0..window.kernel() {
                        let length = weights.len() / window.kernel();
                        self.block(stage, length, window.places(), What::Line(line));
                    }
                }
                self.biases_block(stage, &biases, window.places());
                let number = self.count(|stage| matches!(stage, Stage::Conv { .. }));
                let conv = Stage::Conv { from, to, window, filters, weights, biases, number };
                self.stages.push(conv);
                self.activate(to, activation);
                Ok(Shape::Picture([window.out_rows(), window.out_columns(), filters]))
            }
            Layer::MaxPool { size, stride } => {
                let window = window(picture()?, size, stride);
                let to = self.buffer(window.places() * window.channels());
                let number = self.count(|stage| matches!(stage, Stage::Pool { .. }));
                // Where pooling comes first, `new` has made a buffer.
                let from = from.unwrap_or_default();
                self.stages.push(Stage::Pool { from, to, window, number });
                Ok(Shape::Picture([window.out_rows(), window.out_columns(), window.channels()]))
            }
            Layer::BatchNorm { activation } => {
                let from = from.unwrap_or_default();
                let (to, channels) = (self.buffer(shape.values()), shape.channels());
                let stage = self.stages.len();
                let mut tensor = |kind: &str, start: f32, what: What| {
                    let name = format!("batchNorm{number}.{kind}");
                    self.block(stage, channels, 1, what);
                    self.tensor(name, vec![channels], Init::Zeros, start)
                };
                let scale = tensor("scale", 1.0, What::Scale);
                let offset = tensor("offset", 0.0, What::Offset);
                let mean = tensor("mean", 0.0, What::Mean);
                let variance = tensor("variance", 1.0, What::Variance);
                let number = self.norms();
                self.stages.push(Stage::Norm {
                    from,
                    to,
                    channels,
                    scale,
                    offset,
                    mean,
                    variance,
                    number,
                });
                self.activate(to, activation);
                Ok(shape)
            }
            Layer::Dropout { keep } => {
                self.dropout(from, shape, keep, shape.values());
                Ok(shape)
            }
            Layer::DropoutMaps { keep } => {
                let [.., channels] = picture()?;
                self.dropout(from, shape, keep, channels);
                Ok(shape)
            }
        }
    }

    fn dropout(&mut self, from: Option<usize>, shape: Shape, keep: f32, channels: usize) {
        let from = from.unwrap_or_default();
        let to = self.buffer(shape.values());
        let mask = self.count(|stage| matches!(stage, Stage::Dropout { .. }));
        self.stages.push(Stage::Dropout { from, to, keep, mask, channels });
    }

    fn weights(
        &mut self,
        name: &str,
        shape: Vec<usize>,
        activation: Activation,
        init: Option<Init>,
        bias: Option<f32>,
        normed: bool,
    ) -> (Range<usize>, Option<Range<usize>>) {
        // What is normed comes before a ReLU more often than not, and its scale is learnt anyway.
        let he = activation == Activation::Relu || normed;
        let init = init.unwrap_or(if he { Init::He } else { Init::Glorot });
        let outputs = shape.last().copied().unwrap_or_default();
        let weights = self.tensor(format!("{name}.weights"), shape, init, 0.0);
        let biases = bias
            .map(|bias| self.tensor(format!("{name}.biases"), vec![outputs], Init::Zeros, bias));
        (weights, biases)
    }

    fn block(&mut self, stage: usize, length: usize, uses: usize, what: What) {
        let runs_along = matches!(what, What::Mean | What::Variance);
        self.blocks.push(Block { stage, what, length, uses, runs_along });
    }

    fn biases_block(&mut self, stage: usize, biases: &Option<Range<usize>>, uses: usize) {
        if let Some(biases) = biases {
            self.block(stage, biases.len(), uses, What::Biases);
        }
    }

    fn activate(&mut self, at: usize, activation: Activation) {
        if activation != Activation::Linear {
            self.stages.push(Stage::Activate { at, activation });
        }
    }

    fn count(&self, which: impl Fn(&Stage) -> bool) -> usize {
        self.stages.iter().filter(|stage| which(stage)).count()
    }

    fn buffer(&mut self, width: usize) -> usize {
        self.widths.push(width);
        self.widths.len() - 1
    }

    fn tensor(&mut self, name: String, shape: Vec<usize>, init: Init, bias: f32) -> Range<usize> {
        let start = self.parameters();
        let range = start..start + shape.iter().product::<usize>();
        self.tensors.push(Tensor { name, shape, range: range.clone(), init, bias });
        range
    }

    /// The network that this is the plan of.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// How many parameters there are.
    pub fn parameters(&self) -> usize {
        self.tensors.last().map_or(0, |tensor| tensor.range.end)
    }

    /// All tensors, in the order in which they stand among the parameters.
    pub fn tensors(&self) -> &[Tensor] {
        &self.tensors
    }

    /// What each layer hands on, in order.
    pub fn outputs(&self) -> &[Output] {
        &self.outputs
    }

    /// From now on every dropout keeps this share. Nothing else changes: no parameter, no buffer.
    pub fn set_keep(&mut self, share: f32) {
        for stage in &mut self.stages {
            if let Stage::Dropout { keep, .. } = stage {
                *keep = share;
            }
        }
    }

    /// All parameters in blocks, in order and without gaps.
    pub fn blocks(&self) -> &[Block] {
        &self.blocks
    }

    /// Pixels in an image.
    pub fn pixels(&self) -> usize {
        self.network.input.pixels()
    }

    /// Logits for an image.
    pub fn classes(&self) -> usize {
        Network::CLASSES
    }

    /// Values that an image has on its way through all layers.
    pub fn values(&self) -> usize {
        self.widths.iter().sum()
    }

    /// How often an image's way is interrupted, since batch norm waits for the whole batch.
    pub fn norms(&self) -> usize {
        self.count(|stage| matches!(stage, Stage::Norm { .. }))
    }

    pub(super) fn stages(&self) -> &[Stage] {
        &self.stages
    }

    /// The stages from one batch norm up to the next: leg 0 ends before the first.
    pub(super) fn leg(&self, leg: usize) -> Range<usize> {
        let mut norms = (0..self.stages.len())
            .filter(|&i| matches!(self.stages[i], Stage::Norm { .. }))
            .chain([self.stages.len()]);
        let first = if leg == 0 { 0 } else { norms.by_ref().nth(leg - 1).unwrap_or_default() };
        first..norms.next().unwrap_or_default()
    }

    /// Places of an image that share a channel, for each batch norm.
    pub fn norm_places(&self) -> Vec<usize> {
        self.norm_sizes().into_iter().map(|(_, places)| places).collect()
    }

    /// Whether a buffer holds the pixels themselves.
    pub(super) fn is_ink(&self, buffer: usize) -> bool {
        matches!(self.stages[0], Stage::Ink { to } if to == buffer)
    }

    /// Channels of each batch norm, and the places that share them.
    pub(super) fn norm_sizes(&self) -> Vec<(usize, usize)> {
        let sizes = self.stages.iter().filter_map(|stage| match stage {
            Stage::Norm { to, channels, .. } => Some((*channels, self.widths[*to] / channels)),
            _ => None,
        });
        sizes.collect()
    }

    pub(super) fn widths(&self) -> &[usize] {
        &self.widths
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        let shapes: Vec<_> =
            plan.tensors().iter().map(|t| (t.name.as_str(), &t.shape[..])).collect();
        assert_eq!(
            shapes,
            [
                ("dense1.weights", &[784, 200][..]),
                ("dense1.biases", &[200]),
                ("dense3.weights", &[200, 10]),
                ("dense3.biases", &[10]),
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
        let shapes: Vec<_> =
            plan.tensors().iter().map(|t| (t.name.as_str(), &t.shape[..])).collect();
        assert_eq!(
            shapes,
            [
                ("conv1.weights", &[6, 6, 1, 6][..]),
                ("batchNorm2.scale", &[6]),
                ("batchNorm2.offset", &[6]),
                ("batchNorm2.mean", &[6]),
                ("batchNorm2.variance", &[6]),
                ("conv3.weights", &[5, 5, 6, 12]),
                ("conv3.biases", &[12]),
                ("dense6.weights", &[7 * 7 * 12, 10]),
                ("dense6.biases", &[10]),
            ]
        );
        assert_eq!(
            plan.blocks().iter().map(|block| block.length).sum::<usize>(),
            plan.parameters()
        );
        assert_eq!((plan.norms(), plan.norm_sizes()), (1, vec![(6, 784)]));
        assert_eq!((plan.leg(0), plan.leg(1)), (0..1, 1..plan.stages().len()));
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
                r#"{"layers":[{"conv":{"filters":400,"kernel":3}},{"dense":{"units":10}}]}"#,
                "layer 1 hands on 28 × 28 × 400 = 313600 values for each digit; that may be 262144 at the most",
            ),
            (
                r#"{"layers":[{"dense":{"units":10}},{"batchNorm":{}}]}"#,
                "the last layer must be dense and linear with 10 units, one for each digit; it is batch norm",
            ),
            (
                r#"{"layers":[{"dense":{"units":4096}},{"dense":{"units":4096}},{"dense":{"units":10}}]}"#,
                "the network has 20037642 parameters; nibnet trains up to 8000000",
            ),
        ];
        for (json, message) in cases {
            assert_eq!(Plan::new(&network(json)).unwrap_err().to_string(), message);
        }
    }
}
