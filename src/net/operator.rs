//! The layers of a trained net as operators of a standard graph, before any file format.

use ndarray::ArrayD;

/// One operator of ONNX, which works on what the one before gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Operator {
    /// ONNX's name of it.
    pub kind: &'static str,
    /// Its own name.
    pub name: String,
    /// Further inputs, which are constants: their names and values, in order.
    pub tensors: Vec<(String, ArrayD<f32>)>,
    /// What else decides it, by name.
    pub attributes: Vec<(&'static str, Attribute)>,
}

/// The value of an attribute.
#[derive(Clone, Debug, PartialEq)]
pub enum Attribute {
    /// A whole number.
    Int(i64),
    /// A number.
    Float(f32),
    /// Whole numbers.
    Ints(Vec<usize>),
}

impl Operator {
    pub(super) fn new(kind: &'static str, name: impl ToString) -> Self {
        Self { kind, name: name.to_string(), tensors: Vec::new(), attributes: Vec::new() }
    }

    pub(super) fn tensor(mut self, name: String, values: ArrayD<f32>) -> Self {
        self.tensors.push((name, values));
        self
    }

    pub(super) fn tensors(mut self, more: impl IntoIterator<Item = (String, ArrayD<f32>)>) -> Self {
        self.tensors.extend(more);
        self
    }

    pub(super) fn attribute(mut self, name: &'static str, value: Attribute) -> Self {
        self.attributes.push((name, value));
        self
    }
}
