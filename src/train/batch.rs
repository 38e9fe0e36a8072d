//! A batch, cut into a shard for each thread.

use super::cut::cut;
use super::recipe::Recipe;
use crate::data::{Digits, Split};
use crate::ink::IMAGE;
use crate::net::{Plan, Shard};
use crate::rng::{Purpose, Rng};
use std::ops::Range;

/// Some digits of a batch, and their values on the way through the net.
#[derive(Debug)]
pub(super) struct BatchShard {
    pub(super) shard: Shard,
    /// Its places in the batch.
    pub(super) rows: Range<usize>,
    pub(super) images: Vec<u8>,
    pub(super) labels: Vec<u8>,
    pub(super) correct: u32,
}

impl BatchShard {
    /// The shards of a batch, in its order.
    pub(super) fn all(plan: &Plan, batch: usize, threads: usize) -> Vec<Self> {
        let shards = cut(batch, threads).map(|rows| Self {
            shard: Shard::for_training(plan, rows.len()),
            images: vec![0; rows.len() * plan.pixels()],
            labels: vec![0; rows.len()],
            rows,
            correct: 0,
        });
        shards.collect()
    }

    /// Copies its digits of the batch, moved about where the recipe says so.
    pub(super) fn fetch(&mut self, digits: &Digits, batch: &[u32], recipe: &Recipe, step: u32) {
        let pixels = digits.manifest().pixels();
        let columns = digits.manifest().columns as usize;
        let rows = self.images.chunks_exact_mut(pixels).zip(&mut self.labels);
        // The pens' images are of the pad's size: `Recipe::check` refuses them for any other.
        let pens = recipe.pens.filter(|_| pixels == IMAGE);
        let first = self.rows.start as u32;
        for (row, (&digit, (image, label))) in
            (first..).zip(batch[self.rows.clone()].iter().zip(rows))
        {
            let mut rng = Rng::new(recipe.seed.into(), Purpose::Pens { step, row });
            let drawn = pens.and_then(|pens| pens.draw(&mut rng));
            let from = match &drawn {
                Some((drawn, of)) => {
                    *label = *of;
                    drawn.as_slice()
                }
                None => {
                    let (image, labels) = digits
                        .run(Split::Train, digit, 1)
                        .expect("the order gives out digits that are there");
                    *label = labels[0];
                    image
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
