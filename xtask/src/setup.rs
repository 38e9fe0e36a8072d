//! What a fresh machine lacks: the wasm target of the compiler, the source of its library, Node's
//! packages, the digits.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::child;
use crate::failure::Failure;
use crate::mnist;
use crate::paths::Paths;
use crate::progress::{Outcome, Progress};

/// Bump together with `engines` in package.json.
const OLDEST_NODE: u32 = 20;
const WASM: &str = "wasm32-unknown-unknown";
/// What the library's tests are compiled for when they run as wasm: it can print and end.
pub const WASI: &str = "wasm32-wasip1";

/// `cargo xtask setup`: all that the build and the tests call or read.
pub fn run(paths: &Paths) -> Result<(), Failure> {
    let mut progress = Progress::new(TOOL_STEPS + 3);
    tools(paths, &mut progress)?;
    progress.step("compiler: the wasm target of the tests", || target(WASI))?;
    progress.step(LIBRARY_STEP, library_source)?;
    progress.step("digits: MNIST in data/mnist", || mnist::make_plain(paths))
}

/// How many steps [`tools`] takes.
pub const TOOL_STEPS: usize = 2;

/// Everything that the build calls, installed where it was missing.
pub fn tools(paths: &Paths, progress: &mut Progress) -> Result<(), Failure> {
    progress.step("compiler: the wasm target", || target(WASM))?;
    progress.step("npm packages (half a minute the first time)", || npm_packages(paths))
}

fn target(name: &str) -> Result<Outcome, Failure> {
    if has_target(name)? {
        return Ok(Outcome::Kept);
    }
    let mut add = rustup(["target", "add", name]);
    let command = child::shown(&add);
    child::quiet(&mut add, "the compiler has no wasm target, and none could be installed")
        .map_err(|failure| {
            failure.mend(format!(
                "{command}\n(where Rust did not come from https://rustup.rs, install its {name} \
                 standard library in the way Rust itself was installed)"
            ))
        })?;
    if has_target(name)? {
        return Ok(Outcome::Made);
    }
    let why = format!("`rustc` on the PATH still does not see it after `{command}`");
    Err(Failure::new("the compiler has no wasm target", why).mend("rustup which rustc"))
}

pub const LIBRARY_STEP: &str = "compiler: the source of its library";

/// The source of the standard library, which the module with threads compiles anew.
pub fn library_source() -> Result<Outcome, Failure> {
    if has_library_source()? {
        return Ok(Outcome::Kept);
    }
    let mut add = rustup(["component", "add", "rust-src"]);
    let command = child::shown(&add);
    child::quiet(&mut add, "the standard library's source is missing, and could not be installed")
        .map_err(|failure| failure.mend(&command))?;
    if has_library_source()? {
        return Ok(Outcome::Made);
    }
    let why = format!("`rustc` on the PATH still does not see it after `{command}`");
    Err(Failure::new("the standard library's source is missing", why).mend("rustup which rustc"))
}

fn has_library_source() -> Result<bool, Failure> {
    let mut rustc = Command::new("rustc");
    let root = child::quiet(rustc.args(["--print", "sysroot"]), "could not ask the compiler")?;
    Ok(Path::new(root.trim()).join("lib/rustlib/src/rust/library/Cargo.lock").is_file())
}

fn rustup<const N: usize>(words: [&str; N]) -> Command {
    let mut rustup = Command::new("rustup");
    rustup.args(words);
    // Set by rustup's own `cargo`: the toolchain that is running, as pinned in rust-toolchain.toml.
    if let Ok(toolchain) = std::env::var("RUSTUP_TOOLCHAIN") {
        rustup.args(["--toolchain", &toolchain]);
    }
    rustup
}

/// Asks the compiler where it keeps the target's library, so that it need not be rustup's.
fn has_target(name: &str) -> Result<bool, Failure> {
    let mut rustc = Command::new("rustc");
    rustc.args(["--print", "target-libdir", "--target", name]);
    let dir = child::quiet(&mut rustc, "could not ask the compiler for its targets")?;
    Ok(fs::read_dir(dir.trim()).is_ok_and(|mut files| {
        files.any(|file| file.is_ok_and(|f| f.file_name().to_string_lossy().contains("libcore")))
    }))
}

fn npm_packages(paths: &Paths) -> Result<Outcome, Failure> {
    let mend = format!("install Node {OLDEST_NODE} or newer, from https://nodejs.org");
    let version =
        child::quiet(child::node(paths).arg("--version"), "Node bundles and tests the page")
            .map_err(|failure| failure.mend(&mend))?;
    if node_major(&version).is_none_or(|major| major < OLDEST_NODE) {
        let why = format!("it is Node {}; {OLDEST_NODE} or newer is needed", version.trim());
        return Err(Failure::new("this Node is too old", why).mend(mend));
    }
    if packages_are_fresh(&paths.root) {
        return Ok(Outcome::Kept);
    }
    // No package of ours needs an install script, so none gets to run one.
    let mut install = child::npm(paths);
    install.args(["ci", "--include=dev", "--ignore-scripts", "--no-audit", "--no-fund"]);
    child::quiet(&mut install, "the npm packages could not be installed").map_err(|failure| {
        failure.mend("npm ci   (in the top folder; it needs the npm registry)")
    })?;
    Ok(Outcome::Made)
}

/// npm writes `.package-lock.json` last, so it stands for a whole installation.
fn packages_are_fresh(root: &Path) -> bool {
    let modified = |name: &str| fs::metadata(root.join(name)).and_then(|data| data.modified()).ok();
    is_fresh(modified("node_modules/.package-lock.json"), modified("package-lock.json"))
}

fn is_fresh(installed: Option<SystemTime>, locked: Option<SystemTime>) -> bool {
    // `npm install` writes both at the end, in no fixed order.
    let grace = Duration::from_secs(2);
    match (installed, locked) {
        (Some(installed), Some(locked)) => installed + grace >= locked,
        (installed, None) => installed.is_some(),
        (None, _) => false,
    }
}

/// 20 of "v20.20.2".
fn node_major(version: &str) -> Option<u32> {
    version.trim().strip_prefix('v')?.split('.').next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_major_version_is_read_from_what_node_says() {
        let read = ["v20.20.2\n", "v8.0.0", "20.1.0", "v", "", "vx.1"].map(node_major);
        assert_eq!(read, [Some(20), Some(8), None, None, None, None]);
    }

    #[test]
    fn packages_older_than_the_lock_file_are_installed_again() {
        let at = |s| Some(SystemTime::UNIX_EPOCH + Duration::from_secs(s));
        assert!(is_fresh(at(100), at(90)));
        assert!(is_fresh(at(100), at(101)), "written by the same npm install");
        assert!(!is_fresh(at(100), at(110)));
        assert!(!is_fresh(None, at(90)), "never installed");
    }
}
