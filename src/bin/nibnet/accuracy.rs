//! How much is right, in numbers and in words.

/// `count` of `total`, 0 to 1.
pub(super) fn fraction(count: u32, total: u32) -> f64 {
    f64::from(count) / f64::from(total.max(1))
}

/// `accuracy 98.24 % (9824 of 10000)`: the line that scripts look for.
pub(super) fn accuracy_line(correct: u32, total: u32) -> String {
    format!("accuracy {:.2} % ({correct} of {total})", fraction(correct, total) * 100.0)
}
