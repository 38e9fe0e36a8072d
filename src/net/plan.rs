//! A network worked out: its stages, where their parameters stand, and how large their buffers are.

use super::describe::{Activation, Init, Layer, Network, NetworkError};
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
}

/// A run of parameters with a name and a shape.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// `dense1.weights`, say; layers are counted from 1.
    pub name: String,
    /// `[inputs, outputs]` of weights, `[outputs]` of biases.
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
    /// The rows of the weights in it; `None` for the biases.
    pub(super) rows: Option<Range<usize>>,
    /// How many parameters.
    pub length: usize,
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
        biases: Range<usize>,
    },
    /// An activation, in place.
    Activate { at: usize, activation: Activation },
    /// Dropout; `mask` says which of the shard's masks is its own.
    Dropout { from: usize, to: usize, keep: f32, mask: usize },
}

impl Plan {
    /// Checks `network` and works it out.
    ///
    /// # Errors
    /// A [`NetworkError`] that names the layer and what was expected.
    pub fn new(network: &Network) -> Result<Self, NetworkError> {
        network.check()?;
        let mut plan = Self {
            network: network.clone(),
            stages: Vec::new(),
            widths: Vec::new(),
            tensors: Vec::new(),
            blocks: Vec::new(),
        };
        if !matches!(network.layers.first(), Some(Layer::Dense { .. })) {
            let to = plan.buffer(network.input.pixels());
            plan.stages.push(Stage::Ink { to });
        }
        let mut masks = 0;
        for (number, layer) in (1..).zip(&network.layers) {
            // No buffer yet: the layer reads the image.
            let from = plan.widths.len().checked_sub(1);
            match *layer {
                Layer::Dense { units, activation, init, bias } => {
                    plan.add_dense(number, from, units as usize, activation, init, bias);
                }
                Layer::Dropout { keep } => {
                    // Where dropout comes first, the stage above has made a buffer.
                    let from = from.unwrap_or_default();
                    let to = plan.buffer(plan.widths[from]);
                    plan.stages.push(Stage::Dropout { from, to, keep, mask: masks });
                    masks += 1;
                }
            }
        }
        let found = plan.parameters();
        if found > Network::MOST_PARAMETERS {
            return Err(NetworkError::Parameters { found, most: Network::MOST_PARAMETERS });
        }
        Ok(plan)
    }

    fn add_dense(
        &mut self,
        number: usize,
        from: Option<usize>,
        outputs: usize,
        activation: Activation,
        init: Option<Init>,
        bias: f32,
    ) {
        let inputs = from.map_or(self.network.input.pixels(), |from| self.widths[from]);
        let to = self.buffer(outputs);
        let by_activation = if activation == Activation::Relu { Init::He } else { Init::Glorot };
        let init = init.unwrap_or(by_activation);
        let weights =
            self.tensor(format!("dense{number}.weights"), vec![inputs, outputs], init, 0.0);
        let biases = self.tensor(format!("dense{number}.biases"), vec![outputs], Init::Zeros, bias);
        let stage = self.stages.len();
        let rows_a_block = (BLOCK / outputs).max(1);
        for first in (0..inputs).step_by(rows_a_block) {
            let rows = first..(first + rows_a_block).min(inputs);
            self.blocks.push(Block { stage, length: rows.len() * outputs, rows: Some(rows) });
        }
        self.blocks.push(Block { stage, length: outputs, rows: None });
        self.stages.push(Stage::Dense { from, to, inputs, outputs, weights, biases });
        if activation != Activation::Linear {
            self.stages.push(Stage::Activate { at: to, activation });
        }
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

    pub(super) fn stages(&self) -> &[Stage] {
        &self.stages
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
                r#"{"layers":[{"dense":{"units":4096}},{"dense":{"units":4096}},{"dense":{"units":10}}]}"#,
                "the network has 20037642 parameters; nibnet trains up to 8000000",
            ),
        ];
        for (json, message) in cases {
            assert_eq!(Plan::new(&network(json)).unwrap_err().to_string(), message);
        }
    }
}
