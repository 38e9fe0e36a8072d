//! A team of threads that share out the items of a slice, and wait awake for the next one.
//!
//! A training step takes a millisecond or two and is shared out twice, so what a round costs
//! beyond its work counts: with members that are awake it is half a microsecond, where a general thread
//! pool, which sleeps between rounds, took 46 (`cargo bench --bench rounds`). A member spins for a while after each round and
//! only then goes to sleep, so a run that is paused burns nothing.
//!
//! **A round waits for nobody.** The caller works, too, and every item goes to whoever asks first. A
//! member that is late, asleep, or has never come takes no part, and nobody misses it; the caller waits
//! only for members that are at work on an item when there are none left.
//!
//! How it keeps that promise: the gate is one number that says which round it is,
//! whether it is open, and how many members are inside. A member enters by changing the number that it
//! has read, which fails if anything has happened since; so nobody enters a round that is closed, and
//! what the round borrows from its caller is borrowed only while the caller stands there waiting.

// Three words of it: items that are shared out, a reference whose lifetime the gate guards, and `Sync`.
#![allow(unsafe_code)]

use std::any::Any;
use std::hint;
use std::panic::{self, AssertUnwindSafe};
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU32, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::JoinHandle;
use std::{fmt, io, ptr};

/// How often a thread looks before it goes to sleep: for 60 to 100 µs on the machine that this was tried
/// on, natively and in Chromium. That is longer than what a training step does between its rounds, and
/// a few times what it takes to wake somebody. (wasm has no instruction that pauses, so it looks more
/// often.)
const LOOKS: u32 = if cfg!(target_arch = "wasm32") { 60_000 } else { 3_000 };

/// More members than this, and their number would run into the gate's other bits.
const MOST_MEMBERS: usize = 255;

/// The gate's bits, from the lowest: members inside; whether the round is open; whether the team is
/// over; and the number of the round. That one comes round again after four million, which does no
/// harm: a member that slept through exactly so many may sleep through one more.
const INSIDE: u32 = 0xff;
const OPEN: u32 = 1 << 8;
const OVER: u32 = 1 << 9;
const ROUND: u32 = 1 << 10;

/// Several threads, of which the calling one is the first.
pub struct Team {
    shared: Arc<Shared>,
    members: Vec<JoinHandle<()>>,
}

/// What the caller and the members share. On lines of the cache of their own: what members look at
/// while they wait, and what all of them change while they work.
#[derive(Default)]
struct Shared {
    gate: Line<AtomicU32>,
    next: Line<AtomicUsize>,
    /// The round's task, on the stack of the caller; only for members that are inside.
    task: AtomicPtr<Task<'static>>,
    /// Whether somebody calls a round.
    busy: AtomicBool,
    /// Places that nobody has taken, and members that are here.
    seats: AtomicUsize,
    present: AtomicUsize,
    /// Who sleeps, to be woken: members until the next round, the caller until the last one is out.
    bed: Mutex<()>,
    sleepers: AtomicUsize,
    called: Condvar,
    caller_sleeps: AtomicBool,
    left: Condvar,
    /// What a member's work panicked with.
    panic: Mutex<Option<Box<dyn Any + Send>>>,
    threads: usize,
}

/// Two lines of the cache, since processors fetch them in pairs.
#[derive(Default)]
#[repr(align(128))]
struct Line<T>(T);

/// What is to be done in a round: `work` for each number below `count`.
struct Task<'a> {
    count: usize,
    work: &'a (dyn Fn(usize) + Sync),
}

/// Where the items stand, for threads that take a different one each.
struct Items<T>(*mut T);

// SAFETY: a shared `Items` gives out `&mut T` to one thread or another, which `T: Send` allows; that no
// item is given out twice is for the caller of `at` to see to.
unsafe impl<T: Send> Sync for Items<T> {}

impl<T> Items<T> {
    /// # Safety
    /// `index` is that of an item, and nobody else has or will get it while the reference lives.
    #[allow(clippy::mut_from_ref)]
    unsafe fn at(&self, index: usize) -> &mut T {
        // SAFETY: as the caller promises, the place is that of an item, and nobody else looks at it.
        unsafe { &mut *self.0.add(index) }
    }
}

impl Team {
    /// A team of `threads`: the calling one, and members that are started here.
    ///
    /// # Errors
    /// If the system has no thread left.
    pub fn of(threads: usize) -> io::Result<Self> {
        let mut team = Self::with_seats(threads);
        for number in 1..team.threads() {
            let shared = Arc::clone(&team.shared);
            let thread = std::thread::Builder::new().name(format!("nibnet {number}"));
            // Where this fails, those that have been started go with the team.
            team.members.push(thread.spawn(move || shared.sit_down())?);
        }
        Ok(team)
    }

    /// A team of `threads` whose members somebody else starts: in the browser, workers that call
    /// [`join`]. Work goes on with those that have come.
    pub fn expecting(threads: usize) -> Self {
        let team = Self::with_seats(threads);
        *calmly(&LOBBY) = Arc::downgrade(&team.shared);
        team
    }

    fn with_seats(threads: usize) -> Self {
        let threads = threads.clamp(1, MOST_MEMBERS + 1);
        let seats = AtomicUsize::new(threads - 1);
        Self {
            shared: Arc::new(Shared { threads, seats, ..Shared::default() }),
            members: Vec::new(),
        }
    }

    /// How many threads it has when all have come.
    pub fn threads(&self) -> usize {
        self.shared.threads
    }

    /// How many threads are here, the calling one among them.
    pub fn present(&self) -> usize {
        1 + self.shared.present.load(Ordering::Relaxed)
    }

    /// Calls `work` on every item, once, on any thread and in any order.
    ///
    /// # Panics
    /// If `work` does, on whichever thread, once all are done with what they had begun. The team is as
    /// good as before.
    pub fn each<T: Send>(&self, items: &mut [T], work: impl Fn(&mut T) + Sync) {
        let shared = &*self.shared;
        // A round within a round, or from another thread at the same time, is done by its caller alone.
        if items.len() < 2 || shared.threads < 2 || shared.busy.swap(true, Ordering::Acquire) {
            return items.iter_mut().for_each(work);
        }
        let count = items.len();
        let items = Items(items.as_mut_ptr());
        let work = |index: usize| {
            // SAFETY: `Shared::take` calls this with numbers below `count`, and with each one once.
            work(unsafe { items.at(index) });
        };
        let outcome = shared.round(&Task { count, work: &work });
        shared.busy.store(false, Ordering::Release);
        if let Err(payload) = outcome {
            panic::resume_unwind(payload);
        }
    }
}

impl Drop for Team {
    fn drop(&mut self) {
        self.shared.gate.0.fetch_or(OVER, Ordering::SeqCst);
        self.shared.wake_members();
        for member in self.members.drain(..) {
            // What a member's work panicked with has been passed on by its round.
            let _ = member.join();
        }
    }
}

impl fmt::Debug for Team {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.debug_struct("Team")
            .field("threads", &self.threads())
            .field("present", &self.present())
            .finish_non_exhaustive()
    }
}

/// The team that was told to expect members last.
static LOBBY: Mutex<Weak<Shared>> = Mutex::new(Weak::new());

/// Joins the team that [expects](Team::expecting) members, and comes back when it is over; at once if
/// none does or all its places are taken.
pub fn join() {
    let shared = calmly(&LOBBY).upgrade();
    if let Some(shared) = shared {
        shared.sit_down();
    }
}

impl Shared {
    /// One round, from the caller's side; gives what a thread panicked with.
    fn round(&self, task: &Task) -> Result<(), Box<dyn Any + Send>> {
        // Nobody is inside, so nobody reads these; who comes in later has them from the gate.
        self.task.store(ptr::from_ref(task).cast_mut().cast(), Ordering::Relaxed);
        self.next.0.store(0, Ordering::Relaxed);
        // Sequentially consistent, as is `sleepers`: a member that goes to sleep sees that the gate is
        // open, or is seen by the caller.
        let gate = self.gate.0.load(Ordering::Relaxed);
        self.gate.0.store(gate.wrapping_add(ROUND) | OPEN, Ordering::SeqCst);
        if self.sleepers.load(Ordering::SeqCst) > 0 {
            self.wake_members();
        }
        // Whatever happens in here, the members must be out before the caller goes away.
        let mine = panic::catch_unwind(AssertUnwindSafe(|| self.take(task)));
        self.close();
        let theirs = calmly(&self.panic).take();
        mine.and(theirs.map_or(Ok(()), Err))
    }

    /// Takes items until none are left.
    fn take(&self, task: &Task) {
        loop {
            let index = self.next.0.fetch_add(1, Ordering::Relaxed);
            if index >= task.count {
                return;
            }
            (task.work)(index);
        }
    }

    /// Lets nobody in any more, and waits until all are out: what they did is done then.
    fn close(&self) {
        let mut gate = self.gate.0.fetch_and(!OPEN, Ordering::Acquire);
        for _ in 0..LOOKS {
            if gate & INSIDE == 0 {
                return;
            }
            hint::spin_loop();
            gate = self.gate.0.load(Ordering::Acquire);
        }
        let mut bed = calmly(&self.bed);
        self.caller_sleeps.store(true, Ordering::SeqCst);
        while self.gate.0.load(Ordering::SeqCst) & INSIDE != 0 {
            bed = self.left.wait(bed).unwrap_or_else(PoisonError::into_inner);
        }
        self.caller_sleeps.store(false, Ordering::Relaxed);
    }

    /// A member's life, if there is a place for it.
    fn sit_down(&self) {
        let one_less = |seats: usize| seats.checked_sub(1);
        if self.seats.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_less).is_err() {
            return;
        }
        self.present.fetch_add(1, Ordering::Relaxed);
        let mut last = None;
        while let Some(gate) = self.wait_for_round(last) {
            let inside = gate + 1;
            if self
                .gate
                .0
                .compare_exchange(gate, inside, Ordering::Acquire, Ordering::Relaxed)
                .is_err()
            {
                continue; // somebody else came in or went out, or the round is over: look again
            }
            last = Some(gate / ROUND);
            // SAFETY: the member is inside, and came in by the gate that the caller opened after it
            // had stored the task. The caller doesn't return, and the task lives, until it is out.
            let task = unsafe { &*self.task.load(Ordering::Relaxed) };
            if let Err(payload) = panic::catch_unwind(AssertUnwindSafe(|| self.take(task))) {
                *calmly(&self.panic) = Some(payload);
            }
            let gate = self.gate.0.fetch_sub(1, Ordering::SeqCst);
            if gate & INSIDE == 1 && self.caller_sleeps.load(Ordering::SeqCst) {
                drop(calmly(&self.bed));
                self.left.notify_one();
            }
        }
        self.present.fetch_sub(1, Ordering::Relaxed);
        self.seats.fetch_add(1, Ordering::Relaxed);
    }

    /// The gate of an open round other than `last`; `None` when the team is over.
    fn wait_for_round(&self, last: Option<u32>) -> Option<u32> {
        let is_news =
            |gate: u32| gate & OVER != 0 || (gate & OPEN != 0 && Some(gate / ROUND) != last);
        let found = |gate: u32| (gate & OVER == 0).then_some(gate);
        for _ in 0..LOOKS {
            let gate = self.gate.0.load(Ordering::Relaxed);
            if is_news(gate) {
                return found(gate);
            }
            hint::spin_loop();
        }
        let mut bed = calmly(&self.bed);
        self.sleepers.fetch_add(1, Ordering::SeqCst);
        loop {
            let gate = self.gate.0.load(Ordering::SeqCst);
            if is_news(gate) {
                self.sleepers.fetch_sub(1, Ordering::Relaxed);
                return found(gate);
            }
            bed = self.called.wait(bed).unwrap_or_else(PoisonError::into_inner);
        }
    }

    fn wake_members(&self) {
        // Whoever holds the bed is about to sleep and hears it, or will look at the gate first.
        drop(calmly(&self.bed));
        self.called.notify_all();
    }
}

/// A lock that a panic elsewhere doesn't spoil: what is behind these holds at every moment.
fn calmly<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::thread;
    use std::time::Duration;

    /// Alone, a pair, one that no slice divides by, and more than this machine has.
    const SIZES: [usize; 5] = [1, 2, 3, 8, 33];

    #[test]
    fn every_item_is_worked_on_once_in_every_round() {
        for threads in SIZES {
            let team = Team::of(threads).unwrap();
            for count in [0, 1, 2, 3, 7, 64, 1000] {
                let mut items: Vec<(usize, u32)> = (0..count).map(|i| (i, 0)).collect();
                for round in 1..=50 {
                    team.each(&mut items, |(_, times)| *times += 1);
                    let wrong = items.iter().enumerate().find(|(i, it)| **it != (*i, round));
                    assert_eq!(wrong, None, "{threads} threads, {count} items, round {round}");
                }
            }
        }
    }

    #[test]
    fn many_short_rounds_see_what_the_round_before_has_left() {
        let sum = |all: &[u64]| all.iter().fold(0_u64, |sum, it| sum.wrapping_add(*it));
        for threads in SIZES {
            let team = Team::of(threads).unwrap();
            // Each round reads what any thread wrote in the last one: a number lost would show.
            let mut now = [1_u64; 16];
            let mut expected = now;
            for round in 0..2_000 {
                let before = now;
                team.each(&mut now, |it| *it = it.wrapping_mul(31) ^ sum(&before));
                let sum = sum(&expected);
                expected = expected.map(|it| it.wrapping_mul(31) ^ sum);
                assert_eq!(now, expected, "{threads} threads, round {round}");
            }
        }
    }

    #[test]
    fn members_that_fell_asleep_are_woken_and_one_alone_does_it_all() {
        let team = Team::of(4).unwrap();
        let mut items = [0; 100];
        for round in 1..=5 {
            thread::sleep(Duration::from_millis(20));
            team.each(&mut items, |it| *it += 1);
            assert_eq!(items, [round; 100]);
        }
        // Long enough that the caller falls asleep, too, while a member is still at it.
        let caller = thread::current().id();
        team.each(&mut items, |it| {
            if thread::current().id() != caller {
                thread::sleep(Duration::from_millis(2));
            }
            *it += 1;
        });
        assert_eq!(items, [6; 100]);
    }

    #[test]
    fn members_do_take_part() {
        let team = Team::of(2).unwrap();
        let both = std::sync::Barrier::new(2);
        // Neither item can be done while the other waits to be begun.
        team.each(&mut [(), ()], |()| {
            both.wait();
        });
    }

    #[test]
    fn a_panic_of_any_thread_reaches_the_caller_and_spoils_nothing() {
        for threads in SIZES {
            let team = Team::of(threads).unwrap();
            let mut items: Vec<u32> = (0..64).collect();
            for bad in [0, 17, 63] {
                let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
                    team.each(&mut items, |it| assert_ne!(*it, bad, "this one is bad"));
                }));
                let payload = outcome.expect_err("it should have panicked");
                let text = payload.downcast_ref::<String>().expect("with a sentence");
                assert!(text.contains("this one is bad"), "{text}");
                let mut times = [0; 64];
                team.each(&mut times, |it| *it += 1);
                assert_eq!(times, [1; 64], "{threads} threads after {bad}");
            }
        }
    }

    #[test]
    fn the_caller_comes_back_only_when_all_who_panicked_are_out() {
        let team = Team::of(3).unwrap();
        for _ in 0..200 {
            let mut items = vec![0_u64; 32]; // gone at the end of the turn, whatever happens
            let outcome = panic::catch_unwind(AssertUnwindSafe(|| {
                team.each(&mut items, |it| {
                    *it += 1;
                    assert_eq!(*it, 0, "all of them do");
                });
            }));
            assert!(outcome.is_err());
        }
    }

    #[test]
    fn a_round_within_a_round_is_done_and_so_are_two_at_once() {
        let team = Team::of(3).unwrap();
        let mut rows = vec![vec![0; 50]; 20];
        team.each(&mut rows, |row| team.each(row, |it| *it += 1));
        assert_eq!(rows, vec![vec![1; 50]; 20]);
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..500 {
                        let mut items = [0; 9];
                        team.each(&mut items, |it| *it += 1);
                        assert_eq!(items, [1; 9]);
                    }
                });
            }
        });
    }

    #[test]
    fn dropping_a_team_ends_its_members_awake_or_asleep() {
        for nap in [0, 30] {
            let team = Team::of(5).unwrap();
            team.each(&mut [1, 2, 3], |it| *it += 1);
            thread::sleep(Duration::from_millis(nap));
            let shared = Arc::downgrade(&team.shared);
            drop(team); // returns when its members have
            assert!(shared.upgrade().is_none());
        }
    }

    #[test]
    fn a_team_works_with_the_members_that_have_come_so_far() {
        let team = Team::expecting(3);
        let mut items = [0; 40];
        let mut round = 0;
        let mut works = |team: &Team| {
            round += 1;
            team.each(&mut items, |it| *it += 1);
            assert_eq!(items, [round; 40]);
        };
        assert_eq!((team.threads(), team.present()), (3, 1));
        works(&team);
        let members: Vec<_> = (0..2).map(|_| thread::spawn(join)).collect();
        while team.present() < 3 {
            works(&team);
        }
        join(); // one too many: there is no place
        works(&team);
        drop(team);
        for member in members {
            member.join().unwrap();
        }
        join(); // nobody is expected any more
    }

    #[test]
    fn a_team_is_never_larger_than_its_gate_can_count() {
        assert_eq!(Team::with_seats(0).threads(), 1);
        assert_eq!(Team::with_seats(100_000).threads(), 256);
    }
}
