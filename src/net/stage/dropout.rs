//! Dropout of units, and what dropout of channels does as well.

use crate::decimal::Decimal;
use crate::kernels;
use crate::net::builder::Builder;
use crate::net::error::NetworkError;
use crate::net::layout::{Buffers, Kept, Values, When};
use crate::net::operator::Operator;
use crate::net::pass::{DropoutSeed, Pass};
use crate::rng::{Purpose, Rng};
use bincode::Decode;
use serde::{Deserialize, Serialize};
use std::fmt;

/// While training, silences units at random (Srivastava et al., 2014).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Decode)]
#[serde(deny_unknown_fields)]
pub struct Dropout {
    /// The fraction of units that stays.
    pub keep: f32,
}

pub(super) const KIND: &str = "dropout";

impl Dropout {
    pub(super) fn check(&self, layer: usize) -> Result<(), NetworkError> {
        check_keep(layer, self.keep)
    }

    pub(super) fn plan(&self, plan: &mut Builder) -> Result<Stage, NetworkError> {
        Ok(Stage::new(plan, self.keep, plan.shape.values()))
    }
}

impl fmt::Display for Dropout {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "dropout keep {}", Decimal(self.keep))
    }
}

pub(super) fn check_keep(layer: usize, found: f32) -> Result<(), NetworkError> {
    if found > 0.0 && found <= 1.0 { Ok(()) } else { Err(NetworkError::Keep { layer, found }) }
}

#[derive(Clone, Debug)]
pub(in crate::net) struct Stage {
    /// Its number among the stages, which names its random numbers.
    number: u32,
    from: Values,
    needs_gradient: bool,
    to: Values,
    pub(super) keep: f32,
    /// The factor of each channel of each image.
    mask: Kept,
    /// How many factors there are for an image: each is that of the values so far apart.
    channels: usize,
}

impl Stage {
    pub(super) fn new(plan: &mut Builder, keep: f32, channels: usize) -> Self {
        let (from, needs_gradient) = plan.input();
        let mask = plan.layout.kept(channels, When::Training);
        let (number, to) = (plan.stage as u32, plan.output(plan.shape));
        Self { number, from, needs_gradient, to, keep, mask, channels }
    }

    /// Hands all values on as they are, as a trained net does.
    pub(super) fn forward(&self, pass: &Pass, buffers: &mut Buffers) {
        let [x, out] = buffers.values.pair_mut(self.from, self.to, pass.images);
        out.copy_from_slice(x);
    }

    /// In training, after [`forward`](Self::forward): silences some. A step of its own, so that a
    /// module that only reads comes without its random numbers.
    pub(in crate::net) fn silence(&self, images: usize, seed: DropoutSeed, buffers: &mut Buffers) {
        let mask = buffers.kept.of_mut(self.mask, images);
        self.draw(mask, seed);
        self.apply(mask, buffers.values.of_mut(self.to, images));
    }

    pub(super) fn backward(&self, pass: &Pass, buffers: &mut Buffers) {
        if self.needs_gradient {
            let [d_x, d_out] = buffers.gradients.pair_mut(self.from, self.to, pass.images);
            d_x.copy_from_slice(d_out);
            self.apply(buffers.kept.of(self.mask, pass.images), d_x);
        }
    }

    fn draw(&self, mask: &mut [f32], DropoutSeed { seed, step, first_row }: DropoutSeed) {
        for (row, mask) in (first_row..).zip(mask.chunks_exact_mut(self.channels)) {
            let purpose = Purpose::Dropout { step, stage: self.number, row };
            let mut rng = Rng::new(seed.into(), purpose);
            mask.fill_with(|| f32::from_bits(rng.bits()));
        }
        kernels::dropout_mask(mask, self.keep);
    }

    /// Multiplies each image's values with its factors, the same at all positions.
    fn apply(&self, mask: &[f32], values: &mut [f32]) {
        if mask.len() == values.len() {
            return kernels::multiply_in_place(mask, values);
        }
        let width = values.len() / (mask.len() / self.channels);
        let images = mask.chunks_exact(self.channels).zip(values.chunks_exact_mut(width));
        for (mask, values) in images {
            for position in values.chunks_exact_mut(self.channels) {
                kernels::multiply_in_place(mask, position);
            }
        }
    }

    pub(super) fn operators(&self, _: &[f32]) -> Vec<Operator> {
        Vec::new() // it lets everything through once a net is trained
    }
}
