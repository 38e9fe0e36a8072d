//! nibnet for Python: the wheel, and its tests in a virtual environment of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, FileContext};
use crate::paths::Paths;
use crate::progress::{Outcome, Progress};
use crate::stamp::{Inputs, files_below};
use crate::{child, clean};

/// The oldest that the packages of requirements/test.txt run on. (The wheel's is 3.9.)
const OLDEST: (u32, u32) = (3, 11);
const MEND: &str = "install Python 3.11 or newer with its venv module (Debian: apt-get install \
                    python3-venv),\nor go without: cargo xtask test --without python";

/// Gets what the part `python` needs beside Rust: an interpreter, and packages from the index.
pub fn ready(paths: &Paths) -> Result<(), Failure> {
    for name in ["build", "test"] {
        environment(paths, &dir(paths).join(name), name)?;
    }
    Ok(())
}

/// `cargo xtask wheel`: builds the wheel into target/python/wheels.
pub fn wheel(paths: &Paths) -> Result<PathBuf, Failure> {
    let mut progress = Progress::new(2);
    let tools = dir(paths).join("build");
    progress.step("python: maturin", || environment(paths, &tools, "build"))?;
    let wheels = dir(paths).join("wheels");
    progress.loud("python: the wheel", || {
        clean::remove(&wheels)?;
        let mut maturin = Command::new(program(&tools, "maturin"));
        maturin.args(["build", "--release", "--locked", "--quiet", "--interpreter"]);
        maturin.arg(program(&tools, "python")).arg("--manifest-path");
        maturin.arg(paths.root.join("python/Cargo.toml")).arg("--out").arg(&wheels);
        child::loud(by_cargo(paths, &mut maturin), "the wheel could not be built")?;
        Ok(Outcome::Made)
    })?;
    let built =
        files_below(&wheels)?.into_iter().find(|file| file.extension() == Some("whl".as_ref()));
    let built = built.ok_or_else(|| Failure::new("there is no wheel", "maturin made none"))?;
    let bytes = fs::metadata(&built).doing("measure", &built)?.len();
    eprintln!("{}: {:.1} MB", built.display(), bytes as f64 / 1e6);
    Ok(built)
}

/// A virtual environment with the wheel and the packages of `requirements/NAME.txt`; it is made
/// anew where those changed, and the wheel is installed anew each time.
pub fn installed(paths: &Paths, name: &str) -> Result<PathBuf, Failure> {
    let wheel = wheel(paths)?;
    let tools = dir(paths).join(name);
    let mut progress = Progress::new(2);
    progress.step(&format!("python: packages of requirements/{name}.txt"), || {
        environment(paths, &tools, name)
    })?;
    progress.step("python: the wheel in that environment", || {
        let mut pip = pip(&tools);
        pip.args(["--force-reinstall", "--no-deps"]).arg(wheel);
        child::quiet(&mut pip, "the wheel could not be installed")?;
        Ok(Outcome::Made)
    })?;
    Ok(tools)
}

/// A program of an environment, to be run in python/.
pub fn tool(paths: &Paths, environment: &Path, name: &str) -> Command {
    let mut command = Command::new(program(environment, name));
    command.current_dir(paths.root.join("python"));
    command
}

/// Cargo, in the crate of the wheel.
pub fn cargo(paths: &Paths, words: &str) -> Command {
    let mut cargo = child::cargo(paths);
    cargo.args(words.split(' ')).current_dir(paths.root.join("python"));
    by_cargo(paths, &mut cargo);
    cargo
}

/// The interpreter on the PATH that environments are made with.
pub fn found() -> Result<&'static str, Failure> {
    let mut why = String::from("neither python3 nor python is on the PATH");
    for name in ["python3", "python"] {
        let ask = "import sys, venv, ensurepip; print(sys.version_info[0], sys.version_info[1])";
        let mut python = Command::new(name);
        match child::quiet(python.args(["-c", ask]), "could not ask Python") {
            Ok(said) if version(&said) >= Some(OLDEST) => return Ok(name),
            Ok(said) => why = format!("{name} is {}", said.trim().replace(' ', ".")),
            Err(failure) if !failure.to_string().contains("no such program") => {
                why = failure.to_string();
            }
            Err(_) => {}
        }
    }
    Err(Failure::new("Python's part can't run", why).mend(MEND))
}

/// (3, 11) of "3 11".
fn version(said: &str) -> Option<(u32, u32)> {
    let (major, minor) = said.trim().split_once(' ')?;
    Some((major.parse().ok()?, minor.parse().ok()?))
}

fn dir(paths: &Paths) -> PathBuf {
    paths.root.join("target/python")
}

fn environment(paths: &Paths, at: &Path, name: &str) -> Result<Outcome, Failure> {
    let python = found()?;
    let requirements = paths.root.join(format!("python/requirements/{name}.txt"));
    let version = child::quiet(Command::new(python).arg("--version"), "could not ask Python")?;
    fs::create_dir_all(&paths.work).doing("make", &paths.work)?;
    let stamp = Inputs::new(&version)
        .text(&at.to_string_lossy())
        .file(&requirements)?
        .stamp(&paths.work, &format!("python-{name}"));
    if stamp.is_fresh() && program(at, "python").is_file() {
        return Ok(Outcome::Kept);
    }
    stamp.lift()?;
    let mut venv = Command::new(python);
    venv.args(["-m", "venv", "--clear"]).arg(at);
    child::quiet(&mut venv, "no virtual environment could be made")
        .map_err(|failure| failure.mend(MEND))?;
    let mut pip = pip(at);
    pip.arg("--requirement").arg(requirements);
    child::quiet(&mut pip, "Python's packages could not be installed")?;
    stamp.press()?;
    Ok(Outcome::Made)
}

fn pip(environment: &Path) -> Command {
    let mut pip = Command::new(program(environment, "python"));
    pip.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check"]);
    pip
}

/// The file of a program of an environment.
pub fn program(environment: &Path, name: &str) -> PathBuf {
    let folder = if cfg!(windows) { "Scripts" } else { "bin" };
    environment.join(folder).join(name).with_extension(if cfg!(windows) { "exe" } else { "" })
}

/// What is compiled for Python is kept apart: the features of the crate differ.
fn by_cargo<'a>(paths: &Paths, command: &'a mut Command) -> &'a mut Command {
    command.env("CARGO_TARGET_DIR", dir(paths).join("cargo"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_compared_as_numbers() {
        assert_eq!(version("3 11\n"), Some((3, 11)));
        assert!(version("3 9") < Some(OLDEST) && version("4 0") > Some(OLDEST));
        assert_eq!([version(""), version("3"), version("x 1")], [None; 3]);
    }
}
