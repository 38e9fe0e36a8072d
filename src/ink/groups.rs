//! Groups of strokes, or of a picture's components, that lie side by side: one for each digit.

use super::strokes::{Point, Strokes};
use std::cmp::Reverse;
use std::collections::BinaryHeap;

/// Two groups are one digit if so much of the narrower lies above or below the other.
const SHARED: f32 = 0.25;
/// A stroke narrower than this, in heights of the drawing, is a stem,
const STEM: f32 = 0.15;
/// and belongs to a group that is as near as this.
const GAP: f32 = 0.04;

/// What is taken for one digit.
pub(super) struct Group {
    /// Where it begins, to the right.
    pub(super) from: f32,
    /// Where it ends.
    pub(super) to: f32,
    /// Its strokes or components, by their numbers; at least one.
    pub(super) members: Vec<usize>,
}

/// Groups `spans` (from, to) that lie one above the other or across each other; the groups lie from
/// left to right. `height` is that of the whole drawing.
pub(super) fn grouped(spans: &[(f32, f32)], height: f32) -> Vec<Group> {
    // A heap sorts in fewer bytes than the sorts of slices, and all pages that read fetch them.
    let place = |(i, &(from, _)): (usize, &(f32, f32))| Reverse((ascending(from), i));
    let mut places: BinaryHeap<_> = spans.iter().enumerate().map(place).collect();
    let mut apart: Vec<Group> = Vec::new();
    while let Some(Reverse((_, i))) = places.pop() {
        let (from, to) = spans[i];
        let group = Group { from, to, members: vec![i] };
        match apart.last_mut() {
            Some(before) if before.is_one_with(&group, height) => before.join(group),
            _ => apart.push(group),
        }
    }
    apart
}

/// A number that orders floats as [`f32::total_cmp`] does.
fn ascending(place: f32) -> i32 {
    let bits = place.to_bits() as i32;
    bits ^ (((bits >> 31) as u32) >> 1) as i32
}

/// The narrowest gap between two neighbours, in heights of the drawing; infinite of a single group.
pub(super) fn narrowest_gap(groups: &[Group], height: f32) -> f32 {
    let gaps = groups.windows(2).map(|pair| (pair[1].from - pair[0].to) / height);
    gaps.fold(f32::INFINITY, f32::min)
}

impl Strokes {
    /// The groups of strokes that lie side by side, from left to right, and the narrowest gap
    /// between two of them, in heights of the drawing (below 0 where they reach over each other).
    /// Strokes one above the other, or across each other, are one group: the bar of a 7.
    pub fn side_by_side(&self) -> (Vec<Strokes>, f32) {
        let lines: Vec<&[Point]> = self.iter().collect();
        let span = |points: &[Point], along: fn(&Point) -> f32| {
            points
                .iter()
                .map(along)
                .fold((f32::MAX, f32::MIN), |(low, high), place| (low.min(place), high.max(place)))
        };
        let (top, bottom) = lines.iter().fold((f32::MAX, f32::MIN), |(top, bottom), line| {
            let (low, high) = span(line, |point| point.y);
            (top.min(low), bottom.max(high))
        });
        let spans: Vec<_> = lines.iter().map(|line| span(line, |point| point.x)).collect();
        let groups = grouped(&spans, bottom - top);
        let narrowest = narrowest_gap(&groups, bottom - top);
        let mut apart = vec![Strokes::default(); groups.len()];
        let mut group_of = vec![0; lines.len()];
        for (number, group) in groups.iter().enumerate() {
            group.members.iter().for_each(|&member| group_of[member] = number);
        }
        // In the order in which they were drawn.
        for (line, number) in lines.into_iter().zip(group_of) {
            apart[number].0.push(line.to_vec());
        }
        (apart, narrowest)
    }
}

impl Group {
    pub(super) fn join(&mut self, other: Group) {
        self.from = self.from.min(other.from);
        self.to = self.to.max(other.to);
        self.members.extend(other.members);
    }

    fn is_one_with(&self, next: &Group, height: f32) -> bool {
        let shared = self.to.min(next.to) - next.from;
        let narrower = (self.to - self.from).min(next.to - next.from);
        shared >= if narrower < STEM * height { -GAP * height } else { SHARED * narrower }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawing(lines: &[&[(f32, f32)]]) -> Strokes {
        let point = |&(x, y): &(f32, f32)| Point { x, y, pressure: 0.5 };
        Strokes::new(lines.iter().map(|line| line.iter().map(point).collect()).collect()).unwrap()
    }

    fn counts(drawing: &Strokes) -> Vec<usize> {
        drawing.side_by_side().0.iter().map(|group| group.iter().count()).collect()
    }

    #[test]
    fn the_strokes_of_one_digit_stay_together() {
        let four = drawing(&[&[(0.2, 0.1), (0.1, 0.5), (0.6, 0.5)], &[(0.45, 0.2), (0.45, 0.9)]]);
        let seven = drawing(&[&[(0.1, 0.1), (0.6, 0.1), (0.3, 0.9)], &[(0.2, 0.5), (0.55, 0.48)]]);
        let one = drawing(&[&[(0.4, 0.0), (0.4, 0.9)], &[(0.2, 0.9), (0.6, 0.9)]]);
        assert_eq!((counts(&four), counts(&seven), counts(&one)), (vec![2], vec![2], vec![2]));
        // The bar of a 5, drawn a little to the right of its body.
        let five = drawing(&[&[(0.2, 0.1), (0.2, 0.4), (0.5, 0.9)], &[(0.35, 0.1), (0.7, 0.1)]]);
        assert_eq!(counts(&five), [2]);
    }

    #[test]
    fn digits_side_by_side_are_told_apart_in_whatever_order_they_were_drawn() {
        let seventeen = drawing(&[
            &[(0.5, 0.1), (0.8, 0.1), (0.6, 0.9)],
            &[(0.2, 0.1), (0.2, 0.9)],
            &[(0.6, 0.5), (0.75, 0.5)],
        ]);
        let (groups, gap) = seventeen.side_by_side();
        assert!((gap - 0.3 / 0.8).abs() < 1e-6, "{gap}");
        assert_eq!(counts(&seventeen), [1, 2]);
        assert_eq!(groups[0].iter().next().unwrap()[0].x, 0.2);
        // Slanting digits reach a little over each other.
        let slanting = drawing(&[&[(0.1, 0.9), (0.3, 0.1)], &[(0.27, 0.9), (0.5, 0.1)]]);
        assert_eq!(counts(&slanting), [1, 1]);
        assert!(Strokes::default().side_by_side().0.is_empty());
    }
}
