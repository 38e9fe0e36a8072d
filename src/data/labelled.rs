//! A whole labelled set in memory.

use super::idx::IdxError;
use ndarray::{Array1, Array3};

/// Images and their labels, as many of one as of the other.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelledDigits {
    images: Array3<u8>,
    labels: Array1<u8>,
}

impl LabelledDigits {
    /// Joins images, `[count, rows, columns]`, and labels, `[count]`.
    ///
    /// # Errors
    /// [`IdxError::Length`] if there aren't as many labels as images.
    pub fn new(images: Array3<u8>, labels: Array1<u8>) -> Result<Self, IdxError> {
        let (found, expected) = (labels.len(), images.dim().0);
        if found != expected {
            return Err(IdxError::Length { found, expected });
        }
        Ok(Self { images: images.as_standard_layout().into_owned(), labels })
    }

    /// Joins images that lie one after the other, `rows` × `columns` bytes each, and their labels.
    ///
    /// # Errors
    /// [`IdxError::Length`] if the bytes aren't those of as many images as there are labels.
    pub fn from_bytes(
        (rows, columns): (usize, usize),
        images: Vec<u8>,
        labels: Vec<u8>,
    ) -> Result<Self, IdxError> {
        let (found, count) = (images.len(), labels.len());
        let images = Array3::from_shape_vec((count, rows, columns), images).map_err(|_| {
            let expected = count.saturating_mul(rows).saturating_mul(columns);
            IdxError::Length { found, expected }
        })?;
        Self::new(images, Array1::from(labels))
    }

    /// The same digits with rows for columns: EMNIST's lie on their side.
    #[must_use]
    pub fn transposed(self) -> Self {
        let images = self.images.permuted_axes([0, 2, 1]).as_standard_layout().into_owned();
        Self { images, labels: self.labels }
    }

    /// Whether all labels are digits.
    ///
    /// # Errors
    /// [`IdxError::Label`] with the first that is none.
    pub fn check_labels(&self) -> Result<(), IdxError> {
        match self.labels.iter().position(|&label| label > 9) {
            Some(index) => Err(IdxError::Label { index, found: self.labels[index] }),
            None => Ok(()),
        }
    }

    /// How many digits.
    pub fn len(&self) -> usize {
        self.labels.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.labels.is_empty()
    }

    /// Height and width of each image, in pixels.
    pub fn size(&self) -> (usize, usize) {
        let (_, rows, columns) = self.images.dim();
        (rows, columns)
    }

    /// The images, `[count, rows, columns]`.
    pub fn images(&self) -> &Array3<u8> {
        &self.images
    }

    /// The labels, `[count]`.
    pub fn labels(&self) -> &Array1<u8> {
        &self.labels
    }

    /// The pixels and labels of digits `first` to `first + count`, one after the other.
    pub(super) fn run(&self, first: usize, count: usize) -> (&[u8], &[u8]) {
        let (rows, columns) = self.size();
        let pixels = rows * columns;
        // `new` has put both in standard layout, where a slice can always be had.
        let images = self.images.as_slice().unwrap_or_default();
        let labels = self.labels.as_slice().unwrap_or_default();
        (&images[first * pixels..(first + count) * pixels], &labels[first..first + count])
    }
}
