//! What the processor can do in the tab, and how near to it products of matrices come.

use nibnet::kernels;
use nibnet::simd::F32x4;
use std::hint::black_box;
use wasm_bindgen::prelude::*;

/// As many sums at once as hide the time that each takes, with two registers left for the factors.
const SUMS: usize = 12;

/// Multiplies and adds four lanes at a time, all in registers, `rounds` times [`peak_operations`].
#[wasm_bindgen]
pub fn peak(rounds: u32) -> f32 {
    // Not known to the compiler, so that it works nothing out beforehand; below 1, so that sums
    // stay small.
    let (factor, term) = (F32x4::splat(black_box(0.5)), F32x4::splat(black_box(0.25)));
    let mut sums: [F32x4; SUMS] = std::array::from_fn(|i| F32x4::splat(i as f32));
    for _ in 0..rounds {
        for sum in &mut sums {
            *sum = *sum * factor + term;
        }
        for sum in &mut sums {
            *sum = *sum * factor + term;
        }
    }
    sums.iter().flat_map(|sum| sum.to_array()).sum()
}

/// Multiplications and additions in a round of [`peak`].
#[wasm_bindgen]
pub fn peak_operations() -> u32 {
    2 * SUMS as u32 * 4 * 2
}

/// One way to multiply: `out = a · b`, `a` `[M, K]`, `b` `[K, N]`, `out` `[M, N]`, row by row.
trait Multiply {
    fn multiply(&mut self, size: [usize; 3], a: &[f32], b: &[f32], out: &mut [f32]);
}

/// The plain loop that anyone would write, its inner loop along the rows so that the compiler finds
/// lanes.
struct Plain;

impl Multiply for Plain {
    fn multiply(&mut self, [_, k, n]: [usize; 3], a: &[f32], b: &[f32], out: &mut [f32]) {
        for (a, out) in a.chunks_exact(k).zip(out.chunks_exact_mut(n)) {
            out.fill(0.0);
            for (&a, b) in a.iter().zip(b.chunks_exact(n)) {
                for (out, &b) in out.iter_mut().zip(b) {
                    *out += a * b;
                }
            }
        }
    }
}

/// nibnet's dense layer, whose biases are zeros here.
struct Nibnet {
    bias: Vec<f32>,
}

impl Multiply for Nibnet {
    fn multiply(&mut self, [_, _, n]: [usize; 3], a: &[f32], b: &[f32], out: &mut [f32]) {
        self.bias.resize(n, 0.0);
        kernels::dense(a, b, &self.bias, out);
    }
}

#[cfg(feature = "peers")]
mod peers {
    use super::Multiply;
    use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions};
    use rten_tensor::NdTensorView;

    pub struct Gemm;

    impl Multiply for Gemm {
        fn multiply(&mut self, [m, k, n]: [usize; 3], a: &[f32], b: &[f32], out: &mut [f32]) {
            assert!(a.len() == m * k && b.len() == k * n && out.len() == m * n);
            let (row_of_a, row) = (k as isize, n as isize);
            // SAFETY: the slices are as long as sizes and strides say.
            unsafe {
                gemm::gemm(
                    m,
                    n,
                    k,
                    out.as_mut_ptr(),
                    1,
                    row,
                    false,
                    a.as_ptr(),
                    1,
                    row_of_a,
                    b.as_ptr(),
                    1,
                    row,
                    0.0,
                    1.0,
                    false,
                    false,
                    false,
                    gemm::Parallelism::None,
                );
            }
        }
    }

    pub struct MatrixMultiply;

    impl Multiply for MatrixMultiply {
        fn multiply(&mut self, [m, k, n]: [usize; 3], a: &[f32], b: &[f32], out: &mut [f32]) {
            assert!(a.len() == m * k && b.len() == k * n && out.len() == m * n);
            let (row_of_a, row) = (k as isize, n as isize);
            let (a, b, out) = (a.as_ptr(), b.as_ptr(), out.as_mut_ptr());
            // SAFETY: the slices are as long as sizes and strides say.
            unsafe {
                matrixmultiply::sgemm(m, k, n, 1.0, a, row_of_a, 1, b, row, 1, 0.0, out, row, 1);
            }
        }
    }

    #[derive(Default)]
    pub struct Rten(GemmExecutor);

    impl Multiply for Rten {
        fn multiply(&mut self, [m, k, n]: [usize; 3], a: &[f32], b: &[f32], out: &mut [f32]) {
            let a = GemmInputA::Unpacked(NdTensorView::from_data([m, k], a));
            let b = GemmInputB::Unpacked(NdTensorView::from_data([k, n], b));
            self.0.gemm(out, a, b, GemmOptions::default()).expect("the shapes agree");
        }
    }
}

/// Who multiplies here, by the names that [`Product::new`] takes.
#[wasm_bindgen]
pub fn contestants() -> Vec<String> {
    let mut names = vec!["nibnet", "plain loop"];
    if cfg!(feature = "peers") {
        names.extend(["rten-gemm", "gemm", "matrixmultiply"]);
    }
    names.into_iter().map(str::to_owned).collect()
}

fn named(name: &str) -> Option<Box<dyn Multiply>> {
    Some(match name {
        "nibnet" => Box::new(Nibnet { bias: Vec::new() }),
        "plain loop" => Box::new(Plain),
        #[cfg(feature = "peers")]
        "gemm" => Box::new(peers::Gemm),
        #[cfg(feature = "peers")]
        "matrixmultiply" => Box::new(peers::MatrixMultiply),
        #[cfg(feature = "peers")]
        "rten-gemm" => Box::new(peers::Rten::default()),
        _ => return None,
    })
}

/// Two matrices, and somebody who multiplies them.
#[wasm_bindgen]
pub struct Product {
    how: Box<dyn Multiply>,
    size: [usize; 3],
    a: Vec<f32>,
    b: Vec<f32>,
    out: Vec<f32>,
}

#[wasm_bindgen]
impl Product {
    /// `[m, k] · [k, n]`, the same numbers for everyone. Throws if the result isn't that of the
    /// plain loop.
    #[wasm_bindgen(constructor)]
    pub fn new(name: &str, m: usize, k: usize, n: usize) -> Result<Product, JsError> {
        let how =
            named(name).ok_or_else(|| JsError::new(&format!("nobody here is called {name}")))?;
        let (a, b) = (numbers(m * k, 1), numbers(k * n, 2));
        let mut product = Self { how, size: [m, k, n], a, b, out: vec![f32::NAN; m * n] };
        product.run(1);
        let mut expected = vec![f32::NAN; m * n];
        Plain.multiply(product.size, &product.a, &product.b, &mut expected);
        let off = |(a, b): (&f32, &f32)| (a - b).abs();
        let worst = product.out.iter().zip(&expected).map(off).fold(0.0, f32::max);
        // Sums of up to 784 products below 1, in whatever order. (A NaN would be lost in `max`.)
        if worst < 1e-3 && product.out.iter().all(|value| value.is_finite()) {
            return Ok(product);
        }
        Err(JsError::new(&format!("{name} is off by {worst} at {m}×{k}×{n}")))
    }

    /// Multiplies so many times.
    pub fn run(&mut self, times: u32) {
        for _ in 0..times {
            self.how.multiply(self.size, black_box(&self.a), black_box(&self.b), &mut self.out);
            black_box(&mut self.out);
        }
    }
}

/// Numbers between −1 and 1 that look like chance.
fn numbers(count: usize, seed: u32) -> Vec<f32> {
    let mut state = seed.wrapping_mul(0x9e37_79b9);
    let mut next = || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 8) as f32 / (1 << 23) as f32 - 1.0
    };
    (0..count).map(|_| next()).collect()
}
