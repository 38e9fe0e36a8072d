//! Small networks beside what PyTorch makes of them: `tests/golden/reference.py` says how it was
//! asked.
//!
//! PyTorch counted in f64; what differs is the rounding of our f32 sums, of some hundred terms: a
//! few 10⁻⁷ of the largest values on the way. So everything must agree to 10⁻⁵ plus 0.01 % of its
//! size.

use nibnet::net::{DropoutSeed, Network, Plan, Shard, gradient};
use serde::Deserialize;

#[derive(Deserialize)]
struct Reference {
    torch: String,
    cases: Vec<Case>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Case {
    name: String,
    network: Network,
    label_smoothing: f32,
    images: Vec<Vec<u8>>,
    labels: Vec<u8>,
    parameters: Vec<f32>,
    logits: Vec<Vec<f64>>,
    #[serde(default)]
    inference_logits: Vec<Vec<f64>>,
    loss: f64,
    gradient: Vec<f64>,
    batch_norms: Vec<Moments>,
}

#[derive(Deserialize)]
struct Moments {
    mean: Vec<f64>,
    variance: Vec<f64>,
}

/// What disagrees, as sentences.
fn disagreements(what: &str, got: &[f32], want: &[f64]) -> Vec<String> {
    if got.len() != want.len() {
        return vec![format!("{what}: {} numbers for {}", got.len(), want.len())];
    }
    let far = |got: f32, want: f64| {
        let off = (f64::from(got) - want).abs();
        off.is_nan() || off > 1e-5 + 1e-4 * want.abs()
    };
    got.iter()
        .zip(want)
        .enumerate()
        .filter(|(_, (got, want))| far(**got, **want))
        .map(|(i, (got, want))| format!("{what} {i}: {got} for {want}"))
        .collect()
}

/// Runs a case in two shards, and says what disagrees.
fn compare(case: &Case) -> Vec<String> {
    let plan = Plan::new(&case.network).unwrap();
    if plan.parameters() != case.parameters.len() {
        return vec![format!("{} parameters for {}", plan.parameters(), case.parameters.len())];
    }
    let images = case.images.concat();
    let (pixels, batch) = (plan.pixels(), case.labels.len());
    let middle = batch / 2;
    let mut shards = [(0, middle), (middle, batch)].map(|(from, to)| {
        let shard = Shard::for_training(&plan, to - from);
        (shard, &images[from * pixels..to * pixels], &case.labels[from..to], from as u32)
    });
    let mut statistics = plan.statistics();
    let (mut logits, mut loss) = (Vec::new(), 0.0);
    let last = plan.norms();
    for leg in 0..=last {
        for (shard, images, labels, first_row) in &mut shards {
            let dropout = DropoutSeed { seed: 1, step: 0, first_row: *first_row };
            shard.forward_leg(&plan, &case.parameters, images, leg, &statistics, dropout);
            if leg == last {
                logits.extend(shard.outputs(&plan).to_vec());
                shard.score(&plan, labels, case.label_smoothing, batch);
                loss += shard.losses().iter().map(|&loss| f64::from(loss)).sum::<f64>();
                shard.backward_leg(&plan, &case.parameters, leg, &statistics);
            }
        }
        statistics.gather(leg, shards.iter().map(|(shard, ..)| shard.image_statistics(&plan, leg)));
    }
    for leg in (0..last).rev() {
        statistics.gather_back(
            leg + 1,
            shards.iter().map(|(shard, ..)| shard.image_sums(&plan, leg + 1)),
        );
        for (shard, ..) in &mut shards {
            shard.backward_leg(&plan, &case.parameters, leg, &statistics);
        }
    }
    let (mut all, mut running) = (Vec::new(), Vec::new());
    for block in plan.blocks() {
        let mut part = vec![f32::NAN; block.length];
        gradient(&plan, block, shards.iter().map(|(shard, ..)| shard), &statistics, &mut part);
        if block.role.is_running_average() {
            running.extend(&part);
            part.fill(0.0); // as PyTorch's are written
        }
        all.extend(part);
    }
    let mut found = disagreements("logit", &logits, &case.logits.concat());
    found.extend(disagreements("loss", &[(loss / batch as f64) as f32], &[case.loss]));
    found.extend(disagreements("gradient", &all, &case.gradient));

    // The running averages are given the variance of a sample, one less in the count than the
    // batch's.
    let want: Vec<f64> = case
        .batch_norms
        .iter()
        .zip(plan.norm_places())
        .flat_map(|(Moments { mean, variance }, places)| {
            let count = (places * batch) as f64;
            mean.iter()
                .copied()
                .chain(variance.iter().map(move |v| v * count / (count - 1.0)))
                .collect::<Vec<_>>()
        })
        .collect();
    found.extend(disagreements("moment", &running, &want));

    if !case.inference_logits.is_empty() {
        let mut shard = Shard::for_inference(&plan, batch);
        shard.forward(&plan, &case.parameters, &images);
        found.extend(disagreements(
            "trained logit",
            shard.outputs(&plan),
            &case.inference_logits.concat(),
        ));
    }
    found
}

#[test]
fn every_layer_gives_what_pytorch_gives() {
    let reference: Reference = serde_json::from_str(include_str!("golden/reference.json")).unwrap();
    assert!(reference.torch.starts_with(char::is_numeric) && reference.cases.len() >= 8);
    let mut failures = Vec::new();
    for case in &reference.cases {
        let found = compare(case);
        if !found.is_empty() {
            failures.push(format!(
                "{}: {} disagree, first {}",
                case.name,
                found.len(),
                found[..found.len().min(5)].join("; ")
            ));
        }
    }
    assert!(failures.is_empty(), "{failures:#?}");
}

#[test]
fn the_comparison_notices_a_wrong_digit_a_nan_and_a_missing_number() {
    assert!(disagreements("x", &[1.0, 2.0], &[1.000_05, 2.0]).is_empty());
    assert_eq!(disagreements("x", &[1.0], &[1.001]).len(), 1);
    assert_eq!(disagreements("x", &[f32::NAN], &[0.0]).len(), 1);
    assert_eq!(disagreements("x", &[], &[0.0]).len(), 1);
}
