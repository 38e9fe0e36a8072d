//! The one seeded generator: everything random in a run comes from here.
//!
//! A stream is named by a seed and by what it is for, so that the digits of epoch 7 or the dropout
//! of step 300 can be drawn without having drawn what comes before: a run can go on from any step,
//! on any number of threads, with the same bits.

/// What a stream of random numbers is for; two purposes never share numbers. Steps, epochs and rows
/// of a batch count from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)] // the fields' names say it
pub enum Purpose {
    /// The first weights of a tensor of parameters, counted from the input.
    Weights { tensor: u32 },
    /// The order of the digits in one epoch.
    Order { epoch: u32 },
    /// Which units dropout silences for one image; `stage` is the stage of the net.
    Dropout { step: u32, stage: u32, row: u32 },
    /// How one image is moved and bent.
    Augment { step: u32, row: u32 },
    /// Whether one image is written by the grammar of pens, and how.
    Pens { step: u32, row: u32 },
    /// Which digits a net that is being taught rehearses, and which it is tested with.
    Remember,
    /// How a copy of what a visitor drew is moved and bent.
    Copy { number: u32 },
}

/// xoshiro128++ (Blackman & Vigna, "Scrambled linear pseudorandom number generators", 2021).
#[derive(Clone, Debug)]
pub struct Rng([u32; 4]);

impl Rng {
    /// The stream for `purpose` in the run with this seed.
    pub fn new(seed: u64, purpose: Purpose) -> Self {
        let [a, b, c, d] = match purpose {
            Purpose::Weights { tensor } => [1, tensor, 0, 0],
            Purpose::Order { epoch } => [2, epoch, 0, 0],
            Purpose::Dropout { step, stage, row } => [3, step, stage, row],
            Purpose::Augment { step, row } => [4, step, row, 0],
            Purpose::Pens { step, row } => [5, step, row, 0],
            Purpose::Remember => [6, 0, 0, 0],
            Purpose::Copy { number } => [7, number, 0, 0],
        };
        let mut key = split_mix(seed);
        for word in [a, b, c, d] {
            key = split_mix(key ^ u64::from(word));
        }
        let (low, high) = (split_mix(key), split_mix(key ^ 0x5bf0_3635));
        // A state of all zeros would stay there; the constant rules it out.
        Self([low as u32, (low >> 32) as u32, high as u32, (high >> 32) as u32 | 1])
    }

    /// 32 random bits.
    #[inline]
    pub fn bits(&mut self) -> u32 {
        let s = &mut self.0;
        let result = s[0].wrapping_add(s[3]).rotate_left(7).wrapping_add(s[0]);
        let t = s[1] << 9;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(11);
        result
    }

    /// Evenly from 0 up to, and never reaching, 1; in steps of 2⁻²⁴.
    #[inline]
    pub fn unit(&mut self) -> f32 {
        (self.bits() >> 8) as f32 * (1.0 / 16_777_216.0)
    }

    /// Evenly from −1 to 1.
    pub fn symmetric(&mut self) -> f32 {
        self.unit() * 2.0 - 1.0
    }

    /// A whole number from 0 up to, and never reaching, `bound`, each equally likely.
    ///
    /// Lemire, "Fast random integer generation in an interval" (2019). 0 for a bound of 0.
    pub fn below(&mut self, bound: u32) -> u32 {
        let mut product = u64::from(self.bits()) * u64::from(bound);
        if (product as u32) < bound {
            let unfair = bound.wrapping_neg() % bound;
            while (product as u32) < unfair {
                product = u64::from(self.bits()) * u64::from(bound);
            }
        }
        (product >> 32) as u32
    }

    /// From the normal distribution with mean 0 and deviation 1 (Marsaglia's polar method, 1964).
    pub fn normal(&mut self) -> f32 {
        loop {
            let (x, y) = (self.symmetric(), self.symmetric());
            let s = x * x + y * y;
            if s < 1.0 && s > 1e-12 {
                return x * (-2.0 * crate::simd::ln_scalar(s) / s).sqrt();
            }
        }
    }

    /// [`normal`](Self::normal), drawn again until it lies within two deviations.
    pub fn truncated_normal(&mut self) -> f32 {
        loop {
            let value = self.normal();
            if value.abs() <= 2.0 {
                return value;
            }
        }
    }

    /// Puts `items` into a random order (Fisher & Yates).
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            let chosen = self.below(last as u32 + 1) as usize;
            items.swap(last, chosen);
        }
    }
}

/// SplitMix64 (Steele, Lea & Flood, 2014): a good hash of 64 bits.
fn split_mix(seed: u64) -> u64 {
    let mut z = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand_xoshiro::Xoshiro128PlusPlus;
    use rand_xoshiro::rand_core::{Rng as _, SeedableRng};

    #[test]
    fn the_bits_are_those_of_xoshiro128_plus_plus() {
        let mut ours = Rng::new(7, Purpose::Order { epoch: 3 });
        let seed: Vec<u8> = ours.0.iter().flat_map(|word| word.to_le_bytes()).collect();
        let mut theirs = Xoshiro128PlusPlus::from_seed(seed.try_into().unwrap());
        for _ in 0..1000 {
            assert_eq!(ours.bits(), theirs.next_u32());
        }
    }

    #[test]
    fn streams_with_another_seed_or_purpose_differ() {
        let draw = |seed, purpose| Rng::new(seed, purpose).bits();
        let all = [
            draw(1, Purpose::Order { epoch: 0 }),
            draw(2, Purpose::Order { epoch: 0 }),
            draw(1, Purpose::Order { epoch: 1 }),
            draw(1, Purpose::Weights { tensor: 0 }),
            draw(1, Purpose::Dropout { step: 0, stage: 0, row: 0 }),
            draw(1, Purpose::Dropout { step: 0, stage: 1, row: 0 }),
            draw(1, Purpose::Dropout { step: 0, stage: 0, row: 1 }),
            draw(1, Purpose::Augment { step: 0, row: 0 }),
            draw(1, Purpose::Pens { step: 0, row: 0 }),
            draw(1, Purpose::Remember),
            draw(1, Purpose::Copy { number: 0 }),
        ];
        for (i, a) in all.iter().enumerate() {
            assert!(!all[i + 1..].contains(a), "stream {i} is repeated");
        }
    }

    #[test]
    fn the_normal_distribution_has_its_mean_deviation_and_tails() {
        let mut rng = Rng::new(1, Purpose::Weights { tensor: 0 });
        let draws: Vec<f64> = (0..100_000).map(|_| f64::from(rng.normal())).collect();
        let mean = draws.iter().sum::<f64>() / draws.len() as f64;
        let variance = draws.iter().map(|d| (d - mean).powi(2)).sum::<f64>() / draws.len() as f64;
        let beyond_two = draws.iter().filter(|d| d.abs() > 2.0).count() as f64 / draws.len() as f64;
        // Four standard errors each.
        assert!(mean.abs() < 0.013, "mean {mean}");
        assert!((variance - 1.0).abs() < 0.018, "variance {variance}");
        assert!((beyond_two - 0.0455).abs() < 0.0027, "beyond two deviations {beyond_two}");
        assert!((0..10_000).all(|_| rng.truncated_normal().abs() <= 2.0));
    }

    #[test]
    fn a_shuffle_keeps_everything_and_every_place_is_as_likely() {
        let mut rng = Rng::new(5, Purpose::Order { epoch: 0 });
        let mut firsts = [0u32; 10];
        for _ in 0..10_000 {
            let mut items: [u8; 10] = std::array::from_fn(|i| i as u8);
            rng.shuffle(&mut items);
            firsts[usize::from(items[0])] += 1;
            items.sort_unstable();
            assert_eq!(items, std::array::from_fn(|i| i as u8));
        }
        assert!(firsts.iter().all(|&n| (850..1150).contains(&n)), "{firsts:?}");
        assert_eq!(rng.below(0), 0);
        assert!((0..1000).all(|_| rng.below(3) < 3));
    }
}
