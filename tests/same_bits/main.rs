//! Same seed, same bits: however many threads, however the work is cut up, whenever the digits
//! arrive, and however often the run is kept and resumed.

mod kept;

use ndarray::{Array1, Array3};
use nibnet::data::{Digits, LabelledDigits, Packed, Split, pack};
use nibnet::file::Model;
use nibnet::rng::{Purpose, Rng};
use nibnet::threads::ThreadPool;
use nibnet::train::{
    Change, Group, PRESETS, Point, Recipe, Run, State, TrainError, Trainer, View, quantiles,
};

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
        let run = |threads| Run::new(recipe(), ThreadPool::new(threads).unwrap()).unwrap();
        let alone = finish(run(1), &digits, 7);
        for threads in [2, 3, 8] {
            assert_eq!(finish(run(threads), &digits, 7), alone, "{} on {threads}", preset.name);
        }
    }
}

#[test]
fn the_work_may_be_cut_up_in_any_way() {
    let digits = all_of(&packed());
    let run = || Run::new(recipe("mlp-dropout"), ThreadPool::single()).unwrap();
    let whole = finish(run(), &digits, u32::MAX);
    assert_eq!(finish(run(), &digits, 1), whole);
    assert_eq!(finish(run(), &digits, 13), whole);
}

#[test]
fn it_starts_on_the_first_chunk_and_waits_for_the_others_without_changing_a_bit() {
    let packed = packed();
    let whole =
        finish(Run::new(recipe("mlp-relu"), ThreadPool::single()).unwrap(), &all_of(&packed), 10);
    let mut digits = Digits::new(&packed.manifest).unwrap();
    let mut run = Run::new(recipe("mlp-relu"), ThreadPool::single()).unwrap();
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

/// As far as `step`; the points up to there.
fn advance_to(run: &mut Run, digits: &Digits, step: u32) -> Vec<Point> {
    let mut points = Vec::new();
    while run.trainer().steps_taken() < step {
        points.extend(run.advance(digits, 1).unwrap().points);
    }
    points
}

#[test]
fn a_run_that_was_meddled_with_can_be_repeated_from_its_recipe() {
    let digits = all_of(&packed());
    let mut run = Run::new(recipe("mlp-dropout"), ThreadPool::single()).unwrap();
    let mut points = advance_to(&mut run, &digits, 20);
    run.change(Change { rate_factor: Some(0.5), keep: Some(0.9), ..Change::default() }).unwrap();
    points.extend(advance_to(&mut run, &digits, 41));
    run.change(Change { batch: Some(130), ..Change::default() }).unwrap();
    let changed = run.recipe().clone();
    let kept = kept::stored(&run);
    let (fingerprint, later) = finish(run, &digits, 5);
    points.extend(later);
    assert_eq!(changed.changes.iter().map(|change| change.step).collect::<Vec<_>>(), [20, 41]);
    assert_eq!(points.last().unwrap().images, 41 * 97 + 39 * 130);

    let again = Recipe::from_json(&serde_json::to_string(&changed).unwrap()).unwrap();
    let again = finish(Run::new(again, ThreadPool::new(2).unwrap()).unwrap(), &digits, 7);
    assert_eq!((&again.0, &again.1), (&fingerprint, &points));
    let resumed = finish(Run::resume(kept, ThreadPool::single()).unwrap(), &digits, 7);
    assert_eq!(resumed.0, fingerprint);
    // Each of the three makes a difference.
    for without in 0..3 {
        let mut recipe = changed.clone();
        match without {
            0 => recipe.changes[0].rate_factor = None,
            1 => recipe.changes[0].keep = None,
            _ => recipe.changes[1].batch = None,
        }
        let other = finish(Run::new(recipe, ThreadPool::single()).unwrap(), &digits, 7);
        assert_ne!(other.0, fingerprint, "without change {without}");
    }
}

#[test]
fn what_can_not_be_changed_is_refused_and_changes_nothing() {
    let mut run = Run::new(recipe("mlp-relu"), ThreadPool::single()).unwrap();
    for (change, message) in [
        (Change { keep: Some(0.5), ..Change::default() }, "this network has none"),
        (Change { batch: Some(0), ..Change::default() }, "batch is 0; it must be 1 or more digits"),
        (Change { rate_factor: Some(-1.0), ..Change::default() }, "rateFactor is -1; it must be"),
        (Change { rate_factor: Some(f32::NAN), ..Change::default() }, "rateFactor is NaN"),
    ] {
        let text = run.change(change).unwrap_err().to_string();
        assert!(text.contains(message), "{text}");
        assert!(run.recipe().changes.is_empty());
    }
    let late = r#"{"changes":[{"step":5,"batch":10},{"step":5,"batch":20}]}"#;
    let text = Recipe::from_json(late).unwrap_err().to_string();
    assert!(text.contains("the change at step 5 stands after that at step 5"), "{text}");
}

/// The answers of a net, digit by digit, from the layers' own outputs.
fn answers(trainer: &Trainer, images: &[u8]) -> Vec<u8> {
    let mut reader =
        nibnet::reader::Reader::new(trainer.plan().network(), trainer.parameters().to_vec())
            .unwrap();
    let rows = images.chunks_exact(784).map(|image| reader.probabilities(image));
    rows.map(|row| nibnet::kernels::argmax(&row) as u8).collect()
}

#[test]
fn what_a_test_took_each_digit_for_is_what_the_net_reads() {
    let digits = all_of(&packed());
    for threads in [1, 3] {
        let mut run = Run::new(recipe("mlp-relu"), ThreadPool::new(threads).unwrap()).unwrap();
        advance_to(&mut run, &digits, 30);
        assert!(run.guesses().is_empty(), "nothing is tested yet");
        let mut progress = run.advance(&digits, 1).unwrap();
        assert!(run.guesses().is_empty(), "half of a test is no test");
        while progress.points.is_empty() {
            progress = run.advance(&digits, u32::MAX).unwrap();
        }
        let (images, labels) = digits.run(Split::Test, 0, 700).unwrap();
        assert_eq!(run.trainer().steps_taken(), 30, "it stops at the net that was tested");
        assert_eq!(run.guesses(), answers(run.trainer(), images));
        let right = run.guesses().iter().zip(labels).filter(|(guess, label)| guess == label);
        let accuracy = progress.points[0].test_accuracy.unwrap();
        assert_eq!(right.count() as f64 / 700.0, accuracy);
    }
}

#[test]
fn a_look_at_the_net_shows_its_last_digits_and_how_its_numbers_are_spread() {
    let digits = all_of(&packed());
    let recipe = Recipe { batch: 130, augment: None, ..recipe("mlp-dropout") };
    let mut run = Run::new(recipe, ThreadPool::new(2).unwrap()).unwrap();
    let mut view = View::new(run.trainer().plan());
    assert_eq!(view.learnt(run.trainer()).labels.len(), 0, "no digit before the first step");
    advance_to(&mut run, &digits, 12);
    let trainer = run.trainer();
    let (learnt, spreads) = view.look(trainer);
    // A hundred of the first chunk, each there as it is; what they are taken for is what the net
    // reads.
    assert_eq!((learnt.labels.len(), learnt.images.len()), (100, 78_400));
    let (all, labels) = digits.run(Split::Train, 0, 5000).unwrap();
    for (image, &label) in learnt.images.chunks_exact(784).zip(&learnt.labels) {
        let place = all.chunks_exact(784).position(|known| known == image);
        assert_eq!(labels[place.expect("a training digit")], label);
    }
    assert_eq!(learnt.guesses, answers(trainer, &learnt.images));

    assert_eq!(spreads.len(), view.groups().len());
    for (group, spread) in view.groups().iter().zip(spreads) {
        let numbers: Vec<f32> = match (group.kind, group.layer) {
            ("activations", layer) => {
                // Out of the slow path: one digit at a time, layer by layer.
                let mut shard = nibnet::net::Shard::for_inference(trainer.plan(), 1);
                let hidden = [0, 2, 4, 6].map(|at| trainer.plan().outputs()[at]);
                let mut largest = hidden.map(|output| vec![f32::MIN; output.shape[2]]);
                for image in learnt.images.chunks_exact(784) {
                    shard.forward(trainer.plan(), trainer.parameters(), image);
                    for (largest, output) in largest.iter_mut().zip(hidden) {
                        for (most, &value) in largest.iter_mut().zip(shard.activations(output)) {
                            *most = most.max(value);
                        }
                    }
                }
                match layer {
                    None => largest.concat(),
                    Some(layer) => largest[(layer - 1) / 2].clone(),
                }
            }
            (kind, layer) => {
                let tensors = trainer.plan().tensors().iter();
                let tensors = tensors.filter(|tensor| {
                    layer.is_none_or(|layer| layer == tensor.layer)
                        && tensor.role.to_string() == kind
                });
                tensors.flat_map(|t| trainer.parameters()[t.range.clone()].to_vec()).collect()
            }
        };
        assert_eq!(numbers.len(), group.count, "{group:?}");
        assert_eq!(spread, quantiles(&[&numbers]), "{group:?}");
    }
}

#[test]
fn a_look_at_a_larger_net_sees_all_digits_though_they_are_read_in_pieces() {
    let digits = all_of(&packed());
    let recipe = Recipe { batch: 101, ..recipe("conv") };
    let mut run = Run::new(recipe, ThreadPool::single()).unwrap();
    advance_to(&mut run, &digits, 2);
    let (trainer, mut view) = (run.trainer(), View::new(run.trainer().plan()));
    let (learnt, quantiles) = view.look(trainer);
    assert_eq!((learnt.labels.len(), &learnt.guesses), (100, &answers(trainer, &learnt.images)));
    let network = trainer.plan().network();
    let mut reader = nibnet::reader::Reader::new(network, trainer.parameters().to_vec()).unwrap();
    let all: Vec<_> = learnt.images.chunks_exact(784).map(|image| reader.layers(image)).collect();
    let mut from = 0;
    for (layer, output) in (1..).zip(trainer.plan().outputs()) {
        let range = from..from + output.shape.iter().product::<usize>();
        from = range.end;
        let is_of_layer = |group: &Group| group.kind == "activations" && group.layer == Some(layer);
        let Some(at) = view.groups().iter().position(is_of_layer) else { continue };
        let largest = all.iter().flat_map(|values| &values[range.clone()]);
        assert_eq!(quantiles[at][7], largest.copied().fold(f32::MIN, f32::max), "layer {layer}");
    }
}

#[test]
fn another_seed_gives_another_net() {
    let digits = all_of(&packed());
    let run = |seed| Run::new(Recipe { seed, ..recipe("softmax") }, ThreadPool::single()).unwrap();
    assert_ne!(finish(run(1), &digits, 50).0, finish(run(2), &digits, 50).0);
}

#[test]
fn it_learns_and_its_points_say_so() {
    let digits = all_of(&packed());
    let (_, points) =
        finish(Run::new(recipe("mlp-relu"), ThreadPool::single()).unwrap(), &digits, 50);
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
    let (fingerprint, points) =
        finish(Run::new(held(600), ThreadPool::single()).unwrap(), &digits, 50);
    let accuracy = points.last().unwrap().test_accuracy.unwrap() * 600.0;
    assert!((accuracy - accuracy.round()).abs() < 1e-6, "a share of 600");
    // A set without those 600 gives the same weights.
    let train = blobs(5600, 1);
    let some = train.images().slice(ndarray::s![..5000, .., ..]).to_owned();
    let labels = train.labels().slice(ndarray::s![..5000]).to_owned();
    let fewer = LabelledDigits::new(some, labels).unwrap();
    let fewer = Digits::from_whole("fewer", &fewer, blobs(700, 2)).unwrap();
    assert_eq!(finish(Run::new(held(0), ThreadPool::single()).unwrap(), &fewer, 50).0, fingerprint);
    assert_eq!(fewer.total(Split::Train), 5000);
}

#[test]
fn a_net_that_goes_astray_stops_with_a_sentence_and_stays_as_it_was() {
    let digits = all_of(&packed());
    let json = r#"{"preset":"mlp-relu","learningRate":{"constant":1e6},"optimizer":{"sgd":{}}}"#;
    let mut run = Run::new(Recipe::from_json(json).unwrap(), ThreadPool::single()).unwrap();
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
fn drawn_digits_are_learnt_from_and_the_recipe_says_which() {
    let (packed, own) = (packed(), blobs(40, 9));
    let with = |own: &LabelledDigits, late: bool| {
        let mut digits = Digits::with_own(&packed.manifest, own).unwrap();
        let mut files: Vec<_> = packed.files.iter().collect();
        if late {
            files.reverse();
        }
        for (_, file) in files {
            digits.add(file).unwrap();
        }
        digits
    };
    let digits = with(&own, false);
    let json = r#"{"preset":"softmax","steps":90,"evaluateEvery":30,"batch":97}"#;
    let plain = Recipe::from_json(json).unwrap();
    let named = Recipe { digits: digits.source().cloned(), ..plain.clone() };
    assert_eq!(Recipe::from_json(&serde_json::to_string(&named).unwrap()).unwrap(), named);
    let run = |recipe: &Recipe| Run::new(recipe.clone(), ThreadPool::new(1).unwrap()).unwrap();
    let (learnt, _) = finish(run(&named), &digits, 7);
    assert_eq!(finish(run(&named), &with(&own, true), 100).0, learnt, "however they arrive");
    let (without, _) = finish(run(&plain), &all_of(&packed), 7);
    assert_ne!(learnt, without, "the drawn digits make a difference");

    // Neither with other digits nor without them, and the sentence names both.
    for (recipe, digits, parts) in [
        (
            &named,
            all_of(&packed),
            ["learns from MNIST and 40 drawn digits (", "here are the usual"],
        ),
        (&plain, digits.clone(), ["learns from the usual digits", "here are MNIST and 40 drawn"]),
        (&named, with(&blobs(40, 8), false), ["learns from MNIST and 40", "here are MNIST and 40"]),
    ] {
        let error = run(recipe).advance(&digits, 1).unwrap_err();
        let TrainError::OtherDigits { .. } = error else { panic!("{error}") };
        for part in parts {
            assert!(error.to_string().contains(part), "{error}");
        }
    }
    let error = Recipe { hold_out: 100, ..named }.check().unwrap_err();
    assert!(error.to_string().contains("the last ones are the drawn ones"), "{error}");
}
