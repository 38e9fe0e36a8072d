//! Who does the work of a step: one thread, or several.

use thiserror::Error;

/// One thread, or several; the results are the same, bit by bit.
#[derive(Debug)]
pub struct Crew {
    #[cfg(feature = "threads")]
    pool: Option<rayon::ThreadPool>,
}

/// Why a crew of several threads could not be had.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{threads} threads can't be had: {reason}")]
pub struct CrewError {
    threads: usize,
    reason: String,
}

impl Crew {
    /// The calling thread alone.
    pub const fn alone() -> Self {
        Self {
            #[cfg(feature = "threads")]
            pool: None,
        }
    }

    /// A crew of `threads`; 1 is the calling thread alone.
    ///
    /// # Errors
    /// A [`CrewError`] for 0 threads, or if the system refuses.
    pub fn of(threads: usize) -> Result<Self, CrewError> {
        let failed = |reason: String| CrewError { threads, reason };
        match threads {
            0 => Err(failed("it takes at least one".to_owned())),
            1 => Ok(Self::alone()),
            #[cfg(feature = "threads")]
            _ => {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
                Ok(Self { pool: Some(pool.map_err(|error| failed(error.to_string()))?) })
            }
            #[cfg(not(feature = "threads"))]
            _ => Err(failed("this build has one only".to_owned())),
        }
    }

    /// How many threads.
    pub fn threads(&self) -> usize {
        #[cfg(feature = "threads")]
        if let Some(pool) = &self.pool {
            return pool.current_num_threads();
        }
        1
    }

    /// Calls `work` on every item, on any thread and in any order.
    pub(super) fn each<T: Send>(&self, items: &mut [T], work: impl Fn(&mut T) + Sync + Send) {
        #[cfg(feature = "threads")]
        if let Some(pool) = &self.pool {
            use rayon::prelude::*;
            return pool.install(|| items.par_iter_mut().for_each(work));
        }
        items.iter_mut().for_each(work);
    }

    /// Runs `a` and `b`, side by side where there are threads for it.
    pub(super) fn both(&self, a: impl FnOnce() + Send, b: impl FnOnce() + Send) {
        #[cfg(feature = "threads")]
        if let Some(pool) = &self.pool {
            pool.join(a, b);
            return;
        }
        a();
        b();
    }
}
