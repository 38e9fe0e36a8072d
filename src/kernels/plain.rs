//! The kernels as their meaning: three nested loops. The fast ones are tested against these.

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
