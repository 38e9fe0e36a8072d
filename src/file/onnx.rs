//! ONNX, which most runtimes run: the trained net as a graph of standard operators, opset 13.
//!
//! In: `image`, `[N, 1, rows, columns]`, ink from 0 (paper) to 1. Out: `logits`, `[N, 10]`.
//!
//! The operators are those of [`Plan::operators`]. ONNX has channels before rows and columns, so
//! the weights of convolutions are permuted, and those of a dense layer behind a picture.

use super::model::{Model, ModelError};
use crate::net::{Attribute, Operator, Plan};
use ndarray::ArrayD;
use prost::Message;

const OPSET: i64 = 13;
/// The version of the format that came with that opset.
const IR_VERSION: i64 = 7;
const FLOAT: i32 = 1;

/// The file.
pub(super) fn write(model: &Model) -> Result<Vec<u8>, ModelError> {
    let plan = Plan::new(&model.network)?;
    let input = model.network.input;
    let mut nodes = Vec::new();
    let mut initializers = Vec::new();
    let mut value_before = "image".to_owned();
    for Operator { kind, name, tensors, attributes } in plan.operators(&model.weights()) {
        let output = format!("{name}.out");
        let before = std::mem::replace(&mut value_before, output.clone());
        let inputs = std::iter::once(before).chain(tensors.iter().map(|(name, _)| name.clone()));
        nodes.push(NodeProto {
            input: inputs.collect(),
            output: vec![output],
            name,
            op_type: kind.to_owned(),
            attribute: attributes.into_iter().map(|(name, value)| attribute(name, value)).collect(),
        });
        initializers.extend(tensors.into_iter().map(|(name, values)| initializer(name, &values)));
    }
    // The last layer is linear, so the last node's output is the logits.
    nodes.last_mut().expect("a network has a layer").output = vec!["logits".to_owned()];
    let network = serde_json::to_string(&model.network).expect("a network can be written as JSON");
    let file = ModelProto {
        ir_version: IR_VERSION,
        producer_name: "nibnet".to_owned(),
        producer_version: crate::VERSION.to_owned(),
        graph: Some(GraphProto {
            node: nodes,
            name: "nibnet".to_owned(),
            initializer: initializers,
            input: vec![value("image", &[1, input.rows.into(), input.columns.into()])],
            output: vec![value("logits", &[plan.classes() as i64])],
        }),
        opset_import: vec![OperatorSetId { domain: String::new(), version: OPSET }],
        metadata_props: vec![StringEntry { key: "nibnet.network".to_owned(), value: network }],
    };
    Ok(file.encode_to_vec())
}

fn initializer(name: String, values: &ArrayD<f32>) -> TensorProto {
    TensorProto {
        dims: values.shape().iter().map(|&side| side as i64).collect(),
        data_type: FLOAT,
        name,
        raw_data: values.iter().flat_map(|value| value.to_le_bytes()).collect(),
    }
}

fn attribute(name: &str, value: Attribute) -> AttributeProto {
    let name = name.to_owned();
    match value {
        Attribute::Float(f) => AttributeProto { name, f: Some(f), r#type: 1, ..Default::default() },
        Attribute::Int(i) => AttributeProto { name, i: Some(i), r#type: 2, ..Default::default() },
        Attribute::Ints(all) => {
            let ints = all.into_iter().map(|it| it as i64).collect();
            AttributeProto { name, ints, r#type: 7, ..Default::default() }
        }
    }
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

// What is needed of <https://github.com/onnx/onnx/blob/main/onnx/onnx.proto>, with its names and
// tags.

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
