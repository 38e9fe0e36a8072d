//! Digits to learn from and to test with.

use crate::errors::OrRaise;
use nibnet::data::{self, LabelledDigits, Split};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::path::PathBuf;
use std::sync::Arc;

/// Bytes of images, `[count, rows, columns]`, and of their labels.
pub(crate) type Part<'a> = (&'a [u8], &'a [u8]);

pub(crate) fn labelled(size: (usize, usize), (images, labels): Part) -> PyResult<LabelledDigits> {
    let digits = LabelledDigits::from_bytes(size, images.to_vec(), labels.to_vec()).or_raise()?;
    digits.check_labels().or_raise()?;
    Ok(digits)
}

/// Digits that runs learn from; several runs may share them.
#[pyclass(frozen, module = "nibnet._native")]
pub(crate) struct Digits(pub(crate) Arc<data::Digits>);

#[pymethods]
impl Digits {
    /// `is_mnist`: these are MNIST's 70,000; a recipe says nothing of them. Of others it has name
    /// and hash.
    #[new]
    fn new(
        py: Python<'_>,
        name: &str,
        is_mnist: bool,
        size: (usize, usize),
        train: Part,
        test: Part,
    ) -> PyResult<Self> {
        py.detach(|| {
            let (train, test) = (labelled(size, train)?, labelled(size, test)?);
            let digits = if is_mnist {
                data::Digits::from_whole(name, train, test)
            } else {
                data::Digits::from_files(name, train, test)
            };
            Ok(Self(Arc::new(digits.or_raise()?)))
        })
    }

    /// What a recipe must say to learn from these, as JSON; none where they are MNIST's.
    fn source(&self) -> Option<String> {
        self.0.source().map(|source| serde_json::json!(source).to_string())
    }
}

/// Images and labels as bytes, with the size of an image.
type Read<'py> = ((usize, usize), Bound<'py, PyBytes>, Bound<'py, PyBytes>);

/// Reads one part of MNIST, `train` or not, from IDX files in a folder, plain or gzipped.
#[pyfunction]
pub(crate) fn read_folder(py: Python<'_>, folder: PathBuf, train: bool) -> PyResult<Read<'_>> {
    let split = if train { Split::Train } else { Split::Test };
    let digits = py.detach(|| data::read_pair(&folder, split).or_raise())?;
    let labels: Vec<u8> = digits.labels().to_vec();
    Ok((digits.size(), PyBytes::new(py, digits.pixels()), PyBytes::new(py, &labels)))
}
