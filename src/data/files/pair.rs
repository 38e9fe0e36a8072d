//! Which images and labels belong together, and which of them are to test with.
//!
//! Names decide; where they don't, only what can be nothing else is put together.

use super::error::DigitFilesError;
use super::names::Stem;
use super::note::Note;
use super::part::Part;
use crate::data::split::Split;

/// Images and their labels: parts of the list, and both may be one.
#[derive(Clone, Copy)]
pub(super) struct Pair {
    pub(super) images: usize,
    pub(super) labels: usize,
}

/// A set: what to learn from, and what to test with where there is such a part.
pub(super) struct Paired {
    pub(super) train: Pair,
    pub(super) test: Option<Pair>,
}

pub(super) fn pair_up(parts: &[Part], notes: &mut Vec<Note>) -> Result<Paired, DigitFilesError> {
    if parts.is_empty() {
        return Err(DigitFilesError::NoFile);
    }
    let distinct: Vec<usize> =
        (0..parts.len()).filter(|&at| !(0..at).any(|it| parts[it].is_same(&parts[at]))).collect();
    let mut pairs = Vec::new();
    let (mut images, mut labels) = (Vec::new(), Vec::new());
    for &at in &distinct {
        match (parts[at].has_images(), parts[at].has_labels()) {
            (true, true) => pairs.push(Pair { images: at, labels: at }),
            (true, false) => images.push(at),
            _ => labels.push(at),
        }
    }
    // By all that the names say; then by the part of the set alone; then what is left over.
    let whole = |a: &Stem, b: &Stem| a == b;
    let split = |a: &Stem, b: &Stem| a.split.is_some() && a.split == b.split;
    for same in [whole, split] {
        match_up(parts, same, [&mut images, &mut labels], &mut pairs);
    }
    if let ([i], [l]) = (&images[..], &labels[..]) {
        let contradict = |a: Option<Split>, b: Option<Split>| a.is_some() && b.is_some() && a != b;
        if !contradict(parts[*i].stem.split, parts[*l].stem.split) {
            pairs.push(Pair { images: *i, labels: *l });
            (images, labels) = (Vec::new(), Vec::new());
        }
    }
    let names = |which: &[usize]| which.iter().map(|&at| parts[at].name.clone()).collect();
    match (images.is_empty(), labels.is_empty()) {
        (true, true) => {}
        (false, false) => {
            let (images, labels) = (names(&images), names(&labels));
            return Err(DigitFilesError::WhichPair { images, labels });
        }
        (images_fit, _) => {
            let rest: Vec<String> = names(if images_fit { &labels } else { &images });
            if pairs.is_empty() {
                let rest = rest.join(", ");
                return Err(if images_fit {
                    DigitFilesError::NoImages { labels: rest }
                } else {
                    DigitFilesError::NoLabels { images: rest }
                });
            }
            notes.push(Note::Unpaired { files: rest });
        }
    }
    for pair in &pairs {
        let [images, labels] = [&parts[pair.images], &parts[pair.labels]];
        if let (Some(image_count), Some(label_count)) = (images.count(), labels.count())
            && image_count != label_count
        {
            let (images, labels) = (images.name.clone(), labels.name.clone());
            return Err(DigitFilesError::Counts { images, image_count, labels, label_count });
        }
    }
    in_two(parts, &pairs)
}

/// Puts together what only one of each is the same.
fn match_up(
    parts: &[Part],
    same: impl Fn(&Stem, &Stem) -> bool,
    [images, labels]: [&mut Vec<usize>; 2],
    pairs: &mut Vec<Pair>,
) {
    let only = |of: usize, among: &[usize]| {
        let mut fitting = among.iter().filter(|&&it| same(&parts[of].stem, &parts[it].stem));
        fitting.next().copied().filter(|_| fitting.next().is_none())
    };
    let found: Vec<Pair> = images
        .iter()
        .filter_map(|&i| Some(Pair { images: i, labels: only(i, labels)? }))
        .filter(|pair| only(pair.labels, images) == Some(pair.images))
        .collect();
    images.retain(|at| !found.iter().any(|pair| pair.images == *at));
    labels.retain(|at| !found.iter().any(|pair| pair.labels == *at));
    pairs.extend(found);
}

/// Which pair is to learn from, and which to test with.
fn in_two(parts: &[Part], pairs: &[Pair]) -> Result<Paired, DigitFilesError> {
    let names = || pairs.iter().map(|pair| parts[pair.images].name.clone()).collect();
    let split = |pair: &Pair| parts[pair.images].stem.split.or(parts[pair.labels].stem.split);
    match *pairs {
        [only] => Ok(Paired { train: only, test: None }),
        [a, b] => {
            let tests = [a, b].map(|pair| split(&pair) == Some(Split::Test));
            let counts = [a, b].map(|pair| parts[pair.images].count());
            let a_learns = match (tests, counts) {
                ([false, true], _) => true,
                ([true, false], _) => false,
                // Where the names don't tell, the larger part is learnt from.
                (_, [Some(a), Some(b)]) if a != b => a > b,
                _ => return Err(DigitFilesError::WhichTest { names: names() }),
            };
            let (train, test) = if a_learns { (a, b) } else { (b, a) };
            Ok(Paired { train, test: Some(test) })
        }
        _ => Err(DigitFilesError::SeveralSets { names: names() }),
    }
}
