//! A hand: how what is written departs from its form.

use super::forms::{Form, Node};
use crate::ink::{Point, Strokes, draw_together};
use crate::rng::Rng;
use crate::simd::sine_and_cosine;

/// Lines through places, before they are ink.
pub(super) type Lines = Vec<Vec<(f32, f32)>>;

/// Points of a curve from one place to the next.
const BETWEEN: usize = 6;

/// What is the same in everything that a hand writes on one occasion.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hand {
    /// How far it strays within the boxes of a form; 1 uses them as they are.
    loose: f32,
    /// Width for a given height.
    wide: f32,
    /// Sideways for each unit of height, upwards.
    slant: f32,
    /// Sine and cosine of the turn.
    turn: (f32, f32),
    /// Coefficients of x², xy, y² in the shift of x, and of y.
    bend: [[f32; 3]; 2],
    /// How far each point shakes.
    tremor: f32,
    /// How often a line's points are drawn together, which rounds its corners.
    haste: u32,
}

impl Hand {
    pub(super) fn new(rng: &mut Rng) -> Self {
        let bend = |rng: &mut Rng| std::array::from_fn(|_| 0.16 * rng.symmetric());
        Self {
            loose: 0.6 + 0.9 * rng.unit(),
            wide: 0.6 + 0.85 * rng.unit(),
            slant: 0.1 + 0.3 * rng.symmetric(),
            turn: sine_and_cosine(0.16 * rng.symmetric()),
            bend: [bend(rng), bend(rng)],
            tremor: 0.012 * rng.unit() * rng.unit(),
            haste: rng.below(4),
        }
    }

    /// Writes a form as ink.
    pub(super) fn write(&self, form: &Form, rng: &mut Rng) -> Strokes {
        ink(self.lines(form, rng).into_iter())
    }

    /// Writes a form as lines.
    pub(super) fn lines(&self, form: &Form, rng: &mut Rng) -> Lines {
        form.strokes.iter().map(|nodes| self.line(nodes, rng)).collect()
    }

    fn line(&self, nodes: &[Node], rng: &mut Rng) -> Vec<(f32, f32)> {
        let mut place = |node: &Node| {
            let x = node.x + node.dx * self.loose * rng.symmetric();
            let y = node.y + node.dy * self.loose * rng.symmetric();
            (x, y)
        };
        let mut places: Vec<_> = nodes.iter().map(|node| (place(node), node.corner)).collect();
        flick(&mut places, rng);
        let mut line = curve(&places);
        for _ in 0..self.haste {
            draw_together(&mut line);
        }
        for point in &mut line {
            let (x, y) = self.bent(*point);
            *point = (x + self.tremor * rng.normal(), y + self.tremor * rng.normal());
        }
        line
    }

    /// Bends, widens, slants and turns about the middle of a digit.
    fn bent(&self, (x, y): (f32, f32)) -> (f32, f32) {
        let (x, y) = (x - 0.33, y - 0.5);
        let terms = [x * x, x * y, y * y];
        let shift = |of: &[f32; 3]| of[0] * terms[0] + of[1] * terms[1] + of[2] * terms[2];
        let (x, y) = (x + shift(&self.bend[0]), y + shift(&self.bend[1]));
        let x = x * self.wide - self.slant * y;
        let (sine, cosine) = self.turn;
        (x * cosine - y * sine, x * sine + y * cosine)
    }
}

/// Sometimes the pen touches the paper a little early, or leaves it a little late.
fn flick(places: &mut Vec<((f32, f32), bool)>, rng: &mut Rng) {
    let stray =
        |(x, y): (f32, f32), rng: &mut Rng| (x + 0.1 * rng.symmetric(), y + 0.1 * rng.symmetric());
    if rng.below(8) == 0 {
        let first = stray(places[0].0, rng);
        places[0].1 = rng.below(2) == 0;
        places.insert(0, (first, false));
    }
    if rng.below(6) == 0 {
        let last = places.len() - 1;
        let end = stray(places[last].0, rng);
        places[last].1 = rng.below(2) == 0;
        places.push((end, false));
    }
}

/// A smooth curve through places, broken at corners (Catmull & Rom, "A class of local interpolating
/// splines", 1974).
fn curve(places: &[((f32, f32), bool)]) -> Vec<(f32, f32)> {
    let mut line = vec![places[0].0];
    for i in 1..places.len() {
        let ((from, from_corner), (to, to_corner)) = (places[i - 1], places[i]);
        // What is beyond a corner or an end doesn't bend the curve.
        let before = if i >= 2 && !from_corner { places[i - 2].0 } else { from };
        let after = if i + 1 < places.len() && !to_corner { places[i + 1].0 } else { to };
        for step in 1..=BETWEEN {
            let t = step as f32 / BETWEEN as f32;
            let along = |a: f32, b: f32, c: f32, d: f32| {
                let (linear, square) = (c - a, 2.0 * a - 5.0 * b + 4.0 * c - d);
                let cube = 3.0 * b - a - 3.0 * c + d;
                b + 0.5 * t * (linear + t * (square + t * cube))
            };
            line.push((
                along(before.0, from.0, to.0, after.0),
                along(before.1, from.1, to.1, after.1),
            ));
        }
    }
    line
}

/// Loops and zigzags without sense: one to three long lines through places all over.
pub(super) fn wander(rng: &mut Rng) -> Strokes {
    let lines = 1 + rng.below(3);
    through_anywhere(lines, 5, 12, rng)
}

/// A sign of no script: two to four short lines between places all over.
pub(super) fn sign(rng: &mut Rng) -> Strokes {
    let lines = 2 + rng.below(3);
    through_anywhere(lines, 2, 3, rng)
}

/// Lines through at least `least` places each, and fewer than `more` others.
fn through_anywhere(lines: u32, least: u32, more: u32, rng: &mut Rng) -> Strokes {
    let lines: Lines = (0..lines)
        .map(|_| {
            let corners = rng.below(2) == 0;
            let places: Vec<_> = (0..least + rng.below(more))
                .map(|_| ((rng.unit(), rng.unit()), corners && rng.below(2) == 0))
                .collect();
            curve(&places)
        })
        .collect();
    ink(lines.into_iter())
}

/// Lines as ink, on a pad where a digit is about a third of the height.
pub(super) fn ink(lines: impl Iterator<Item = Vec<(f32, f32)>>) -> Strokes {
    let point = |(x, y): (f32, f32)| Point { x, y, pressure: 0.5 };
    let lines = lines.map(|line| line.into_iter().map(point).collect()).collect();
    Strokes::new(lines).expect("a hand strays a few units, and draws some hundred points")
}
