//! What a layer adds to a plan: tensors, blocks and buffers.

use super::error::NetworkError;
use super::layout::{Layout, Values};
use super::limits::MOST_PARAMETERS;
use super::shape::Shape;
use super::tensor::{Block, LayerName, Start, Tensor, TensorRole};
use std::fmt::Display;
use std::ops::Range;

/// Where a stage finds its input.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The bytes of the images: only the first layer, where it can skip those that are zero.
    Pixels,
    /// A buffer of values.
    Values {
        at: Values,
        /// Whether there are parameters before it, which the gradient has to reach.
        needs_gradient: bool,
    },
}

/// A plan that grows layer by layer. The fields are those of the layer that is added now.
#[derive(Clone, Debug)]
pub(super) struct Builder {
    pub(super) layout: Layout,
    pub(super) tensors: Vec<Tensor>,
    pub(super) blocks: Vec<Block>,
    /// Channels of each batch norm so far, and the positions that share them.
    pub(super) norms: Vec<[usize; 2]>,
    /// The number of the stage.
    pub(super) stage: usize,
    /// The number of the layer, from 1.
    pub(super) layer: usize,
    /// What files call its kind.
    pub(super) kind: &'static str,
    /// What it is given.
    pub(super) shape: Shape,
    pub(super) source: Source,
    /// Whether batch norm follows, which takes out any bias of a linear layer.
    pub(super) is_normed: bool,
}

impl Builder {
    /// The input as a picture, for a layer that works on nothing else.
    pub(super) fn picture(&self, layer: &impl Display) -> Result<[usize; 3], NetworkError> {
        match self.shape {
            Shape::Picture(sides) => Ok(sides),
            Shape::Row(values) => Err(NetworkError::NoPicture {
                layer: self.layer,
                found: layer.to_string(),
                before: self.layer - 1,
                values,
            }),
        }
    }

    /// The buffer that the layer reads, and whether its gradient is wanted: of all layers but a
    /// dense one and a convolution, which may read the pixels.
    pub(super) fn input(&self) -> (Values, bool) {
        match self.source {
            Source::Values { at, needs_gradient } => (at, needs_gradient),
            Source::Pixels => unreachable!("`Plan` gives the first of these layers a buffer"),
        }
    }

    /// A buffer for what the layer hands on.
    pub(super) fn output(&mut self, shape: Shape) -> Values {
        let at = self.layout.values(shape.values());
        self.shape = shape;
        self.source = Source::Values { at, needs_gradient: !self.tensors.is_empty() };
        at
    }

    /// Parameters behind all others, in blocks of `rows` leading rows each. (A tensor of a row of
    /// numbers has one block in any case.)
    ///
    /// # Errors
    /// [`NetworkError::Parameters`] if they are too many with all before.
    pub(super) fn tensor(
        &mut self,
        role: TensorRole,
        shape: Vec<usize>,
        start: Start,
        (rows, uses): (usize, usize),
    ) -> Result<Range<usize>, NetworkError> {
        let first = self.parameters();
        let count: u64 = shape.iter().map(|&side| side as u64).product();
        let (found, most) = (first as u64 + count, MOST_PARAMETERS);
        if found > most {
            return Err(NetworkError::Parameters { layer: self.layer, found, most });
        }
        let range = first..found as usize;
        let leading = shape[0];
        let rows = if shape.len() == 1 { leading } else { rows };
        for row in (0..leading).step_by(rows) {
            let rows = row..(row + rows).min(leading);
            let length = rows.len() * (range.len() / leading);
            self.blocks.push(Block { stage: self.stage, role, rows, length, uses });
        }
        let Self { layer, kind, .. } = *self;
        self.tensors.push(Tensor { role, layer, shape, range: range.clone(), kind, start });
        Ok(range)
    }

    pub(super) fn name(&self) -> LayerName {
        LayerName { kind: self.kind, number: self.layer }
    }

    pub(super) fn parameters(&self) -> usize {
        self.tensors.last().map_or(0, |tensor| tensor.range.end)
    }
}
