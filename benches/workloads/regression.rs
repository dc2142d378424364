//! Gradients by hand, the observations in lanes.

use mcrun::math::simd::functions::{exp, inv_logit, log1p_exp};
use mcrun::math::simd::{Isa, Kernel, LANES};

/// Packs that are done at once.
const PACKS: usize = 4;

/// The sum of all lanes.
#[inline(always)]
fn sum<I: Isa>(isa: I, x: I::Pack) -> f64 {
    let mut lanes = [0.0; LANES];
    isa.store(&mut lanes, x);
    lanes.iter().sum()
}

/// `Σ r²` and `Xᵀ r` of the residuals `r = y - X beta`.
///
/// Columns of `x` follow each other, each and `y` filled up with zeros to a multiple of `PACKS * LANES`.
pub struct Residuals<'a> {
    pub x: &'a [f64],
    pub y: &'a [f64],
    pub beta: &'a [f64],
    pub slopes: &'a mut [f64],
}

/// Numbers filled up with zeros.
pub fn padded(numbers: &[f64]) -> Vec<f64> {
    let mut numbers = numbers.to_vec();
    numbers.resize(numbers.len().next_multiple_of(PACKS * LANES), 0.0);
    numbers
}

impl Kernel for Residuals<'_> {
    type Output = f64;

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) -> f64 {
        let n = self.y.len();
        let mut sums = vec![[isa.splat(0.0); 2]; self.beta.len()];
        let mut squares = [isa.splat(0.0); PACKS];
        for start in (0..n).step_by(PACKS * LANES) {
            let mut residual = blocks(isa, &self.y[start..]);
            for (column, beta) in self.x.chunks_exact(n).zip(self.beta) {
                let x = blocks(isa, &column[start..]);
                for k in 0..PACKS {
                    residual[k] = isa.fma(isa.splat(-beta), x[k], residual[k]);
                }
            }
            for k in 0..PACKS {
                squares[k] = isa.fma(residual[k], residual[k], squares[k]);
            }
            for (column, sums) in self.x.chunks_exact(n).zip(&mut sums) {
                let x = blocks(isa, &column[start..]);
                for k in 0..PACKS {
                    sums[k % 2] = isa.fma(x[k], residual[k], sums[k % 2]);
                }
            }
        }
        for (slope, sums) in self.slopes.iter_mut().zip(sums) {
            *slope = sum(isa, isa.add(sums[0], sums[1]));
        }
        sum(isa, isa.add(isa.add(squares[0], squares[1]), isa.add(squares[2], squares[3])))
    }
}

#[inline(always)]
fn blocks<I: Isa>(isa: I, from: &[f64]) -> [I::Pack; PACKS] {
    let mut packs = [isa.splat(0.0); PACKS];
    for (pack, from) in packs.iter_mut().zip(from.as_chunks::<LANES>().0) {
        *pack = isa.load(from);
    }
    packs
}

/// A mixture of two normals: the log likelihood and what its gradient needs.
pub struct Mixture<'a> {
    /// A multiple of `LANES` of them.
    pub y: &'a [f64],
    /// Of each component: mean, inverse of the scale, and the logarithm of its share divided by the scale.
    pub components: [[f64; 3]; 2],
}

/// Sums over the observations: the log likelihood; of each component the responsibilities, times `z`, times `z²`.
pub struct MixtureSums {
    pub log_likelihood: f64,
    pub of: [[f64; 3]; 2],
}

impl Kernel for Mixture<'_> {
    type Output = MixtureSums;

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) -> MixtureSums {
        let zero = isa.splat(0.0);
        let (mut total, mut of) = (zero, [[zero; 3]; 2]);
        for y in self.y.as_chunks::<LANES>().0 {
            let y = isa.load(y);
            let (mut z, mut terms) = ([zero; 2], [zero; 2]);
            for k in 0..2 {
                let [mu, inverse, log_share] = self.components[k];
                z[k] = isa.mul(isa.sub(y, isa.splat(mu)), isa.splat(inverse));
                terms[k] = isa.fma(isa.mul(isa.splat(-0.5), z[k]), z[k], isa.splat(log_share));
            }
            let more = isa.sub(terms[1], terms[0]);
            total = isa.add(total, isa.add(terms[0], log1p_exp(isa, more)));
            let second = inv_logit(isa, more);
            let shares = [isa.sub(isa.splat(1.0), second), second];
            for k in 0..2 {
                let scaled = isa.mul(shares[k], z[k]);
                of[k][0] = isa.add(of[k][0], shares[k]);
                of[k][1] = isa.add(of[k][1], scaled);
                of[k][2] = isa.fma(scaled, z[k], of[k][2]);
            }
        }
        let mut sums = [[0.0; 3]; 2];
        for k in 0..2 {
            for j in 0..3 {
                sums[k][j] = sum(isa, of[k][j]);
            }
        }
        MixtureSums { log_likelihood: sum(isa, total), of: sums }
    }
}

/// `ln` and its like of single numbers, by the same functions as those of packs.
pub struct Exp(pub f64);

impl Kernel for Exp {
    type Output = f64;

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) -> f64 {
        let mut lanes = [0.0; LANES];
        isa.store(&mut lanes, exp(isa, isa.splat(self.0)));
        lanes[0]
    }
}
