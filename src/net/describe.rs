//! The description of a network, as JSON and model files hold it.

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// A network: what goes in, and its layers from there to the logits.
///
/// The last layer is dense and linear, one unit a class; softmax belongs to the loss and to the
/// reading of an answer, not to the network.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Network {
    /// The images that go in.
    #[serde(default)]
    pub input: Input,
    /// From the input to the logits.
    pub layers: Vec<Layer>,
}

/// The size of the images that go in, in pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
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

impl Input {
    /// Pixels in an image.
    pub fn pixels(self) -> usize {
        self.rows as usize * self.columns as usize
    }
}

/// One layer.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub enum Layer {
    /// Every unit sees every value of the layer before.
    #[serde(rename_all = "camelCase")]
    Dense {
        /// Units, and so values handed on.
        units: u32,
        /// What each unit's sum goes through.
        #[serde(default)]
        activation: Activation,
        /// How the weights start; where nothing is said, [`Init::He`] before ReLU, else [`Init::Glorot`].
        #[serde(default)]
        init: Option<Init>,
        /// What every bias starts with.
        #[serde(default)]
        bias: f32,
    },
    /// While training, silences units at random.
    Dropout {
        /// The share of units that stays.
        keep: f32,
    },
}

/// What a unit's sum goes through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Activation {
    /// Nothing: the sum itself.
    #[default]
    Linear,
    /// max(x, 0).
    Relu,
    /// 1 / (1 + e⁻ˣ).
    Sigmoid,
}

/// How weights start.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Init {
    /// All zero: for a net of one layer only, since units that start alike stay alike.
    Zeros,
    /// Normal, deviation √(2 / inputs) (He et al., "Delving Deep into Rectifiers", 2015).
    He,
    /// Even, between ±√(6 / (inputs + outputs)) (Glorot & Bengio, 2010).
    Glorot,
    /// Normal with this deviation, drawn again beyond two of them.
    TruncatedNormal(f32),
}

/// Why a description is no network. Layers are counted from 1.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum NetworkError {
    /// There is nothing between input and output.
    #[error("a network needs at least one layer, and at most {most}; this one has {found}")]
    LayerCount {
        /// How many it has.
        found: usize,
        /// How many it may have.
        most: usize,
    },
    /// An image size that isn't supported.
    #[error("the input is {rows}×{columns} pixels; each side must be 1 to {most}")]
    InputSize {
        /// Height.
        rows: u32,
        /// Width.
        columns: u32,
        /// The largest side.
        most: u32,
    },
    /// Too few or too many units.
    #[error("layer {layer} has {found} units; it may have 1 to {most}")]
    Units {
        /// Which layer.
        layer: usize,
        /// Its units.
        found: u32,
        /// The most that it may have.
        most: u32,
    },
    /// A share outside of its range.
    #[error("layer {layer} keeps {found} of its units; that must be above 0, up to 1")]
    Keep {
        /// Which layer.
        layer: usize,
        /// The share.
        found: f32,
    },
    /// A number that no weight or bias can start from.
    #[error("layer {layer} starts from {found}; that must be a number between −100 and 100")]
    Start {
        /// Which layer.
        layer: usize,
        /// The number.
        found: f32,
    },
    /// The last layer doesn't give one logit a class.
    #[error(
        "the last layer must be dense and linear with {classes} units, one for each digit; it is {found}"
    )]
    LastLayer {
        /// What it is.
        found: String,
        /// How many units it should have.
        classes: usize,
    },
    /// Larger than a browser tab should be asked to hold.
    #[error("the network has {found} parameters; nibnet trains up to {most}")]
    Parameters {
        /// How many it has.
        found: usize,
        /// How many it may have.
        most: usize,
    },
}

impl Network {
    /// Ten digits.
    pub const CLASSES: usize = 10;
    /// The most layers that a network may have.
    pub const MOST_LAYERS: usize = 64;
    /// The most units that a layer may have.
    pub const MOST_UNITS: u32 = 4096;
    /// The longest side that an input may have: 255² pixels can be counted in 16 bits.
    pub const MOST_PIXELS_A_SIDE: u32 = 255;
    /// The most parameters: with Adam's two moments and the gradient, 128 MB.
    pub const MOST_PARAMETERS: usize = 8_000_000;

    /// Checks everything that doesn't depend on how the layers fit together.
    pub(super) fn check(&self) -> Result<(), NetworkError> {
        let Input { rows, columns } = self.input;
        let sides = 1..=Self::MOST_PIXELS_A_SIDE;
        if !sides.contains(&rows) || !sides.contains(&columns) {
            return Err(NetworkError::InputSize { rows, columns, most: *sides.end() });
        }
        if !(1..=Self::MOST_LAYERS).contains(&self.layers.len()) {
            let found = self.layers.len();
            return Err(NetworkError::LayerCount { found, most: Self::MOST_LAYERS });
        }
        for (layer, description) in (1..).zip(&self.layers) {
            description.check(layer)?;
        }
        match self.layers.last() {
            Some(Layer::Dense { units, activation: Activation::Linear, .. })
                if *units as usize == Self::CLASSES =>
            {
                Ok(())
            }
            last => Err(NetworkError::LastLayer {
                found: last.map(Layer::to_string).unwrap_or_default(),
                classes: Self::CLASSES,
            }),
        }
    }
}

impl Layer {
    fn check(&self, layer: usize) -> Result<(), NetworkError> {
        match *self {
            Layer::Dense { units, init, bias, .. } => {
                let most = Network::MOST_UNITS;
                if !(1..=most).contains(&units) {
                    return Err(NetworkError::Units { layer, found: units, most });
                }
                let deviation = if let Some(Init::TruncatedNormal(it)) = init { it } else { 0.0 };
                for found in [bias, deviation] {
                    if !(-100.0..=100.0).contains(&found) {
                        return Err(NetworkError::Start { layer, found });
                    }
                }
            }
            Layer::Dropout { keep } => {
                if !(keep > 0.0 && keep <= 1.0) {
                    return Err(NetworkError::Keep { layer, found: keep });
                }
            }
        }
        Ok(())
    }
}

impl std::fmt::Display for Layer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Layer::Dense { units, activation, .. } => {
                write!(f, "dense {units}")?;
                match activation {
                    Activation::Linear => Ok(()),
                    Activation::Relu => f.write_str(" ReLU"),
                    Activation::Sigmoid => f.write_str(" sigmoid"),
                }
            }
            Layer::Dropout { keep } => write!(f, "dropout keep {keep}"),
        }
    }
}
