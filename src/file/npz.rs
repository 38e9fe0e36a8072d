//! NPZ, which `numpy.load` reads: a ZIP archive with one NPY file a tensor, and `network.json`.
//!
//! Nothing in it is compressed: weights hardly get smaller.

use super::model::{Model, ModelError};
use crate::net::Plan;
use ndarray::ArrayViewD;

/// Versions of the ZIP format that a reader needs: 2.0.
const NEEDS: u16 = 20;
/// 1 January 1980, the first day of ZIP's calendar: the same net makes the same bytes.
const DATE: u16 = 1 << 5 | 1;

/// The file.
pub(super) fn write(model: &Model) -> Result<Vec<u8>, ModelError> {
    let plan = Plan::new(&model.network)?;
    let weights = model.weights();
    let mut archive = Archive::default();
    for tensor in plan.tensors() {
        archive.add(&format!("{}.npy", tensor.name()), &npy(&tensor.view(&weights)));
    }
    let network = serde_json::to_vec(&model.network).expect("a network can be written as JSON");
    archive.add("network.json", &network);
    Ok(archive.finish())
}

/// One array, version 1.0 of the format:
/// <https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html>.
fn npy(array: &ArrayViewD<f32>) -> Vec<u8> {
    let sides: String = array.shape().iter().map(|side| format!("{side}, ")).collect();
    let mut header =
        format!("{{'descr': '<f4', 'fortran_order': False, 'shape': ({}), }}", sides.trim_end());
    // The values begin at a multiple of 64 bytes, behind 10 of magic and length, and a line's end.
    let padding = (64 - (10 + header.len() + 1) % 64) % 64;
    header.extend(std::iter::repeat_n(' ', padding));
    header.push('\n');
    let mut file = b"\x93NUMPY\x01\x00".to_vec();
    file.extend((header.len() as u16).to_le_bytes());
    file.extend(header.bytes());
    file.extend(array.iter().flat_map(|value| value.to_le_bytes()));
    file
}

/// A ZIP archive of files as they are: PKWARE's APPNOTE.TXT, 4.3.
#[derive(Default)]
struct Archive {
    files: Vec<u8>,
    directory: Vec<u8>,
    count: u16,
}

impl Archive {
    fn add(&mut self, name: &str, contents: &[u8]) {
        let offset = self.files.len() as u32;
        let size = contents.len() as u32;
        // Shared by both headers: version, flags, method (stored), time, date, CRC-32, sizes,
        // lengths of the name and of what is extra.
        let mut common = Vec::new();
        [NEEDS, 0, 0, 0, DATE].iter().for_each(|field| common.extend(field.to_le_bytes()));
        [crc32fast::hash(contents), size, size]
            .iter()
            .for_each(|field| common.extend(field.to_le_bytes()));
        [name.len() as u16, 0].iter().for_each(|field| common.extend(field.to_le_bytes()));

        self.files.extend(b"PK\x03\x04");
        self.files.extend(&common);
        self.files.extend(name.bytes());
        self.files.extend(contents);

        self.directory.extend(b"PK\x01\x02");
        self.directory.extend(NEEDS.to_le_bytes());
        self.directory.extend(&common);
        // No comment, disk 0, no attributes.
        self.directory.extend([0; 10]);
        self.directory.extend(offset.to_le_bytes());
        self.directory.extend(name.bytes());
        self.count += 1;
    }

    fn finish(mut self) -> Vec<u8> {
        let (start, size) = (self.files.len() as u32, self.directory.len() as u32);
        self.files.extend(&self.directory);
        self.files.extend(b"PK\x05\x06");
        [0, 0, self.count, self.count]
            .iter()
            .for_each(|field| self.files.extend(field.to_le_bytes()));
        [size, start].iter().for_each(|field| self.files.extend(field.to_le_bytes()));
        self.files.extend([0; 2]);
        self.files
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::file::{About, Precision};
    use crate::net::initialise;
    use crate::train::PRESETS;
    use ndarray::{ArrayD, IxDyn};
    use ndarray_npy::NpzReader;
    use std::io::Cursor;

    #[test]
    fn another_reader_finds_every_tensor_of_every_preset() {
        for preset in PRESETS {
            let network = preset.recipe().network;
            let plan = Plan::new(&network).unwrap();
            let weights = initialise(&plan, 1);
            let model = Model::new(&network, &weights, Precision::Full, About::default()).unwrap();
            let mut npz = NpzReader::new(Cursor::new(write(&model).unwrap())).unwrap();
            let mut names = npz.names().unwrap();
            for tensor in plan.tensors() {
                let name = tensor.name();
                let array: ArrayD<f32> = npz.by_name(&name).unwrap();
                let range = tensor.range.clone();
                let expected =
                    ArrayD::from_shape_vec(IxDyn(&tensor.shape), weights[range].to_vec()).unwrap();
                assert_eq!(array, expected, "{}: {name}", preset.name);
                names.retain(|found| *found != name);
            }
            assert_eq!(names, ["network.json"], "{}", preset.name);
        }
    }

    #[test]
    fn values_begin_where_numpy_likes_them() {
        for shape in [vec![1], vec![784, 10], vec![5, 5, 12, 24]] {
            let zeros = ArrayD::zeros(IxDyn(&shape));
            let file = npy(&zeros.view());
            let header = file.len() - 4 * zeros.len();
            assert_eq!(header % 64, 0, "{shape:?}");
            assert_eq!(file[header - 1], b'\n');
        }
    }
}
