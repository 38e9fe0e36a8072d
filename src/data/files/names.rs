//! What the names of files say: which belong together, and which part of a set they are.

use crate::data::split::Split;

/// What a name says, but for whether it is images or labels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stem {
    /// What the set is called: "emnist digits".
    pub(super) set: String,
    pub(super) split: Option<Split>,
}

/// The stem of a path: `emnist/emnist-digits-test-labels-idx1-ubyte.gz` is of "emnist digits", and
/// to test with.
///
/// Folders say which part a file is, where it doesn't; an archive's own name doesn't count.
pub(super) fn stem(path: &str) -> Stem {
    let mut parts = path.rsplit('/');
    let mut found = words(parts.next().unwrap_or_default());
    for folder in parts {
        if found.split.is_none() {
            found.split = words(folder).split;
        }
    }
    found
}

fn words(name: &str) -> Stem {
    let name = spread(name).to_lowercase();
    let mut set = Vec::new();
    let mut split = None;
    for word in name.split(|it: char| !it.is_alphanumeric()).filter(|word| !word.is_empty()) {
        // images1 and labels1 belong together.
        let number = ["images", "image", "imgs", "labels", "label"]
            .iter()
            .find_map(|role| word.strip_prefix(role))
            .filter(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_digit()));
        match number.unwrap_or(word) {
            "train" | "training" | "tr" | "t60k" => split = Some(Split::Train),
            "test" | "testing" | "t10k" | "te" | "val" | "valid" | "validation" | "eval" => {
                split = Some(Split::Test);
            }
            "images" | "image" | "imgs" | "img" | "pixels" | "labels" | "label" | "lbls"
            | "targets" | "x" | "y" | "ubyte" | "byte" | "int" | "uint8" | "data" | "idx"
            | "idx1" | "idx2" | "idx3" | "gz" | "npy" | "npz" | "csv" | "txt" | "tsv" | "bin"
            | "zip" | "arr" => {}
            other => set.push(other.to_owned()),
        }
    }
    Stem { set: set.join(" "), split }
}

/// `trainImages`, `Xtrain`: two words, as `train_images` is.
fn spread(name: &str) -> String {
    let mut spread = String::new();
    let mut before = ' ';
    for letter in name.chars() {
        if letter.is_uppercase() && before.is_lowercase() {
            spread.push(' ');
        }
        spread.push(letter);
        if matches!(letter, 'X') && before == ' ' {
            spread.push(' ');
        }
        before = letter;
    }
    spread
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_say_the_set_and_the_part() {
        let cases = [
            ("train-images-idx3-ubyte.gz", "", Some(Split::Train)),
            ("t10k-labels.idx1-ubyte", "", Some(Split::Test)),
            ("emnist/emnist-digits-test-labels-idx1-ubyte.gz", "emnist digits", Some(Split::Test)),
            ("qmnist-train-labels-idx2-int", "qmnist", Some(Split::Train)),
            ("mnist.npz/x_train.npy", "", Some(Split::Train)),
            ("Xtrain.npy", "", Some(Split::Train)),
            ("trainLabels.csv", "", Some(Split::Train)),
            ("images2.npy", "2", None),
            ("training/mine.csv", "mine", Some(Split::Train)),
            ("a-images", "a", None),
        ];
        for (path, set, split) in cases {
            assert_eq!(stem(path), Stem { set: set.to_owned(), split }, "{path}");
        }
    }
}
