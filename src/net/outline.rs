//! What each layer of a description hands on, and all that is wrong with it: for an editor, where
//! the description isn't finished.

use super::error::NetworkError;
use super::network::{Input, Network};
use super::plan::Plan;
use super::shape::Shape;
use super::stage::{Activation, BatchNorm, Layer};

/// A description as far as it can be worked out.
#[derive(Clone, Debug, PartialEq)]
pub struct Outline {
    /// One for each layer, up to the first that doesn't fit.
    pub layers: Vec<OutlinedLayer>,
    /// All that is wrong: of each layer by itself, and the first thing that is wrong with how they
    /// fit together.
    pub errors: Vec<NetworkError>,
}

/// What a layer comes to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutlinedLayer {
    /// What it hands on for each digit: `[rows, columns, channels]` of a picture, else `[values]`.
    pub shape: Vec<usize>,
    /// Its parameters.
    pub parameters: usize,
}

impl Outline {
    /// Works out what can be worked out; a layer that is `None` is one that nothing is known of
    /// yet.
    ///
    /// Where all are known and nothing is wrong, [`Plan::new`] takes the network, and its plan has
    /// as many parameters as all layers here together.
    pub fn new(input: Input, layers: &[Option<Layer>]) -> Self {
        // One that isn't known counts as one of which everything is right, but nothing is worked
        // out from there on.
        let unknown = Layer::BatchNorm(BatchNorm { activation: Activation::Linear });
        let known = layers.iter().position(Option::is_none).unwrap_or(layers.len());
        let network = Network {
            input,
            layers: layers.iter().map(|layer| layer.clone().unwrap_or(unknown.clone())).collect(),
        };
        let mut errors: Vec<_> = network.check_size().err().into_iter().collect();
        let each = (1..).zip(&network.layers);
        errors.extend(each.filter_map(|(number, layer)| layer.check(number).err()));
        let wrong = errors.iter().map(|error| error.layer().unwrap_or(1) - 1).min();
        let mut outlined = Vec::new();
        let mut counted = 0;
        let fits =
            Plan::walk(&network, wrong.map_or(known, |wrong| wrong.min(known)), |all, shape| {
                let parameters = all - std::mem::replace(&mut counted, all);
                let shape = match shape {
                    Shape::Picture(sides) => sides.to_vec(),
                    Shape::Row(units) => vec![units],
                };
                outlined.push(OutlinedLayer { shape, parameters });
            });
        errors.extend(fits.err());
        let last = layers.len();
        if layers.last().is_some_and(Option::is_some)
            && !errors.iter().any(|error| error.layer() == Some(last))
        {
            errors.extend(network.check_end().err());
        }
        Self { layers: outlined, errors }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::MaxPool;
    use crate::train::PRESETS;
    use serde_json::json;

    fn of(network: &Network) -> Outline {
        let layers: Vec<_> = network.layers.iter().cloned().map(Some).collect();
        Outline::new(network.input, &layers)
    }

    fn outline(json: &str) -> Outline {
        of(&serde_json::from_str(json).unwrap())
    }

    fn said(outline: &Outline) -> Vec<String> {
        outline.errors.iter().map(NetworkError::to_string).collect()
    }

    #[test]
    fn what_layers_hand_on_and_hold_adds_up_to_the_plan() {
        for preset in PRESETS {
            let network = preset.recipe().network;
            let outline = of(&network);
            assert_eq!(outline.errors, [], "{}", preset.name);
            let counted: usize = outline.layers.iter().map(|layer| layer.parameters).sum();
            let plan = Plan::new(&network).unwrap();
            assert_eq!(counted, plan.parameters(), "{}", preset.name);
            assert_eq!(outline.layers.len(), network.layers.len());
        }
        let outline = outline(
            r#"{"layers":[{"conv":{"filters":6,"kernel":6}},{"batchNorm":{"activation":"relu"}},
                {"conv":{"filters":12,"kernel":5,"stride":2,"activation":"relu"}},
                {"maxPool":{"size":3,"stride":2}},{"dropoutMaps":{"keep":0.9}},{"dense":{"units":10}}]}"#,
        );
        let found: Vec<_> =
            outline.layers.iter().map(|layer| (&layer.shape[..], layer.parameters)).collect();
        assert_eq!(
            found,
            [
                (&[28, 28, 6][..], 6 * 6 * 6), // no biases: batch norm follows
                (&[28, 28, 6], 4 * 6),
                (&[14, 14, 12], 5 * 5 * 6 * 12 + 12),
                (&[7, 7, 12], 0),
                (&[7, 7, 12], 0),
                (&[10], 7 * 7 * 12 * 10 + 10),
            ]
        );
    }

    #[test]
    fn each_wrong_layer_is_named_and_those_before_the_first_are_worked_out() {
        let outline = outline(
            r#"{"layers":[{"dense":{"units":20}},{"dropout":{"keep":0}},{"dense":{"units":0}},
                {"dense":{"units":9}}]}"#,
        );
        assert_eq!(
            said(&outline),
            [
                "layer 2 keeps 0 of its units; that must be above 0, up to 1",
                "layer 3 has 0 units; it may have 1 to 4096",
                "the last layer must be dense and linear with 10 units, one for each digit; it is dense 9",
            ]
        );
        assert_eq!(outline.layers, [OutlinedLayer { shape: vec![20], parameters: 784 * 20 + 20 }]);
        let layers: Vec<_> = outline.errors.iter().map(NetworkError::layer).collect();
        assert_eq!(layers, [Some(2), Some(3), None]);
    }

    #[test]
    fn a_layer_that_does_not_fit_is_named_once() {
        let outline = outline(
            r#"{"layers":[{"dense":{"units":20}},{"maxPool":{"size":2,"stride":2}},{"dense":{"units":10}}]}"#,
        );
        assert_eq!(
            said(&outline),
            [
                "layer 2 is max pool 2×2 stride 2, which needs rows × columns × channels; layer 1 hands on 20 values without places"
            ]
        );
        assert_eq!(outline.layers.len(), 1);
    }

    #[test]
    fn from_a_layer_that_is_not_known_nothing_is_worked_out_but_each_is_still_checked() {
        let dense = |units| -> Layer {
            serde_json::from_value(json!({"dense": {"units": units}})).unwrap()
        };
        let pool = Layer::MaxPool(MaxPool { size: 2, stride: 2 });
        let layers = [Some(dense(20)), None, Some(pool), Some(dense(0)), Some(dense(9))];
        let outline = Outline::new(Input::default(), &layers);
        assert_eq!(outline.layers.len(), 1);
        let found: Vec<_> = outline.errors.iter().map(NetworkError::layer).collect();
        assert_eq!(found, [Some(4), None], "{:?}", said(&outline));
        assert_eq!(Outline::new(Input::default(), &[None]).errors, []);
    }

    #[test]
    fn what_the_plan_refuses_has_an_error_here_and_the_other_way_round() {
        for json in [
            r#"{"layers":[]}"#,
            r#"{"input":{"rows":0,"columns":28},"layers":[{"dense":{"units":10}}]}"#,
            r#"{"layers":[{"dense":{"units":4096}},{"dense":{"units":4096}},{"dense":{"units":10}}]}"#,
            r#"{"layers":[{"averagePool":{"stride":2}},{"dense":{"units":10}}]}"#,
            r#"{"layers":[{"batchNorm":{}}]}"#,
        ] {
            let error = Plan::new(&serde_json::from_str(json).unwrap()).unwrap_err();
            assert!(outline(json).errors.contains(&error), "{json}: {error}");
        }
    }
}
