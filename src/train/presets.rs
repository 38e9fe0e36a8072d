//! The ladder: networks and recipes under a name.
//!
//! The networks are those of Martin Görner's "TensorFlow and deep learning, without a PhD" (2016). Two
//! things are written differently: his loss is the sum over a batch of 100 where ours is the mean, so his
//! 0.005 for gradient descent would be 0.5 here (Adam doesn't care); and a rate of
//! 0.0001 + 0.003·e^(−step/2000) is "from 0.0031 to 0.0001 over 2000".
//!
//! The rates are ours: his accuracies are the best along the way, and these are to be there at the end,
//! whatever the seed. They were chosen on 5,000 held-out training digits, three seeds each.

use super::{LearningRate, Optimizer, Recipe};
use crate::net::{Activation, Init, Input, Layer, Network};

/// A rung of the ladder.
#[derive(Clone, Copy, Debug)]
pub struct Preset {
    /// What commands and links call it.
    pub name: &'static str,
    /// What people call it.
    pub title: &'static str,
    /// What it is and what it shows, in a sentence.
    pub summary: &'static str,
    /// The share of the 10,000 test digits that it must read right.
    pub owes: f32,
    layers: fn() -> Vec<Layer>,
    optimizer: Optimizer,
    learning_rate: LearningRate,
    steps: u32,
}

/// All rungs, from the bottom.
pub const PRESETS: [Preset; 4] = [
    Preset {
        name: "softmax",
        title: "One layer",
        summary: "Ten units that each weigh all 784 pixels: the simplest net that can learn digits.",
        owes: 0.926,
        layers: || vec![dense(10, Activation::Linear, Init::Zeros, 0.0)],
        optimizer: Optimizer::SGD,
        learning_rate: LearningRate::Decaying { from: 1.0, to: 0.01, over: 5000.0 },
        steps: 20_000,
    },
    Preset {
        name: "mlp-sigmoid",
        title: "Five layers, sigmoid",
        summary: "Depth helps, but the sigmoid's flat ends make it slow to get going.",
        owes: 0.978,
        layers: || five_layers(Activation::Sigmoid, None),
        optimizer: Optimizer::ADAM,
        learning_rate: LearningRate::Decaying { from: 0.005, to: 0.0003, over: 3000.0 },
        steps: 10_000,
    },
    Preset {
        name: "mlp-relu",
        title: "Five layers, ReLU",
        summary: "ReLU lets the slope through, and a falling learning rate calms the end.",
        owes: 0.982,
        layers: || five_layers(Activation::Relu, None),
        optimizer: Optimizer::ADAM,
        learning_rate: LearningRate::Decaying { from: 0.002, to: 0.00005, over: 2500.0 },
        steps: 10_000,
    },
    Preset {
        name: "mlp-dropout",
        title: "Five layers, ReLU, dropout",
        summary: "A quarter of the units falls silent at each step, so that none can rely on another.",
        owes: 0.982,
        layers: || five_layers(Activation::Relu, Some(0.75)),
        optimizer: Optimizer::ADAM,
        learning_rate: LearningRate::Decaying { from: 0.002, to: 0.00003, over: 5000.0 },
        steps: 20_000,
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
            batch: 100,
            steps: self.steps,
            seed: 1,
            evaluate_every: 100,
            hold_out: 0,
            augment: None,
        }
    }
}

/// 784-200-100-60-30-10; where a share to keep is given, with dropout after the three wide layers. (Thirty
/// units are too few to miss a quarter: with dropout after them, too, held-out digits are read worse.)
fn five_layers(activation: Activation, keep: Option<f32>) -> Vec<Layer> {
    let mut layers = Vec::new();
    for units in [200, 100, 60, 30] {
        let (init, bias) = match activation {
            // A little above zero, so that a ReLU is open at first.
            Activation::Relu => (Init::He, 0.1),
            Activation::Linear | Activation::Sigmoid => (Init::Glorot, 0.0),
        };
        layers.push(dense(units, activation, init, bias));
        layers.extend(keep.filter(|_| units > 30).map(|keep| Layer::Dropout { keep }));
    }
    layers.push(dense(10, Activation::Linear, Init::Glorot, 0.0));
    layers
}

fn dense(units: u32, activation: Activation, init: Init, bias: f32) -> Layer {
    Layer::Dense { units, activation, init: Some(init), bias }
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
