//! How many tests passed and failed, read from what the test runners print.

use std::ops::AddAssign;

#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tally {
    pub passed: u64,
    pub failed: u64,
}

impl AddAssign for Tally {
    fn add_assign(&mut self, more: Self) {
        self.passed += more.passed;
        self.failed += more.failed;
    }
}

impl Tally {
    /// A check that has no count of its own.
    pub fn one(ok: bool) -> Self {
        Self { passed: ok.into(), failed: (!ok).into() }
    }

    /// The sum of what a runner counted, never at odds with how it ended.
    pub fn of(output: &str, ok: bool) -> Self {
        let mut sum = Self::default();
        for line in output.lines().map(without_colour) {
            sum +=
                cargo(&line).or_else(|| node(&line)).or_else(|| pytest(&line)).unwrap_or_default();
        }
        if !ok && sum.failed == 0 {
            sum.failed = 1; // it did not compile, or it crashed
        }
        if ok && sum == Self::default() {
            sum.passed = 1;
        }
        sum
    }
}

/// "test result: ok. 12 passed; 0 failed; 1 ignored; …"
fn cargo(line: &str) -> Option<Tally> {
    let (_, counts) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let count = |kind: &str| {
        counts.split("; ").find_map(|part| part.strip_suffix(kind)?.trim().parse().ok())
    };
    Some(Tally { passed: count("passed")?, failed: count("failed")? })
}

/// "ℹ pass 12" and "ℹ fail 0" on lines of their own, or with "#" where node writes TAP.
fn node(line: &str) -> Option<Tally> {
    let rest = line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# "))?;
    let (kind, count) = rest.split_once(' ')?;
    let count = count.trim().parse().ok()?;
    match kind {
        "pass" => Some(Tally { passed: count, failed: 0 }),
        "fail" | "cancelled" => Some(Tally { passed: 0, failed: count }),
        _ => None,
    }
}

/// "1 failed, 12 passed, 1 skipped in 15.78s", with "=" around it where pytest isn't quiet.
fn pytest(line: &str) -> Option<Tally> {
    let (counts, time) = line.trim_matches(['=', ' ']).split_once(" in ")?;
    time.split(' ').next()?.strip_suffix('s')?.parse::<f64>().ok()?;
    let mut tally = Tally::default();
    for part in counts.split(", ") {
        let (count, kind) = part.split_once(' ')?;
        let count = count.parse::<u64>().ok()?;
        match kind {
            "passed" => tally.passed = count,
            "failed" | "error" | "errors" => tally.failed += count,
            _ => {}
        }
    }
    Some(tally)
}

/// The line without the escape sequences that colour it.
fn without_colour(line: &str) -> String {
    let mut plain = String::new();
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        if c == '\u{1b}' {
            characters.by_ref().find(|c| c.is_ascii_alphabetic());
        } else {
            plain.push(c);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    const CARGO: &str = "running 3 tests\ntest a ... ok\n\
        test result: \u{1b}[31mFAILED\u{1b}(B\u{1b}[m. 2 passed; 1 failed; 4 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
        test result: ok. 5 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
    const NODE: &str = "✔ reads a 7\n\u{1b}[34mℹ tests 4\u{1b}[39m\n\u{1b}[34mℹ pass 2\u{1b}[39m\nℹ fail 1\nℹ cancelled 1\nℹ duration_ms 66\n";

    #[test]
    fn counts_of_cargo_and_of_node_are_summed() {
        assert_eq!(Tally::of(CARGO, false), Tally { passed: 7, failed: 1 });
        assert_eq!(Tally::of(NODE, false), Tally { passed: 2, failed: 2 });
    }

    #[test]
    fn a_run_that_ends_badly_has_a_failure_whatever_it_counted() {
        assert_eq!(Tally::of("error: could not compile", false), Tally::one(false));
        let counted = "test result: ok. 5 passed; 0 failed; 0 ignored";
        assert_eq!(Tally::of(counted, false), Tally { passed: 5, failed: 1 });
    }

    #[test]
    fn a_run_without_counts_is_one_check() {
        assert_eq!(Tally::of("", true), Tally { passed: 1, failed: 0 });
    }

    #[test]
    fn counts_of_pytest_are_summed() {
        let said = "....s [100%]\n\u{1b}[32m5 passed\u{1b}[0m, 1 skipped, 2 warnings in 3.05s\n\
            == 1 failed, 4 passed, 2 errors in 61.00s (0:01:01) ==\n5 passed in time";
        assert_eq!(Tally::of(said, false), Tally { passed: 9, failed: 3 });
    }

    #[test]
    fn talk_of_tests_is_not_counted() {
        let talk = "the test result: ok. 9 passed; 0 failed\nℹ pass it on\n# fail\npass 3";
        assert_eq!(Tally::of(talk, true), Tally::one(true));
    }
}
