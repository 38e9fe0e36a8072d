//! A whole labelled set in memory.

use super::idx::IdxError;
use ndarray::{Array, Array1, Array3, Dimension};

/// Images and their labels, as many of one as of the other.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelledDigits {
    /// Both in standard layout: digit after digit, row by row.
    images: Array3<u8>,
    labels: Array1<u8>,
}

impl LabelledDigits {
    /// Joins images, `[count, rows, columns]`, and labels, `[count]`.
    ///
    /// # Errors
    /// [`IdxError::Length`] if there aren't as many labels as images.
    pub fn new(images: Array3<u8>, labels: Array1<u8>) -> Result<Self, IdxError> {
        let (found, expected) = (labels.len() as u64, images.dim().0 as u64);
        if found != expected {
            return Err(IdxError::Length { found, expected });
        }
        Ok(Self { images: in_standard_layout(images), labels: in_standard_layout(labels) })
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
        let (found, count) = (images.len() as u64, labels.len());
        let images = Array3::from_shape_vec((count, rows, columns), images).map_err(|_| {
            let sides = [count, rows, columns].map(|n| n as u64);
            let expected = sides.into_iter().fold(1, u64::saturating_mul);
            IdxError::Length { found, expected }
        })?;
        Self::new(images, labels.into())
    }

    /// The same digits with rows for columns: EMNIST's lie on their side. They stay where they are.
    #[must_use]
    pub fn transposed(mut self) -> Self {
        let (count, rows, columns) = self.images.dim();
        for mut image in self.images.outer_iter_mut() {
            let upright = image.t().as_standard_layout().into_owned().into_raw_vec_and_offset().0;
            image.iter_mut().zip(upright).for_each(|(pixel, upright)| *pixel = upright);
        }
        let images = self.images.into_shape_with_order((count, columns, rows));
        Self { images: images.expect("as many pixels, in standard layout"), labels: self.labels }
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

    /// The pixels of all images, one after the other, row by row.
    pub fn pixels(&self) -> &[u8] {
        self.images.as_slice().expect("images are in standard layout")
    }

    /// All pixels, one image after the other, and all labels.
    pub(super) fn into_bytes(self) -> (Vec<u8>, Vec<u8>) {
        (into_vec(self.images), into_vec(self.labels))
    }

    /// The pixels and labels of digits `first` to `first + count`, one after the other.
    pub(super) fn run(&self, first: usize, count: usize) -> (&[u8], &[u8]) {
        let (rows, columns) = self.size();
        let pixels = rows * columns;
        let labels = self.labels.as_slice().expect("labels are in standard layout");
        let end = first + count;
        (&self.pixels()[first * pixels..end * pixels], &labels[first..end])
    }
}

impl From<&LabelledDigits> for LabelledDigits {
    fn from(lent: &LabelledDigits) -> Self {
        lent.clone()
    }
}

/// The bytes of an array in standard layout, which may be a part of those that it keeps.
fn into_vec<D: Dimension>(array: Array<u8, D>) -> Vec<u8> {
    let length = array.len();
    let (mut bytes, first) = array.into_raw_vec_and_offset();
    bytes.drain(..first.unwrap_or(0));
    bytes.truncate(length);
    bytes
}

fn in_standard_layout<D: Dimension>(array: Array<u8, D>) -> Array<u8, D> {
    if array.is_standard_layout() { array } else { array.as_standard_layout().into_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::s;

    #[test]
    fn arrays_of_any_layout_are_taken() {
        let images = Array3::from_shape_fn((3, 2, 2), |(i, r, c)| (100 * i + 10 * r + c) as u8);
        let labels = Array1::from(vec![4, 5, 6]);
        let plain = LabelledDigits::new(images.clone(), labels.clone()).unwrap();
        assert_eq!(plain.run(1, 1), (&[100, 101, 110, 111][..], &[5][..]));
        let (images, labels) = (images.slice_move(s![..;-1, .., ..]), labels.slice_move(s![..;-1]));
        let backwards = LabelledDigits::new(images, labels).unwrap();
        assert_eq!(backwards.run(1, 2), (&[100, 101, 110, 111, 0, 1, 10, 11][..], &[5, 4][..]));
        let part = plain.images().clone().slice_move(s![1..2, .., ..]);
        let part = LabelledDigits::new(part, Array1::from(vec![5])).unwrap();
        assert_eq!(part.into_bytes(), (vec![100, 101, 110, 111], vec![5]));
    }
}
