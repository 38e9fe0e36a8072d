//! safetensors, which Python's frameworks read: each tensor of the plan under its name, as 32-bit
//! floats.
//!
//! Shapes are [`Plan::tensors`]': weights are `[inputs, outputs]` or `[k, k, channels, filters]`,
//! images `[rows, columns, channels]`. The file's metadata has one entry, `nibnet`: JSON,
//! `{network, about}`.

use super::model::{About, Model, ModelError, Precision};
use crate::budget::{Need, TooLarge, fits};
use crate::cause::Cause;
use crate::net::{Network, Plan, Tensor};
use safetensors::SafeTensorError;
use safetensors::tensor::{Dtype, SafeTensors, TensorView, serialize};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use thiserror::Error;

const NOTE: &str = "nibnet";
/// Bytes that the parsed header takes for each of its bytes, at the most: a tensor takes 60 there.
const PARSED: u64 = 8;

/// What the file says of the net besides its tensors. One entry, since a map of several has no
/// fixed order.
#[derive(Serialize, Deserialize)]
struct Note {
    network: Network,
    #[serde(default)]
    about: About,
}

/// Why a safetensors file holds no net that can be read.
#[derive(Clone, Debug, PartialEq, Error)]
#[allow(missing_docs)] // the sentences say it
#[non_exhaustive]
pub enum TensorsError {
    #[error("the safetensors file can't be read: {0}")]
    Unreadable(#[source] Cause),
    #[error("the safetensors file is too large: {0}")]
    TooLarge(#[from] TooLarge),
    #[error(
        "the safetensors file doesn't say of which network its tensors are (it has no metadata \
         \"{NOTE}\"): name the network"
    )]
    NoNetwork,
    #[error("the safetensors file's metadata \"{NOTE}\" can't be read: {0}")]
    Metadata(#[source] Cause),
    #[error(transparent)]
    Model(#[from] ModelError),
    #[error("the safetensors file has no tensor \"{name}\"; it has {found}")]
    Missing { name: String, found: String },
    #[error(
        "the safetensors file's tensor \"{name}\" is none of the network's, which are {expected}"
    )]
    Extra { name: String, expected: String },
    #[error("the safetensors file's tensor \"{name}\" is of type {found}; F32 was expected")]
    Type { name: String, found: String },
    #[error(
        "the safetensors file's tensor \"{name}\" has shape {found:?}; the network's has \
         {expected:?}"
    )]
    Shape { name: String, found: Vec<usize>, expected: Vec<usize> },
    #[error("value {index} of the safetensors file's tensor \"{name}\" is {found}")]
    Value { name: String, index: usize, found: f32 },
}

/// Whether a file begins as safetensors files do.
pub(super) fn looks_like_it(file: &[u8]) -> bool {
    file.get(8) == Some(&b'{')
}

/// The file; the same bytes for the same net.
pub(super) fn write(model: &Model) -> Result<Vec<u8>, ModelError> {
    let plan = Plan::new(&model.network)?;
    let bytes: Vec<u8> = model.weights().iter().flat_map(|weight| weight.to_le_bytes()).collect();
    let mut views = Vec::new();
    for tensor @ Tensor { shape, range, .. } in plan.tensors() {
        let name = tensor.name();
        let data = &bytes[range.start * 4..range.end * 4];
        let view = TensorView::new(Dtype::F32, shape.clone(), data);
        views.push((name, view.expect("a tensor's range is as long as its shape says")));
    }
    let note = Note { network: model.network.clone(), about: model.about.clone() };
    let note = serde_json::to_string(&note).expect("a network can be written as JSON");
    let notes = HashMap::from([(NOTE.to_owned(), note)]);
    Ok(serialize(views, Some(notes)).expect("tensors of known shape can be written"))
}

/// Opens a file. Where it doesn't say of which network it is, that is `network`.
pub(super) fn read(file: &[u8], network: Option<&Network>) -> Result<Model, TensorsError> {
    let header = file.first_chunk().map_or(0, |&length| u64::from_le_bytes(length));
    fits(&needs(file.len() as u64, header))?;
    let unreadable = |error: SafeTensorError| TensorsError::Unreadable(error.into());
    let (_, metadata) = SafeTensors::read_metadata(file).map_err(unreadable)?;
    let note = metadata.metadata().as_ref().and_then(|notes| notes.get(NOTE));
    let (network, about) = match (note, network) {
        (Some(note), _) => {
            let Note { network, about } =
                serde_json::from_str(note).map_err(|error| TensorsError::Metadata(error.into()))?;
            (network, about)
        }
        (None, Some(network)) => (network.clone(), About::default()),
        (None, None) => return Err(TensorsError::NoNetwork),
    };
    let plan = Plan::new(&network).map_err(ModelError::from)?;
    let tensors = SafeTensors::deserialize(file).map_err(unreadable)?;
    let weights = gather(&plan, &tensors)?;
    Ok(Model::new(&network, &weights, Precision::Full, about)?)
}

/// What it takes to read a file of `bytes` bytes, `header` of which are its header.
fn needs(bytes: u64, header: u64) -> [Need; 3] {
    let header = header.min(bytes).saturating_mul(PARSED);
    [("the file", bytes), ("its weights", bytes), ("its list of tensors", header)]
        .map(|(what, bytes)| Need { what, bytes })
}

/// The plan's parameters from the tensors of a file, which must be these and no others.
fn gather(plan: &Plan, tensors: &SafeTensors<'_>) -> Result<Vec<f32>, TensorsError> {
    let mut weights = Vec::with_capacity(plan.parameters());
    for expected @ Tensor { shape, .. } in plan.tensors() {
        let name = expected.name();
        let Ok(tensor) = tensors.tensor(&name) else {
            let found = list(tensors.names());
            return Err(TensorsError::Missing { name: name.clone(), found });
        };
        if tensor.dtype() != Dtype::F32 {
            let found = format!("{:?}", tensor.dtype());
            return Err(TensorsError::Type { name: name.clone(), found });
        }
        if tensor.shape() != shape {
            let (found, expected) = (tensor.shape().to_vec(), shape.clone());
            return Err(TensorsError::Shape { name: name.clone(), found, expected });
        }
        for (index, &bytes) in tensor.data().as_chunks().0.iter().enumerate() {
            let found = f32::from_le_bytes(bytes);
            if !found.is_finite() {
                return Err(TensorsError::Value { name: name.clone(), index, found });
            }
            weights.push(found);
        }
    }
    let known = |name: &&str| plan.tensors().iter().any(|tensor| tensor.name() == *name);
    match tensors.names().into_iter().filter(|name| !known(name)).min() {
        Some(name) => {
            let expected = plan.tensors().iter().map(Tensor::name).collect::<Vec<_>>().join(", ");
            Err(TensorsError::Extra { name: name.to_owned(), expected })
        }
        None => Ok(weights),
    }
}

/// Some of the names, for a sentence.
fn list(mut names: Vec<&str>) -> String {
    const SHOWN: usize = 12;
    names.sort_unstable();
    let shown = names.iter().take(SHOWN).map(|name| format!("\"{name}\"")).collect::<Vec<_>>();
    match (shown.is_empty(), names.len().saturating_sub(SHOWN)) {
        (true, _) => "none".to_owned(),
        (_, 0) => shown.join(", "),
        (_, more) => format!("{} and {more} more", shown.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::budget::BUDGET;
    use crate::file::{OpenError, open};
    use crate::net::initialise;
    use proptest::prelude::*;

    const NETWORK: &str = r#"{"layers":[
        {"conv":{"filters":3,"kernel":5,"stride":2}},{"batchNorm":{"activation":"relu"}},
        {"maxPool":{"size":2,"stride":2}},{"dropout":{"keep":0.5}},{"dense":{"units":10}}]}"#;

    fn model() -> Model {
        let network: Network = serde_json::from_str(NETWORK).unwrap();
        let weights = initialise(&Plan::new(&network).unwrap(), 3);
        let about = About { preset: "conv".into(), steps: 9, ..About::default() };
        Model::new(&network, &weights, Precision::Full, about).unwrap()
    }

    type Entry = (String, Dtype, Vec<usize>, Vec<u8>);

    /// A file of the model's tensors after `change`, with or without our metadata.
    fn changed(noted: bool, change: impl FnOnce(&mut Vec<Entry>)) -> Vec<u8> {
        let good = write(&model()).unwrap();
        let tensors = SafeTensors::deserialize(&good).unwrap();
        let mut entries: Vec<Entry> = tensors
            .iter()
            .map(|(name, view)| {
                (name.to_owned(), view.dtype(), view.shape().to_vec(), view.data().to_vec())
            })
            .collect();
        change(&mut entries);
        let notes = SafeTensors::read_metadata(&good).unwrap().1.metadata().clone();
        let views = entries.iter().map(|(name, dtype, shape, data)| {
            (name, TensorView::new(*dtype, shape.clone(), data).unwrap())
        });
        serialize(views, notes.filter(|_| noted)).unwrap()
    }

    fn entry<'a>(entries: &'a mut [Entry], name: &str) -> &'a mut Entry {
        entries.iter_mut().find(|entry| entry.0 == name).unwrap()
    }

    fn refused(file: &[u8], network: Option<&Network>) -> TensorsError {
        match open(file, network).unwrap_err() {
            OpenError::Tensors(error) => error,
            other => panic!("{other}"),
        }
    }

    #[test]
    fn a_net_comes_back_to_the_last_bit() {
        let model = model();
        let file = write(&model).unwrap();
        assert_eq!(open(&file, None).unwrap(), model);
        assert_eq!(write(&model).unwrap(), file, "the same net makes the same bytes");
    }

    #[test]
    fn tensors_without_our_metadata_need_a_network() {
        let (model, file) = (model(), changed(false, |_| {}));
        assert_eq!(refused(&file, None), TensorsError::NoNetwork);
        let opened = open(&file, Some(&model.network)).unwrap();
        assert_eq!((opened.weights(), opened.about), (model.weights(), About::default()));
        let other: Network =
            serde_json::from_str(r#"{"layers":[{"dense":{"units":10}}]}"#).unwrap();
        assert!(matches!(
            refused(&file, Some(&other)),
            TensorsError::Missing { name, .. } if name == "dense1.weights"
        ));
        // The file knows best.
        assert_eq!(open(&write(&model).unwrap(), Some(&other)).unwrap(), model);
    }

    #[test]
    fn wrong_tensors_are_refused_by_name() {
        let missing = changed(true, |all| all.retain(|entry| entry.0 != "batchNorm2.mean"));
        let TensorsError::Missing { name, found } = refused(&missing, None) else { panic!() };
        assert_eq!(name, "batchNorm2.mean");
        assert!(found.contains("\"batchNorm2.offset\""), "{found}");

        let extra = changed(true, |all| {
            all.push(("dense6.weights".into(), Dtype::F32, vec![1], vec![0; 4]));
        });
        assert!(matches!(
            refused(&extra, None),
            TensorsError::Extra { name, .. } if name == "dense6.weights"
        ));

        let half = changed(true, |all| {
            let biases = entry(all, "dense5.biases");
            (biases.1, biases.3) = (Dtype::F16, vec![0; 20]);
        });
        assert_eq!(
            refused(&half, None),
            TensorsError::Type { name: "dense5.biases".into(), found: "F16".into() }
        );

        let turned = changed(true, |all| entry(all, "conv1.weights").2 = vec![3, 1, 5, 5]);
        assert_eq!(
            refused(&turned, None),
            TensorsError::Shape {
                name: "conv1.weights".into(),
                found: vec![3, 1, 5, 5],
                expected: vec![5, 5, 1, 3],
            }
        );

        let astray = changed(true, |all| {
            entry(all, "conv1.weights").3[8..12].copy_from_slice(&f32::INFINITY.to_le_bytes());
        });
        let found = f32::INFINITY;
        assert_eq!(
            refused(&astray, None),
            TensorsError::Value { name: "conv1.weights".into(), index: 2, found }
        );
    }

    #[test]
    fn broken_files_are_refused() {
        let good = write(&model()).unwrap();
        assert!(matches!(refused(&good[..good.len() - 1], None), TensorsError::Unreadable(_)));
        assert!(matches!(refused(&good[..40], None), TensorsError::Unreadable(_)));
        assert!(fits(&needs(BUDGET / 3, 1000)).is_ok(), "three times the largest net");
        // A header that announces more than there is is damage, not size.
        let [.., list] = needs(40, u64::MAX);
        assert_eq!(list.bytes, 320);
        let error = fits(&needs(100 << 20, 50 << 20)).unwrap_err();
        assert_eq!((error.needed, error.largest), (600 << 20, "its list of tensors"));
        let at = good.windows(9).position(|window| window == b"\\\"layers\\").unwrap();
        let mut other = good.clone();
        other[at + 2] = b'L';
        assert!(matches!(refused(&other, None), TensorsError::Metadata(_)));
    }

    proptest! {
        #[test]
        fn no_bytes_make_it_panic(
            header in "[ -~]{0,80}",
            body in prop::collection::vec(any::<u8>(), 0..80),
            at in any::<prop::sample::Index>(),
            with in any::<u8>(),
        ) {
            let mut file = (header.len() as u64 + 1).to_le_bytes().to_vec();
            file.push(b'{');
            file.extend(header.bytes());
            file.extend(&body);
            prop_assert!(open(&file, None).is_err());
            // A sound file with one wrong byte in its header is either refused or still a whole
            // net.
            let mut file = write(&model()).unwrap();
            let header = 8 + u64::from_le_bytes(*file.first_chunk().unwrap()) as usize;
            let at = at.index(header);
            file[at] = with;
            if let Ok(opened) = open(&file, None) {
                prop_assert_eq!(
                    opened.weights().len(),
                    Plan::new(&opened.network).unwrap().parameters()
                );
            }
            prop_assert!(open(&file[..at], None).is_err());
        }
    }
}
