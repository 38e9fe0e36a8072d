//! A recipe as people write it: a preset, and whatever differs from it.

use super::change::Change;
use super::error::RecipeError;
use super::optimizer::Optimizer;
use super::presets::{PRESETS, Preset};
use super::recipe::Recipe;
use super::schedule::LearningRate;
use crate::data::{Augment, OtherDigits};
use crate::net::Network;
use crate::pens::Pens;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Unexpected, Visitor};
use std::fmt;
use std::marker::PhantomData;

/// One pass over MNIST's training digits, which an epoch is counted by.
const EPOCH: f64 = 60_000.0;

/// What people write: a preset, and whatever is to differ from it.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
struct Partial {
    preset: Option<String>,
    network: Option<Network>,
    optimizer: Option<Optimizer>,
    learning_rate: Option<LearningRate>,
    batch: Option<u32>,
    steps: Option<u32>,
    epochs: Option<f64>,
    seed: Option<u32>,
    evaluate_every: Option<u32>,
    hold_out: Option<u32>,
    #[serde(default, deserialize_with = "or_none")]
    augment: Option<Option<Augment>>,
    #[serde(default, deserialize_with = "or_none")]
    pens: Option<Option<Pens>>,
    label_smoothing: Option<f32>,
    #[serde(default, deserialize_with = "or_none")]
    digits: Option<Option<OtherDigits>>,
    #[serde(default)]
    changes: Vec<Change>,
}

/// Reads what a recipe may do without, though its preset has it: `null` and `false` are none.
fn or_none<'de, T: Deserialize<'de>, D: Deserializer<'de>>(
    from: D,
) -> Result<Option<Option<T>>, D::Error> {
    struct OrNone<T>(PhantomData<T>);
    impl<'de, T: Deserialize<'de>> Visitor<'de> for OrNone<T> {
        type Value = Option<T>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object, or null or false for none")
        }

        fn visit_unit<E>(self) -> Result<Option<T>, E> {
            Ok(None)
        }

        fn visit_bool<E: de::Error>(self, with: bool) -> Result<Option<T>, E> {
            // Which one `true` would mean isn't said.
            if with { Err(E::invalid_type(Unexpected::Bool(with), &self)) } else { Ok(None) }
        }

        fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Option<T>, A::Error> {
            T::deserialize(MapAccessDeserializer::new(map)).map(Some)
        }
    }
    from.deserialize_any(OrNone(PhantomData)).map(Some)
}

impl Recipe {
    /// Reads a recipe; what it leaves out comes from its preset, or else from the default one.
    /// `augment`, `pens` and `digits` may be `null` or `false`, for none.
    pub fn from_json(json: &str) -> Result<Self, RecipeError> {
        let partial: Partial =
            serde_json::from_str(json).map_err(|error| RecipeError::Json(error.to_string()))?;
        let name = partial.preset.as_deref().unwrap_or(Preset::DEFAULT);
        let Some(preset) = Preset::named(name) else {
            let known = PRESETS.map(|preset| preset.name).join(", ");
            return Err(RecipeError::UnknownPreset { found: name.to_owned(), known });
        };
        let base = preset.recipe();
        let batch = partial.batch.unwrap_or(base.batch);
        let steps = match (partial.steps, partial.epochs) {
            (Some(_), Some(_)) => return Err(RecipeError::StepsAndEpochs),
            (steps, None) => steps.unwrap_or(base.steps),
            // A cast clamps, and what is out of range is refused below.
            (None, Some(epochs)) => (epochs * EPOCH / f64::from(batch.max(1))).ceil() as u32,
        };
        let recipe = Self {
            preset: base.preset,
            network: partial.network.unwrap_or(base.network),
            optimizer: partial.optimizer.unwrap_or(base.optimizer),
            learning_rate: partial.learning_rate.unwrap_or(base.learning_rate),
            batch,
            steps,
            seed: partial.seed.unwrap_or(base.seed),
            evaluate_every: partial.evaluate_every.unwrap_or(base.evaluate_every),
            hold_out: partial.hold_out.unwrap_or(base.hold_out),
            augment: partial.augment.unwrap_or(base.augment),
            pens: partial.pens.unwrap_or(base.pens),
            label_smoothing: partial.label_smoothing.unwrap_or(base.label_smoothing),
            digits: partial.digits.unwrap_or(base.digits),
            changes: partial.changes,
        };
        recipe.check()?;
        Ok(recipe)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_comes_from_the_preset() {
        assert_eq!(Recipe::from_json("{}").unwrap(), Preset::named("mlp-relu").unwrap().recipe());
        let recipe = Recipe::from_json(
            r#"{"preset":"softmax","seed":0,"batch":50,"epochs":2,"learningRate":{"constant":0.1},
                "optimizer":{"adam":{"beta1":0.8}}}"#,
        )
        .unwrap();
        assert_eq!((recipe.seed, recipe.batch, recipe.steps), (0, 50, 2400));
        assert_eq!(recipe.learning_rate, LearningRate::Constant(0.1));
        assert_eq!(recipe.optimizer, Optimizer::Adam { beta1: 0.8, beta2: 0.999, epsilon: 1e-8 });
        assert_eq!(recipe.network.layers.len(), 1);
    }

    #[test]
    fn what_a_preset_has_can_be_switched_off() {
        let usual = Preset::named("best").unwrap().recipe();
        assert!(usual.augment.is_some());
        for none in ["null", "false"] {
            let json = format!(
                r#"{{"preset":"best","augment":{none},"pens":{none},"digits":{none},"labelSmoothing":0}}"#
            );
            let recipe = Recipe::from_json(&json).unwrap();
            assert_eq!((&recipe.augment, &recipe.pens, &recipe.digits), (&None, &None, &None));
            assert!(recipe.label_smoothing == 0.0);
            // And stays so when it is written down and read again, in a link or a checkpoint.
            let again = Recipe::from_json(&serde_json::to_string(&recipe).unwrap()).unwrap();
            assert_eq!(again, recipe);
        }
        let some = Recipe::from_json(r#"{"preset":"best","augment":{"rotate":3}}"#).unwrap();
        assert_eq!(some.augment.unwrap().rotate, 3.0);
    }

    #[test]
    fn a_recipe_survives_its_json() {
        for preset in PRESETS {
            let recipe = preset.recipe();
            let json = serde_json::to_string(&recipe).unwrap();
            assert_eq!(Recipe::from_json(&json).unwrap(), recipe);
        }
    }

    #[test]
    fn what_can_not_be_followed_is_refused_by_name() {
        for (json, message) in [
            (
                r#"{"preset":"resnet"}"#,
                "there is no preset \"resnet\"; there are softmax, mlp-sigmoid",
            ),
            (r#"{"batch":0}"#, "batch is 0; it must be 1 or more digits"),
            (r#"{"steps":0}"#, "steps is 0; it must be 1 to 10,000,000"),
            (r#"{"epochs":1e300}"#, "steps is 4294967295; it must be 1 to 10,000,000"),
            (
                r#"{"epochs":1,"steps":1}"#,
                "the recipe gives both steps and epochs; give one of them",
            ),
            (
                r#"{"learningRate":{"constant":-1}}"#,
                "learningRate is -1; it must be 0 to 1,000,000",
            ),
            (r#"{"optimizer":{"sgd":{"momentum":1}}}"#, "optimizer.momentum is 1; it must be 0 to"),
            (
                r#"{"augment":true}"#,
                "the recipe can't be read: invalid type: boolean `true`, expected an object, or null or false for none",
            ),
            (
                r#"{"augment":{"rotat":9}}"#,
                "the recipe can't be read: unknown field `rotat`, expected one of",
            ),
            (r#"{"augment":{"rotate":90}}"#, "augment.rotate is 90; it must be 0 to 45"),
            (r#"{"pens":{"digits":2}}"#, "pens.digits is 2 and pens.scribbles 0.05; both must be"),
            (
                r#"{"pens":{},"network":{"input":{"rows":14,"columns":56},"layers":[{"dense":{"units":10}}]}}"#,
                "pens draw 28×28 pixels, but the network reads 14×56",
            ),
            (r#"{"network":{"layers":[]}}"#, "a network needs at least one layer"),
            (r#"{"bath":10}"#, "the recipe can't be read: unknown field `bath`, expected one of"),
            (
                r#"{"seed":-1}"#,
                "the recipe can't be read: invalid value: integer `-1`, expected u32",
            ),
            ("null", "the recipe can't be read: invalid type: null"),
        ] {
            let error = Recipe::from_json(json).unwrap_err().to_string();
            assert!(error.starts_with(message), "{json}: {error}");
        }
    }
}
