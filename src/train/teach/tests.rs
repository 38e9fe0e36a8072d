//! Lessons of a small net that reads bars.

use super::*;
use crate::kernels::argmax;
use crate::net::initialise;
use crate::rng::Rng;
use crate::threads::ThreadPool;
use crate::train::{Recipe, Run, State};
use ndarray::{Array1, Array3};
use proptest::prelude::*;
use std::sync::LazyLock;

/// A bar for each class, a little off its place, with spots; `tall` bars are longer.
fn bars(count: usize, seed: u32, tall: usize) -> LabelledDigits {
    let mut rng = Rng::new(seed.into(), Purpose::Order { epoch: 0 });
    let labels = Array1::from_shape_fn(count, |i| (i % 10) as u8);
    let mut images = Array3::zeros((count, 28, 28));
    for (mut image, &label) in images.outer_iter_mut().zip(&labels) {
        let (row, column) = (2 + 9 * usize::from(label / 4), 2 + 6 * usize::from(label % 4));
        let (row, column) = (row + rng.below(3) as usize, column + rng.below(2) as usize);
        image.slice_mut(ndarray::s![row..row + tall, column..column + 3]).fill(255);
        for _ in 0..20 {
            image[[rng.below(28) as usize, rng.below(28) as usize]] = 180;
        }
    }
    LabelledDigits::new(images, labels).unwrap()
}

static REMEMBERED: LazyLock<LabelledDigits> = LazyLock::new(|| bars(2000, 1, 5));

fn network() -> Network {
    serde_json::from_str(
        r#"{"layers":[{"conv":{"filters":6,"kernel":5,"stride":2}},{"batchNorm":{"activation":"relu"}},
            {"maxPool":{"size":2,"stride":2}},{"dropout":{"keep":0.9}},{"dense":{"units":10}}]}"#,
    )
    .unwrap()
}

/// A net that reads bars.
static WEIGHTS: LazyLock<Vec<f32>> = LazyLock::new(|| {
    let layers = serde_json::to_string(&network()).unwrap();
    let json = format!(r#"{{"preset":"conv-bn","steps":120,"batch":50,"network":{layers}}}"#);
    let digits = crate::data::Digits::from_whole("bars", &*REMEMBERED, bars(100, 9, 5)).unwrap();
    let mut run = Run::new(Recipe::from_json(&json).unwrap(), ThreadPool::single()).unwrap();
    while run.advance(&digits, 50).unwrap().state != State::Done {}
    run.trainer().parameters().to_vec()
});

static TEACHER: LazyLock<Teacher> =
    LazyLock::new(|| Teacher::new(&network(), WEIGHTS.clone(), &REMEMBERED).unwrap());

fn teacher() -> Teacher {
    TEACHER.clone()
}

fn misread(weights: &[f32], digits: &LabelledDigits) -> usize {
    let mut reader = crate::reader::Reader::new(&network(), weights.to_vec()).unwrap();
    let answers = reader.all_probabilities(digits.images().as_slice().unwrap());
    let rows = answers.chunks_exact(10).zip(digits.labels());
    rows.filter(|&(row, &label)| argmax(row) != usize::from(label)).count()
}

fn one(image: &[u8], label: u8) -> LabelledDigits {
    LabelledDigits::from_bytes((28, 28), image.to_vec(), vec![label]).unwrap()
}

/// A ring round the middle, which is no bar.
fn ring() -> Vec<u8> {
    let inside = |i: usize| {
        let (y, x) = ((i / 28) as f32 - 13.5, (i % 28) as f32 - 13.5);
        ((x * x + y * y).sqrt() - 9.0).abs() < 1.2
    };
    (0..784).map(|i| if inside(i) { 255 } else { 0 }).collect()
}

#[test]
fn a_misread_digit_is_read_right_afterwards_and_the_others_are_not_forgotten() {
    let mut teacher = teacher();
    let unseen = bars(1000, 5, 5);
    let before = misread(&WEIGHTS, &unseen);
    assert!(before < 20, "the net reads bars in the first place: {before} misread");
    let mut reader = crate::reader::Reader::new(&network(), WEIGHTS.clone()).unwrap();
    let answer = argmax(&reader.probabilities(&ring()));
    let label = (answer as u8 + 3) % 10;
    let lesson = one(&ring(), label);
    let taught = teacher.teach(&lesson).unwrap();
    assert!(taught.learnt && taught.right == 1 && taught.steps > 0, "{taught:?}");
    assert_eq!(misread(&taught.weights, &lesson), 0);
    let after = misread(&taught.weights, &unseen);
    assert!(after <= before + 1, "{before} misread before, {after} after");
    // Only the last layer has changed.
    let last = WEIGHTS.len() - 10 * (7 * 7 * 6 + 1);
    assert_eq!(taught.weights[..last], WEIGHTS[..last]);
}

#[test]
fn what_it_reads_right_already_takes_no_step() {
    let mut teacher = teacher();
    let known = bars(10, 1, 5);
    let taught = teacher.teach(&known).unwrap();
    assert_eq!((taught.steps, taught.learnt, taught.right), (0, true, 10));
    assert_eq!(taught.weights, *WEIGHTS);
}

#[test]
fn the_same_lessons_give_the_same_bits_however_often_it_was_asked() {
    let mut teacher = teacher();
    let first = teacher.teach(&one(&ring(), 3)).unwrap();
    teacher.teach(&one(&ring(), 8)).unwrap();
    let again = teacher.teach(&one(&ring(), 3)).unwrap();
    assert_eq!(first, again);
    let mut another = Teacher::new(&network(), WEIGHTS.clone(), &REMEMBERED).unwrap();
    assert_eq!(first, another.teach(&one(&ring(), 3)).unwrap());
}

#[test]
fn what_would_cost_too_much_is_given_back() {
    // All bars of one place are to be another digit: that can't be had without forgetting them.
    let mut teacher = teacher();
    let bars = bars(400, 7, 5);
    let mut labels = bars.labels().clone();
    labels.iter_mut().for_each(|label| *label = if *label == 0 { 9 } else { *label });
    let lessons = LabelledDigits::new(bars.images().clone(), labels).unwrap();
    let taught = teacher.teach(&lessons).unwrap();
    assert!(taught.forgotten <= MOST_FORGOTTEN, "{} forgotten", taught.forgotten);
    assert!((taught.right as usize) < lessons.len(), "and so not all of it is learnt");
}

#[test]
fn what_can_t_be_used_is_refused_by_name() {
    let refused = |network: &Network, weights: &[f32], digits: &LabelledDigits| {
        Teacher::new(network, weights.to_vec(), digits).unwrap_err()
    };
    let network = network();
    let error = refused(&network, &WEIGHTS[1..], &REMEMBERED);
    let expected = WEIGHTS.len();
    assert_eq!(error, TeachError::WeightCount { found: expected - 1, expected });
    assert_eq!(refused(&network, &vec![f32::NAN; expected], &REMEMBERED), TeachError::NotFinite);
    assert_eq!(
        refused(&network, &WEIGHTS, &bars(1999, 1, 5)),
        TeachError::TooFew { found: 1999, least: 2000 }
    );
    let wide: Network = serde_json::from_str(
        r#"{"layers":[{"dense":{"units":1025,"activation":"relu"}},{"dense":{"units":10}}]}"#,
    )
    .unwrap();
    let weights = initialise(&Plan::new(&wide).unwrap(), 1);
    assert_eq!(
        refused(&wide, &weights, &REMEMBERED),
        TeachError::TooWide { found: 1025, most: 1024 }
    );
    let mut teacher = teacher();
    let none = LabelledDigits::from_bytes((28, 28), Vec::new(), Vec::new()).unwrap();
    assert_eq!(teacher.teach(&none), Err(TeachError::NoLessons));
    let error = teacher.teach(&one(&ring(), 10)).unwrap_err();
    assert_eq!(error.to_string(), "the lessons have a label 10; labels are 0 to 9");
    let small = LabelledDigits::from_bytes((8, 8), vec![0; 64], vec![1]).unwrap();
    let error = teacher.teach(&small).unwrap_err();
    assert_eq!(error.to_string(), "the lessons are 8×8 pixels, but the net reads 784 pixels");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(12))]
    #[test]
    fn whatever_is_taught_the_weights_are_numbers_and_nothing_much_is_forgotten(
        spots in prop::collection::vec((0usize..784, any::<u8>()), 0..300),
        labels in prop::collection::vec(0u8..10, 1..4),
    ) {
        let mut image = vec![0; 784];
        for (place, ink) in spots {
            image[place] = ink;
        }
        let images = image.repeat(labels.len());
        let lessons = LabelledDigits::from_bytes((28, 28), images, labels).unwrap();
        let taught = teacher().teach(&lessons).unwrap();
        prop_assert!(taught.weights.iter().all(|weight| weight.is_finite()));
        prop_assert!(taught.forgotten <= MOST_FORGOTTEN && taught.right as usize <= lessons.len());
    }
}
