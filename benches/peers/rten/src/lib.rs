//! rten in the tab: reads digits with a network that it is given as ONNX.

use rten::{Model, NodeId};
use rten_tensor::{NdTensor, TensorView};
use wasm_bindgen::prelude::*;

/// A net that reads.
#[wasm_bindgen]
pub struct Reader {
    model: Model,
    input: NodeId,
    output: NodeId,
}

#[wasm_bindgen]
impl Reader {
    /// `model` is an ONNX file with one input and one output.
    #[wasm_bindgen(constructor)]
    pub fn new(model: Vec<u8>) -> Result<Reader, JsError> {
        let model = Model::load(model)?;
        let (&[input, ..], &[output, ..]) = (model.input_ids(), model.output_ids()) else {
            return Err(JsError::new("the model has no input or no output"));
        };
        Ok(Self { model, input, output })
    }

    /// The probabilities of images of this shape, its first side their number.
    pub fn read(&self, images: &[f32], shape: &[usize]) -> Result<Vec<f32>, JsError> {
        let images = TensorView::from_data(shape, images);
        let [probabilities] =
            self.model.run_n(vec![(self.input, images.into())], [self.output], None)?;
        let probabilities: NdTensor<f32, 2> = probabilities.try_into()?;
        Ok(probabilities.into_data())
    }
}
