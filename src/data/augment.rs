//! Moving training digits about a little, so that a net learns more shapes than 60,000.

use crate::rng::Rng;
use crate::simd::sine_and_cosine;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// How far a training digit may be turned, sized, slanted, shifted and bent: each by an amount
/// drawn uniformly up to its bound, either way.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Augment {
    /// Turn, in degrees.
    pub rotate: f32,
    /// Larger or smaller, as a share of the size; height and width each on their own.
    pub scale: f32,
    /// Slant: pixels sideways for each pixel of height.
    pub shear: f32,
    /// Shift, in pixels, each way on its own.
    pub shift: f32,
    /// How far the edges are bent, in pixels: a smooth deformation of second degree, the coarsest
    /// of those of Simard, Steinkraus & Platt, "Best Practices for Convolutional Neural Networks"
    /// (2003).
    #[serde(skip_serializing_if = "is_zero")]
    pub bend: f32,
    /// The share of digits that all this happens to. Moving blurs an image a little: where some
    /// images are moved and others never are, a net learns to tell them apart by that.
    #[serde(skip_serializing_if = "is_one")]
    pub share: f32,
}

// What was always so isn't written.
fn is_zero(value: &f32) -> bool {
    *value == 0.0
}

fn is_one(value: &f32) -> bool {
    *value == 1.0
}

impl Default for Augment {
    fn default() -> Self {
        Self::USUAL
    }
}

/// A bound that makes no sense.
#[derive(Clone, Debug, PartialEq, Error)]
#[error("augment.{field} is {found}; it must be 0 to {most}")]
pub struct AugmentError {
    /// Which bound.
    pub field: &'static str,
    /// What it is.
    pub found: f32,
    /// The most that it may be.
    pub most: f32,
}

impl Augment {
    /// What most readers would still take for the same person's hand.
    pub const USUAL: Self =
        Self { rotate: 12.0, scale: 0.12, shear: 0.2, shift: 1.5, bend: 0.0, share: 1.0 };

    /// Checks the bounds.
    pub fn check(&self) -> Result<(), AugmentError> {
        for (field, found, most) in [
            ("rotate", self.rotate, 45.0),
            ("scale", self.scale, 0.5),
            ("shear", self.shear, 1.0),
            ("shift", self.shift, 10.0),
            ("bend", self.bend, 10.0),
            ("share", self.share, 1.0),
        ] {
            if !(0.0..=most).contains(&found) {
                return Err(AugmentError { field, found, most });
            }
        }
        Ok(())
    }

    /// Writes a changed copy of `image`, `[rows, columns]` bytes, to `out`.
    ///
    /// Every pixel of `out` is looked up, between four neighbours, where it comes from in `image`;
    /// beyond the edge is background.
    ///
    /// # Panics
    /// If `image` and `out` aren't whole rows of `columns` pixels, as many of one as of the other.
    pub fn apply(&self, image: &[u8], columns: usize, rng: &mut Rng, out: &mut [u8]) {
        assert!(
            image.len() == out.len() && image.len().is_multiple_of(columns),
            "images of one size"
        );
        if self.share < 1.0 && rng.unit() >= self.share {
            return out.copy_from_slice(image);
        }
        let rows = image.len() / columns;
        let (sine, cosine) = sine_and_cosine((self.rotate * rng.symmetric()).to_radians());
        let tall = 1.0 / (1.0 + self.scale * rng.symmetric());
        let wide = 1.0 / (1.0 + self.scale * rng.symmetric());
        let slant = self.shear * rng.symmetric();
        let (down, right) = (self.shift * rng.symmetric(), self.shift * rng.symmetric());
        let (middle_y, middle_x) = ((rows - 1) as f32 * 0.5, (columns - 1) as f32 * 0.5);
        let bend: [[f32; 3]; 2] =
            std::array::from_fn(|_| std::array::from_fn(|_| self.bend * rng.symmetric()));
        let bent = |of: [f32; 3], v: f32, u: f32| u * (of[0] * u + of[1] * v) + of[2] * v * v;
        let (tall_half, wide_half) = (middle_y.max(1.0), middle_x.max(1.0));
        // From the place in `out` back to the place in `image`: shift, turn, slant, size.
        let (x_by_x, x_by_y) = ((cosine + slant * sine) * wide, (slant * cosine - sine) * wide);
        let (y_by_x, y_by_y) = (sine * tall, cosine * tall);
        for (row, out) in out.chunks_exact_mut(columns).enumerate() {
            let dy = row as f32 - middle_y - down;
            for (column, out) in out.iter_mut().enumerate() {
                let dx = column as f32 - middle_x - right;
                let mut x = x_by_x * dx + x_by_y * dy + middle_x;
                let mut y = y_by_x * dx + y_by_y * dy + middle_y;
                if self.bend > 0.0 {
                    let (v, u) = (dy / tall_half, dx / wide_half);
                    x += bent(bend[0], v, u);
                    y += bent(bend[1], v, u);
                }
                *out = between(image, rows, columns, y, x);
            }
        }
    }
}

/// The ink at a place between four pixels, weighted by nearness.
#[inline]
fn between(image: &[u8], rows: usize, columns: usize, y: f32, x: f32) -> u8 {
    let (top, left) = (y.floor(), x.floor());
    let (y_part, x_part) = (y - top, x - left);
    let (top, left) = (top as i32, left as i32);
    let ink = |row: i32, column: i32| {
        let inside = (0..rows as i32).contains(&row) && (0..columns as i32).contains(&column);
        if inside { f32::from(image[row as usize * columns + column as usize]) } else { 0.0 }
    };
    let upper = ink(top, left) * (1.0 - x_part) + ink(top, left + 1) * x_part;
    let lower = ink(top + 1, left) * (1.0 - x_part) + ink(top + 1, left + 1) * x_part;
    (upper * (1.0 - y_part) + lower * y_part + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::Purpose;

    const STILL: Augment =
        Augment { rotate: 0.0, scale: 0.0, shear: 0.0, shift: 0.0, bend: 0.0, share: 1.0 };

    fn rng(row: u32) -> Rng {
        Rng::new(1, Purpose::Augment { step: 0, row })
    }

    fn ring() -> Vec<u8> {
        (0..784)
            .map(|i| {
                let (y, x) = ((i / 28) as f32 - 13.5, (i % 28) as f32 - 13.5);
                let distance = ((x * x + y * y).sqrt() - 7.0).abs();
                ((2.0 - distance).clamp(0.0, 1.0) * 255.0) as u8
            })
            .collect()
    }

    fn centre(image: &[u8]) -> (f32, f32, f32) {
        let (mut mass, mut y, mut x) = (0.0, 0.0, 0.0);
        for (i, &ink) in image.iter().enumerate() {
            mass += f32::from(ink);
            y += f32::from(ink) * (i / 28) as f32;
            x += f32::from(ink) * (i % 28) as f32;
        }
        (mass, y / mass, x / mass)
    }

    #[test]
    fn bounds_of_zero_change_nothing() {
        let image = ring();
        let mut out = vec![9; 784];
        STILL.apply(&image, 28, &mut rng(0), &mut out);
        assert_eq!(out, image);
    }

    #[test]
    fn each_bound_holds_and_is_used() {
        let image = ring();
        let (mass, y0, x0) = centre(&image);
        let mut out = vec![0; 784];
        let (mut farthest, mut lightest, mut heaviest) = (0f32, f32::MAX, 0f32);
        let mut bent_farthest = 0f32;
        for row in 0..300 {
            Augment { shift: 3.0, ..STILL }.apply(&image, 28, &mut rng(row), &mut out);
            let (_, y, x) = centre(&out);
            farthest = farthest.max((y - y0).abs()).max((x - x0).abs());
            Augment { scale: 0.2, ..STILL }.apply(&image, 28, &mut rng(row), &mut out);
            let (now, y, x) = centre(&out);
            assert!((y - y0).abs() < 0.1 && (x - x0).abs() < 0.1, "sizing keeps the middle");
            lightest = lightest.min(now / mass);
            heaviest = heaviest.max(now / mass);
            Augment { rotate: 45.0, ..STILL }.apply(&image, 28, &mut rng(row), &mut out);
            let (now, ..) = centre(&out);
            assert!((now / mass - 1.0).abs() < 0.02, "a ring turned is the same ring");
            Augment { bend: 2.0, ..STILL }.apply(&image, 28, &mut rng(row), &mut out);
            let (now, y, x) = centre(&out);
            assert!(
                (now / mass - 1.0).abs() < 0.25 && (y - y0).hypot(x - x0) < 2.5,
                "{now} of {mass}"
            );
            bent_farthest = bent_farthest.max((y - y0).hypot(x - x0));
        }
        assert!(bent_farthest > 0.3, "{bent_farthest}");
        assert!(farthest > 2.7 && farthest < 3.1, "{farthest}");
        assert!(lightest > 0.62 && lightest < 0.72 && heaviest < 1.46 && heaviest > 1.3);
    }

    #[test]
    fn a_share_of_the_digits_stays_as_it_is() {
        let image = ring();
        let mut out = vec![0; 784];
        let still = (0..400)
            .filter(|&row| {
                Augment { share: 0.7, ..Augment::default() }.apply(
                    &image,
                    28,
                    &mut rng(row),
                    &mut out,
                );
                out == image
            })
            .count();
        assert!((85..155).contains(&still), "{still} of 400");
    }

    #[test]
    fn a_bound_out_of_range_is_named() {
        let error = Augment { shear: f32::NAN, ..STILL }.check().unwrap_err();
        assert_eq!(error.to_string(), "augment.shear is NaN; it must be 0 to 1");
        assert!(Augment::default().check().is_ok());
    }
}
