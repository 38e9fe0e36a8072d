//! On all of MNIST: the weights that every machine gives, and what the shipped model can do.
//!
//! A test in Chromium compares with the same file. `cargo xtask setup` puts MNIST into data/mnist.

use nibnet::data::{Digits, LabelledDigits, Split, read_pair};
use nibnet::file::Model;
use nibnet::kernels::argmax;
use nibnet::reader::Reader;
use nibnet::threads::ThreadPool;
use nibnet::train::{PRESETS, Recipe, Run, State};
use std::collections::BTreeMap;
use std::path::Path;

fn mnist(split: Split) -> LabelledDigits {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/mnist");
    read_pair(&folder, split)
        .unwrap_or_else(|error| panic!("{error}\nRun `cargo xtask setup` first."))
}

fn golden() -> BTreeMap<String, String> {
    serde_json::from_str(include_str!("golden/fingerprints.json")).unwrap()
}

#[test]
fn two_hundred_steps_of_every_preset_give_the_recorded_weights() {
    let digits = Digits::from_whole("MNIST", mnist(Split::Train), mnist(Split::Test)).unwrap();
    let found: BTreeMap<_, _> = PRESETS
        .iter()
        .map(|preset| {
            let json = format!(r#"{{"preset":"{}","steps":200}}"#, preset.name);
            let mut run =
                Run::new(Recipe::from_json(&json).unwrap(), ThreadPool::new(2).unwrap()).unwrap();
            while run.advance(&digits, 50).unwrap().state != State::Done {}
            (preset.name.to_owned(), Model::fingerprint(run.trainer().parameters()))
        })
        .collect();
    assert_eq!(found, golden(), "on purpose? then say so in the CHANGELOG and record these");
}

#[test]
fn the_shipped_model_reads_as_many_test_digits_as_it_says() {
    let file =
        std::fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("www/model/digits.nib")).unwrap();
    let model = Model::from_bytes(&file).unwrap();
    let mut reader = Reader::of(&model).unwrap();
    let test = mnist(Split::Test);
    let right = test.images().outer_iter().zip(test.labels()).filter(|(image, label)| {
        let image: Vec<u8> = image.iter().copied().collect();
        argmax(&reader.probabilities(&image)) == usize::from(**label)
    });
    let accuracy = right.count() as f64 / test.len() as f64;
    let said = model.about.test_accuracy.unwrap();
    // It says what it read before its weights were rounded to 16 bits: a few digits more or less.
    assert!((accuracy - said).abs() <= 0.000_5, "it says {said}, but reads {accuracy}");
    assert!(accuracy >= 0.995, "{accuracy}");
}

#[test]
fn the_shipped_model_names_the_recipe_beside_it() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("www/model");
    let model = Model::from_bytes(&std::fs::read(folder.join("digits.nib")).unwrap()).unwrap();
    let beside = std::fs::read_to_string(folder.join("recipe.json")).unwrap();
    assert_eq!(Recipe::from_json(&model.about.recipe), Recipe::from_json(&beside));
}
