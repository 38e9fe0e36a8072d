//! A recipe: everything that decides a run.

use super::change::{self, Change};
use super::{LearningRate, Optimizer, PRESETS, Preset};
use crate::data::{Augment, AugmentError, OtherDigits};
use crate::net::{Input, Network, NetworkError, Plan};
use crate::pens::{Pens, PensError};
use serde::de::value::MapAccessDeserializer;
use serde::de::{self, Deserializer, MapAccess, Unexpected, Visitor};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::marker::PhantomData;
use thiserror::Error;

/// Everything that decides a run. The same recipe on the same digits gives the same weights.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "camelCase")]
pub struct Recipe {
    /// The rung of the ladder that it started from.
    pub preset: String,
    /// The network.
    pub network: Network,
    /// How a gradient changes the parameters.
    pub optimizer: Optimizer,
    /// How far, step by step.
    pub learning_rate: LearningRate,
    /// Digits in a step.
    pub batch: u32,
    /// Steps in the run.
    pub steps: u32,
    /// Where all randomness starts.
    pub seed: u32,
    /// Steps from one test to the next.
    pub evaluate_every: u32,
    /// How many of the last training digits to keep apart. Where it isn't 0, these, and not the test
    /// digits, are what the curves' "test" means: so recipes can be chosen without looking at the test.
    pub hold_out: u32,
    /// How to move the training digits about, if at all.
    pub augment: Option<Augment>,
    /// How much of each batch is written by the grammar of pens, if anything.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pens: Option<Pens>,
    /// How much of each truth is shared out among all classes; 0 for plain cross-entropy.
    #[serde(default)]
    pub label_smoothing: f32,
    /// Which digits it learns from, where they aren't MNIST's alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digits: Option<OtherDigits>,
    /// What was changed on the way, by growing step; as a rule, nothing.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub changes: Vec<Change>,
}

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
    #[serde(default)]
    augment: Choice<Augment>,
    #[serde(default)]
    pens: Choice<Pens>,
    label_smoothing: Option<f32>,
    #[serde(default)]
    digits: Choice<OtherDigits>,
    #[serde(default)]
    changes: Vec<Change>,
}

/// What a recipe may do without, though its preset has it.
#[derive(Clone, Debug, Default)]
enum Choice<T> {
    /// Left out: as in the preset.
    #[default]
    Usual,
    /// `null` or `false`: none.
    Without,
    /// This.
    With(T),
}

impl<T> Choice<T> {
    fn or(self, usual: Option<T>) -> Option<T> {
        match self {
            Self::Usual => usual,
            Self::Without => None,
            Self::With(it) => Some(it),
        }
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Choice<T> {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(ChoiceVisitor(PhantomData))
    }
}

struct ChoiceVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for ChoiceVisitor<T> {
    type Value = Choice<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object, or null or false for none")
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(Choice::Without)
    }

    fn visit_bool<E: de::Error>(self, with: bool) -> Result<Self::Value, E> {
        // What `true` would be nobody has said.
        if with { Err(E::invalid_type(Unexpected::Bool(with), &self)) } else { Ok(Choice::Without) }
    }

    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
        T::deserialize(MapAccessDeserializer::new(map)).map(Choice::With)
    }
}

/// Why a recipe can't be followed.
#[derive(Clone, Debug, PartialEq, Error)]
#[non_exhaustive]
pub enum RecipeError {
    /// Not the JSON that it should be.
    #[error("the recipe can't be read: {0}")]
    Json(String),
    /// A preset that doesn't exist.
    #[error("there is no preset \"{found}\"; there are {}", known())]
    UnknownPreset {
        /// The name.
        found: String,
    },
    /// A number out of its range.
    #[error("{field} is {found}; it must be {expected}")]
    OutOfRange {
        /// Which number.
        field: &'static str,
        /// What it is.
        found: f64,
        /// What it may be.
        expected: &'static str,
    },
    /// Both a number of steps and a number of epochs.
    #[error("the recipe gives both steps and epochs; give one of them")]
    StepsAndEpochs,
    /// A batch that would not fit into memory.
    #[error(
        "a batch of {batch} is too large for this network, which keeps {values} values of each digit; it may be {most} at the most"
    )]
    BatchTooLarge {
        /// The batch.
        batch: u32,
        /// Values of one digit.
        values: usize,
        /// The largest batch.
        most: u32,
    },
    /// The last training digits would be those that were drawn.
    #[error(
        "a recipe can't both learn from drawn digits and hold digits out: the last ones are the drawn ones"
    )]
    OwnHeldOut,
    /// The share that dropout keeps is to change, but there is no dropout.
    #[error("dropout can't be changed to keep {keep}: this network has none")]
    NoDropout {
        /// What it should keep.
        keep: f32,
    },
    /// Changes aren't in the order in which they happen.
    #[error(
        "the change at step {found} stands after that at step {before}; each must come later than the one before it"
    )]
    ChangeOrder {
        /// The step of the change that comes too early.
        found: u32,
        /// The step of the one before it.
        before: u32,
    },
    /// The network is none.
    #[error(transparent)]
    Network(#[from] NetworkError),
    /// Its augmentation makes no sense.
    #[error(transparent)]
    Augment(#[from] AugmentError),
    /// Its pens write more than there is.
    #[error(transparent)]
    Pens(#[from] PensError),
    /// Its network reads images of another size than pens draw.
    #[error("pens draw 28×28 pixels, but the network reads {rows}×{columns}; leave pens out")]
    PensSize {
        /// Rows that the network reads.
        rows: u32,
        /// Columns that it reads.
        columns: u32,
    },
}

fn known() -> String {
    PRESETS.map(|preset| preset.name).join(", ")
}

/// One pass over MNIST's training digits, which an epoch is counted by.
const EPOCH: f64 = 60_000.0;

impl Recipe {
    /// Reads a recipe; what it leaves out comes from its preset, or else from the default one. `augment`, `pens` and
    /// `digits` may be `null` or `false`, for none.
    ///
    /// # Errors
    /// A [`RecipeError`] that says what is wrong and what was expected.
    pub fn from_json(json: &str) -> Result<Self, RecipeError> {
        let partial: Partial =
            serde_json::from_str(json).map_err(|error| RecipeError::Json(error.to_string()))?;
        let name = partial.preset.as_deref().unwrap_or(Preset::DEFAULT);
        let preset = Preset::named(name)
            .ok_or_else(|| RecipeError::UnknownPreset { found: name.to_owned() })?;
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
            augment: partial.augment.or(base.augment),
            pens: partial.pens.or(base.pens),
            label_smoothing: partial.label_smoothing.unwrap_or(base.label_smoothing),
            digits: partial.digits.or(base.digits),
            changes: partial.changes,
        };
        recipe.check()?;
        Ok(recipe)
    }

    /// Checks every number of the recipe.
    ///
    /// # Errors
    /// A [`RecipeError`] that names the first that is out of its range.
    pub fn check(&self) -> Result<(), RecipeError> {
        let whole = |field, found: u32, least, most, expected| {
            number(field, f64::from(found), f64::from(least), f64::from(most), expected)
        };
        whole("steps", self.steps, 1, 10_000_000, "1 to 10,000,000")?;
        whole("evaluateEvery", self.evaluate_every, 1, 10_000_000, "1 to 10,000,000 steps")?;
        whole("holdOut", self.hold_out, 0, 1_000_000, "0 to 1,000,000 digits")?;
        let rate = |field, found: f32| number(field, found.into(), 0.0, 1e6, "0 to 1,000,000");
        match self.learning_rate {
            LearningRate::Constant(constant) => rate("learningRate", constant)?,
            LearningRate::OneCycle { peak, rise } => {
                rate("learningRate.peak", peak)?;
                number("learningRate.rise", rise.into(), 0.0, 1.0, "0 to 1, a share of the run")?;
            }
            LearningRate::Decaying { from, to, over } => {
                rate("learningRate.from", from)?;
                rate("learningRate.to", to)?;
                number("learningRate.over", over.into(), 1.0, 1e9, "1 to 1,000,000,000 steps")?;
            }
        }
        let share =
            |field, found: f32| number(field, found.into(), 0.0, 0.999_999, "0 to 0.999999");
        match self.optimizer {
            Optimizer::Sgd { momentum } => share("optimizer.momentum", momentum)?,
            Optimizer::Adam { beta1, beta2, epsilon } => {
                share("optimizer.beta1", beta1)?;
                share("optimizer.beta2", beta2)?;
                number("optimizer.epsilon", epsilon.into(), 1e-12, 1.0, "0.000000000001 to 1")?;
            }
        }
        if self.hold_out > 0 && matches!(self.digits, Some(OtherDigits::Own { .. })) {
            return Err(RecipeError::OwnHeldOut);
        }
        number("labelSmoothing", self.label_smoothing.into(), 0.0, 0.9, "0 to 0.9")?;
        if let Some(augment) = &self.augment {
            augment.check()?;
        }
        if let Some(pens) = &self.pens {
            pens.check()?;
            let Input { rows, columns } = self.network.input;
            if (rows, columns) != (Input::default().rows, Input::default().columns) {
                return Err(RecipeError::PensSize { rows, columns });
            }
        }
        let plan = Plan::new(&self.network)?;
        // Values and gradients of each batch must fit beside the digits and the parameters.
        let values = plan.values();
        let most = (Self::MOST_VALUES / values).max(1) as u32;
        for batch in [self.batch].into_iter().chain(self.changes.iter().filter_map(|c| c.batch)) {
            whole("batch", batch, 1, 1000, "1 to 1,000 digits")?;
            if batch > most {
                return Err(RecipeError::BatchTooLarge { batch, values, most });
            }
        }
        for change in &self.changes {
            change.check(&self.network)?;
        }
        match self.changes.array_windows().find(|[before, after]| before.step >= after.step) {
            Some(&[Change { step: before, .. }, Change { step: found, .. }]) => {
                Err(RecipeError::ChangeOrder { found, before })
            }
            None => Ok(()),
        }
    }

    /// The most values that a batch may have on its way through the layers: with their gradients, and
    /// what convolutions copy, about 100 MB.
    pub const MOST_VALUES: usize = 8_000_000;

    /// The learning rate at a step, counted from 0.
    pub fn rate_at(&self, step: u32) -> f32 {
        let factor = change::at(&self.changes, step).rate_factor.unwrap_or(1.0);
        self.learning_rate.at(step, self.steps) * factor
    }

    /// How many digits a step learns from.
    pub fn batch_at(&self, step: u32) -> u32 {
        change::at(&self.changes, step).batch.unwrap_or(self.batch)
    }

    /// The share that dropout keeps at a step, where that was changed.
    pub fn keep_at(&self, step: u32) -> Option<f32> {
        change::at(&self.changes, step).keep
    }

    /// How many digits the first `steps` steps learn from.
    pub fn images_in(&self, steps: u32) -> u64 {
        change::images(&self.changes, self.batch, steps)
    }

    /// With a change from `change.step` on, which is after all that were made before, or together with the
    /// last of them.
    ///
    /// # Errors
    /// A [`RecipeError`] where it can't be followed.
    pub fn changed(&self, change: Change) -> Result<Self, RecipeError> {
        let mut recipe = self.clone();
        change::put(&mut recipe.changes, change);
        recipe.check()?;
        Ok(recipe)
    }
}

fn number(
    field: &'static str,
    found: f64,
    least: f64,
    most: f64,
    expected: &'static str,
) -> Result<(), RecipeError> {
    if (least..=most).contains(&found) {
        Ok(())
    } else {
        Err(RecipeError::OutOfRange { field, found, expected })
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
            (r#"{"batch":0}"#, "batch is 0; it must be 1 to 1,000 digits"),
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
