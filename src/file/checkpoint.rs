//! The checkpoint, `.nibrun`: a run in the middle, so that it can go on another day.
//!
//! | bytes | what (little-endian) |
//! |---|---|
//! | 4 | `NIBR` |
//! | 2 | version, 1 |
//! | 2 | 0 |
//! | 4 | CRC-32 of the bytes that follow |
//! | 4 | how many bytes follow |
//! | … | [`Checkpoint`], by bincode 2: little-endian, integers at their full width |

use super::frame::{Frame, FrameError};
use crate::net::limits;
use serde::{Deserialize, Serialize};
use thiserror::Error;

const FRAME: Frame = Frame { magic: b"NIBR", version: 1, most: MOST_BYTES };
/// Weights and two moments of the largest net, and a recipe.
const MOST_BYTES: usize = 3 * 4 * limits::MOST_PARAMETERS as usize + (1 << 20);

/// A run in the middle. The generator needs no state of its own: each stream of random numbers is named
/// by seed, purpose and step.
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
    /// The file around it is none of ours, or damaged.
    #[error("the run can't be opened: {0}")]
    Frame(#[from] FrameError),
    /// What stands in it makes no sense.
    #[error("the run can't be opened: {0}")]
    Contents(String),
    /// A number is none.
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
    /// [`CheckpointError::Contents`] if it can't be written.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CheckpointError> {
        let body = bincode::serde::encode_to_vec(self, encoding())
            .map_err(|error| CheckpointError::Contents(error.to_string()))?;
        Ok(FRAME.around(&body))
    }

    /// Opens a file, and checks what can be checked without a network; the rest,
    /// [`Run::resume`](crate::train::Run::resume) does.
    ///
    /// # Errors
    /// A [`CheckpointError`] that says what is wrong with it.
    pub fn from_bytes(file: &[u8]) -> Result<Self, CheckpointError> {
        let body = FRAME.open(file)?;
        let (kept, read) = bincode::serde::decode_from_slice::<Self, _>(body, encoding())
            .map_err(|error| CheckpointError::Contents(error.to_string()))?;
        if read != body.len() {
            let more = body.len() - read;
            return Err(CheckpointError::Contents(format!("{more} bytes too many")));
        }
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

fn encoding() -> impl bincode::config::Config {
    bincode::config::standard().with_fixed_int_encoding().with_limit::<MOST_BYTES>()
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
        let file = kept().to_bytes().unwrap();
        let message = |file: &[u8]| Checkpoint::from_bytes(file).unwrap_err().to_string();
        assert!(message(b"NIBN").contains("begins with [4e, 49, 42, 4e], not with \"NIBR\""));
        assert!(message(&file[..9]).contains("9 bytes instead of 16"));
        assert!(message(&file[..file.len() - 1]).contains("didn't arrive whole"));
        let mut damaged = file.clone();
        damaged[20] ^= 1;
        assert!(message(&damaged).contains("the file is damaged"));
        let mut newer = file.clone();
        newer[4] = 2;
        assert!(message(&newer).contains("format 2"));
        let strange = Checkpoint { first: vec![0.0, f32::NAN], ..kept() };
        let text = message(&strange.to_bytes().unwrap());
        assert!(text.contains("number 1 of its first moments is NaN"), "{text}");
    }

    proptest! {
        #[test]
        fn nothing_that_is_read_makes_it_panic(body: Vec<u8>) {
            let _ = Checkpoint::from_bytes(&FRAME.around(&body));
            let _ = Checkpoint::from_bytes(&body);
        }
    }
}
