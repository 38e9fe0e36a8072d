//! What lies side by side in a picture, as the digits of a number do.

use super::components::{Blot, blots};
use super::cut::cuts;
use super::find::find_ink;
use super::groups::{Group, apart, narrowest_gap};
use super::image::{IMAGE, SIDE};
use super::ink_map::InkMap;
use super::picture::Picture;
use super::prepare::{image_of, prepare};

/// What is lower than this, in heights of the tallest, is no digit beside it but a part of one.
const LOW: f32 = 0.4;

/// What lies side by side in a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct SideBySide {
    /// What may be a digit each, from left to right.
    pub parts: Vec<Part>,
    /// The narrowest gap between two, in heights of the whole; infinite where there is one alone.
    pub gap: f32,
}

/// Some ink of a picture that may be a digit, or several that touch.
#[derive(Clone, Debug, PartialEq)]
pub struct Part {
    /// As of [`prepare`].
    pub image: [u8; IMAGE],
    /// Just the ink; `None` of a picture that came prepared.
    ink: Option<InkMap>,
}

impl Part {
    /// `ink` is cropped.
    fn of(ink: InkMap) -> Option<Self> {
        Some(Self { image: image_of(&ink)?, ink: Some(ink) })
    }

    /// How wide it is, in heights; 0 of a picture that came prepared, which is one digit.
    pub fn wide(&self) -> f32 {
        self.ink.as_ref().map_or(0.0, |ink| ink.width as f32 / ink.height as f32)
    }

    /// Several ways to cut it in two, left and right, in case it is digits that touch.
    pub fn cuts(&self) -> Vec<[Self; 2]> {
        let halves = self.ink.as_ref().map(cuts).unwrap_or_default().into_iter();
        halves.filter_map(|[left, right]| Some([Self::of(left)?, Self::of(right)?])).collect()
    }
}

/// [`prepare`], and what lies side by side: ink that hangs together, or lies one above the other. What is low goes with
/// its nearest neighbour: the flag of a 5, a broken 4.
///
/// A picture of 28 × 28 pixels is one digit.
pub fn prepare_side_by_side(picture: &Picture) -> Option<([u8; IMAGE], SideBySide)> {
    if (picture.width, picture.height) == (SIDE, SIDE) {
        let image = prepare(picture)?;
        let parts = vec![Part { image, ink: None }];
        return Some((image, SideBySide { parts, gap: f32::INFINITY }));
    }
    let ink = find_ink(picture)?;
    let blots = blots(&ink.ink, ink.width);
    let top = blots.iter().map(|blot| blot.rows.start).min()?;
    let height = (blots.iter().map(|blot| blot.rows.end).max()? - top) as f32;
    let span = |blot: &Blot| (blot.columns.start as f32, blot.columns.end as f32);
    let groups = with_low_ones(apart(blots.iter().map(span), height), &blots);
    let gap = narrowest_gap(&groups, height);
    let only = |group: &Group| {
        let mut map = InkMap { ink: vec![0; ink.ink.len()], ..ink };
        for &pixel in group.members.iter().flat_map(|&blot| &blots[blot].pixels) {
            map.ink[pixel] = ink.ink[pixel];
        }
        Part::of(map.cropped()?)
    };
    let whole = Part::of(ink.cropped()?)?;
    let image = whole.image;
    let parts = match groups.len() {
        1 => vec![whole],
        _ => groups.iter().map(only).collect::<Option<_>>()?,
    };
    Some((image, SideBySide { parts, gap }))
}

/// How tall a group is, in pixels.
fn tall(group: &Group, blots: &[Blot]) -> f32 {
    let rows = || group.members.iter().map(|&blot| &blots[blot].rows);
    let top = rows().map(|rows| rows.start).min().unwrap_or(0);
    (rows().map(|rows| rows.end).max().unwrap_or(top) - top) as f32
}

/// The groups, each that is low joined with the nearer of its neighbours.
fn with_low_ones(mut groups: Vec<Group>, blots: &[Blot]) -> Vec<Group> {
    let tallest = groups.iter().map(|group| tall(group, blots)).fold(0.0, f32::max);
    while groups.len() > 1 {
        let is_low = |group: &Group| tall(group, blots) < LOW * tallest;
        let Some(low) = groups.iter().position(is_low) else { break };
        let gap = |left: usize| groups[left + 1].from - groups[left].to;
        let right = low + 1 < groups.len() && (low == 0 || gap(low) < gap(low - 1));
        let left = if right { low } else { low - 1 };
        let other = groups.remove(left + 1);
        groups[left].join(other);
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Bars of ink, `[left, top, right, bottom]`, on a sheet of 300 × 200.
    fn bars(bars: &[[usize; 4]]) -> SideBySide {
        let inside = |x: usize, y: usize| {
            bars.iter().any(|&[l, t, r, b]| (l..r).contains(&x) && (t..b).contains(&y))
        };
        let grey =
            (0..300 * 200).map(|i| if inside(i % 300, i / 300) { 20 } else { 230 }).collect();
        prepare_side_by_side(&Picture::new(300, 200, grey).unwrap()).unwrap().1
    }

    #[test]
    fn the_parts_of_one_digit_stay_together() {
        let count = |ink: &[[usize; 4]]| bars(ink).parts.len();
        // A 4 whose stem is apart, and whose bar doesn't reach it.
        let four = [[100, 40, 112, 110], [100, 100, 150, 112], [156, 40, 168, 170]];
        // The flag of a 5, to its right and above.
        let five = [[100, 40, 112, 100], [100, 90, 150, 170], [118, 28, 175, 38]];
        // The foot of a 1, and a dot beside it.
        let one = [[140, 30, 152, 150], [110, 156, 182, 168], [200, 150, 210, 160]];
        assert_eq!([count(&four), count(&five), count(&one)], [1, 1, 1]);
    }

    #[test]
    fn what_stands_side_by_side_is_taken_apart_from_left_to_right() {
        let found = bars(&[[150, 40, 220, 52], [180, 52, 192, 160], [60, 50, 72, 150]]);
        assert_eq!(found.parts.len(), 2);
        let widest = found.parts[1].wide();
        assert!((widest - 70.0 / 120.0).abs() < 0.05, "{widest}");
        assert!((found.gap - 78.0 / 120.0).abs() < 0.05, "{}", found.gap);
        let wide = |image: &[u8; IMAGE]| {
            (0..SIDE).filter(|x| (0..SIDE).any(|y| image[y * SIDE + x] > 0)).count()
        };
        assert!(wide(&found.parts[0].image) < 6 && wide(&found.parts[1].image) > 8);
        let joined = bars(&[[60, 50, 72, 150], [72, 100, 220, 112], [220, 50, 232, 150]]);
        assert!(joined.parts.len() == 1 && joined.parts[0].wide() > 1.6);
    }

    proptest! {
        #[test]
        fn no_large_picture_makes_it_panic(
            width in 1usize..900, height in 1usize..300, paper in any::<u8>(),
            marks in prop::collection::vec((any::<u32>(), 1usize..2000, any::<u8>()), 0..40),
        ) {
            let mut grey = vec![paper; width * height];
            for (at, count, shade) in marks {
                let at = at as usize % grey.len();
                let end = (at + count).min(grey.len());
                grey[at..end].fill(shade);
            }
            let picture = Picture::new(width, height, grey).unwrap();
            let apart = prepare_side_by_side(&picture);
            prop_assert_eq!(apart.as_ref().map(|&(image, _)| image), prepare(&picture));
            if let Some((image, SideBySide { parts, .. })) = apart {
                prop_assert!(image.iter().any(|&ink| ink > 0) && !parts.is_empty());
                for [left, right] in parts.iter().flat_map(Part::cuts) {
                    prop_assert!(left.wide() > 0.0 && right.wide() > 0.0);
                }
            }
        }
    }
}
