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
        let bytes = plan.shard_bytes(images as u64, false);
        fits(&[others, &[Need { what: "the values between the layers", bytes }]].concat())
    };
    match (2..=most).rev().find(|&images| fit(images).is_ok()) {
        Some(images) => Ok(images),
        None => fit(1).map(|()| 1),
    }
}
