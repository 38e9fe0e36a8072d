//! Confidence that means what it says.

use crate::kernels::softmax_cross_entropy;
use crate::net::{Network, NetworkError, Plan};

/// Factors that are tried, from the least sure to the surest: 0.25 to 4, each 2 % above the one
/// before.
const TRIED: usize = 141;

/// The factor for `logits`, `[B, C]`, at which their mean cross-entropy with `labels` is least: one
/// over the temperature of Guo et al., "On Calibration of Modern Neural Networks" (2017). 1 where
/// there are none.
///
/// # Panics
/// If the logits aren't as many for each label: a bug in the caller.
pub fn calibrate(logits: &[f32], labels: &[u8]) -> f32 {
    let mut losses = vec![0.0; labels.len()];
    let mut scaled = logits.to_vec();
    let (mut factor, mut best) = (0.25, (1.0, f64::INFINITY));
    for _ in 0..TRIED {
        for (scaled, logit) in scaled.iter_mut().zip(logits) {
            *scaled = logit * factor;
        }
        softmax_cross_entropy(&mut scaled, labels, 0.0, 1.0, None, &mut losses);
        let loss = losses.iter().map(|&loss| f64::from(loss)).sum();
        if loss < best.1 && !labels.is_empty() {
            best = (factor, loss);
        }
        factor *= 1.02;
    }
    best.0
}

/// Multiplies all logits of a net by `factor`: its last layer's weights and biases.
///
/// # Errors
/// A [`NetworkError`] if the network is none.
///
/// # Panics
/// If there are fewer parameters than the network has.
pub fn scale_logits(
    network: &Network,
    parameters: &mut [f32],
    factor: f32,
) -> Result<(), NetworkError> {
    let plan = Plan::new(network)?;
    for tensor in plan.logit_tensors() {
        for parameter in &mut parameters[tensor.range.clone()] {
            *parameter *= factor;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{Shard, initialise};
    use crate::rng::{Purpose, Rng};

    #[test]
    fn logits_that_are_too_sure_by_a_factor_are_taken_back_by_it() {
        let mut rng = Rng::new(1, Purpose::Weights { tensor: 0 });
        let (mut logits, mut labels) = (Vec::new(), Vec::new());
        for _ in 0..4000 {
            // The truth is drawn from the probabilities of half the logits.
            let row: [f32; 4] = std::array::from_fn(|_| 3.0 * rng.normal());
            let odds = row.map(|logit| f64::from(logit / 2.0).exp());
            let mut chance = f64::from(rng.unit()) * odds.iter().sum::<f64>();
            let label = odds.iter().position(|odd| {
                chance -= odd;
                chance < 0.0
            });
            logits.extend(row);
            labels.push(label.unwrap_or(3) as u8);
        }
        let factor = calibrate(&logits, &labels);
        assert!((factor - 0.5).abs() < 0.04, "{factor}");
        assert_eq!(calibrate(&[], &[]), 1.0);
    }

    #[test]
    fn all_logits_are_scaled_and_nothing_else() {
        let network: Network = serde_json::from_str(
            r#"{"layers":[{"dense":{"units":7,"activation":"relu"}},{"dense":{"units":10,"bias":0.5}}]}"#,
        )
        .unwrap();
        let plan = Plan::new(&network).unwrap();
        let mut parameters = initialise(&plan, 1);
        let logits = |parameters: &[f32]| {
            let mut shard = Shard::for_inference(&plan, 1);
            shard.forward(&plan, parameters, &[200; 784]);
            shard.outputs(&plan).to_vec()
        };
        let before = logits(&parameters);
        scale_logits(&network, &mut parameters, 0.5).unwrap();
        let halved: Vec<f32> = before.iter().map(|logit| logit * 0.5).collect();
        assert_eq!(logits(&parameters), halved, "a power of two rounds nothing");
    }
}
