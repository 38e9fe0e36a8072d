//! What is made of digits that were read: a part to test with, a good mixture, and what a visitor
//! should know of them.

use super::note::Note;
use crate::data::labelled::LabelledDigits;
use crate::data::split::Split;
use ndarray::{ArrayView2, Axis};

/// A set without a part to test with keeps this many of each class's digits for it: the fourth of
/// each seven, since MNIST's is a seventh of all.
const OF_EACH: usize = 7;
const KEPT: usize = 3;

/// Every seventh digit of each class apart, the others first.
pub(super) fn hold_out(all: &LabelledDigits) -> [LabelledDigits; 2] {
    let mut seen = [0; 256];
    let (mut train, mut test) = (Vec::new(), Vec::new());
    for (at, &label) in all.labels().iter().enumerate() {
        let seen = &mut seen[usize::from(label)];
        if *seen % OF_EACH == KEPT { &mut test } else { &mut train }.push(at);
        *seen += 1;
    }
    [train, test].map(|which| pick(all, &which))
}

/// Where digits come sorted by class, each class spread evenly over all of them; `None`: they are
/// mixed already. A run learns from the first thousands first.
pub(super) fn mixed(all: &LabelledDigits) -> Option<LabelledDigits> {
    let labels = all.labels();
    let changes = labels.iter().zip(labels.iter().skip(1)).filter(|(a, b)| a != b).count();
    if changes * 4 >= labels.len() {
        return None;
    }
    let mut counts = [0u64; 256];
    let numbered: Vec<(u64, u8)> = labels
        .iter()
        .map(|&label| {
            let count = &mut counts[usize::from(label)];
            *count += 1;
            (*count - 1, label)
        })
        .collect();
    // The middle of the nth of c equal stretches, as a whole number: so no rounding decides.
    let place = |(nth, label): (u64, u8)| ((2 * nth + 1) << 32) / counts[usize::from(label)];
    let mut order: Vec<usize> = (0..labels.len()).collect();
    order.sort_by_key(|&at| (place(numbered[at]), at));
    Some(pick(all, &order))
}

fn pick(all: &LabelledDigits, which: &[usize]) -> LabelledDigits {
    let images = all.images().select(Axis(0), which);
    let labels = all.labels().select(Axis(0), which);
    LabelledDigits::new(images, labels).expect("as many images as labels were picked")
}

/// Classes that no digit of a part has.
pub(super) fn missing(split: Split, digits: &LabelledDigits) -> Option<Note> {
    let classes: Vec<u8> =
        (0..10).filter(|class| !digits.labels().iter().any(|label| label == class)).collect();
    (!classes.is_empty()).then_some(Note::Missing { split, classes })
}

/// Labels from 1 to 10 become 0 to 9: a 10 is a 0 where 1 is the digit 1, as in SVHN, else all are
/// one less. Which it is the slimmest class tells, since that is the digit 1.
pub(super) fn from_zero(images: &[u8], pixels: usize, labels: &mut [&mut [u8]]) -> Option<Note> {
    let all = || labels.iter().flat_map(|part| part.iter());
    if all().min() < Some(&1) || all().max() != Some(&10) {
        return None;
    }
    let mut slimness = [(0.0, 0u32); 11];
    for (image, &label) in images.chunks_exact(pixels).zip(all()) {
        if let Some((wide, high)) = size_of_ink(image) {
            let (sum, count) = &mut slimness[usize::from(label)];
            *sum += wide.min(high) as f64 / wide.max(high) as f64;
            *count += 1;
        }
    }
    let mean = |label: &usize| slimness[*label].0 / f64::from(slimness[*label].1.max(1));
    let slimmest = (1..11).min_by(|a, b| mean(a).total_cmp(&mean(b)));
    let ten_is_zero = slimmest == Some(1);
    for label in labels.iter_mut().flat_map(|part| part.iter_mut()) {
        *label = if ten_is_zero { *label % 10 } else { *label - 1 };
    }
    Some(Note::FromOne { ten_is_zero })
}

/// Width and height of what is inked, of a square image.
fn size_of_ink(image: &[u8]) -> Option<(usize, usize)> {
    let image = ArrayView2::from_shape([SIDE, image.len() / SIDE], image).ok()?;
    let span = |axis| {
        let inked = |at: &usize| image.index_axis(Axis(axis), *at).iter().any(|&it| it > INK);
        let all = 0..image.shape()[axis];
        Some(all.clone().rev().find(inked)? + 1 - all.clone().find(inked)?)
    };
    Some((span(1)?, span(0)?))
}

const SIDE: usize = 28;
/// What is lighter may be a shadow.
const INK: u8 = 96;

/// Whether rows and columns have been swapped, as in EMNIST.
///
/// Digits are higher than wide, a 1 above all; lying down they are wider than high. And a 1 or 7
/// leans to the right: turned by 90° it would lean to the left, while swapping keeps it.
pub(super) fn lies_down(digits: &LabelledDigits) -> bool {
    let (mut ones, mut wide_ones, mut others, mut wide_others) = (0, 0, 0, 0);
    let (mut lean, mut leaning_digits) = (0.0, 0.0);
    for (image, &label) in digits.images().outer_iter().zip(digits.labels()).take(MOST_LOOKED_AT) {
        let pixels: Vec<u8> = image.iter().copied().collect();
        let Some((wide, high)) = size_of_ink(&pixels) else { continue };
        if label == 1 {
            ones += 1;
            wide_ones += u32::from(2 * wide >= 3 * high);
        } else {
            others += 1;
            wide_others += u32::from(wide > high);
        }
        if label == 1 || label == 7 {
            lean += leaning(&image);
            leaning_digits += 1.0;
        }
    }
    ones > 0
        && 10 * wide_ones >= 7 * ones
        && 10 * wide_others >= 6 * others
        && lean < -leaning_digits
}

/// As many tell it of any set.
const MOST_LOOKED_AT: usize = 5000;

/// How ink further down lies further to the right, in pixels²: some −10 for a slash.
fn leaning(image: &ArrayView2<u8>) -> f64 {
    let mut sums = [0.0; 4];
    for ((row, column), &ink) in image.indexed_iter() {
        let (ink, row, column) = (f64::from(ink), row as f64, column as f64);
        for (sum, value) in sums.iter_mut().zip([1.0, row, column, row * column]) {
            *sum += ink * value;
        }
    }
    let [ink, row, column, both] = sums;
    if ink > 0.0 { (both / ink) - (row / ink) * (column / ink) } else { 0.0 }
}

/// Images of 28 × 28 from others: those that are larger lose an empty edge, smaller ones get one.
/// `None`: there is ink at the edge, or they are far from that size.
pub(super) fn fitted(pixels: Vec<u8>, rows: usize, columns: usize) -> Option<Vec<u8>> {
    const NEAR: std::ops::RangeInclusive<usize> = 20..=40;
    if (rows, columns) == (SIDE, SIDE) {
        return Some(pixels);
    }
    if !NEAR.contains(&rows) || !NEAR.contains(&columns) {
        return None;
    }
    let count = pixels.len() / (rows * columns);
    let mut fitted = vec![0; count * SIDE * SIDE];
    let images = pixels.chunks_exact(rows * columns);
    for (image, out) in images.zip(fitted.chunks_exact_mut(SIDE * SIDE)) {
        for (at, &pixel) in image.iter().enumerate() {
            let row = (at / columns + SIDE / 2).checked_sub(rows / 2);
            let column = (at % columns + SIDE / 2).checked_sub(columns / 2);
            match (row, column) {
                (Some(row @ 0..SIDE), Some(column @ 0..SIDE)) => out[row * SIDE + column] = pixel,
                _ if pixel > INK => return None,
                _ => {}
            }
        }
    }
    Some(fitted)
}

/// Dark ink on light ground becomes light ink on dark, as MNIST has it. The edge tells.
pub(super) fn is_dark_on_light(pixels: &[u8]) -> bool {
    let images = pixels.chunks_exact(SIDE * SIDE).take(MOST_LOOKED_AT);
    let (mut light, mut all) = (0, 0);
    for image in images {
        let edge = image[..SIDE].iter().chain(&image[SIDE * (SIDE - 1)..]);
        light += edge.filter(|&&pixel| pixel > 160).count();
        all += 2 * SIDE;
    }
    10 * light > 8 * all
}
