//! Which net a command works with.

use super::failure::{Failure, in_file};
use super::files::read;
use clap::Args;
use nibnet::file::{self, Model};
use nibnet::net::Network;
use nibnet::train::Recipe;
use std::path::{Path, PathBuf};

/// The net that comes with nibnet, and that the page reads with.
const SHIPPED: &[u8] = include_bytes!("../../../www/model/digits.nib");

/// Which net a command works with.
#[derive(Args)]
pub(super) struct Net {
    /// The net, a .nib or .safetensors file; the one that comes with nibnet where none is named.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// The network, or a recipe with one, as JSON: for a safetensors file that names none.
    #[arg(long, value_name = "FILE.json", requires = "model")]
    network: Option<PathBuf>,
}

impl Net {
    pub(super) fn open(&self) -> Result<Model, Failure> {
        let Some(file) = &self.model else { return Ok(Model::from_bytes(SHIPPED)?) };
        let network = self.network.as_deref().map(read_network).transpose()?;
        file::open(&read(file)?, network.as_ref()).map_err(in_file(file))
    }
}

fn read_network(file: &Path) -> Result<Network, Failure> {
    let text = String::from_utf8(read(file)?).map_err(in_file(file))?;
    // A recipe's error says more than that it is no network.
    serde_json::from_str(&text)
        .or_else(|_| Recipe::from_json(&text).map(|recipe| recipe.network))
        .map_err(in_file(file))
}
