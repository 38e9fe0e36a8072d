//! Chromium for the tests and the screenshots: found, or installed where that is ours to do.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;
use crate::paths::Paths;
use crate::{child, dist};

const NAMES: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const ON_A_MAC: &str = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/// `cargo xtask screenshots`.
pub fn screenshots(paths: &Paths) -> Result<(), Failure> {
    dist::build(paths, &dist::Options::default())?;
    let mut node = child::node(paths);
    equip(&mut node)?;
    node.arg("tests/browser/screenshots.mjs");
    child::loud(&mut node, "the pictures could not be taken")
}

/// Tells tests/browser/harness.mjs where the browser is, and which program serves the page.
pub fn equip(node: &mut Command) -> Result<(), Failure> {
    node.env("CHROMIUM", chromium()?);
    if let Ok(xtask) = env::current_exe() {
        node.env("NIBNET_XTASK", xtask);
    }
    Ok(())
}

fn chromium() -> Result<PathBuf, Failure> {
    if let Some(named) = env::var_os("CHROMIUM").filter(|name| !name.is_empty()) {
        let file = PathBuf::from(named);
        if file.is_file() {
            return Ok(file);
        }
        let why = format!("there is no file {}", file.display());
        return Err(Failure::new("$CHROMIUM does not name a browser", why)
            .mend("export CHROMIUM=/usr/bin/chromium"));
    }
    if let Some(found) = on_path() {
        return Ok(found);
    }
    install()?;
    on_path().ok_or_else(|| missing("apt-get installed it, yet it is not on the PATH"))
}

fn on_path() -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = env::split_paths(&path).collect();
    find(&folders, &NAMES).or_else(|| Some(PathBuf::from(ON_A_MAC)).filter(|file| file.is_file()))
}

fn find(folders: &[PathBuf], names: &[&str]) -> Option<PathBuf> {
    let mut files = names.iter().flat_map(|name| folders.iter().map(move |dir| dir.join(name)));
    files.find(|file| file.is_file())
}

/// Installs Chromium on Debian and its kin, as root or in CI; elsewhere it is not ours to do.
fn install() -> Result<(), Failure> {
    if !Path::new("/usr/bin/apt-get").exists() {
        return Err(missing("none of its usual names is on the PATH"));
    }
    let is_root =
        child::quiet(Command::new("id").arg("-u"), "who am I").is_ok_and(|id| id.trim() == "0");
    let is_ci = env::var_os("CI").is_some();
    if !is_root && !is_ci {
        return Err(missing(
            "none of its usual names is on the PATH, and only root may install it",
        ));
    }
    for words in [&["update", "--quiet"][..], &["install", "--yes", "--quiet", "chromium"]] {
        let mut apt = if is_root { Command::new("apt-get") } else { sudo("apt-get") };
        apt.args(words).env("DEBIAN_FRONTEND", "noninteractive");
        eprintln!("{} (the browser tests need Chromium) …", child::shown(&apt));
        child::quiet(&mut apt, "Chromium could not be installed").map_err(|f| f.mend(MEND))?;
    }
    Ok(())
}

fn sudo(program: &str) -> Command {
    let mut sudo = Command::new("sudo");
    sudo.args(["--non-interactive", program]);
    sudo
}

fn missing(why: &str) -> Failure {
    Failure::new("the browser tests need Chromium", why).mend(MEND)
}

const MEND: &str = "sudo apt-get install chromium   (or the like; or set CHROMIUM to the program)";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::Folder;

    #[test]
    fn the_first_name_that_is_anywhere_on_the_path_wins() {
        let dir = Folder::new("chromium");
        let [one, two] = ["one", "two"].map(|name| dir.join(name));
        for folder in [&one, &two] {
            std::fs::create_dir(folder).unwrap();
        }
        std::fs::write(one.join("second"), "").unwrap();
        assert_eq!(
            find(&[one.clone(), two.clone()], &["first", "second"]),
            Some(one.join("second"))
        );
        std::fs::write(two.join("first"), "").unwrap();
        assert_eq!(
            find(&[one.clone(), two.clone()], &["first", "second"]),
            Some(two.join("first"))
        );
        assert_eq!(find(&[one], &["third"]), None);
    }
}
