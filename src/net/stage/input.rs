//! The input, where the first layer can't read bytes itself.

use crate::net::builder::Builder;
use crate::net::layout::{Buffers, Values};
use crate::net::operator::Operator;
use crate::net::pass::Pass;

/// Turns bytes, from 0 to 255, into floats from 0 to 1.
#[derive(Clone, Debug)]
pub(in crate::net) struct Stage {
    to: Values,
}

impl Stage {
    pub(in crate::net) fn new(plan: &mut Builder) -> Self {
        Self { to: plan.output(plan.shape) }
    }

    pub(super) fn forward(&self, pass: &Pass, buffers: &mut Buffers) {
        let out = buffers.values.of_mut(self.to, pass.images);
        for (value, &pixel) in out.iter_mut().zip(pass.pixels) {
            *value = f32::from(pixel) * (1.0 / 255.0);
        }
    }

    pub(super) fn backward(&self, _: &Pass, _: &mut Buffers) {}

    pub(super) fn operators(&self, _: &[f32]) -> Vec<Operator> {
        Vec::new()
    }
}
