//! Does the momentum of Hamiltonian Monte Carlo change the energy enough?

/// The energy Bayesian fraction of missing information of one chain: the mean squared step of the energy over its
/// variance. Below 0.3 the chain has trouble to reach the tails. NaN for fewer than two draws or a constant energy.
///
/// Betancourt (2016), "Diagnosing suboptimal cotangent disintegrations in Hamiltonian Monte Carlo".
pub fn e_bfmi(energies: &[f64]) -> f64 {
    let mean = energies.iter().sum::<f64>() / energies.len() as f64;
    let steps: f64 = energies.windows(2).map(|pair| (pair[1] - pair[0]) * (pair[1] - pair[0])).sum();
    let squares: f64 = energies.iter().map(|energy| (energy - mean) * (energy - mean)).sum();
    steps / squares
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_compared_with_the_spread() {
        assert_eq!(e_bfmi(&[0.0, 1.0, 0.0, 1.0]), 3.0);
        assert_eq!(e_bfmi(&[0.0, 0.0, 1.0, 1.0]), 1.0);
        assert!(e_bfmi(&[2.0, 2.0]).is_nan());
        assert!(e_bfmi(&[2.0]).is_nan());
        assert!(e_bfmi(&[]).is_nan());
    }
}
