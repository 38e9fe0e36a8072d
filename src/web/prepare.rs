//! The preparation of a drawing, with parts left out: what each of them is for.

use super::error::throw;
use super::json::from_json;
use crate::ink::{Preparation, Strokes, render_prepared};
use wasm_bindgen::prelude::*;

/// The image of strokes (as in `Recognizer.read`) with some of its preparation left out: `left_out`
/// is JSON, `{"scale": false}`, say; there are `scale`, `centre`, `line` and `smooth`. `{}` gives
/// what `Recognizer.read` reads. `undefined` where nothing is drawn, or nothing is left in the
/// image; throws an `InkError`.
#[wasm_bindgen]
pub fn prepare_strokes(
    points: &[f32],
    ends: &[u32],
    left_out: &str,
) -> Result<Option<Vec<u8>>, JsValue> {
    let strokes = Strokes::from_flat(points, ends).map_err(throw)?;
    let preparation: Preparation = from_json("InkError", "preparation", left_out)?;
    Ok(render_prepared(&strokes, preparation).map(|image| image.to_vec()))
}
