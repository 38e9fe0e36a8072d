//! Which digits each step learns from.

use crate::data::{Digits, Split};
use crate::rng::{Purpose, Rng};

/// Goes through the training digits epoch by epoch, each time in another order.
///
/// The first epoch takes chunk after chunk, mixed within each, so that a run can begin with the
/// first chunk and needs the last one only towards the end of the epoch; from the second on
/// everything is mixed. The order depends on the seed alone, never on when the chunks arrive.
#[derive(Clone, Debug)]
pub(super) struct Order {
    seed: u32,
    digits: u32,
    epoch: u32,
    place: u32,
    shuffled: Vec<u32>,
}

impl Order {
    #[cfg(test)]
    fn new(seed: u32, digits: u32, set: &Digits) -> Self {
        Self::from(seed, digits, set, (0, 0))
    }

    /// The order over the first `digits` training digits of a set, from a
    /// [`position`](Self::position) on, whose place is `digits` at the most.
    pub(super) fn from(seed: u32, digits: u32, set: &Digits, (epoch, place): (u32, u32)) -> Self {
        let mut order = Self { seed, digits, epoch, place, shuffled: (0..digits).collect() };
        order.shuffle(set);
        order
    }

    /// The epoch, and how many digits of it have been given out.
    pub(super) fn position(&self) -> (u32, u32) {
        (self.epoch, self.place)
    }

    /// The next digits, as many as `batch` has places. `false`, and nothing is taken, if some of
    /// them haven't arrived.
    pub(super) fn next(&mut self, set: &Digits, batch: &mut [u32]) -> bool {
        if !self.arrived(set, batch.len() as u32) {
            return false;
        }
        for place in batch {
            if self.place == self.digits {
                self.epoch += 1;
                self.place = 0;
                self.shuffle(set);
            }
            *place = self.shuffled[self.place as usize];
            self.place += 1;
        }
        true
    }

    /// Whether the next `count` digits are all there.
    fn arrived(&self, set: &Digits, count: u32) -> bool {
        let end = self.place + count;
        if self.epoch > 0 || end > self.digits {
            return set.has(Split::Train, 0, self.digits);
        }
        let end = set.manifest().end_of_chunk(end - 1).min(self.digits);
        set.has(Split::Train, self.place, end - self.place)
    }

    fn shuffle(&mut self, set: &Digits) {
        let mut rng = Rng::new(self.seed.into(), Purpose::Order { epoch: self.epoch });
        // From the plain order, so that an epoch's order doesn't depend on those before it.
        for (number, place) in (0..).zip(&mut self.shuffled) {
            *place = number;
        }
        if self.epoch > 0 {
            return rng.shuffle(&mut self.shuffled);
        }
        let mut first = 0;
        while first < self.digits {
            let end = set.manifest().end_of_chunk(first).min(self.digits);
            rng.shuffle(&mut self.shuffled[first as usize..end as usize]);
            first = end;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::data::{LabelledDigits, pack};
    use ndarray::{Array1, Array3};

    /// 12,000 training digits in chunks of 5,000, of which none has arrived.
    fn chunks() -> (Digits, Vec<Vec<u8>>) {
        let digits = |n| LabelledDigits::new(Array3::zeros((n, 1, 1)), Array1::zeros(n)).unwrap();
        let packed = pack("blank", &digits(12_000), &digits(1)).unwrap();
        let set = Digits::new(&packed.manifest).unwrap();
        let train = packed.files.into_iter().filter(|(name, _)| name.starts_with("train"));
        (set, train.map(|(_, file)| file).collect())
    }

    #[test]
    fn the_first_epoch_follows_the_chunks_and_waits_for_each() {
        let (mut set, files) = chunks();
        let mut order = Order::new(1, 12_000, &set);
        let mut batch = [0; 100];
        assert!(!order.next(&set, &mut batch));
        let mut seen = Vec::new();
        for (file, upto) in files.iter().zip([5000, 10_000, 12_000]) {
            set.add(file).unwrap();
            while seen.len() < upto {
                assert!(order.next(&set, &mut batch));
                assert!(batch.iter().all(|&digit| (digit as usize) < upto));
                seen.extend(batch);
            }
            if upto < 12_000 {
                assert!(!order.next(&set, &mut batch));
            }
        }
        seen.sort_unstable();
        assert!(seen.into_iter().eq(0..12_000), "every digit once");
    }

    #[test]
    fn the_order_is_the_same_whenever_the_chunks_arrive() {
        let (mut late, files) = chunks();
        let (mut early, _) = chunks();
        for file in &files {
            early.add(file).unwrap();
        }
        let (mut a, mut b) = (Order::new(5, 12_000, &late), Order::new(5, 12_000, &early));
        let mut arriving = files.iter();
        for _ in 0..1000 {
            let (mut batch_a, mut batch_b) = ([0; 70], [0; 70]);
            while !a.next(&late, &mut batch_a) {
                late.add(arriving.next().unwrap()).unwrap();
            }
            assert!(b.next(&early, &mut batch_b));
            assert_eq!(batch_a, batch_b);
        }
    }

    #[test]
    fn later_epochs_mix_everything_and_each_differs() {
        let (mut set, files) = chunks();
        for file in &files {
            set.add(file).unwrap();
        }
        let mut order = Order::new(1, 12_000, &set);
        let mut epoch = || {
            let mut batch = vec![0; 12_000];
            assert!(order.next(&set, &mut batch));
            batch
        };
        let (first, second, third) = (epoch(), epoch(), epoch());
        assert!(first[..5000].iter().all(|&digit| digit < 5000));
        assert!(second[..5000].iter().any(|&digit| digit >= 5000));
        assert_ne!(second, third);
        let mut sorted = third;
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..12_000));
    }
}
