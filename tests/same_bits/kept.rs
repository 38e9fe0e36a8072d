//! Runs that are kept and resumed.

use super::{advance_to, all_of, blobs, finish, packed, recipe};
use ndarray::{Array1, Array3};
use nibnet::data::{Digits, LabelledDigits};
use nibnet::threads::ThreadPool;
use nibnet::train::{Change, Checkpoint, Recipe, Run, State, TrainError};

#[test]
fn a_run_that_was_kept_goes_on_to_the_same_bits() {
    let digits = all_of(&packed());
    // Before anything, within the first epoch, before and in the middle of a test, after it, and in
    // the second.
    for (preset, at) in
        [("softmax", vec![0, 29, 30, 31, 75]), ("mlp-dropout", vec![17, 60]), ("conv-bn", vec![9])]
    {
        let steps = if preset == "conv-bn" { 20 } else { 80 };
        let start = || Run::new(Recipe { steps, ..recipe(preset) }, ThreadPool::single()).unwrap();
        let whole = finish(start(), &digits, 7);
        for step in at {
            let mut run = start();
            let mut points = advance_to(&mut run, &digits, step);
            if step == 30 {
                points.extend(run.advance(&digits, 1).unwrap().points);
            }
            let file = run.checkpoint().unwrap().to_bytes().unwrap();
            drop(run);
            let kept = Checkpoint::from_bytes(&file).unwrap();
            // On another machine, with more threads.
            let again = Run::resume(kept, ThreadPool::new(3).unwrap()).unwrap();
            let (fingerprint, later) = finish(again, &digits, 7);
            points.extend(later);
            assert_eq!((fingerprint, points), whole, "{preset} kept at {step}");
        }
    }
}

#[test]
fn what_does_not_fit_together_does_not_go_on() {
    let digits = all_of(&packed());
    let mut run = Run::new(recipe("mlp-relu"), ThreadPool::single()).unwrap();
    advance_to(&mut run, &digits, 3);
    let kept = stored(&run);
    let refused =
        |kept: Checkpoint| Run::resume(kept, ThreadPool::single()).unwrap_err().to_string();
    for (kept, message) in [
        (Checkpoint { recipe: "{".to_owned(), ..kept.clone() }, "the recipe can't be read"),
        (
            Checkpoint { weights: vec![0.0].into(), ..kept.clone() },
            "it has 1 weights, but its network takes",
        ),
        (Checkpoint { second: vec![].into(), ..kept.clone() }, "it has 0 second moments"),
        (Checkpoint { step: 81, ..kept.clone() }, "it stands at step 81 of 80"),
        (Checkpoint { order: None, ..kept.clone() }, "it doesn't say which digits come next"),
        (
            Checkpoint { order: Some((u32::MAX, 0)), ..kept.clone() },
            "its epoch is 4294967295; it must be at most 3",
        ),
        (
            Checkpoint { images: u64::MAX, ..kept.clone() },
            "digits since its last point is 18446744073709551615; it must be at most 291",
        ),
        (
            Checkpoint { correct: 292, images: 291, ..kept.clone() },
            "read right since then is 292; it must be at most 291",
        ),
        (
            Checkpoint { tested: Some(4), ..kept.clone() },
            "last step that was tested is 4; it must be at most 3",
        ),
        (Checkpoint { loss: f64::NAN, ..kept.clone() }, "loss since its last point is NaN"),
        (Checkpoint { loss: f64::INFINITY, ..kept.clone() }, "is inf; it must be a finite number"),
        (
            Checkpoint { powers: [2.0, 0.5], ..kept.clone() },
            "its first power is 2; it must be 0 to",
        ),
        (Checkpoint { powers: [0.5, f64::NAN], ..kept.clone() }, "its second power is NaN"),
        (
            Checkpoint { second: vec![-1.0; kept.second.len()].into(), ..kept.clone() },
            "its least second moment is -1; it must be 0 or more",
        ),
    ] {
        let text = refused(kept);
        assert!(text.starts_with("the run can't go on") && text.contains(message), "{text}");
    }
}

fn resume(kept: &Checkpoint) -> Run {
    Run::resume(kept.clone(), ThreadPool::single()).unwrap()
}

/// What comes back from a run's file.
pub(super) fn stored(run: &Run) -> Checkpoint<'static> {
    Checkpoint::from_bytes(&run.checkpoint().unwrap().to_bytes().unwrap()).unwrap()
}

#[test]
fn until_it_takes_a_step_a_resumed_run_is_kept_as_it_was_to_the_byte() {
    let (packed, digits) = (packed(), all_of(&packed()));
    let none = Digits::new(&packed.manifest).unwrap();
    // Before anything, in the first epoch, before a test, in the second epoch, at the end.
    for step in [0, 3, 30, 75, 80] {
        let mut run = Run::new(recipe("mlp-relu"), ThreadPool::single()).unwrap();
        advance_to(&mut run, &digits, step);
        let file = run.checkpoint().unwrap().to_bytes().unwrap();
        let kept = Checkpoint::from_bytes(&file).unwrap();
        let mut again = resume(&kept);
        let bytes = |run: &Run| run.checkpoint().unwrap().to_bytes().unwrap();
        assert!(bytes(&again) == file, "kept at {step}");
        let progress = again.advance(&none, 5).unwrap();
        assert_eq!((progress.state, progress.worked), (State::Waiting, 0));
        assert!(bytes(&again) == file, "kept at {step}, and waited for digits");
        let twice = resume(&again.checkpoint().unwrap());
        assert!(bytes(&twice) == file, "kept at {step}, resumed twice");
        if step == 80 {
            continue;
        }
        // A change is one of the recipe alone.
        again.change(Change { rate_factor: Some(0.5), ..Change::default() }).unwrap();
        let changed = stored(&again);
        assert_ne!(changed.recipe, kept.recipe);
        assert_eq!(Checkpoint { recipe: kept.recipe.clone(), ..changed.clone() }, kept);
        if step == 75 {
            let straight = finish(again, &digits, 7).0;
            assert_eq!(finish(resume(&changed), &digits, 7).0, straight, "changed at {step}");
        }
    }
    // A recipe that leaves out what others write stays as it was written, too.
    let short = r#"{"preset":"softmax","steps":9}"#.to_owned();
    let start = Run::new(Recipe::from_json(&short).unwrap(), ThreadPool::single()).unwrap();
    let kept = Checkpoint { recipe: short, ..start.checkpoint().unwrap() };
    assert_eq!(resume(&kept).checkpoint().unwrap(), kept);
}

#[test]
fn a_run_that_went_astray_is_kept_as_it_was_at_the_step_before() {
    let digits = all_of(&packed());
    let json = r#"{"preset":"mlp-relu","learningRate":{"constant":1e6},"optimizer":{"sgd":{}}}"#;
    let mut run = Run::new(Recipe::from_json(json).unwrap(), ThreadPool::single()).unwrap();
    let (kept, error) = loop {
        let kept = stored(&run);
        if let Err(error) = run.advance(&digits, 1) {
            break (kept, error);
        }
    };
    assert_eq!(run.checkpoint().unwrap(), kept);
    // The same digits lead to the same loss again, also in a run that goes on from there.
    let again = |run: &mut Run| run.advance(&digits, 1).unwrap_err().to_string();
    assert_eq!(
        [again(&mut run), again(&mut resume(&kept))],
        [error.to_string(), error.to_string()]
    );
}

#[test]
fn digits_that_do_not_fit_the_recipe_are_refused_by_name() {
    let small = LabelledDigits::new(Array3::zeros((200, 3, 3)), Array1::zeros(200)).unwrap();
    let digits = Digits::from_whole("small", &small, &small).unwrap();
    let mut run = Run::new(recipe("softmax"), ThreadPool::single()).unwrap();
    assert_eq!(
        run.advance(&digits, 1).unwrap_err(),
        TrainError::ImageSize { expected: 784, found: 9 }
    );
    let lying = LabelledDigits::new(Array3::zeros((200, 14, 56)), Array1::zeros(200)).unwrap();
    let error = run.advance(&Digits::from_whole("lying", &lying, &lying).unwrap(), 1).unwrap_err();
    let text = "the network reads images of 28×28 pixels, but the digits have 14×56";
    assert_eq!(error.to_string(), text);
    let digits = all_of(&packed());
    let mut run =
        Run::new(Recipe { hold_out: 5600, ..recipe("softmax") }, ThreadPool::single()).unwrap();
    let error = run.advance(&digits, 1).unwrap_err();
    assert_eq!(error, TrainError::HoldOut { held_out: 5600, total: 5600, batch: 97 });
}

/// Runs at their start, in the middle, between training and testing, and within a test.
fn at_every_turn(recipe: impl Fn() -> Recipe, digits: &Digits) -> Vec<Run> {
    let fresh = || Run::new(recipe(), ThreadPool::single()).unwrap();
    let at = |step: u32| {
        let mut run = fresh();
        advance_to(&mut run, digits, step);
        run
    };
    let mut testing = at(30);
    testing.advance(digits, 1).unwrap();
    vec![fresh(), at(5), at(30), testing, at(80)]
}

#[test]
fn other_digits_are_refused_before_anything_is_done_with_them() {
    let (train, test) = (blobs(5600, 1), blobs(700, 2));
    let mine = Digits::from_files("mine", &train, &test).unwrap();
    let named = || Recipe { digits: mine.source().cloned(), ..recipe("softmax") };
    let small = LabelledDigits::new(Array3::zeros((6000, 3, 3)), Array1::zeros(6000)).unwrap();
    let small = Digits::from_whole("small", &small, &small).unwrap();
    // As many of the same size, of which one pixel differs.
    let mut images = test.images().clone();
    images[[699, 27, 27]] ^= 1;
    let changed = LabelledDigits::new(images, test.labels().clone()).unwrap();
    let changed = Digits::from_files("mine", &train, &changed).unwrap();
    let unnamed = Digits::from_whole("mine", &train, &test).unwrap();
    let renamed = Digits::from_files("yours", &train, &test).unwrap();
    for mut run in at_every_turn(named, &mine) {
        let kept = stored(&run);
        for resumed in [false, true] {
            if resumed {
                run = resume(&kept);
            }
            let step = kept.step;
            let error = run.advance(&small, 9).unwrap_err();
            assert_eq!(error, TrainError::ImageSize { expected: 784, found: 9 }, "step {step}");
            for other in [&changed, &unnamed] {
                let error = run.advance(other, 9).unwrap_err();
                assert!(matches!(error, TrainError::OtherDigits { .. }), "step {step}: {error}");
            }
            assert_eq!(run.checkpoint().unwrap(), kept, "nothing has changed");
        }
        run.advance(&renamed, 1).expect("what a set is called doesn't matter");
    }
}

#[test]
fn a_place_behind_the_last_digit_is_refused_when_the_digits_are_there() {
    let digits = all_of(&packed());
    let run = |hold_out| {
        let mut run =
            Run::new(Recipe { hold_out, ..recipe("softmax") }, ThreadPool::single()).unwrap();
        advance_to(&mut run, &digits, 3);
        stored(&run)
    };
    for (hold_out, count) in [(0, 5600), (600, 5000)] {
        let kept = run(hold_out);
        let at = |place| Checkpoint { order: Some((0, place)), ..kept.clone() };
        for place in [count + 1, u32::MAX] {
            let mut run = resume(&at(place));
            let error = run.advance(&digits, 1).unwrap_err();
            assert_eq!(error, TrainError::Place { place, digits: count });
            assert_eq!(run.checkpoint().unwrap(), at(place), "nothing has changed");
        }
        let progress = resume(&at(count)).advance(&digits, 1).unwrap();
        assert_eq!(progress.trained, 1, "at the end of an epoch, the next begins");
    }
}
