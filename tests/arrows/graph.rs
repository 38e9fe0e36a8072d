//! Arrows between files, and the circles among them.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

/// Which files each file uses.
#[derive(Default)]
pub(crate) struct Graph(BTreeMap<String, BTreeSet<String>>);

impl Graph {
    /// Adds an arrow, unless it leads from a file to itself.
    pub(crate) fn add(&mut self, from: &str, to: &str) {
        if from != to {
            self.0.entry(from.to_owned()).or_default().insert(to.to_owned());
        }
    }

    pub(crate) fn arrows(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0.iter().flat_map(|(from, all)| all.iter().map(|to| (from.as_str(), to.as_str())))
    }

    /// The shortest circle through each file that is in one, but none through a file of another.
    pub(crate) fn circles(&self) -> Vec<Vec<&str>> {
        let mut found: Vec<Vec<&str>> = Vec::new();
        for file in self.0.keys() {
            if !found.iter().flatten().any(|it| it == file) {
                found.extend(self.circle_through(file));
            }
        }
        found
    }

    /// Looks from a file along the arrows, the nearest files first, until one leads back to it.
    fn circle_through<'a>(&'a self, start: &'a str) -> Option<Vec<&'a str>> {
        let mut before = BTreeMap::<&str, &str>::new();
        let mut queue = VecDeque::from([start]);
        while let Some(file) = queue.pop_front() {
            for next in self.0.get(file).into_iter().flatten().map(String::as_str) {
                if next == start {
                    let back = |it: &&str| before.get(it).copied();
                    let mut circle: Vec<&str> = std::iter::successors(Some(file), back).collect();
                    circle.reverse();
                    return Some(circle);
                }
                if !before.contains_key(next) {
                    before.insert(next, file);
                    queue.push_back(next);
                }
            }
        }
        None
    }
}
