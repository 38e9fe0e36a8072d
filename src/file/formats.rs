//! The kinds of files that a net comes from, and goes to.

use super::model::{Model, ModelError, Precision};
use super::safetensors::{self, TensorsError};
use super::{npz, onnx};
use crate::frame::FrameError;
use crate::net::Network;
use thiserror::Error;

/// Why a file of a net can't be opened.
#[derive(Clone, Debug, PartialEq, Error)]
#[allow(missing_docs)] // the sentences say it
#[non_exhaustive]
pub enum OpenError {
    #[error(
        "this is no net that nibnet can read: it begins with {found:02x?}, neither with \"NIBN\" \
         (.nib) nor as a safetensors file"
    )]
    NotANet { found: Vec<u8> },
    #[error(transparent)]
    Model(#[from] ModelError),
    #[error(transparent)]
    Tensors(#[from] TensorsError),
}

/// The kinds of files that a net can be written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// nibnet's own, with 32-bit weights.
    Nib,
    /// nibnet's own, with 16-bit weights: half the size.
    NibHalf,
    /// safetensors, which Python's frameworks read.
    Safetensors,
    /// NPZ, which numpy reads.
    Npz,
    /// ONNX, which most runtimes run.
    Onnx,
}

impl Format {
    /// All of them, with the names that they go by.
    pub const ALL: [(Self, &str); 5] = [
        (Self::Nib, "nib"),
        (Self::NibHalf, "nib-half"),
        (Self::Safetensors, "safetensors"),
        (Self::Npz, "npz"),
        (Self::Onnx, "onnx"),
    ];

    /// The one of that name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|&(format, _)| format)
    }
}

/// Opens a `.nib` or a `.safetensors` file: its first bytes say which it is. A safetensors file
/// that doesn't say of which network its tensors are is taken to be of `network`.
pub fn open(file: &[u8], network: Option<&Network>) -> Result<Model, OpenError> {
    match Model::from_bytes(file) {
        Err(ModelError::Frame(FrameError::Magic { found, .. })) => {
            if safetensors::looks_like_it(file) {
                return Ok(safetensors::read(file, network)?);
            }
            Err(OpenError::NotANet { found })
        }
        model => Ok(model?),
    }
}

/// The bytes of a file with this net.
///
/// # Errors
/// A [`ModelError`] if it can't be written: weights may be too large for 16 bits, say.
pub fn write(model: &Model, format: Format) -> Result<Vec<u8>, ModelError> {
    let precise = |precision| {
        Model::new(&model.network, &model.weights(), precision, model.about.clone())?.to_bytes()
    };
    match format {
        Format::Nib => precise(Precision::Full),
        Format::NibHalf => precise(Precision::Half),
        Format::Safetensors => safetensors::write(model),
        Format::Npz => npz::write(model),
        Format::Onnx => onnx::write(model),
    }
}
