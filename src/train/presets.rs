//! The ladder: networks and recipes under a name.
//!
//! The networks are those of Martin Görner's "TensorFlow and deep learning, without a PhD" (2016).
//! Two things are written differently: his loss is the sum over a batch of 100 where ours is the
//! mean, so his 0.005 for gradient descent would be 0.5 here (Adam doesn't care); and a rate of
//! 0.0001 + 0.003·e^(−step/2000) is "from 0.0031 to 0.0001 over 2000".
//!
//! The rates are ours: his accuracies are the best along the way, and these are to be there at the
//! end, whatever the seed. They were chosen on 5,000 to 10,000 held-out training digits.

use super::optimizer::Optimizer;
use super::recipe::Recipe;
use super::schedule::LearningRate;
use crate::data::Augment;
use crate::net::{
    Activation, BatchNorm, Conv, Dense, Dropout, Init, Input, Layer, MaxPool, Network,
};

/// A rung of the ladder.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// What commands and links call it.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What it is and what it shows, in a sentence.
    pub summary: &'static str,
    /// The fraction of the 10,000 test digits that it must read right at the end of its run.
    pub owes: f32,
    layers: fn() -> Vec<Layer>,
    optimizer: Optimizer,
    learning_rate: LearningRate,
    batch: u32,
    steps: u32,
    /// In steps.
    evaluate_every: u32,
    augment: Option<Augment>,
    label_smoothing: f32,
}

/// What most rungs have in common.
const BASE: Preset = Preset {
    name: "",
    title: "",
    summary: "",
    owes: 0.0,
    layers: Vec::new,
    optimizer: Optimizer::ADAM,
    learning_rate: LearningRate::Constant(0.0),
    batch: 100,
    steps: 10_000,
    evaluate_every: 100,
    augment: None,
    label_smoothing: 0.0,
};

/// All rungs, from the bottom.
pub const PRESETS: [Preset; 10] = [
    Preset {
        name: "softmax",
        title: "One layer",
        summary: "Ten units that each weigh all 784 pixels: the simplest net that can learn digits.",
        owes: 0.926,
        layers: || vec![dense(10, Activation::Linear, Init::Zeros, 0.0)],
        optimizer: Optimizer::SGD,
        learning_rate: LearningRate::Decaying { from: 1.0, to: 0.01, over: 5000.0 },
        steps: 20_000,
        ..BASE
    },
    Preset {
        name: "mlp-sigmoid",
        title: "Five layers, sigmoid",
        summary: "Depth helps, but the sigmoid's flat ends make it slow to get going.",
        owes: 0.978,
        layers: || five_layers(Activation::Sigmoid, None),
        learning_rate: LearningRate::Decaying { from: 0.005, to: 0.0003, over: 3000.0 },
        ..BASE
    },
    Preset {
        name: "mlp-relu",
        title: "Five layers, ReLU",
        summary: "ReLU lets the slope through, and a falling learning rate calms the end.",
        owes: 0.982,
        layers: || five_layers(Activation::Relu, None),
        learning_rate: LearningRate::Decaying { from: 0.002, to: 0.00005, over: 2500.0 },
        ..BASE
    },
    Preset {
        name: "mlp-dropout",
        title: "Five layers, ReLU, dropout",
        summary: "A quarter of the units falls silent at each step, so that none can rely on another.",
        owes: 0.982,
        layers: || five_layers(Activation::Relu, Some(0.75)),
        learning_rate: LearningRate::Decaying { from: 0.002, to: 0.00003, over: 5000.0 },
        steps: 20_000,
        ..BASE
    },
    Preset {
        name: "conv",
        title: "Convolution",
        summary: "Small patches that share their weights wherever they are: the net now knows what is next to what.",
        owes: 0.989,
        layers: || convolutions(&[(4, 5, 1), (8, 5, 2), (12, 4, 2)], 200, false, None),
        learning_rate: LearningRate::OneCycle { peak: 0.004, rise: 0.2 },
        steps: 6000,
        ..BASE
    },
    Preset {
        name: "conv-dropout",
        title: "Convolution, more filters, dropout",
        summary: "Room for more, and dropout on the one wide layer, so that it isn't used to learn by heart.",
        owes: 0.993,
        layers: || convolutions(&TUTORIAL, 200, false, Some(0.75)),
        learning_rate: LearningRate::OneCycle { peak: 0.003, rise: 0.2 },
        label_smoothing: 0.1,
        ..BASE
    },
    Preset {
        name: "mlp-bn",
        title: "Five layers, batch norm",
        summary: "Batch norm keeps every layer's values in a good range, so the net learns many times faster.",
        owes: 0.985,
        layers: five_normed_layers,
        learning_rate: LearningRate::OneCycle { peak: 0.01, rise: 0.2 },
        steps: 8000,
        ..BASE
    },
    Preset {
        name: "conv-bn",
        title: "Convolution, batch norm",
        summary: "All of it together: convolution, batch norm, dropout.",
        owes: 0.995,
        layers: || convolutions(&TUTORIAL, 200, true, Some(0.75)),
        learning_rate: LearningRate::OneCycle { peak: 0.02, rise: 0.2 },
        batch: 50,
        label_smoothing: 0.1,
        ..BASE
    },
    Preset {
        name: "best",
        title: "As good as it gets",
        summary: "Five convolutions with pooling between them, and digits that are moved about and bent a little each time they are shown.",
        owes: 0.996,
        layers: pooled_convolutions,
        learning_rate: LearningRate::OneCycle { peak: 0.01, rise: 0.2 },
        steps: 15_000,
        evaluate_every: 300, // a test takes as long as twenty steps
        augment: Some(Augment { bend: 1.5, ..Augment::USUAL }),
        ..BASE
    },
    Preset {
        name: "fast",
        title: "99 % in seconds",
        summary: "A small net with batch norm, one cycle of the learning rate, and less than two looks at each digit.",
        owes: 0.99,
        layers: || convolutions(&[(8, 6, 2), (16, 4, 2)], 128, true, None),
        learning_rate: LearningRate::OneCycle { peak: 0.01, rise: 0.2 },
        batch: 50,
        steps: 2200,
        ..BASE
    },
];

impl Preset {
    /// The rung with this name.
    pub fn named(name: &str) -> Option<&'static Self> {
        PRESETS.iter().find(|preset| preset.name == name)
    }

    /// The rung that is taken where none is named.
    pub const DEFAULT: &'static str = "mlp-relu";

    /// Its whole recipe.
    pub fn recipe(&self) -> Recipe {
        Recipe {
            preset: self.name.to_owned(),
            network: Network { input: Input::default(), layers: (self.layers)() },
            optimizer: self.optimizer,
            learning_rate: self.learning_rate,
            batch: self.batch,
            steps: self.steps,
            seed: 1,
            evaluate_every: self.evaluate_every,
            hold_out: 0,
            augment: self.augment,
            pens: None,
            digits: None,
            label_smoothing: self.label_smoothing,
            changes: Vec::new(),
        }
    }
}

/// 784-200-100-60-30-10; where a fraction to keep is given, with dropout after the three wide
/// layers. (Thirty units are too few to miss a quarter: with dropout after them, too, held-out
/// digits are read worse.)
fn five_layers(activation: Activation, keep: Option<f32>) -> Vec<Layer> {
    let mut layers = Vec::new();
    for units in [200, 100, 60, 30] {
        let (init, bias) = match activation {
            // A little above zero, so that a ReLU is open at first.
            Activation::Relu => (Init::He, 0.1),
            _ => (Init::Glorot, 0.0),
        };
        layers.push(dense(units, activation, init, bias));
        layers.extend(keep.filter(|_| units > 30).map(|keep| Layer::Dropout(Dropout { keep })));
    }
    layers.push(dense(10, Activation::Linear, Init::Glorot, 0.0));
    layers
}

/// Convolutions of (filters, kernel, stride), then a dense layer, and a fraction of it to keep.
fn convolutions(
    filters: &[(u32, u32, u32)],
    units: u32,
    normed: bool,
    keep: Option<f32>,
) -> Vec<Layer> {
    // Where batch norm follows, that bends the line, and has the biases.
    let (activation, bias) =
        if normed { (Activation::Linear, 0.0) } else { (Activation::Relu, 0.1) };
    let norm = Layer::BatchNorm(BatchNorm { activation: Activation::Relu });
    let mut layers = Vec::new();
    for &(filters, kernel, stride) in filters {
        let init = Some(Init::He);
        layers.push(Layer::Conv(Conv { filters, kernel, stride, activation, init, bias }));
        layers.extend(normed.then(|| norm.clone()));
    }
    layers.push(dense(units, activation, Init::He, bias));
    layers.extend(normed.then_some(norm));
    layers.extend(keep.map(|keep| Layer::Dropout(Dropout { keep })));
    layers.push(dense(10, Activation::Linear, Init::Glorot, 0.0));
    layers
}

/// Two pairs of convolutions with pooling behind each, and one more, of 12 to 48 filters, all with
/// batch norm; then 128 units with dropout. Small kernels one after the other, as in Simonyan &
/// Zisserman, "Very Deep Convolutional Networks for Large-Scale Image Recognition" (2015).
fn pooled_convolutions() -> Vec<Layer> {
    let pool = Layer::MaxPool(MaxPool { size: 2, stride: 2 });
    let mut layers = convolutions(
        &[(12, 5, 1), (12, 3, 1), (24, 3, 1), (24, 3, 1), (48, 3, 1)],
        128,
        true,
        Some(0.7),
    );
    // Behind the second and the fourth of them, each of which has its batch norm behind it.
    for after in [8, 4] {
        layers.insert(after, pool.clone());
    }
    layers
}

/// The convolutions of the tutorial's larger net.
const TUTORIAL: [(u32, u32, u32); 3] = [(6, 6, 1), (12, 5, 2), (24, 4, 2)];

/// 784-200-100-60-30-10, with batch norm after each layer but the last.
fn five_normed_layers() -> Vec<Layer> {
    let mut layers = Vec::new();
    for units in [200, 100, 60, 30] {
        layers.push(dense(units, Activation::Linear, Init::He, 0.0));
        layers.push(Layer::BatchNorm(BatchNorm { activation: Activation::Relu }));
    }
    layers.push(dense(10, Activation::Linear, Init::Glorot, 0.0));
    layers
}

fn dense(units: u32, activation: Activation, init: Init, bias: f32) -> Layer {
    Layer::Dense(Dense { units, activation, init: Some(init), bias })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rung_is_a_network_with_a_sound_recipe() {
        for preset in PRESETS {
            let recipe = preset.recipe();
            recipe.check().unwrap_or_else(|error| panic!("{}: {error}", preset.name));
            assert_eq!(Preset::named(preset.name).unwrap().title, preset.title);
        }
        assert!(Preset::named(Preset::DEFAULT).is_some() && Preset::named("nosuch").is_none());
    }
}
