//! The preparation of a drawing, with parts left out: what each of them is for.

use super::error::{error_named, throw};
use crate::ink::{Preparation, Strokes, render_prepared};
use wasm_bindgen::prelude::*;

/// The image of strokes (as in `Recognizer.read`) with some of its preparation left out: `left_out`
/// names what, such as `"scale centre"`; there are `scale`, `centre`, `line` and `smooth`. `""`
/// gives what `Recognizer.read` reads. `undefined` where nothing is drawn, or nothing is left in
/// the image; throws an `InkError`.
#[wasm_bindgen]
pub fn prepare_strokes(
    points: &[f32],
    ends: &[u32],
    left_out: &str,
) -> Result<Option<Vec<u8>>, JsValue> {
    let strokes = Strokes::from_flat(points, ends).map_err(throw)?;
    let mut preparation = Preparation::default();
    for name in left_out.split(' ').filter(|name| !name.is_empty()) {
        *match name {
            "scale" => &mut preparation.scale,
            "centre" => &mut preparation.centre,
            "line" => &mut preparation.line,
            "smooth" => &mut preparation.smooth,
            _ => {
                let message = format!(
                    "a preparation has no part \"{name}\"; it has scale, centre, line and smooth"
                );
                return Err(error_named("InkError", &message));
            }
        } = false;
    }
    Ok(render_prepared(&strokes, preparation).map(|image| image.to_vec()))
}
