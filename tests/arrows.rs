//! Who may use whom in `src`: rooms use only the rooms below them, and no files use each other in a
//! circle.
//!
//! What is read are imports and paths outside of tests, by `syn`. A method that one file calls and
//! another defines isn't seen. The page's arrows are those of tests/js/arrows.test.mjs.

#[path = "arrows/file.rs"]
mod file;
#[path = "arrows/graph.rs"]
mod graph;
#[path = "arrows/house.rs"]
mod house;
#[path = "arrows/made_up.rs"]
mod made_up;

use house::{House, Texts};
use std::fs;
use std::path::Path;

/// The rooms of docs/architecture.md, lowest first: each may use those of the lines before its own.
const ROOMS: &[&[&str]] = &[
    &["simd"],
    &["threads", "kernels", "ink"],
    &["net", "data", "pens"],
    &["file"],
    &["reader"],
    &["train", "answer"],
    &["web", "bin"],
];

/// Files that all rooms may use, and what these use themselves.
const LEAVES: &[(&str, &[&str])] = &[
    ("budget", &["cause"]),
    ("cause", &[]),
    ("decimal", &[]),
    ("frame", &["budget", "cause"]),
    ("hash", &[]),
    ("lib", &["cause", "frame"]),
    ("rng", &["simd"]),
];

fn may_use(from: &str, to: &str) -> bool {
    if let Some((_, used)) = LEAVES.iter().find(|(leaf, _)| *leaf == from) {
        return used.contains(&to);
    }
    let level = |room| ROOMS.iter().position(|level| level.contains(&room));
    let is_leaf = LEAVES.iter().any(|(leaf, _)| *leaf == to);
    level(from).is_some_and(|from| is_leaf || level(to).is_some_and(|to| to < from))
}

/// Arrows that [`ROOMS`] doesn't allow, as `room → room, in file: path`.
fn wrong_arrows(house: &House) -> Vec<String> {
    let arrows = house.between_rooms().into_iter();
    let wrong = arrows.filter(|(from, to, _)| !may_use(from, to));
    wrong.map(|(from, to, place)| format!("{from} → {to}, in {place}")).collect()
}

/// Adds the Rust files below a folder, which is called `name`.
fn add_texts(folder: &Path, name: &str, texts: &mut Texts) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        let name = format!("{name}/{}", path.file_name().expect("a name").to_string_lossy());
        if path.is_dir() {
            add_texts(&path, &name, texts);
        } else if name.ends_with(".rs") {
            texts.insert(name, fs::read_to_string(&path).expect("a text"));
        }
    }
}

#[test]
fn the_map_of_the_architecture_has_the_same_rooms() {
    let rooms: Vec<_> = ROOMS.iter().map(|level| level.join(", ")).collect();
    let map = format!("\n    {}\n", rooms.join(" ← "));
    assert!(include_str!("../docs/architecture.md").contains(&map), "docs/architecture.md: {map}");
}

#[test]
fn src_has_no_wrong_arrow_and_no_circle() {
    let mut texts = Texts::new();
    add_texts(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), "src", &mut texts);
    let mut house = House::default();
    house.read(&texts, "src/lib.rs", Some("nibnet"));
    house.read(&texts, "src/bin/nibnet/main.rs", None);

    let unread: Vec<_> = texts.keys().filter(|it| !house.files().contains(it.as_str())).collect();
    assert_eq!(
        unread,
        ["src/data/files/tests.rs", "src/kernels/testing.rs", "src/train/teach/tests.rs"],
        "only what is for tests alone isn't read"
    );
    let wrong = wrong_arrows(&house);
    assert!(wrong.is_empty(), "docs/architecture.md doesn't allow: {wrong:#?}");
    let files = house.between_files();
    assert!(files.arrows().count() > 500, "the arrows of so many files were found");
    let circles = files.circles();
    assert!(circles.is_empty(), "files that use each other: {circles:#?}");
}
