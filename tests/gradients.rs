//! The gradients of every layer, against central differences of an independent forward pass in f64.
//!
//! The forward pass here is written from the definitions, over ndarray, and shares no code with the
//! kernels. Central differences in f64 with a step of 10⁻⁵ are exact to about 10⁻⁹ where the loss
//! is smooth; what is left is f32 rounding in the kernels, so each derivative must agree to 10⁻⁵
//! plus 0.1 % of its size. (A ReLU's corner within a step would break that: the seeds here have
//! none.)

use ndarray::{Array1, Array2, ArrayView1, ArrayView2, Axis};
use nibnet::data::{Digits, LabelledDigits};
use nibnet::net::{
    Activation, Dense, Dropout, DropoutSeed, Layer, Network, Plan, Shard, gradient, initialise,
};
use nibnet::rng::{Purpose, Rng};
use nibnet::threads::ThreadPool;
use nibnet::train::{Recipe, Step, Trainer};

const STEP: f64 = 1e-5;

/// Twelve images of 5 × 4 pixels, mostly paper.
fn images() -> (Vec<u8>, Vec<u8>) {
    let mut rng = Rng::new(11, Purpose::Order { epoch: 0 });
    let images =
        (0..12 * 20).map(|_| if rng.unit() < 0.4 { rng.below(256) as u8 } else { 0 }).collect();
    (images, (0..12).map(|i| (i * 7 % 10) as u8).collect())
}

fn network(layers: &str) -> Network {
    let json = format!(r#"{{"input":{{"rows":5,"columns":4}},"layers":[{layers}]}}"#);
    serde_json::from_str(&json).unwrap()
}

/// Mean cross-entropy in f64; `masks` holds the factors of each dropout.
fn loss(
    network: &Network,
    parameters: &[f64],
    images: &[u8],
    labels: &[u8],
    masks: &[Array2<f64>],
) -> f64 {
    let pixels = (network.input.rows * network.input.columns) as usize;
    let x = images.iter().map(|&ink| f64::from(ink) / 255.0).collect();
    let mut x = Array2::from_shape_vec((labels.len(), pixels), x).unwrap();
    let (mut rest, mut masks) = (parameters, masks.iter());
    for layer in &network.layers {
        match *layer {
            Layer::Dense(Dense { units, activation, .. }) => {
                let (inputs, outputs) = (x.ncols(), units as usize);
                let (w, after) = rest.split_at(inputs * outputs);
                let (b, after) = after.split_at(outputs);
                rest = after;
                x = x.dot(&ArrayView2::from_shape((inputs, outputs), w).unwrap())
                    + ArrayView1::from(b);
                x.mapv_inplace(|x| match activation {
                    Activation::Linear => x,
                    Activation::Relu => x.max(0.0),
                    Activation::Sigmoid => 1.0 / (1.0 + (-x).exp()),
                    Activation::LeakyRelu { slope } if x <= 0.0 => x * f64::from(slope),
                    Activation::LeakyRelu { .. } => x,
                });
            }
            Layer::Dropout(_) => {
                if let Some(mask) = masks.next() {
                    x *= mask;
                }
            }
            // These are checked against another framework: see tests/reference.rs.
            ref other => panic!("{other} is not a layer of these tests"),
        }
    }
    let losses: Array1<f64> = x
        .axis_iter(Axis(0))
        .zip(labels)
        .map(|(row, &label)| row.mapv(f64::exp).sum().ln() - row[usize::from(label)])
        .collect();
    losses.mean().unwrap()
}

/// The gradient that the kernels give, and the factors of each dropout.
fn ours(
    plan: &Plan,
    parameters: &[f32],
    images: &[u8],
    labels: &[u8],
    dropout: DropoutSeed,
) -> Vec<f32> {
    let mut shard = Shard::for_training(plan, labels.len());
    let statistics = plan.statistics();
    shard.forward_leg(plan, parameters, images, 0, &statistics, dropout);
    shard.score(plan, labels, 0.0, labels.len());
    shard.backward_leg(plan, parameters, 0, &statistics);
    let mut all = Vec::new();
    for block in plan.blocks() {
        let mut part = vec![f32::NAN; block.length];
        gradient(plan, block, [&shard], &statistics, &mut part);
        all.extend(part);
    }
    all
}

/// The factors of dropout, drawn as the kernels' documentation says.
fn masks(network: &Network, dropout: DropoutSeed, images: usize) -> Vec<Array2<f64>> {
    let mut masks = Vec::new();
    let mut width = (network.input.rows * network.input.columns) as usize;
    // Stages are counted as the plan lays them out: an activation is a stage of its own, and a net
    // that begins with dropout first turns bytes into floats.
    let mut stage = u32::from(matches!(network.layers[0], Layer::Dropout(_)));
    for layer in &network.layers {
        match *layer {
            Layer::Dense(Dense { units, activation, .. }) => {
                width = units as usize;
                stage += 1 + u32::from(activation != Activation::Linear);
            }
            Layer::Dropout(Dropout { keep }) => {
                let mut mask = Array2::zeros((images, width));
                for (row, mut mask) in (0..).zip(mask.axis_iter_mut(Axis(0))) {
                    let purpose = Purpose::Dropout { step: dropout.step, stage, row };
                    let mut rng = Rng::new(dropout.seed.into(), purpose);
                    mask.mapv_inplace(|_: f64| {
                        let kept = f64::from(rng.bits()) < f64::from(keep) * 4_294_967_296.0;
                        if kept { 1.0 / f64::from(keep) } else { 0.0 }
                    });
                }
                masks.push(mask);
                stage += 1;
            }
            ref other => panic!("{other} is not a layer of these tests"),
        }
    }
    masks
}

/// Which derivatives disagree, as sentences.
fn disagreements(got: &[f32], want: &[f64]) -> Vec<String> {
    got.iter()
        .zip(want)
        .enumerate()
        .filter(|(_, (got, want))| {
            let off = (f64::from(**got) - **want).abs();
            off.is_nan() || off > 1e-5 + 1e-3 * want.abs()
        })
        .map(|(i, (got, want))| format!("parameter {i}: {got} for {want}"))
        .collect()
}

fn check(layers: &str) {
    let network = network(layers);
    let plan = Plan::new(&network).unwrap();
    let (images, labels) = images();
    let mut parameters = initialise(&plan, 3);
    // Biases start alike; here each is to have a place of its own.
    let mut rng = Rng::new(4, Purpose::Weights { tensor: 99 });
    parameters.iter_mut().for_each(|p| *p += 0.05 * rng.symmetric());
    let dropout = DropoutSeed { seed: 1, step: 5, first_row: 0 };
    let masks = masks(&network, dropout, labels.len());
    let got = ours(&plan, &parameters, &images, &labels, dropout);

    let mut moved: Vec<f64> = parameters.iter().map(|&p| f64::from(p)).collect();
    let want: Vec<f64> = (0..moved.len())
        .map(|i| {
            let at = moved[i];
            let mut loss_at = |value: f64| {
                moved[i] = value;
                loss(&network, &moved, &images, &labels, &masks)
            };
            let slope = (loss_at(at + STEP) - loss_at(at - STEP)) / (2.0 * STEP);
            moved[i] = at;
            slope
        })
        .collect();
    let failures = disagreements(&got, &want);
    assert!(failures.is_empty(), "{layers}\n{}", failures.join("\n"));
    assert!(
        want.iter().filter(|slope| slope.abs() > 1e-4).count() > want.len() / 4,
        "too flat to tell"
    );
}

#[test]
fn a_linear_layer_on_bytes_has_the_slope_of_its_loss() {
    check(r#"{"dense":{"units":10}}"#);
}

#[test]
fn sigmoid_layers_have_the_slope_of_their_loss() {
    check(
        r#"{"dense":{"units":9,"activation":"sigmoid"}},{"dense":{"units":7,"activation":"sigmoid"}},
           {"dense":{"units":10}}"#,
    );
}

#[test]
fn relu_layers_have_the_slope_of_their_loss() {
    check(
        r#"{"dense":{"units":13,"activation":"relu"}},{"dense":{"units":8,"activation":"relu"}},
           {"dense":{"units":5}},{"dense":{"units":10}}"#,
    );
}

#[test]
fn leaky_relu_layers_have_the_slope_of_their_loss() {
    check(
        r#"{"dense":{"units":13,"activation":{"leakyRelu":{"slope":0.2}}}},
           {"dense":{"units":8,"activation":{"leakyRelu":{}}}},{"dense":{"units":10}}"#,
    );
}

#[test]
fn dropout_has_the_slope_of_its_loss_wherever_it_stands() {
    check(
        r#"{"dropout":{"keep":0.8}},{"dense":{"units":12,"activation":"relu"}},{"dropout":{"keep":0.6}},
           {"dense":{"units":9,"activation":"sigmoid"}},{"dropout":{"keep":0.75}},{"dense":{"units":10}}"#,
    );
}

#[test]
fn the_comparison_notices_what_it_should() {
    assert!(disagreements(&[1.0], &[1.000_5]).is_empty());
    for (got, want) in
        [(1.0, 1.01), (0.0, 1e-4), (1e-4, 0.0), (f32::NAN, 0.0), (0.0, f64::NAN), (0.5, -0.5)]
    {
        assert_eq!(disagreements(&[got], &[want]).len(), 1, "{got} for {want}");
    }
}

#[test]
fn a_step_of_plain_descent_goes_exactly_down_its_gradient() {
    let (images, labels) = images();
    let images = ndarray::Array3::from_shape_vec((12, 5, 4), images).unwrap();
    let set = LabelledDigits::new(images, Array1::from(labels)).unwrap();
    let digits = Digits::from_whole("small", &set, &set).unwrap();
    let recipe = Recipe {
        network: network(r#"{"dense":{"units":6,"activation":"relu"}},{"dense":{"units":10}}"#),
        batch: 12,
        ..Recipe::from_json(r#"{"preset":"softmax","learningRate":{"constant":0.25}}"#).unwrap()
    };
    let mut trainer = Trainer::new(recipe, ThreadPool::single()).unwrap();
    let before = trainer.parameters().to_vec();
    assert!(matches!(trainer.step(&digits), Ok(Step::Taken(_))));
    for ((before, after), slope) in before.iter().zip(trainer.parameters()).zip(trainer.gradient())
    {
        assert_eq!(*after, before - 0.25 * slope);
    }
}
