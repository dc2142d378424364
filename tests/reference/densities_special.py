"""Writes densities_special.jsonl: special functions to 50 digits. Python 3.11, mpmath 1.4.1.

Each line is {"f": name, "x": arguments, "v": value}.
"""

import json
import pathlib

from mpmath import (besseli, digamma, erf, erfc, erfinv, exp, gammainc, log, log1p, loggamma, mp, mpf, psi, re, sqrt,
                    workdps)

mp.dps = 50
LINES = []


def add(name, function, points):
    for point in points:
        point = point if isinstance(point, tuple) else (point,)
        value = function(*[mpf(x) for x in point])
        LINES.append(json.dumps({"f": name, "x": [float(x) for x in point], "v": float(value)}))


def phi(x):
    return erfc(-x / sqrt(2)) / 2


def series(first, ratio):
    """The sum of positive terms: the first, and each from the one before by ratio(n)."""
    total, term, n = mpf(0), first, 0
    while term > total * mpf(10) ** -mp.dps or n < 5:
        total += term
        term *= ratio(n)
        n += 1
    return total


@workdps(400)
def precise_p(a, x):
    a, x = mpf(a), mpf(x)
    return series(exp(a * log(x) - x - loggamma(a + 1)), lambda n: x / (a + 1 + n))


@workdps(400)
def precise_q(a, x):
    if x > 4 * a + 100:
        return gammainc(a, x, regularized=True)
    return 1 - precise_p(a, x)


@workdps(400)
def precise_i(a, b, x):
    a, b, x = mpf(a), mpf(b), mpf(x)
    if x > 0.5:
        return 1 - precise_i(b, a, 1 - x)
    kernel = exp(a * log(x) + b * log(1 - x) + loggamma(a + b) - loggamma(a) - loggamma(b))
    return series(kernel / a, lambda n: x * (a + b + n) / (a + 1 + n))


POSITIVE = [1e-300, 1e-10, 0.001, 0.3, 0.5, 0.999999, 1, 1.000001, 1.3, 1.46, 1.4616321449683622, 1.47, 1.999, 2, 2.5,
            3.75, 7, 9.999, 10, 10.5, 33.3, 100, 12345.678, 1e8, 1e15]
add("lgamma", lambda x: re(loggamma(x)), POSITIVE + [-0.5, -1.5, -3.3])
add("digamma", digamma, POSITIVE + [-0.5, -1.25, -7.7])
add("trigamma", lambda x: psi(1, x), [x for x in POSITIVE if x > 1e-100] + [-0.5, -1.25, -7.7])
add("lbeta", lambda a, b: loggamma(a) + loggamma(b) - loggamma(a + b),
    [(0.5, 0.5), (1e-8, 3), (2, 3), (1, 1), (0.7, 45), (45, 0.7), (9.9, 10.1), (15, 1e6), (1e7, 1e7), (3e5, 8e9),
     (1e-5, 1e5), (11.5, 12.25)])
add("ln_choose", lambda n, k: loggamma(n + 1) - loggamma(k + 1) - loggamma(n - k + 1),
    [(5, 2), (10, 0), (10, 10), (52, 5), (1000, 500), (1e6, 3), (1e6, 5e5)])
SIGNED = [-3.5, -1, -0.2, -1e-9, 0, 1e-12, 0.3, 0.7, 1, 2.2, 4]
add("erf", erf, SIGNED)
add("erfc", erfc, SIGNED + [6, 10, 26])
NORMAL = [-30, -10.5, -9.5, -5, -1.5, -1, -0.1, 0, 0.3, 0.674, 1, 2.5, 6, 8.2]
add("phi", phi, NORMAL)
add("log_phi", lambda x: log(phi(x)) if x < 0 else log1p(-phi(-x)), NORMAL + [-1e6, -300, -38, -37, 12, 30])
add("log_phi_slope", lambda x: mp.npdf(x) / phi(x), NORMAL + [-1e6, -300, -38, -37])
add("inv_phi", lambda p: sqrt(2) * (erfinv(2 * p - 1) if p > 1e-20 else -mp.findroot(
    lambda z: log(erfc(z)) - log(2 * p), sqrt(-log(p)))),
    [1e-300, 1e-100, 1e-30, 1e-15, 1e-8, 1e-3, 0.02, 0.0749, 0.0751, 0.3, 0.499, 0.5, 0.6, 0.9, 0.99, 0.9999999])
GAMMA = [(0.01, 1e-10), (0.01, 0.4), (0.01, 3), (1e-6, 0.5), (1e-6, 2), (0.5, 1e-5), (0.5, 0.3), (0.5, 2), (0.9, 0.95),
         (1, 0.1), (1, 1), (1, 40), (2.5, 0.01), (2.5, 2), (2.5, 3.6), (2.5, 30), (9.9, 10), (10, 9.5), (10, 2), (10, 80),
         (99, 100), (100, 101.5), (1000, 900), (1000, 1200), (1e4, 1.02e4), (1e5, 99000)]
add("gamma_p", precise_p, GAMMA)
add("gamma_q", precise_q, GAMMA)
add("ln_gamma_p", lambda a, x: log(precise_p(a, x)), GAMMA)
add("ln_gamma_q", lambda a, x: log(precise_q(a, x)), GAMMA + [(2.5, 900), (0.5, 1500)])
BETA = [(0.5, 0.5, 0.1), (0.5, 0.5, 0.5), (0.5, 0.5, 0.99), (1, 1, 0.3), (2, 3, 1e-6), (2, 3, 0.2), (2, 3, 0.4), (2, 3, 0.9),
        (0.01, 4, 0.3), (4, 0.01, 0.3), (1e-4, 1e-4, 0.7), (30, 1.5, 0.9), (1.5, 30, 0.01), (1.5, 30, 0.5), (80, 120, 0.4),
        (80, 120, 0.25), (80, 120, 0.6), (5000, 3000, 0.62), (5000, 3000, 0.64)]
add("inc_beta", precise_i, BETA)
add("ln_inc_beta", lambda a, b, x: log(precise_i(a, b, x)), BETA + [(60, 3, 1e-9)])
BESSEL = [0, 1e-8, 0.1, 0.9, 2, 7.5, 12, 29, 31, 100, 5000]
add("ln_bessel_i0", lambda x: log(besseli(0, x)), BESSEL)
add("bessel_ratio", lambda x: besseli(1, x) / besseli(0, x), BESSEL)

pathlib.Path(__file__).with_suffix(".jsonl").write_text("\n".join(LINES) + "\n")
