//! A trained net, made ready to be read with: what only training needs is worked into its weights.

use super::error::NetworkError;
use super::network::Network;
use super::plan::Plan;
use super::stage::{Activation, Layer};
use super::tensor::TensorRole;
use crate::kernels::EPSILON;

/// A network that answers as `network` does with these parameters, without its batch norms and
/// dropouts.
///
/// Behind a linear layer, batch norm with running averages is a factor and a summand for each
/// output, and so it is worked into that layer's weights and biases. Any other batch norm stays.
/// Dropout lets everything through once a net is trained. The logits come out the same but for
/// rounding.
///
/// # Errors
/// A [`NetworkError`] if the network is none.
///
/// # Panics
/// If there are fewer parameters than the network has.
pub fn fold(network: &Network, parameters: &[f32]) -> Result<(Network, Vec<f32>), NetworkError> {
    let plan = Plan::new(network)?;
    let values = |layer, role| {
        let tensor = plan.tensor(layer, role).expect("a linear layer and a batch norm have these");
        &parameters[tensor.range.clone()]
    };
    let is_norm = |next: &(usize, &Layer)| matches!(next.1, Layer::BatchNorm(_));
    let is_linear = |layer: &mut Layer| layer.linear_activation() == Some(&mut Activation::Linear);
    let (mut layers, mut folded) = (Vec::new(), Vec::new());
    let kept = (1..).zip(&network.layers).filter(|(_, layer)| !layer.is_dropout());
    let mut rest = kept.peekable();
    while let Some((number, layer)) = rest.next() {
        let mut layer = layer.clone();
        if !(is_linear(&mut layer) && rest.peek().is_some_and(is_norm)) {
            let tensors = plan.tensors_of(number);
            folded.extend(tensors.flat_map(|tensor| &parameters[tensor.range.clone()]));
            layers.push(layer);
            continue;
        }
        let mut weights = values(number, TensorRole::Weights).to_vec();
        // Biases are there if a dropout is between the layer and the norm.
        let mut biases: Vec<f32> = match plan.tensor(number, TensorRole::Biases) {
            Some(tensor) => parameters[tensor.range.clone()].to_vec(),
            None => vec![0.0; plan.outputs()[number - 1].shape[2]],
        };
        while is_linear(&mut layer)
            && let Some((norm, Layer::BatchNorm(of_norm))) = rest.next_if(is_norm)
        {
            let [scale, offset, mean, variance] =
                [TensorRole::Scale, TensorRole::Offset, TensorRole::Mean, TensorRole::Variance]
                    .map(|role| values(norm, role));
            for (c, bias) in biases.iter_mut().enumerate() {
                let factor = scale[c] / (variance[c] + EPSILON).sqrt();
                weights.iter_mut().skip(c).step_by(scale.len()).for_each(|w| *w *= factor);
                *bias = offset[c] - (mean[c] - *bias) * factor;
            }
            *layer.linear_activation().expect("a linear layer has one") = of_norm.activation;
        }
        folded.extend(weights.into_iter().chain(biases));
        layers.push(layer);
    }
    Ok((Network { input: network.input, layers }, folded))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{Shard, initialise};
    use crate::rng::{Purpose, Rng};

    #[test]
    fn a_folded_net_answers_as_before() {
        let network: Network = serde_json::from_str(
            r#"{"layers":[
                {"conv":{"filters":5,"kernel":5}},{"batchNorm":{"activation":"relu"}},
                {"maxPool":{"size":2,"stride":2}},{"dropoutMaps":{"keep":0.5}},
                {"batchNorm":{}},
                {"conv":{"filters":6,"kernel":3,"stride":2,"activation":"relu"}},
                {"dense":{"units":11}},{"batchNorm":{"activation":"relu"}},{"dropout":{"keep":0.5}},
                {"dense":{"units":10}}]}"#,
        )
        .unwrap();
        let plan = Plan::new(&network).unwrap();
        let mut rng = Rng::new(1, Purpose::Weights { tensor: 9 });
        let mut parameters = initialise(&plan, 1);
        for tensor in plan.tensors() {
            for parameter in &mut parameters[tensor.range.clone()] {
                // No variance is negative.
                let is_variance = tensor.role == TensorRole::Variance;
                let least = if is_variance { 0.3 } else { -0.4 };
                *parameter = if tensor.shape.len() > 1 { *parameter } else { least + rng.unit() };
            }
        }
        let (folded, fewer) = fold(&network, &parameters).unwrap();
        assert_eq!(folded.layers.len(), 6, "one batch norm follows no linear layer, and stays");
        let after = Plan::new(&folded).unwrap();
        assert_eq!(fewer.len(), after.parameters());
        let image: Vec<u8> = (0..784).map(|_| rng.bits() as u8).collect();
        let logits = |plan: &Plan, parameters: &[f32]| {
            let mut shard = Shard::for_inference(plan, 1);
            shard.forward(plan, parameters, &image);
            shard.outputs(plan).to_vec()
        };
        let (was, is) = (logits(&plan, &parameters), logits(&after, &fewer));
        let size = was.iter().fold(0.0f32, |size, logit| size.max(logit.abs()));
        assert!(size > 0.1, "{was:?}");
        for (was, is) in was.iter().zip(&is) {
            assert!((was - is).abs() < 1e-5 * (1.0 + size), "{is} for {was}");
        }
    }
}
