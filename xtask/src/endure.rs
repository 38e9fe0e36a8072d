//! `cargo xtask endure`: proofs that take longer than a change should wait for.

use std::process::Command;

use clap::{Args, Subcommand, ValueEnum};

use crate::child;
use crate::failure::Failure;
use crate::paths::Paths;
use crate::setup;

#[derive(Args)]
pub struct Options {
    #[command(subcommand)]
    proof: Proof,
}

#[derive(Subcommand)]
enum Proof {
    /// Interpret the tests of unsafe code with Miri, which finds undefined behaviour and data
    /// races.
    Miri(Miri),
    /// Draw networks at random: each trains on 1 and 3 threads, reads, folds and goes through files
    /// with the bits of the plain loops, natively and as wasm; huge ones fit the budget or are
    /// refused.
    Networks(Networks),
}

#[derive(Args)]
struct Networks {
    /// How many networks.
    #[arg(long, value_name = "N", default_value_t = 100_000)]
    count: u32,
    /// The number of the first one.
    #[arg(long, value_name = "NUMBER", default_value_t = 0)]
    from: u32,
}

#[derive(Args)]
struct Miri {
    /// How many schedules to try where there are several threads.
    #[arg(long, value_name = "N", default_value_t = 64)]
    seeds: u32,
    /// Only these rooms of the engine.
    #[arg(value_name = "ROOM")]
    rooms: Vec<Room>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Room {
    /// The thread pool
    Threads,
    /// The vectors
    Simd,
    /// The kernels, at sizes that take minutes
    Kernels,
}

impl Room {
    /// What the names of its tests begin with, and whether they have several threads.
    fn tests(self) -> (&'static str, bool) {
        match self {
            Self::Threads => ("threads::", true),
            Self::Simd => ("simd::", false),
            Self::Kernels => ("kernels::", false),
        }
    }
}

/// Only nightly toolchains have Miri; what ships is built by the pinned stable one.
const TOOLCHAIN: &str = "nightly";

pub fn run(paths: &Paths, options: &Options) -> Result<(), Failure> {
    match &options.proof {
        Proof::Miri(options) => miri(paths, options),
        Proof::Networks(options) => networks(paths, options),
    }
}

fn miri(paths: &Paths, options: &Miri) -> Result<(), Failure> {
    let install =
        format!("rustup toolchain install {TOOLCHAIN} --profile minimal --component miri,rust-src");
    let version = child::quiet(cargo_miri(paths).arg("--version"), "Miri can't be run")
        .map_err(|failure| failure.mend(install))?;
    println!("{}", version.trim());
    for &room in Room::value_variants() {
        if !options.rooms.is_empty() && !options.rooms.contains(&room) {
            continue;
        }
        let (tests, has_threads) = room.tests();
        let seeds = if has_threads { options.seeds.max(1) } else { 1 };
        println!("\n── {tests} with {seeds} seeds ──");
        let mut command = cargo_miri(paths);
        command
            .args(["test", "--lib", "--no-default-features", "--features", "training", tests])
            // A seed decides the schedule, and which of the allowed values each load sees.
            .env("MIRIFLAGS", format!("-Zmiri-many-seeds=0..{seeds}"));
        child::loud(&mut command, "Miri found a fault, and has named its seed")?;
    }
    Ok(())
}

fn networks(paths: &Paths, Networks { count, from }: &Networks) -> Result<(), Failure> {
    setup::run(paths)?;
    let range = format!("{from}..{}", from.saturating_add(*count));
    for target in [None, Some(setup::WASI)] {
        println!("\n── networks {range}, {} ──", target.unwrap_or("natively"));
        let mut command = child::cargo(paths);
        command.args(["test", "--release", "--package", "nibnet", "--test", "networks"]);
        command.args(["--no-default-features", "--features", "training"]);
        command.args(target.iter().flat_map(|target| ["--target", target]));
        command.env("NIBNET_NETWORKS", &range);
        child::loud(&mut command, "a network fails, and is named above")?;
    }
    Ok(())
}

fn cargo_miri(paths: &Paths) -> Command {
    let mut command = Command::new("rustup");
    command.current_dir(&paths.root).args(["run", TOOLCHAIN, "cargo", "miri"]);
    command
}
