//! What is accepted works: networks drawn at random train, read, fold, and go through every kind of
//! file, with the bits of the plain loops and of any number of threads.
//!
//! `cargo xtask endure networks --count N` runs as many as one likes, natively and as wasm. One
//! that fails is run alone with `NIBNET_NETWORKS=number..number+1`.

#[path = "networks/plain.rs"]
mod plain;
#[path = "networks/random.rs"]
mod random;

use nibnet::budget::BUDGET;
use nibnet::data::{Digits, LabelledDigits};
use nibnet::file::{self, About, Format, Model, Precision};
use nibnet::net::{Network, Plan, fold, initialise};
use nibnet::reader::Reader;
use nibnet::rng::{Purpose, Rng};
use nibnet::threads::ThreadPool;
use nibnet::train::{Recipe, Step, Trainer};
use plain::Plain;
use serde_json::{Value, json};
use std::ops::Range;

/// Which networks are drawn.
fn numbers() -> Range<u32> {
    let Ok(range) = std::env::var("NIBNET_NETWORKS") else { return 0..2000 };
    let (first, end) = range.split_once("..").expect("NIBNET_NETWORKS is first..end");
    let number = |text: &str| text.parse().expect("NIBNET_NETWORKS is first..end, in numbers");
    number(first)..number(end)
}

/// Three threads; in wasm without workers to join, one does the work of three.
fn three_threads() -> ThreadPool {
    if cfg!(target_arch = "wasm32") {
        ThreadPool::with_external_workers(3)
    } else {
        ThreadPool::new(3).unwrap()
    }
}

/// Digits of the size that the network reads, mostly zeros.
fn digits(network: &Network, count: usize, rng: &mut Rng) -> LabelledDigits {
    let [rows, columns] = [network.input.rows as usize, network.input.columns as usize];
    let images = ndarray::Array3::from_shape_fn((count, rows, columns), |_| {
        if rng.unit() < 0.4 { rng.below(256) as u8 } else { 0 }
    });
    let labels = ndarray::Array1::from_shape_fn(count, |_| rng.below(10) as u8);
    LabelledDigits::new(images, labels).unwrap()
}

/// Where two lists of numbers differ: zeros are equal whatever their sign, since skipping a product
/// with zero may leave a sum at −0.
fn difference(what: &str, got: &[f32], want: &[f32]) -> Result<(), String> {
    if got.len() != want.len() {
        return Err(format!("{what}: {} numbers for {}", got.len(), want.len()));
    }
    let differs = |(a, b): (&f32, &f32)| a != b && !(a.is_nan() && b.is_nan());
    match got.iter().zip(want).position(differs) {
        Some(at) => Err(format!("{what}: number {at} is {} for {}", got[at], want[at])),
        None => Ok(()),
    }
}

/// What is wrong with a network, if anything.
fn check(number: u32, description: &Value) -> Result<(), String> {
    let said = |error: &dyn std::fmt::Display| error.to_string();
    let mut rng = Rng::new(number.into(), Purpose::Order { epoch: 0 });
    let batch = 1 + rng.below(9);
    let json = json!({
        "preset": "softmax", "network": description, "batch": batch, "steps": 2, "seed": number,
        "optimizer": {"sgd": {"momentum": 0.5}}, "learningRate": {"constant": 0.01},
    });
    let recipe = Recipe::from_json(&json.to_string()).map_err(|error| said(&error))?;
    let network = recipe.network.clone();
    let (train, test) = (digits(&network, 24, &mut rng), digits(&network, 7, &mut rng));
    let all = Digits::from_whole("random", &train, &test).map_err(|error| said(&error))?;
    let plan = Plan::new(&network).map_err(|error| said(&error))?;
    let reference = Plain::new(&network);

    let mut alone = Trainer::new(recipe.clone(), ThreadPool::single()).map_err(|e| said(&e))?;
    let mut shared = Trainer::new(recipe, three_threads()).map_err(|error| said(&error))?;
    difference("start", alone.parameters(), &initialise(&plan, number))?;
    for step in 0..2 {
        let before = alone.parameters().to_vec();
        let (found, of_three) = (alone.step(&all), shared.step(&all));
        if found != of_three {
            return Err(format!("step {step}: {found:?}, and of three threads {of_three:?}"));
        }
        let Ok(Step::Taken(scores)) = found else { return Ok(()) }; // it diverged, and says so
        difference("of three threads, gradient", shared.gradient(), alone.gradient())?;
        difference("of three threads, parameters", shared.parameters(), alone.parameters())?;
        let (images, labels): (Vec<&[u8]>, Vec<&[u8]>) = alone.learnt().unzip();
        let want = reference.step(&before, &images.concat(), &labels.concat(), [number, step]);
        if want.loss != scores.loss {
            return Err(format!("step {step}: a loss of {} for {}", scores.loss, want.loss));
        }
        difference(&format!("step {step}, gradient"), alone.gradient(), &want.gradient)?;
    }

    let weights = alone.parameters().to_vec();
    if !weights.iter().all(|weight| weight.is_finite()) {
        return Ok(()); // the step after this one would say that it diverged
    }
    let mut reader = Reader::new(&network, weights.clone()).map_err(|error| said(&error))?;
    let images: Vec<u8> = test.images().iter().copied().collect();
    let read = reader.all_probabilities(&images);
    difference("reading", &read, &reference.read(&weights, &images, 7))?;

    let (folded, fewer) = fold(&network, &weights).map_err(|error| said(&error))?;
    let mut folded = Reader::new(&folded, fewer).map_err(|error| said(&error))?;
    let (logits, want) = (folded.all_logits(&images), reader.all_logits(&images));
    let size = want.iter().fold(1.0f32, |size, logit| size.max(logit.abs()));
    let is_far = |(got, want): (&f32, &f32)| (got - want).abs() > 1e-3 * size;
    if let Some(at) = logits.iter().zip(&want).position(is_far) {
        return Err(format!("folded: logit {at} is {} for {}", logits[at], want[at]));
    }

    let about = About::default();
    let model = Model::new(&network, &weights, Precision::Full, about).map_err(|e| said(&e))?;
    // The largest number that 16 bits hold.
    let fits_half = weights.iter().all(|weight| weight.abs() <= 65_504.0);
    for format in [Format::Nib, Format::NibHalf, Format::Safetensors, Format::Npz, Format::Onnx] {
        if format == Format::NibHalf && !fits_half {
            continue; // such a file is refused: the weight would be infinite
        }
        let bytes = file::write(&model, format).map_err(|error| said(&error))?;
        if matches!(format, Format::Nib | Format::Safetensors) {
            let opened = file::open(&bytes, None).map_err(|error| said(&error))?;
            difference(&format!("{format:?} file"), &opened.weights(), &weights)?;
        }
    }
    Ok(())
}

#[test]
fn random_networks_train_read_and_go_through_files_with_the_bits_of_the_plain_loops() {
    let mut failures = Vec::new();
    for number in numbers() {
        let description = random::network(number);
        if let Err(what) = check(number, &description) {
            failures.push(format!("network {number}: {what}\n    {description}"));
        }
    }
    assert!(
        failures.is_empty(),
        "{} fail:\n{}",
        failures.len(),
        failures[..failures.len().min(5)].join("\n")
    );
}

#[test]
fn the_comparison_notices_what_it_should() {
    assert_eq!(difference("x", &[0.0, f32::NAN], &[-0.0, f32::NAN]), Ok(()));
    for (got, want) in [(1.0, 1.000_000_1), (f32::NAN, 0.0), (0.0, f32::NAN)] {
        assert!(difference("x", &[got], &[want]).is_err(), "{got} for {want}");
    }
    assert!(difference("x", &[], &[0.0]).is_err());
}

#[test]
fn networks_of_any_size_fit_the_budget_or_are_refused() {
    let mut accepted = 0;
    for number in numbers() {
        let description = random::huge_network(number);
        let network: Network = serde_json::from_value(description.clone()).unwrap();
        if let Ok(plan) = Plan::new(&network) {
            let bytes = 4 * plan.parameters() as u64 + plan.shard_bytes(1, false);
            assert!(bytes <= BUDGET, "network {number} takes {bytes} bytes: {description}");
        }
        let batch = 1 + number % 1000;
        let json = json!({"preset": "softmax", "network": description, "batch": batch});
        let Ok(recipe) = Recipe::from_json(&json.to_string()) else { continue };
        accepted += 1;
        let plan = Plan::new(&recipe.network).unwrap();
        let bytes = 8 * plan.parameters() as u64 + plan.shard_bytes(batch.into(), true);
        assert!(bytes <= BUDGET, "recipe {number} takes {bytes} bytes: {json}");
    }
    assert!(accepted > 0, "none is accepted, so nothing was tried");
}

/// What panicked in the tab when this was written, or was refused though it fits.
#[test]
fn networks_that_once_broke_down_are_trained() {
    let cases = [
        r#"[{"conv":{"filters":6,"kernel":5,"activation":"relu"}},
            {"conv":{"filters":10,"kernel":5,"stride":2,"activation":"relu"}},
            {"maxPool":{"size":14,"stride":14}},{"dense":{"units":10}}]"#,
        r#"[{"conv":{"filters":10,"kernel":3}},{"batchNorm":{"activation":"relu"}},
            {"conv":{"filters":20,"kernel":3,"stride":2}},{"batchNorm":{"activation":"relu"}},
            {"conv":{"filters":30,"kernel":3,"stride":2}},{"batchNorm":{"activation":"relu"}},
            {"maxPool":{"size":7,"stride":7}},{"dense":{"units":10}}]"#,
        r#"[{"conv":{"filters":6,"kernel":5}},{"maxPool":{"size":2,"stride":2}},
            {"conv":{"filters":64,"kernel":5}},{"maxPool":{"size":14,"stride":14}},
            {"dense":{"units":10}}]"#,
        r#"[{"dense":{"units":361,"activation":"relu"}},{"dense":{"units":402}},{"dense":{"units":10}}]"#,
    ];
    for (number, layers) in (0..).zip(cases) {
        let layers: Value = serde_json::from_str(layers).unwrap();
        let description = json!({"input": {"rows": 28, "columns": 28}, "layers": layers});
        check(number, &description).unwrap_or_else(|what| panic!("{what}: {description}"));
    }
    let large = r#"{"preset":"softmax","batch":256,"network":{"layers":[
        {"conv":{"filters":24,"kernel":5,"activation":"relu"}},{"maxPool":{"size":2,"stride":2}},
        {"conv":{"filters":32,"kernel":3,"activation":"relu"}},{"maxPool":{"size":2,"stride":2}},
        {"dense":{"units":256,"activation":"relu"}},{"dense":{"units":10}}]}}"#;
    assert!(Recipe::from_json(large).is_ok());
}
