//! What a run takes is what was counted: runs that just fit train, test, are kept, saved and
//! resumed, and hold no more than the budget at any moment.
//!
//! Bytes are counted by the allocator, so this file has one test, and nothing runs beside it.

#![cfg(not(target_arch = "wasm32"))]

use nibnet::budget::BUDGET;
use nibnet::data::{Digits, LabelledDigits, OtherDigits};
use nibnet::file::{About, LentModel};
use nibnet::rng::{Purpose, Rng};
use nibnet::threads::ThreadPool;
use nibnet::train::{Checkpoint, Recipe, Run};
use peak_alloc::PeakAlloc;
use serde_json::{Value, json};
use std::fs::{self, File};
use std::io::Write;

#[global_allocator]
static ALLOCATOR: PeakAlloc = PeakAlloc;

/// Besides what is counted: recipes and plans as text, stacks' bookkeeping, pieces of files.
const SMALL: usize = 1 << 20;

/// Layers with millions of weights, or with large maps, that a step takes little time for.
fn network(rng: &mut Rng) -> Value {
    let mut units = |least: u32, most: u32| least + rng.below(most - least);
    let layers = match units(0, 3) {
        0 => vec![
            json!({"dense": {"units": units(1000, 2400)}}),
            json!({"dense": {"units": units(500, 2200)}}),
        ],
        1 => vec![
            json!({"conv": {"filters": units(8, 64), "kernel": units(1, 4)}}),
            json!({"batchNorm": {}}),
            json!({"dense": {"units": units(16, 100), "activation": "relu"}}),
        ],
        _ => vec![
            json!({"dense": {"units": units(2000, 4000), "activation": "relu"}}),
            json!({"batchNorm": {}}),
            json!({"dropout": {"keep": 0.5}}),
        ],
    };
    let last = json!({"dense": {"units": 10}});
    json!({"layers": layers.into_iter().chain([last]).collect::<Vec<_>>()})
}

/// The recipe for that many digits.
fn recipe(base: &Value, train: u32) -> Value {
    let mut recipe = base.clone();
    recipe["digits"] = json!({"files": {"name": "many", "train": train, "test": 500, "hash": ""}});
    recipe
}

fn is_accepted(recipe: &Value) -> bool {
    Recipe::from_json(&recipe.to_string()).is_ok()
}

fn blank(count: u32) -> LabelledDigits {
    let labels = (0..count).map(|number| (number % 10) as u8).collect();
    LabelledDigits::from_bytes((28, 28), vec![7; 784 * count as usize], labels).unwrap()
}

#[test]
fn runs_that_just_fit_hold_no_more_than_the_budget() {
    let folder = std::env::temp_dir().join(format!("nibnet-budget-{}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    let file = folder.join("run.nibrun");
    let mut rng = Rng::new(11, Purpose::Weights { tensor: 0 });
    for number in 0..6 {
        let base = json!({
            "preset": "softmax", "network": network(&mut rng), "batch": 1 + rng.below(100),
            "optimizer": if rng.below(3) > 0 { json!({"adam": {}}) } else { json!({"sgd": {}}) },
            "steps": 3, "evaluateEvery": 2, "learningRate": {"constant": 0.0001},
        });
        // As many digits as are accepted with it.
        let (mut good, mut bad) = (1000, 400_000);
        assert!(is_accepted(&recipe(&base, good)) && !is_accepted(&recipe(&base, bad)), "{base}");
        while bad - good > 1 {
            let count = (good + bad) / 2;
            let half = if is_accepted(&recipe(&base, count)) { &mut good } else { &mut bad };
            *half = count;
        }
        let digits = Digits::from_files("many", blank(good), blank(500)).unwrap();
        let mut whole = recipe(&base, good);
        let Some(OtherDigits::Files { hash, .. }) = digits.source() else { panic!() };
        whole["digits"]["files"]["hash"] = json!(hash);

        let threads = [1, 4][number % 2];
        let pool = || ThreadPool::new(threads).unwrap();
        let within = |when: &str| {
            let peak = ALLOCATOR.peak_usage();
            assert!(
                peak <= BUDGET as usize + SMALL,
                "{peak} {when}, on {threads} threads: {whole}"
            );
            ALLOCATOR.reset_peak_usage();
        };
        ALLOCATOR.reset_peak_usage();
        let mut run = Run::new(Recipe::from_json(&whole.to_string()).unwrap(), pool()).unwrap();
        run.advance(&digits, 2).unwrap();
        run.advance(&digits, 1).unwrap();
        assert!(ALLOCATOR.current_usage() > BUDGET as usize / 2, "it is a large one");
        within("in training");
        let kept = run.checkpoint().unwrap();
        let mut to = File::create(&file).unwrap();
        kept.seal().unwrap().write(|piece| to.write_all(piece).unwrap());
        within("when it is kept");
        let weights = run.trainer().parameters();
        let model = LentModel::new(&run.recipe().network, weights, About::default()).unwrap();
        model.seal().unwrap().write(|piece| assert!(piece.len() <= 1 << 16));
        within("when its net is saved");
        drop(run);
        let length = fs::metadata(&file).unwrap().len();
        let kept = Checkpoint::read_from(length, || File::open(&file).unwrap()).unwrap();
        let mut run = Run::resume(kept, pool()).unwrap();
        while run.trainer().steps_taken() < 3 {
            run.advance(&digits, 2).unwrap();
        }
        within("when it goes on");
    }
    fs::remove_dir_all(folder).unwrap();
}
