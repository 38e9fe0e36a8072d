//! The description of a network, as JSON and model files hold it.

use super::error::NetworkError;
use super::limits::{MOST_LAYERS, MOST_PIXELS_A_SIDE};
use super::stage::{Activation, Dense, Layer};
use bincode::Decode;
use serde::{Deserialize, Serialize};

/// A network: what goes in, and its layers from there to the logits.
///
/// The last layer is dense and linear, one unit a class; softmax belongs to the loss and to the
/// reading of an answer, not to the network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Network {
    /// The images that go in.
    #[serde(default)]
    pub input: Input,
    /// From the input to the logits.
    pub layers: Vec<Layer>,
}

/// The size of the images that go in, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, Decode)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Height.
    pub rows: u32,
    /// Width.
    pub columns: u32,
}

impl Default for Input {
    /// MNIST's 28 × 28.
    fn default() -> Self {
        Self { rows: 28, columns: 28 }
    }
}

impl Network {
    /// Ten digits.
    pub const CLASSES: usize = 10;

    /// Whether any layer silences units or channels while training.
    pub fn has_dropout(&self) -> bool {
        self.layers.iter().any(Layer::is_dropout)
    }

    /// Checks everything that doesn't depend on how the layers fit together.
    pub(super) fn check(&self) -> Result<(), NetworkError> {
        self.check_size()?;
        for (layer, description) in (1..).zip(&self.layers) {
            description.check(layer)?;
        }
        self.check_end()
    }

    /// Whether the size of its input and the number of its layers are in their ranges.
    pub(super) fn check_size(&self) -> Result<(), NetworkError> {
        let Input { rows, columns } = self.input;
        let sides = 1..=MOST_PIXELS_A_SIDE;
        if !sides.contains(&rows) || !sides.contains(&columns) {
            return Err(NetworkError::InputSize { rows, columns, most: *sides.end() });
        }
        let found = self.layers.len();
        if !(1..=MOST_LAYERS).contains(&found) {
            return Err(NetworkError::LayerCount { found, most: MOST_LAYERS });
        }
        Ok(())
    }

    /// Whether it ends with a logit for each class.
    pub(super) fn check_end(&self) -> Result<(), NetworkError> {
        let classes = Self::CLASSES;
        match self.layers.last() {
            Some(Layer::Dense(Dense { units, activation: Activation::Linear, .. }))
                if *units as usize == classes =>
            {
                Ok(())
            }
            last => {
                let found = last.map_or_else(|| "missing".to_owned(), Layer::to_string);
                Err(NetworkError::LastLayer { found, classes })
            }
        }
    }
}
