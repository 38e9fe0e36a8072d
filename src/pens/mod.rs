//! Invented pen strokes: a small grammar of how people write digits, with the jitter of a hand.
//!
//! MNIST's digits were written on forms in the USA in the early 1990s; a net that has seen nothing
//! else does not know a 1 with a long up-stroke or a foot, a crossed 7, a slashed 0, an open 4, a 9
//! with a hooked tail. [`write()`] draws digits in these manners too, to be mixed into training.
//!
//! A digit has some forms: each a few strokes through a few places, and each place a small
//! box anywhere in which the pen may pass. From there a hand bends, slants and shakes what is
//! drawn. Nothing here was measured from anybody's strokes.
//!
//! It also writes what is *no* digit, for a net to learn that: scribbles, letters, pairs of digits.

// Tables, of which rustfmt makes a thousand lines.
#[rustfmt::skip]
mod forms;
mod hand;

use crate::ink::{IMAGE, Strokes, render_as_thick};
use crate::kernels::NO_CLASS;
use crate::rng::Rng;
use forms::{DIGITS, Form, NO_DIGITS};
use hand::Hand;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How much of a batch is written by the grammar instead of being taken from the training digits.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Pens {
    /// The fraction that is digits.
    pub digits: f32,
    /// The fraction that is no digit; of those the net learns that every digit is equally likely.
    pub scribbles: f32,
}

impl Default for Pens {
    fn default() -> Self {
        Self { digits: 0.3, scribbles: 0.05 }
    }
}

/// Fractions that don't fit into a batch.
#[derive(Clone, Debug, PartialEq, Error)]
#[error(
    "pens.digits is {digits} and pens.scribbles {scribbles}; both must be at least 0, and 1 at the \
     most together"
)]
pub struct PensError {
    digits: f32,
    scribbles: f32,
}

impl Pens {
    /// Checks the fractions.
    ///
    /// # Errors
    /// A [`PensError`] if one is below 0, or both together are above 1.
    pub fn check(&self) -> Result<(), PensError> {
        let Self { digits, scribbles } = *self;
        // A NaN fails every comparison.
        if digits >= 0.0 && scribbles >= 0.0 && digits + scribbles <= 1.0 {
            return Ok(());
        }
        Err(PensError { digits, scribbles })
    }

    /// An image, `[28, 28]`, and its label (0 to 9, or [`NO_CLASS`]) where a place in the batch
    /// falls to the pens; `None` where it doesn't.
    pub fn draw(&self, rng: &mut Rng) -> Option<([u8; IMAGE], u8)> {
        let chance = rng.unit();
        let (strokes, label) = if chance < self.digits {
            let digit = rng.below(10) as u8;
            (write(digit, rng), digit)
        } else if chance < self.digits + self.scribbles {
            (scribble(rng), NO_CLASS)
        } else {
            return None;
        };
        // From thinner than the pad's own line to much thicker, as MNIST's are.
        let (a, b) = (rng.unit(), rng.unit());
        let thickness = 1.8 + 2.2 * a * b;
        render_as_thick(&strokes, thickness).map(|image| (image, label))
    }
}

/// Writes a digit, 0 to 9, in one of its forms. The box of its ink is about 1 high.
///
/// # Panics
/// If `digit` is none.
pub fn write(digit: u8, rng: &mut Rng) -> Strokes {
    let form = choose(DIGITS[usize::from(digit)], rng);
    Hand::new(rng).write(form, rng)
}

/// Draws something that is no digit: a letter or a sign, two digits side by side, loops and
/// zigzags, or a sign that means nothing.
pub fn scribble(rng: &mut Rng) -> Strokes {
    match rng.below(10) {
        0..4 => {
            let form = choose(NO_DIGITS, rng);
            Hand::new(rng).write(form, rng)
        }
        4..7 => pair(rng),
        7 => hand::wander(rng),
        _ => hand::sign(rng),
    }
}

/// Two digits side by side, written by one hand.
fn pair(rng: &mut Rng) -> Strokes {
    let hand = Hand::new(rng);
    let mut pair = [Vec::new(), Vec::new()];
    for lines in &mut pair {
        let digit = rng.below(10) as usize;
        *lines = hand.lines(choose(DIGITS[digit], rng), rng);
    }
    let [left, mut right] = pair;
    let edge = |lines: &[Vec<(f32, f32)>], far: fn(f32, f32) -> f32, from: f32| {
        lines.iter().flatten().fold(from, |edge, point| far(edge, point.0))
    };
    let gap = 0.06 + 0.4 * rng.unit();
    let shift = edge(&left, f32::max, f32::MIN) + gap - edge(&right, f32::min, f32::MAX);
    let lift = 0.12 * rng.symmetric();
    for (x, y) in right.iter_mut().flatten() {
        *x += shift;
        *y += lift;
    }
    hand::ink(left.into_iter().chain(right))
}

/// One of `forms`, as likely as its weight says.
fn choose(forms: &'static [Form], rng: &mut Rng) -> &'static Form {
    let total: f32 = forms.iter().map(|form| form.weight).sum();
    let mut chance = rng.unit() * total;
    for form in forms {
        chance -= form.weight;
        if chance < 0.0 {
            return form;
        }
    }
    &forms[forms.len() - 1]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ink::render;
    use crate::rng::{Purpose, Rng};
    use proptest::prelude::{any, prop_assert, proptest};

    fn rng(row: u32) -> Rng {
        Rng::new(1, Purpose::Pens { step: 0, row })
    }

    #[test]
    fn fractions_are_kept_and_the_rest_is_left_to_the_training_digits() {
        let pens = Pens { digits: 0.5, scribbles: 0.2 };
        let labels: Vec<_> =
            (0..2000).map(|row| pens.draw(&mut rng(row)).map(|drawn| drawn.1)).collect();
        let fraction =
            |of: fn(&&Option<u8>) -> bool| labels.iter().filter(of).count() as f32 / 2000.0;
        // Four standard errors each.
        assert!((fraction(|label| label.is_some_and(|label| label < 10)) - 0.5).abs() < 0.045);
        assert!((fraction(|label| **label == Some(NO_CLASS)) - 0.2).abs() < 0.036);
        for digit in 0..10 {
            let count = labels.iter().filter(|label| **label == Some(digit)).count();
            assert!((60..145).contains(&count), "{count} of {digit}");
        }
        assert!(
            (0..100).all(|row| Pens { digits: 0.0, scribbles: 0.0 }.draw(&mut rng(row)).is_none())
        );
    }

    #[test]
    fn fractions_above_1_are_refused() {
        assert!(Pens::default().check().is_ok());
        for (digits, scribbles) in [(0.8, 0.3), (-0.1, 0.0), (0.0, f32::NAN)] {
            let error = Pens { digits, scribbles }.check().unwrap_err().to_string();
            assert!(error.starts_with(&format!("pens.digits is {digits}")), "{error}");
        }
    }

    /// The mean image of each digit is enough to tell most of them apart, so they are digits.
    #[test]
    fn what_is_written_can_be_read() {
        let digits = |count: u32, first: u32| {
            (first..first + count).map(|row| {
                let digit = (row % 10) as u8;
                (render(&write(digit, &mut rng(row))).unwrap(), digit)
            })
        };
        // The mean image of each digit; the nearest one is the answer.
        let mut means = vec![[0.0f32; IMAGE]; 10];
        for (image, digit) in digits(1000, 0) {
            for (mean, ink) in means[usize::from(digit)].iter_mut().zip(image) {
                *mean += f32::from(ink) / 100.0;
            }
        }
        let distance = |image: &[u8; IMAGE], mean: &[f32; IMAGE]| -> f32 {
            image.iter().zip(mean).map(|(&ink, mean)| (f32::from(ink) - mean).powi(2)).sum()
        };
        let right = digits(500, 1000)
            .filter(|(image, digit)| {
                let nearest = (0..10).min_by(|&a, &b| {
                    distance(image, &means[a]).total_cmp(&distance(image, &means[b]))
                });
                nearest == Some(usize::from(*digit))
            })
            .count();
        assert!(right > 380, "{right} of 500");
    }

    proptest! {
        #[test]
        fn every_hand_writes_something_that_fits_the_image(seed in any::<u32>(), digit in 0u8..10) {
            let mut rng = Rng::new(seed.into(), Purpose::Pens { step: 0, row: 0 });
            for strokes in [write(digit, &mut rng), scribble(&mut rng)] {
                let size = strokes.size();
                prop_assert!((0.3..6.0).contains(&size), "{size} high or wide");
                prop_assert!(render(&strokes).unwrap().iter().any(|&ink| ink > 200));
            }
        }
    }
}
