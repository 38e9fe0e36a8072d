//! What is being done, how far it is, and how long it took.
//!
//! On a terminal a line with a clock moves; elsewhere (CI, a log file) each step is plain lines.

use std::io::{self, IsTerminal};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressStyle};

use crate::failure::Failure;

/// What became of a step.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Outcome {
    Made,
    /// Nothing it depends on had changed.
    Kept,
}

/// The steps of one command, counted.
pub struct Progress {
    total: usize,
    begun: usize,
    terminal: bool,
}

impl Progress {
    pub fn new(total: usize) -> Self {
        Self { total, begun: 0, terminal: io::stderr().is_terminal() }
    }

    /// A step that prints nothing of its own.
    pub fn step(
        &mut self,
        what: &str,
        work: impl FnOnce() -> Result<Outcome, Failure>,
    ) -> Result<(), Failure> {
        let label = self.next(what);
        let bar = if self.terminal { spinner(&label) } else { ProgressBar::hidden() };
        let start = Instant::now();
        let result = work();
        bar.finish_and_clear();
        finish(&label, start, result)
    }

    /// A step whose child process shows its own progress.
    pub fn loud(
        &mut self,
        what: &str,
        work: impl FnOnce() -> Result<Outcome, Failure>,
    ) -> Result<(), Failure> {
        let label = self.next(what);
        eprintln!("{label} …");
        let start = Instant::now();
        finish(&label, start, work())
    }

    fn next(&mut self, what: &str) -> String {
        self.begun += 1;
        format!("[{}/{}] {what}", self.begun, self.total)
    }
}

fn finish(label: &str, start: Instant, result: Result<Outcome, Failure>) -> Result<(), Failure> {
    match result {
        Ok(Outcome::Made) => eprintln!("{label}: {}", seconds(start.elapsed())),
        Ok(Outcome::Kept) => eprintln!("{label}: as before"),
        Err(failure) => {
            eprintln!("{label}: failed after {}", seconds(start.elapsed()));
            return Err(failure);
        }
    }
    Ok(())
}

fn spinner(label: &str) -> ProgressBar {
    let style = ProgressStyle::with_template("{spinner} {msg} … {elapsed}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner());
    let bar = ProgressBar::new_spinner().with_style(style).with_message(label.to_owned());
    bar.enable_steady_tick(Duration::from_millis(100));
    bar
}

/// "0.4 s", "12 s", "2 min 5 s".
pub fn seconds(time: Duration) -> String {
    let whole = time.as_secs_f64().round() as u64;
    match whole {
        0..10 => format!("{:.1} s", time.as_secs_f64()),
        10..60 => format!("{whole} s"),
        _ => format!("{} min {} s", whole / 60, whole % 60),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_as_precise_as_anyone_cares() {
        let said =
            [0.04, 9.44, 9.6, 59.4, 59.6, 125.0].map(|s| seconds(Duration::from_secs_f64(s)));
        assert_eq!(said, ["0.0 s", "9.4 s", "10 s", "59 s", "1 min 0 s", "2 min 5 s"]);
    }
}
