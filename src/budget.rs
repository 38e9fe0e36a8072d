//! What fits into a browser tab: one number of bytes, asked before anything large is allocated.
//!
//! The same number everywhere, natively as in the tab and for any number of threads, so that a
//! recipe, a file or a link is accepted by every machine or by none. Sizes are `u64` here: on wasm
//! `usize` has 32 bits, and what comes from outside may announce more.

use crate::cause::debug_as_display;
use serde::Serialize;
use thiserror::Error;

/// What nibnet may hold at a time, in bytes.
///
/// iOS lets a module with threads have 256 MB of memory; 32 MB of it are kept for the module
/// itself, the threads' stacks, and what the allocator can't use.
pub const BUDGET: u64 = (256 - 32) << 20;

/// Something large that is about to be allocated.
#[derive(Clone, Debug, PartialEq)]
pub struct Need {
    /// What it is, as it follows "most of it for": `"the digits"`.
    pub what: &'static str,
    /// How many bytes it takes.
    pub bytes: u64,
}

/// Why something can't be held in memory.
#[derive(Clone, PartialEq, Eq, Error, Serialize)]
#[error(
    "this takes {} MB of memory, and a browser tab has {} for it; {largest} alone take {} MB",
    megabytes(*.needed), megabytes(*.budget), megabytes(*.bytes)
)]
#[serde(rename_all = "camelCase")]
pub struct TooLarge {
    /// Bytes that all of it takes.
    pub needed: u64,
    /// Bytes that there are.
    pub budget: u64,
    /// What takes the most of them.
    pub largest: &'static str,
    /// How many bytes that takes.
    pub bytes: u64,
}

debug_as_display!(TooLarge);

/// Compares the sum of what is needed with [`BUDGET`].
///
/// # Errors
/// [`TooLarge`], which names the largest of the needs, and by how much the sum is over the budget.
pub fn fits(needs: &[Need]) -> Result<(), TooLarge> {
    let needed = needs.iter().fold(0u64, |sum, need| sum.saturating_add(need.bytes));
    if needed <= BUDGET {
        return Ok(());
    }
    let largest = needs.iter().max_by_key(|need| need.bytes).expect("a sum above 0 has a summand");
    Err(TooLarge { needed, budget: BUDGET, largest: largest.what, bytes: largest.bytes })
}

/// Rounded up, so that what is over the budget never reads as the budget itself.
fn megabytes(bytes: u64) -> u64 {
    bytes.div_ceil(1 << 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_budget_itself_fits_and_a_byte_more_does_not() {
        let need = |bytes| Need { what: "the digits", bytes };
        assert_eq!(fits(&[]), Ok(()));
        assert_eq!(fits(&[need(BUDGET - 1), need(1)]), Ok(()));
        let error = fits(&[need(BUDGET), Need { what: "the weights", bytes: 1 }]).unwrap_err();
        assert_eq!((error.needed, error.largest), (BUDGET + 1, "the digits"));
        assert_eq!(
            error.to_string(),
            "this takes 225 MB of memory, and a browser tab has 224 for it; the digits alone take 224 MB"
        );
    }

    #[test]
    fn sums_that_no_machine_can_count_are_still_too_large() {
        let all = Need { what: "the digits", bytes: u64::MAX };
        assert_eq!(fits(&[all.clone(), all]).unwrap_err().needed, u64::MAX);
    }
}
