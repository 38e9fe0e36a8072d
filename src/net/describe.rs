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
    // Layers are numbered in model files in the order in which they stand here: new ones go last.
    /// Every unit sees a square patch of the layer before, and all units of a filter weigh it alike. Edges
    /// are padded as TensorFlow's SAME does, so an output has ⌈rows / stride⌉ × ⌈columns / stride⌉ places.
    #[serde(rename_all = "camelCase")]
    Conv {
        /// Filters, and so channels handed on.
        filters: u32,
        /// Rows and columns of the patch.
        kernel: u32,
        /// Places from one patch to the next.
        #[serde(default = "one")]
        stride: u32,
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
    /// Hands on the largest of each square patch, channel by channel; padded like [`Layer::Conv`].
    MaxPool {
        /// Rows and columns of the patch.
        size: u32,
        /// Places from one patch to the next.
        stride: u32,
    },
    /// Brings each channel to a mean and a deviation that are learnt (Ioffe & Szegedy, "Batch
    /// Normalization", 2015): in training those of the batch are taken out, afterwards running averages.
    /// A linear layer right before it has no biases of its own: they would be taken out again.
    #[serde(rename_all = "camelCase")]
    BatchNorm {
        /// What each normalised value goes through.
        #[serde(default)]
        activation: Activation,
    },
    /// While training, silences whole channels at random (Tompson et al., 2015): neighbours in a
    /// picture know too much of each other for [`Layer::Dropout`] to bite.
    DropoutMaps {
        /// The share of channels that stays.
        keep: f32,
    },
}

fn one() -> u32 {
    1
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
#[derive(Clone, Debug, PartialEq, Error, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase")]
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
    /// Too few or too many filters.
    #[error("layer {layer} has {found} filters; it may have 1 to {most}")]
    Filters {
        /// Which layer.
        layer: usize,
        /// Its filters.
        found: u32,
        /// The most that it may have.
        most: u32,
    },
    /// A patch or a stride out of its range.
    #[error("layer {layer} has a {what} of {found}; it may be 1 to {most}")]
    Patch {
        /// Which layer.
        layer: usize,
        /// Kernel, size or stride.
        what: &'static str,
        /// What it is.
        found: u32,
        /// The most that it may be.
        most: u32,
    },
    /// A layer that works on pictures comes after one that hands on none.
    #[error(
        "layer {layer} is {found}, which needs rows × columns × channels; layer {before} hands on {values} values without places"
    )]
    NoPicture {
        /// Which layer.
        layer: usize,
        /// What it is.
        found: String,
        /// The layer before.
        before: usize,
        /// How many values that hands on.
        values: usize,
    },
    /// Larger than a browser tab should be asked to hold.
    #[error(
        "layer {layer} hands on {shape} = {found} values for each digit; that may be {most} at the most"
    )]
    Values {
        /// Which layer.
        layer: usize,
        /// Rows × columns × channels.
        shape: String,
        /// How many values.
        found: usize,
        /// How many there may be.
        most: usize,
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

impl NetworkError {
    /// The layer that it is about; `None` where it is about all of them, or the last one.
    pub fn layer(&self) -> Option<usize> {
        match *self {
            Self::Units { layer, .. }
            | Self::Filters { layer, .. }
            | Self::Patch { layer, .. }
            | Self::NoPicture { layer, .. }
            | Self::Values { layer, .. }
            | Self::Keep { layer, .. }
            | Self::Start { layer, .. } => Some(layer),
            Self::LayerCount { .. }
            | Self::InputSize { .. }
            | Self::LastLayer { .. }
            | Self::Parameters { .. } => None,
        }
    }
}

impl Network {
    /// Ten digits.
    pub const CLASSES: usize = 10;
    /// The most layers that a network may have.
    pub const MOST_LAYERS: usize = 64;
    /// The most units that a layer may have.
    pub const MOST_UNITS: u32 = 4096;
    /// The most filters that a layer may have.
    pub const MOST_FILTERS: u32 = 512;
    /// The longest side of a patch, and the longest stride.
    pub const LONGEST_KERNEL: u32 = 31;
    /// The most values that a layer may hand on for each digit: 1 MB.
    pub const MOST_VALUES: usize = 262_144;
    /// The longest side that an input may have: 255² pixels can be counted in 16 bits.
    pub const MOST_PIXELS_A_SIDE: u32 = 255;
    /// The most parameters: with Adam's two moments and the gradient, 128 MB.
    pub const MOST_PARAMETERS: usize = 8_000_000;

    /// Whether any layer silences units or channels while training.
    pub fn has_dropout(&self) -> bool {
        let drops =
            |layer: &Layer| matches!(layer, Layer::Dropout { .. } | Layer::DropoutMaps { .. });
        self.layers.iter().any(drops)
    }

    /// Checks everything that doesn't depend on how the layers fit together.
    pub(super) fn check(&self) -> Result<(), NetworkError> {
        self.check_size()?;
        for (layer, description) in (1..).zip(&self.layers) {
            description.check(layer)?;
        }
        self.check_end()
    }

    /// Whether it has an input and a number of layers that can be had.
    pub(super) fn check_size(&self) -> Result<(), NetworkError> {
        let Input { rows, columns } = self.input;
        let sides = 1..=Self::MOST_PIXELS_A_SIDE;
        if !sides.contains(&rows) || !sides.contains(&columns) {
            return Err(NetworkError::InputSize { rows, columns, most: *sides.end() });
        }
        if !(1..=Self::MOST_LAYERS).contains(&self.layers.len()) {
            let found = self.layers.len();
            return Err(NetworkError::LayerCount { found, most: Self::MOST_LAYERS });
        }
        Ok(())
    }

    /// Whether it ends with a logit for each class.
    pub(super) fn check_end(&self) -> Result<(), NetworkError> {
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
    pub(super) fn check(&self, layer: usize) -> Result<(), NetworkError> {
        match *self {
            Layer::Dense { units, init, bias, .. } => {
                let most = Network::MOST_UNITS;
                if !(1..=most).contains(&units) {
                    return Err(NetworkError::Units { layer, found: units, most });
                }
                check_start(layer, init, bias)?;
            }
            Layer::Conv { filters, kernel, stride, init, bias, .. } => {
                let most = Network::MOST_FILTERS;
                if !(1..=most).contains(&filters) {
                    return Err(NetworkError::Filters { layer, found: filters, most });
                }
                check_patch(layer, [("kernel", kernel), ("stride", stride)])?;
                check_start(layer, init, bias)?;
            }
            Layer::MaxPool { size, stride } => {
                check_patch(layer, [("size", size), ("stride", stride)])?;
            }
            Layer::BatchNorm { .. } => {}
            Layer::Dropout { keep } | Layer::DropoutMaps { keep } => {
                if !(keep > 0.0 && keep <= 1.0) {
                    return Err(NetworkError::Keep { layer, found: keep });
                }
            }
        }
        Ok(())
    }
}

fn check_start(layer: usize, init: Option<Init>, bias: f32) -> Result<(), NetworkError> {
    let deviation = if let Some(Init::TruncatedNormal(it)) = init { it } else { 0.0 };
    for found in [bias, deviation] {
        if !(-100.0..=100.0).contains(&found) {
            return Err(NetworkError::Start { layer, found });
        }
    }
    Ok(())
}

fn check_patch(layer: usize, sides: [(&'static str, u32); 2]) -> Result<(), NetworkError> {
    let most = Network::LONGEST_KERNEL;
    for (what, found) in sides {
        if !(1..=most).contains(&found) {
            return Err(NetworkError::Patch { layer, what, found, most });
        }
    }
    Ok(())
}

impl std::fmt::Display for Activation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Linear => "",
            Self::Relu => " ReLU",
            Self::Sigmoid => " sigmoid",
        })
    }
}

impl std::fmt::Display for Layer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Layer::Dense { units, activation, .. } => write!(f, "dense {units}{activation}"),
            Layer::Conv { filters, kernel, stride, activation, .. } => {
                write!(f, "conv {kernel}×{kernel}×{filters}")?;
                if *stride > 1 {
                    write!(f, " stride {stride}")?;
                }
                write!(f, "{activation}")
            }
            Layer::MaxPool { size, stride } => {
                write!(f, "max pool {size}×{size} stride {stride}")
            }
            Layer::BatchNorm { activation } => write!(f, "batch norm{activation}"),
            Layer::Dropout { keep } => write!(f, "dropout keep {keep}"),
            Layer::DropoutMaps { keep } => write!(f, "dropout of maps keep {keep}"),
        }
    }
}
