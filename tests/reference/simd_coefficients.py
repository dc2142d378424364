"""Writes src/math/simd/functions/coefficients.rs. Python 3.11, mpmath 1.4.1.

Every polynomial is the best one of its length in the sense of Chebyshev: it minimises the largest weighted error on its
interval (Remez's algorithm on a fine grid, 60 digits), and is then rounded to doubles. The docs of each constant
say what it approximates, where, and how far off the rounded polynomial is at most.
"""

import pathlib

from mpmath import (atanh, cos, digamma, erf, erfc, euler, exp, findroot, log, loggamma, lu_solve, matrix, mp, mpf, pi,
                    polyval, sign, sin, sqrt)

mp.dps = 60
TARGET = pathlib.Path(__file__).parents[2] / "src/math/simd/functions/coefficients.rs"


def one(_):
    return mpf(1)


def extrema(errors):
    """The largest error of each run of one sign."""
    found, i = [], 0
    while i < len(errors):
        best, s = i, sign(errors[i])
        while i < len(errors) and (sign(errors[i]) == s or errors[i] == 0):
            if abs(errors[i]) > abs(errors[best]):
                best = i
            i += 1
        found.append(best)
    return found


def remez(f, low, high, n, weight):
    """The n coefficients of the best polynomial, constant term first, and the grid with values and weights."""
    low, high, size = mpf(low), mpf(high), 30 * n
    xs = [(low + high) / 2 - (high - low) / 2 * cos(pi * i / size) for i in range(size + 1)]
    fs, ws = [f(x) for x in xs], [weight(x) for x in xs]
    at = [round(size * i / n) for i in range(n + 1)]
    for _ in range(40):
        system, right = matrix(n + 1, n + 1), matrix(n + 1, 1)
        for row, i in enumerate(at):
            for column in range(n):
                system[row, column] = xs[i] ** column
            system[row, n] = (-1) ** row / ws[i]
            right[row] = fs[i]
        coefficients = list(lu_solve(system, right))[:n]
        found = extrema([w * (polyval(coefficients[::-1], x) - y) for x, y, w in zip(xs, fs, ws)])
        while len(found) > n + 1:
            edge = lambda i: abs(ws[i] * (polyval(coefficients[::-1], xs[i]) - fs[i]))
            found.pop(0 if edge(found[0]) < edge(found[-1]) else -1)
        if len(found) <= n or found == at:
            break
        at = found
    return coefficients, list(zip(xs, fs, ws))


def exp_rest(r):
    return mpf(1) / 2 + r / 6 if abs(r) < 1e-20 else (exp(r) - 1 - r) / r**2


def exp_m1_rest(r):
    return mpf(1) / 6 + r / 24 if abs(r) < 1e-15 else (exp(r) - 1 - r - r**2 / 2) / r**3


def ln_series(z):
    if z < 1e-25:
        return mpf(2) / 3 + z * 2 / 5
    s = sqrt(z)
    return (2 * atanh(s) - 2 * s) / (s * z)


def ln_series_rest(z):
    return mpf(2) / 5 + z * 2 / 7 if z < 1e-20 else (ln_series(z) - mpf(2) / 3) / z


def sin_rest(z):
    return z / 120 - mpf(1) / 6 if z < 1e-20 else (sin(sqrt(z)) / sqrt(z) - 1) / z


def cos_rest(z):
    return mpf(1) / 24 - z / 720 if z < 1e-15 else (cos(sqrt(z)) - 1 + z / 2) / z**2


def erf_ratio(z):
    return 2 / sqrt(pi) if z < 1e-40 else erf(sqrt(z)) / sqrt(z)


def scaled_erfc(t):
    a = 4 * (1 + t) / (1 - t)
    return (1 + 2 * a) * exp(a * a) * erfc(a)


def lgamma_near_2(z):
    return 1 - euler if abs(z) < 1e-30 else loggamma(2 + z) / z


def stirling(v):
    if v < 1e-12:
        return mpf(1) / 12 - v / 360
    x = 1 / sqrt(v)
    return (loggamma(x) - (x - mpf(1) / 2) * log(x) + x - log(2 * pi) / 2) * x


ROOT = findroot(digamma, 1.4616)


def digamma_near_root(u):
    return digamma(u + 1.625) / (u + 1.625 - ROOT)


def digamma_tail(v):
    if v < 1e-12:
        return mpf(1) / 12 - v / 120
    x = 1 / sqrt(v)
    return (log(x) - 1 / (2 * x) - digamma(x)) * x * x


def inv_sqrt_of_rest(r):
    return 1 / sqrt(1 - r)


def power(k):
    return lambda x: max(abs(x), mpf("1e-5")) ** k


POLYNOMIALS = [
    ("EXP", "`(e^r - 1 - r) / r²` for `|r| <= 0.3468`; weighted by `r²`", exp_rest, -0.3468, 0.3468, 10, power(2)),
    ("EXP_M1", "`(e^r - 1 - r - r²/2) / r³` for `|r| <= 0.3468`; weighted by `r³`", exp_m1_rest, -0.3468, 0.3468, 10,
     power(3)),
    ("LN", "`(2 atanh(s) - 2s) / s³` in `z = s²` for `z <= 0.0296`; weighted by `z`", ln_series, 0, 0.0296, 7,
     power(1)),
    ("LN_WIDE", "`(2 atanh(s) - 2s) / s³` in `z = s²` for `z <= 1/9`; weighted by `z`", ln_series, 0, 0.1112,
     10, power(1)),
    ("LN_PRECISE", "`((2 atanh(s) - 2s) / s³ - 2/3) / s²` in `z = s²` for `z <= 0.0296`; weighted by `z`",
     ln_series_rest, 0, 0.0296, 8, power(1)),
    ("INV_SQRT", "`1 / √(1 - r)` for `-0.0692 <= r <= 0.0676`", inv_sqrt_of_rest, -0.0692, 0.0676, 4, one),
    ("SIN", "`(sin(r) - r) / r³` in `z = r²` for `|r| <= π/4`; weighted by `z`", sin_rest, 0, 0.6175, 6,
     power(1)),
    ("COS", "`(cos(r) - 1 + r²/2) / r⁴` in `z = r²` for `|r| <= π/4`; weighted by `z²`", cos_rest, 0, 0.6175,
     6, power(2)),
    ("ERF", "`erf(x) / x` in `z = x²` for `|x| <= 1`", erf_ratio, 0, 1, 12, one),
    ("ERFC_SCALED", "`(1 + 2a) e^(a²) erfc(a)` in `t = (a - 4) / (a + 4)` for `0 <= a <= 27.8`", scaled_erfc, -1,
     mpf("23.8") / mpf("31.8"), 24, one),
    ("LGAMMA_NEAR_2", "`lnΓ(2 + z) / z` for `|z| <= 1/2`", lgamma_near_2, -0.5, 0.5, 18, one),
    ("STIRLING", "`x (lnΓ(x) - (x - ½) ln x + x - ln √(2π))` in `v = 1/x²` for `x >= 2.5`", stirling, 0, 0.16, 13,
     one),
    ("DIGAMMA_NEAR_ROOT", "`ψ(x) / (x - root)` in `u = x - 1.625` for `1 <= x <= 2.2`", digamma_near_root, -0.625,
     0.575, 24, one),
    ("DIGAMMA_TAIL", "`x² (ln x - 1/(2x) - ψ(x))` in `v = 1/x²` for `x >= 3`", digamma_tail, 0, mpf(1) / 9, 12, one),
]


SPLIT = {"ERF", "ERFC_SCALED", "LGAMMA_NEAR_2"}


def two_parts(value):
    high = mpf(float(value))
    return high, value - high


def short(value, bits):
    """The value with its significand cut to so many bits."""
    scale = mpf(2) ** bits
    return mpf(int(value * scale)) / scale


LN_2_SHORT = short(log(2), 32)
THIRD, HALF_PI, ROOT_PARTS = two_parts(mpf(2) / 3), two_parts(pi / 2), two_parts(ROOT)
CONSTANTS = [
    ("LOG2_E", "`1 / ln 2`", 1 / log(2)),
    ("LN_2_HIGH", "`ln 2`", two_parts(log(2))[0]),
    ("LN_2_LOW", "`ln 2 - LN_2_HIGH`", two_parts(log(2))[1]),
    ("LN_2_SHORT", "32 bits of `ln 2`, of which small multiples are exact", LN_2_SHORT),
    ("LN_2_REST", "`ln 2 - LN_2_SHORT`", log(2) - LN_2_SHORT),
    ("TWO_THIRDS_HIGH", "`2/3`", THIRD[0]),
    ("TWO_THIRDS_LOW", "`2/3 - TWO_THIRDS_HIGH`", THIRD[1]),
    ("TWO_OVER_PI", "`2/π`", 2 / pi),
    ("HALF_PI_HIGH", "`π/2`", HALF_PI[0]),
    ("HALF_PI_MIDDLE", "`π/2 - HALF_PI_HIGH`", HALF_PI[1]),
    ("HALF_PI_LOW", "`π/2 - HALF_PI_HIGH - HALF_PI_MIDDLE`", two_parts(HALF_PI[1])[1]),
    ("LN_SQRT_2PI_HIGH", "`ln √(2π)`", two_parts(log(2 * pi) / 2)[0]),
    ("LN_SQRT_2PI_LOW", "`ln √(2π) - LN_SQRT_2PI_HIGH`", two_parts(log(2 * pi) / 2)[1]),
    ("DIGAMMA_ROOT_FROM_MIDDLE", "1.625 less the double next to the positive root of ψ", mpf("1.625") - ROOT_PARTS[0]),
    ("DIGAMMA_ROOT_LOW", "the positive root of ψ less the double next to it", ROOT_PARTS[1]),
]


def main():
    lines = ["//! Constants and coefficients, constant term first. Written by `tests/reference/simd_coefficients.py`.",
             "#![allow(clippy::approx_constant, clippy::excessive_precision)] // They are what the script computed.",
             ""]
    for name, doc, value in CONSTANTS:
        lines += [f"/// {doc}", f"pub(super) const {name}: f64 = {float(value)!r};"]
    for name, doc, f, low, high, n, weight in POLYNOMIALS:
        coefficients, grid = remez(f, low, high, n, weight)
        rounded = [float(c) for c in coefficients]
        first, rounded_first = mpf(0), rounded[0]
        if name in SPLIT:
            first = mpf(rounded_first)
            rounded[0] = float(coefficients[0] - first)
            lines += ["", f"/// What belongs to the first coefficient of [`{name}`].",
                      f"pub(super) const {name}_FIRST: f64 = {rounded_first!r};"]
        error = max(abs(w * (first + polyval([mpf(c) for c in rounded[::-1]], x) - y)) for x, y, w in grid)
        lines += ["", f"/// {doc}: off by {float(error):.1e} at most.", f"pub(super) const {name}: [f64; {n}] = ["]
        lines += [f"    {c!r}," for c in rounded] + ["];"]
        print(name, n, float(log(error, 2)), flush=True)
    TARGET.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
