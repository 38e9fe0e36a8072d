//! How a network's parameters start.

use super::plan::Plan;
use super::tensor::{Init, Start, Tensor};
use crate::rng::{Purpose, Rng};

/// The parameters that a run with this seed starts from.
pub fn initialise(plan: &Plan, seed: u32) -> Vec<f32> {
    let mut parameters = vec![0.0; plan.parameters()];
    for (number, tensor) in (0..).zip(plan.tensors()) {
        let mut rng = Rng::new(seed.into(), Purpose::Weights { tensor: number });
        start(tensor, &mut parameters[tensor.range.clone()], &mut rng);
    }
    parameters
}

fn start(tensor: &Tensor, values: &mut [f32], rng: &mut Rng) {
    let init = match tensor.start {
        Start::All(value) => return values.fill(value),
        Start::Drawn(init) => init,
    };
    // Every unit of a convolution sees a patch of `[k, k, channels]`, and is seen by as many.
    let [inputs, outputs] = match tensor.shape[..] {
        [inputs, outputs] => [inputs as f32, outputs as f32],
        [k, _, channels, filters] => [(k * k * channels) as f32, (k * k * filters) as f32],
        _ => unreachable!("weights are those of a dense layer or of a convolution"),
    };
    match init {
        Init::Zeros => values.fill(0.0),
        Init::He => {
            let deviation = (2.0 / inputs).sqrt();
            values.fill_with(|| rng.normal() * deviation);
        }
        Init::Glorot => {
            let bound = (6.0 / (inputs + outputs)).sqrt();
            values.fill_with(|| rng.symmetric() * bound);
        }
        Init::TruncatedNormal(deviation) => {
            values.fill_with(|| rng.truncated_normal() * deviation);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::Network;

    fn weights_of(init: &str) -> Vec<f32> {
        let json = format!(
            r#"{{"layers":[{{"dense":{{"units":100,"init":{init},"bias":0.1}}}},{{"dense":{{"units":10}}}}]}}"#
        );
        let network: Network = serde_json::from_str(&json).unwrap();
        let plan = Plan::new(&network).unwrap();
        let parameters = initialise(&plan, 1);
        assert!(parameters[78_400..78_500].iter().all(|&bias| bias == 0.1));
        assert!(parameters[79_500..].iter().all(|&bias| bias == 0.0));
        parameters[..78_400].to_vec()
    }

    fn deviation(values: &[f32]) -> f32 {
        (values.iter().map(|v| v * v).sum::<f32>() / values.len() as f32).sqrt()
    }

    #[test]
    fn each_start_has_its_spread_and_bounds() {
        let he = weights_of(r#""he""#);
        assert!((deviation(&he) - (2.0f32 / 784.0).sqrt()).abs() < 1e-3);
        let glorot = weights_of(r#""glorot""#);
        let bound = (6.0f32 / 884.0).sqrt();
        assert!(glorot.iter().all(|w| w.abs() <= bound));
        assert!((deviation(&glorot) - bound / 3f32.sqrt()).abs() < 1e-3);
        let truncated = weights_of(r#"{"truncatedNormal":0.1}"#);
        assert!(truncated.iter().all(|w| w.abs() <= 0.2));
        // A normal cut off at two deviations has 0.8796 of its deviation left.
        assert!((deviation(&truncated) - 0.087_96).abs() < 1e-3);
        assert!(weights_of(r#""zeros""#).iter().all(|&w| w == 0.0));
    }

    #[test]
    fn another_seed_starts_elsewhere_and_the_same_one_does_not() {
        let network: Network =
            serde_json::from_str(r#"{"layers":[{"dense":{"units":10}}]}"#).unwrap();
        let plan = Plan::new(&network).unwrap();
        assert_eq!(initialise(&plan, 7), initialise(&plan, 7));
        assert_ne!(initialise(&plan, 7), initialise(&plan, 8));
    }
}
