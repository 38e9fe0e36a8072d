//! What a job costs beyond its work: `cargo bench --bench thread_pool [-- THREADS]`.
//!
//! Empty jobs, which the caller has often done before a worker has looked; jobs with 20 µs of work
//! for each thread, of which what they take beyond 20 µs is the cost; and jobs of sleeping workers.

use nibnet::threads::ThreadPool;
use std::time::{Duration, Instant};

const WORK: Duration = Duration::from_micros(20);

fn main() {
    let threads = std::env::args().filter_map(|word| word.parse().ok()).next().unwrap_or(2);
    let pool = ThreadPool::new(threads).expect("the system refuses so many threads");
    let none = Duration::ZERO;
    for (name, jobs, work, nap) in [
        ("empty, awake", 200_000, none, none),
        ("20 µs each, awake", 20_000, WORK, none),
        ("20 µs each, asleep", 500, WORK, Duration::from_millis(5)),
    ] {
        let mut items = vec![0_u32; threads];
        let mut times: Vec<Duration> = (0..jobs)
            .map(|_| {
                if nap > none {
                    std::thread::sleep(nap);
                }
                let start = Instant::now();
                pool.for_each(&mut items, |it| {
                    *it += 1;
                    let start = Instant::now();
                    while work > none && start.elapsed() < work {}
                });
                start.elapsed() - work
            })
            .collect();
        assert!(items.iter().all(|&it| it == jobs), "a job was lost");
        times.sort();
        let [low, median, high] =
            [0.05, 0.5, 0.95].map(|share| times[(times.len() as f64 * share) as usize]);
        println!("{threads} threads, {name}: {median:?} (5 % below {low:?}, 95 % below {high:?})");
    }
}
