//! Answers, counted by what each digit was.

use super::accuracy::fraction;
use serde::Serialize;

/// `[truth][answer]`: how many digits there were of each.
#[derive(Default, Serialize)]
pub(super) struct Confusion([[u32; 10]; 10]);

impl Confusion {
    pub(super) fn add(&mut self, truth: u8, answer: u8) {
        self.0[usize::from(truth)][usize::from(answer)] += 1;
    }

    pub(super) fn total(&self) -> u32 {
        self.0.iter().flatten().sum()
    }

    pub(super) fn correct(&self) -> u32 {
        (0..10).map(|digit| self.0[digit][digit]).sum()
    }

    /// How much of each digit was read as what it is; `None` of a digit that there wasn't.
    pub(super) fn accuracies(&self) -> [Option<f64>; 10] {
        std::array::from_fn(|truth| {
            let total = self.0[truth].iter().sum();
            (total > 0).then(|| fraction(self.0[truth][truth], total))
        })
    }

    /// Prints a table: a row for each digit as it is, a column for each answer.
    pub(super) fn print(&self) {
        println!("read as     0     1     2     3     4     5     6     7     8     9");
        for (truth, row) in self.0.iter().enumerate() {
            let cells: String = row.iter().map(|count| format!("{count:6}")).collect();
            println!("     {truth} {cells}");
        }
    }
}
