//! `cargo xtask bench`: builds what is measured, and has `benches/run.mjs` measure it.
//!
//! Peers are built and installed into `target/bench`, each from its own pinned package below
//! `benches/peers`. One that can't be had is named with the reason, and the others go on.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::Args;

use crate::browser::Browser;
use crate::failure::{Failure, FileContext};
use crate::paths::Paths;
use crate::progress::{Outcome, Progress};
use crate::stamp::{Inputs, Stamp};
use crate::{absolute, child, dist, wasm};

#[derive(Args)]
pub struct Options {
    /// Measure others beside nibnet; installs them into target/bench (half an hour and 3 GB the
    /// first time).
    #[arg(long)]
    peers: bool,
    /// Take these figures only, such as train/mlp, or predict for all that begin with it.
    #[arg(long, value_name = "FIGURE", num_args = 1..)]
    only: Vec<String>,
    /// How many rounds; one more, not counted, warms up.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..))]
    runs: u32,
    /// Write the results to this file: a list with an object for each line.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// The preset of time-to-99.
    #[arg(long, value_name = "NAME", default_value = "fast")]
    preset: String,
}

/// A peer: where its package is, and which figures it takes part in.
struct Peer {
    name: &'static str,
    figures: &'static [&'static str],
    make: fn(&Paths, &str) -> Result<Outcome, Failure>,
}

const PEERS: [Peer; 5] = [
    Peer { name: "burn", figures: &["train", "predict"], make: make_crate },
    Peer { name: "rten", figures: &["predict"], make: make_crate },
    Peer { name: "tfjs", figures: &["train", "predict"], make: make_npm },
    Peer { name: "onnxruntime", figures: &["predict"], make: make_npm },
    Peer { name: "tensorflow", figures: &["train"], make: make_python },
];

pub fn run(paths: &Paths, options: &Options) -> Result<(), Failure> {
    dist::build(paths, &dist::Options::default())?;
    fs::create_dir_all(&paths.bench).doing("make", &paths.bench)?;
    let peers: Vec<&Peer> = PEERS
        .iter()
        .filter(|peer| options.peers && peer.figures.iter().any(|it| options.wants(it)))
        .collect();
    let mut progress = Progress::new(2 + peers.len());
    progress.loud("nibnet natively", || compile_native(paths))?;
    if options.wants("peak") || options.wants("gemm") {
        progress.loud("products of matrices", || make_micro(paths, options.peers))?;
    }
    for peer in peers {
        let made = progress.loud(peer.name, || (peer.make)(paths, peer.name));
        if let Err(failure) = made {
            eprintln!("{failure}\nThe figures go on without it.");
        }
    }

    let mut node = child::node(paths);
    Browser::Chromium.equip(&mut node)?;
    node.arg("benches/run.mjs").args(options.words());
    child::loud(&mut node, "the figures could not be taken")
}

impl Options {
    /// Whether any figure under this name is asked for.
    fn wants(&self, family: &str) -> bool {
        let first = |name: &String| name.split('/').next() == Some(family);
        self.only.is_empty() || self.only.iter().any(first)
    }

    /// The words for `benches/run.mjs`.
    fn words(&self) -> Vec<String> {
        let mut words = vec![format!("--runs={}", self.runs), format!("--preset={}", self.preset)];
        words.extend(self.only.iter().map(|name| format!("--only={name}")));
        words.extend(self.json.iter().map(|file| format!("--json={}", absolute(file).display())));
        if self.peers {
            words.push("--peers".to_owned());
        }
        // What the page of the docs shows is a whole run: anything less would be a poorer page.
        if self.peers && self.only.is_empty() {
            words.push("--docs".to_owned());
        }
        let typed = env::args().skip(1).collect::<Vec<_>>().join(" ");
        words.push(format!("--command=cargo xtask {typed}"));
        words
    }
}

fn compile_native(paths: &Paths) -> Result<Outcome, Failure> {
    let mut cargo = child::cargo(paths);
    cargo.args(["build", "--release", "--bin", "nibnet", "--locked", "--target-dir"]);
    cargo.arg(paths.root.join("target"));
    child::loud(&mut cargo, "the command line could not be compiled")?;
    Ok(Outcome::Made)
}

/// The crate that measures the processor and products of matrices; with peers it is another build.
fn make_micro(paths: &Paths, peers: bool) -> Result<Outcome, Failure> {
    let (features, into): (&[&str], _) =
        if peers { (&["--features", "peers"], "micro-peers") } else { (&[], "micro") };
    let source = paths.root.join("benches/micro");
    // Not `--locked`: it depends on nibnet, and follows when that gets or loses a dependency.
    compile_wasm(paths, &source, features)?;
    bind(paths, "micro", "micro", into)
}

/// A peer that is a Rust crate, `peer-NAME`.
fn make_crate(paths: &Paths, name: &str) -> Result<Outcome, Failure> {
    compile_wasm(paths, &source(paths, name), &["--locked"])?;
    bind(paths, &format!("peer_{name}"), name, name)
}

/// Compiles a package outside of the workspace, with the flags and the compiler of nibnet's own
/// module.
fn compile_wasm(paths: &Paths, source: &Path, words: &[&str]) -> Result<(), Failure> {
    let mut cargo = child::cargo(paths);
    cargo.args(["build", "--release", "--target", "wasm32-unknown-unknown"]);
    cargo.arg("--manifest-path").arg(source.join("Cargo.toml"));
    cargo.arg("--target-dir").arg(paths.bench.join("cargo")).args(words);
    cargo.env_remove("RUSTFLAGS").env_remove("CARGO_ENCODED_RUSTFLAGS");
    child::loud(&mut cargo, "it could not be compiled")
}

/// Its JavaScript side, and wasm-opt as for nibnet's module.
fn bind(paths: &Paths, compiled: &str, name: &str, into: &str) -> Result<Outcome, Failure> {
    let module = paths
        .bench
        .join("cargo/wasm32-unknown-unknown/release")
        .join(compiled)
        .with_extension("wasm");
    let stamp = Inputs::new(include_str!("bench.rs"))
        .text(include_str!("wasm.rs"))
        .file(&module)?
        .stamp(&paths.bench, into);
    let target = built(paths, into);
    if stamp.is_fresh() && target.is_dir() {
        return Ok(Outcome::Kept);
    }
    stamp.lift()?;
    fs::create_dir_all(paths.bench.join("built")).doing("make", &target)?;
    wasm::make_glue(&module, name, &target)?;
    let bound = target.join(format!("{name}_bg.wasm"));
    wasm::optimise(paths, &bound, &bound, &["-O3"])?;
    stamp.press()?;
    Ok(Outcome::Made)
}

/// A peer from npm: installed by its own lock file, bundled with its contestant.
fn make_npm(paths: &Paths, name: &str) -> Result<Outcome, Failure> {
    let source = source(paths, name);
    let target = built(paths, name);
    let stamp = Inputs::new(include_str!("bench.rs"))
        .tree(&source)?
        .file(&paths.root.join("benches/peers/bundle.mjs"))?
        .file(&paths.root.join("benches/peers/onnx.mjs"))?
        .file(&paths.root.join("benches/nets.mjs"))?
        .tree(&paths.root.join("benches/tab"))?
        .stamp(&paths.bench, name);
    if stamp.is_fresh() && target.is_dir() {
        return Ok(Outcome::Kept);
    }
    stamp.lift()?;
    let install = paths.bench.join("npm").join(name);
    fs::create_dir_all(&install).doing("make", &install)?;
    for file in ["package.json", "package-lock.json", ".npmrc"] {
        fs::copy(source.join(file), install.join(file)).doing("copy", &source.join(file))?;
    }
    let mut npm = child::npm(paths);
    npm.current_dir(&install).args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]);
    child::quiet(&mut npm, "its npm packages could not be installed")?;
    let mut bundle = child::node(paths);
    bundle.arg("benches/peers/bundle.mjs").arg(name).arg(install.join("node_modules")).arg(&target);
    child::quiet(&mut bundle, "it could not be bundled")?;
    stamp.press()?;
    Ok(Outcome::Made)
}

/// A peer in Python: an environment of its own, in which its requirements are installed.
fn make_python(paths: &Paths, name: &str) -> Result<Outcome, Failure> {
    let requirements = source(paths, name).join("requirements.txt");
    let home = paths.bench.join(name);
    let stamp: Stamp =
        Inputs::new(include_str!("bench.rs")).file(&requirements)?.stamp(&paths.bench, name);
    if stamp.is_fresh() && home.is_dir() {
        return Ok(Outcome::Kept);
    }
    stamp.lift()?;
    let python = if cfg!(windows) { "python" } else { "python3" };
    let mut venv = Command::new(python);
    venv.args(["-m", "venv"]).arg(&home);
    child::quiet(&mut venv, "no environment for Python could be made")?;
    let scripts = if cfg!(windows) { "Scripts" } else { "bin" };
    let mut pip = Command::new(home.join(scripts).join("python"));
    pip.args(["-m", "pip", "install", "--quiet", "--requirement"]).arg(&requirements);
    child::quiet(&mut pip, "its Python packages could not be installed")?;
    stamp.press()?;
    Ok(Outcome::Made)
}

fn source(paths: &Paths, name: &str) -> PathBuf {
    paths.root.join("benches/peers").join(name)
}

/// What the tab is given.
fn built(paths: &Paths, name: &str) -> PathBuf {
    paths.bench.join("built").join(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(only: &[&str], peers: bool) -> Options {
        let only = only.iter().map(|&name| name.to_owned()).collect();
        Options { peers, only, runs: 3, json: None, preset: "softmax".to_owned() }
    }

    #[test]
    fn a_figure_is_wanted_by_its_name_its_family_or_when_none_is_named() {
        assert!(options(&[], false).wants("gemm"));
        assert!(options(&["gemm/100x784x200"], false).wants("gemm"));
        assert!(options(&["gemm"], false).wants("gemm"));
        assert!(!options(&["train/mlp"], false).wants("gemm"));
    }

    #[test]
    fn only_a_whole_run_with_peers_writes_the_docs() {
        let writes = |options: Options| options.words().contains(&"--docs".to_owned());
        assert!(writes(options(&[], true)));
        assert!(!writes(options(&[], false)) && !writes(options(&["peak"], true)));
    }
}
