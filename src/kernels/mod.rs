//! Arithmetic on plain slices: the inner loops of training and of recognition.
//!
//! Slices in, slices out: nothing here allocates, reads a clock or draws a random number, and
//! nothing here knows about layers, files or the browser. (Of types there are [`ConvShape`], and
//! [`SparseInput`], which allocates once.)
//!
//! Letters: `B` images in a batch, `I` inputs, `O` outputs, `C` classes. Matrices are row-major;
//! weights are `[I, O]`, one row an input. `d_x` is the gradient of the loss with respect to `x`,
//! and has the shape of `x`.
//!
//! **One chain of sums.** Every element of a product is summed over its inner index in ascending
//! order, in one chain of multiply and add, whatever the tile it falls into. So the result doesn't
//! depend on how a product is cut up: its rows may be split over any number of threads, and
//! [`plain`], the reference with nested loops, gives the same bits.
//!
//! `unsafe` is in `gemm`, `nonzero` and `scatter`, and where `sparse_input` says that its
//! lists ascend. Each has its bounds checked before its loops, by sums that can't wrap in 32 bits.
//!
//! A kernel panics if its slices disagree about a shape: that is a bug in the caller, never an
//! input.

mod activation;
mod average_pool;
mod channels;
mod conv;
mod dense;
mod dropout;
mod gemm;
mod loss;
mod max_pool;
mod nonzero;
mod norm;
pub mod plain;
mod scatter;
mod shape;
mod skipping;
mod sparse_conv;
mod sparse_input;
#[cfg(test)]
mod testing;
mod update;

pub use activation::{
    leaky_relu, leaky_relu_gradient, relu, relu_gradient, sigmoid, sigmoid_gradient,
};
pub use average_pool::{average_pool, average_pool_gradient};
pub use conv::{conv, conv_input_gradient, conv_weight_gradient, pad, transpose_weights};
pub use dense::{
    bias_gradient, dense, dense_input_gradient, dense_scratch_length, dense_weight_gradient,
};
pub use dropout::{dropout_mask, multiply_in_place};
pub use loss::{NO_CLASS, Scores, argmax, softmax, softmax_against, softmax_cross_entropy};
pub use max_pool::{max_pool, max_pool_gradient};
pub use norm::{EPSILON, image_statistics, norm_input_gradient, norm_sums, scale_channels};
pub use scatter::{
    scatter_input_gradient, scatter_length, scatter_scratch, scatter_weights, skipping_pays,
};
pub use shape::ConvShape;
pub use sparse_conv::{
    can_skip_paper, pack_weights, packed_length, sparse_conv, sparse_conv_weight_gradient,
};
pub use sparse_input::{SparseInput, sparse_dense, sparse_weight_gradient};
pub use update::{AdamStep, adam, sgd};
