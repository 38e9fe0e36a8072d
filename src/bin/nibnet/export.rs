//! `nibnet export`.

use super::{Failure, Net, write};
use clap::{Args, ValueEnum};
use nibnet::file::{self, Model, Precision};
use nibnet::net::fold;
use std::path::PathBuf;

#[derive(Args)]
pub(super) struct Export {
    #[command(flatten)]
    net: Net,
    /// Work batch norm into the weights, and leave dropout out: the same answers from a net that is smaller
    /// and quicker.
    #[arg(long)]
    fold: bool,
    /// What kind of file to write.
    #[arg(long, value_enum)]
    format: Format,
    /// The file to write.
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

#[derive(Clone, Copy, ValueEnum)]
enum Format {
    /// nibnet's own, with 32-bit weights.
    Nib,
    /// nibnet's own, with 16-bit weights: half the size.
    NibHalf,
    /// safetensors, which Python's frameworks read. Weights are `[inputs, outputs]`.
    Safetensors,
    /// NPZ, which numpy reads: the same tensors as safetensors.
    Npz,
    /// ONNX, which most runtimes run: `image` [N, 1, 28, 28] from 0 to 1 to `logits` [N, 10].
    Onnx,
    /// Text: the network, and each tensor with its name, shape and values.
    Json,
}

impl Export {
    pub(super) fn run(self) -> Result<(), Failure> {
        let mut model = self.net.open()?;
        if self.fold {
            let (network, weights) = fold(&model.network, &model.weights())?;
            model = Model::new(&network, &weights, Precision::Full, model.about)?;
        }
        let format = match self.format {
            Format::Nib => file::Format::Nib,
            Format::NibHalf => file::Format::NibHalf,
            Format::Safetensors => file::Format::Safetensors,
            Format::Npz => file::Format::Npz,
            Format::Onnx => file::Format::Onnx,
            Format::Json => file::Format::Json,
        };
        let bytes = file::write(&model, format)?;
        write(&self.out, &bytes)?;
        println!("{}: {} bytes", self.out.display(), bytes.len());
        Ok(())
    }
}
