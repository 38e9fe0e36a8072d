//! How a job reaches the worker threads, and how its caller knows that they are done with it.
//!
//! The gate is one number that says which job it is, whether it is open, and how many workers are
//! inside. A worker enters by changing the very number that it has read, which fails if anything
//! has happened since. So no worker enters a job that is closed, and what a job borrows from its
//! caller is borrowed only until the last worker has left, for which the caller waits.
//!
//! What each atomic is for; "both" are the caller of a job and the workers:
//!
//! | field | operation | by | ordering | why |
//! |---|---|---|---|---|
//! | `gate` | open: store | caller | `SeqCst` | publishes `job` and `next_item` |
//! | | enter: compare-exchange | worker | `Acquire` | sees what the opening store published |
//! | | leave: subtract | worker | `SeqCst` | publishes the items that the worker has changed |
//! | | close: and, then loads | caller | `Acquire` | sees the items that the workers have changed |
//! | | shut down: or | `Drop` | `SeqCst` | a worker that goes to sleep sees it |
//! | | spin: load | worker | `Relaxed` | decides nothing: entering looks again |
//! | | before sleep: load | both | `SeqCst` | paired with the two sleep rows below |
//! | `next_item` | add; store 0 | both; caller | `Relaxed` | each number is given out once |
//! | `job` | store; load | caller; worker | `Relaxed` | the gate orders them |
//! | `busy` | swap; store | caller | `Acquire`, `Release` | one caller at a time |
//! | `vacancies` | update | worker | `Relaxed` | a count; guards no other memory |
//! | `present` | add, subtract; load | worker; anyone | `Relaxed` | a count, to be shown |
//! | `sleeping_workers` | add; load | worker; caller | `SeqCst` | sleep of a worker, see below |
//! | `caller_sleeps` | store; load | caller; worker | `SeqCst` | sleep of the caller, see below |
//!
//! **Sleep.** A thread that is about to sleep writes that down (`sleeping_workers`,
//! `caller_sleeps`) and then loads the gate; a thread that may have to wake it changes the gate
//! and then loads what was written down. All four are `SeqCst`, so at least one of the two sees
//! what the other did. The waker takes `sleep_lock` before it notifies: the sleeper has then
//! either begun to wait, or will look at the gate again before it does.

use std::any::Any;
use std::hint;
use std::panic::{self, AssertUnwindSafe};
use std::ptr;
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// How often a thread looks at the gate before it goes to sleep: for 60 to 100 µs, measured
/// natively and in Chromium. That is longer than what a training step does between its jobs, and a
/// few times what it takes to wake a thread. wasm has no instruction that pauses, so it looks more
/// often; under Miri so seldom that workers enter some jobs awake and some out of their sleep.
const SPINS: u32 = if cfg!(miri) {
    100
} else if cfg!(target_arch = "wasm32") {
    60_000
} else {
    3_000
};

/// The most workers that the gate can count.
pub(super) const MAX_WORKERS: usize = INSIDE as usize;

/// The gate's bits, from the lowest: workers inside; whether the job is open; whether the pool is
/// shut down; and the number of the job. That one returns to 0 after four million jobs. A worker
/// that slept through exactly so many takes the job for its last one and leaves it to the others:
/// no harm.
const INSIDE: u32 = 0xff;
const OPEN: u32 = 1 << 8;
const SHUT_DOWN: u32 = 1 << 9;
const JOB: u32 = 1 << 10;

/// What the caller of a job and the workers share. The gate, which workers look at while they wait,
/// and `next_item`, which all threads change while they work, have cache lines of their own.
#[derive(Default)]
pub(super) struct Shared {
    gate: CacheLine<AtomicU32>,
    next_item: CacheLine<AtomicUsize>,
    /// The job, on the stack of its caller; only workers that are inside may look at it.
    job: AtomicPtr<Job<'static>>,
    /// Whether a job is under way.
    pub(super) busy: AtomicBool,
    /// How many workers may still join, and how many have.
    vacancies: AtomicUsize,
    pub(super) present: AtomicUsize,
    sleep_lock: Mutex<()>,
    sleeping_workers: AtomicUsize,
    /// Workers sleep until this says that a job is open or the pool shut down,
    job_opened: Condvar,
    caller_sleeps: AtomicBool,
    /// and the caller until this says that the last worker has left the job.
    last_worker_left: Condvar,
    /// What `work` panicked with on a worker.
    panic: Mutex<Option<Payload>>,
    pub(super) max_workers: usize,
}

/// Two lines of 64 bytes, since processors fetch them in pairs.
#[derive(Default)]
#[repr(align(128))]
struct CacheLine<T>(T);

/// What is to be done: `work` for each number below `count`.
pub(super) struct Job<'a> {
    pub(super) count: usize,
    pub(super) work: &'a (dyn Fn(usize) + Sync),
}

/// What a thread panicked with.
type Payload = Box<dyn Any + Send>;

impl Shared {
    /// For a caller and up to `max_workers` workers, none of which has joined yet.
    pub(super) fn new(max_workers: usize) -> Self {
        Self { vacancies: AtomicUsize::new(max_workers), max_workers, ..Self::default() }
    }

    /// Does a job, from the caller's side: when it returns, `work` has been called with each number
    /// once, and no thread is inside any more. The error is what a thread panicked with; if all
    /// threads did, some numbers are left out. The caller must have set `busy`.
    pub(super) fn run_job(&self, job: &Job) -> Result<(), Payload> {
        // No worker is inside and reads these; the workers that enter later have them from the
        // gate.
        self.job.store(ptr::from_ref(job).cast_mut().cast(), Ordering::Relaxed);
        self.next_item.0.store(0, Ordering::Relaxed);
        let gate = self.gate.0.load(Ordering::Relaxed);
        self.gate.0.store(gate.wrapping_add(JOB) | OPEN, Ordering::SeqCst);
        if self.sleeping_workers.load(Ordering::SeqCst) > 0 {
            self.wake_workers();
        }
        // Even after a panic, `job` must live until the workers have left.
        let own = panic::catch_unwind(AssertUnwindSafe(|| self.take_items(job)));
        self.close();
        let others = lock_ignoring_poison(&self.panic).take();
        own.and(others.map_or(Ok(()), Err))
    }

    /// Ends the workers, once they have finished what they do.
    pub(super) fn shut_down(&self) {
        self.gate.0.fetch_or(SHUT_DOWN, Ordering::SeqCst);
        self.wake_workers();
    }

    /// Works through items until none are left.
    fn take_items(&self, job: &Job) {
        loop {
            let index = self.next_item.0.fetch_add(1, Ordering::Relaxed);
            if index >= job.count {
                return;
            }
            (job.work)(index);
        }
    }

    /// Closes the gate, so that no worker enters any more, and waits until all have left.
    fn close(&self) {
        let mut gate = self.gate.0.fetch_and(!OPEN, Ordering::Acquire);
        for _ in 0..SPINS {
            if gate & INSIDE == 0 {
                return;
            }
            hint::spin_loop();
            gate = self.gate.0.load(Ordering::Acquire);
        }
        let mut lock = lock_ignoring_poison(&self.sleep_lock);
        self.caller_sleeps.store(true, Ordering::SeqCst);
        while self.gate.0.load(Ordering::SeqCst) & INSIDE != 0 {
            lock = self.last_worker_left.wait(lock).unwrap_or_else(PoisonError::into_inner);
        }
        self.caller_sleeps.store(false, Ordering::Relaxed);
    }

    /// The whole life of a worker thread: it joins if there is a vacancy, does its part of each
    /// job, and returns when the pool is shut down.
    pub(super) fn run_worker(&self) {
        let one_less = |vacancies: usize| vacancies.checked_sub(1);
        if self.vacancies.try_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_err() {
            return;
        }
        self.present.fetch_add(1, Ordering::Relaxed);
        let mut last_job = None;
        while let Some(gate) = self.wait_for_job(last_job) {
            let entered =
                self.gate.0.compare_exchange(gate, gate + 1, Ordering::Acquire, Ordering::Relaxed);
            if entered.is_err() {
                continue; // another worker has entered or left, or the job is over: look again
            }
            last_job = Some(gate / JOB);
            // SAFETY: this worker is inside, and entered by the gate that the caller opened after
            // it had stored the job. The caller doesn't return, and the job lives, until it has
            // left.
            let job = unsafe { &*self.job.load(Ordering::Relaxed) };
            if let Err(payload) = panic::catch_unwind(AssertUnwindSafe(|| self.take_items(job))) {
                *lock_ignoring_poison(&self.panic) = Some(payload);
            }
            let gate = self.gate.0.fetch_sub(1, Ordering::SeqCst);
            if gate & INSIDE == 1 && self.caller_sleeps.load(Ordering::SeqCst) {
                drop(lock_ignoring_poison(&self.sleep_lock));
                self.last_worker_left.notify_one();
            }
        }
        self.present.fetch_sub(1, Ordering::Relaxed);
        self.vacancies.fetch_add(1, Ordering::Relaxed);
    }

    /// The gate of an open job other than `last_job`; `None` when the pool is shut down.
    fn wait_for_job(&self, last_job: Option<u32>) -> Option<u32> {
        let is_news =
            |gate: u32| gate & SHUT_DOWN != 0 || (gate & OPEN != 0 && Some(gate / JOB) != last_job);
        let found = |gate: u32| (gate & SHUT_DOWN == 0).then_some(gate);
        for _ in 0..SPINS {
            let gate = self.gate.0.load(Ordering::Relaxed);
            if is_news(gate) {
                return found(gate);
            }
            hint::spin_loop();
        }
        let mut lock = lock_ignoring_poison(&self.sleep_lock);
        self.sleeping_workers.fetch_add(1, Ordering::SeqCst);
        loop {
            let gate = self.gate.0.load(Ordering::SeqCst);
            if is_news(gate) {
                self.sleeping_workers.fetch_sub(1, Ordering::Relaxed);
                return found(gate);
            }
            lock = self.job_opened.wait(lock).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn wake_workers(&self) {
        // A worker that holds the lock is about to wait, or will look at the gate first.
        drop(lock_ignoring_poison(&self.sleep_lock));
        self.job_opened.notify_all();
    }
}

/// Locks a mutex whose contents are whole at every moment, so that no panic elsewhere spoils them.
pub(super) fn lock_ignoring_poison<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
