//! `nibnet export`.

use super::failure::Failure;
use super::files::write;
use super::net::Net;
use clap::{Args, ValueEnum};
use nibnet::file::{self, Model, Precision};
use nibnet::net::{Plan, fold};
use std::path::PathBuf;

#[derive(Args)]
pub(super) struct Export {
    #[command(flatten)]
    net: Net,
    /// Work batch norm into the weights, and leave dropout out: the same answers from a net that is
    /// smaller and quicker.
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
        let bytes = match self.format {
            Format::Nib => file::write(&model, file::Format::Nib)?,
            Format::NibHalf => file::write(&model, file::Format::NibHalf)?,
            Format::Safetensors => file::write(&model, file::Format::Safetensors)?,
            Format::Npz => file::write(&model, file::Format::Npz)?,
            Format::Onnx => file::write(&model, file::Format::Onnx)?,
            Format::Json => json(&model)?,
        };
        write(&self.out, &bytes)?;
        println!("{}: {} bytes", self.out.display(), bytes.len());
        Ok(())
    }
}

fn json(model: &Model) -> Result<Vec<u8>, Failure> {
    let plan = Plan::new(&model.network)?;
    let weights = model.weights();
    let tensors: Vec<_> = plan
        .tensors()
        .iter()
        .map(|tensor| {
            let (name, values) = (tensor.name(), &weights[tensor.range.clone()]);
            serde_json::json!({ "name": name, "shape": tensor.shape, "values": values })
        })
        .collect();
    let json = serde_json::json!({
        "about": model.about, "network": model.network, "tensors": tensors,
    });
    Ok(serde_json::to_vec(&json)?)
}
