//! The thread pool: it shares out the items of a slice among several threads.
//!
//! ```
//! use nibnet::threads::ThreadPool;
//!
//! let pool = ThreadPool::new(3)?;
//! let mut squares: Vec<u32> = (0..100).collect();
//! pool.for_each(&mut squares, |it| *it *= *it);
//! assert_eq!(squares[99], 9801);
//! # Ok::<(), nibnet::threads::ThreadPoolError>(())
//! ```
//!
//! **Why another pool?**
//! - *Short jobs.* A training step takes a millisecond or two and is shared out several times. A
//!   general pool, whose threads sleep between jobs, took 46 µs a job beyond the work itself; this
//!   one takes half a microsecond, since its threads spin for a while before they sleep
//!   (`cargo bench --bench thread_pool`). They do sleep in the end, so a paused run costs nothing.
//! - *No waiting for late threads.* The caller works too, and each item goes to the thread that
//!   asks first. A worker thread that is late, asleep or not started yet is left out of a job; the
//!   caller waits only for those that still work on an item when none are left.
//! - *Threads that come from outside.* A browser starts threads as Web Workers, which the page has
//!   to do. They join a pool while it is already at work ([`join_thread_pool`]).
//! - *No allocation* in a job, and no dependency.
//!
//! The results don't depend on the number of threads as long as `work` looks at its own item and
//! at what no item changes. The file `gate.rs` says how a job reaches the threads, and what each
//! of its atomics is for; `cargo xtask endure miri` runs this room's tests under Miri with many
//! schedules.

// The items that are shared out, here; in `gate`, a reference whose lifetime the gate guards.
#![allow(unsafe_code)]

mod gate;

use gate::{Job, Shared, lock_ignoring_poison};
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex, Weak};
use std::thread::{self, JoinHandle};
use std::{fmt, io, panic};
use thiserror::Error;

/// One thread or several, of which the calling one is the first; dropping it ends the others.
pub struct ThreadPool {
    shared: Arc<Shared>,
    /// The worker threads that were started here.
    workers: Vec<JoinHandle<()>>,
}

/// Why a pool can't have so many threads.
#[derive(Debug, Error)]
#[allow(missing_docs)] // the sentences say it
#[non_exhaustive]
pub enum ThreadPoolError {
    #[error("a thread pool has 1 to {} threads, not {threads}", ThreadPool::MAX_THREADS)]
    Count { threads: usize },
    #[error("thread {number} of {threads} can't be started")]
    Start {
        number: usize,
        threads: usize,
        #[source]
        source: io::Error,
    },
}

impl ThreadPool {
    /// The most threads of a pool; more would have nothing to do.
    pub const MAX_THREADS: usize = gate::MAX_WORKERS + 1;

    /// The calling thread alone.
    pub fn single() -> Self {
        Self::with_vacancies(0)
    }

    /// A pool of `threads`: the calling one, and worker threads that are started here.
    ///
    /// # Errors
    /// A [`ThreadPoolError`] for 0 threads or more than [`MAX_THREADS`](Self::MAX_THREADS), or if
    /// the system has no thread left.
    pub fn new(threads: usize) -> Result<Self, ThreadPoolError> {
        if !(1..=Self::MAX_THREADS).contains(&threads) {
            return Err(ThreadPoolError::Count { threads });
        }
        let mut pool = Self::with_vacancies(threads - 1);
        for number in 2..=threads {
            let shared = Arc::clone(&pool.shared);
            let builder = thread::Builder::new().name(format!("nibnet {number}"));
            // Where this fails, `pool` is dropped and ends the threads that have been started.
            let worker = builder
                .spawn(move || shared.run_worker())
                .map_err(|source| ThreadPoolError::Start { number, threads, source })?;
            pool.workers.push(worker);
        }
        Ok(pool)
    }

    /// A pool of up to `threads`, from 1 to [`MAX_THREADS`](Self::MAX_THREADS), whose worker
    /// threads are started elsewhere and call [`join_thread_pool`]. It works with those that have
    /// joined.
    pub fn with_external_workers(threads: usize) -> Self {
        let pool = Self::with_vacancies(threads.clamp(1, Self::MAX_THREADS) - 1);
        *lock_ignoring_poison(&NEWEST) = Arc::downgrade(&pool.shared);
        pool
    }

    fn with_vacancies(vacancies: usize) -> Self {
        Self { shared: Arc::new(Shared::new(vacancies)), workers: Vec::new() }
    }

    /// How many threads it has once all have joined; the calling one counts.
    pub fn threads(&self) -> usize {
        1 + self.shared.max_workers
    }

    /// How many threads have joined; the calling one counts.
    pub fn present(&self) -> usize {
        1 + self.shared.present.load(Ordering::Relaxed)
    }

    /// Calls `work` on every item, once, on any thread and in any order.
    ///
    /// A call within `work`, or from two threads at once, is done by its calling thread alone.
    ///
    /// # Panics
    /// If `work` does, on any thread, and not before all threads have stopped working. The thread
    /// that panicked takes no further item; the others go on until none are left. The pool can be
    /// used as before.
    pub fn for_each<T: Send>(&self, items: &mut [T], work: impl Fn(&mut T) + Sync) {
        let count = items.len();
        let shared = &*self.shared;
        if count < 2 || shared.max_workers == 0 || shared.busy.swap(true, Ordering::Acquire) {
            return items.iter_mut().for_each(work);
        }
        let items = Items(items.as_mut_ptr());
        let work = |index: usize| {
            // SAFETY: `Shared` calls this with numbers below `count`, and with each of them once.
            work(unsafe { items.at(index) });
        };
        let outcome = shared.run_job(&Job { count, work: &work });
        shared.busy.store(false, Ordering::Release);
        if let Err(payload) = outcome {
            panic::resume_unwind(payload);
        }
    }
}

impl Drop for ThreadPool {
    fn drop(&mut self) {
        self.shared.shut_down();
        for worker in self.workers.drain(..) {
            // A panic in `work` has been passed on by its job; a worker thread itself doesn't
            // panic.
            let _ = worker.join();
        }
    }
}

impl fmt::Debug for ThreadPool {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("ThreadPool")
            .field("threads", &self.threads())
            .field("present", &self.present())
            .finish_non_exhaustive()
    }
}

/// The pool that was made last by [`ThreadPool::with_external_workers`].
static NEWEST: Mutex<Weak<Shared>> = Mutex::new(Weak::new());

/// Works as a thread of the pool that [`ThreadPool::with_external_workers`] made last, and returns
/// when that pool is dropped; at once if there is none or it has no vacancy.
pub fn join_thread_pool() {
    let shared = lock_ignoring_poison(&NEWEST).upgrade();
    if let Some(shared) = shared {
        shared.run_worker();
    }
}

/// A pointer to the first item, for threads that take a different item each.
struct Items<T>(*mut T);

// SAFETY: a shared `Items` gives `&mut T` to one thread or another, which `T: Send` allows; that no
// item is given out twice is up to the caller of `at`.
unsafe impl<T: Send> Sync for Items<T> {}

impl<T> Items<T> {
    /// # Safety
    /// `index` is that of an item, and no other reference to it exists while this one lives.
    #[allow(clippy::mut_from_ref)]
    unsafe fn at(&self, index: usize) -> &mut T {
        // SAFETY: as the caller promises, an item is there, and there is no other reference to it.
        unsafe { &mut *self.0.add(index) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::panic::AssertUnwindSafe;
    use std::sync::Barrier;
    use std::time::Duration;

    /// Alone, a pair, one that no slice divides by, and more than this machine has.
    const SIZES: &[usize] = if cfg!(miri) { &[1, 2, 3] } else { &[1, 2, 3, 8, 33] };

    /// How often a test repeats what it does: a few times under Miri, which is slow.
    const fn times(natively: usize) -> usize {
        if cfg!(miri) { 2 + natively / 500 } else { natively }
    }

    fn pool(threads: usize) -> ThreadPool {
        ThreadPool::new(threads).unwrap()
    }

    #[test]
    fn a_pool_has_the_threads_that_were_asked_for_or_says_why_not() {
        for threads in [1, 2, 7] {
            assert_eq!(pool(threads).threads(), threads);
        }
        for threads in [0, ThreadPool::MAX_THREADS + 1] {
            let text = ThreadPool::new(threads).unwrap_err().to_string();
            assert_eq!(text, format!("a thread pool has 1 to 256 threads, not {threads}"));
        }
        assert_eq!(ThreadPool::single().threads(), 1);
    }

    #[test]
    fn every_item_is_worked_on_once_in_every_job() {
        for &threads in SIZES {
            let pool = pool(threads);
            for count in [0, 1, 2, 3, 7, 64, times(1000)] {
                let mut items: Vec<(usize, usize)> = (0..count).map(|i| (i, 0)).collect();
                for job in 1..=times(50) {
                    pool.for_each(&mut items, |(_, times)| *times += 1);
                    let wrong = items.iter().enumerate().find(|(i, it)| **it != (*i, job));
                    assert_eq!(wrong, None, "{threads} threads, {count} items, job {job}");
                }
            }
        }
    }

    #[test]
    fn many_short_jobs_see_what_the_job_before_has_left() {
        let sum = |all: &[u64]| all.iter().fold(0_u64, |sum, it| sum.wrapping_add(*it));
        for &threads in SIZES {
            let pool = pool(threads);
            // Each job reads what any thread wrote in the last one: a number lost would show.
            let mut now = [1_u64; 16];
            let mut expected = now;
            for job in 0..times(2_000) {
                let before = now;
                pool.for_each(&mut now, |it| *it = it.wrapping_mul(31) ^ sum(&before));
                let sum = sum(&expected);
                expected = expected.map(|it| it.wrapping_mul(31) ^ sum);
                assert_eq!(now, expected, "{threads} threads, job {job}");
            }
        }
    }

    #[test]
    fn sleeping_workers_are_woken_and_so_is_a_sleeping_caller() {
        let pool = pool(4);
        let mut items = [0; 100];
        for job in 1..=5 {
            thread::sleep(Duration::from_millis(20));
            pool.for_each(&mut items, |it| *it += 1);
            assert_eq!(items, [job; 100]);
        }
        // Long enough that the caller falls asleep while a worker still works.
        let caller = thread::current().id();
        pool.for_each(&mut items, |it| {
            if thread::current().id() != caller {
                thread::sleep(Duration::from_millis(2));
            }
            *it += 1;
        });
        assert_eq!(items, [6; 100]);
    }

    #[test]
    fn workers_do_take_part() {
        let both = Barrier::new(2);
        // Neither item can be finished before the other has been begun.
        pool(2).for_each(&mut [(), ()], |()| {
            both.wait();
        });
    }

    #[test]
    fn a_panic_of_any_thread_reaches_the_caller_and_spoils_nothing() {
        for &threads in SIZES {
            let pool = pool(threads);
            let mut items: Vec<u32> = (0..64).collect();
            for bad in [0, 17, 63] {
                let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
                    pool.for_each(&mut items, |it| assert_ne!(*it, bad, "this one is bad"));
                }));
                let payload = outcome.expect_err("it should have panicked");
                let text = payload.downcast_ref::<String>().expect("with a sentence");
                assert!(text.contains("this one is bad"), "{text}");
                let mut times = [0; 64];
                pool.for_each(&mut times, |it| *it += 1);
                assert_eq!(times, [1; 64], "{threads} threads after {bad}");
            }
        }
    }

    #[test]
    fn after_a_panic_of_one_thread_the_other_does_the_rest() {
        for caller_panics in [true, false] {
            let (caller, both) = (thread::current().id(), Barrier::new(2));
            let mut items: [(usize, u32); 12] = std::array::from_fn(|index| (index, 0));
            let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
                pool(2).for_each(&mut items, |(index, times)| {
                    *times += 1;
                    if *index < 2 {
                        both.wait(); // so each thread has one of the first two
                        let is_caller = thread::current().id() == caller;
                        assert_ne!(is_caller, caller_panics, "this thread was to panic");
                    }
                });
            }));
            assert!(outcome.is_err());
            assert!(items.iter().all(|&(_, times)| times == 1), "{items:?}");
        }
    }

    #[test]
    fn the_caller_returns_only_when_all_threads_that_panicked_have_left() {
        let pool = pool(3);
        for _ in 0..times(200) {
            let mut items = vec![0_u64; 32]; // freed at the end of the turn, whatever happens
            let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
                pool.for_each(&mut items, |it| {
                    *it += 1;
                    assert_eq!(*it, 0, "all of them do");
                });
            }));
            assert!(outcome.is_err());
        }
    }

    #[test]
    fn a_job_within_a_job_is_done_and_so_are_several_at_once() {
        let pool = pool(3);
        let mut rows = vec![vec![0; times(50)]; times(20)];
        let expected = vec![vec![1; times(50)]; times(20)];
        pool.for_each(&mut rows, |row| pool.for_each(row, |it| *it += 1));
        assert_eq!(rows, expected);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..times(500) {
                        let mut items = [0; 9];
                        pool.for_each(&mut items, |it| *it += 1);
                        assert_eq!(items, [1; 9]);
                    }
                });
            }
        });
    }

    #[test]
    fn dropping_a_pool_ends_its_workers_awake_or_asleep() {
        for nap in [0, 30] {
            let pool = pool(5);
            pool.for_each(&mut [1, 2, 3], |it| *it += 1);
            thread::sleep(Duration::from_millis(nap));
            let shared = Arc::downgrade(&pool.shared);
            drop(pool); // returns when its workers have
            assert!(shared.upgrade().is_none());
        }
    }

    #[test]
    fn a_pool_works_with_the_external_workers_that_have_joined_so_far() {
        let pool = ThreadPool::with_external_workers(3);
        let mut items = [0; 40];
        let mut job = 0;
        let mut works = |pool: &ThreadPool| {
            job += 1;
            pool.for_each(&mut items, |it| *it += 1);
            assert_eq!(items, [job; 40]);
        };
        assert_eq!((pool.threads(), pool.present()), (3, 1));
        works(&pool);
        let workers: Vec<_> = (0..2).map(|_| thread::spawn(join_thread_pool)).collect();
        while pool.present() < 3 {
            works(&pool);
        }
        join_thread_pool(); // one too many: there is no vacancy
        works(&pool);
        drop(pool);
        for worker in workers {
            worker.join().unwrap();
        }
        join_thread_pool(); // there is no pool any more
        // More than the gate can count are not waited for.
        assert_eq!(ThreadPool::with_external_workers(100_000).threads(), 256);
    }
}
