//! The kernels natively, at the shapes of the benchmarks' two nets: `cargo bench`, or for one of
//! them `cargo bench -- dense/forward`. What counts in the end is the tab: `cargo xtask bench`.
//!
//! Throughput is in elements, an element being a multiplication and an addition.

#![allow(missing_docs, reason = "criterion_group makes a public function without any")]

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use nibnet::kernels::{self, AdamStep, ConvShape, SparseInput};
use nibnet::rng::{Purpose, Rng};

const BATCH: usize = 100;

/// Inputs and outputs of the dense layers after the first.
const DENSE: [[usize; 2]; 5] = [[200, 100], [100, 60], [60, 30], [30, 10], [1176, 200]];

fn random(length: usize) -> Vec<f32> {
    let mut rng = Rng::new(1, Purpose::Weights { tensor: 0 });
    (0..length).map(|_| rng.symmetric()).collect()
}

/// What a ReLU leaves of [`random`] numbers.
fn half_zeros(length: usize) -> Vec<f32> {
    random(length).into_iter().map(|value| value.max(0.0)).collect()
}

fn shape(side: usize, channels: usize, kernel: usize, stride: usize) -> ConvShape {
    ConvShape::new(side, side, channels, kernel, stride).expect("a shape of the benchmarks' nets")
}

/// Digits as MNIST has them: a fifth of the pixels is inked.
fn digits() -> Vec<u8> {
    let mut rng = Rng::new(1, Purpose::Weights { tensor: 1 });
    let mut ink = || {
        let bits = rng.bits();
        if bits.is_multiple_of(5) { (bits >> 8) as u8 | 1 } else { 0 }
    };
    (0..BATCH * 784).map(|_| ink()).collect()
}

fn dense(criterion: &mut Criterion) {
    for [inputs, outputs] in DENSE {
        let mut group = criterion.benchmark_group("dense");
        group.throughput(Throughput::Elements((BATCH * inputs * outputs) as u64));
        let (x, w, d_out) =
            (random(BATCH * inputs), random(inputs * outputs), random(BATCH * outputs));
        let bias = random(outputs);
        let size = format!("{BATCH}x{inputs}x{outputs}");
        let mut out = vec![0.0; BATCH * outputs];
        group.bench_function(format!("forward/{size}"), |bencher| {
            bencher.iter(|| kernels::dense(black_box(&x), &w, &bias, &mut out));
        });
        let (mut d_x, mut scratch) =
            (vec![0.0; BATCH * inputs], vec![0.0; inputs.max(8) * outputs]);
        group.bench_function(format!("input-gradient/{size}"), |bencher| {
            bencher.iter(|| {
                kernels::dense_input_gradient(
                    black_box(&d_out),
                    &w,
                    outputs,
                    &mut d_x,
                    &mut scratch,
                );
            });
        });
        let mut d_w = vec![0.0; inputs * outputs];
        group.bench_function(format!("weight-gradient/{size}"), |bencher| {
            bencher.iter(|| {
                kernels::dense_weight_gradient(black_box(&x), inputs, &d_out, outputs, 0, &mut d_w);
            });
        });
    }
}

fn sparse(criterion: &mut Criterion) {
    let (pixels, outputs) = (784, 200);
    let images = digits();
    let (w, bias, d_out) = (random(pixels * outputs), random(outputs), random(BATCH * outputs));
    let mut inked = SparseInput::with_capacity(BATCH, pixels, SparseInput::SEGMENT).with_pixels();
    let mut group = criterion.benchmark_group("sparse");
    group.bench_function("fill/100x784", |bencher| {
        bencher.iter(|| inked.fill(black_box(&images)));
    });
    let inks = images.iter().filter(|&&ink| ink > 0).count();
    group.throughput(Throughput::Elements((inks * outputs) as u64));
    let mut out = vec![0.0; BATCH * outputs];
    group.bench_function("forward/100x784x200", |bencher| {
        bencher.iter(|| kernels::sparse_dense(black_box(&inked), &w, &bias, &mut out));
    });
    let mut d_w = vec![0.0; pixels * outputs];
    group.bench_function("weight-gradient/100x784x200", |bencher| {
        bencher.iter(|| {
            kernels::sparse_weight_gradient(black_box(&inked), &d_out, outputs, 0, &mut d_w);
        });
    });
}

fn convolutions(criterion: &mut Criterion) {
    for (side, channels, kernel, stride, filters) in
        [(28, 1, 6, 1, 6), (28, 6, 5, 2, 12), (14, 12, 4, 2, 24)]
    {
        let window = shape(side, channels, kernel, stride);
        let (x, w) = (random(BATCH * window.values()), random(window.weights(filters)));
        let (bias, d_out) = (random(filters), random(BATCH * window.places() * filters));
        let size = format!("{BATCH}x{side}x{side}x{channels}-{kernel}x{kernel}x{filters}");
        let mut group = criterion.benchmark_group("conv");
        group.throughput(Throughput::Elements((BATCH * window.places() * w.len()) as u64));
        let mut padded = vec![0.0; BATCH * window.padded_length()];
        kernels::pad(&window, &x, &mut padded);
        let mut out = vec![0.0; d_out.len()];
        group.bench_function(format!("forward/{size}"), |bencher| {
            bencher.iter(|| kernels::conv(&window, black_box(&padded), &w, &bias, &mut out));
        });
        let mut d_w = vec![0.0; w.len()];
        group.bench_function(format!("weight-gradient/{size}"), |bencher| {
            bencher.iter(|| {
                for (line, d_w) in d_w.chunks_exact_mut(w.len() / kernel).enumerate() {
                    kernels::conv_weight_gradient(&window, black_box(&padded), &d_out, line, d_w);
                }
            });
        });
        let (mut transposed, mut d_x) = (vec![0.0; w.len()], vec![0.0; x.len()]);
        kernels::transpose_weights(&window, &w, &mut transposed);
        let mut scratch = vec![0.0; window.gradient_length(filters)];
        group.bench_function(format!("input-gradient/{size}"), |bencher| {
            bencher.iter(|| {
                kernels::conv_input_gradient(
                    &window,
                    black_box(&d_out),
                    &transposed,
                    &mut d_x,
                    &mut scratch,
                );
            });
        });
    }
}

/// What skips zeros: the first convolution its paper, and the way back what a ReLU has made zero.
fn skipping(criterion: &mut Criterion) {
    let (side, filters) = (28, 6);
    let window = shape(side, 1, 6, 1);
    let mut inked = SparseInput::with_capacity(BATCH, side * side, side);
    inked.fill(&digits());
    let (w, bias) = (random(window.weights(filters)), random(filters));
    let d_out = random(BATCH * window.places() * filters);
    let mut packed = vec![0.0; kernels::packed_length(&window, filters)];
    kernels::pack_weights(&window, &w, &mut packed);
    let mut out = vec![0.0; d_out.len()];
    let mut group = criterion.benchmark_group("skipping");
    group.bench_function("conv-forward/100x28x28x1-6x6x6", |bencher| {
        bencher.iter(|| {
            kernels::sparse_conv(&window, black_box(&inked), &packed, &bias, &mut out);
        });
    });
    let mut d_w = vec![0.0; w.len()];
    group.bench_function("conv-weight-gradient/100x28x28x1-6x6x6", |bencher| {
        bencher.iter(|| {
            kernels::sparse_conv_weight_gradient(&window, &inked, black_box(&d_out), &mut d_w);
        });
    });
    for (side, channels, kernel, stride, filters) in [(28, 6, 5, 2, 12), (14, 12, 4, 2, 24)] {
        let window = shape(side, channels, kernel, stride);
        let w = random(window.weights(filters));
        let d_out = half_zeros(BATCH * window.places() * filters);
        let mut scattered = vec![0.0; kernels::scatter_length(&window, filters)];
        kernels::scatter_weights(&window, &w, &mut scattered);
        let mut scratch = vec![0.0; kernels::scatter_scratch(&window)];
        let mut d_x = vec![0.0; BATCH * window.values()];
        let size = format!("{BATCH}x{side}x{side}x{channels}-{kernel}x{kernel}x{filters}");
        group.bench_function(format!("scatter/{size}"), |bencher| {
            bencher.iter(|| {
                kernels::scatter_input_gradient(
                    &window,
                    black_box(&d_out),
                    &scattered,
                    &mut d_x,
                    &mut scratch,
                );
            });
        });
    }
    let (inputs, outputs) = (200, 100);
    let (x, d_out) = (half_zeros(BATCH * inputs), random(BATCH * outputs));
    let (w, bias) = (random(inputs * outputs), random(outputs));
    let (mut out, mut d_w) = (vec![0.0; d_out.len()], vec![0.0; w.len()]);
    group.bench_function("dense-forward/100x200x100", |bencher| {
        bencher.iter(|| kernels::dense(black_box(&x), &w, &bias, &mut out));
    });
    group.bench_function("dense-weight-gradient/100x200x100", |bencher| {
        bencher.iter(|| {
            kernels::dense_weight_gradient(black_box(&x), inputs, &d_out, outputs, 0, &mut d_w);
        });
    });
    let one = random(784 * 200);
    group.bench_function("dense-forward/1x784x200", |bencher| {
        bencher.iter(|| {
            kernels::dense(black_box(&x[..784]), &one, &[0.0; 200], &mut out[..200]);
        });
    });
}

fn update(criterion: &mut Criterion) {
    let count = 784 * 200;
    let gradient = random(count);
    let (mut parameters, mut first, mut second) =
        (random(count), vec![0.0; count], vec![0.0; count]);
    let step = AdamStep { rate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 };
    let mut group = criterion.benchmark_group("update");
    group.throughput(Throughput::Elements(count as u64));
    group.bench_function("adam/784x200", |bencher| {
        bencher.iter(|| {
            kernels::adam(&mut parameters, black_box(&gradient), &mut first, &mut second, step);
        });
    });
}

criterion_group!(benches, dense, sparse, convolutions, skipping, update);
criterion_main!(benches);
