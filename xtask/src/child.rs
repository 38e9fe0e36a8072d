//! Child processes: started, waited for, and reported on when they fail.

use std::env;
use std::io::{self, Read, Write};
use std::process::{Command, ExitStatus, Stdio};

use crate::failure::Failure;
use crate::paths::Paths;

/// Cargo, as it was called, in the root of the repository.
pub fn cargo(paths: &Paths) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(&paths.root);
    command
}

pub fn node(paths: &Paths) -> Command {
    let mut command = Command::new("node");
    command.current_dir(&paths.root);
    command
}

pub fn npm(paths: &Paths) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(&paths.root);
    command
}

/// Runs a command that speaks for itself on the terminal.
pub fn loud(command: &mut Command, what: &str) -> Result<(), Failure> {
    let status = command.status().map_err(|error| not_started(command, what, &error))?;
    if status.success() {
        return Ok(());
    }
    let why = format!("it {} (its own words are above)", ending(status));
    Err(Failure::new(format!("{what}: `{}`", shown(command)), why))
}

/// Runs a command that is only heard when it fails; returns its standard output.
pub fn quiet(command: &mut Command, what: &str) -> Result<String, Failure> {
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| not_started(command, what, &error))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(text);
    }
    let said = format!("{text}{}", String::from_utf8_lossy(&output.stderr));
    let why = format!("it {}, saying:\n{}", ending(output.status), last_lines(&said, 30));
    Err(Failure::new(format!("{what}: `{}`", shown(command)), why))
}

/// Runs a command, passing on its standard output while also keeping it.
pub fn tee(command: &mut Command, what: &str) -> Result<(ExitStatus, String), Failure> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| not_started(command, what, &error))?;
    let mut kept = Vec::new();
    if let Some(mut stdout) = child.stdout.take() {
        let mut buffer = [0; 8192];
        while let Ok(count @ 1..) = stdout.read(&mut buffer) {
            kept.extend_from_slice(&buffer[..count]);
            // Nobody reads our output any more: that is no reason to stop the tests.
            let _ = io::stdout().write_all(&buffer[..count]).and_then(|()| io::stdout().flush());
        }
    }
    let status = child.wait().map_err(|error| not_started(command, what, &error))?;
    Ok((status, String::from_utf8_lossy(&kept).into_owned()))
}

/// The command as one would type it.
pub fn shown(command: &Command) -> String {
    let program = command.get_program().to_string_lossy();
    let name = program.rsplit(['/', '\\']).next().unwrap_or(&program).to_owned();
    let words = command.get_args().map(|word| {
        let word = word.to_string_lossy();
        if word.contains(' ') { format!("'{word}'") } else { word.into_owned() }
    });
    std::iter::once(name).chain(words).collect::<Vec<_>>().join(" ")
}

fn not_started(command: &Command, what: &str, error: &io::Error) -> Failure {
    let why = match error.kind() {
        io::ErrorKind::NotFound => "there is no such program on the PATH".to_owned(),
        _ => error.to_string(),
    };
    Failure::new(format!("{what}: `{}`", shown(command)), why)
}

fn ending(status: ExitStatus) -> String {
    match status.code() {
        Some(code) => format!("ended with code {code}"),
        None => "was stopped by a signal".to_owned(),
    }
}

fn last_lines(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_program_is_named() {
        let failure = quiet(&mut Command::new("nibnet-no-such-program"), "trying").unwrap_err();
        let text = failure.to_string();
        assert!(text.contains("nibnet-no-such-program"), "{text}");
        assert!(text.contains("no such program on the PATH"), "{text}");
    }

    #[test]
    fn a_command_is_shown_as_one_would_type_it() {
        let mut command = Command::new("/usr/bin/npm");
        command.args(["run", "two words"]);
        assert_eq!(shown(&command), "npm run 'two words'");
    }

    #[test]
    fn only_the_end_of_a_long_complaint_is_kept() {
        assert_eq!(last_lines("a\nb\nc\n", 2), "b\nc");
        assert_eq!(last_lines("a", 2), "a");
        assert_eq!(last_lines("", 2), "");
    }
}
