//! How many images a net can be shown at a time.

use crate::budget::{Need, TooLarge, fits};
use crate::net::Plan;

/// How many images to run through the layers together: `most`, or as many as fit beside `others`.
///
/// # Errors
/// [`TooLarge`] if not even one does.
pub(crate) fn images_that_fit(
    plan: &Plan,
    most: usize,
    others: &[Need],
) -> Result<usize, TooLarge> {
    let fit = |images: usize| {
        let bytes = shard_bytes(plan, images as u64, false);
        fits(&[others, &[Need { what: "the values between the layers", bytes }]].concat())
    };
    match (2..=most).rev().find(|&images| fit(images).is_ok()) {
        Some(images) => Ok(images),
        None => fit(1).map(|()| 1),
    }
}

/// Bytes that a shard takes for so many images.
pub(crate) fn shard_bytes(plan: &Plan, images: u64, training: bool) -> u64 {
    let largest = plan.tensors().iter().map(|tensor| tensor.range.len()).max().unwrap_or(0) as u64;
    let (values, copies) = (plan.values() as u64, if training { 3 } else { 2 });
    images * (4 * copies * values + 16 * plan.pixels() as u64) + 4 * largest
}
