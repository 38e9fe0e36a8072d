//! How the features that the last layer is given vary together, and the system of equations that
//! this is.

use crate::kernels::{argmax, dense_weight_gradient};
use crate::net::Network;
use ndarray::{Array2, ArrayView1, Axis, s};

/// How much a digit counts that the net is sure of, where one between two classes counts a quarter.
const SURE: f32 = 0.02;
/// What is added to the diagonal, as a fraction of its mean: what no remembered digit has may not
/// change without bound.
const RIDGE: f64 = 0.03;

/// The second-moment matrix of some digits' features, those counting most that the net is least
/// sure of: the covariance, but that no mean is taken off. It is kept as the lower triangle `L`
/// with `L · Lᵀ` equal to it (Cholesky).
#[derive(Clone, Debug)]
pub(super) struct FeatureCovariance {
    lower: Array2<f64>,
}

impl FeatureCovariance {
    /// Of `features`, `[B, n]`, the last of them a constant, and what the net answers, `[B, C]`.
    pub(super) fn new(features: &[f32], n: usize, answers: &[f32]) -> Self {
        let count = (features.len() / n) as f32;
        let mut weighted = features.to_vec();
        let rows = weighted.chunks_exact_mut(n);
        for (row, answer) in rows.zip(answers.chunks_exact(Network::CLASSES)) {
            let sure = answer[argmax(answer)];
            let weight = (sure * (1.0 - sure) + SURE) / count;
            row.iter_mut().for_each(|feature| *feature *= weight);
        }
        let mut product = vec![0.0; n * n];
        dense_weight_gradient(features, n, &weighted, n, 0, &mut product);
        let mut lower = Array2::from_shape_fn((n, n), |(i, j)| f64::from(product[i * n + j]));
        // The constant keeps this above 0, and with it every root below.
        let ridge = RIDGE * lower.diag().iter().sum::<f64>() / n as f64;
        for i in 0..n {
            let (above, mut rest) = lower.view_mut().split_at(Axis(0), i);
            let mut row = rest.row_mut(0);
            row[i] += ridge;
            for (j, above) in above.outer_iter().enumerate() {
                row[j] = (row[j] - dot(row.slice(s![..j]), above.slice(s![..j]))) / above[j];
            }
            // Rounding may not take from the diagonal more than the ridge has put there.
            let left = row.slice(s![..i]);
            row[i] = (row[i] - dot(left, left)).max(0.01 * ridge).sqrt();
        }
        Self { lower }
    }

    /// The `X` with `covariance · X = right`; both are `[n, columns]`.
    pub(super) fn solve(&self, mut right: Array2<f64>) -> Array2<f64> {
        for (i, lower) in self.lower.outer_iter().enumerate() {
            let (done, mut rest) = right.view_mut().split_at(Axis(0), i);
            let mut row = rest.row_mut(0);
            for (&factor, done) in lower.iter().zip(done.outer_iter()) {
                row.scaled_add(-factor, &done);
            }
            row /= lower[i];
        }
        for (i, lower) in self.lower.outer_iter().enumerate().rev() {
            let (mut rest, mut done) = right.view_mut().split_at(Axis(0), i);
            let mut row = done.row_mut(0);
            row /= lower[i];
            for (&factor, mut rest) in lower.iter().zip(rest.outer_iter_mut()) {
                rest.scaled_add(-factor, &row);
            }
        }
        right
    }
}

/// One term after the other, as [`ArrayView1::dot`] doesn't promise: the bits are part of the
/// result.
fn dot(a: ArrayView1<f64>, b: ArrayView1<f64>) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Rng};
    use ndarray::array;

    #[test]
    fn a_system_of_equations_is_solved() {
        // Features that depend on each other; the ridge makes it solvable.
        let mut rng = Rng::new(3, Purpose::Remember);
        let (n, count) = (7, 40);
        let mut features: Vec<f32> = (0..n * count).map(|_| rng.symmetric()).collect();
        features.chunks_exact_mut(n).for_each(|row| (row[1], row[n - 1]) = (2.0 * row[0], 1.0));
        let answers = vec![0.1; 10 * count];
        let right = Array2::from_shape_fn((n, 2), |(i, c)| (2 * i + c) as f64 - 5.0);
        let found = FeatureCovariance::new(&features, n, &answers).solve(right.clone());
        // covariance · X, out of the definition.
        let x = Array2::from_shape_fn((count, n), |(b, i)| f64::from(features[b * n + i]));
        let weight = f64::from((0.1f32 * 0.9 + SURE) / count as f32);
        let mut covariance = x.t().dot(&x) * weight;
        let ridge = RIDGE * covariance.diag().sum() / n as f64;
        covariance.diag_mut().map_inplace(|entry| *entry += ridge);
        for (got, right) in covariance.dot(&found).iter().zip(&right) {
            assert!((got - right).abs() < 1e-4, "{got} for {right}");
        }
    }

    #[test]
    fn the_triangle_is_that_of_a_small_system_by_hand() {
        // Two digits, answered without doubt, whose features are 1, 1 and 3, 1.
        let answers = [[1.0; 1].as_slice(), &[0.0; 9]].concat().repeat(2);
        let found = FeatureCovariance::new(&[1.0, 1.0, 3.0, 1.0], 2, &answers).lower;
        let ridge = RIDGE * (0.1 + 0.02) / 2.0;
        let first = (0.1 + ridge).sqrt();
        let below = 0.04 / first;
        let wanted = array![[first, 0.04], [below, (0.02 + ridge - below * below).sqrt()]];
        for (got, wanted) in found.iter().zip(&wanted) {
            assert!((got - wanted).abs() < 1e-7, "{found} for {wanted}");
        }
    }
}
