//! What announces more than it may have, in an address space of 2 GB: it is refused in a sentence,
//! or it works.

use super::{Folder, text};
use serde_json::json;
use std::path::Path;
use std::process::{Command, Output};

/// The command line in an address space of 2 GB.
fn nibnet_in_two_gigabytes(arguments: &[&str]) -> Output {
    Command::new("sh")
        .args(["-c", "ulimit -v 2000000; exec \"$0\" \"$@\"", env!("CARGO_BIN_EXE_nibnet")])
        .args(arguments)
        .output()
        .unwrap()
}

/// What it says; `None` if it succeeds.
fn refusal(arguments: &[&str]) -> Option<String> {
    let output = nibnet_in_two_gigabytes(arguments);
    let complaint = String::from_utf8_lossy(&output.stderr).into_owned();
    let is_a_sentence = !complaint.contains("panicked") && !complaint.contains("allocation of");
    let code = output.status.code();
    assert!(is_a_sentence && code.is_some_and(|code| code <= 2), "{arguments:?}: {complaint}");
    (code != Some(0)).then_some(complaint)
}

fn train(folder: &Folder, recipe: &serde_json::Value) -> Option<String> {
    let file = folder.write("recipe.json", recipe.to_string().as_bytes());
    let mnist = text(&folder.0).to_owned();
    refusal(&["train", "--recipe", text(&file), "--mnist", &mnist, "--threads", "8"])
}

#[test]
fn recipes_that_are_too_large_are_refused_by_what_is_large() {
    let folder = Folder::new("large").with_mnist();
    let dense = |units: u32| json!({"dense": {"units": units}});
    let conv = |filters: u32, kernel: u32, stride: u32| json!({"conv": {"filters": filters, "kernel": kernel, "stride": stride}});
    let wraps_in_32_bits: Vec<_> = [conv(512, 31, 2)]
        .into_iter()
        .chain((0..17).map(|_| conv(512, 31, 1)))
        .chain([conv(512, 7, 1), dense(10)])
        .collect();
    let pads_much: Vec<_> = [conv(4, 28, 28)]
        .into_iter()
        .chain((0..10).flat_map(|_| [conv(128, 1, 1), conv(4, 31, 1)]))
        .chain([dense(10)])
        .collect();
    let large_images = json!({"input": {"rows": 255, "columns": 255}, "layers": [dense(10)]});
    let cases = [
        (json!({"layers": wraps_in_32_bits}), 1, "parameters; a browser tab can train at most"),
        (json!({"layers": pads_much}), 1000, "the values of a batch on their way"),
        (large_images.clone(), 1000, "the digits alone take"),
        (large_images, 20, "the digits alone take"),
        (json!({"layers": [dense(4096), dense(3000), dense(10)]}), 1, "at most 14680064"),
        (json!({"layers": [dense(4096), dense(2600), dense(10)]}), 1, "the parameters, their"),
        (json!({"layers": [conv(512, 1, 1), conv(512, 1, 1), dense(10)]}), 40, "of a batch"),
    ];
    for (network, batch, reason) in cases {
        let recipe = json!({"preset": "mlp-relu", "network": network, "batch": batch, "steps": 1});
        let said = train(&folder, &recipe).unwrap_or_default();
        assert!(said.contains(reason), "{recipe} says: {said}");
    }
}

#[test]
fn recipes_that_just_fit_are_trained_whatever_the_number_of_threads() {
    let folder = Folder::new("fits").with_mnist();
    for recipe in [
        // Each thread transposes weights of 9 MB.
        json!({"preset": "mlp-relu", "batch": 20, "steps": 2, "network": {"layers": [
            {"dense": {"units": 1500}}, {"dense": {"units": 1500}}, {"dense": {"units": 10}}]}}),
        // It was refused: "252 at the most".
        json!({"preset": "conv", "batch": 256, "steps": 1, "network": {"layers": [
            {"conv": {"filters": 24, "kernel": 5, "activation": "relu"}},
            {"maxPool": {"size": 2, "stride": 2}},
            {"conv": {"filters": 32, "kernel": 3, "activation": "relu"}},
            {"maxPool": {"size": 2, "stride": 2}},
            {"dense": {"units": 256, "activation": "relu"}}, {"dense": {"units": 10}}]}}),
    ] {
        assert_eq!(train(&folder, &recipe), None, "{recipe}");
    }
}

#[test]
fn files_that_announce_too_much_are_refused() {
    let folder = Folder::new("announce").with_mnist();
    let header = |magic: [u8; 4], sides: &[u32]| {
        let sides = sides.iter().flat_map(|side| side.to_be_bytes());
        magic.into_iter().chain(sides).collect::<Vec<u8>>()
    };
    let labels = folder.path("t10k-labels-idx1-ubyte");
    for sides in [[8_000_000, 255, 255], [u32::MAX, 255, 255], [u32::MAX; 3], [100, 28, 28]] {
        let images = folder.write("images", &header([0, 0, 8, 3], &sides));
        let said = refusal(&["eval", "--images", text(&images), "--labels", text(&labels)]);
        assert!(said.is_some_and(|said| said.contains("images")), "{sides:?}");
    }
    // A model whose body claims to be as long as can be written.
    let model = folder.path("net.nib");
    let mnist = text(&folder.0).to_owned();
    let trained = refusal(&[
        "train",
        "--preset",
        "softmax",
        "--steps",
        "1",
        "--mnist",
        &mnist,
        "--out",
        text(&model),
    ]);
    assert_eq!(trained, None);
    let good = std::fs::read(&model).unwrap();
    for at in 4..good.len().min(64) {
        let mut bytes = good.clone();
        bytes[at..(at + 8).min(good.len())].fill(0xff);
        let bad = folder.write("bad.nib", &bytes);
        let images = Path::new(&mnist).join("t10k-images-idx3-ubyte");
        let eval =
            ["eval", "--model", text(&bad), "--images", text(&images), "--labels", text(&labels)];
        assert!(refusal(&eval).is_some(), "eight bytes from {at} on");
    }
}
