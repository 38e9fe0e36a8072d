//! Pen strokes, checked.

use crate::cause::debug_as_display;
use crate::decimal::Decimal;
use thiserror::Error;

/// Where the pen was.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    /// To the right, in sides of the pad: 0 to 1 on the pad.
    pub x: f32,
    /// Downwards, in sides of the pad.
    pub y: f32,
    /// 0 to 1; 0.5 where the device can't tell.
    pub pressure: f32,
}

/// What a visitor drew: strokes of at least one point each.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Strokes(pub(super) Vec<Vec<Point>>);

/// Why strokes can't be read.
#[derive(Clone, PartialEq, Error)]
#[allow(missing_docs)] // the sentences say it
#[non_exhaustive]
pub enum InkError {
    #[error(
        "point {point} of stroke {stroke} is at ({x}, {y}); both must be numbers between \
         −{far} and {far} sides of the pad",
        x = Decimal(*.x), y = Decimal(*.y), far = Decimal(Strokes::FAR)
    )]
    Place { stroke: usize, point: usize, x: f32, y: f32 },
    #[error(
        "the drawing has {found} points; up to {most} can be read", most = Strokes::MOST_POINTS
    )]
    TooMany { found: usize },
    #[error(
        "stroke {stroke} ends at point {end}, but begins at {start} and there are {points} points"
    )]
    Ends { stroke: usize, start: usize, end: usize, points: usize },
}

debug_as_display!(InkError);

impl Strokes {
    /// The most points in a drawing: an hour of a pen at 28 points a second.
    pub const MOST_POINTS: usize = 100_000;
    /// How far from the pad's corner a captured pointer may stray, in sides of the pad.
    pub const FAR: f32 = 1000.0;

    /// Checks `strokes`. Strokes without points are left out.
    pub fn new(strokes: Vec<Vec<Point>>) -> Result<Self, InkError> {
        let found = strokes.iter().map(Vec::len).sum();
        if found > Self::MOST_POINTS {
            return Err(InkError::TooMany { found });
        }
        for (stroke, points) in (1..).zip(&strokes) {
            for (point, &Point { x, y, .. }) in (1..).zip(points) {
                // A NaN fails both comparisons.
                if !(x.abs() <= Self::FAR && y.abs() <= Self::FAR) {
                    return Err(InkError::Place { stroke, point, x, y });
                }
            }
        }
        Ok(Self(strokes.into_iter().filter(|points| !points.is_empty()).collect()))
    }

    /// Takes strokes apart that come in flat lists: x, y, pressure, x, y, … and, for each stroke,
    /// the number of the point after its last. Points behind the last end are left out.
    pub fn from_flat(flat: &[f32], ends: &[u32]) -> Result<Self, InkError> {
        let (points, _) = flat.as_chunks::<3>();
        if points.len() > Self::MOST_POINTS || ends.len() > Self::MOST_POINTS {
            return Err(InkError::TooMany { found: points.len().max(ends.len()) });
        }
        let mut strokes = Vec::new();
        let mut start = 0;
        for (stroke, &end) in (1..).zip(ends) {
            let end = end as usize;
            if end < start || end > points.len() {
                return Err(InkError::Ends { stroke, start, end, points: points.len() });
            }
            let stroke = points[start..end].iter();
            strokes.push(stroke.map(|&[x, y, pressure]| Point { x, y, pressure }).collect());
            start = end;
        }
        Self::new(strokes)
    }

    /// The strokes, each with at least one point.
    pub fn iter(&self) -> impl Iterator<Item = &[Point]> {
        self.0.iter().map(Vec::as_slice)
    }

    /// The longer side of the box around all points, in sides of the pad; 0 where nothing is drawn.
    pub fn size(&self) -> f32 {
        let points = || self.0.iter().flatten();
        let span = |along: fn(&Point) -> f32| {
            let (low, high) = points()
                .map(along)
                .fold((f32::MAX, f32::MIN), |(low, high), place| (low.min(place), high.max(place)));
            high - low
        };
        if self.is_empty() { 0.0 } else { span(|point| point.x).max(span(|point| point.y)) }
    }

    /// Whether nothing has been drawn.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f32, y: f32) -> Point {
        Point { x, y, pressure: 0.5 }
    }

    #[test]
    fn flat_lists_are_taken_apart() {
        let flat = [0.1, 0.2, 0.5, 0.3, 0.4, 0.5, 0.9, 0.9, 0.5];
        let strokes = Strokes::from_flat(&flat, &[2, 2, 3]).unwrap();
        let strokes: Vec<_> = strokes.iter().collect();
        assert_eq!(strokes, [&[at(0.1, 0.2), at(0.3, 0.4)][..], &[at(0.9, 0.9)]]);
        assert!(Strokes::from_flat(&[], &[]).unwrap().is_empty());
    }

    #[test]
    fn what_is_no_drawing_is_refused_by_name() {
        let error = Strokes::new(vec![vec![at(0.0, 0.0)], vec![at(0.0, 0.0), at(f32::NAN, 0.0)]]);
        assert!(matches!(error, Err(InkError::Place { stroke: 2, point: 2, .. })));
        let error = Strokes::from_flat(&[0.0; 6], &[3]).unwrap_err();
        assert_eq!(
            error.to_string(),
            "stroke 1 ends at point 3, but begins at 0 and there are 2 points"
        );
        assert!(matches!(
            Strokes::from_flat(&[0.0; 6], &[2, 1]),
            Err(InkError::Ends { stroke: 2, .. })
        ));
        let error = Strokes::from_flat(&vec![0.0; 3_000_000], &[1_000_000]).unwrap_err();
        assert_eq!(error, InkError::TooMany { found: 1_000_000 });
    }
}
