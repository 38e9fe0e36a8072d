//! The kinds of layers, one file each: what a layer is in a description, and the stage that a plan
//! makes of it, with its shape, tensors, buffers, way forward, way back and ONNX form.
//!
//! A new kind of layer is a new file and a line in [`kinds!`]'s list; one with weights also has an
//! arm in `Stage::add_gradient`.

mod activation;
mod average_pool;
mod batch_norm;
mod conv;
mod dense;
mod dropout;
mod dropout_maps;
mod input;
mod linear;
mod max_pool;
mod pooling;

use super::builder::Builder;
use super::error::NetworkError;
use super::layout::Buffers;
use super::operator::Operator;
use super::pass::Pass;
use super::tensor::Block;
use bincode::Decode;
use bincode::de::Decoder;
use bincode::error::{AllowedEnumVariants, DecodeError};
use serde::{Deserialize, Serialize};
use std::fmt;

pub use activation::Activation;

/// Writes the enums down, and what is asked of every kind.
macro_rules! kinds {
    (
        layers { $($(#[$doc:meta])* $kind:ident in $module:ident,)+ }
        others { $($other:ident in $other_module:ident,)+ }
    ) => {
        $(pub use $module::$kind;)+

        /// One layer.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[serde(rename_all = "camelCase")]
        pub enum Layer {
            $($(#[$doc])* $kind($kind),)+
        }

        impl Layer {
            /// Checks the layer by itself; `layer` is its number.
            pub(super) fn check(&self, layer: usize) -> Result<(), NetworkError> {
                match self { $(Self::$kind(it) => it.check(layer),)+ }
            }

            /// Adds the layer to a plan, and gives the stages that do its work.
            pub(super) fn plan(&self, plan: &mut Builder) -> Result<Vec<Stage>, NetworkError> {
                let mut stages = Vec::new();
                match self {
                    $(Self::$kind(it) => {
                        plan.kind = $module::KIND;
                        stages.push(Stage::$kind(it.plan(plan)?));
                        let activation = activation::Stage::new(self.activation(), plan);
                        stages.extend(activation.map(Stage::Activation));
                    })+
                }
                Ok(stages)
            }
        }

        /// The number of each kind in model files.
        enum Kind {
            $($kind,)+
        }

        impl<C> Decode<C> for Layer {
            fn decode<D: Decoder<Context = C>>(decoder: &mut D) -> Result<Self, DecodeError> {
                let found = u32::decode(decoder)?;
                $(if found == Kind::$kind as u32 {
                    return Ok(Self::$kind(Decode::decode(decoder)?));
                })+
                const ALL: &[u32] = &[$(Kind::$kind as u32),+];
                let allowed = &AllowedEnumVariants::Allowed(ALL);
                Err(DecodeError::UnexpectedVariant { type_name: "Layer", allowed, found })
            }
        }

        bincode::impl_borrow_decode!(Layer);

        impl fmt::Display for Layer {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match self { $(Self::$kind(it) => it.fmt(f),)+ }
            }
        }

        /// One thing that happens to the values on their way.
        #[derive(Clone, Debug)]
        pub(super) enum Stage {
            $($kind($module::Stage),)+
            $($other($other_module::Stage),)+
        }

        impl Stage {
            /// Works out its output of the images of a shard.
            pub(super) fn forward(&self, pass: &Pass, buffers: &mut Buffers) {
                match self {
                    $(Self::$kind(it) => it.forward(pass, buffers),)+
                    $(Self::$other(it) => it.forward(pass, buffers),)+
                }
            }

            /// Works out the gradient of its input from that of its output.
            pub(super) fn backward(&self, pass: &Pass, buffers: &mut Buffers) {
                match self {
                    $(Self::$kind(it) => it.backward(pass, buffers),)+
                    $(Self::$other(it) => it.backward(pass, buffers),)+
                }
            }

            /// What it is in an ONNX file; nothing where it does nothing to a trained net.
            pub(super) fn operators(&self, parameters: &[f32]) -> Vec<Operator> {
                match self {
                    $(Self::$kind(it) => it.operators(parameters),)+
                    $(Self::$other(it) => it.operators(parameters),)+
                }
            }
        }
    };
}

kinds! {
    // Model files number the layers in this order: new ones go last.
    layers {
        /// Every unit sees every value of the layer before.
        Dense in dense,
        /// While training, silences units at random.
        Dropout in dropout,
        /// Every unit sees a square patch of the layer before.
        Conv in conv,
        /// Hands on the largest value of each patch.
        MaxPool in max_pool,
        /// Brings each channel to a mean and a deviation that are learnt.
        BatchNorm in batch_norm,
        /// While training, silences whole channels at random.
        DropoutMaps in dropout_maps,
        /// Hands on the mean of each patch, or of the whole map.
        AveragePool in average_pool,
    }
    others {
        Input in input,
        Activation in activation,
    }
}

impl Layer {
    /// Whether it does nothing once a net is trained.
    pub fn is_dropout(&self) -> bool {
        matches!(self, Self::Dropout(_) | Self::DropoutMaps(_))
    }

    /// What its values go through.
    fn activation(&self) -> Activation {
        match self {
            Self::Dense(it) => it.activation,
            Self::Conv(it) => it.activation,
            Self::BatchNorm(it) => it.activation,
            _ => Activation::Linear,
        }
    }

    /// The activation of a layer whose sums batch norm can be worked into.
    pub(super) fn linear_activation(&mut self) -> Option<&mut Activation> {
        match self {
            Self::Dense(it) => Some(&mut it.activation),
            Self::Conv(it) => Some(&mut it.activation),
            _ => None,
        }
    }
}

impl Stage {
    /// The input, for a first layer that can't read bytes.
    pub(super) fn input(plan: &mut Builder) -> Self {
        Self::Input(input::Stage::new(plan))
    }

    /// Adds to `out` what a shard says of the gradient of a block of parameters.
    pub(super) fn add_gradient(
        &self,
        block: &Block,
        buffers: &Buffers,
        images: usize,
        out: &mut [f32],
    ) {
        match self {
            Self::Dense(it) => it.add_gradient(block, buffers, images, out),
            Self::Conv(it) => it.add_gradient(block, buffers, images, out),
            _ => {} // batch norm's comes from the statistics of the batch; the others have none
        }
    }

    /// The batch norm that this is, before which a pass waits for the whole batch.
    pub(super) fn as_norm(&self) -> Option<&batch_norm::Stage> {
        if let Self::BatchNorm(it) = self { Some(it) } else { None }
    }

    /// The dropout that this is, which silences some of what it has handed on while training.
    pub(super) fn as_dropout(&self) -> Option<&dropout::Stage> {
        if let Self::Dropout(it) | Self::DropoutMaps(it) = self { Some(it) } else { None }
    }

    /// From now on it keeps this fraction, if it is a dropout.
    pub(super) fn set_keep(&mut self, keep: f32) {
        if let Self::Dropout(it) | Self::DropoutMaps(it) = self {
            it.keep = keep;
        }
    }
}
