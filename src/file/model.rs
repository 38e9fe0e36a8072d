//! The model file, `.nib`: a header of 16 bytes, then a net and what is known about it.
//!
//! | bytes | what (little-endian) |
//! |---|---|
//! | 4 | `NIBN` |
//! | 2 | version, 1 |
//! | 2 | 0 |
//! | 4 | CRC-32 of the bytes that follow |
//! | 4 | how many bytes follow |
//! | … | [`Model`], by bincode 2: little-endian, integers at their full width |

use super::frame::{Frame, FrameError};
#[cfg(feature = "training")]
use super::safetensors::TensorsError;
use crate::net::{Network, NetworkError, Plan};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use thiserror::Error;

const VERSION: u16 = 1;
const FRAME: Frame = Frame { magic: b"NIBN", version: VERSION, most: MOST_BYTES };
/// The largest net at full precision is 32 MB; nothing larger is read.
const MOST_BYTES: usize = 40 << 20;

/// A net and what is known about it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Model {
    /// Where it comes from.
    pub about: About,
    /// Its description.
    pub network: Network,
    precision: Precision,
    weights: Vec<u8>,
}

/// Where a net comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct About {
    /// The preset that its recipe started from.
    pub preset: String,
    /// The whole recipe, as JSON; empty if unknown.
    pub recipe: String,
    /// Training steps taken.
    pub steps: u32,
    /// The share of the test digits that it reads right, if that was measured.
    pub test_accuracy: Option<f64>,
}

/// How weights are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Precision {
    /// 32-bit floats: the net as it was, to the last bit.
    Full,
    /// 16-bit floats: half the size, 3 digits.
    Half,
}

/// Why a model file could not be opened.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum ModelError {
    /// Some other kind of file.
    #[error(
        "this is no net that nibnet can read: it begins with {found:02x?}, neither with \"NIBN\" (.nib) nor \
         as a safetensors file"
    )]
    NotAModel {
        /// Its first bytes.
        found: Vec<u8>,
    },
    /// Saved by a newer nibnet.
    #[error("the model has format {found}; this nibnet reads up to {VERSION}: update it")]
    TooNew {
        /// Its format.
        found: u16,
    },
    /// Cut short, with something behind it, or too large to be believed.
    #[error("the model has {found} bytes, but should have {expected}")]
    Length {
        /// Bytes there.
        found: usize,
        /// Bytes announced.
        expected: usize,
    },
    /// Larger than any net.
    #[error("the model announces {found} bytes; the largest net has {most}", most = MOST_BYTES)]
    TooLarge {
        /// Bytes announced.
        found: usize,
    },
    /// A bit has changed.
    #[error("the model is damaged: its checksum is {found:08x} instead of {expected:08x}")]
    Checksum {
        /// What it comes to.
        found: u32,
        /// What it should be.
        expected: u32,
    },
    /// The contents don't follow the format.
    #[error("the model can't be read: {0}")]
    Contents(String),
    /// Its network is none.
    #[error("the model's network: {0}")]
    Network(#[from] NetworkError),
    /// Too few or too many weights for its network.
    #[error("the model has {found} weights, but its network has {expected}")]
    WeightCount {
        /// How many there are.
        found: usize,
        /// How many the network has.
        expected: usize,
    },
    /// A safetensors file that holds no net.
    #[cfg(feature = "training")]
    #[error(transparent)]
    Tensors(#[from] TensorsError),
    /// A weight that is no number.
    #[error("weight {index} of the model is {found}")]
    Weight {
        /// Which one, from 0.
        index: usize,
        /// What it is.
        found: f32,
    },
}

impl Model {
    /// Puts a net together. `weights` are all its parameters, in the order of [`Plan::tensors`].
    ///
    /// # Errors
    /// A [`ModelError`] if the weights don't fit the network or one isn't finite.
    pub fn new(
        network: &Network,
        weights: &[f32],
        precision: Precision,
        about: About,
    ) -> Result<Self, ModelError> {
        let bytes = match precision {
            Precision::Full => weights.iter().flat_map(|w| w.to_le_bytes()).collect(),
            Precision::Half => {
                weights.iter().flat_map(|&w| half::f16::from_f32(w).to_le_bytes()).collect()
            }
        };
        let model = Self { about, network: network.clone(), precision, weights: bytes };
        model.check(&Plan::new(network)?)?;
        Ok(model)
    }

    /// All its parameters, in the order of [`Plan::tensors`].
    pub fn weights(&self) -> Vec<f32> {
        match self.precision {
            Precision::Full => {
                self.weights.as_chunks().0.iter().map(|&w| f32::from_le_bytes(w)).collect()
            }
            Precision::Half => {
                let half = |&w| half::f16::from_le_bytes(w).to_f32();
                self.weights.as_chunks().0.iter().map(half).collect()
            }
        }
    }

    /// How its weights are kept.
    pub fn precision(&self) -> Precision {
        self.precision
    }

    /// The file.
    ///
    /// # Errors
    /// [`ModelError::Contents`] if it can't be written.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ModelError> {
        let body = bincode::serde::encode_to_vec(self, encoding())
            .map_err(|error| ModelError::Contents(error.to_string()))?;
        Ok(FRAME.around(&body))
    }

    /// Opens a file, and checks everything in it before it is believed.
    ///
    /// # Errors
    /// A [`ModelError`] that says what is wrong with it.
    pub fn from_bytes(file: &[u8]) -> Result<Self, ModelError> {
        let body = FRAME.open(file)?;
        let (model, read) = bincode::serde::decode_from_slice::<Self, _>(body, encoding())
            .map_err(|error| ModelError::Contents(error.to_string()))?;
        if read != body.len() {
            let more = body.len() - read;
            return Err(ModelError::Contents(format!("{more} bytes too many")));
        }
        model.check(&Plan::new(&model.network)?)?;
        Ok(model)
    }

    fn check(&self, plan: &Plan) -> Result<(), ModelError> {
        let size = match self.precision {
            Precision::Full => 4,
            Precision::Half => 2,
        };
        let (found, expected) = (self.weights.len() / size, plan.parameters());
        if found != expected || !self.weights.len().is_multiple_of(size) {
            return Err(ModelError::WeightCount { found, expected });
        }
        match self.weights().iter().enumerate().find(|(_, weight)| !weight.is_finite()) {
            Some((index, &found)) => Err(ModelError::Weight { index, found }),
            None => Ok(()),
        }
    }

    /// 16 hexadecimal digits over the bits of `weights`: two nets with the same are the same.
    pub fn fingerprint(weights: &[f32]) -> String {
        let mut hasher = Sha256::new();
        for weight in weights {
            hasher.update(weight.to_le_bytes());
        }
        hasher.finalize()[..8].iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl From<FrameError> for ModelError {
    fn from(error: FrameError) -> Self {
        match error {
            FrameError::Magic { found, .. } => Self::NotAModel { found },
            FrameError::TooNew { found, .. } => Self::TooNew { found },
            FrameError::TooLarge { found, .. } => Self::TooLarge { found },
            FrameError::Length { found, expected } => Self::Length { found, expected },
            FrameError::Checksum { found, expected } => Self::Checksum { found, expected },
        }
    }
}

fn encoding() -> impl bincode::config::Config {
    bincode::config::standard().with_fixed_int_encoding().with_limit::<MOST_BYTES>()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::initialise;
    use crate::train::Preset;
    use proptest::prelude::*;

    fn model(precision: Precision) -> (Vec<f32>, Model) {
        let recipe = Preset::named("mlp-relu").unwrap().recipe();
        let weights = initialise(&Plan::new(&recipe.network).unwrap(), 1);
        let about =
            About { preset: recipe.preset, steps: 7, test_accuracy: Some(0.5), ..About::default() };
        let model = Model::new(&recipe.network, &weights, precision, about).unwrap();
        (weights, model)
    }

    #[test]
    fn a_model_comes_back_from_its_file() {
        let (weights, full) = model(Precision::Full);
        assert_eq!(Model::from_bytes(&full.to_bytes().unwrap()).unwrap(), full);
        assert_eq!(full.weights(), weights);
        let (_, half) = model(Precision::Half);
        let (full_size, half_size) =
            (full.to_bytes().unwrap().len(), half.to_bytes().unwrap().len());
        assert_eq!(full_size - half_size, 2 * weights.len());
        for (got, want) in half.weights().iter().zip(&weights) {
            assert!((got - want).abs() <= want.abs() / 2048.0 + 1e-7);
        }
    }

    #[test]
    fn what_is_no_sound_model_is_refused_by_name() {
        let (_, model) = model(Precision::Half);
        let good = model.to_bytes().unwrap();
        let with = |at: usize, bytes: &[u8]| {
            let mut file = good.clone();
            file[at..at + bytes.len()].copy_from_slice(bytes);
            Model::from_bytes(&file).unwrap_err()
        };
        assert_eq!(
            Model::from_bytes(b"<html>").unwrap_err(),
            ModelError::NotAModel { found: b"<html>".to_vec() }
        );
        assert_eq!(
            Model::from_bytes(&good[..9]).unwrap_err(),
            ModelError::Length { found: 9, expected: 16 }
        );
        assert_eq!(with(4, &[4, 0]), ModelError::TooNew { found: 4 });
        assert_eq!(with(12, &[0xff; 4]), ModelError::TooLarge { found: 0xffff_ffff });
        assert_eq!(
            Model::from_bytes(&good[..good.len() - 1]).unwrap_err(),
            ModelError::Length { found: good.len() - 1, expected: good.len() }
        );
        assert!(matches!(with(good.len() / 2, &[0x55, 0x77]), ModelError::Checksum { .. }));
        let network = model.network.clone();
        assert_eq!(
            Model::new(&network, &[0.0; 3], Precision::Full, About::default()).unwrap_err(),
            ModelError::WeightCount { found: 3, expected: model.weights().len() }
        );
        let mut weights = model.weights();
        weights[5] = f32::NAN;
        let error = Model::new(&network, &weights, Precision::Full, About::default()).unwrap_err();
        assert!(matches!(error, ModelError::Weight { index: 5, .. }));
        // Too large for 16 bits: it would come back as infinity.
        weights[5] = 1e6;
        let error = Model::new(&network, &weights, Precision::Half, About::default()).unwrap_err();
        assert!(matches!(error, ModelError::Weight { index: 5, .. }));
    }

    #[test]
    fn a_fingerprint_notices_one_bit() {
        assert_eq!(Model::fingerprint(&[1.0, 2.0]), Model::fingerprint(&[1.0, 2.0]));
        assert_ne!(Model::fingerprint(&[0.0]), Model::fingerprint(&[-0.0]));
        assert_eq!(Model::fingerprint(&[]).len(), 16);
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(body in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(Model::from_bytes(&body).is_err());
            // Bytes behind a sound header reach the decoder.
            prop_assert!(Model::from_bytes(&FRAME.around(&body)).is_err());
        }
    }
}
