//! Who does the work of a step: one thread, or several.

pub mod team;

use team::Team;
pub use team::join;
use thiserror::Error;

/// One thread, or several; the results are the same, bit by bit.
#[derive(Debug)]
pub struct ThreadPool {
    /// `None` is the calling thread alone.
    team: Option<Team>,
}

/// Why a crew of several threads could not be had.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{threads} threads can't be had: {reason}")]
pub struct ThreadPoolError {
    threads: usize,
    reason: String,
}

impl ThreadPool {
    /// More threads than this would have nothing to do.
    pub const MOST: usize = 256;

    /// The calling thread alone.
    pub const fn single() -> Self {
        Self { team: None }
    }

    /// A crew of `threads`; 1 is the calling thread alone.
    ///
    /// # Errors
    /// A [`ThreadPoolError`] for 0 threads or more than [`MOST`](Self::MOST), or if the system refuses.
    pub fn new(threads: usize) -> Result<Self, ThreadPoolError> {
        let failed = |reason: String| ThreadPoolError { threads, reason };
        match threads {
            0 => Err(failed("it takes at least one".to_owned())),
            1 => Ok(Self::single()),
            2..=Self::MOST => {
                let team = Team::of(threads).map_err(|error| failed(error.to_string()))?;
                Ok(Self { team: Some(team) })
            }
            _ => Err(failed(format!("{} are the most", Self::MOST))),
        }
    }

    /// A crew whose other threads come by themselves, through [`join`](crate::threads::join).
    ///
    /// It begins alone, and goes on with whoever has come.
    pub fn expecting(threads: usize) -> Self {
        let several = (2..=Self::MOST).contains(&threads);
        Self { team: several.then(|| Team::expecting(threads)) }
    }

    /// How many threads, when all have come.
    pub fn threads(&self) -> usize {
        self.team.as_ref().map_or(1, Team::threads)
    }

    /// How many of them are here.
    pub fn present(&self) -> usize {
        self.team.as_ref().map_or(1, Team::present)
    }

    /// Calls `work` on every item, on any thread and in any order.
    pub(crate) fn each<T: Send>(&self, items: &mut [T], work: impl Fn(&mut T) + Sync) {
        match &self.team {
            Some(team) => team.each(items, work),
            None => items.iter_mut().for_each(work),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crew_has_the_threads_that_were_asked_for_or_says_why_not() {
        for threads in [1, 2, 7] {
            assert_eq!(ThreadPool::new(threads).unwrap().threads(), threads);
        }
        for threads in [0, ThreadPool::MOST + 1] {
            let text = ThreadPool::new(threads).unwrap_err().to_string();
            assert!(text.contains(&format!("{threads} threads can't be had")), "{text}");
        }
    }
}
