//! Digits other than MNIST's: from a visitor's files, or drawn by the visitor. A recipe that learns
//! from them says so.

use super::labelled::LabelledDigits;
use crate::hash::short_hash;
use serde::{Deserialize, Serialize};

/// Which digits a run learns from, where they aren't MNIST's alone. `hash` is of all their pixels
/// and labels.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
#[allow(missing_docs)] // the fields' names say it
pub enum OtherDigits {
    /// Those of a pair of files, or two, and no others: so many to learn from, and to test with.
    Files { name: String, train: u32, test: u32, hash: String },
    /// MNIST's, and behind its training digits so many that the visitor drew.
    Own { count: u32, hash: String },
}

impl OtherDigits {
    pub(super) fn files(name: &str, train: &LabelledDigits, test: &LabelledDigits) -> Self {
        let [ready, tested] = [train, test].map(|digits| digits.len() as u32);
        let hash = hash(&[train, test]);
        Self::Files { name: name.to_owned(), train: ready, test: tested, hash }
    }

    /// Whether these are the same digits, whatever a set of files is called.
    pub fn same_digits(&self, other: &Self) -> bool {
        match (self, other) {
            (
                Self::Files { train, test, hash, .. },
                Self::Files { train: other_train, test: other_test, hash: other_hash, .. },
            ) => (train, test, hash) == (other_train, other_test, other_hash),
            _ => self == other,
        }
    }

    /// What a recipe says of digits that the visitor drew.
    pub fn own(digits: &LabelledDigits) -> Self {
        Self::Own { count: digits.len() as u32, hash: hash(&[digits]) }
    }
}

impl std::fmt::Display for OtherDigits {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Files { name, train, test, hash } => {
                write!(f, "the {train} + {test} digits of {name} ({hash})")
            }
            Self::Own { count, hash } => write!(f, "MNIST and {count} drawn digits ({hash})"),
        }
    }
}

/// Over how many digits there are, their pixels and their labels.
fn hash(parts: &[&LabelledDigits]) -> String {
    let counts: Vec<_> = parts.iter().map(|digits| (digits.len() as u64).to_le_bytes()).collect();
    short_hash(parts.iter().zip(&counts).flat_map(|(digits, count)| {
        let (images, labels) = digits.run(0, digits.len());
        [&count[..], images, labels]
    }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{Digits, IdxError, ManifestError, Split, pack};

    fn digits(count: u8, side: usize, first: u8) -> LabelledDigits {
        let labels: Vec<u8> = (0..count).map(|i| (first + i) % 10).collect();
        let images = labels.iter().flat_map(|&label| vec![label * 20 + first; side * side]);
        LabelledDigits::from_bytes((side, side), images.collect(), labels.clone()).unwrap()
    }

    #[test]
    fn drawn_digits_stand_behind_those_of_the_manifest() {
        let (train, test, own) = (digits(20, 4, 0), digits(6, 4, 3), digits(3, 4, 7));
        let packed = pack("small", &train, &test).unwrap();
        let mut set = Digits::with_own(&packed.manifest, &own).unwrap();
        assert_eq!(set.total(Split::Train), 23);
        assert_eq!((set.ready(Split::Train), set.has(Split::Train, 20, 3)), (3, true));
        assert!(!set.has(Split::Train, 19, 2), "the others haven't arrived");
        for (_, chunk) in &packed.files {
            set.add(chunk).unwrap();
        }
        assert_eq!(set.ready(Split::Train), 23);
        assert_eq!(set.run(Split::Train, 20, 3).unwrap(), own.run(0, 3));
        assert_eq!(set.run(Split::Train, 0, 20).unwrap(), train.run(0, 20));
        let Some(OtherDigits::Own { count: 3, hash }) = set.source().cloned() else { panic!() };
        let same = Digits::with_own(&packed.manifest, &own).unwrap();
        assert_eq!(same.source(), Some(&OtherDigits::Own { count: 3, hash: hash.clone() }));
        let others = Digits::with_own(&packed.manifest, &digits(3, 4, 6)).unwrap();
        assert_ne!(others.source(), same.source());
        assert_eq!(
            Digits::with_own(&packed.manifest, &digits(3, 5, 7)).unwrap_err(),
            ManifestError::SizesDiffer { train: (4, 4), test: (5, 5) }
        );
        assert!(Digits::new(&packed.manifest).unwrap().source().is_none());
    }

    #[test]
    fn what_lies_on_its_side_is_set_upright() {
        let digits = LabelledDigits::from_bytes((2, 3), (0..12).collect(), vec![1, 2]).unwrap();
        let upright = digits.clone().transposed();
        assert_eq!(upright.size(), (3, 2));
        assert_eq!(upright.run(1, 1).0, [6, 9, 7, 10, 8, 11]);
        assert_eq!(upright.transposed(), digits);
    }

    #[test]
    fn a_set_from_files_is_whole_and_says_what_it_is() {
        let set = Digits::from_files("mine", digits(9, 3, 0), digits(2, 3, 5)).unwrap();
        assert_eq!((set.ready(Split::Train), set.ready(Split::Test)), (9, 2));
        let Some(OtherDigits::Files { name, train: 9, test: 2, hash }) = set.source() else {
            panic!()
        };
        assert_eq!((name.as_str(), hash.len()), ("mine", 16));
        // A name may differ, a digit may not.
        let renamed = Digits::from_files("yours", digits(9, 3, 0), digits(2, 3, 5)).unwrap();
        let own = OtherDigits::own(&digits(9, 3, 0));
        let source = set.source().unwrap();
        assert!(source.same_digits(renamed.source().unwrap()) && own.same_digits(&own));
        assert!(!source.same_digits(&own) && !own.same_digits(source));
        assert!(!own.same_digits(&OtherDigits::own(&digits(9, 3, 1))));
        // What is learnt from and what is tested with are told apart.
        let moved = Digits::from_files("mine", digits(10, 3, 0), digits(1, 3, 6)).unwrap();
        assert!(!source.same_digits(moved.source().unwrap()));
        let wrong = LabelledDigits::from_bytes((3, 3), vec![0; 18], vec![4, 10]).unwrap();
        assert_eq!(wrong.check_labels(), Err(IdxError::Label { index: 1, found: 10 }));
        assert_eq!(digits(9, 3, 0).check_labels(), Ok(()));
    }
}
