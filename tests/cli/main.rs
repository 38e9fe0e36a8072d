//! The command line, used as people and scripts use it.

#[cfg(target_os = "linux")]
mod memory;

use nibnet::data::{LabelledDigits, read_idx_images};
use nibnet::file::Model;
use nibnet::reader::Reader;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of its own for each test, gone afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let folder = std::env::temp_dir().join(format!("nibnet-cli-{name}-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }

    /// A small set in MNIST's four files: digit d is a bar at a height of its own.
    fn with_mnist(self) -> Self {
        for (part, count) in [("train", 600u32), ("t10k", 100)] {
            let mut images =
                [&[0, 0, 8, 3][..], &count.to_be_bytes(), &[0, 0, 0, 28, 0, 0, 0, 28]].concat();
            let mut labels = [&[0, 0, 8, 1][..], &count.to_be_bytes()].concat();
            for i in 0..count {
                let digit = (i * 7 % 10) as usize;
                labels.push(digit as u8);
                images.extend((0..784).map(|p| {
                    let (row, column) = (p / 28, p % 28);
                    let inside = row / 2 == digit + 2 && (8 + i as usize % 3..20).contains(&column);
                    if inside { 255 } else { 0 }
                }));
            }
            self.write(&format!("{part}-images-idx3-ubyte"), &images);
            self.write(&format!("{part}-labels-idx1-ubyte"), &labels);
        }
        self
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn nibnet(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_nibnet")).args(arguments).output().unwrap()
}

fn succeeds(arguments: &[&str]) -> String {
    let output = nibnet(arguments);
    let complaint = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{arguments:?}: {complaint}");
    String::from_utf8(output.stdout).unwrap()
}

fn fails(arguments: &[&str]) -> String {
    let output = nibnet(arguments);
    assert!(!output.status.success(), "{arguments:?} should fail");
    String::from_utf8(output.stderr).unwrap()
}

fn text(path: &Path) -> &str {
    path.to_str().unwrap()
}

#[test]
fn what_is_trained_can_be_evaluated_and_exported() {
    let folder = Folder::new("train").with_mnist();
    let model = folder.path("net.nib");
    let curve = folder.path("curve.csv");
    let mnist = text(&folder.0).to_owned();
    let trained = succeeds(&[
        "train",
        "--preset",
        "softmax",
        "--steps",
        "200",
        "--batch",
        "50",
        "--seed",
        "5",
        "--threads",
        "2",
        "--mnist",
        &mnist,
        "--out",
        text(&model),
        "--curve",
        text(&curve),
    ]);
    assert!(trained.ends_with("accuracy 100.00 % (100 of 100)\n"), "{trained}");

    let (images, labels) =
        (folder.path("t10k-images-idx3-ubyte"), folder.path("t10k-labels-idx1-ubyte"));
    let test = ["--images", text(&images), "--labels", text(&labels)];
    let evaluated = succeeds(&[&["eval", "--model", text(&model)], &test[..]].concat());
    assert!(evaluated.ends_with("accuracy 100.00 % (100 of 100)\n"), "{evaluated}");
    let json = succeeds(&[&["eval", "--json", "--model", text(&model)], &test[..]].concat());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["correct"], &json["total"]), (&100.into(), &100.into()));
    assert_eq!(json["confusion"][3][3], 10);

    let lines = fs::read_to_string(&curve).unwrap();
    assert!(lines.starts_with("step,epoch,images,learning_rate,train_loss,"));
    let steps: Vec<&str> =
        lines.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    assert!(
        steps.windows(2).all(|pair| pair[0].parse::<u32>().unwrap() < pair[1].parse().unwrap())
    );
    assert_eq!(steps.last(), Some(&"200"));

    let whole = Model::from_bytes(&fs::read(&model).unwrap()).unwrap();
    assert!(trained.contains(&Model::fingerprint(&whole.weights())));
    let exported = folder.path("exported");
    succeeds(&[
        "export",
        "--model",
        text(&model),
        "--format",
        "safetensors",
        "--out",
        text(&exported),
    ]);
    let bytes = fs::read(&exported).unwrap();
    let tensors = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let weights = tensors.tensor("dense1.weights").unwrap();
    assert_eq!(weights.shape(), [784, 10]);
    let first: Vec<u8> = whole.weights()[..7840].iter().flat_map(|w| w.to_le_bytes()).collect();
    assert_eq!(weights.data(), first);
    succeeds(&["export", "--model", text(&model), "--format", "json", "--out", text(&exported)]);
    let json: serde_json::Value = serde_json::from_slice(&fs::read(&exported).unwrap()).unwrap();
    assert_eq!(json["tensors"][1]["shape"][0], 10);
    succeeds(&[
        "export",
        "--model",
        text(&model),
        "--format",
        "nib-half",
        "--out",
        text(&exported),
    ]);
    assert!(fs::read(&exported).unwrap().len() < fs::read(&model).unwrap().len() * 6 / 10);
    succeeds(&["export", "--model", text(&exported), "--format", "nib", "--out", text(&model)]);
}

#[test]
fn the_same_command_gives_the_same_weights() {
    let folder = Folder::new("same").with_mnist();
    let train = |seed: &str, threads: &str| {
        let json = succeeds(&[
            "train",
            "--preset",
            "mlp-dropout",
            "--steps",
            "30",
            "--mnist",
            text(&folder.0),
            "--json",
            "--seed",
            seed,
            "--threads",
            threads,
            "--augment",
        ]);
        let json: serde_json::Value = serde_json::from_str(&json).unwrap();
        json["fingerprint"].as_str().unwrap().to_owned()
    };
    assert_eq!(train("1", "1"), train("1", "3"));
    assert_ne!(train("1", "1"), train("2", "1"));
}

#[test]
fn the_shipped_model_reads_pictures_whatever_their_size_and_polarity() {
    let folder = Folder::new("recognize");
    // A seven, as two lines on a large white picture.
    let (width, height) = (200usize, 300usize);
    let seven: Vec<u8> = (0..width * height)
        .map(|i| {
            let (x, y) = ((i % width) as f32, (i / width) as f32);
            let bar = (60.0..150.0).contains(&x) && (80.0..96.0).contains(&y);
            let stem = (80.0..230.0).contains(&y) && (x - (142.0 - (y - 80.0) * 0.4)).abs() < 9.0;
            if bar || stem { 30 } else { 250 }
        })
        .collect();
    let dark: Vec<u8> = seven.iter().map(|shade| 255 - shade).collect();
    let save = |name: &str, pixels: &[u8]| {
        let file = fs::File::create(folder.path(name)).unwrap();
        let mut encoder = png::Encoder::new(file, width as u32, height as u32);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.write_header().unwrap().write_image_data(pixels).unwrap();
        folder.path(name)
    };
    let files = [
        save("light.png", &seven),
        save("dark.png", &dark),
        save("blank.png", &vec![255; width * height]),
    ];
    let lines = succeeds(&["recognize", text(&files[0]), text(&files[1]), text(&files[2])]);
    let lines: Vec<&str> = lines.lines().collect();
    assert!(lines[0].contains("light.png: 7 (") && lines[1].contains("dark.png: 7 ("), "{lines:?}");
    assert!(lines[2].contains("blank.png: No digit found: nothing stands out"), "{lines:?}");
    let json = succeeds(&["recognize", "--json", text(&files[0])]);
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!((&json["digit"], json["probabilities"].as_array().unwrap().len()), (&7.into(), 10));
}

#[test]
fn bad_input_gets_a_sentence_that_names_it() {
    let folder = Folder::new("bad").with_mnist();
    let mnist = text(&folder.0).to_owned();
    let junk = folder.write("junk.nib", b"<!doctype html>");
    let images = folder.path("t10k-images-idx3-ubyte");
    let labels = folder.path("train-labels-idx1-ubyte");
    let empty = folder.path("nothing-here");
    for (arguments, parts) in [
        (
            &["train", "--preset", "resnet", "--mnist", &mnist][..],
            &["no preset \"resnet\"", "softmax"][..],
        ),
        (&["train", "--steps", "0", "--mnist", &mnist], &["steps is 0; it must be 1 to"]),
        (&["train", "--threads", "0", "--mnist", &mnist], &["1 to 256 threads, not 0"]),
        (
            &["train", "--mnist", text(&empty)],
            &["nothing-here has none of", "train-images-idx3-ubyte", "--mnist"],
        ),
        (
            &["train", "--hold-out", "600", "--mnist", &mnist],
            &["600 digits can't be held out of 600"],
        ),
        (
            &["eval", "--model", text(&junk), "--images", "x", "--labels", "y"],
            &["junk.nib", "no net that nibnet can read"],
        ),
        (&["eval", "--images", text(&images), "--labels", text(&labels)], &["600", "100"]),
        (
            &["eval", "--images", text(&labels), "--labels", text(&labels)],
            &["1 dimensions, but images have 3"],
        ),
        (&["recognize", text(&junk)], &["junk.nib", "it is a web page: the download failed"]),
        (&["recognize", "--model", text(&empty), "x.png"], &["can't read", "nothing-here"]),
    ] {
        let complaint = fails(arguments);
        for part in parts {
            assert!(complaint.contains(part), "{arguments:?} says: {complaint}");
        }
        assert!(!complaint.contains("panicked"), "{complaint}");
    }
}

#[test]
fn a_gzipped_set_is_read_like_a_plain_one() {
    use std::io::Write;
    let folder = Folder::new("gz").with_mnist();
    let zipped = Folder::new("gz-zipped");
    for file in fs::read_dir(&folder.0).unwrap() {
        let file = file.unwrap();
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(&fs::read(file.path()).unwrap()).unwrap();
        let name = file.file_name().into_string().unwrap().replace("-idx", ".idx") + ".gz";
        zipped.write(&name, &encoder.finish().unwrap());
    }
    let weights = |folder: &Folder| {
        let out = succeeds(&[
            "train",
            "--preset",
            "softmax",
            "--steps",
            "10",
            "--mnist",
            text(&folder.0),
        ]);
        out.lines().find(|line| line.starts_with("weights")).unwrap().to_owned()
    };
    assert_eq!(weights(&folder), weights(&zipped));
    let images =
        read_idx_images(&fs::read(folder.path("t10k-images-idx3-ubyte")).unwrap()).unwrap();
    assert!(LabelledDigits::new(images, ndarray::Array1::zeros(99)).is_err());
}

/// A 1, a 7 that is labelled wrongly, a 0; two of them say who wrote them, and where.
const STROKES: &str = concat!(
    r#"{"label":1,"writer":"ann","at":[0.6,0.1,0.3],"strokes":[[[0.5,0],[0.5,0.5],[0.5,1]]]}"#,
    "\n\n",
    r#"{"label":3,"writer":"ann","at":[0.1,0.5,0.4],"strokes":[[[0,0],[0.6,0],[0.2,1]],[[0.1,0.5],[0.5,0.5]]]}"#,
    "\n",
    r#"{"label":0,"writer":"ben","strokes":[[[40,0],[0,30],[5,80],[40,100],[75,80],[80,30],[42,1]]]}"#,
    "\n",
);

#[test]
fn strokes_are_read_compared_and_the_misread_ones_drawn() {
    let folder = Folder::new("strokes");
    let file = folder.write("some.jsonl", STROKES.as_bytes());
    let sheet = folder.path("sheet.png");
    let said =
        succeeds(&["eval", "--strokes", text(&file), "--sheet", text(&sheet), "--pad", "300"]);
    assert!(said.ends_with("accuracy 66.67 % (2 of 3)\n"), "{said}");
    assert!(said.contains("ann: 1 of 2\nben: 1 of 1\n"), "{said}");
    let png = png::Decoder::new(std::io::BufReader::new(fs::File::open(sheet).unwrap()));
    let info = png.read_info().unwrap();
    assert!(info.info().width > 1000 && info.info().height < 100, "one row");

    let error = fails(&["eval", "--strokes", text(&file), "--as-written"]);
    assert!(error.contains("some.jsonl, line 4: it doesn't say `at` which place"), "{error}");
}

#[test]
fn several_digits_and_none_are_counted_apart() {
    let folder = Folder::new("others");
    let bar = |x: f32| format!("[[{x},0],[{x},0.5],[{x},1]]");
    let lines = format!(
        "{{\"label\":\"11\",\"strokes\":[{},{}]}}\n{{\"label\":null,\"strokes\":[[[0.5,0.5]]]}}\n",
        bar(0.0),
        bar(0.7)
    );
    let file = folder.write("others.jsonl", lines.as_bytes());
    let said = succeeds(&["eval", "--strokes", text(&file)]);
    assert_eq!(
        said,
        "several digits: 1 of 1 read right; 0 taken for one digit (0.0 %)\n\
         no digit: 0 of 1 taken for one (0.0 %)\n"
    );
    let said = succeeds(&["recognize", "--strokes", text(&file)]);
    assert_eq!(said, "line 1: 11\nline 2: a dot\n");
}

#[test]
fn strokes_that_make_no_sense_are_refused_by_line() {
    let folder = Folder::new("no-strokes");
    for (line, message) in [
        (r#"{"label":12,"strokes":[[[0,0]]]}"#, "its label is 12; labels are 0 to 9"),
        (r#"{"label":1,"strokes":[]}"#, "it has no strokes"),
        (r#"{"label":1,"strokes":[[[0,1e30]]]}"#, "point 1 of stroke 1 is at (0, 1"),
        (r#"{"label":1,"strokes":[[[0,1e999]]]}"#, "number out of range"),
        (r#"{"label":1}"#, "missing field `strokes`"),
    ] {
        let file = folder.write("bad.jsonl", format!("\n{line}\n").as_bytes());
        let error = fails(&["eval", "--strokes", text(&file)]);
        assert!(error.contains("bad.jsonl, line 2: ") && error.contains(message), "{error}");
    }
}

#[test]
fn pens_write_the_same_each_time_and_what_they_write_can_be_read() {
    let folder = Folder::new("pens");
    let write = |name: &str| {
        let file = folder.path(name);
        succeeds(&["pens", "--count", "50", "--seed", "3", "--strokes", text(&file)]);
        fs::read_to_string(file).unwrap()
    };
    assert_eq!(write("once.jsonl"), write("again.jsonl"));
    let file = folder.path("once.jsonl");
    let said = succeeds(&["eval", "--strokes", text(&file), "--json"]);
    let said: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert_eq!(said["total"], 50);
    assert!(said["correct"].as_u64() >= Some(47), "{said}");
}

#[test]
fn a_folded_net_in_a_file_reads_like_the_one_that_was_trained() {
    let folder = Folder::new("fold").with_mnist();
    let recipe = folder.write(
        "recipe.json",
        br#"{"preset":"mlp-bn","steps":30,"batch":20,"holdOut":100,"pens":{"digits":0.2,"scribbles":0.1},
            "augment":{"bend":1,"share":0.5}}"#,
    );
    let [recipe, mnist] = [text(&recipe), text(&folder.0)];
    let train = |name: &str, more: &[&str]| {
        let out = folder.path(name);
        let all = ["train", "--recipe", recipe, "--mnist", mnist, "--out", text(&out)];
        succeeds(&[&all[..], more].concat());
        Model::from_bytes(&fs::read(out).unwrap()).unwrap()
    };
    let plain = train("plain.nib", &[]);
    let folded = train("folded.nib", &["--fold", "--calibrate"]);
    assert_eq!((plain.network.layers.len(), folded.network.layers.len()), (9, 5));
    assert_eq!(plain.about.recipe, folded.about.recipe);
    let image: Vec<u8> = (0..784).map(|i| if (200..400).contains(&i) { 255 } else { 0 }).collect();
    let order = |model: &Model| {
        let probabilities = Reader::of(model).unwrap().probabilities(&image);
        let mut digits: Vec<usize> = (0..10).collect();
        digits.sort_by(|&a, &b| probabilities[b].total_cmp(&probabilities[a]));
        digits
    };
    assert_eq!(order(&plain)[..3], order(&folded)[..3], "calibration changes no order");
    let error = fails(&[
        "train",
        "--preset",
        "softmax",
        "--steps",
        "1",
        "--mnist",
        mnist,
        "--calibrate",
        "--out",
        text(&folder.path("x.nib")),
    ]);
    assert!(error.contains("--calibrate needs digits held out"), "{error}");
}

#[test]
fn a_net_comes_back_from_safetensors_wherever_one_is_read() {
    let folder = Folder::new("tensors").with_mnist();
    let mnist = text(&folder.0).to_owned();
    let (nib, tensors, back) =
        (folder.path("net.nib"), folder.path("net.safetensors"), folder.path("back.nib"));
    let (nib, tensors, back) = (text(&nib), text(&tensors), text(&back));
    let short =
        ["train", "--preset", "conv-bn", "--steps", "3", "--batch", "20", "--mnist", &mnist];
    succeeds(&[&short[..], &["--out", nib]].concat());
    succeeds(&["export", "--model", nib, "--format", "safetensors", "--out", tensors]);
    succeeds(&["export", "--model", tensors, "--format", "nib", "--out", back]);
    assert_eq!(fs::read(nib).unwrap(), fs::read(back).unwrap());

    let (images, labels) =
        (folder.path("t10k-images-idx3-ubyte"), folder.path("t10k-labels-idx1-ubyte"));
    let eval = |model: &[&str]| {
        let test = ["--images", text(&images), "--labels", text(&labels)];
        succeeds(&[&["eval", "--model"], model, &test[..]].concat())
    };
    assert_eq!(eval(&[tensors]), eval(&[nib]));

    // As another program would write it: without our metadata.
    let bytes = fs::read(tensors).unwrap();
    let all = safetensors::SafeTensors::deserialize(&bytes).unwrap();
    let bare = folder.write("bare.safetensors", &safetensors::serialize(all.iter(), None).unwrap());
    let complaint = fails(&["export", "--model", text(&bare), "--format", "nib", "--out", back]);
    assert!(complaint.contains("bare.safetensors") && complaint.contains("name the network"));
    let recipe = folder.write("recipe.json", br#"{"preset":"conv-bn"}"#);
    assert_eq!(eval(&[text(&bare), "--network", text(&recipe)]), eval(&[nib]));
    let network = serde_json::to_vec(&Model::from_bytes(&fs::read(nib).unwrap()).unwrap().network);
    let network = folder.write("network.json", &network.unwrap());
    assert_eq!(eval(&[text(&bare), "--network", text(&network)]), eval(&[nib]));
    let other = folder.write("other.json", br#"{"preset":"softmax"}"#);
    let all = [
        "eval",
        "--model",
        text(&bare),
        "--network",
        text(&other),
        "--images",
        "x",
        "--labels",
        "y",
    ];
    let complaint = fails(&all);
    assert!(complaint.contains("no tensor \"dense1.weights\""), "{complaint}");
}

#[test]
fn digits_of_a_folder_train_as_the_same_files_do_and_are_named_in_the_recipe() {
    let folder = Folder::new("digits").with_mnist();
    let short = ["--preset", "softmax", "--steps", "60", "--batch", "50", "--json"];
    let trained = |digits: &[&str]| {
        let json = succeeds(&[&["train"], &short[..], &["--digits"], digits].concat());
        serde_json::from_str::<serde_json::Value>(&json).unwrap()
    };
    let whole = trained(&[text(&folder.0)]);
    let names = ["train-images-idx3-ubyte", "train-labels-idx1-ubyte"];
    let [images, labels] = names.map(|name| folder.path(name));
    let tests = ["t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"].map(|name| folder.path(name));
    let four = [text(&tests[1]), text(&labels), text(&images), text(&tests[0])];
    let files = trained(&four);
    assert_eq!(whole["fingerprint"], files["fingerprint"]);
    assert_eq!(whole["recipe"]["digits"]["files"]["train"], 600);
    let usual = succeeds(&[&["train"], &short[..], &["--mnist", text(&folder.0)]].concat());
    let usual: serde_json::Value = serde_json::from_str(&usual).unwrap();
    assert_eq!(usual["fingerprint"], whole["fingerprint"], "the same digits, the same bits");
    assert!(usual["recipe"]["digits"].is_null());

    let html = folder.write("train.gz", b"<!doctype html>");
    let refused = fails(&["train", "--digits", text(&html)]);
    assert!(refused.contains("train.gz is a web page: the download failed"), "{refused}");
    let evaluated = succeeds(&["eval", "--json", "--digits", text(&images), text(&labels)]);
    let evaluated: serde_json::Value = serde_json::from_str(&evaluated).unwrap();
    assert_eq!(evaluated["total"], 90, "every seventh of 60 in each class");
}
