//! From pen strokes to the 28 × 28 image that a net trained on MNIST expects.
//!
//! MNIST's digits were scaled to fit a box of 20 × 20 pixels with their aspect kept, with grey
//! edges, and put with their centre of mass in the middle of 28 × 28 (LeCun, Cortes & Burges,
//! <http://yann.lecun.com/exdb/mnist/>). Strokes are drawn straight into such a box as lines of
//! MNIST's thickness, whatever size the person wrote at: no screen pixels are involved.

mod components;
mod cut;
mod filters;
mod find;
mod fit;
mod groups;
mod image;
mod ink_map;
mod picture;
mod preparation;
mod prepare;
mod prepared;
mod raster;
mod rulings;
mod shape;
mod side_by_side;
mod smooth;
mod strokes;
mod thickness;

pub use image::{BOX, IMAGE, SIDE};
pub use picture::{Picture, PictureError};
pub use preparation::Preparation;
pub use prepare::prepare;
pub use raster::{render, render_as_thick, render_prepared};
pub use shape::NoDigit;
pub use side_by_side::{Segment, SideBySide, prepare_side_by_side};
pub(crate) use smooth::draw_together;
pub use strokes::{InkError, Point, Strokes};
