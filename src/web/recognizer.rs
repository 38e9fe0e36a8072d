//! Reading digits, on the page's own thread: a fraction of a millisecond each.

use super::error::{error_named, throw};
use crate::answer::{Answer, answer, answer_image, answer_picture};
use crate::file::Model;
use crate::ink::{IMAGE, Picture, SIDE, Strokes};
use crate::net::Input;
use crate::reader::{Evidence, Reader};
use wasm_bindgen::prelude::*;
use web_sys::ImageData;

/// A net that reads what is drawn.
#[wasm_bindgen]
pub struct Recognizer {
    pub(super) reader: Reader,
    /// Of the test digits, as the model's file says; unknown for a net that was adopted.
    pub(super) accuracy: Option<f64>,
    /// What `evidence_begin` has begun.
    pub(super) evidence: Option<Evidence>,
}

/// What a net makes of a drawing. Each getter gives a copy; `free()` it once you have read them.
#[wasm_bindgen]
pub struct Reading(Answer);

#[wasm_bindgen]
impl Recognizer {
    /// Opens a model from the bytes of a `.nib` file. Throws a `ModelError`.
    #[wasm_bindgen(constructor)]
    pub fn new(model: &[u8]) -> Result<Recognizer, JsValue> {
        let model = Model::from_bytes(model).map_err(throw)?;
        let reader = Reader::of(&model).map_err(throw)?;
        check_input(reader.plan().network().input)?;
        Ok(Self { accuracy: model.about.test_accuracy, reader, evidence: None })
    }

    /// Reads strokes. `points` is a `Float32Array` of x, y, pressure, x, y, …: places in sides of
    /// the pad (0 to 1, y downwards), pressure 0 to 1 (0.5 where it is unknown). `ends` is a
    /// `Uint32Array` with, for each stroke, the number of the point after its last. `undefined`
    /// where nothing is drawn; throws an `InkError` for what is no drawing.
    pub fn read(&mut self, points: &[f32], ends: &[u32]) -> Result<Option<Reading>, JsValue> {
        let strokes = Strokes::from_flat(points, ends).map_err(throw)?;
        Ok(answer(&mut self.reader, &strokes).map(Reading))
    }

    /// Reads a picture of a digit, or of several side by side: a photo, a scan, another program's
    /// drawing. `undefined` where nothing is drawn; throws an `InkError` for what is no picture.
    pub fn read_picture(&mut self, picture: &ImageData) -> Result<Option<Reading>, JsValue> {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let picture = Picture::from_rgba(width, height, &picture.data()).map_err(throw)?;
        Ok(answer_picture(&mut self.reader, &picture).map(Reading))
    }

    /// Reads an image (as in `read_image`) as it is, and says what there is to say of it.
    /// `undefined` where there is no ink.
    pub fn read_as_is(&mut self, image: &[u8]) -> Result<Option<Reading>, JsValue> {
        Ok(answer_image(&mut self.reader, check_image(image)?).map(Reading))
    }

    /// Which pixels of an image (as in `read_image`) speak for `digit` against its strongest rival:
    /// 784 numbers, positive for it, negative against it, 0 where there is no ink.
    pub fn evidence(&mut self, image: &[u8], digit: usize) -> Result<Vec<f32>, JsValue> {
        self.check_question(image, digit)?;
        Ok(self.reader.evidence(image, digit))
    }

    /// Begins with what `evidence` asks; `evidence_more` goes on with it. What was begun before is
    /// forgotten.
    pub fn evidence_begin(&mut self, image: &[u8], digit: usize) -> Result<(), JsValue> {
        self.check_question(image, digit)?;
        self.evidence = Some(Evidence::new(&mut self.reader, image, digit));
        Ok(())
    }

    /// Reads up to `most` more of the changed images that `evidence_begin` needs, each of which
    /// takes as long as one reading. `undefined` as long as there are others; at the end what
    /// `evidence` gives, to the bit; an empty list where nothing was begun, or another net reads
    /// meanwhile.
    pub fn evidence_more(&mut self, most: usize) -> Option<Vec<f32>> {
        let Some(evidence) = &mut self.evidence else { return Some(vec![]) };
        let found = evidence.go_on(&mut self.reader, most);
        if found.is_some() {
            self.evidence = None;
        }
        found
    }

    /// Reads an image: 784 bytes, row by row, 0 for paper to 255 for ink. Gives the ten
    /// probabilities.
    pub fn read_image(&mut self, image: &[u8]) -> Result<Vec<f32>, JsValue> {
        check_image(image)?;
        Ok(self.reader.probabilities(image))
    }

    /// Reads many images in one call: 784 bytes each, one after the other, as in `read_image`.
    /// Gives ten probabilities for each, in the same order. Throws an `InkError` unless it is a
    /// whole number of images.
    pub fn read_images(&mut self, images: &[u8]) -> Result<Vec<f32>, JsValue> {
        check_images(images)?;
        Ok(self.reader.all_probabilities(images))
    }

    /// Reads with these weights from now on, as many as `weights` gives: the net after lessons.
    /// Throws a `ModelError`; then the weights before go on reading.
    pub fn adopt_weights(&mut self, weights: Vec<f32>) -> Result<(), JsValue> {
        self.reader.adopt_weights(weights).map_err(throw)?;
        self.accuracy = None;
        self.evidence = None;
        Ok(())
    }

    /// A copy of the weights of the net that reads, in order.
    pub fn weights(&self) -> Vec<f32> {
        self.reader.weights().to_vec()
    }

    /// 16 hexadecimal digits over the bits of its weights: which net it is.
    pub fn fingerprint(&self) -> String {
        Model::fingerprint(self.reader.weights())
    }

    /// The fraction of the test digits that the opened model reads right; `undefined` where its
    /// file doesn't say.
    #[wasm_bindgen(getter)]
    pub fn accuracy(&self) -> Option<f64> {
        self.accuracy
    }
}

#[wasm_bindgen]
impl Reading {
    /// What the net sees: 784 bytes, row by row, 0 for paper to 255 for ink.
    #[wasm_bindgen(getter)]
    pub fn image(&self) -> Vec<u8> {
        self.0.image.to_vec()
    }

    /// How likely each digit is, 0 to 9, if the drawing is one; they add up to 1.
    #[wasm_bindgen(getter)]
    pub fn probabilities(&self) -> Vec<f32> {
        self.0.probabilities.clone()
    }

    /// What to say of it: `"digit"` (the most likely), `"unsure"` (perhaps that), `"scribble"`
    /// (none), `"dot"`, or `"several"`.
    #[wasm_bindgen(getter)]
    pub fn verdict(&self) -> String {
        self.0.verdict.name().to_owned()
    }

    /// The digits, from left to right, where there are several; else none. Also none where a
    /// picture has several of which some can't be read.
    #[wasm_bindgen(getter)]
    pub fn digits(&self) -> Vec<u8> {
        self.0.verdict.digits().iter().map(|&(digit, _)| digit).collect()
    }

    /// How likely each of `digits` is.
    #[wasm_bindgen(getter)]
    pub fn confidences(&self) -> Vec<f32> {
        self.0.verdict.digits().iter().map(|&(_, confidence)| confidence).collect()
    }
}

impl Recognizer {
    fn check_question(&self, image: &[u8], digit: usize) -> Result<(), JsValue> {
        check_image(image)?;
        let classes = self.reader.plan().classes();
        if digit < classes {
            return Ok(());
        }
        let message = format!("no digit {digit}: this net knows 0 to {}", classes - 1);
        Err(error_named("InkError", &message))
    }
}

pub(super) fn check_image(image: &[u8]) -> Result<&[u8; IMAGE], JsValue> {
    image.try_into().map_err(|_| {
        let message =
            format!("the image has {} bytes; {SIDE} × {SIDE} = {IMAGE} were expected", image.len());
        error_named("InkError", &message)
    })
}

pub(super) fn check_images(images: &[u8]) -> Result<(), JsValue> {
    let bytes = images.len();
    if bytes.is_multiple_of(IMAGE) {
        return Ok(());
    }
    let message =
        format!("{bytes} bytes are no whole number of images of {SIDE} × {SIDE} = {IMAGE}");
    Err(error_named("InkError", &message))
}

/// Drawings become images of 28 × 28 pixels, so a net must read images of these rows and columns.
pub(super) fn check_input(input: Input) -> Result<(), JsValue> {
    let Input { rows, columns } = input;
    if (rows as usize, columns as usize) == (SIDE, SIDE) {
        return Ok(());
    }
    let message = format!(
        "this net reads images of {rows} × {columns} pixels; drawings have {SIDE} × {SIDE}"
    );
    Err(error_named("ModelError", &message))
}
