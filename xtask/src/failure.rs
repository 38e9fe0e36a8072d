//! What is said when something cannot be done: what, why, and the command that mends it.

use std::fmt;
use std::io;
use std::path::Path;

/// A report for the person at the keyboard.
#[derive(Debug, PartialEq)]
pub struct Failure {
    what: String,
    why: String,
    mend: Option<String>,
}

impl Failure {
    /// `what` failed, because of `why`: both without a full stop.
    pub fn new(what: impl Into<String>, why: impl fmt::Display) -> Self {
        Self { what: what.into(), why: why.to_string(), mend: None }
    }

    /// The exact command, or the next best sentence, that puts it right.
    pub fn mend(mut self, command: impl Into<String>) -> Self {
        self.mend = Some(command.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "failed: {}", self.what)?;
        for (name, text) in [("why", Some(&self.why)), ("mend", self.mend.as_ref())] {
            for (number, line) in text.iter().flat_map(|text| text.lines()).enumerate() {
                let label = if number == 0 { format!("{name}:") } else { String::new() };
                write!(f, "\n  {label:<6}{line}")?;
            }
        }
        Ok(())
    }
}

/// Turns the error of a file operation into a report that names the file.
pub trait FileContext<T> {
    fn doing(self, verb: &str, file: &Path) -> Result<T, Failure>;
}

impl<T> FileContext<T> for io::Result<T> {
    fn doing(self, verb: &str, file: &Path) -> Result<T, Failure> {
        self.map_err(|error| Failure::new(format!("could not {verb} {}", file.display()), error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_says_what_why_and_how_to_mend_it() {
        let failure = Failure::new("no wasm target", "rustup is missing\nso is the target")
            .mend("install rustup");
        assert_eq!(
            failure.to_string(),
            "failed: no wasm target\n  why:  rustup is missing\n        so is the target\n  mend: install rustup"
        );
    }

    #[test]
    fn a_file_that_cannot_be_read_is_named() {
        let file = Path::new("no/such/file");
        let failure = std::fs::read(file).doing("read", file).unwrap_err();
        assert!(failure.to_string().contains("could not read no/such/file"), "{failure}");
    }
}
