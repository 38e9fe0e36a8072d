//! The model file, `.nib`: "NIBN", version 1, and a [`Model`] in the frame that
//! [`FrameError`](crate::FrameError) is about.

use crate::cause::debug_as_display;
use crate::decimal::Decimal;
use crate::frame::{Frame, FrameError, Sealed, crc32};
use crate::hash::short_hash;
use crate::net::{Network, NetworkError, Plan};
use bincode::Decode;
use serde::ser::SerializeSeq;
use serde::{Deserialize, Serialize, Serializer};
use thiserror::Error;

const FRAME: Frame =
    Frame { kind: "model", magic: "NIBN", version: 1, checksum: crc32, held: true };

/// A net and what is known about it.
#[derive(Clone, Debug, PartialEq, Serialize, Decode)]
pub struct Model {
    /// Where it comes from.
    pub about: About,
    /// Its description.
    pub network: Network,
    precision: Precision,
    weights: Vec<u8>,
}

/// Where a net comes from.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, Decode)]
pub struct About {
    /// The preset that its recipe started from.
    pub preset: String,
    /// The whole recipe, as JSON; empty if unknown.
    pub recipe: String,
    /// Training steps taken.
    pub steps: u32,
    /// The fraction of the test digits that it reads right, if that was measured. In JSON, too, it
    /// is `test_accuracy`, unlike the other keys there: safetensors files have it under this name.
    pub test_accuracy: Option<f64>,
}

/// How weights are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Decode)]
pub enum Precision {
    /// 32-bit floats: the net as it was, to the last bit.
    Full,
    /// 16-bit floats: half the size, 3 digits.
    Half,
}

/// Why a net is none, or its file can't be opened.
#[derive(Clone, PartialEq, Error)]
#[allow(missing_docs)] // the sentences say it
#[non_exhaustive]
pub enum ModelError {
    #[error(transparent)]
    Frame(#[from] FrameError),
    #[error("the model's network: {0}")]
    Network(#[from] NetworkError),
    #[error("the model has {found} weights, but its network has {expected}")]
    WeightCount { found: usize, expected: usize },
    #[error("weight {index} of the model is {}", Decimal(*.found))]
    Weight { index: usize, found: f32 },
}

debug_as_display!(ModelError);

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
    /// [`FrameError::TooLarge`] if it could not be opened again.
    pub fn to_bytes(&self) -> Result<Vec<u8>, ModelError> {
        Ok(FRAME.seal(self)?.to_bytes())
    }

    /// Opens a file, and checks everything in it before it is believed.
    pub fn from_bytes(file: &[u8]) -> Result<Self, ModelError> {
        let model: Self = FRAME.read(file)?;
        model.check(&Plan::new(&model.network)?)?;
        Ok(model)
    }

    fn check(&self, plan: &Plan) -> Result<(), ModelError> {
        let size = match self.precision {
            Precision::Full => 4,
            Precision::Half => 2,
        };
        let (found, expected) = (self.weights.len().div_ceil(size), plan.parameters());
        if self.weights.len() != expected * size {
            return Err(ModelError::WeightCount { found, expected });
        }
        check(self.weights().into_iter(), expected)
    }

    /// 16 hexadecimal digits over the bits of `weights`: two nets with the same are the same.
    pub fn fingerprint(weights: &[f32]) -> String {
        short_hash(weights.iter().map(|weight| weight.to_le_bytes()))
    }
}

/// A net whose weights are another's: its `.nib` file is that of the [`Model`] with
/// [`Precision::Full`], without a copy of them.
#[derive(Debug, Serialize)]
pub struct LentModel<'a> {
    about: About,
    network: &'a Network,
    precision: Precision,
    #[serde(serialize_with = "bytes")]
    weights: &'a [f32],
}

impl<'a> LentModel<'a> {
    /// Puts a net together as [`Model::new`] does.
    ///
    /// # Errors
    /// A [`ModelError`] if the weights don't fit the network or one isn't finite.
    pub fn new(network: &'a Network, weights: &'a [f32], about: About) -> Result<Self, ModelError> {
        check(weights.iter().copied(), Plan::new(network)?.parameters())?;
        Ok(Self { about, network, precision: Precision::Full, weights })
    }

    /// The file, ready to be written.
    ///
    /// # Errors
    /// [`FrameError::TooLarge`] if it could not be opened again.
    pub fn seal(&self) -> Result<Sealed<'_, Self>, ModelError> {
        Ok(FRAME.seal(self)?)
    }
}

fn bytes<S: Serializer>(weights: &&[f32], to: S) -> Result<S::Ok, S::Error> {
    let mut list = to.serialize_seq(Some(size_of_val(*weights)))?;
    for byte in weights.iter().flat_map(|weight| weight.to_le_bytes()) {
        list.serialize_element(&byte)?;
    }
    list.end()
}

/// Whether these are so many weights, and all of them numbers.
fn check(weights: impl ExactSizeIterator<Item = f32>, expected: usize) -> Result<(), ModelError> {
    let found = weights.len();
    if found != expected {
        return Err(ModelError::WeightCount { found, expected });
    }
    match weights.enumerate().find(|(_, weight)| !weight.is_finite()) {
        Some((index, found)) => Err(ModelError::Weight { index, found }),
        None => Ok(()),
    }
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
        let lent = LentModel::new(&full.network, &weights, full.about.clone()).unwrap();
        assert_eq!(lent.seal().unwrap().to_bytes(), full.to_bytes().unwrap());
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
            Model::from_bytes(b"<html>").unwrap_err().to_string(),
            "this is no model: it begins with [3c, 68, 74, 6d, 6c, 3e], not with \"NIBN\""
        );
        assert!(matches!(
            with(good.len() / 2, &[0x55, 0x77]),
            ModelError::Frame(FrameError::Checksum { .. })
        ));
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
            let mut file = FRAME.seal(&()).unwrap().to_bytes();
            file[8..12].copy_from_slice(&crc32(&body).to_le_bytes());
            file[12..].copy_from_slice(&(body.len() as u32).to_le_bytes());
            file.extend(&body);
            prop_assert!(Model::from_bytes(&file).is_err());
        }
    }
}
