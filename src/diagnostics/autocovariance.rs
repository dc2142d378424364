//! The autocovariance of a sequence at all lags.

use std::f64::consts::PI;

use crate::math::elementary::{cos, sin};

/// The sums of products of elements that are `lag` apart, for each lag from 0 to the length less 1.
///
/// By the Fourier transform of the sequence followed by as many zeros, so the time is n log n.
pub fn sums_of_products(sequence: &[f64]) -> Vec<f64> {
    let n = (2 * sequence.len()).next_power_of_two();
    let roots: Vec<(f64, f64)> =
        (0..n / 2).map(|i| 2.0 * PI * i as f64 / n as f64).map(|a| (cos(a), -sin(a))).collect();
    let mut values = vec![(0.0, 0.0); n];
    values.iter_mut().zip(sequence).for_each(|(value, x)| value.0 = *x);
    transform(&mut values, &roots);
    values.iter_mut().for_each(|value| *value = (value.0 * value.0 + value.1 * value.1, 0.0));
    // What is transformed back is even, so the direction does not matter.
    transform(&mut values, &roots);
    values[..sequence.len()].iter().map(|value| value.0 / n as f64).collect()
}

/// The discrete Fourier transform in place; the length is a power of 2, `roots` are the first half of the roots of unity.
///
/// Cooley and Tukey (1965), "An algorithm for the machine calculation of complex Fourier series".
fn transform(values: &mut [(f64, f64)], roots: &[(f64, f64)]) {
    let n = values.len();
    let shift = usize::BITS - n.trailing_zeros();
    for i in 0..n {
        let j = i.reverse_bits().checked_shr(shift).unwrap_or(0);
        if i < j {
            values.swap(i, j);
        }
    }
    let mut half = 1;
    while half < n {
        let stride = n / (2 * half);
        for block in values.chunks_exact_mut(2 * half) {
            let (low, high) = block.split_at_mut(half);
            for (k, (a, b)) in low.iter_mut().zip(high).enumerate() {
                let (re, im) = roots[k * stride];
                let turned = (b.0 * re - b.1 * im, b.0 * im + b.1 * re);
                *b = (a.0 - turned.0, a.1 - turned.1);
                *a = (a.0 + turned.0, a.1 + turned.1);
            }
        }
        half *= 2;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_those_of_the_definition() {
        for n in [1, 2, 5, 64, 100] {
            let sequence: Vec<f64> = (0..n).map(|i| sin(f64::from(i * i)) + 0.1 * f64::from(i)).collect();
            let sums = sums_of_products(&sequence);
            assert_eq!(sums.len(), sequence.len());
            for (lag, sum) in sums.iter().enumerate() {
                let direct: f64 = sequence.iter().zip(&sequence[lag..]).map(|(a, b)| a * b).sum();
                assert!((sum - direct).abs() <= 1e-13 * sums[0], "{n}, {lag}: {sum} for {direct}");
            }
        }
    }
}
