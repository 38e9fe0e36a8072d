//! A run in the middle, and its file, `.nibrun`: "NIBR", version 1, and a [`Checkpoint`] in the
//! frame that [`FrameError`](crate::FrameError) is about.

use crate::frame::{Frame, FrameError, Sealed, crc32};
use serde::de::{Error, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::io::Read;
use thiserror::Error;

const FRAME: Frame = Frame { kind: "run", magic: "NIBR", version: 1, checksum: crc32, held: false };

/// All that a run needs to go on another day. The generator has no state of its own: each stream of
/// random numbers is named by seed, purpose and step.
///
/// Its lists are those of the run that it is of, or of its own: nothing is copied to write its
/// file.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Checkpoint<'a> {
    /// The whole recipe, as JSON.
    pub recipe: String,
    /// Training steps taken.
    pub step: u32,
    /// All parameters.
    #[serde(deserialize_with = "list")]
    pub weights: Cow<'a, [f32]>,
    /// What the optimiser remembers of each: first moments, or momentum.
    #[serde(deserialize_with = "list")]
    pub first: Cow<'a, [f32]>,
    /// Second moments; none where the optimiser has none.
    #[serde(deserialize_with = "list")]
    pub second: Cow<'a, [f32]>,
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
#[allow(missing_docs)] // the sentences say it
#[non_exhaustive]
pub enum CheckpointError {
    #[error(transparent)]
    Frame(#[from] FrameError),
    #[error("the run can't be opened: number {index} of its {what} is {found}")]
    Number { what: &'static str, index: usize, found: f32 },
}

impl Checkpoint<'_> {
    /// The file.
    ///
    /// # Errors
    /// [`FrameError::TooLarge`] if it could not be opened again.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CheckpointError> {
        Ok(self.seal()?.to_bytes())
    }

    /// The file, ready to be written.
    ///
    /// # Errors
    /// As of [`to_bytes`](Self::to_bytes).
    pub fn seal(&self) -> Result<Sealed<'_, Self>, CheckpointError> {
        Ok(FRAME.seal(self)?)
    }
}

impl Checkpoint<'static> {
    /// Opens a file, and checks what needs no recipe; [`Run::resume`](super::Run::resume) checks
    /// the rest.
    pub fn from_bytes(file: &[u8]) -> Result<Self, CheckpointError> {
        Self::read_from(file.len() as u64, || file)
    }

    /// The same of a file of `length` bytes that isn't in memory; `open` begins to read it.
    ///
    /// # Errors
    /// As of [`from_bytes`](Self::from_bytes).
    pub fn read_from<R: Read>(length: u64, open: impl Fn() -> R) -> Result<Self, CheckpointError> {
        let kept: Self = FRAME.read_from(length, open)?;
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

/// Reads a list into memory that is taken once: `Vec`'s own way takes more than twice as much.
fn list<'a, 'de, D: Deserializer<'de>>(from: D) -> Result<Cow<'a, [f32]>, D::Error> {
    struct List;
    impl<'de> Visitor<'de> for List {
        type Value = Vec<f32>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a list of numbers")
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut numbers: A) -> Result<Vec<f32>, A::Error> {
            let mut list = Vec::new();
            let length = numbers.size_hint().unwrap_or(0);
            list.try_reserve_exact(length).map_err(A::Error::custom)?;
            while let Some(number) = numbers.next_element()? {
                list.push(number);
            }
            Ok(list)
        }
    }
    from.deserialize_seq(List).map(Cow::Owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn kept() -> Checkpoint<'static> {
        Checkpoint {
            recipe: "{}".to_owned(),
            step: 7,
            weights: vec![1.5, -2.0].into(),
            first: vec![0.1, 0.2].into(),
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
        let strange = Checkpoint { first: vec![0.0, f32::NAN].into(), ..kept() };
        let text = message(&strange.to_bytes().unwrap());
        assert!(text.contains("number 1 of its first moments is NaN"), "{text}");
    }

    #[test]
    fn a_list_that_announces_more_than_there_is_takes_no_memory_for_it() {
        for announced in [3u64, 1 << 40, u64::MAX] {
            let contents = (String::new(), 0u32, announced, [1.0f32; 2]);
            let file = FRAME.seal(&contents).unwrap().to_bytes();
            let error = Checkpoint::from_bytes(&file).unwrap_err();
            let unreadable = matches!(error, CheckpointError::Frame(FrameError::Contents { .. }));
            assert!(unreadable, "{announced}: {error}");
        }
    }

    proptest! {
        #[test]
        fn nothing_that_is_read_makes_it_panic(body: Vec<u8>) {
            let _ = Checkpoint::from_bytes(&body);
            // Bytes behind a sound header reach the decoder.
            let mut file = FRAME.seal(&()).unwrap().to_bytes();
            file[8..12].copy_from_slice(&crc32(&body).to_le_bytes());
            file[12..].copy_from_slice(&(body.len() as u32).to_le_bytes());
            file.extend(&body);
            let _ = Checkpoint::from_bytes(&file);
        }
    }
}
