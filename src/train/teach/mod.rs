//! Teaching a trained net what somebody's own digits are, without its forgetting all others.
//!
//! A lesson is a digit and what it was meant to be. Only the last layer learns: what the layers
//! before it have to say about a digit stays as it is, so that is worked out once for thousands of
//! remembered digits, and each step can ask all of them. They aren't told the truth, but asked to
//! be answered as before the lessons (Li & Hoiem, "Learning without Forgetting", 2016): no step is
//! spent on what was misread anyway.
//!
//! Down the plain slope, a lesson drags along every digit that has something in common with it. So
//! the slope is turned to where the remembered digits hardly move (Amari, "Natural Gradient Works
//! Efficiently in Learning", 1998): solved with the covariance of their features, in which those
//! count most that the net is least sure of. And it stops as soon as the lessons are read.

mod covariance;
mod error;
mod last_layer;

pub use error::TeachError;

use crate::budget::{Need, fits};
use crate::data::LabelledDigits;
use crate::kernels::{dense_weight_gradient, softmax_against};
use crate::net::{Network, Plan, Shard};
use crate::reader::images_that_fit;
use crate::rng::{Purpose, Rng};
use covariance::FeatureCovariance;
use last_layer::{LastLayer, SEED, Seen};
use ndarray::Array2;

/// Remembered digits that no step sees: they tell what was forgotten.
const GUARDS: usize = 1000;
/// So many more of them may be misread than before.
const MOST_FORGOTTEN: i32 = 1;
/// Digits that a step rehearses at most: more take longer, and remember no better.
const MOST_REHEARSED: usize = 2000;
/// Digits that a step must be able to rehearse.
const LEAST_REHEARSED: usize = 1000;
/// What the last layer may be given, the constant included: the covariance takes the cube of it to
/// work out.
const MOST_FEATURES: usize = 1025;
/// What isn't learnt in so many steps costs more than it is worth.
const MOST_STEPS: u32 = 40;
/// So many steps may be spent on copies that no step sees; after that the lessons themselves are
/// enough.
const TRIAL_STEPS: u32 = 12;
/// How far a step goes.
const RATE: f64 = 0.02;
/// How much a lesson weighs against all rehearsed digits together; the newest weighs twice that.
const LESSON: f32 = 0.002;
/// Each lesson is learnt with so many copies that are moved about a little, itself the first.
const COPIES: usize = 8;
/// How sure the net must be of the newest lesson in the end.
const MARGIN: f32 = 0.7;
/// Copies of the newest lesson that no step sees, and how many of them must be read right: the next
/// one that is drawn will differ, too.
const TRIALS: usize = 8;
const LEAST_TRIALS: usize = 6;
/// Digits that go through the layers together, where they fit.
const AT_ONCE: usize = 50;

/// What teaching came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Taught {
    /// All weights of the net that has learnt.
    pub weights: Vec<f32>,
    /// Steps that it took.
    pub steps: u32,
    /// Whether the newest lesson is read right now.
    pub learnt: bool,
    /// How many of the lessons are.
    pub right: u32,
    /// Of the remembered digits that no step saw, how many more are misread than before; below 0
    /// where it got better at them.
    pub forgotten: i32,
    /// How many those are.
    pub watched: u32,
}

/// Teaches one net, as often as you like.
#[derive(Clone, Debug)]
pub struct Teacher {
    net: LastLayer,
    rehearsed: Seen,
    /// What the net answers to them, `[n, classes]`.
    answers: Vec<f32>,
    covariance: FeatureCovariance,
    guards: Seen,
    misread_at_first: i32,
    /// What all this takes.
    held: [Need; 3],
}

impl Teacher {
    /// Gets to know a net and what it must not forget: some thousands of its training digits. This
    /// is the slow part, a second or two.
    pub fn new(
        network: &Network,
        weights: Vec<f32>,
        remembered: &LabelledDigits,
    ) -> Result<Self, TeachError> {
        let plan = Plan::new(network)?;
        let (found, expected) = (weights.len(), plan.parameters());
        if found != expected {
            return Err(TeachError::WeightCount { found, expected });
        }
        check(&plan, "the digits to remember", remembered)?;
        let (found, least) = (remembered.len(), GUARDS + LEAST_REHEARSED);
        if found < least {
            return Err(TeachError::TooFew { found, least });
        }
        // The parameters of the last layer are behind all others.
        let start = plan.logit_tensors()[0].range.start;
        let features = (expected - start) / plan.classes();
        if features > MOST_FEATURES {
            return Err(TeachError::TooWide { found: features - 1, most: MOST_FEATURES - 1 });
        }
        let (wide, pixels) = (features as u64, plan.pixels() as u64);
        let seen = (GUARDS + 2 * MOST_REHEARSED) as u64; // those rehearsed are weighted in a copy
        let held = [
            // As it was, and as it is taught.
            Need { what: "the weights", bytes: 3 * 4 * expected as u64 },
            Need {
                what: "the digits to remember, and what the last layer is given of them",
                bytes: found as u64 * (pixels + 1) + 4 * wide * seen,
            },
            Need {
                what: "the covariance of what the last layer is given",
                bytes: 12 * wide * wide,
            },
        ];
        let shard = Shard::for_inference(&plan, images_that_fit(&plan, AT_ONCE, &held)?);
        let mut net = LastLayer { plan, weights, start, shard };
        let mut order: Vec<usize> = (0..found).collect();
        Rng::new(SEED, Purpose::Remember).shuffle(&mut order);
        order.truncate(GUARDS + MOST_REHEARSED);
        let (guards, rehearsed) = order.split_at(GUARDS);
        let guards = net.see(remembered, guards, 1, &mut 0);
        let rehearsed = net.see(remembered, rehearsed, 1, &mut 0);
        let answers = rehearsed.answers(net.first());
        if !answers.iter().all(|answer| answer.is_finite()) {
            return Err(TeachError::NotFinite);
        }
        Ok(Self {
            misread_at_first: guards.misread(net.first()),
            covariance: FeatureCovariance::new(&rehearsed.features, features, &answers),
            net,
            rehearsed,
            answers,
            guards,
            held,
        })
    }

    /// Teaches `lessons`, the newest last, to the net as it was at first. The same lessons give the
    /// same weights, bit by bit, on every machine.
    ///
    /// Weights that would have forgotten too much are drawn back to those at first; then lessons
    /// may remain unlearnt, and [`Taught`] says so.
    pub fn teach(&mut self, lessons: &LabelledDigits) -> Result<Taught, TeachError> {
        let Some(newest) = lessons.len().checked_sub(1) else {
            return Err(TeachError::NoLessons);
        };
        check(&self.net.plan, "the lessons", lessons)?;
        let features = self.net.features();
        // Each as it is, as it is given, and its copies; and with these what the last layer is
        // given.
        let each = (COPIES + 2) as u64 * (self.net.plan.pixels() + 4 * features) as u64;
        let bytes = lessons.len() as u64 * each;
        fits(&[&self.held[..], &[Need { what: "the lessons and their copies", bytes }]].concat())?;
        let all: Vec<usize> = (0..lessons.len()).collect();
        let mut number = 0;
        let copied = self.net.see(lessons, &all, COPIES, &mut number);
        let trials = self.net.see(lessons, &[newest], 1 + TRIALS, &mut number);
        let drawn = self.net.see(lessons, &all, 1, &mut 0);

        let mut layer = self.net.first().to_vec();
        let mut steps = 0;
        while !self.has_learnt(&layer, &drawn, &trials, steps < TRIAL_STEPS) && steps < MOST_STEPS {
            let slope = self.slope(&layer, &copied);
            for (weight, slope) in layer.iter_mut().zip(slope) {
                *weight -= (RATE * slope) as f32;
            }
            steps += 1;
        }
        let forgotten = self.give_back(&mut layer);

        let newest = Seen {
            features: drawn.features[newest * features..].to_vec(),
            labels: drawn.labels[newest..].to_vec(),
        };
        let mut weights = self.net.weights.clone();
        weights[self.net.start..].copy_from_slice(&layer);
        Ok(Taught {
            weights,
            steps,
            learnt: newest.misread(&layer) == 0,
            right: lessons.len() as u32 - drawn.misread(&layer) as u32,
            forgotten,
            watched: GUARDS as u32,
        })
    }

    /// Draws `layer` back to what it was at first, a quarter of the way at a time, until no more
    /// than a little is forgotten; gives how much that is.
    fn give_back(&self, layer: &mut [f32]) -> i32 {
        let far = layer.to_vec();
        for fraction in [0.75, 0.5, 0.25, 0.0] {
            let forgotten = self.guards.misread(layer) - self.misread_at_first;
            if forgotten <= MOST_FORGOTTEN {
                return forgotten;
            }
            for ((weight, first), far) in layer.iter_mut().zip(self.net.first()).zip(&far) {
                *weight = first + (far - first) * fraction;
            }
        }
        0
    }

    /// Whether all lessons are read right, the newest with a margin; where `tried`, most of its
    /// copies, too.
    fn has_learnt(&self, layer: &[f32], drawn: &Seen, trials: &Seen, tried: bool) -> bool {
        let answers = trials.answers(layer);
        let sure = answers[usize::from(trials.labels[0])] >= MARGIN;
        let misread = trials.misread(layer) as usize;
        sure && (!tried || misread <= TRIALS - LEAST_TRIALS) && drawn.misread(layer) == 0
    }

    /// The slope of all that is to be learnt and remembered, turned.
    fn slope(&self, layer: &[f32], copied: &Seen) -> Array2<f64> {
        let (classes, features) = (self.net.plan.classes(), self.net.features());
        let mut slope = vec![0.0; layer.len()];
        let count = self.rehearsed.labels.len() as f32;
        let mut logits = self.rehearsed.logits(layer);
        let mut wrong = vec![0.0; logits.len()];
        softmax_against(&mut logits, &self.answers, classes, 1.0 / count, &mut wrong);
        dense_weight_gradient(&self.rehearsed.features, features, &wrong, classes, 0, &mut slope);

        let mut logits = copied.logits(layer);
        let mut wrong = vec![0.0; logits.len()];
        let mut truth = vec![0.0; logits.len()];
        for (row, &label) in truth.chunks_exact_mut(classes).zip(&copied.labels) {
            row[usize::from(label)] = 1.0;
        }
        let weight = LESSON / COPIES as f32;
        softmax_against(&mut logits, &truth, classes, weight, &mut wrong);
        let newest = wrong.len() - COPIES * classes;
        wrong[newest..].iter_mut().for_each(|wrong| *wrong *= 2.0);
        dense_weight_gradient(&copied.features, features, &wrong, classes, 0, &mut slope);

        let entry = |(i, class)| f64::from(slope[i * classes + class]);
        self.covariance.solve(Array2::from_shape_fn((features, classes), entry))
    }
}

fn check(plan: &Plan, what: &'static str, digits: &LabelledDigits) -> Result<(), TeachError> {
    let (rows, columns) = digits.size();
    let input = plan.network().input;
    // No digits have no size.
    if !digits.is_empty() && (rows, columns) != (input.rows as usize, input.columns as usize) {
        return Err(TeachError::ImageSize { what, rows, columns, expected: plan.pixels() });
    }
    match digits.labels().iter().find(|&&label| usize::from(label) >= plan.classes()) {
        Some(&found) => Err(TeachError::Label { what, found }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests;
