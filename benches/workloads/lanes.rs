//! Log densities at many points by hand, a point in each lane.

use std::array::from_fn;

use mcrun::math::simd::functions::{exp, inv_sqrt, ln, log1p_exp};
use mcrun::math::simd::{Isa, Kernel, LANES};

/// Packs of points that are done at once: enough to hide how long an operation takes.
const PACKS: usize = 4;
/// Points that are done at once.
pub const POINTS: usize = PACKS * LANES;

const LN_SQRT_2PI: f64 = 0.918_938_533_204_672_7;

/// Coordinate `k` of points that have their coordinates one after another.
#[inline(always)]
fn column<I: Isa>(isa: I, points: &[f64], dim: usize, k: usize) -> [I::Pack; PACKS] {
    let mut packs = [isa.splat(0.0); PACKS];
    for (pack, points) in packs.iter_mut().zip(points.chunks_exact(dim * LANES)) {
        let lanes: [f64; LANES] = from_fn(|lane| points[lane * dim + k]);
        *pack = isa.load(&lanes);
    }
    packs
}

#[inline(always)]
fn put<I: Isa>(isa: I, packs: &[I::Pack; PACKS], out: &mut [f64]) {
    for (pack, out) in packs.iter().zip(out.as_chunks_mut::<LANES>().0) {
        isa.store(out, *pack);
    }
}

/// `normal(y | mu, sigma)` at [`POINTS`] points, the sum over `y` done for each.
pub struct Normal<'a> {
    pub y: &'a [f64],
    pub points: &'a [f64],
    pub out: &'a mut [f64],
}

impl Kernel for Normal<'_> {
    type Output = ();

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) {
        let (mu, sigma) = (column(isa, self.points, 2, 0), column(isa, self.points, 2, 1));
        let mut sums = [isa.splat(0.0); PACKS];
        for &y in self.y {
            for k in 0..PACKS {
                let difference = isa.sub(isa.splat(y), mu[k]);
                sums[k] = isa.fma(difference, difference, sums[k]);
            }
        }
        put(isa, &normal(isa, self.y.len() as f64, sums, sigma), self.out);
    }
}

/// The same from the mean of `y` and the sum of the squares about it.
pub struct NormalOfMoments<'a> {
    pub n: f64,
    pub mean: f64,
    pub squares: f64,
    pub points: &'a [f64],
    pub out: &'a mut [f64],
}

impl Kernel for NormalOfMoments<'_> {
    type Output = ();

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) {
        let (mu, sigma) = (column(isa, self.points, 2, 0), column(isa, self.points, 2, 1));
        let mut sums = [isa.splat(self.squares); PACKS];
        for k in 0..PACKS {
            let difference = isa.sub(isa.splat(self.mean), mu[k]);
            sums[k] = isa.fma(isa.mul(isa.splat(self.n), difference), difference, sums[k]);
        }
        put(isa, &normal(isa, self.n, sums, sigma), self.out);
    }
}

/// The log density from the sums of squares about `mu`.
#[inline(always)]
fn normal<I: Isa>(isa: I, n: f64, squares: [I::Pack; PACKS], sigma: [I::Pack; PACKS]) -> [I::Pack; PACKS] {
    let mut values = squares;
    for k in 0..PACKS {
        let chi = isa.div(values[k], isa.mul(sigma[k], sigma[k]));
        let norm = isa.add(ln(isa, sigma[k]), isa.splat(LN_SQRT_2PI));
        values[k] = isa.fma(isa.splat(-0.5), chi, isa.mul(isa.splat(-n), norm));
    }
    values
}

/// The supernovae of `models/supernovae`, prepared as its `transformed data` are.
pub struct Supernovae {
    /// At all nodes of all supernovae: `ln(1 + z)` and `(1 + z)^3`.
    pub log1p: Vec<f64>,
    pub cubes: Vec<f64>,
    /// Of the nodes of one supernova.
    pub weights: Vec<f64>,
    /// Of each supernova: its magnitude without the integral, and its inverse variance.
    pub magnitudes: Vec<f64>,
    pub inv_variance: Vec<f64>,
}

/// The log density of `(Omega_m, w)` but for a constant.
pub struct FlatWcdm<'a> {
    pub data: &'a Supernovae,
    pub points: &'a [f64],
    pub out: &'a mut [f64],
}

impl Kernel for FlatWcdm<'_> {
    type Output = ();

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) {
        let data = self.data;
        let (matter, w) = (column(isa, self.points, 2, 0), column(isa, self.points, 2, 1));
        let (mut rest, mut power) = (matter, w);
        for k in 0..PACKS {
            rest[k] = isa.sub(isa.splat(1.0), matter[k]);
            power[k] = isa.mul(isa.splat(3.0), isa.add(isa.splat(1.0), w[k]));
        }
        let n_nodes = data.weights.len();
        let rows = data.log1p.chunks_exact(n_nodes).zip(data.cubes.chunks_exact(n_nodes));
        let (mut chi, mut cross) = ([isa.splat(0.0); PACKS], [isa.splat(0.0); PACKS]);
        for ((log1p, cubes), (magnitude, inv_variance)) in rows.zip(data.magnitudes.iter().zip(&data.inv_variance)) {
            let mut integral = [isa.splat(0.0); PACKS];
            for ((log1p, cube), weight) in log1p.iter().zip(cubes).zip(&data.weights) {
                for k in 0..PACKS {
                    let dark = isa.mul(rest[k], exp(isa, isa.mul(power[k], isa.splat(*log1p))));
                    let square = isa.fma(matter[k], isa.splat(*cube), dark);
                    integral[k] = isa.fma(isa.splat(*weight), inv_sqrt(isa, square), integral[k]);
                }
            }
            for k in 0..PACKS {
                let modulus = isa.mul(isa.splat(5.0 / std::f64::consts::LN_10), ln(isa, integral[k]));
                let residual = isa.sub(isa.splat(*magnitude), modulus);
                let weighted = isa.mul(residual, isa.splat(*inv_variance));
                chi[k] = isa.fma(residual, weighted, chi[k]);
                cross[k] = isa.add(cross[k], weighted);
            }
        }
        let total: f64 = data.inv_variance.iter().sum();
        let mut values = chi;
        for k in 0..PACKS {
            let offset = isa.div(isa.mul(cross[k], cross[k]), isa.splat(total));
            values[k] = isa.mul(isa.splat(-0.5), isa.sub(chi[k], offset));
        }
        put(isa, &values, self.out);
    }
}

/// A logistic regression with `normal(0, spread)` coefficients, but for a constant.
pub struct Logistic<'a> {
    /// Rows of predictors, with their signs changed where the outcome is 1.
    pub rows: &'a [f64],
    pub dim: usize,
    pub spread: f64,
    pub points: &'a [f64],
    pub out: &'a mut [f64],
}

impl Kernel for Logistic<'_> {
    type Output = ();

    #[inline(always)]
    fn run<I: Isa>(self, isa: I) {
        let mut beta = vec![[isa.splat(0.0); PACKS]; self.dim];
        let mut values = [isa.splat(0.0); PACKS];
        for (k, beta) in beta.iter_mut().enumerate() {
            *beta = column(isa, self.points, self.dim, k);
            for (value, beta) in values.iter_mut().zip(beta) {
                let scaled = isa.mul(*beta, isa.splat(-0.5 / (self.spread * self.spread)));
                *value = isa.fma(scaled, *beta, *value);
            }
        }
        for row in self.rows.chunks_exact(self.dim) {
            let mut eta = [isa.splat(0.0); PACKS];
            for (x, beta) in row.iter().zip(&beta) {
                for k in 0..PACKS {
                    eta[k] = isa.fma(isa.splat(*x), beta[k], eta[k]);
                }
            }
            for k in 0..PACKS {
                values[k] = isa.sub(values[k], log1p_exp(isa, eta[k]));
            }
        }
        put(isa, &values, self.out);
    }
}
