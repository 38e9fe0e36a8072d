//! Files of every format, written at commit eb27a42: they open to the same bits and are written
//! again to the same bytes.

use ndarray::{Array1, Array3};
use nibnet::data::{Digits, LabelledDigits, OtherDigits, Split, pack};
use nibnet::file::{About, Format, Model, Precision, open, write};
use nibnet::rng::{Purpose, Rng};
use nibnet::threads::ThreadPool;
use nibnet::train::{Checkpoint, Recipe, Run, State};
use std::fs;
use std::path::PathBuf;

/// Of the weights after three steps, recorded at eb27a42: as they are, and at half precision.
const FINGERPRINT: &str = "a904c2d4be52150c";
const HALF_FINGERPRINT: &str = "7f225116a5fa00e4";
/// Of the weights after all eight steps.
const LAST_FINGERPRINT: &str = "27256141afcfdacc";
/// Of the pixels and labels of all digits.
const DIGITS_HASH: &str = "789aa85d3f88bb01";

const RECIPE: &str = r#"{
    "network": {"input": {"rows": 8, "columns": 6}, "layers": [
        {"conv": {"filters": 3, "kernel": 3}}, {"batchNorm": {"activation": "relu"}},
        {"maxPool": {"size": 2, "stride": 2}}, {"dropout": {"keep": 0.7}},
        {"dense": {"units": 10}}]},
    "batch": 7, "steps": 8, "evaluateEvery": 40, "seed": 5, "labelSmoothing": 0.1, "augment": {},
    "changes": [{"step": 1, "rateFactor": 0.5, "keep": 0.8}, {"step": 2, "batch": 9}]}"#;

fn folder() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden/formats")
}

fn file(name: &str) -> Vec<u8> {
    fs::read(folder().join(name)).unwrap()
}

fn text(name: &str) -> String {
    String::from_utf8(file(name)).unwrap()
}

fn digits(count: usize, seed: u64) -> LabelledDigits {
    let mut rng = Rng::new(seed, Purpose::Order { epoch: 0 });
    let labels = Array1::from_shape_fn(count, |_| rng.below(10) as u8);
    let images = Array3::from_shape_fn((count, 8, 6), |(i, row, column)| {
        let inside = (row + column).is_multiple_of(1 + usize::from(labels[i]));
        if inside { 100 + rng.below(156) as u8 } else { 0 }
    });
    LabelledDigits::new(images, labels).unwrap()
}

fn sets() -> (LabelledDigits, LabelledDigits) {
    (digits(40, 1), digits(12, 2))
}

fn finish(mut run: Run, digits: &Digits) -> String {
    while run.advance(digits, 1).unwrap().state != State::Done {}
    Model::fingerprint(run.trainer().parameters())
}

/// Every file, by its name: digits, a recipe that learns from them, the run after three steps, and
/// its net.
fn made() -> Vec<(String, Vec<u8>)> {
    let (train, test) = sets();
    let packed = pack("tiny", &train, &test).unwrap();
    let digits = Digits::from_files("tiny", &train, &test).unwrap();
    let recipe = Recipe { digits: digits.source().cloned(), ..Recipe::from_json(RECIPE).unwrap() };
    let recipe_json = serde_json::to_string(&recipe).unwrap();
    let mut run = Run::new(recipe.clone(), ThreadPool::single()).unwrap();
    run.advance(&digits, 3).unwrap();
    let about = About {
        preset: recipe.preset,
        recipe: recipe_json.clone(),
        steps: 3,
        test_accuracy: Some(0.25),
    };
    let weights = run.trainer().parameters();
    let model = Model::new(&recipe.network, weights, Precision::Full, about).unwrap();
    let mut files = packed.files;
    files.push(("digits.json".into(), packed.manifest.into_bytes()));
    files.push(("recipe.json".into(), recipe_json.into_bytes()));
    files.push(("run.nibrun".into(), run.checkpoint().unwrap().to_bytes().unwrap()));
    for (name, format) in [
        ("net.nib", Format::Nib),
        ("half.nib", Format::NibHalf),
        ("net.safetensors", Format::Safetensors),
        ("net.npz", Format::Npz),
        ("net.onnx", Format::Onnx),
    ] {
        files.push((name.into(), write(&model, format).unwrap()));
    }
    files
}

#[test]
fn a_net_opens_to_the_same_bits() {
    for (name, fingerprint) in
        [("net.nib", FINGERPRINT), ("half.nib", HALF_FINGERPRINT), ("net.safetensors", FINGERPRINT)]
    {
        let model = open(&file(name), None).unwrap();
        assert_eq!(Model::fingerprint(&model.weights()), fingerprint, "{name}");
        assert_eq!(model.network, Recipe::from_json(RECIPE).unwrap().network, "{name}");
        let About { recipe, steps, test_accuracy, .. } = model.about;
        assert_eq!((recipe, steps, test_accuracy), (text("recipe.json"), 3, Some(0.25)), "{name}");
    }
}

#[test]
fn digits_open_to_the_same_bits() {
    let (train, test) = sets();
    let mut set = Digits::new(&text("digits.json")).unwrap();
    for chunk in set.manifest().chunks.clone() {
        set.add(&file(&chunk.file)).unwrap();
    }
    let whole = Digits::from_whole("tiny", &train, &test).unwrap();
    for (split, count) in [(Split::Train, 40), (Split::Test, 12)] {
        assert_eq!(set.run(split, 0, count), whole.run(split, 0, count));
        assert_eq!(set.ready(split), count);
    }
}

#[test]
fn a_run_goes_on_to_the_same_bits() {
    let (train, test) = sets();
    let digits = Digits::from_files("tiny", &train, &test).unwrap();
    let Some(OtherDigits::Files { hash, .. }) = digits.source() else { panic!() };
    assert_eq!(hash, DIGITS_HASH);
    let recipe = Recipe::from_json(&text("recipe.json")).unwrap();
    let kept = Checkpoint::from_bytes(&file("run.nibrun")).unwrap();
    assert_eq!(kept.recipe, text("recipe.json"));
    assert_eq!(kept.to_bytes().unwrap(), file("run.nibrun"));
    assert_eq!((kept.step, kept.order, kept.tested), (3, Some((0, 23)), None));
    assert_eq!((kept.images, kept.correct, kept.loss), (23, 2, 67.36621236801147));
    assert_eq!(kept.powers, [0.7289999420642869, 0.9970030375466014]);
    assert_eq!(Model::fingerprint(&kept.weights), FINGERPRINT);
    let from_start = Run::new(recipe, ThreadPool::single()).unwrap();
    assert_eq!(finish(from_start, &digits), LAST_FINGERPRINT);
    let resumed = Run::resume(kept, ThreadPool::single()).unwrap();
    assert_eq!(finish(resumed, &digits), LAST_FINGERPRINT);
}

#[test]
fn every_file_is_written_to_the_same_bytes() {
    let mut differ = Vec::new();
    for (name, bytes) in made() {
        // An ONNX file says in its field 3 which release wrote it; those files were written by
        // 0.1.0.
        let expected =
            if name.ends_with(".onnx") { by_this_release(&file(&name)) } else { file(&name) };
        if bytes != expected {
            differ.push(name);
        }
    }
    assert!(differ.is_empty(), "{differ:?}");
    assert_eq!(fs::read_dir(folder()).unwrap().count(), made().len() + 1, "all, and README.md");
}

fn by_this_release(onnx: &[u8]) -> Vec<u8> {
    let field = |version: &str| [&[0x1a, version.len() as u8], version.as_bytes()].concat();
    let old = field("0.1.0");
    let at = onnx.windows(old.len()).position(|bytes| bytes == old).unwrap();
    [&onnx[..at], &field(nibnet::VERSION), &onnx[at + old.len()..]].concat()
}

/// Writes the files anew: for a format that is added, never to make a test pass.
#[test]
#[ignore = "writes into the source tree"]
fn write_the_files() {
    for (name, bytes) in made() {
        fs::write(folder().join(name), bytes).unwrap();
    }
}
