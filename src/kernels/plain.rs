//! The kernels as nested loops: what they mean, and what the fast ones are tested against.

use super::ConvShape;

/// `out = x · w + bias`; `x` is `[B, I]`, `w` `[I, O]`, `bias` `[O]`, `out` `[B, O]`.
pub fn dense(x: &[f32], w: &[f32], bias: &[f32], out: &mut [f32]) {
    let outputs = bias.len();
    let inputs = w.len() / outputs;
    for (x, out) in x.chunks_exact(inputs).zip(out.chunks_exact_mut(outputs)) {
        out.copy_from_slice(bias);
        for (&x, w) in x.iter().zip(w.chunks_exact(outputs)) {
            for (out, &w) in out.iter_mut().zip(w) {
                *out += x * w;
            }
        }
    }
}

/// `d_x = d_out · wᵀ`; shapes as in [`dense`].
pub fn dense_input_gradient(d_out: &[f32], w: &[f32], outputs: usize, d_x: &mut [f32]) {
    let inputs = w.len() / outputs;
    for (d_out, d_x) in d_out.chunks_exact(outputs).zip(d_x.chunks_exact_mut(inputs)) {
        for (d_x, w) in d_x.iter_mut().zip(w.chunks_exact(outputs)) {
            *d_x = 0.0;
            for (&d_out, &w) in d_out.iter().zip(w) {
                *d_x += d_out * w;
            }
        }
    }
}

/// `d_w += xᵀ · d_out`; shapes as in [`dense`].
pub fn dense_weight_gradient(x: &[f32], d_out: &[f32], outputs: usize, d_w: &mut [f32]) {
    let inputs = d_w.len() / outputs;
    for (x, d_out) in x.chunks_exact(inputs).zip(d_out.chunks_exact(outputs)) {
        for (&x, d_w) in x.iter().zip(d_w.chunks_exact_mut(outputs)) {
            for (d_w, &d_out) in d_w.iter_mut().zip(d_out) {
                *d_w += x * d_out;
            }
        }
    }
}

/// The taps of a shape at one place of its output that lie within the input: `(ky, kx, row,
/// column)`.
pub(super) fn taps(
    shape: &ConvShape,
    row: usize,
    column: usize,
) -> impl Iterator<Item = [usize; 4]> {
    let ConvShape { rows, columns, kernel, stride, .. } = *shape;
    let (top, left) = shape.before();
    (0..kernel * kernel).filter_map(move |tap| {
        let (ky, kx) = (tap / kernel, tap % kernel);
        let y = (row * stride + ky).checked_sub(top).filter(|&y| y < rows)?;
        let x = (column * stride + kx).checked_sub(left).filter(|&x| x < columns)?;
        Some([ky, kx, y, x])
    })
}

/// Calls `visit` with every product of a convolution: the places in the output, in the input and in
/// the weights, image by image, and in each place by place, tap by tap, channel by channel.
fn each_product(
    shape: &ConvShape,
    images: usize,
    filters: usize,
    mut visit: impl FnMut(usize, usize, usize),
) {
    let ConvShape { columns, channels, kernel, .. } = *shape;
    for image in 0..images {
        for place in 0..shape.places() {
            let (row, column) = (place / shape.out_columns(), place % shape.out_columns());
            for [ky, kx, y, x] in taps(shape, row, column) {
                for c in 0..channels {
                    for f in 0..filters {
                        visit(
                            (image * shape.places() + place) * filters + f,
                            image * shape.values() + (y * columns + x) * channels + c,
                            ((ky * kernel + kx) * channels + c) * filters + f,
                        );
                    }
                }
            }
        }
    }
}

/// Convolution with SAME padding; `x` is `[B, H, W, C]`, `w` `[k, k, C, F]`, `bias` `[F]`, `out`
/// `[B, h, w, F]`.
pub fn conv(shape: &ConvShape, x: &[f32], w: &[f32], bias: &[f32], out: &mut [f32]) {
    let filters = bias.len();
    out.chunks_exact_mut(filters).for_each(|out| out.copy_from_slice(bias));
    let images = x.len() / shape.values();
    each_product(shape, images, filters, |o, i, p| out[o] += x[i] * w[p]);
}

/// `d_x` of [`conv`]; overwritten.
pub fn conv_input_gradient(
    shape: &ConvShape,
    d_out: &[f32],
    w: &[f32],
    filters: usize,
    d_x: &mut [f32],
) {
    d_x.fill(0.0);
    let images = d_x.len() / shape.values();
    each_product(shape, images, filters, |o, i, p| d_x[i] += d_out[o] * w[p]);
}

/// `d_w` of [`conv`]; added to.
pub fn conv_weight_gradient(
    shape: &ConvShape,
    x: &[f32],
    d_out: &[f32],
    filters: usize,
    d_w: &mut [f32],
) {
    let images = x.len() / shape.values();
    each_product(shape, images, filters, |o, i, p| d_w[p] += x[i] * d_out[o]);
}

/// `x` where it is above 0, else `slope · x`.
pub fn leaky_relu(x: &mut [f32], slope: f32) {
    x.iter_mut().for_each(|x| *x = if *x > 0.0 { *x } else { *x * slope });
}

/// `d_y` where the output `y` is above 0, else `d_y · slope`.
pub fn leaky_relu_gradient(y: &[f32], slope: f32, d_y: &mut [f32]) {
    d_y.iter_mut().zip(y).for_each(|(d, &y)| *d = if y > 0.0 { *d } else { *d * slope });
}

/// Calls `visit` with every pixel of every patch of a pooling: the places in the output and in the
/// input, and how many pixels the patch has; image by image, output by output.
fn each_pixel(shape: &ConvShape, images: usize, mut visit: impl FnMut(usize, usize, f32)) {
    let ConvShape { columns, channels, .. } = *shape;
    for image in 0..images {
        for place in 0..shape.places() {
            let (row, column) = (place / shape.out_columns(), place % shape.out_columns());
            let count = taps(shape, row, column).count() as f32;
            for [_, _, y, x] in taps(shape, row, column) {
                for c in 0..channels {
                    visit(
                        (image * shape.places() + place) * channels + c,
                        image * shape.values() + (y * columns + x) * channels + c,
                        count,
                    );
                }
            }
        }
    }
}

/// Means of patches with SAME padding, which isn't counted; `x` is `[B, H, W, C]`, `out` `[B, h, w,
/// C]`.
pub fn average_pool(shape: &ConvShape, x: &[f32], out: &mut [f32]) {
    let mut counts = vec![0.0; out.len()];
    out.fill(0.0);
    each_pixel(shape, x.len() / shape.values(), |o, i, count| {
        out[o] += x[i];
        counts[o] = count;
    });
    out.iter_mut().zip(counts).for_each(|(out, count)| *out /= count);
}

/// `d_x` of [`average_pool`]; overwritten.
pub fn average_pool_gradient(shape: &ConvShape, d_out: &[f32], d_x: &mut [f32]) {
    d_x.fill(0.0);
    let images = d_x.len() / shape.values();
    each_pixel(shape, images, |o, i, count| d_x[i] += d_out[o] / count);
}
