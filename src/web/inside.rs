//! What the lab looks at: the inside of the net that reads.

use super::json::to_json;
use super::recognizer::{Recognizer, check_image, check_images};
use serde::Serialize;
use wasm_bindgen::prelude::*;

#[derive(Serialize)]
struct LayerForPage {
    name: String,
    shape: [usize; 3],
}

#[derive(Serialize)]
struct TensorForPage<'a> {
    name: String,
    shape: &'a [usize],
    from: usize,
}

#[wasm_bindgen]
impl Recognizer {
    /// The layers of the net that reads now, as JSON: a list of `{name, shape}`. `shape` is `[rows,
    /// columns, channels]` of the layer's output, `[1, 1, units]` where that has no places.
    pub fn layers(&self) -> Result<String, JsValue> {
        let plan = self.reader.plan();
        let layers = plan.network().layers.iter().zip(plan.outputs());
        let layers = layers
            .map(|(layer, output)| LayerForPage { name: layer.to_string(), shape: output.shape });
        to_json(&layers.collect::<Vec<_>>())
    }

    /// The output of each layer for an image (as in `read_image`), one after the other, as long as
    /// `layers` says; of the last one, the logits.
    pub fn layer_values(&mut self, image: &[u8]) -> Result<Vec<f32>, JsValue> {
        check_image(image)?;
        Ok(self.reader.layers(image))
    }

    /// The net's learnt tensors, as JSON: a list of `{name, shape, from}`; `from` is where the
    /// tensor begins in `weights`.
    pub fn tensors(&self) -> Result<String, JsValue> {
        let tensors = self.reader.plan().tensors().iter().map(|tensor| TensorForPage {
            name: tensor.name(),
            shape: &tensor.shape,
            from: tensor.range.start,
        });
        to_json(&tensors.collect::<Vec<_>>())
    }

    /// The network that reads, as JSON.
    pub fn network(&self) -> Result<String, JsValue> {
        to_json(self.reader.plan().network())
    }

    /// The logits of many images, as in `read_images`: what softmax makes probabilities of, and
    /// what an ONNX file of this net gives.
    pub fn logits(&mut self, images: &[u8]) -> Result<Vec<f32>, JsValue> {
        check_images(images)?;
        Ok(self.reader.all_logits(images))
    }
}
