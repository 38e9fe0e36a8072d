//! How digits are cut into pieces: for threads, for caches, and so that a worker can listen
//! between.

use crate::net::Plan;
use std::ops::Range;

/// Digits read in one piece of a test: a few milliseconds' work.
pub(super) const SLICE: u32 = 500;
/// Values that stay in the nearer caches, 512 kB, and pixels whose lists, if short, do.
const VALUES_IN_CACHE: usize = 131_072;
const PIXELS_IN_CACHE: usize = 2 * VALUES_IN_CACHE;
/// Of nets with more values of each digit than this, 8 MB, digits are read one by one.
const MOST_VALUES: usize = 16 * VALUES_IN_CACHE;

/// Cuts `rows` evenly for so many threads.
pub(super) fn cut(rows: usize, threads: usize) -> impl Iterator<Item = Range<usize>> {
    let size = rows_a_shard(rows, threads);
    (0..rows).step_by(size).map(move |first| first..(first + size).min(rows))
}

/// Of fewer than four rows a tile would be half empty.
pub(super) fn rows_a_shard(rows: usize, threads: usize) -> usize {
    rows.div_ceil(threads.max(1)).max(4)
}

/// How many digits are read together: so many that their values stay in the nearer caches.
pub(super) fn images_in_cache(plan: &Plan) -> usize {
    match plan.values() {
        // Four rows fill a tile.
        values @ ..=MOST_VALUES => {
            let fit = (VALUES_IN_CACHE / values).min(PIXELS_IN_CACHE / plan.pixels());
            fit.clamp(4, 128) / 4 * 4
        }
        _ => 1,
    }
}
