//! nibnet's command line: the same engine as the page's, run natively.

mod accuracy;
mod confusion;
mod digits;
mod eval;
mod export;
mod failure;
mod files;
mod net;
mod pens;
mod picture_file;
mod pictures;
mod recognize;
mod sheet;
mod strokes;
mod teach;
mod train;

use clap::{Parser, Subcommand};
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
