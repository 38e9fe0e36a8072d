//! The browsers of the tests and the screenshots: found, or installed where that is ours to do.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use clap::ValueEnum;

use crate::failure::Failure;
use crate::paths::Paths;
use crate::{child, dist};

/// What the tests can run in.
#[derive(Clone, Copy, Debug, PartialEq, ValueEnum)]
pub enum Browser {
    Chromium,
    Firefox,
    Webkit,
}

/// What comes of looking for a browser's programs.
#[derive(Debug, PartialEq)]
enum Search {
    /// The variable and the file of each.
    Found(Vec<(&'static str, PathBuf)>),
    /// The name of the first that isn't there.
    Lacks(&'static str),
}

/// A program that a browser needs.
#[derive(Debug)]
struct Program {
    /// Names the file; tests/browser/drivers/programs.mjs reads it.
    variable: &'static str,
    /// What it is called in a folder of the PATH.
    names: &'static [&'static str],
    /// Where it is otherwise, on a Mac or in Debian's folder of libraries.
    aside: &'static [&'static str],
}

impl Browser {
    /// As `$NIBNET_BROWSER` and `--without` have it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
            Self::Webkit => "webkit",
        }
    }

    fn programs(self) -> &'static [Program] {
        match self {
            Self::Chromium => &[Program {
                variable: "CHROMIUM",
                names: &["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"],
                aside: &["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"],
            }],
            Self::Firefox => &[Program {
                variable: "FIREFOX",
                names: &["firefox-esr", "firefox"],
                aside: &["/Applications/Firefox.app/Contents/MacOS/firefox"],
            }],
            Self::Webkit => &[
                Program {
                    variable: "WEBKIT",
                    names: &["MiniBrowser"],
                    aside: &["/usr/lib/*/webkit2gtk-4.1/MiniBrowser"],
                },
                Program { variable: "WEBKIT_DRIVER", names: &["WebKitWebDriver"], aside: &[] },
                Program { variable: "XVFB", names: &["Xvfb"], aside: &[] },
            ],
        }
    }

    /// Debian's packages.
    fn packages(self) -> &'static [&'static str] {
        match self {
            Self::Chromium => &["chromium"],
            Self::Firefox => &["firefox-esr"],
            Self::Webkit => &["webkit2gtk-driver", "xvfb"],
        }
    }

    /// Tells the tests which browser to run in, where its programs are, and which program serves
    /// the page. Installs what is missing on Debian and its kin, as root or in CI.
    pub fn equip(self, node: &mut Command) -> Result<(), Failure> {
        node.env("NIBNET_BROWSER", self.name());
        for (variable, file) in self.found_or_installed()? {
            node.env(variable, file);
        }
        if let Ok(xtask) = env::current_exe() {
            node.env("NIBNET_XTASK", xtask);
        }
        Ok(())
    }

    /// The variable and the file of each program.
    pub fn found_or_installed(self) -> Result<Vec<(&'static str, PathBuf)>, Failure> {
        let around = Around::of_process();
        if let Search::Lacks(name) = self.search(&around)? {
            self.install(name)?;
        }
        match self.search(&around)? {
            Search::Found(files) => Ok(files),
            Search::Lacks(name) => {
                Err(self.missing(&format!("apt-get installed it, yet {name} is not on the PATH")))
            }
        }
    }

    fn search(self, around: &Around) -> Result<Search, Failure> {
        let mut files = Vec::new();
        for program in self.programs() {
            match program.find(around)? {
                Some(file) => files.push((program.variable, file)),
                None => return Ok(Search::Lacks(program.names[0])),
            }
        }
        Ok(Search::Found(files))
    }

    fn install(self, missing: &str) -> Result<(), Failure> {
        let absent = format!("{missing} is not on the PATH");
        if !Path::new("/usr/bin/apt-get").exists() {
            return Err(self.missing(&absent));
        }
        let is_root =
            child::quiet(Command::new("id").arg("-u"), "who am I").is_ok_and(|id| id.trim() == "0");
        if !is_root && env::var_os("CI").is_none() {
            return Err(self.missing(&format!("{absent}, and only root may install it")));
        }
        for words in [&["update", "--quiet"][..], &["install", "--yes", "--quiet"]] {
            let mut apt = if is_root { Command::new("apt-get") } else { sudo("apt-get") };
            apt.args(words).env("DEBIAN_FRONTEND", "noninteractive");
            if words[0] == "install" {
                apt.args(self.packages());
            }
            eprintln!("{} (the tests need {}) …", child::shown(&apt), self.name());
            let what = format!("{} could not be installed", self.name());
            child::quiet(&mut apt, &what).map_err(|failure| failure.mend(self.mend()))?;
        }
        Ok(())
    }

    fn missing(self, why: &str) -> Failure {
        Failure::new(format!("the tests need {}", self.name()), why).mend(self.mend())
    }

    fn mend(self) -> String {
        let variables: Vec<_> =
            self.programs().iter().map(|program| format!("${}", program.variable)).collect();
        format!(
            "sudo apt-get install {}   (or the like; or name the program by {})\n\
             or go without: cargo xtask test --without {}",
            self.packages().join(" "),
            variables.join(", "),
            self.name()
        )
    }
}

impl Program {
    /// The file that the environment names, or the first that is there.
    fn find(&self, around: &Around) -> Result<Option<PathBuf>, Failure> {
        if let Some(said) = (around.variable)(self.variable).filter(|said| !said.is_empty()) {
            let file = PathBuf::from(said);
            if file.is_file() {
                return Ok(Some(file));
            }
            let what = format!("${} does not name a program", self.variable);
            let why = format!("there is no file {}", file.display());
            let mend = format!("export {}=/usr/bin/{}", self.variable, self.names[0]);
            return Err(Failure::new(what, why).mend(mend));
        }
        let on_path = self
            .names
            .iter()
            .flat_map(|name| around.folders.iter().map(move |folder| folder.join(name)));
        let aside = self.aside.iter().flat_map(|pattern| matching(pattern));
        Ok(on_path.chain(aside).find(|file| file.is_file()))
    }
}

/// The paths of a pattern, in which one folder may be `*`.
fn matching(pattern: &str) -> Vec<PathBuf> {
    let Some((before, after)) = pattern.split_once("/*/") else {
        return vec![PathBuf::from(pattern)];
    };
    let folders = fs::read_dir(before).into_iter().flatten().flatten();
    let mut files: Vec<_> = folders.map(|folder| folder.path().join(after)).collect();
    files.sort();
    files
}

/// Where programs are looked for.
struct Around {
    folders: Vec<PathBuf>,
    variable: fn(&str) -> Option<OsString>,
}

impl Around {
    fn of_process() -> Self {
        let path = env::var_os("PATH").unwrap_or_default();
        Self { folders: env::split_paths(&path).collect(), variable: |name| env::var_os(name) }
    }
}

fn sudo(program: &str) -> Command {
    let mut sudo = Command::new("sudo");
    sudo.args(["--non-interactive", program]);
    sudo
}

/// `cargo xtask screenshots`.
pub fn screenshots(paths: &Paths) -> Result<(), Failure> {
    dist::build(paths, &dist::Options::default())?;
    let mut node = child::node(paths);
    Browser::Chromium.equip(&mut node)?;
    node.arg("tests/browser/screenshots.mjs");
    child::loud(&mut node, "the pictures could not be taken")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::folder::Folder;

    const PROGRAM: Program =
        Program { variable: "ANY", names: &["first", "second"], aside: &["/no/*/such"] };

    fn around(folders: &[&Path]) -> Around {
        Around {
            folders: folders.iter().map(|dir| dir.to_path_buf()).collect(),
            variable: |_| None,
        }
    }

    #[test]
    fn the_first_name_that_is_anywhere_on_the_path_wins() {
        let dir = Folder::new("browser");
        let [one, two] = ["one", "two"].map(|name| dir.join(name));
        for folder in [&one, &two] {
            fs::create_dir(folder).unwrap();
        }
        let found = |around: &Around| PROGRAM.find(around).unwrap();
        fs::write(one.join("second"), "").unwrap();
        assert_eq!(found(&around(&[&one, &two])), Some(one.join("second")));
        fs::write(two.join("first"), "").unwrap();
        assert_eq!(found(&around(&[&one, &two])), Some(two.join("first")));
        assert_eq!(found(&around(&[])), None);
    }

    #[test]
    fn a_variable_that_names_no_file_is_an_error_even_where_the_program_is_on_the_path() {
        let dir = Folder::new("browser-said");
        fs::write(dir.join("first"), "").unwrap();
        let said = Around {
            variable: |name| Some(format!("/there/is/no/{name}").into()),
            ..around(&[&dir.join("")])
        };
        let failure = PROGRAM.find(&said).unwrap_err().to_string();
        assert!(failure.contains("$ANY does not name a program"), "{failure}");
        assert!(failure.contains("/there/is/no/ANY"), "{failure}");
    }

    #[test]
    fn a_star_is_any_folder_in_order() {
        let dir = Folder::new("browser-star");
        for kind in ["b-linux", "a-linux"] {
            fs::create_dir_all(dir.join(kind).join("kit")).unwrap();
        }
        let root = dir.join("").to_string_lossy().trim_end_matches('/').to_owned();
        let files = matching(&format!("{root}/*/kit/Mini"));
        assert_eq!(files, ["a-linux", "b-linux"].map(|kind| dir.join(kind).join("kit/Mini")));
    }

    #[test]
    fn a_browser_that_is_missing_is_named_with_its_packages_and_the_way_without() {
        for browser in Browser::value_variants() {
            let said = browser.missing("it is not there").to_string();
            assert!(said.contains(&format!("--without {}", browser.name())), "{said}");
            assert!(browser.packages().iter().all(|package| said.contains(package)), "{said}");
        }
        // Of WebKit's three programs, the one that isn't there is said.
        let dir = Folder::new("browser-part");
        fs::write(dir.join("MiniBrowser"), "").unwrap();
        let search = Browser::Webkit.search(&around(&[&dir.join("")])).unwrap();
        assert_eq!(search, Search::Lacks("WebKitWebDriver"));
    }

    #[test]
    fn its_name_is_what_the_command_line_calls_it() {
        for browser in Browser::value_variants() {
            assert_eq!(browser.to_possible_value().unwrap().get_name(), browser.name());
        }
    }
}
