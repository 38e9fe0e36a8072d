//! `cargo xtask …`: the one front door for building, serving, testing and packaging nibnet.
//!
//! One build path: whatever is served, tested or packaged was made by [`dist::build`].

mod bench;
mod browser;
mod bundle;
mod child;
mod clean;
mod dist;
mod endure;
mod failure;
#[cfg(test)]
mod folder;
mod mnist;
mod package;
mod paths;
mod progress;
mod python;
mod serve;
mod setup;
mod stamp;
mod tally;
mod test;
mod wasm;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use failure::Failure;
use paths::Paths;

/// Build, serve, test and package nibnet.
#[derive(Parser)]
#[command(bin_name = "cargo xtask", disable_help_subcommand = true)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Fetch all that is missing: the wasm target, the npm packages, MNIST. (The others do it too.)
    Setup,
    /// Build the page into dist/, redoing only what changed.
    Build(dist::Options),
    /// Build the page and serve it.
    Serve(serve::Options),
    /// Run every check that a change must pass.
    Test(test::Options),
    /// Measure how fast nibnet is, and with --peers how fast others are beside it.
    Bench(bench::Options),
    /// Prove what takes long: networks drawn at random, and the thread pool under Miri.
    Endure(endure::Options),
    /// Make the npm package: the tarball goes to target/package/.
    Package,
    /// Make the wheel for Python: it goes to target/python/wheels/.
    Wheel,
    /// Take the README's pictures anew, from the real page.
    Screenshots,
    /// Remove what was built.
    Clean {
        /// Also the npm packages and the digits in data/.
        #[arg(long)]
        all: bool,
    },
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match run(arguments.command) {
        Ok(code) => code,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

fn run(command: Command) -> Result<ExitCode, Failure> {
    let paths = Paths::find();
    match command {
        Command::Setup => setup::run(&paths)?,
        Command::Build(options) => dist::build(&paths, &options)?,
        Command::Serve(options) => serve::run(&paths, &options)?,
        Command::Test(options) => return test::run(&paths, &options),
        Command::Bench(options) => bench::run(&paths, &options)?,
        Command::Endure(options) => endure::run(&paths, &options)?,
        Command::Package => package::run(&paths)?,
        Command::Wheel => drop(python::wheel(&paths)?),
        Command::Screenshots => browser::screenshots(&paths)?,
        Command::Clean { all } => clean::run(&paths, all)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// A directory given on the command line, as it looks from anywhere.
fn absolute(dir: &PathBuf) -> PathBuf {
    std::path::absolute(dir).unwrap_or_else(|_| dir.clone())
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        super::Arguments::command().debug_assert();
    }
}
