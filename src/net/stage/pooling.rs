//! What the layers share that move a patch over a picture.

use crate::kernels::ConvShape;
use crate::net::error::NetworkError;
use crate::net::limits::LONGEST_KERNEL;
use crate::net::operator::{Attribute, Operator};

/// Whether the sides of a patch and its stride are in their range.
pub(super) fn check_patch(
    layer: usize,
    sides: [(&'static str, u32); 2],
) -> Result<(), NetworkError> {
    let most = LONGEST_KERNEL;
    for (what, found) in sides {
        if !(1..=most).contains(&found) {
            return Err(NetworkError::Patch { layer, what, found, most });
        }
    }
    Ok(())
}

pub(super) fn shape([rows, columns, channels]: [usize; 3], kernel: u32, stride: u32) -> ConvShape {
    ConvShape::new(rows, columns, channels, kernel as usize, stride as usize)
        .expect("the limits of a network are below those of a shape")
}

/// With the attributes of an operator that moves a patch: padding as TensorFlow's SAME has it.
pub(super) fn patch(operator: Operator, shape: &ConvShape) -> Operator {
    let behind = |out: usize, before: usize, length: usize| {
        ((out - 1) * shape.stride() + shape.kernel()).saturating_sub(length + before)
    };
    let (top, left) = shape.before();
    let bottom = behind(shape.out_rows(), top, shape.rows());
    let right = behind(shape.out_columns(), left, shape.columns());
    operator
        .attribute("kernel_shape", Attribute::Ints(vec![shape.kernel(); 2]))
        .attribute("strides", Attribute::Ints(vec![shape.stride(); 2]))
        .attribute("pads", Attribute::Ints(vec![top, left, bottom, right]))
}
