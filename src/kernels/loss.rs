//! From logits to probabilities, the loss and its gradient.

use crate::simd::{F32x4, exp, ln_scalar};

/// How one batch did.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Scores {
    /// Cross-entropy, summed over the images, in nats.
    pub loss: f64,
    /// How many images had their true class as the likeliest.
    pub correct: u32,
}

impl std::ops::AddAssign for Scores {
    fn add_assign(&mut self, other: Self) {
        self.loss += other.loss;
        self.correct += other.correct;
    }
}

/// `row` goes from logits to probabilities, in place; returns ln Σ eˣ.
///
/// The largest logit is subtracted first, so nothing overflows, and a logit more than 87 below it
/// gets next to nothing. For ten classes each probability is within 10⁻⁶ of the exact one, and so
/// is the logarithm of the sum, relative to the largest logit: [`exp`] is right to 2 units in the
/// last place.
pub fn softmax(row: &mut [f32]) -> f32 {
    let largest = row.iter().copied().fold(f32::NEG_INFINITY, |a, b| if b > a { b } else { a });
    let largest_lanes = F32x4::splat(largest);
    let mut sum = 0.0;
    for four in row.chunks_mut(4) {
        let mut lanes = [largest; 4];
        lanes[..four.len()].copy_from_slice(four);
        exp(F32x4::load(&lanes) - largest_lanes).store(&mut lanes);
        for (x, lane) in four.iter_mut().zip(lanes) {
            *x = lane;
            sum += lane;
        }
    }
    for x in row {
        *x /= sum;
    }
    largest + ln_scalar(sum)
}

/// The label of what belongs to no class. Its target gives all classes the same probability (Lee et
/// al., "Training Confidence-calibrated Classifiers for Detecting Out-of-Distribution Samples",
/// 2018).
pub const NO_CLASS: u8 = u8::MAX;

/// Softmax, cross-entropy and its gradient.
///
/// `logits` is `[B, C]` and becomes the probabilities; `labels` is `[B]`; `d_logits` is `[B, C]`,
/// overwritten with `(probability − target) · scale`; each image's loss goes to `losses`, `[B]`, so
/// that the caller can add up the shards of a batch in one order. Returns how many are right: among
/// equal logits the first counts as the answer.
///
/// A fraction of `smoothing` of the target is divided among all classes, so that a net is not
/// driven to boundless certainty (Szegedy et al., "Rethinking the Inception Architecture", 2016); 0
/// is plain cross-entropy. What is of [`NO_CLASS`] counts as right if no class has a probability of
/// a half.
///
/// # Panics
/// If the slices disagree on `B` or `C`, or a label is neither below `C` nor [`NO_CLASS`]: a bug in
/// the caller.
pub fn softmax_cross_entropy(
    logits: &mut [f32],
    labels: &[u8],
    smoothing: f32,
    scale: f32,
    d_logits: Option<&mut [f32]>,
    losses: &mut [f32],
) -> u32 {
    let classes = logits.len() / labels.len().max(1);
    assert_eq!(logits.len(), labels.len() * classes, "logits must be [B, C]");
    assert_eq!(losses.len(), labels.len(), "losses must be [B]");
    if labels.is_empty() {
        return 0;
    }
    let mut correct = 0;
    for ((row, &label), loss) in logits.chunks_exact_mut(classes).zip(labels).zip(&mut *losses) {
        let (each, truth) = targets(label, smoothing, classes);
        let answer = argmax(row);
        let of_all: f32 = row.iter().sum();
        let of_truth = if label == NO_CLASS { 0.0 } else { row[usize::from(label)] };
        *loss = softmax(row) - (of_truth * truth + of_all * each);
        let right =
            if label == NO_CLASS { row[answer] < 0.5 } else { answer == usize::from(label) };
        correct += u32::from(right);
    }
    if let Some(d_logits) = d_logits {
        assert_eq!(d_logits.len(), logits.len(), "d_logits must be [B, C]");
        let rows = logits.chunks_exact(classes).zip(d_logits.chunks_exact_mut(classes));
        for ((row, d_row), &label) in rows.zip(labels) {
            let (each, truth) = targets(label, smoothing, classes);
            for (d, &probability) in d_row.iter_mut().zip(row) {
                *d = (probability - each) * scale;
            }
            if label != NO_CLASS {
                let label = usize::from(label);
                d_row[label] = (row[label] - each - truth) * scale;
            }
        }
    }
    correct
}

/// Softmax, and the gradient of its cross-entropy with another net's probabilities.
///
/// `logits` and `answers` are `[B, C]`; `logits` become the probabilities, and `d_logits`, `[B,
/// C]`, is overwritten with `(probability − answer) · scale`: nothing where both nets say the same.
///
/// # Panics
/// If the slices disagree on `B` or `C`: a bug in the caller.
pub fn softmax_against(
    logits: &mut [f32],
    answers: &[f32],
    classes: usize,
    scale: f32,
    d_logits: &mut [f32],
) {
    assert!(logits.len() == answers.len() && logits.len() == d_logits.len(), "all are [B, C]");
    let rows = logits.chunks_exact_mut(classes).zip(answers.chunks_exact(classes));
    for ((row, answer), d_row) in rows.zip(d_logits.chunks_exact_mut(classes)) {
        softmax(row);
        for ((d, probability), answer) in d_row.iter_mut().zip(row).zip(answer) {
            *d = (*probability - answer) * scale;
        }
    }
}

/// What the target gives each class, and what it adds for the true one.
fn targets(label: u8, smoothing: f32, classes: usize) -> (f32, f32) {
    let smoothing = if label == NO_CLASS { 1.0 } else { smoothing };
    (smoothing / classes as f32, 1.0 - smoothing)
}

/// The index of the largest, the first of several; a NaN is never larger, and nothing is than a
/// first NaN.
pub fn argmax(row: &[f32]) -> usize {
    let mut best = 0;
    for (i, value) in row.iter().enumerate() {
        if *value > row[best] {
            best = i;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn softmax_agrees_with_f64_and_survives_large_logits() {
        for row in [vec![1.0f32, 2.0, 3.0], vec![0.0; 10], vec![1000.0, -1000.0, 999.0, 0.0, 3.0]] {
            let exact: Vec<f64> =
                row.iter().map(|x| (f64::from(*x) - f64::from(row[0])).exp()).collect();
            let sum: f64 = exact.iter().sum();
            let mut got = row.clone();
            let log_sum = softmax(&mut got);
            assert!((f64::from(log_sum) - (f64::from(row[0]) + sum.ln())).abs() < 1e-6 * 1000.0);
            for (got, exact) in got.iter().zip(&exact) {
                assert!((f64::from(*got) - exact / sum).abs() < 1e-6, "{got} for {}", exact / sum);
            }
        }
    }

    #[test]
    fn loss_and_gradient_are_those_of_the_definition() {
        let mut logits = [2.0, 1.0, 0.0, 0.0, 5.0, 0.0];
        let mut d_logits = [9.0; 6];
        let mut losses = [9.0; 2];
        let correct =
            softmax_cross_entropy(&mut logits, &[0, 2], 0.0, 0.5, Some(&mut d_logits), &mut losses);
        assert_eq!(correct, 1);
        assert!((losses[0] - -logits[0].ln()).abs() < 1e-6);
        assert!((losses[1] - -logits[5].ln()).abs() < 1e-5);
        for (i, d) in d_logits.iter().enumerate() {
            let truth = if i == 0 || i == 5 { 1.0 } else { 0.0 };
            assert!((d - (logits[i] - truth) * 0.5).abs() < 1e-7);
        }
    }

    #[test]
    fn smoothing_gives_some_of_the_target_to_all_classes() {
        let (mut logits, mut d_logits, mut losses) = ([2.0, 1.0, 0.0, -1.0], [9.0; 4], [9.0]);
        softmax_cross_entropy(&mut logits, &[1], 0.2, 1.0, Some(&mut d_logits), &mut losses);
        let truth = [0.05, 0.85, 0.05, 0.05];
        let exact: f32 = logits.iter().zip(truth).map(|(p, t)| -t * p.ln()).sum();
        assert!((losses[0] - exact).abs() < 1e-6, "{} for {exact}", losses[0]);
        for ((d, p), t) in d_logits.iter().zip(logits).zip(truth) {
            assert!((d - (p - t)).abs() < 1e-6);
        }
    }

    #[test]
    fn against_another_nets_answers_the_gradient_is_the_difference() {
        let (mut logits, mut d_logits) = ([2.0, 1.0, 0.0, 3.0], [9.0; 4]);
        let mut same = logits;
        same.chunks_exact_mut(2).for_each(|row| {
            softmax(row);
        });
        softmax_against(&mut logits, &same, 2, 0.5, &mut d_logits);
        assert_eq!((logits, d_logits), (same, [0.0; 4]));
        let mut logits = [2.0, 1.0, 0.0, 3.0];
        softmax_against(&mut logits, &[0.5, 0.5, 1.0, 0.0], 2, 0.5, &mut d_logits);
        for (d, (p, t)) in d_logits.iter().zip(logits.iter().zip([0.5, 0.5, 1.0, 0.0])) {
            assert!((d - (p - t) * 0.5).abs() < 1e-7);
        }
    }

    #[test]
    fn what_is_of_no_class_should_be_as_likely_to_be_of_any() {
        let mut logits = [3.0, 0.0, -1.0, 0.0, 0.1, 0.0, 0.1, 0.0];
        let (mut d_logits, mut losses) = ([9.0; 8], [9.0; 2]);
        let labels = [NO_CLASS; 2];
        let right =
            softmax_cross_entropy(&mut logits, &labels, 0.1, 1.0, Some(&mut d_logits), &mut losses);
        assert_eq!(right, 1, "the first is too sure");
        for ((row, d_row), loss) in logits.chunks(4).zip(d_logits.chunks(4)).zip(losses) {
            let exact: f32 = row.iter().map(|p| -0.25 * p.ln()).sum();
            assert!((loss - exact).abs() < 1e-6, "{loss} for {exact}");
            assert!(d_row.iter().zip(row).all(|(d, p)| (d - (p - 0.25)).abs() < 1e-6));
        }
    }

    #[test]
    fn a_nan_logit_gives_a_nan_loss_and_no_panic() {
        let mut losses = [0.0];
        softmax_cross_entropy(&mut [f32::NAN, 0.0], &[1], 0.0, 1.0, None, &mut losses);
        assert!(losses[0].is_nan());
        assert_eq!(softmax_cross_entropy(&mut [], &[], 0.0, 1.0, None, &mut []), 0);
    }
}
