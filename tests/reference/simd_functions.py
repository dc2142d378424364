"""Writes simd_functions.txt: elementary and special functions to 40 digits. Python 3.11, mpmath 1.4.1.

A line is `name x value rest` or `pow x y value rest`: the exact result is `value + rest · ulp(value)`, where `value` is
the double next to it. Negative arguments of lgamma and digamma have names of their own.
"""

import math
import pathlib
import random

from mpmath import cos, digamma, erf, erfc, exp, expm1, loggamma, log, log1p, mp, mpf, pi, power, re, sin, sqrt, tanh

mp.dps = 60
DRAWS = random.Random(0)
LINES = []
TINY, SMALLEST, LARGEST = 2.0**-1022, 5e-324, 1.7976931348623157e308


def uniform(low, high, n):
    return [DRAWS.uniform(low, high) for _ in range(n)]


def scales(low, high, n):
    """Spread over magnitudes."""
    return [math.exp(DRAWS.uniform(math.log(low), math.log(high))) for _ in range(n)]


def signed(points):
    return [DRAWS.choice([-1, 1]) * x for x in points]


def around(*points):
    return [x for point in points for x in (math.nextafter(point, -math.inf), point, math.nextafter(point, math.inf))]


def add(name, function, points):
    for point in points:
        point = point if isinstance(point, tuple) else (point,)
        exact = function(*[mpf(x) for x in point])
        value = float(exact)
        if math.isfinite(value):
            rest = float((exact - mpf(value)) / mpf(math.ulp(value)))
            LINES.append(" ".join([name, *[repr(float(x)) for x in point], repr(value), f"{rest:.3f}"]))


def phi(x):
    return erfc(-x / sqrt(mpf(2))) / 2


def log1p_exp(x):
    return log1p(exp(x)) if x < 0 else x + log1p(exp(-x))


def near(point, distance, n):
    return [point + x for x in signed(scales(1e-15, distance, n))]


def powers():
    points = [(x, DRAWS.uniform(-700, 700) / math.log(x)) for x in scales(1e-300, 1e300, 60) + uniform(0.1, 2, 60)]
    points += [(x, DRAWS.uniform(-700, 700) / math.log(x)) for x in near(1, 0.1, 40)]
    points += [(x, float(DRAWS.randint(-9, 9))) for x in uniform(-10, 10, 40)]
    points += [(x, DRAWS.uniform(-745, -700) / math.log(x)) for x in scales(1e-300, 1e300, 20)]
    return points + [(3, 2), (2, 0.5), (10, 22), (SMALLEST, 0.5), (1e-310, -0.9), (-8, 3), (LARGEST, 1), (2, -1074)]


def main():
    small = signed(scales(1e-18, 1, 40))
    add("exp", exp, uniform(-700, 709, 100) + uniform(-1, 1, 60) + uniform(-745, -700, 30) + small
        + around(0.34657359027997264, -0.34657359027997264, 700, -700, -708.3964185322641) + [709.782712893384, -745.1])
    add("exp_m1", expm1, uniform(-40, 60, 60) + uniform(-1.2, 1.2, 100) + uniform(60, 709, 30) + small
        + around(0.34657359027997264, -0.34657359027997264, 1.0397207708399179, 37.08, 37.5, 700, -700)
        + [709.7, SMALLEST])
    add("ln", log, scales(TINY, LARGEST, 80) + uniform(0.5, 2, 80) + near(1, 0.4, 40) + scales(SMALLEST, TINY, 20)
        + around(1, 0.7071067811865476, 1.4142135623730951, TINY) + [SMALLEST, LARGEST])
    add("ln_1p", log1p, uniform(-0.999, 3, 120) + small + scales(0.1, LARGEST, 40) + near(-0.5, 0.4999, 20)
        + around(-0.2928932188134524, 0.41421356237309515, 1.0, 2.0**53, 2.0**104) + [-1 + 2.0**-53, SMALLEST, LARGEST])
    logistic = uniform(-40, 40, 100) + uniform(-700, 700, 40) + small + around(0, 700, -700) + [-745.0, -720.5, 36.7]
    add("inv_logit", lambda x: 1 / (1 + exp(-x)), logistic)
    add("log1p_exp", log1p_exp, logistic)
    add("log_inv_logit", lambda x: -log1p_exp(-x), logistic)
    add("tanh", tanh, uniform(-2, 2, 120) + uniform(-22, 22, 40) + small + around(20, -20) + [SMALLEST, 1e300])
    add("inv_sqrt", lambda x: 1 / sqrt(x), scales(TINY, LARGEST, 100) + [SMALLEST, LARGEST, 1, 4, 1e-310])
    angles = uniform(-4, 4, 100) + uniform(-1048576, 1048576, 60) + small + [
        round(x) * (math.pi / 2) for x in uniform(-600000, 600000, 60)] + signed(scales(1e6, 1e300, 20))
    angles += around(1048576, -1048576, math.pi / 4, math.pi / 2, math.pi)
    angles += [SMALLEST, LARGEST, 6381956970095103 * 2.0**797]
    add("sin", sin, angles)
    add("cos", cos, angles)
    add("pow", power, powers())
    gamma = uniform(0, 4, 120) + uniform(0, 60, 40) + scales(1e-300, 1e300, 40) + [SMALLEST, 1e-310, TINY]
    add("lgamma", loggamma, gamma + near(1, 0.3, 20) + near(2, 0.3, 20) + around(0.5, 1, 1.5, 2, 2.5, 3) + [2.5e305])
    add("digamma", digamma, [x for x in gamma if x > 1e-307] + near(1.4616321449683622, 0.3, 40)
        + around(1, 1.4616321449683622, 2, 2.2, 3))
    negative = uniform(-20, 0, 60) + [-x for x in scales(1e-300, 1, 10)] + [-0.5, -2.4570247382208006, -1e9 - 0.25]
    add("lgamma_of_negative", lambda x: re(loggamma(x)), negative)
    add("digamma_of_negative", digamma, [x for x in negative if x < -1e-307])
    add("erf", erf, uniform(-2, 2, 120) + uniform(-6.5, 6.5, 40) + small + around(1, -1, 6) + [SMALLEST, 30])
    add("erfc", erfc, uniform(-6, 3, 100) + uniform(0, 26, 60) + uniform(26, 27.2, 20) + small
        + around(0, 1, 4, 26.4) + [-30])
    add("phi", phi, uniform(-6, 9, 100) + uniform(-37, 0, 60) + uniform(-38.4, -37, 20) + small
        + around(0, -37.4) + [40])
    pathlib.Path(__file__).with_suffix(".txt").write_text("\n".join(LINES) + "\n")


if __name__ == "__main__":
    main()
