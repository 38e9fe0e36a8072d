//! ONNX, which most runtimes run: the trained net as a graph of standard operators, opset 13.
//!
//! In: `image`, `[N, 1, rows, columns]`, ink from 0 (paper) to 1. Out: `logits`, `[N, 10]`.
//!
//! ONNX has channels before rows and columns. So the weights of convolutions are turned, and so are those of a
//! dense layer behind a picture: its inputs come in another order. Dropout lets everything through once a
//! net is trained, and is left out.

use super::model::{Model, ModelError};
use crate::kernels::{ConvShape, EPSILON};
use crate::net::{Activation, Layer, Plan, Tensor};
use prost::Message;

const OPSET: i64 = 13;
/// The version of the format that came with that opset.
const IR_VERSION: i64 = 7;
const FLOAT: i32 = 1;

/// The file.
pub(super) fn write(model: &Model) -> Result<Vec<u8>, ModelError> {
    let plan = Plan::new(&model.network)?;
    let weights = model.weights();
    let input = model.network.input;
    let (rows, columns) = (input.rows as usize, input.columns as usize);
    let mut graph = Writer {
        tensors: plan.tensors().iter(),
        weights: &weights,
        nodes: Vec::new(),
        initializers: Vec::new(),
        value: "image".to_owned(),
        shape: Shape::Picture([rows, columns, 1]),
    };
    for (i, layer) in model.network.layers.iter().enumerate() {
        graph.layer(i + 1, layer);
    }
    // The last layer is linear, so the last node's output is the logits.
    if let Some(last) = graph.nodes.last_mut() {
        last.output = vec!["logits".to_owned()];
    }
    let network = serde_json::to_string(&model.network).expect("a network can be written as JSON");
    let file = ModelProto {
        ir_version: IR_VERSION,
        producer_name: "nibnet".to_owned(),
        producer_version: crate::VERSION.to_owned(),
        graph: Some(GraphProto {
            node: graph.nodes,
            name: "nibnet".to_owned(),
            initializer: graph.initializers,
            input: vec![value("image", &[1, rows as i64, columns as i64])],
            output: vec![value("logits", &[plan.classes() as i64])],
        }),
        opset_import: vec![OperatorSetId { domain: String::new(), version: OPSET }],
        metadata_props: vec![StringEntry { key: "nibnet.network".to_owned(), value: network }],
    };
    Ok(file.encode_to_vec())
}

/// What the values are that a layer hands on.
#[derive(Clone, Copy)]
enum Shape {
    /// Rows × columns × channels, which run as `[channels, rows, columns]` here.
    Picture([usize; 3]),
    Row,
}

struct Writer<'a, T> {
    /// Those that no layer has taken yet.
    tensors: T,
    weights: &'a [f32],
    nodes: Vec<NodeProto>,
    initializers: Vec<TensorProto>,
    /// The name of what the last node hands on, and its shape.
    value: String,
    shape: Shape,
}

impl<'a, T: Iterator<Item = &'a Tensor> + Clone> Writer<'a, T> {
    fn layer(&mut self, number: usize, layer: &Layer) {
        match *layer {
            Layer::Dense { activation, .. } => {
                let name = format!("dense{number}");
                let picture = match self.shape {
                    Shape::Picture(sides) => Some(sides),
                    Shape::Row => None,
                };
                if picture.is_some() {
                    self.node("Flatten", &format!("{name}.flat"), vec![], vec![int("axis", 1)]);
                }
                let mut inputs = Vec::new();
                if let Some(Tensor { name, shape, range, .. }) = self.tensors.next() {
                    let values = &self.weights[range.clone()];
                    inputs.push(match picture {
                        Some(sides) => self.initializer(name, shape, channels_first(values, sides)),
                        None => self.initializer(name, shape, values.to_vec()),
                    });
                }
                inputs.extend(self.biases(&name));
                self.node("Gemm", &name, inputs, vec![]);
                self.shape = Shape::Row;
                self.activate(&name, activation);
            }
            Layer::Conv { filters, kernel, stride, activation, .. } => {
                let Shape::Picture(sides) = self.shape else { return };
                let name = format!("conv{number}");
                let window = window(sides, kernel, stride);
                let mut inputs = Vec::new();
                if let Some(Tensor { name, shape, range, .. }) = self.tensors.next() {
                    let [k, channels, filters] = [shape[0], shape[2], shape[3]];
                    let values = filters_first(&self.weights[range.clone()], k, channels, filters);
                    inputs.push(self.initializer(name, &[filters, channels, k, k], values));
                }
                inputs.extend(self.biases(&name));
                self.node("Conv", &name, inputs, patch(&window));
                self.shape =
                    Shape::Picture([window.out_rows(), window.out_columns(), filters as usize]);
                self.activate(&name, activation);
            }
            Layer::MaxPool { size, stride } => {
                let Shape::Picture(sides) = self.shape else { return };
                let window = window(sides, size, stride);
                self.node("MaxPool", &format!("maxPool{number}"), vec![], patch(&window));
                self.shape =
                    Shape::Picture([window.out_rows(), window.out_columns(), window.channels]);
            }
            Layer::BatchNorm { activation } => {
                let name = format!("batchNorm{number}");
                let mut inputs = Vec::new();
                for Tensor { name, shape, range, .. } in self.tensors.by_ref().take(4) {
                    let values = self.weights[range.clone()].to_vec();
                    inputs.push((name, shape, values));
                }
                let inputs = inputs
                    .into_iter()
                    .map(|(name, shape, values)| self.initializer(name, shape, values))
                    .collect();
                self.node("BatchNormalization", &name, inputs, vec![float("epsilon", EPSILON)]);
                self.activate(&name, activation);
            }
            Layer::Dropout { .. } | Layer::DropoutMaps { .. } => {}
        }
    }

    /// The biases of a layer, if it has any: batch norm behind it makes do without.
    fn biases(&mut self, layer: &str) -> Option<String> {
        let next = self.tensors.clone().next()?;
        if next.name != format!("{layer}.biases") {
            return None;
        }
        let Tensor { name, shape, range, .. } = self.tensors.next()?;
        Some(self.initializer(name, shape, self.weights[range.clone()].to_vec()))
    }

    fn activate(&mut self, layer: &str, activation: Activation) {
        match activation {
            Activation::Linear => {}
            Activation::Relu => self.node("Relu", &format!("{layer}.relu"), vec![], vec![]),
            Activation::Sigmoid => {
                self.node("Sigmoid", &format!("{layer}.sigmoid"), vec![], vec![]);
            }
        }
    }

    /// A node that works on what the last one handed on.
    fn node(
        &mut self,
        operator: &str,
        name: &str,
        inputs: Vec<String>,
        attributes: Vec<AttributeProto>,
    ) {
        let output = format!("{name}.out");
        let mut input = vec![std::mem::replace(&mut self.value, output.clone())];
        input.extend(inputs);
        self.nodes.push(NodeProto {
            input,
            output: vec![output],
            name: name.to_owned(),
            op_type: operator.to_owned(),
            attribute: attributes,
        });
    }

    fn initializer(&mut self, name: &str, shape: &[usize], values: Vec<f32>) -> String {
        self.initializers.push(TensorProto {
            dims: shape.iter().map(|&side| side as i64).collect(),
            data_type: FLOAT,
            name: name.to_owned(),
            raw_data: values.iter().flat_map(|value| value.to_le_bytes()).collect(),
        });
        name.to_owned()
    }
}

fn window([rows, columns, channels]: [usize; 3], kernel: u32, stride: u32) -> ConvShape {
    ConvShape { rows, columns, channels, kernel: kernel as usize, stride: stride as usize }
}

/// Kernel, strides, and padding before and behind as TensorFlow's SAME has it.
fn patch(window: &ConvShape) -> Vec<AttributeProto> {
    let behind = |out: usize, before: usize, length: usize| {
        ((out - 1) * window.stride + window.kernel).saturating_sub(length + before)
    };
    let (top, left) = window.before();
    let bottom = behind(window.out_rows(), top, window.rows);
    let right = behind(window.out_columns(), left, window.columns);
    vec![
        ints("kernel_shape", &[window.kernel; 2]),
        ints("strides", &[window.stride; 2]),
        ints("pads", &[top, left, bottom, right]),
    ]
}

/// `[k, k, C, F]` → `[F, C, k, k]`.
fn filters_first(w: &[f32], k: usize, channels: usize, filters: usize) -> Vec<f32> {
    let at = |place: usize, c: usize, f: usize| w[(place * channels + c) * filters + f];
    (0..filters)
        .flat_map(|f| (0..channels).map(move |c| (f, c)))
        .flat_map(|(f, c)| (0..k * k).map(move |place| at(place, c, f)))
        .collect()
}

/// Rows of `[H·W·C, O]` in the order of `[C, H, W]`.
fn channels_first(w: &[f32], [rows, columns, channels]: [usize; 3]) -> Vec<f32> {
    let places = rows * columns;
    let outputs = w.len() / (places * channels);
    (0..channels)
        .flat_map(|c| (0..places).map(move |place| (place * channels + c) * outputs))
        .flat_map(|first| w[first..first + outputs].iter().copied())
        .collect()
}

fn int(name: &str, value: i64) -> AttributeProto {
    AttributeProto { name: name.to_owned(), i: Some(value), r#type: 2, ..AttributeProto::default() }
}

fn float(name: &str, value: f32) -> AttributeProto {
    AttributeProto { name: name.to_owned(), f: Some(value), r#type: 1, ..AttributeProto::default() }
}

fn ints(name: &str, values: &[usize]) -> AttributeProto {
    let ints = values.iter().map(|&value| value as i64).collect();
    AttributeProto { name: name.to_owned(), ints, r#type: 7, ..AttributeProto::default() }
}

/// An input or output of any number of images.
fn value(name: &str, sides: &[i64]) -> ValueInfoProto {
    let any = Dimension { dim_value: None, dim_param: Some("N".to_owned()) };
    let sides = sides.iter().map(|&side| Dimension { dim_value: Some(side), dim_param: None });
    ValueInfoProto {
        name: name.to_owned(),
        r#type: Some(TypeProto {
            tensor_type: Some(TensorType {
                elem_type: FLOAT,
                shape: Some(TensorShapeProto { dim: std::iter::once(any).chain(sides).collect() }),
            }),
        }),
    }
}

// What is needed of <https://github.com/onnx/onnx/blob/main/onnx/onnx.proto>, with its names and tags.

#[derive(Clone, PartialEq, Message)]
struct ModelProto {
    #[prost(int64, tag = "1")]
    ir_version: i64,
    #[prost(string, tag = "2")]
    producer_name: String,
    #[prost(string, tag = "3")]
    producer_version: String,
    #[prost(message, optional, tag = "7")]
    graph: Option<GraphProto>,
    #[prost(message, repeated, tag = "8")]
    opset_import: Vec<OperatorSetId>,
    #[prost(message, repeated, tag = "14")]
    metadata_props: Vec<StringEntry>,
}

#[derive(Clone, PartialEq, Message)]
struct OperatorSetId {
    #[prost(string, tag = "1")]
    domain: String,
    #[prost(int64, tag = "2")]
    version: i64,
}

#[derive(Clone, PartialEq, Message)]
struct StringEntry {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(string, tag = "2")]
    value: String,
}

#[derive(Clone, PartialEq, Message)]
struct GraphProto {
    #[prost(message, repeated, tag = "1")]
    node: Vec<NodeProto>,
    #[prost(string, tag = "2")]
    name: String,
    #[prost(message, repeated, tag = "5")]
    initializer: Vec<TensorProto>,
    #[prost(message, repeated, tag = "11")]
    input: Vec<ValueInfoProto>,
    #[prost(message, repeated, tag = "12")]
    output: Vec<ValueInfoProto>,
}

#[derive(Clone, PartialEq, Message)]
struct NodeProto {
    #[prost(string, repeated, tag = "1")]
    input: Vec<String>,
    #[prost(string, repeated, tag = "2")]
    output: Vec<String>,
    #[prost(string, tag = "3")]
    name: String,
    #[prost(string, tag = "4")]
    op_type: String,
    #[prost(message, repeated, tag = "5")]
    attribute: Vec<AttributeProto>,
}

#[derive(Clone, PartialEq, Message)]
struct AttributeProto {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(float, optional, tag = "2")]
    f: Option<f32>,
    #[prost(int64, optional, tag = "3")]
    i: Option<i64>,
    #[prost(int64, repeated, packed = "false", tag = "8")]
    ints: Vec<i64>,
    /// 1: float, 2: int, 7: ints.
    #[prost(int32, tag = "20")]
    r#type: i32,
}

#[derive(Clone, PartialEq, Message)]
struct TensorProto {
    #[prost(int64, repeated, packed = "false", tag = "1")]
    dims: Vec<i64>,
    #[prost(int32, tag = "2")]
    data_type: i32,
    #[prost(string, tag = "8")]
    name: String,
    #[prost(bytes = "vec", tag = "9")]
    raw_data: Vec<u8>,
}

#[derive(Clone, PartialEq, Message)]
struct ValueInfoProto {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(message, optional, tag = "2")]
    r#type: Option<TypeProto>,
}

#[derive(Clone, PartialEq, Message)]
struct TypeProto {
    #[prost(message, optional, tag = "1")]
    tensor_type: Option<TensorType>,
}

#[derive(Clone, PartialEq, Message)]
struct TensorType {
    #[prost(int32, tag = "1")]
    elem_type: i32,
    #[prost(message, optional, tag = "2")]
    shape: Option<TensorShapeProto>,
}

#[derive(Clone, PartialEq, Message)]
struct TensorShapeProto {
    #[prost(message, repeated, tag = "1")]
    dim: Vec<Dimension>,
}

#[derive(Clone, PartialEq, Message)]
struct Dimension {
    #[prost(int64, optional, tag = "1")]
    dim_value: Option<i64>,
    #[prost(string, optional, tag = "2")]
    dim_param: Option<String>,
}
