//! `nibnet export`.

use super::{Failure, open_model, write};
use clap::{Args, ValueEnum};
use nibnet::file::{Model, Precision};
use nibnet::net::{Plan, Tensor, fold};
use safetensors::tensor::{Dtype, TensorView, serialize};
use std::collections::HashMap;
use std::path::PathBuf;

#[derive(Args)]
pub(super) struct Export {
    /// The net; the one that comes with nibnet where none is named.
    #[arg(long, value_name = "FILE.nib")]
    model: Option<PathBuf>,
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
    /// Text: the network, and each tensor with its name, shape and values.
    Json,
}

impl Export {
    pub(super) fn run(self) -> Result<(), Failure> {
        let mut model = open_model(self.model.as_deref())?;
        let mut weights = model.weights();
        if self.fold {
            (model.network, weights) = fold(&model.network, &weights)?;
        }
        let plan = Plan::new(&model.network)?;
        let bytes = match self.format {
            Format::Nib | Format::NibHalf => {
                let half = matches!(self.format, Format::NibHalf);
                let precision = if half { Precision::Half } else { Precision::Full };
                Model::new(&model.network, &weights, precision, model.about)?.to_bytes()?
            }
            Format::Safetensors => safetensors(&plan, &weights, &model)?,
            Format::Json => {
                let tensors: Vec<_> = plan
                    .tensors()
                    .iter()
                    .map(|Tensor { name, shape, range, .. }| {
                        let values = &weights[range.clone()];
                        serde_json::json!({ "name": name, "shape": shape, "values": values })
                    })
                    .collect();
                let json = serde_json::json!({
                    "about": model.about, "network": model.network, "tensors": tensors,
                });
                serde_json::to_vec(&json)?
            }
        };
        write(&self.out, &bytes)?;
        println!("{}: {} bytes", self.out.display(), bytes.len());
        Ok(())
    }
}

fn safetensors(plan: &Plan, weights: &[f32], model: &Model) -> Result<Vec<u8>, Failure> {
    let bytes: Vec<u8> = weights.iter().flat_map(|weight| weight.to_le_bytes()).collect();
    let mut views = Vec::new();
    for Tensor { name, shape, range, .. } in plan.tensors() {
        let data = &bytes[range.start * 4..range.end * 4];
        views.push((name.clone(), TensorView::new(Dtype::F32, shape.clone(), data)?));
    }
    // The network travels along, so that the file says by itself what its tensors belong to.
    let notes = HashMap::from([
        ("network".to_owned(), serde_json::to_string(&model.network)?),
        ("about".to_owned(), serde_json::to_string(&model.about)?),
    ]);
    Ok(serialize(views, Some(notes))?)
}
