//! Integrals of smooth functions by Gauss-Legendre rules.

/// Positive nodes and their weights of the Gauss-Legendre rule of 16 points on `[-1, 1]`.
const GAUSS_LEGENDRE: [(f64, f64); 8] = [
    (0.9894009349916499, 0.027152459411754096),
    (0.9445750230732326, 0.062253523938647894),
    (0.8656312023878318, 0.09515851168249279),
    (0.755404408355003, 0.12462897125553388),
    (0.6178762444026438, 0.14959598881657674),
    (0.45801677765722737, 0.16915651939500254),
    (0.2816035507792589, 0.18260341504492358),
    (0.09501250983763744, 0.1894506104550685),
];

/// The integral of `f` from `a` to `b` by the Gauss-Legendre rule of 16 points on each of `n_panels` panels.
pub fn integrate(a: f64, b: f64, n_panels: u32, f: impl Fn(f64) -> f64) -> f64 {
    let half = 0.5 * (b - a) / f64::from(n_panels);
    let panel = |i: u32| {
        let centre = a + half * f64::from(2 * i + 1);
        GAUSS_LEGENDRE
            .iter()
            .fold(0.0, |sum, (node, weight)| sum + weight * (f(centre - half * node) + f(centre + half * node)))
    };
    half * (0..n_panels).fold(0.0, |sum, i| sum + panel(i))
}
