//! nibnet's command line: the same engine as the page's, run natively.

mod eval;
mod export;
mod pens;
mod recognize;
mod sheet;
mod strokes;
mod teach;
mod train;

use clap::{Parser, Subcommand};
use nibnet::file::{Model, ModelError};
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

/// Whatever went wrong: every error that ends here is a sentence for a person.
type Failure = Box<dyn std::error::Error + Send + Sync>;

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

/// Opens a model file; the shipped model where none is named.
fn open_model(file: Option<&Path>) -> Result<Model, Failure> {
    let Some(file) = file else { return Ok(Model::from_bytes(SHIPPED)?) };
    let bytes = std::fs::read(file).map_err(|error| cannot("read", file, &error))?;
    Model::from_bytes(&bytes)
        .map_err(|error: ModelError| format!("{}: {error}", file.display()).into())
}

fn write(file: &Path, bytes: &[u8]) -> Result<(), Failure> {
    std::fs::write(file, bytes).map_err(|error| cannot("write", file, &error))
}

fn cannot(what: &str, file: &Path, error: &dyn std::error::Error) -> Failure {
    format!("can't {what} {}: {error}", file.display()).into()
}

/// `accuracy 98.24 % (9824 of 10000)`: the line that scripts look for.
fn accuracy_line(correct: u32, total: u32) -> String {
    let share = f64::from(correct) / f64::from(total.max(1));
    format!("accuracy {:.2} % ({correct} of {total})", share * 100.0)
}

/// Where `cargo xtask setup` puts MNIST.
fn default_mnist() -> PathBuf {
    PathBuf::from("data/mnist")
}
