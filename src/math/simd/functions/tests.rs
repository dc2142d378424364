//! The functions against values with 40 digits, and against themselves on other instruction sets and in other places.

use super::*;
use crate::math::simd::Level;

/// See `tests/reference/simd_functions.py`.
const TABLE: &str = include_str!("../../../../tests/reference/simd_functions.txt");

/// A function, of which those of one argument ignore the second.
struct Case {
    name: &'static str,
    /// The error its docs state, in ulp.
    bound: f64,
    map: fn(Level, &[f64], &[f64], &mut [f64]),
    one: fn(Level, f64, f64) -> f64,
}

macro_rules! cases {
    ($($kind:ident $name:literal $bound:literal;)*) => {
        [$(Case {
            name: $name,
            bound: $bound,
            map: |level, xs, _, out| map(level, $kind, xs, out),
            one: |level, x, _| one(level, $kind, x),
        },)* Case {
            name: "pow",
            bound: 1.0,
            map: |level, xs, ys, out| map2(level, Pow, xs, ys, out),
            one: |level, x, y| one2(level, Pow, x, y),
        }]
    };
}

const CASES: [Case; 17] = cases! {
    Exp "exp" 1.0;
    ExpM1 "exp_m1" 1.0;
    Ln "ln" 1.0;
    Ln1p "ln_1p" 1.0;
    InvLogit "inv_logit" 2.5;
    LogInvLogit "log_inv_logit" 2.0;
    Log1pExp "log1p_exp" 2.0;
    Tanh "tanh" 2.5;
    InvSqrt "inv_sqrt" 1.5;
    Sin "sin" 1.0;
    Cos "cos" 1.0;
    Lgamma "lgamma" 3.5;
    Digamma "digamma" 3.5;
    Erf "erf" 2.0;
    Erfc "erfc" 2.5;
    Phi "phi" 3.0;
};

/// A line of the table: the exact value is `value + rest · ulp(value)`.
struct Row {
    x: f64,
    y: f64,
    value: f64,
    rest: f64,
}

fn rows(name: &str) -> Vec<Row> {
    let lines = TABLE.lines().filter_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    lines
        .map(|line| {
            let numbers: Vec<f64> = line.split(' ').map(|word| word.parse().expect("a number")).collect();
            match numbers[..] {
                [x, value, rest] => Row { x, y: 0.0, value, rest },
                [x, y, value, rest] => Row { x, y, value, rest },
                _ => panic!("{line}"),
            }
        })
        .collect()
}

fn ulp(value: f64) -> f64 {
    let size = value.abs();
    size.next_up() - size
}

/// In ulp of the exact value.
fn error(got: f64, row: &Row) -> f64 {
    if got.is_nan() { f64::INFINITY } else { ((got - row.value) / ulp(row.value) - row.rest).abs() }
}

#[test]
fn errors_are_within_the_stated_bounds() {
    for case in &CASES {
        let rows = rows(case.name);
        assert!(rows.len() > 100, "{}", case.name);
        for row in &rows {
            let got = (case.one)(Level::best(), row.x, row.y);
            let error = error(got, row);
            assert!(error <= case.bound, "{}({}, {}) = {got}: {error} ulp", case.name, row.x, row.y);
        }
    }
}

#[test]
fn gamma_functions_of_negative_numbers_have_small_errors_beside_their_terms() {
    for row in rows("lgamma_of_negative") {
        let error = (lgamma1(row.x) - row.value).abs();
        assert!(error <= 4e-15 * (1.0 + row.value.abs()), "lgamma({}): {error}", row.x);
    }
    for row in rows("digamma_of_negative") {
        let terms = digamma1(1.0 - row.x).abs() + (row.value - digamma1(1.0 - row.x)).abs();
        let error = (digamma1(row.x) - row.value).abs();
        assert!(error <= 1e-15 * terms, "digamma({}): {error} of {terms}", row.x);
    }
}

/// The numbers of a counted seed: SplitMix64.
fn random(count: u64) -> u64 {
    let z = count.wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ z >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ z >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ z >> 31
}

/// Any bits, so mostly huge, tiny or NaN.
fn any_bits(n: u64, seed: u64) -> Vec<f64> {
    (seed * n..(seed + 1) * n).map(|i| f64::from_bits(random(i))).collect()
}

/// Uniform in `[-40, 40)`.
fn ordinary(n: u64, seed: u64) -> Vec<f64> {
    (seed * n..(seed + 1) * n).map(|i| (random(i) >> 11) as f64 / (1u64 << 53) as f64 * 80.0 - 40.0).collect()
}

fn bits(xs: &[f64]) -> Vec<u64> {
    xs.iter().map(|x| x.to_bits()).collect()
}

fn check_levels(case: &Case, xs: &[f64], ys: &[f64]) {
    let mut expected = vec![0.0; xs.len()];
    (case.map)(Level::Portable, xs, ys, &mut expected);
    let mut out = vec![0.0; xs.len()];
    for level in Level::available() {
        (case.map)(level, xs, ys, &mut out);
        let differs = bits(&out).iter().zip(bits(&expected)).position(|(a, b)| *a != b);
        assert_eq!(differs.map(|i| (xs[i], ys[i], out[i], expected[i])), None, "{} on {level:?}", case.name);
        for ((&x, &y), &expected) in xs.iter().zip(ys).zip(&expected) {
            let got = (case.one)(level, x, y);
            assert_eq!(got.to_bits(), expected.to_bits(), "{}({x}, {y}) alone on {level:?}", case.name);
        }
    }
}

#[test]
fn all_instruction_sets_and_single_numbers_give_the_same_bits() {
    for case in &CASES {
        check_levels(case, &any_bits(100_000, 0), &any_bits(100_000, 1));
        check_levels(case, &ordinary(20_000, 0), &ordinary(20_000, 1));
        let (xs, ys): (Vec<f64>, Vec<f64>) = rows(case.name).iter().map(|row| (row.x, row.y)).unzip();
        check_levels(case, &xs, &ys);
    }
}

#[test]
fn a_value_does_not_depend_on_its_place_or_its_neighbours() {
    let mut xs = ordinary(40, 2);
    xs[7..].iter_mut().step_by(5).zip(any_bits(40, 2)).for_each(|(x, any)| *x = any);
    let ys = ordinary(40, 3);
    for case in &CASES {
        for start in 0..16 {
            for end in start..=xs.len() {
                let mut out = vec![0.0; end - start];
                (case.map)(Level::best(), &xs[start..end], &ys[start..end], &mut out);
                for (i, out) in (start..end).zip(out) {
                    let alone = (case.one)(Level::best(), xs[i], ys[i]);
                    assert_eq!(out.to_bits(), alone.to_bits(), "{}({}) at {i} of {start}..{end}", case.name, xs[i]);
                }
            }
        }
    }
}

#[test]
fn no_other_nan_is_returned() {
    let payload = f64::from_bits(0xfff8_0000_0000_1234);
    for case in &CASES {
        for x in any_bits(2000, 4).into_iter().chain([payload, -payload, f64::INFINITY, f64::NEG_INFINITY, -1.5]) {
            let got = (case.one)(Level::best(), x, 0.3);
            assert!(!got.is_nan() || got.to_bits() == f64::NAN.to_bits(), "{}({x})", case.name);
            assert!(!x.is_nan() || got.is_nan(), "{}({x})", case.name);
        }
    }
}

fn check(name: &str, points: &[(f64, f64)]) {
    let case = CASES.iter().find(|case| case.name == name).expect("a function");
    for &(x, expected) in points {
        let got = (case.one)(Level::best(), x, 0.0);
        assert_eq!(got.to_bits(), expected.to_bits(), "{name}({x}) = {got}, not {expected}");
    }
}

#[test]
fn ends_of_the_range_zeros_and_infinities_give_their_limits() {
    const INF: f64 = f64::INFINITY;
    const NAN: f64 = f64::NAN;
    check("exp", &[(0.0, 1.0), (-0.0, 1.0), (INF, INF), (-INF, 0.0), (710.0, INF), (1e300, INF), (-746.0, 0.0)]);
    check("exp_m1", &[(0.0, 0.0), (-0.0, -0.0), (INF, INF), (-INF, -1.0), (710.0, INF), (-800.0, -1.0)]);
    check("ln", &[(1.0, 0.0), (0.0, -INF), (-0.0, -INF), (INF, INF), (-5e-324, NAN), (-INF, NAN)]);
    check("ln_1p", &[(0.0, 0.0), (-0.0, -0.0), (-1.0, -INF), (INF, INF), (-1.5, NAN), (-INF, NAN)]);
    check("inv_logit", &[(0.0, 0.5), (INF, 1.0), (-INF, 0.0), (50.0, 1.0), (-750.0, 0.0)]);
    check("log_inv_logit", &[(INF, -0.0), (-INF, -INF), (-1e300, -1e300)]);
    check("log1p_exp", &[(INF, INF), (-INF, 0.0), (1e300, 1e300)]);
    check("tanh", &[(0.0, 0.0), (-0.0, -0.0), (INF, 1.0), (-INF, -1.0), (-300.0, -1.0)]);
    check("inv_sqrt", &[(4.0, 0.5), (0.0, INF), (-0.0, -INF), (INF, 0.0), (-1.0, NAN), (-INF, NAN)]);
    check("sin", &[(0.0, 0.0), (-0.0, -0.0), (INF, NAN), (-INF, NAN)]);
    check("cos", &[(0.0, 1.0), (-0.0, 1.0), (INF, NAN), (-INF, NAN)]);
    check("lgamma", &[(1.0, 0.0), (2.0, 0.0), (0.0, INF), (-0.0, INF), (-3.0, INF), (INF, INF), (-INF, INF)]);
    check("lgamma", &[(1e308, INF)]);
    check("digamma", &[(0.0, NAN), (-0.0, NAN), (-3.0, NAN), (INF, INF), (-INF, NAN), (5e-324, -INF)]);
    check("erf", &[(0.0, 0.0), (-0.0, -0.0), (INF, 1.0), (-INF, -1.0), (7.0, 1.0)]);
    check("erfc", &[(0.0, 1.0), (INF, 0.0), (-INF, 2.0), (28.0, 0.0), (-7.0, 2.0)]);
    check("phi", &[(0.0, 0.5), (INF, 1.0), (-INF, 0.0), (-39.0, 0.0), (10.0, 1.0)]);
}

#[test]
fn special_cases_of_powers_are_those_of_ieee_754() {
    const INF: f64 = f64::INFINITY;
    const NAN: f64 = f64::NAN;
    let edges =
        [0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 3.0, -3.0, 0.25, -0.25, 5e-324, -5e-324, 1e308, -1e308, INF, -INF, NAN];
    for x in edges {
        for y in edges {
            let (got, expected) = (pow1(x, y), canonical(libm::pow(x, y)));
            let same = got.to_bits() == expected.to_bits();
            assert!(same || (got - expected).abs() <= ulp(expected), "{x}^{y} = {got}, not {expected}");
        }
    }
}
