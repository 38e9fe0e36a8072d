//! Channels four at a time; where they are no multiple of four, the last four overlap those before.

use crate::simd::F32x4;

/// Where each four channels begin.
pub(super) fn fours(channels: usize) -> impl Iterator<Item = usize> {
    (0..channels).step_by(4).map(move |first| first.min(channels.saturating_sub(4)))
}

/// Four channels from `first` on; where there are fewer, zeros behind them.
#[inline(always)]
pub(super) fn load(values: &[f32], first: usize) -> F32x4 {
    match values[first..].first_chunk::<4>() {
        Some(four) => F32x4::load(four),
        None => {
            let mut four = [0.0; 4];
            four[..values.len()].copy_from_slice(values);
            F32x4::load(&four)
        }
    }
}

#[inline(always)]
pub(super) fn store(four: F32x4, values: &mut [f32], first: usize) {
    match values[first..].first_chunk_mut::<4>() {
        Some(place) => four.store(place),
        None => {
            let count = values.len();
            values.copy_from_slice(&four.to_array()[..count]);
        }
    }
}
