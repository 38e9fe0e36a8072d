//! `cargo xtask test`: every check that a change must pass, in order of how soon it can fail.

use std::fs;
use std::process::{Command, ExitCode};
use std::time::Instant;

use clap::{Args, ValueEnum};

use crate::browser::Browser;
use crate::failure::{Failure, FileContext};
use crate::paths::Paths;
use crate::progress::seconds;
use crate::stamp::files_below;
use crate::tally::Tally;
use crate::{child, dist, package, python, setup};

#[derive(Args)]
pub struct Options {
    /// Run this part only; may be given more than once.
    #[arg(long, value_name = "PART")]
    only: Vec<Part>,
    /// Go without this browser, or without Python: the parts that run in it are left out, and the
    /// end says so.
    #[arg(long, value_name = "PROGRAM")]
    without: Vec<Needed>,
}

/// What a part runs in, beside Rust and Node, which all of them take.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
enum Needed {
    Chromium,
    Firefox,
    Webkit,
    Python,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Part {
    /// Formatting of the Rust, JavaScript and CSS code
    Format,
    /// Clippy, natively and for wasm, and Biome for JavaScript and CSS, warnings as errors
    Lint,
    /// Unit, integration, property and documentation tests of the Rust code
    Rust,
    /// Unit and property tests of the library as wasm, with SIMD as in browsers
    Wasm,
    /// The same over plain arrays, as on processors without a SIMD backend, and all fingerprints
    Plain,
    /// The Rust documentation, warnings as errors
    Docs,
    /// nibnet for Python: the wheel, types, tests
    Python,
    /// The page: module, glue, bundles, digits
    Build,
    /// Types of the JavaScript code
    Types,
    /// JavaScript tests that need no browser
    Js,
    /// Tests of the built page that Playwright drives, in Chromium
    Browser,
    /// The npm package and the single files, in other people's bundles, frames and folders
    Package,
    /// What every browser owes, in Chromium
    Chromium,
    /// What every browser owes, in Firefox
    Firefox,
    /// What every browser owes, in WebKit
    Webkit,
}

pub fn run(paths: &Paths, options: &Options) -> Result<ExitCode, Failure> {
    fs::create_dir_all(&paths.work).doing("make", &paths.work)?;
    setup::run(paths)?; // the Rust tests read MNIST where the command line does

    let (mut parts, left_out) = options.parts();
    let told_without = |part| (part, String::from("it was told to go without what that needs"));
    let mut left_out: Vec<_> = left_out.into_iter().map(told_without).collect();
    for part in parts.clone() {
        // What can't be had is said now, and not after all that comes before its part.
        match part.needed().map_or(Ok(()), |it| it.look(paths)) {
            // Rust and Node are what a machine must have; Python is tested where it and its
            // packages can be had.
            Err(failure) if part == Part::Python && options.only.is_empty() => {
                parts.retain(|&kept| kept != part);
                left_out.push((part, failure.to_string()));
            }
            looked => looked?,
        }
    }
    let mut run = Run { paths, is_built: false, is_packaged: false };
    let mut sum = Tally::default();
    let mut failing = Vec::new();
    for part in parts {
        let name = part.name();
        println!("\n── {name} ──");
        let start = Instant::now();
        let tally = run.part(part).unwrap_or_else(|failure| {
            println!("{failure}");
            Tally::one(false)
        });
        let Tally { passed, failed } = tally;
        println!("── {name}: {passed} passed, {failed} failed, {} ──", seconds(start.elapsed()));
        if failed > 0 {
            failing.push(name);
        }
        sum += tally;
    }

    println!();
    for name in &failing {
        println!("failing: {name}   (again: cargo xtask test --only {name})");
    }
    for (part, why) in left_out {
        println!("not run: {}   ({why})", part.name());
    }
    println!("{} passed, {} failed", sum.passed, sum.failed);
    Ok(if failing.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Options {
    /// The parts to run, and those that `--without` leaves out of them.
    fn parts(&self) -> (Vec<Part>, Vec<Part>) {
        let is_wanted = |part: &&Part| self.only.is_empty() || self.only.contains(part);
        let wanted = Part::value_variants().iter().filter(is_wanted);
        let is_there = |part: &Part| part.needed().is_none_or(|it| !self.without.contains(&it));
        wanted.copied().partition(is_there)
    }
}

impl Part {
    fn name(self) -> String {
        self.to_possible_value().map_or_else(String::new, |it| it.get_name().to_owned())
    }

    fn needed(self) -> Option<Needed> {
        match self {
            Part::Browser | Part::Package | Part::Chromium => Some(Needed::Chromium),
            Part::Firefox => Some(Needed::Firefox),
            Part::Webkit => Some(Needed::Webkit),
            Part::Python => Some(Needed::Python),
            _ => None,
        }
    }

    /// The browser that it runs in.
    fn browser(self) -> Option<Browser> {
        self.needed().and_then(Needed::browser)
    }
}

impl Needed {
    fn browser(self) -> Option<Browser> {
        match self {
            Self::Chromium => Some(Browser::Chromium),
            Self::Firefox => Some(Browser::Firefox),
            Self::Webkit => Some(Browser::Webkit),
            Self::Python => None,
        }
    }

    /// Finds it, or installs it where that is ours to do.
    fn look(self, paths: &Paths) -> Result<(), Failure> {
        match self.browser() {
            Some(browser) => browser.found_or_installed().map(drop),
            None => python::ready(paths),
        }
    }
}

/// One run of the tests.
struct Run<'a> {
    paths: &'a Paths,
    is_built: bool,
    is_packaged: bool,
}

impl Run<'_> {
    fn part(&mut self, part: Part) -> Result<Tally, Failure> {
        match part {
            Part::Format => {
                let mut tally = check(&mut self.cargo("fmt --all --check"))
                    .map_err(|failure| failure.mend("cargo fmt --all"))?;
                tally += check(&mut self.biome("format"))
                    .map_err(|failure| failure.mend("npx biome check --write"))?;
                Ok(tally)
            }
            Part::Lint => {
                let mut tally = Tally::default();
                for target in [
                    "--workspace --all-targets",
                    "--package nibnet --lib --no-default-features --target wasm32-unknown-unknown",
                    "--package nibnet --lib --no-default-features --features training \
                     --target wasm32-unknown-unknown",
                ] {
                    let mut clippy = self.cargo(&format!("clippy {target} -- --deny warnings"));
                    tally += check(&mut clippy)?;
                }
                tally += check(&mut self.biome("check"))
                    .map_err(|failure| failure.mend("npx biome check --write"))?;
                Ok(tally)
            }
            Part::Rust => count(&mut self.cargo("test --workspace --no-fail-fast")),
            Part::Wasm => {
                // What the page's workers run, without `threads`: WASI has none.
                let mut test = self.cargo("test --package nibnet --lib --test networks");
                test.args(["--no-default-features", "--features", "training"]);
                test.args(["--no-fail-fast", "--target", setup::WASI]);
                count(test.args(["--", "--skip", "threads::"]))
            }
            Part::Plain => {
                let mut test = self.cargo("test --package nibnet --lib --test golden");
                test.args(["--no-default-features", "--features", "training,plain"]);
                count(test.arg("--no-fail-fast"))
            }
            Part::Docs => {
                let mut doc = self.cargo("doc --workspace --no-deps");
                check(doc.env("RUSTDOCFLAGS", "--deny warnings"))
            }
            Part::Python => self.python(),
            Part::Build => self.build().map(|()| Tally::one(true)),
            Part::Types => {
                self.build()?; // the types of the wasm module are generated
                let mut tsc = child::node(self.paths);
                check(tsc.args(["node_modules/typescript/bin/tsc", "--project", "."]))
            }
            Part::Js => self.node_tests(&["tests/js"], None),
            Part::Browser => {
                self.build()?;
                self.node_tests(&["tests/browser"], part.browser())
            }
            Part::Package => {
                self.package()?;
                self.node_tests(&["tests/package"], part.browser())
            }
            Part::Chromium | Part::Firefox | Part::Webkit => {
                self.package()?; // the single file is among what they open
                // Then what is this browser's alone: its settings, its gaps.
                let own = format!("tests/{}", part.name());
                self.node_tests(&["tests/everywhere", &own], part.browser())
            }
        }
    }

    /// The crate and the package in python/, in an environment with the wheel.
    fn python(&self) -> Result<Tally, Failure> {
        let mut tally = check(&mut python::cargo(self.paths, "fmt --check"))?;
        let lint = "clippy --release --locked -- --deny warnings";
        tally += check(&mut python::cargo(self.paths, lint))?;
        let environment = python::installed(self.paths, "test")?;
        let tool = |words: &str| {
            let mut words = words.split(' ');
            let mut tool = python::tool(self.paths, &environment, words.next().unwrap_or_default());
            tool.args(words);
            tool
        };
        tally += check(&mut tool("ruff check"))?;
        tally += check(&mut tool("ruff format --check"))
            .map_err(|failure| failure.mend("ruff format   (in python/)"))?;
        tally += check(&mut tool("mypy"))?;
        let mut pyright = tool("pyright --pythonpath");
        tally += check(pyright.arg(python::program(&environment, "python")))?;
        tally += count(&mut tool("pytest"))?;
        Ok(tally)
    }

    /// Biome, over all scripts and style sheets of the project; biome.json says which, and how.
    fn biome(&self, word: &str) -> Command {
        let mut biome = child::node(self.paths);
        biome.args(["node_modules/@biomejs/biome/bin/biome", word, "--error-on-warnings"]);
        biome
    }

    fn cargo(&self, words: &str) -> Command {
        let mut cargo = child::cargo(self.paths);
        cargo.args(words.split(' '));
        cargo
    }

    /// Builds the page once a run.
    fn build(&mut self) -> Result<(), Failure> {
        if !self.is_built {
            let threads_required = true;
            dist::build(self.paths, &dist::Options { threads_required, ..Default::default() })?;
            self.is_built = true;
        }
        Ok(())
    }

    /// Makes the package once a run.
    fn package(&mut self) -> Result<(), Failure> {
        if !self.is_packaged {
            package::run(self.paths)?;
            self.is_packaged = true;
            self.is_built = true;
        }
        Ok(())
    }

    /// All `*.test.mjs` of some folders, one file after the other: browsers share a processor
    /// badly.
    fn node_tests(&self, folders: &[&str], browser: Option<Browser>) -> Result<Tally, Failure> {
        let mut files = Vec::new();
        for folder in folders {
            files.extend(files_below(&self.paths.root.join(folder))?);
        }
        files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
        if files.is_empty() {
            let why = format!("no *.test.mjs is in {}", folders.join(" or "));
            return Err(Failure::new("there are no tests to run", why));
        }
        let mut node = child::node(self.paths);
        if let Some(browser) = browser {
            browser.equip(&mut node)?;
        }
        node.args(["--test", "--test-concurrency=1", "--test-reporter=spec"]).args(files);
        count(&mut node)
    }
}

/// A command that either passes or fails.
fn check(command: &mut Command) -> Result<Tally, Failure> {
    child::loud(command, "this check failed")?;
    Ok(Tally::one(true))
}

/// A command that counts its tests.
fn count(command: &mut Command) -> Result<Tally, Failure> {
    let (status, output) = child::tee(command, "the tests could not be run")?;
    Ok(Tally::of(&output, status.success()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(parts: &[Part]) -> Vec<String> {
        parts.iter().map(|part| part.name()).collect()
    }

    #[test]
    fn a_browser_is_gone_without_only_when_that_is_said_and_its_parts_are_told() {
        let (all, left_out) = Options { only: vec![], without: vec![] }.parts();
        assert_eq!(all.len(), Part::value_variants().len());
        assert!(left_out.is_empty());
        let without = vec![Needed::Firefox, Needed::Webkit];
        let (parts, left_out) = Options { only: vec![], without }.parts();
        assert_eq!(names(&left_out), ["firefox", "webkit"]);
        assert_eq!(parts.len() + 2, all.len());
        let without = vec![Needed::Chromium];
        let (parts, left_out) =
            Options { only: vec![Part::Package, Part::Webkit], without }.parts();
        assert_eq!(
            (names(&parts), names(&left_out)),
            (vec!["webkit".into()], vec!["package".to_owned()])
        );
    }
}
