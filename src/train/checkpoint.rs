//! A run in the middle, and its file, `.nibrun`: "NIBR", version 1, and a [`Checkpoint`] in the
//! frame that [`FrameError`](crate::FrameError) is about.

use crate::frame::{Frame, FrameError, crc32};
use serde::{Deserialize, Serialize};
use thiserror::Error;

const FRAME: Frame = Frame { kind: "run", magic: "NIBR", version: 1, checksum: crc32 };

/// All that a run needs to go on another day. The generator has no state of its own: each stream of
/// random numbers is named by seed, purpose and step.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint {
    /// The whole recipe, as JSON.
    pub recipe: String,
    /// Training steps taken.
    pub step: u32,
    /// All parameters.
    pub weights: Vec<f32>,
    /// What the optimiser remembers of each: first moments, or momentum.
    pub first: Vec<f32>,
    /// Second moments; none where the optimiser has none.
    pub second: Vec<f32>,
    /// Adam's decays to the power of the steps taken.
    pub powers: [f64; 2],
    /// The epoch, and how many digits of it have been given out; `None` before the first step.
    pub order: Option<(u32, u32)>,
    /// Summed loss of the batches since the last point of the curves, in nats.
    pub loss: f64,
    /// How many of their digits were read right.
    pub correct: u32,
    /// How many digits those are.
    pub images: u64,
    /// The step whose test is done.
    pub tested: Option<u32>,
}

/// Why a checkpoint can't be read or written.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum CheckpointError {
    /// Its file is another kind of file, damaged, or too large.
    #[error(transparent)]
    Frame(#[from] FrameError),
    /// A number is infinite or NaN.
    #[error("the run can't be opened: number {index} of its {what} is {found}")]
    Number {
        /// Which numbers.
        what: &'static str,
        /// Which one, from 0.
        index: usize,
        /// What it is.
        found: f32,
    },
}

impl Checkpoint {
    /// The file.
    ///
    /// # Errors
    /// [`FrameError::TooLarge`] if it could not be opened again.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CheckpointError> {
        Ok(FRAME.write(self)?)
    }

    /// Opens a file, and checks what needs no recipe; [`Run::resume`](super::Run::resume) checks
    /// the rest.
    ///
    /// # Errors
    /// A [`CheckpointError`] that says what is wrong with it.
    pub fn from_bytes(file: &[u8]) -> Result<Self, CheckpointError> {
        let kept: Self = FRAME.read(file)?;
        for (what, numbers) in [
            ("weights", &kept.weights),
            ("first moments", &kept.first),
            ("second moments", &kept.second),
        ] {
            if let Some(index) = numbers.iter().position(|number| !number.is_finite()) {
                return Err(CheckpointError::Number { what, index, found: numbers[index] });
            }
        }
        Ok(kept)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kept() -> Checkpoint {
        Checkpoint {
            recipe: "{}".to_owned(),
            step: 7,
            weights: vec![1.5, -2.0],
            first: vec![0.1, 0.2],
            order: Some((1, 300)),
            tested: Some(5),
            ..Checkpoint::default()
        }
    }

    #[test]
    fn a_checkpoint_survives_its_file() {
        let file = kept().to_bytes().unwrap();
        assert_eq!(Checkpoint::from_bytes(&file).unwrap(), kept());
    }

    #[test]
    fn what_is_no_checkpoint_is_refused_by_name() {
        let message = |file: &[u8]| Checkpoint::from_bytes(file).unwrap_err().to_string();
        assert!(message(b"NIBN").contains("begins with [4e, 49, 42, 4e], not with \"NIBR\""));
        let mut damaged = kept().to_bytes().unwrap();
        damaged[20] ^= 1;
        assert!(message(&damaged).contains("the run is damaged"));
        let strange = Checkpoint { first: vec![0.0, f32::NAN], ..kept() };
        let text = message(&strange.to_bytes().unwrap());
        assert!(text.contains("number 1 of its first moments is NaN"), "{text}");
    }

    proptest! {
        #[test]
        fn nothing_that_is_read_makes_it_panic(body: Vec<u8>) {
            let _ = Checkpoint::from_bytes(&body);
            // Bytes behind a sound header reach the decoder.
            let mut file = FRAME.write(&()).unwrap();
            file[8..12].copy_from_slice(&crc32(&body).to_le_bytes());
            file[12..].copy_from_slice(&(body.len() as u32).to_le_bytes());
            file.extend(&body);
            let _ = Checkpoint::from_bytes(&file);
        }
    }
}
