//! What a run holds in memory: asked before any of it is allocated.

use super::cut::{SLICE, images_in_cache, rows_a_shard};
use super::optimizer::Optimizer;
use crate::budget::Need;
use crate::data::OtherDigits;
use crate::net::Plan;

/// MNIST's digits, to learn from and to test with.
const MNIST: u64 = 70_000;

/// What a run takes with batches of `batch` digits, cut for so many threads.
pub(super) fn needs(
    plan: &Plan,
    digits: Option<&OtherDigits>,
    optimizer: Optimizer,
    batch: u32,
    threads: usize,
) -> [Need; 4] {
    let count = match digits {
        None => MNIST,
        Some(&OtherDigits::Own { count, .. }) => MNIST + u64::from(count),
        Some(&OtherDigits::Files { train, test, .. }) => u64::from(train) + u64::from(test),
    };
    let pixels = plan.pixels() as u64;
    let parameters = plan.parameters();
    let [first, second] = optimizer.moments(parameters);
    let shards = |images: usize, at_once: usize, training| {
        let rows = rows_a_shard(images, threads);
        images.div_ceil(rows) as u64 * plan.shard_bytes(rows.min(at_once) as u64, training)
    };
    let batch_shards = shards(batch as usize, usize::MAX, true);
    let at_once = images_in_cache(plan);
    // With one shard more, to look at the net between the steps.
    let test = shards(SLICE as usize, at_once, false) + plan.shard_bytes(at_once as u64, false);
    [
        // A label and a place in the order come with each.
        Need { what: "the digits", bytes: count * (pixels + 5) },
        Need {
            what: "the parameters, their gradient and what the optimiser remembers",
            bytes: 4 * [parameters, parameters, first, second]
                .map(|n| n as u64)
                .iter()
                .sum::<u64>(),
        },
        Need {
            what: "the values of a batch on their way through the layers",
            bytes: batch_shards + u64::from(batch) * (pixels + 5),
        },
        Need { what: "the test", bytes: test + 5 * u64::from(SLICE) },
    ]
}

#[cfg(test)]
mod tests {
    use crate::net::Plan;
    use crate::train::{Change, Recipe, RecipeError};

    fn recipe(json: &str) -> Result<Recipe, String> {
        Recipe::from_json(json).map_err(|error| {
            assert!(matches!(error, RecipeError::Memory(_)), "{error}");
            error.to_string()
        })
    }

    const WIDE: &str = r#""network":{"layers":[{"dense":{"units":1500}},{"dense":{"units":1500}},
        {"dense":{"units":10}}]}"#;
    const LARGE: &str =
        r#""network":{"input":{"rows":255,"columns":255},"layers":[{"dense":{"units":10}}]}"#;

    #[test]
    fn a_run_is_refused_only_where_it_does_not_fit_and_says_what_is_large() {
        let convs = r#"{"batch":256,"network":{"layers":[{"conv":{"filters":24,"kernel":5}},
            {"maxPool":{"size":2,"stride":2}},{"conv":{"filters":32,"kernel":3}},
            {"maxPool":{"size":2,"stride":2}},{"dense":{"units":256}},{"dense":{"units":10}}]}}"#;
        assert!(recipe(convs).is_ok(), "its values take some 100 MB");
        let error = recipe(&format!(r#"{{{LARGE}}}"#)).unwrap_err();
        assert!(error.ends_with("; the digits alone take 4342 MB"), "{error}");
        let few = r#""digits":{"files":{"name":"mine","train":300,"test":50,"hash":""}}"#;
        assert!(recipe(&format!(r#"{{{LARGE},{few},"batch":50}}"#)).is_ok());
        let error = recipe(&format!(r#"{{{LARGE},{few},"batch":1000}}"#)).unwrap_err();
        assert!(error.contains("the values of a batch on their way through the layers"), "{error}");
        let error = recipe(&format!(r#"{{"batch":{}}}"#, u32::MAX)).unwrap_err();
        assert!(error.contains("the values of a batch"), "{error}");
    }

    #[test]
    fn the_largest_batch_counts_whenever_it_comes() {
        let small = recipe(r#"{"preset":"best"}"#).unwrap();
        let change = Change { step: 500, batch: Some(2000), ..Change::default() };
        assert!(matches!(small.changed(change), Err(RecipeError::Memory(_))));
        let changes = r#"[{"step":1,"batch":2000},{"step":500,"batch":10}]"#;
        assert!(recipe(&format!(r#"{{"preset":"best","changes":{changes}}}"#)).is_err());
    }

    #[test]
    fn where_memory_is_short_work_is_cut_for_fewer_threads() {
        let threads = |json: &str, threads| {
            let recipe = recipe(json).unwrap();
            recipe.threads_that_fit(&Plan::new(&recipe.network).unwrap(), threads)
        };
        assert_eq!([1, 2, 8].map(|n| threads(r#"{"preset":"mlp-relu"}"#, n)), [1, 2, 8]);
        // Each thread turns weights of 9 MB round, for training and for tests.
        let most = threads(&format!("{{{WIDE}}}"), 256);
        assert!((2..16).contains(&most), "{most}");
        assert_eq!(threads(&format!("{{{WIDE}}}"), most + 1), most);
    }
}
