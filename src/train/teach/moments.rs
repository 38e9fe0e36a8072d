//! The second moments of what the last layer sees, and the system of equations that they are.

use super::Seen;
use crate::kernels::dense_weight_gradient;
use crate::net::Network;
use crate::reader::likeliest;

/// How much a digit counts that the net is sure of, where one between two classes counts a quarter.
pub(super) const SURE: f32 = 0.02;
/// What is added to the second moments' diagonal, as a share of its mean: what no remembered digit has may
/// not change without bound.
pub(super) const RIDGE: f64 = 0.03;

/// The second moments of the rehearsed digits' features, as the lower triangle `L` with `L · Lᵀ` equal to them
/// (Cholesky).
#[derive(Clone, Debug, Default)]
pub(super) struct Moments {
    features: usize,
    triangle: Vec<f64>,
}

impl Moments {
    pub(super) fn of(seen: &Seen, features: usize, answers: &[f32]) -> Self {
        let count = seen.labels.len() as f32;
        let mut weighted = seen.features.clone();
        let rows = weighted.chunks_exact_mut(features);
        for (row, answer) in rows.zip(answers.chunks_exact(Network::CLASSES)) {
            let (_, sure) = likeliest(answer);
            let weight = (sure * (1.0 - sure) + SURE) / count;
            row.iter_mut().for_each(|feature| *feature *= weight);
        }
        let mut moments = vec![0.0; features * features];
        dense_weight_gradient(&seen.features, features, &weighted, features, 0, &mut moments);
        let mut a: Vec<f64> = moments.into_iter().map(f64::from).collect();
        let diagonal = (0..features).map(|i| a[i * features + i]);
        // The constant keeps this above 0, and with it every root below.
        let ridge = RIDGE * diagonal.sum::<f64>() / features as f64;
        for i in 0..features {
            a[i * features + i] += ridge;
            let (above, row) = a.split_at_mut(i * features);
            for (j, above) in above.chunks_exact(features).enumerate() {
                row[j] = (row[j] - dot(&row[..j], &above[..j])) / above[j];
            }
            // Rounding may not take from the diagonal more than the ridge has put there.
            row[i] = (row[i] - dot(&row[..i], &row[..i])).max(0.01 * ridge).sqrt();
        }
        Self { features, triangle: a }
    }

    /// Solves `moments · out = right` for each column of `right`, `[features, columns]`, in place.
    pub(super) fn solve(&self, right: &mut [f64], columns: usize) {
        let n = self.features;
        let below = |row: usize, column: usize| self.triangle[row * n + column];
        for i in 0..n {
            let (done, rest) = right.split_at_mut(i * columns);
            let row = &mut rest[..columns];
            for (j, done) in done.chunks_exact(columns).enumerate() {
                subtract(row, below(i, j), done);
            }
            row.iter_mut().for_each(|value| *value /= below(i, i));
        }
        for i in (0..n).rev() {
            let (rest, done) = right.split_at_mut(i * columns);
            let row = &mut done[..columns];
            row.iter_mut().for_each(|value| *value /= below(i, i));
            for (j, rest) in rest.chunks_exact_mut(columns).enumerate() {
                subtract(rest, below(i, j), row);
            }
        }
    }
}

fn dot(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn subtract(row: &mut [f64], factor: f64, other: &[f64]) {
    for (value, other) in row.iter_mut().zip(other) {
        *value -= factor * other;
    }
}
