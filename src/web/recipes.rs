//! Recipes: the ladder of presets, and what is left out filled in.

use super::error::throw;
use super::json::to_json;
use crate::net::Plan;
use crate::train::{PRESETS, Recipe};
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[derive(Serialize)]
struct PresetForPage {
    name: &'static str,
    title: &'static str,
    summary: &'static str,
    owes: f32,
    parameters: usize,
    recipe: Recipe,
}

/// The ladder of networks, as JSON: a list of
/// `{name, title, summary, owes, parameters, recipe}`. `owes` is the fraction of the 10,000 test
/// digits that the preset must read right.
#[wasm_bindgen]
pub fn presets() -> Result<String, JsValue> {
    let mut list = Vec::new();
    for preset in PRESETS {
        let recipe = preset.recipe();
        let plan = Plan::new(&recipe.network).map_err(throw)?;
        list.push(PresetForPage {
            name: preset.name,
            title: preset.title,
            summary: preset.summary,
            owes: preset.owes,
            parameters: plan.parameters(),
            recipe,
        });
    }
    to_json(&list)
}

/// The whole of a recipe of which some parts may be left out: `{}` is the default preset's. Give
/// `steps` or `epochs`. Throws a `RecipeError` that names what is wrong.
#[wasm_bindgen]
pub fn complete_recipe(json: &str) -> Result<String, JsValue> {
    to_json(&Recipe::from_json(json).map_err(throw)?)
}
