//! The error function and the normal distribution's.

use super::elementary::{exp, ln, ln_1p};
use super::gamma::{LN_SQRT_2PI, polynomial};
use super::simd::functions;

/// The error function, within 2 ulp.
#[inline]
pub fn erf(x: f64) -> f64 {
    functions::erf1(x)
}

/// `1 - erf(x)`, within 2.5 ulp, also where it is small.
#[inline]
pub fn erfc(x: f64) -> f64 {
    functions::erfc1(x)
}

/// The standard normal distribution function, within 3 ulp, also in its lower tail.
#[inline]
pub fn phi(x: f64) -> f64 {
    functions::phi1(x)
}

/// `ln phi(x)`, exact in both tails.
pub fn log_phi(x: f64) -> f64 {
    if x > 0.0 {
        ln_1p(-phi(-x))
    } else if x > FAR {
        ln(phi(x))
    } else {
        ln(mills(-x)) - 0.5 * x * x - LN_SQRT_2PI
    }
}

/// The derivative of [`log_phi`]: the standard normal density over its distribution function.
pub fn log_phi_slope(x: f64) -> f64 {
    if x > FAR { exp(-0.5 * x * x - LN_SQRT_2PI) / phi(x) } else { 1.0 / mills(-x) }
}

/// Below this, [`mills`] has the last digit after few terms.
const FAR: f64 = -10.0;

/// Mills' ratio, upper tail over density, for `x` of 10 or more: Laplace's continued fraction.
fn mills(x: f64) -> f64 {
    1.0 / (1..=30).rev().fold(x, |tail, k| x + f64::from(k) / tail)
}

/// The `x` with `phi(x) = p`; NaN outside `[0, 1]`, infinite at its ends.
///
/// Wichura (1988), "Algorithm AS 241: the percentage points of the normal distribution", PPND16.
pub fn inv_phi(p: f64) -> f64 {
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        let r = 0.180625 - q * q;
        return q * polynomial(&CENTRE.0, r) / polynomial(&CENTRE.1, r);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    if tail.is_nan() || tail < 0.0 {
        return f64::NAN;
    }
    if tail == 0.0 {
        return q.signum() * f64::INFINITY;
    }
    let r = (-ln(tail)).sqrt();
    let (table, r) = if r <= 5.0 { (&SHOULDER, r - 1.6) } else { (&TAIL, r - 5.0) };
    q.signum() * polynomial(&table.0, r) / polynomial(&table.1, r)
}

/// Numerator and denominator of a rational function, constant term first.
type Rational = ([f64; 8], [f64; 8]);

const CENTRE: Rational = (
    [
        3.387_132_872_796_366_5,
        133.141_667_891_784_38,
        1_971.590_950_306_551_3,
        13_731.693_765_509_46,
        45_921.953_931_549_87,
        67_265.770_927_008_7,
        33_430.575_583_588_13,
        2_509.080_928_730_122_7,
    ],
    [
        1.0,
        42.313_330_701_600_91,
        687.187_007_492_057_9,
        5_394.196_021_424_751,
        21_213.794_301_586_597,
        39_307.895_800_092_71,
        28_729.085_735_721_943,
        5_226.495_278_852_854,
    ],
);

const SHOULDER: Rational = (
    [
        1.423_437_110_749_683_5,
        4.630_337_846_156_546,
        5.769_497_221_460_691,
        3.647_848_324_763_204_5,
        1.270_458_252_452_368_4,
        0.241_780_725_177_450_6,
        0.022_723_844_989_269_184,
        7.745_450_142_783_414e-4,
    ],
    [
        1.0,
        2.053_191_626_637_759,
        1.676_384_830_183_803_8,
        0.689_767_334_985_1,
        0.148_103_976_427_480_08,
        0.015_198_666_563_616_457,
        5.475_938_084_995_345e-4,
        1.050_750_071_644_416_9e-9,
    ],
);

const TAIL: Rational = (
    [
        6.657_904_643_501_103,
        5.463_784_911_164_114,
        1.784_826_539_917_291_3,
        0.296_560_571_828_504_87,
        0.026_532_189_526_576_124,
        0.001_242_660_947_388_078_4,
        2.711_555_568_743_487_6e-5,
        2.010_334_399_292_288_1e-7,
    ],
    [
        1.0,
        0.599_832_206_555_887_9,
        0.136_929_880_922_735_8,
        0.014_875_361_290_850_615,
        7.868_691_311_456_133e-4,
        1.846_318_317_510_054_8e-5,
        1.421_511_758_316_446e-7,
        2.044_263_103_389_939_8e-15,
    ],
);
