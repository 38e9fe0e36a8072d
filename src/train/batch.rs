//! A batch, cut into a part for each thread.

use super::recipe::Recipe;
use crate::data::{Digits, Split};
use crate::ink::IMAGE;
use crate::net::{Plan, Shard};
use crate::rng::{Purpose, Rng};
use std::ops::Range;

/// One shard's share of a batch.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) shard: Shard,
    /// Its places in the batch.
    pub(super) rows: Range<usize>,
    pub(super) images: Vec<u8>,
    pub(super) labels: Vec<u8>,
    pub(super) correct: u32,
}

impl Part {
    /// Copies the shard's digits of the batch, moved about where the recipe says so.
    pub(super) fn fetch(&mut self, digits: &Digits, chosen: &[u32], recipe: &Recipe, step: u32) {
        let pixels = digits.manifest().pixels();
        let columns = digits.manifest().columns as usize;
        let rows = self.images.chunks_exact_mut(pixels).zip(&mut self.labels);
        // The pens' images are of the pad's size: `Recipe::check` refuses them for any other.
        let pens = recipe.pens.filter(|_| pixels == IMAGE);
        for (row, (&digit, (image, label))) in
            (self.rows.start as u32..).zip(chosen.iter().zip(rows))
        {
            // `Order::next` has found the digit there.
            let Some((from, labels)) = digits.run(Split::Train, digit, 1) else { continue };
            let mut rng = Rng::new(recipe.seed.into(), Purpose::Pens { step, row });
            let drawn = pens.and_then(|pens| pens.draw(&mut rng));
            let from = match &drawn {
                Some((drawn, of)) => {
                    *label = *of;
                    drawn.as_slice()
                }
                None => {
                    *label = labels[0];
                    from
                }
            };
            match &recipe.augment {
                None => image.copy_from_slice(from),
                Some(augment) => {
                    let mut rng = Rng::new(recipe.seed.into(), Purpose::Augment { step, row });
                    augment.apply(from, columns, &mut rng, image);
                }
            }
        }
    }
}

/// A part of a batch for each thread.
pub(super) fn parts(plan: &Plan, batch: usize, threads: usize) -> Vec<Part> {
    let part = |rows: Range<usize>| Part {
        shard: Shard::for_training(plan, rows.len()),
        images: vec![0; rows.len() * plan.pixels()],
        labels: vec![0; rows.len()],
        rows,
        correct: 0,
    };
    cut(batch, threads).map(part).collect()
}

/// Cuts `rows` into an even share for each thread; of fewer than four rows a tile would be half empty.
pub(super) fn cut(rows: usize, threads: usize) -> impl Iterator<Item = Range<usize>> {
    let share = rows.div_ceil(threads.max(1)).max(4);
    (0..rows).step_by(share).map(move |first| first..(first + share).min(rows))
}
