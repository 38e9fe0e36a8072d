//! What lies side by side in a picture, as the digits of a number do.

use super::components::{Component, components};
use super::cut::cuts;
use super::find::find_ink;
use super::groups::{Group, grouped, narrowest_gap};
use super::image::IMAGE;
use super::ink_map::InkMap;
use super::picture::Picture;
use super::prepare::image_of;
use super::prepared::prepared;
use super::shape::{NoDigit, no_digit};

/// A group lower than this, in heights of the tallest, is no digit but belongs to its neighbour.
const LOW: f32 = 0.4;

/// What lies side by side in a picture.
#[derive(Clone, Debug, PartialEq)]
pub struct SideBySide {
    /// All of it.
    pub whole: Segment,
    /// From left to right; each may be a digit.
    pub segments: Vec<Segment>,
    /// The narrowest gap between two, in heights of the whole; infinite where there is one alone.
    pub gap: f32,
}

/// Some ink of a picture that may be a digit, or several that touch.
#[derive(Clone, Debug, PartialEq)]
pub struct Segment {
    /// As [`prepare`](super::prepare()) gives it.
    pub image: [u8; IMAGE],
    /// Just the ink; `None` of a picture that came prepared.
    ink: Option<InkMap>,
}

impl Segment {
    /// `ink` is cropped.
    fn of(ink: InkMap) -> Option<Self> {
        Some(Self { image: image_of(&ink)?, ink: Some(ink) })
    }

    /// Its width by its height; 0 of a picture that came prepared, which is one digit.
    pub fn aspect_ratio(&self) -> f32 {
        self.ink.as_ref().map_or(0.0, |ink| ink.width as f32 / ink.height as f32)
    }

    /// Why it is no digit, if its ink shows that already; nothing of a picture that came prepared.
    pub fn no_digit(&self) -> Option<NoDigit> {
        self.ink.as_ref().and_then(no_digit)
    }

    /// Several ways to cut it into left and right, in case it is digits that touch.
    pub fn cuts(&self) -> Vec<[Self; 2]> {
        let halves = self.ink.as_ref().map(cuts).unwrap_or_default().into_iter();
        halves.filter_map(|[left, right]| Some([Self::of(left)?, Self::of(right)?])).collect()
    }
}

/// The whole picture, its image as [`prepare`](super::prepare()) gives it, and its segments.
/// Connected components that lie one above the other are one segment; a low one joins its
/// neighbour: the flag of a 5.
///
/// A picture that came prepared is one digit.
pub fn prepare_side_by_side(picture: &Picture) -> Option<SideBySide> {
    if let Some(image) = prepared(picture) {
        let whole = Segment { image, ink: None };
        let segments = vec![whole.clone()];
        return Some(SideBySide { whole, segments, gap: f32::INFINITY });
    }
    let ink = find_ink(picture)?;
    let components = components(&ink.ink, ink.width);
    let top = components.iter().map(|c| c.rows.start).min()?;
    let height = (components.iter().map(|c| c.rows.end).max()? - top) as f32;
    let span = |c: &Component| (c.columns.start as f32, c.columns.end as f32);
    let spans: Vec<_> = components.iter().map(span).collect();
    let groups = with_low_ones(grouped(&spans, height), &components);
    let gap = narrowest_gap(&groups, height);
    let only = |group: &Group| {
        let mut map = InkMap { ink: vec![0; ink.ink.len()], ..ink };
        for &pixel in group.members.iter().flat_map(|&member| &components[member].pixels) {
            map.ink[pixel] = ink.ink[pixel];
        }
        Segment::of(map.cropped()?)
    };
    let whole = Segment::of(ink.cropped()?)?;
    let segments = match groups.len() {
        1 => vec![whole.clone()],
        _ => groups.iter().map(only).collect::<Option<_>>()?,
    };
    Some(SideBySide { whole, segments, gap })
}

/// How tall a group is, in pixels.
fn height(group: &Group, components: &[Component]) -> f32 {
    let rows = || group.members.iter().map(|&member| &components[member].rows);
    let top = rows().map(|rows| rows.start).min().expect("a group has a member");
    (rows().map(|rows| rows.end).max().expect("a group has a member") - top) as f32
}

/// The groups, each low one joined to the nearer of its neighbours.
fn with_low_ones(mut groups: Vec<Group>, components: &[Component]) -> Vec<Group> {
    let tallest = groups.iter().map(|group| height(group, components)).fold(0.0, f32::max);
    while groups.len() > 1 {
        let is_low = |group: &Group| height(group, components) < LOW * tallest;
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
    use crate::ink::{SIDE, prepare};
    use proptest::prelude::*;

    /// Bars of ink, `[left, top, right, bottom]`, on a sheet of 300 × 200.
    fn bars(bars: &[[usize; 4]]) -> SideBySide {
        let inside = |x: usize, y: usize| {
            bars.iter().any(|&[l, t, r, b]| (l..r).contains(&x) && (t..b).contains(&y))
        };
        let grey =
            (0..300 * 200).map(|i| if inside(i % 300, i / 300) { 20 } else { 230 }).collect();
        prepare_side_by_side(&Picture::new(300, 200, grey).unwrap()).unwrap()
    }

    #[test]
    fn the_components_of_one_digit_stay_together() {
        let count = |ink: &[[usize; 4]]| bars(ink).segments.len();
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
        assert_eq!(found.segments.len(), 2);
        let widest = found.segments[1].aspect_ratio();
        assert!((widest - 70.0 / 120.0).abs() < 0.05, "{widest}");
        assert!((found.gap - 78.0 / 120.0).abs() < 0.05, "{}", found.gap);
        let wide = |image: &[u8; IMAGE]| {
            (0..SIDE).filter(|x| (0..SIDE).any(|y| image[y * SIDE + x] > 0)).count()
        };
        assert!(wide(&found.segments[0].image) < 6 && wide(&found.segments[1].image) > 8);
        let joined = bars(&[[60, 50, 72, 150], [72, 100, 220, 112], [220, 50, 232, 150]]);
        assert!(joined.segments.len() == 1 && joined.segments[0].aspect_ratio() > 1.6);
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
            prop_assert_eq!(apart.as_ref().map(|apart| apart.whole.image), prepare(&picture));
            if let Some(SideBySide { whole, segments, .. }) = apart {
                prop_assert!(whole.image.iter().any(|&ink| ink > 0) && !segments.is_empty());
                for [left, right] in segments.iter().flat_map(Segment::cuts) {
                    prop_assert!(left.aspect_ratio() > 0.0 && right.aspect_ratio() > 0.0);
                }
            }
        }
    }
}
