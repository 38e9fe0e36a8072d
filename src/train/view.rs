//! A look at a net in training: how its numbers are distributed, and what it makes of the digits
//! that it just learnt.

use super::cut::images_in_cache;
use super::trainer::Trainer;
use crate::kernels::argmax;
use crate::net::{Output, Plan, Shard, TensorRole};
use serde::Serialize;
use std::ops::Range;

/// How many digits of the last batch are looked at: as many as the tutorial's panel shows.
pub const DIGITS: usize = 100;

/// The edges of seven bands that hold a seventh of all numbers each: from the smallest to the
/// largest.
pub type Quantiles = [f32; 8];

/// What a row of [`View::look`] is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Group {
    /// `weights`, `biases` (and offsets of batch norm), `scales` (of batch norm), or `activations`.
    pub kind: &'static str,
    /// The layer, counted from 1; `None` for all layers together.
    pub layer: Option<usize>,
    /// The layer in words, such as `conv 5×5×12 / 2 ReLU`; empty for all together.
    pub name: String,
    /// How many numbers are in it.
    pub count: usize,
}

/// What the net takes the digits of its last step for, after that step and without dropout.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Learnt {
    /// `[n, pixels]`: as the net was shown them, moved about where the recipe says so.
    pub images: Vec<u8>,
    /// `[n]`; [`NO_CLASS`](crate::kernels::NO_CLASS) for what is no digit.
    pub labels: Vec<u8>,
    /// `[n]`: what the net takes them for.
    pub guesses: Vec<u8>,
}

/// Buffers to look at one net, planned once.
#[derive(Debug)]
pub struct View {
    shard: Shard,
    groups: Vec<Group>,
    /// Where each group's numbers are: among the parameters, or in `largest`.
    ranges: Vec<Vec<Range<usize>>>,
    /// Each layer whose activations are looked at: what it hands on, and where in `largest`.
    layers: Vec<(Output, Range<usize>)>,
    /// The largest value of each activation, layer by layer.
    largest: Vec<f32>,
}

/// Which numbers a tensor's belong with.
fn kind(role: TensorRole) -> Option<&'static str> {
    match role {
        TensorRole::Weights => Some("weights"),
        TensorRole::Biases | TensorRole::Offset => Some("biases"),
        TensorRole::Scale => Some("scales"),
        TensorRole::Mean | TensorRole::Variance => None, // running averages are not learnt
    }
}

impl View {
    /// Buffers for a plan.
    pub fn new(plan: &Plan) -> Self {
        let mut view = Self {
            shard: Shard::for_inference(plan, images_in_cache(plan).min(DIGITS)),
            groups: Vec::new(),
            ranges: Vec::new(),
            layers: Vec::new(),
            largest: Vec::new(),
        };
        for wanted in ["weights", "biases", "scales"] {
            let tensors = plan.tensors().iter().filter(|t| kind(t.role) == Some(wanted));
            view.add(plan, wanted, tensors.map(|t| (t.layer, t.range.clone())).collect());
        }
        let layers = &plan.network().layers;
        let hidden = (1..).zip(layers).zip(plan.outputs()).take(layers.len() - 1);
        let (mut activations, mut end) = (Vec::new(), 0);
        for ((number, _), &output) in hidden.filter(|((_, layer), _)| !layer.is_dropout()) {
            let range = end..end + output.shape.iter().product::<usize>();
            end = range.end;
            view.layers.push((output, range.clone()));
            activations.push((number, range));
        }
        view.largest = vec![0.0; end];
        view.add(plan, "activations", activations);
        view
    }

    /// A group for all layers together, and one for each.
    fn add(&mut self, plan: &Plan, kind: &'static str, of_layers: Vec<(usize, Range<usize>)>) {
        if of_layers.is_empty() {
            return;
        }
        let count = of_layers.iter().map(|(_, range)| range.len()).sum();
        self.groups.push(Group { kind, layer: None, name: String::new(), count });
        self.ranges.push(of_layers.iter().map(|(_, range)| range.clone()).collect());
        for (layer, range) in of_layers {
            let name = plan.network().layers[layer - 1].to_string();
            self.groups.push(Group { kind, layer: Some(layer), name, count: range.len() });
            self.ranges.push(vec![range]);
        }
    }

    /// What the rows of a [`look`](Self::look)'s quantiles are about, in their order.
    pub fn groups(&self) -> &[Group] {
        &self.groups
    }

    /// Up to [`DIGITS`] digits of the last step, and what the net takes them for now. None before
    /// the first step.
    pub fn learnt(&mut self, trainer: &Trainer) -> Learnt {
        let plan = trainer.plan();
        let mut learnt = Learnt::default();
        let batch = (trainer.steps_taken() > 0).then(|| trainer.learnt());
        for (images, labels) in batch.into_iter().flatten() {
            let count = labels.len().min(DIGITS - learnt.labels.len());
            learnt.images.extend_from_slice(&images[..count * plan.pixels()]);
            learnt.labels.extend_from_slice(&labels[..count]);
        }
        if !learnt.labels.is_empty() {
            self.largest.fill(f32::NEG_INFINITY);
        }
        for images in learnt.images.chunks(self.shard.capacity() * plan.pixels()) {
            self.shard.forward(plan, trainer.parameters(), images);
            let rows = self.shard.outputs(plan).chunks_exact(plan.classes());
            learnt.guesses.extend(rows.map(|row| argmax(row) as u8));
            for (output, range) in &self.layers {
                raise(&mut self.largest[range.clone()], self.shard.activations(*output));
            }
        }
        learnt
    }

    /// The same digits, and how the numbers of each group are distributed, `[groups]`. Of an
    /// activation it is its largest value over those digits, as in the tutorial: a unit that is
    /// never above zero is dead.
    pub fn look(&mut self, trainer: &Trainer) -> (Learnt, Vec<Quantiles>) {
        let learnt = self.learnt(trainer); // after which `largest` is of these digits
        (learnt, self.quantiles(trainer))
    }

    fn quantiles(&self, trainer: &Trainer) -> Vec<Quantiles> {
        let of_group = |(group, ranges): (&Group, &Vec<Range<usize>>)| {
            let is_of_values = group.kind == "activations";
            let all = if is_of_values { &self.largest[..] } else { trainer.parameters() };
            quantiles(&ranges.iter().map(|range| &all[range.clone()]).collect::<Vec<_>>())
        };
        self.groups.iter().zip(&self.ranges).map(of_group).collect()
    }
}

/// Raises each value to the largest of its own in `images`, `[n, values]`.
fn raise(largest: &mut [f32], images: &[f32]) {
    for image in images.chunks_exact(largest.len()) {
        for (largest, &value) in largest.iter_mut().zip(image) {
            // Unlike `max`, this goes in lanes.
            *largest = if value > *largest { value } else { *largest };
        }
    }
}

/// The smallest, the largest, and six between that cut the sorted numbers into quantiles: edge `k`
/// is the number at place `(n − 1) · k / 7`, rounded to the nearest. Zeros where there are no
/// numbers.
///
/// A net may have so many weights that there is no memory to sort a copy of them. So they are
/// counted, first by their highest bits, then by the next ones where those are an edge's.
pub fn quantiles(numbers: &[&[f32]]) -> Quantiles {
    let count: usize = numbers.iter().map(|part| part.len()).sum();
    let Some(last) = count.checked_sub(1) else { return Quantiles::default() };
    // Of each edge the bits that are known, and its place among the numbers that begin with them.
    let mut edges: [(u32, usize); 8] = std::array::from_fn(|k| (0, (2 * last * k + 7) / 14));
    for (shift, width) in [(21, 11), (10, 11), (0, 10)] {
        let mut known: Vec<u32> = edges.iter().map(|edge| edge.0).collect();
        known.dedup();
        let mut counts = vec![0u32; known.len() << width];
        for &number in numbers.iter().copied().flatten() {
            let key = ordered(number.to_bits());
            let head = (u64::from(key) >> (shift + width)) as u32;
            if let Ok(at) = known.binary_search(&head) {
                counts[(at << width) | (key >> shift) as usize & ((1 << width) - 1)] += 1;
            }
        }
        for (bits, place) in &mut edges {
            let at = known.binary_search(bits).expect("it is one of them");
            let next = counts[at << width..].iter().take_while(|&&count| {
                let before = *place >= count as usize;
                *place -= if before { count as usize } else { 0 };
                before
            });
            *bits = (*bits << width) | next.count() as u32;
        }
    }
    edges.map(|(bits, _)| f32::from_bits(if bits >> 31 == 1 { bits ^ (1 << 31) } else { !bits }))
}

/// The bits of a float as a number that grows with it, in the order of [`f32::total_cmp`].
fn ordered(bits: u32) -> u32 {
    if bits >> 31 == 1 { !bits } else { bits | (1 << 31) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};
    use crate::threads::ThreadPool;
    use crate::train::PRESETS;

    #[test]
    fn quantiles_are_those_of_the_sorted_numbers() {
        let mut rng = Rng::new(3, Purpose::Weights { tensor: 0 });
        for count in [0, 1, 2, 7, 8, 100, 1000] {
            let mut numbers: Vec<f32> = (0..count).map(|_| rng.normal()).collect();
            let strange = [0.0, -0.0, f32::MIN, f32::MAX, f32::MIN_POSITIVE, 1.0, 1.0, 1.0];
            numbers.iter_mut().skip(count / 2).step_by(3).zip(strange).for_each(|(a, b)| *a = b);
            let mut sorted = numbers.clone();
            sorted.sort_by(f32::total_cmp);
            let (some, others) = numbers.split_at(count / 3);
            let edges = quantiles(&[some, others]);
            for (k, edge) in edges.iter().enumerate() {
                let place = (count.max(1) - 1) as f64 * k as f64 / 7.0;
                let wanted = sorted.get(place.round() as usize).copied().unwrap_or_default();
                assert_eq!(edge.to_bits(), wanted.to_bits(), "edge {k} of {count}");
            }
        }
    }

    #[test]
    fn groups_name_every_learnt_number_once_and_again_all_together() {
        for preset in PRESETS {
            let trainer = Trainer::new(preset.recipe(), ThreadPool::single()).unwrap();
            let view = View::new(trainer.plan());
            for kind in ["weights", "biases", "scales", "activations"] {
                let of_kind = view.groups().iter().filter(|group| group.kind == kind);
                let counts = |all: bool| {
                    let some = of_kind.clone().filter(|group| group.layer.is_none() == all);
                    some.map(|group| group.count).sum::<usize>()
                };
                assert_eq!(counts(true), counts(false), "{kind} of {}", preset.name);
            }
            let learnt: usize = trainer
                .plan()
                .tensors()
                .iter()
                .filter(|tensor| !tensor.role.is_running_average())
                .map(|tensor| tensor.range.len())
                .sum();
            let all = view.groups().iter().filter(|g| g.layer.is_none() && g.kind != "activations");
            assert_eq!(all.map(|group| group.count).sum::<usize>(), learnt, "{}", preset.name);
        }
    }
}
