//! Same seed, same bits: however many threads, however the work is cut up, whenever the digits arrive.

use ndarray::{Array1, Array3};
use nibnet::data::{Digits, LabelledDigits, Packed, Split, pack};
use nibnet::file::Model;
use nibnet::rng::{Purpose, Rng};
use nibnet::train::{Crew, PRESETS, Point, Recipe, Run, State, TrainError};

/// Digits of a kind: each class is a blob at a place of its own, with noise.
fn blobs(count: usize, seed: u32) -> LabelledDigits {
    let mut rng = Rng::new(seed.into(), Purpose::Order { epoch: 0 });
    let labels = Array1::from_shape_fn(count, |_| rng.below(10) as u8);
    let images = Array3::from_shape_fn((count, 28, 28), |(i, row, column)| {
        let class = usize::from(labels[i]);
        let (y, x) = (6 + 4 * (class / 3), 6 + 7 * (class % 3));
        let inside = row.abs_diff(y) < 4 && column.abs_diff(x) < 4;
        if inside || rng.unit() < 0.02 { 100 + rng.below(156) as u8 } else { 0 }
    });
    LabelledDigits::new(images, labels).unwrap()
}

fn packed() -> Packed {
    pack("blobs", &blobs(5600, 1), &blobs(700, 2)).unwrap()
}

fn all_of(packed: &Packed) -> Digits {
    let mut digits = Digits::new(&packed.manifest).unwrap();
    for (_, file) in &packed.files {
        digits.add(file).unwrap();
    }
    digits
}

fn recipe(preset: &str) -> Recipe {
    // More than an epoch, a batch that no thread count divides, and a test between.
    let json = format!(
        r#"{{"preset":"{preset}","seed":3,"batch":97,"steps":80,"evaluateEvery":30,"augment":{{}}}}"#
    );
    Recipe::from_json(&json).unwrap()
}

fn finish(mut run: Run, digits: &Digits, work: u32) -> (String, Vec<Point>) {
    let mut points = Vec::new();
    loop {
        let progress = run.advance(digits, work).unwrap();
        points.extend(progress.points);
        if progress.state == State::Done {
            return (Model::fingerprint(run.trainer().parameters()), points);
        }
        assert_eq!(progress.state, State::Running);
    }
}

#[test]
fn any_number_of_threads_gives_the_same_weights_and_curves() {
    let digits = all_of(&packed());
    for preset in PRESETS {
        // A convolution takes many times as long: fewer steps, but still a test between.
        let steps = if preset.name.starts_with("mlp") { 80 } else { 40 };
        let recipe = || Recipe { steps, ..recipe(preset.name) };
        let run = |threads| Run::new(recipe(), Crew::of(threads).unwrap()).unwrap();
        let alone = finish(run(1), &digits, 7);
        for threads in [2, 3, 8] {
            assert_eq!(finish(run(threads), &digits, 7), alone, "{} on {threads}", preset.name);
        }
    }
}

#[test]
fn the_work_may_be_cut_up_in_any_way() {
    let digits = all_of(&packed());
    let run = || Run::new(recipe("mlp-dropout"), Crew::alone()).unwrap();
    let whole = finish(run(), &digits, u32::MAX);
    assert_eq!(finish(run(), &digits, 1), whole);
    assert_eq!(finish(run(), &digits, 13), whole);
}

#[test]
fn it_starts_on_the_first_chunk_and_waits_for_the_others_without_changing_a_bit() {
    let packed = packed();
    let whole = finish(Run::new(recipe("mlp-relu"), Crew::alone()).unwrap(), &all_of(&packed), 10);
    let mut digits = Digits::new(&packed.manifest).unwrap();
    let mut run = Run::new(recipe("mlp-relu"), Crew::alone()).unwrap();
    assert_eq!(run.advance(&digits, 10).unwrap().state, State::Waiting);
    let mut points = Vec::new();
    let mut steps = Vec::new();
    for (_, file) in &packed.files {
        digits.add(file).unwrap();
        loop {
            let progress = run.advance(&digits, 3).unwrap();
            points.extend(progress.points);
            if progress.state != State::Running {
                steps.push(progress.step);
                break;
            }
        }
    }
    // The first chunk lasts until the test at step 30; the test digits, until chunk 2 is needed.
    assert_eq!(steps, [30, 51, 80]);
    assert_eq!((Model::fingerprint(run.trainer().parameters()), points), whole);
}

#[test]
fn another_seed_gives_another_net() {
    let digits = all_of(&packed());
    let run = |seed| Run::new(Recipe { seed, ..recipe("softmax") }, Crew::alone()).unwrap();
    assert_ne!(finish(run(1), &digits, 50).0, finish(run(2), &digits, 50).0);
}

#[test]
fn it_learns_and_its_points_say_so() {
    let digits = all_of(&packed());
    let (_, points) = finish(Run::new(recipe("mlp-relu"), Crew::alone()).unwrap(), &digits, 50);
    let tests: Vec<_> = points.iter().filter(|point| point.test_accuracy.is_some()).collect();
    assert_eq!(tests.iter().map(|point| point.step).collect::<Vec<_>>(), [30, 60, 80]);
    let last = tests[2];
    assert!(last.test_accuracy.unwrap() > 0.95 && last.test_loss.unwrap() < 0.3, "{last:?}");
    assert!(points.windows(2).all(|pair| pair[0].step < pair[1].step));
    assert!((last.epoch - 80.0 * 97.0 / 5600.0).abs() < 1e-9 && last.images == 80 * 97);
}

#[test]
fn held_out_digits_are_tested_on_and_never_learnt_from() {
    let packed = packed();
    let digits = all_of(&packed);
    let held = |hold_out| Recipe { hold_out, batch: 100, steps: 56, ..recipe("softmax") };
    let (fingerprint, points) = finish(Run::new(held(600), Crew::alone()).unwrap(), &digits, 50);
    let accuracy = points.last().unwrap().test_accuracy.unwrap() * 600.0;
    assert!((accuracy - accuracy.round()).abs() < 1e-6, "a share of 600");
    // A set without those 600 gives the same weights.
    let train = blobs(5600, 1);
    let some = train.images().slice(ndarray::s![..5000, .., ..]).to_owned();
    let labels = train.labels().slice(ndarray::s![..5000]).to_owned();
    let fewer = LabelledDigits::new(some, labels).unwrap();
    let fewer = Digits::from_whole("fewer", &fewer, &blobs(700, 2)).unwrap();
    assert_eq!(finish(Run::new(held(0), Crew::alone()).unwrap(), &fewer, 50).0, fingerprint);
    assert_eq!(fewer.total(Split::Train), 5000);
}

#[test]
fn a_net_that_goes_astray_stops_with_a_sentence_and_stays_as_it_was() {
    let digits = all_of(&packed());
    let json = r#"{"preset":"mlp-relu","learningRate":{"constant":1e6},"optimizer":{"sgd":{}}}"#;
    let mut run = Run::new(Recipe::from_json(json).unwrap(), Crew::alone()).unwrap();
    let error = (0..1000).find_map(|_| run.advance(&digits, 1).err()).expect("it should go astray");
    assert!(matches!(error, TrainError::Diverged { .. }), "{error}");
    assert!(error.to_string().contains("lower learning rate than 1000000"), "{error}");
    let (step, weights) =
        (run.trainer().steps_taken(), Model::fingerprint(run.trainer().parameters()));
    assert!(run.advance(&digits, 1).is_err());
    assert_eq!(run.trainer().steps_taken(), step);
    assert_eq!(Model::fingerprint(run.trainer().parameters()), weights);
}

#[test]
fn digits_that_do_not_fit_the_recipe_are_refused_by_name() {
    let small = LabelledDigits::new(Array3::zeros((200, 3, 3)), Array1::zeros(200)).unwrap();
    let digits = Digits::from_whole("small", &small, &small).unwrap();
    let mut run = Run::new(recipe("softmax"), Crew::alone()).unwrap();
    assert_eq!(
        run.advance(&digits, 1).unwrap_err(),
        TrainError::ImageSize { expected: 784, found: 9 }
    );
    let digits = all_of(&packed());
    let mut run = Run::new(Recipe { hold_out: 5600, ..recipe("softmax") }, Crew::alone()).unwrap();
    let error = run.advance(&digits, 1).unwrap_err();
    assert_eq!(error, TrainError::HoldOut { held_out: 5600, total: 5600, batch: 97 });
}
