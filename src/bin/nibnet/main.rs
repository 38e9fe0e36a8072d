//! nibnet's command line: the same engine as the page's, run natively.

mod confusion;
mod eval;
mod export;
mod failure;
mod pens;
mod pictures;
mod recognize;
mod sheet;
mod strokes;
mod teach;
mod train;

use clap::{Args, Parser, Subcommand};
use failure::{Failure, cannot_read, cannot_write, in_file};
use nibnet::file::{self, Model};
use nibnet::net::Network;
use nibnet::train::Recipe;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Small neural nets that learn to read handwritten digits.
#[derive(Parser)]
#[command(name = "nibnet", version, max_term_width = 100)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Train a net on MNIST, and read the test digits with it.
    Train(train::Train),
    /// Read labelled digits, from IDX files or pen strokes, and compare with their labels.
    Eval(eval::Eval),
    /// Teach a net the digits that it misreads, one by one, as the pad does.
    Teach(teach::Teach),
    /// Read pictures of digits.
    Recognize(recognize::Recognize),
    /// Write digits as the grammar of pens does, to look at what nets are trained on.
    Pens(pens::Pens),
    /// Write a net to another kind of file.
    Export(export::Export),
}

fn main() -> ExitCode {
    let done = match Arguments::parse().command {
        Command::Train(train) => train.run(),
        Command::Eval(eval) => eval.run(),
        Command::Teach(teach) => teach.run(),
        Command::Recognize(recognize) => recognize.run(),
        Command::Pens(pens) => pens.run(),
        Command::Export(export) => export.run(),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("nibnet: {error}");
            ExitCode::FAILURE
        }
    }
}

/// The net that comes with nibnet, and that the page reads with.
const SHIPPED: &[u8] = include_bytes!("../../../www/model/digits.nib");

/// Which net a command works with.
#[derive(Args)]
struct Net {
    /// The net, a .nib or .safetensors file; the one that comes with nibnet where none is named.
    #[arg(long, value_name = "FILE")]
    model: Option<PathBuf>,
    /// The network, or a recipe with one, as JSON: for a safetensors file that names none.
    #[arg(long, value_name = "FILE.json", requires = "model")]
    network: Option<PathBuf>,
}

impl Net {
    fn open(&self) -> Result<Model, Failure> {
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

fn read(file: &Path) -> Result<Vec<u8>, Failure> {
    std::fs::read(file).map_err(cannot_read(file))
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(file, bytes).map_err(cannot_write(file))
}

/// `count` of `total`, 0 to 1.
fn fraction(count: u32, total: u32) -> f64 {
    f64::from(count) / f64::from(total.max(1))
}

/// `accuracy 98.24 % (9824 of 10000)`: the line that scripts look for.
fn accuracy_line(correct: u32, total: u32) -> String {
    format!("accuracy {:.2} % ({correct} of {total})", fraction(correct, total) * 100.0)
}

/// Where `cargo xtask setup` puts MNIST.
fn default_mnist() -> PathBuf {
    PathBuf::from("data/mnist")
}
