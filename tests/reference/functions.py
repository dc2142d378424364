"""Writes functions.jsonl: the functions of the library with arguments and values.

Python 3.11, mpmath 1.4.1, numpy 2.4.6. Scalars are computed to 50 digits.

Each line is one call: {"f": name, "x": arguments, "y": value} or {"f": name, "x": arguments, "error": true}.
JSON integers are ints and other numbers reals ("inf", "-inf", "nan" stand for themselves), lists are arrays,
{"v": [...]}, {"r": [...]} and {"m": [[...], ...]} are vectors, row vectors and matrices. Further members:
"d": the partial derivatives by each scalar argument; "smooth": whether differences may be compared with the
gradient; "sym": which argument is a symmetric matrix and must stay one; "fixed": which must stay as they are.
"""

import itertools
import json
import math
import pathlib

import mpmath as mp
import numpy as np

mp.mp.dps = 50
INF, NAN = math.inf, math.nan
LINES = []


def plain(x):
    """JSON without infinities."""
    if isinstance(x, dict):
        return {key: plain(value) for key, value in x.items()}
    if isinstance(x, (list, tuple)):
        return [plain(value) for value in x]
    if isinstance(x, np.ndarray):
        return plain(x.tolist())
    if isinstance(x, (bool, np.bool_)):
        return int(x)
    if isinstance(x, (int, np.integer)):
        return int(x)
    x = float(x)
    return x if math.isfinite(x) else str(x)


def line(**members):
    LINES.append(json.dumps({"f": members.pop("f")} | plain(members)))


def case(name, args, value, **members):
    line(f=name, x=args, y=value, **members)


def refuse(name, *args):
    line(f=name, x=list(args), error=1)


def v(*x):
    return {"v": [float(x) for x in x]}


def r(*x):
    return {"r": [float(x) for x in x]}


def m(rows):
    return {"m": [[float(x) for x in row] for row in rows]}


def real(value):
    """A float of what mpmath gives; NaN where that is not real."""
    if isinstance(value, mp.mpc):
        return float(value.real) if value.imag == 0 else NAN
    return float(value)


def scalar(name, function, ordinary, edges=(), errors=()):
    """Ordinary points with derivatives, edges as points or (*point, value), points that are refused."""
    for point in ordinary:
        point = point if isinstance(point, tuple) else (point,)
        slopes = []
        for i, x in enumerate(point):
            if isinstance(x, int):
                continue
            along = lambda t: function(*[mp.mpf(p) if j != i else t for j, p in enumerate(point)])
            slopes.append(real(mp.diff(along, mp.mpf(x), h=mp.mpf(10) ** -20)))
        case(name, list(point), real(function(*[mp.mpf(x) for x in point])), d=slopes, smooth=1)
    for point, value in edges:
        point = point if isinstance(point, tuple) else (point,)
        case(name, list(point), real(value) if not isinstance(value, int) else value)
    for point in errors:
        refuse(name, *(point if isinstance(point, tuple) else (point,)))


ANY = [-25.5, -2.5, -0.7, -1e-4, 0.3, 1.7, 5.2, 30.5]
POSITIVE = [1e-8, 0.3, 0.999, 1.7, 20.5, 1e5]
UNIT = [1e-8, 0.1, 0.3, 0.5, 0.6, 0.99, 1 - 1e-8]


def near(function, *points):
    return [(x, function(mp.mpf(x))) for x in points]


def cbrt(x):
    return mp.cbrt(x) if x >= 0 else -mp.cbrt(-x)


def inv_logit(x):
    return 1 / (1 + mp.exp(-x))


def phi(x):
    return mp.erfc(-x / mp.sqrt(2)) / 2


def inv_phi(p):
    return mp.sqrt(2) * mp.erfinv(2 * p - 1)


def rounded(x):
    return mp.sign(x) * mp.floor(abs(x) + mp.mpf("0.5"))


def unary():
    log = mp.log
    scalar("exp", mp.exp, ANY, near(mp.exp, 0.0, 700.0, -745.0, 1e-300) + [(800.0, INF), (INF, INF), (-INF, 0.0), (NAN, NAN), (2, mp.e**2)])
    scalar("exp2", lambda x: 2**x, ANY, [(1e4, INF), (-INF, 0.0), (NAN, NAN)])
    scalar("expm1", mp.expm1, ANY[:-1] + [1e-10], [(0.0, 0.0), (-INF, -1.0), (INF, INF), (NAN, NAN)])
    scalar("log", log, POSITIVE, near(log, 1e-300, 1e300, 5e-324) + [(0.0, -INF), (INF, INF), (-1.0, NAN), (NAN, NAN), (3, log(3))])
    scalar("log1p", mp.log1p, [-0.999, -0.3, 1e-10, 0.7, 1e5], [(-1.0, -INF), (INF, INF), (NAN, NAN), (0.0, 0.0)], [-1.5, -2])
    scalar("log1m", lambda x: mp.log1p(-x), [-1e5, -0.7, 1e-10, 0.3, 0.999], [(1.0, -INF), (-INF, INF), (NAN, NAN)], [1.5, 2])
    scalar("log1p_exp", lambda x: log(1 + mp.exp(x)), ANY, [(1000.0, 1000.0), (-1000.0, 0.0), (INF, INF), (-INF, 0.0), (NAN, NAN)])
    scalar("log1m_exp", lambda x: log(1 - mp.exp(x)), [-25.5, -2.5, -0.7, -0.69, -1e-4], near(lambda x: log(1 - mp.exp(x)), -1e-10) + [(0.0, -INF), (1.0, NAN), (-INF, 0.0), (NAN, NAN)])
    scalar("sqrt", mp.sqrt, POSITIVE[1:], [(0.0, 0.0), (-1.0, NAN), (INF, INF), (NAN, NAN), (2, mp.sqrt(2))])
    scalar("cbrt", cbrt, [-2.5, -0.7, 0.3, 1e5], [(0.0, 0.0), (INF, INF), (NAN, NAN)])
    scalar("square", lambda x: x * x, ANY, [(0.0, 0.0), (1e200, INF), (-3, 9.0), (NAN, NAN)])
    scalar("inv", lambda x: 1 / x, [-2.5, -0.7, 0.3, 1e5], [(INF, 0.0), (0.0, INF), (4, 0.25), (NAN, NAN)])
    scalar("inv_sqrt", lambda x: 1 / mp.sqrt(x), POSITIVE[1:], [(0.0, INF), (INF, 0.0), (-1.0, NAN)])
    scalar("inv_square", lambda x: x**-2, [-2.5, -0.7, 0.3, 1e5], [(0.0, INF), (INF, 0.0), (NAN, NAN)])
    for name, function in [("floor", mp.floor), ("ceil", mp.ceil), ("round", rounded), ("trunc", lambda x: mp.sign(x) * mp.floor(abs(x)))]:
        case(name, [7], 7.0)
        for x in [-2.5, -0.7, 0.3, 1.7, 2.5, -0.5, 1e300, 4.0]:
            case(name, [x], real(function(mp.mpf(x))), smooth=int(abs(x) in (0.7, 0.3, 1.7)))
        case(name, [INF], INF)
        case(name, [NAN], NAN)
    for name in ["sin", "cos", "tan", "sinh", "cosh", "tanh", "asinh", "atan"]:
        function = getattr(mp, name)
        edges = near(function, 0.0) + [(NAN, NAN)]
        if name in ("sin", "cos", "tan"):
            edges += near(function, 1e10, 1e300) + [(INF, NAN)]
        points = [-20.5, -2.5, -0.7, 1e-4, 0.3, 1.7, 5.2]
        scalar(name, function, points, edges)
    case("tanh", [1000.0], 1.0)
    case("atan", [INF], math.pi / 2)
    case("asinh", [1e300], float(mp.asinh(mp.mpf(1e300))))
    for name in ["asin", "acos"]:
        function = getattr(mp, name)
        scalar(name, function, [-0.9, -0.3, 1e-8, 0.5, 0.99], near(function, 1.0, -1.0) + [(1.5, NAN), (NAN, NAN)])
    scalar("acosh", mp.acosh, [1.0001, 1.7, 20.5, 1e5], [(1.0, 0.0), (INF, INF), (NAN, NAN)], [0.5, 0])
    scalar("atanh", mp.atanh, [-0.9, -0.3, 1e-8, 0.5, 0.999], [(1.0, INF), (-1.0, -INF), (NAN, NAN)], [1.5, -2])
    logit = lambda x: log(x / (1 - x))
    scalar("logit", logit, UNIT, near(logit, 1e-300) + [(0.0, -INF), (1.0, INF), (1.5, NAN), (-0.5, NAN), (NAN, NAN)])
    scalar("inv_logit", inv_logit, ANY, near(inv_logit, -700.0) + [(1000.0, 1.0), (-1000.0, 0.0), (INF, 1.0), (-INF, 0.0), (NAN, NAN), (0, 0.5)])
    scalar("log_inv_logit", lambda x: -log(1 + mp.exp(-x)), ANY, [(-1000.0, -1000.0), (1000.0, 0.0), (-INF, -INF), (NAN, NAN)])
    scalar("log1m_inv_logit", lambda x: -log(1 + mp.exp(x)), ANY, [(1000.0, -1000.0), (-1000.0, 0.0), (INF, -INF), (NAN, NAN)])
    inv_cloglog = lambda x: -mp.expm1(-mp.exp(x))
    scalar("inv_cloglog", inv_cloglog, ANY[:-1], [(-INF, 0.0), (INF, 1.0), (NAN, NAN)])
    scalar("Phi", phi, [-8.5, -2.5, -0.7, 0.3, 1.7, 5.2], near(phi, 0.0, -37.0) + [(INF, 1.0), (-INF, 0.0), (NAN, NAN)])
    phi_approx = lambda x: inv_logit(mp.mpf(0.07056) * x**3 + mp.mpf(1.5976) * x)
    scalar("Phi_approx", phi_approx, [-5.5, -0.7, 0.3, 1.7], [(NAN, NAN), (INF, 1.0), (-INF, 0.0)])
    for name in ["inv_Phi", "std_normal_qf"]:
        scalar(name, inv_phi, UNIT[1:-1], [(x, inv_phi(mp.mpf(x))) for x in [1e-8, 1e-100]] + [(0.0, -INF), (1.0, INF), (NAN, NAN)], [1.5, -0.1])
    inv_erfc = lambda x: mp.erfinv(1 - x)
    scalar("inv_erfc", inv_erfc, [0.1, 0.7, 1.0, 1.7], [(0.0, INF), (2.0, -INF), (NAN, NAN)], [-0.5, 3])
    scalar("erf", mp.erf, [-2.5, -0.7, 1e-8, 0.3, 1.7], [(INF, 1.0), (-INF, -1.0), (NAN, NAN)])
    scalar("erfc", mp.erfc, [-2.5, -0.7, 0.3, 1.7, 5.2], [(INF, 0.0), (-INF, 2.0), (NAN, NAN)])
    lgamma = lambda x: mp.log(abs(mp.gamma(x)))
    scalar("lgamma", lgamma, POSITIVE[1:] + [-0.5, -2.3], near(lgamma, 1e-100) + [(1.0, 0.0), (0.0, INF), (INF, INF), (NAN, NAN), (5, log(24))])
    scalar("tgamma", mp.gamma, [0.3, 1.7, 5.2, -0.5, -2.3, 30.5], [(5, 24.0), (INF, INF), (NAN, NAN), (171.5, mp.gamma(171.5))])
    scalar("digamma", mp.digamma, POSITIVE[1:] + [-0.5, -2.3], [(NAN, NAN), (INF, INF), (-2.0, NAN)])
    scalar("trigamma", lambda x: mp.psi(1, x), POSITIVE[1:] + [-0.5, -2.3], [(NAN, NAN), (INF, 0.0)])


def questions():
    for x, step, int_step in [(-0.7, 0.0, 0), (0.3, 1.0, 1), (0.0, 1.0, 0), (INF, 1.0, 1)]:
        case("step", [x], step, smooth=int(abs(x) in (0.7, 0.3)))
        case("int_step", [x], int_step)
    case("step", [NAN], NAN)
    case("int_step", [-3], 0)
    for x in [0.3, INF, -INF, NAN]:
        case("is_nan", [x], int(math.isnan(x)))
        case("is_inf", [x], int(math.isinf(x)))
    for x in [-2.5, 1.7]:
        case("abs", [x], abs(x), d=[math.copysign(1.0, x)], smooth=1)
    for x in [-0.0, INF, -INF, NAN]:
        case("abs", [x], abs(x))
    case("abs", [-7], 7)
    case("abs", [[-7, 8]], [7, 8])
    case("abs", [[v(-7.5, 8)]], [v(7.5, 8)])
    refuse("abs", -(2**31))
    for name, base in [("log2", 2), ("log10", 10)]:
        function = lambda x: mp.log(x) / mp.log(base)
        scalar(name, function, POSITIVE, [(0.0, -INF), (-1.0, NAN), (NAN, NAN), (base**2, 2.0)])
        case(name, [], float(mp.log(base)))
    for x, y in [(3.9, 3), (-3.9, -3), (4, 4)]:
        case("to_int", [x], y)
    case("to_int", [[1.5, -0.5]], [1, 0])
    refuse("to_int", 3e9)
    refuse("to_int", NAN)


def binary():
    both = [(0.3, 1.7), (2.5, 0.7), (5.2, 3.1)]
    signed = both + [(-2.5, 0.7), (0.3, -1.7)]
    power = lambda x, y: mp.power(x, y)
    edges = [((0.0, 0.0), 1.0), ((0.0, 2.0), 0.0), ((-2.0, 3.0), -8.0), ((-2.0, 0.5), NAN), ((INF, 2.0), INF), ((2, 3), 8.0), ((2, -1), 0.5), ((NAN, 1.0), NAN)]
    for name in ["pow", "elt_pow"]:
        scalar(name, power, both + [(20.5, -2.5), (1e-4, 0.5)], edges)
    for name, pick in [("fmin", min), ("fmax", max)]:
        scalar(name, lambda x, y: pick(x, y), signed, [((NAN, 1.0), 1.0), ((1.0, NAN), 1.0), ((NAN, NAN), NAN), ((-INF, 2.0), pick(-INF, 2.0)), ((2, 3), float(pick(2, 3)))])
    scalar("fdim", lambda x, y: max(x - y, mp.mpf(0)), signed, [((1.0, 1.0), 0.0), ((NAN, 1.0), NAN), ((INF, 1.0), INF)])
    fmod = lambda x, y: x - y * mp.sign(x / y) * mp.floor(abs(x / y))
    scalar("fmod", fmod, signed, [((5.0, 0.0), NAN), ((5.0, INF), 5.0), ((NAN, 1.0), NAN)])
    scalar("hypot", mp.hypot, signed, [((1e200, 1e200), mp.hypot(mp.mpf(1e200), mp.mpf(1e200))), ((INF, 1.0), INF)])
    scalar("atan2", mp.atan2, signed, [((0.0, -1.0), mp.pi), ((1.0, 0.0), mp.pi / 2), ((NAN, 1.0), NAN)])
    scalar("lmultiply", lambda x, y: x * mp.log(y), both, [((0.0, 0.0), 0.0), ((2.0, 0.0), -INF), ((1.0, -1.0), NAN), ((3, 2), 3 * mp.log(2))])
    scalar("log_diff_exp", lambda x, y: mp.log(mp.exp(x) - mp.exp(y)), [(1.7, 0.3), (0.7, -2.5), (3.1001, 3.1)], [((2.0, 2.0), -INF), ((1.0, 2.0), NAN), ((1.0, -INF), 1.0), ((-INF, -INF), -INF), ((INF, INF), NAN), ((1001.0, 1000.0), 1000 + mp.log(mp.e - 1))])
    lse = lambda x, y: mp.log(mp.exp(x) + mp.exp(y))
    scalar("log_sum_exp", lse, signed + [(1.5, 1.5)], [((-INF, -INF), -INF), ((1.0, -INF), 1.0), ((INF, INF), INF), ((INF, -INF), INF), ((1000.0, 1001.0), 1001 + mp.log1p(mp.exp(-1))), ((NAN, 1.0), NAN), ((1.0, NAN), NAN), ((2, 2), 2 + mp.log(2))])
    lbeta = lambda x, y: mp.loggamma(x) + mp.loggamma(y) - mp.loggamma(x + y)
    scalar("lbeta", lbeta, both + [(1e-4, 20.5), (1e5, 2e5)], [((2, 3), lbeta(2, 3))], [(-1.0, 2.0), (2.0, NAN)])
    scalar("beta", lambda x, y: mp.exp(lbeta(x, y)), both + [(20.5, 30.5)], [((2, 3), mp.mpf(1) / 12)], [(0.0, 2.0)])
    lchoose = lambda n, k: mp.loggamma(n + 1) - mp.loggamma(k + 1) - mp.loggamma(n - k + 1)
    scalar("lchoose", lchoose, [(5.2, 3.1), (20.5, 0.3), (1e5, 7.5)], [((5, 2), mp.log(10)), ((5, 0), 0.0), ((5, 5), 0.0), ((2.0, 4.0), NAN)], [(-2.0, 1.0), (3.0, -1.5)])
    rising = lambda x, n: mp.loggamma(x + n) - mp.loggamma(x)
    scalar("log_rising_factorial", rising, [(0.3, 1.7), (5.2, 3.1), (1e5, 2.5)], [((2.5, 0.0), 0.0), ((3, 2), mp.log(12))])
    falling = lambda x, n: mp.loggamma(x + 1) - mp.loggamma(x - n + 1)
    scalar("log_falling_factorial", falling, [(5.2, 3.1), (2.5, 1.7), (1e5, 2.5)], [((2.5, 0.0), 0.0), ((4, 2), mp.log(12))])
    for name, function in [("rising_factorial", mp.rf), ("falling_factorial", mp.ff)]:
        scalar(name, function, [(0.3, 4), (5.2, 3), (-2.5, 5), (1.7, 0)], [((4, 2), function(4, 2)), ((-2.0, 5), function(-2, 5)), ((1e300, 3), INF)], [(1.5, -1)])
    gammas = [(0.3, 0.7), (1.7, 0.3), (5.2, 7.5), (20.5, 18.5), (3.1, 12.5)]
    gamma_p = lambda a, x: mp.gammainc(a, 0, x, regularized=True)
    gamma_q = lambda a, x: mp.gammainc(a, x, mp.inf, regularized=True)
    scalar("gamma_p", gamma_p, gammas, [((2.5, 0.0), 0.0), ((2.5, INF), 1.0), ((2.5, NAN), NAN)], [(-1.0, 1.0), (1.0, -1.0)])
    scalar("gamma_q", gamma_q, gammas, [((2.5, 0.0), 1.0), ((2.5, INF), 0.0)], [(0.0, 1.0), (1.0, -1.0)])
    scalar("log_inv_logit_diff", lambda x, y: mp.log(inv_logit(x) - inv_logit(y)), [(1.7, 0.3), (0.7, -2.5), (5.2, 5.1)], [((1.0, 1.0), -INF), ((1.0, 2.0), NAN)])
    for order in [0, 1, 3]:
        scalar("bessel_first_kind", mp.besselj, [(order, 0.7), (order, 5.2), (order, 20.5)])
        scalar("bessel_second_kind", mp.bessely, [(order, 0.7), (order, 5.2), (order, 20.5)])
    for order in [0, 1, 4]:
        lmgamma = lambda k, x: k * (k - 1) / 4 * mp.log(mp.pi) + sum(mp.loggamma(x - mp.mpf(j) / 2) for j in range(int(k)))
        scalar("lmgamma", lmgamma, [(order, 2.5), (order, 20.5)], [], [(-1, 2.5)])
    scalar("binary_log_loss", lambda y, p: -mp.log(p if y else 1 - p), [(0, 0.3), (1, 0.3), (1, 0.99)], [((1, 0.0), INF), ((0, 0.0), 0.0)], [(2, 0.5), (1, 1.5)])
    refuse("bessel_first_kind", -(2**31), 1.5)
    refuse("bessel_second_kind", 2**30, 1.5)
    case("falling_factorial", [0.0, 2**31 - 1], 0.0)
    scalar("ldexp", lambda x, n: x * 2**n, [(0.7, 3), (-2.5, -4)], [((1.0, 2000), INF), ((INF, 1), INF), ((1.5, 0), 1.5)])
    scalar("fma", lambda x, y, z: x * y + z, [(0.3, 1.7, -2.5), (2.5, -0.7, 5.2)], [((2, 3, 4), 10.0), ((1.0, INF, 0.0), INF)])
    inc_beta = lambda a, b, x: mp.betainc(a, b, 0, x, regularized=True)
    scalar("inc_beta", inc_beta, [(0.7, 1.7, 0.3), (5.2, 3.1, 0.6), (20.5, 30.5, 0.5)], [((2.0, 3.0, 0.0), 0.0), ((2.0, 3.0, 1.0), 1.0)], [(-1.0, 1.0, 0.5), (1.0, 1.0, 1.5)])
    log_mix = lambda t, x, y: mp.log(t * mp.exp(x) + (1 - t) * mp.exp(y))
    scalar("log_mix", log_mix, [(0.3, 1.7, -2.5), (0.99, -25.5, 0.7)], [((0.0, 1.0, 2.0), 2.0), ((1.0, 1.0, 2.0), 1.0), ((0.5, -INF, -INF), -INF), ((0.5, -1000.0, -1000.0), -1000.0)], [(1.5, 1.0, 2.0)])
    for n, k in [(5, 2), (5, 0), (5, 5), (3, 4), (0, 0), (33, 16), (60, 4)]:
        case("choose", [n, k], math.comb(n, k))
    case("choose", [[5, 6], 2], [10, 15])
    case("choose", [5, [2, 3]], [10, 10])
    refuse("choose", 40, 20)
    refuse("choose", -1, 0)
    refuse("choose", [5, 6], [1, 2, 3])


A = np.array([[2.0, -1.5, 0.25], [0.5, 3.0, 1.0], [-0.75, 0.125, 1.5]])
S = A @ A.T
B = np.array([[1.0, 2.0], [-0.5, 0.25], [3.0, -1.5]])
W = np.array([[1.0, -2.0, 0.5], [0.75, 3.0, -1.25]])
X = [0.5, -1.25, 2.0]
Y = [3.0, 0.75, -0.5]
L = np.linalg.cholesky(S)


def exact(function, *matrices):
    """With mpmath matrices, back as numpy."""
    result = function(*[mp.matrix(np.asarray(matrix).tolist()) for matrix in matrices])
    return np.array(result.tolist(), dtype=float) if isinstance(result, mp.matrix) else float(result)


def operators():
    for x, y in [(7, 2), (-7, 2), (7, -2), (0, 5), (2**31 - 1, -1)]:
        case("add", [x, y], x + y)
        case("subtract", [x, y + 2], x - y - 2)
        case("multiply", [x, y], x * y) if abs(x * y) < 2**31 else refuse("multiply", x, y)
        for name in ["divide", "int_divide", "elt_divide"]:
            case(name, [x, y], int(x / y))
        case("modulus", [x, y], int(math.fmod(x, y)))
        case("elt_multiply", [x, 1], x)
    for name in ["divide", "int_divide", "elt_divide", "modulus"]:
        refuse(name, 1, 0)
    refuse("divide", -(2**31), -1)
    refuse("add", 2**31 - 1, 1)
    refuse("subtract", -(2**31), 1)
    refuse("multiply", 2**20, 2**20)
    refuse("elt_multiply", 2**20, 2**20)
    refuse("minus", -(2**31))
    elementwise = {"add": np.add, "subtract": np.subtract, "elt_multiply": np.multiply, "elt_divide": np.divide}
    for name, function in elementwise.items():
        case(name, [1.5, 0.25], float(function(1.5, 0.25)), smooth=1)
        case(name, [3, 0.25], float(function(3, 0.25)), smooth=1)
        for kind in [v, r]:
            case(name, [kind(*X), kind(*Y)], kind(*function(X, Y)), smooth=1)
            case(name, [kind(*X), 2.5], kind(*function(X, 2.5)), smooth=1)
            case(name, [2.5, kind(*X)], kind(*function(2.5, X)), smooth=1)
            case(name, [2, kind(*X)], kind(*function(2, X)), smooth=1)
            refuse(name, kind(*X), kind(1, 2))
        case(name, [m(A), m(S)], m(function(A, S)), smooth=1)
        case(name, [m(A), 2.5], m(function(A, 2.5)), smooth=1)
        refuse(name, m(A), m(B))
    case("elt_divide", [1.0, 0.0], INF)
    case("divide", [1.0, -0.0], -INF)
    case("divide", [0.0, 0.0], NAN)
    for kind in [v, r]:
        case("divide", [kind(*X), 2.5], kind(*np.divide(X, 2.5)), smooth=1)
        case("divide", [2.5, kind(*X)], kind(*np.divide(2.5, X)), smooth=1)
        case("multiply", [kind(*X), 2.5], kind(*np.multiply(X, 2.5)), smooth=1)
        case("multiply", [2, kind(*X)], kind(*np.multiply(X, 2)), smooth=1)
        case("minus", [kind(*X)], kind(*np.negative(X)), smooth=1)
        case("plus", [kind(*X)], kind(*X), smooth=1)
        case("pow", [kind(*Y[:2]), 2.0], kind(*np.power(Y[:2], 2)), smooth=1)
        case("elt_pow", [2.5, kind(*X)], kind(*np.power(2.5, X)), smooth=1)
    case("divide", [m(A), 2.5], m(A / 2.5), smooth=1)
    case("multiply", [1.5, 0.25], 0.375, smooth=1)
    case("multiply", [m(A), 2.5], m(A * 2.5), smooth=1)
    case("multiply", [v(*X), r(*Y)], m(np.outer(X, Y)), smooth=1)
    case("multiply", [v(*X), r(1, 2)], m(np.outer(X, [1, 2])), smooth=1)
    case("multiply", [r(*X), v(*Y)], float(np.dot(X, Y)), smooth=1)
    case("multiply", [r(*X), m(B)], r(*(X @ B)), smooth=1)
    case("multiply", [m(W), v(*X)], v(*(W @ X)), smooth=1)
    case("multiply", [m(W), m(B)], m(W @ B), smooth=1)
    case("multiply", [m(B), m(W)], m(B @ W), smooth=1)
    case("multiply", [r(), v()], 0.0)
    refuse("multiply", r(*X), v(1, 2))
    refuse("multiply", m(A), m(W))
    refuse("multiply", r(1, 2), m(A))
    case("minus", [7], -7)
    case("minus", [1.5], -1.5, smooth=1)
    case("minus", [[1, -2]], [-1, 2])
    case("minus", [m(A)], m(-A), smooth=1)
    case("plus", [7], 7)
    case("plus", [m(A)], m(A), smooth=1)
    case("transpose", [v(*X)], r(*X), smooth=1)
    case("transpose", [r(*X)], v(*X), smooth=1)
    case("transpose", [m(B)], m(B.T), smooth=1)
    case("pow", [[1.5, 2.0], [2, 3]], [2.25, 8.0])
    case("pow", [[2, 3], 2], [4.0, 9.0])
    refuse("pow", v(1, 2), v(1, 2, 3))
    comparisons = {"eq": lambda x, y: x == y, "neq": lambda x, y: x != y, "lt": lambda x, y: x < y, "lte": lambda x, y: x <= y, "gt": lambda x, y: x > y, "gte": lambda x, y: x >= y}
    for name, function in comparisons.items():
        for x, y in [(1, 2), (2, 2), (2, 1), (1.5, 2), (2, 1.5), (2.0, 2), (NAN, 1.0), (INF, INF)]:
            case(f"logical_{name}", [x, y], function(x, y))
    for x, y in itertools.product([0, 1, -2], [0, 3]):
        case("logical_and", [x, y], int(bool(x and y)))
        case("logical_or", [x, y], int(bool(x or y)))
        case("logical_negation", [x], int(not x))


def reductions():
    kinds = [v(*X), r(*X), list(X)]
    several = {
        "sum": np.sum, "prod": np.prod, "mean": np.mean, "min": np.min, "max": np.max,
        "variance": lambda x: np.var(x, ddof=1), "sd": lambda x: np.std(x, ddof=1),
        "log_sum_exp": lambda x: np.log(np.sum(np.exp(x))),
    }
    for name, function in several.items():
        for x in kinds:
            case(name, [x], float(function(np.array(X))), smooth=1)
        case(name, [m(A)], float(function(A)), smooth=1)
        case(name, [v(0.3)], 0.0 if name in ("variance", "sd") else 0.3, smooth=1)
    for name, value in [("sum", 0.0), ("prod", 1.0), ("min", INF), ("max", -INF), ("log_sum_exp", -INF)]:
        case(name, [v()], value)
    for name in ["mean", "sd", "variance"]:
        refuse(name, v())
    for name in ["min", "max"]:
        refuse(name, [])
        case(name, [v(1, NAN, 2)], NAN)
    case("prod", [v(0, 2, 3)], 0.0, smooth=1)
    case("prod", [v(0, 0, 3)], 0.0, smooth=1)
    case("sum", [[1, 2, -4]], -1)
    case("prod", [[2, 3, -4]], -24)
    case("sum", [[]], 0)
    case("prod", [[]], 1)
    case("min", [[3, 1, 2]], 1)
    case("max", [[3, 1, 2]], 3)
    case("min", [3, 2], 2)
    case("max", [3, 2], 3)
    refuse("sum", [2**31 - 1, 1])
    case("sum", [[2**31 - 1, 1, -5]], 2**31 - 5)
    refuse("prod", [2**20, 2**20])
    refuse("cumulative_sum", [2**31 - 1, 1])
    case("sd", [v(2, 2, 2)], 0.0)
    case("log_sum_exp", [v(-1000, -1000)], -1000 + math.log(2))
    case("log_sum_exp", [v(1000, -INF)], 1000.0)
    case("log_sum_exp", [v(-INF, -INF)], -INF)
    case("log_sum_exp", [v(INF, 1)], INF)
    case("log_sum_exp", [v(NAN, 1)], NAN)
    case("log_sum_exp", [[1, 2]], float(np.logaddexp(1, 2)))
    case("log_sum_exp", [v(*X), 0.7], v(*np.logaddexp(X, 0.7)), smooth=1)
    softmax = lambda x: np.exp(x) / np.sum(np.exp(x))
    for kind in [v, r]:
        case("softmax", [kind(*X)], kind(*softmax(X)), smooth=1)
        case("log_softmax", [kind(*X)], kind(*np.log(softmax(X))), smooth=1)
        case("softmax", [[kind(*X), kind(*Y)]], [kind(*softmax(X)), kind(*softmax(Y))], smooth=1)
        case("log_softmax", [[kind(*X), kind(*Y)]], [kind(*np.log(softmax(X))), kind(*np.log(softmax(Y)))], smooth=1)
        case("cumulative_sum", [kind(*X)], kind(*np.cumsum(X)), smooth=1)
    case("softmax", [v()], v())
    case("softmax", [v(1000, 0)], v(1, 0))
    case("cumulative_sum", [X], list(np.cumsum(X)), smooth=1)
    case("cumulative_sum", [[1, 2, 3]], [1, 3, 6])
    case("cumulative_sum", [v()], v())
    dot = float(np.dot(X, Y))
    for left, right in itertools.product([v, r], repeat=2):
        case("dot_product", [left(*X), right(*Y)], dot, smooth=1)
        case("squared_distance", [left(*X), right(*Y)], float(np.sum(np.subtract(X, Y) ** 2)), smooth=1)
        case("distance", [left(*X), right(*Y)], float(np.linalg.norm(np.subtract(X, Y))), smooth=1)
    case("dot_product", [X, Y], dot, smooth=1)
    case("dot_product", [v(), v()], 0.0)
    case("squared_distance", [0.5, 2.0], 2.25, smooth=1)
    for name in ["dot_product", "squared_distance", "distance"]:
        refuse(name, v(*X), v(1, 2))
    for x in kinds:
        case("norm1", [x], 3.75, smooth=1)
        case("norm2", [x], float(np.linalg.norm(X)), smooth=1)
    case("dot_self", [v(*X)], float(np.dot(X, X)), smooth=1)
    case("dot_self", [r(*X)], float(np.dot(X, X)), smooth=1)
    C = np.array([[0.25, 1.0, -2.0], [1.5, 0.5, 3.0]])
    case("columns_dot_product", [m(W), m(C)], r(*np.sum(W * C, axis=0)), smooth=1)
    case("rows_dot_product", [m(W), m(C)], v(*np.sum(W * C, axis=1)), smooth=1)
    case("columns_dot_self", [m(W)], r(*np.sum(W * W, axis=0)), smooth=1)
    case("rows_dot_self", [m(W)], v(*np.sum(W * W, axis=1)), smooth=1)
    case("columns_dot_product", [v(*X), v(*Y)], r(dot), smooth=1)
    case("rows_dot_product", [v(*X), v(*Y)], v(*np.multiply(X, Y)), smooth=1)
    case("columns_dot_self", [r(*X)], r(*np.square(X)), smooth=1)
    case("rows_dot_self", [r(*X)], v(float(np.dot(X, X))), smooth=1)
    refuse("columns_dot_product", m(W), m(A))
    refuse("rows_dot_product", m(W), m(A))
    weights = [0.2, 0.5, 0.3]
    mix = lambda x: float(np.log(np.dot(weights, np.exp(x))))
    for kind, other in itertools.product([v, r, lambda *x: list(x)], repeat=2):
        case("log_mix", [kind(*weights), other(*X)], mix(X), smooth=1)
    case("log_mix", [v(*weights), [v(*X), v(*Y)]], mix(X) + mix(Y), smooth=1)
    refuse("log_mix", v(*weights), v(1, 2))
    refuse("log_mix", v(0.5, 1.5), v(1, 2))
    refuse("log_mix", v(), v())


def shapes():
    E = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]])
    nested = [v(1, 2, 3), v(4, 5, 6)]
    for x, size, n in [(3, 1, None), (2.5, 1, None), (v(1, 2, 3), 3, 3), (r(1, 2), 2, 2), (m(E), 6, 6), ([1, 2, 3, 4], 4, 4), (nested, 2, 6), ([[1, 2, 3], [4, 5, 6]], 2, 6), ([m(E), m(E)], 2, 12)]:
        case("size", [x], size)
        if n:
            case("num_elements", [x], n)
    for x, rows, cols in [(v(1, 2, 3), 3, 1), (r(1, 2), 1, 2), (m(E), 2, 3)]:
        case("rows", [x], rows)
        case("cols", [x], cols)
        case("dims", [x], [rows, cols])
    case("dims", [2.5], [])
    case("dims", [[1, 2, 3]], [3])
    case("dims", [[[1.5, 2.5]]], [1, 2])
    case("dims", [nested], [2, 3, 1])
    case("dims", [[r(1, 2)]], [1, 1, 2])
    case("dims", [[m(E)]], [1, 2, 3])
    case("to_vector", [m(E)], v(1, 4, 2, 5, 3, 6), smooth=1)
    case("to_vector", [r(1, 2)], v(1, 2), smooth=1)
    case("to_vector", [v(1, 2)], v(1, 2), smooth=1)
    case("to_vector", [[1, 2]], v(1, 2))
    case("to_vector", [[1.5, 2.5]], v(1.5, 2.5), smooth=1)
    case("to_row_vector", [m(E)], r(1, 4, 2, 5, 3, 6), smooth=1)
    case("to_row_vector", [v(1, 2)], r(1, 2), smooth=1)
    case("to_array_1d", [m(E)], [1.0, 4.0, 2.0, 5.0, 3.0, 6.0], smooth=1)
    case("to_array_1d", [v(1, 2)], [1.0, 2.0], smooth=1)
    case("to_array_1d", [[[1, 2], [3, 4]]], [1, 2, 3, 4])
    case("to_array_1d", [[[1.0, 2.0], [3.0, 4.0]]], [1.0, 2.0, 3.0, 4.0], smooth=1)
    case("to_array_2d", [m(E)], [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]], smooth=1)
    six = [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]
    for x in [v(*six), r(*six), six, m(E)]:
        case("to_matrix", [x, 2, 3], m(E), smooth=1)
        case("to_matrix", [x, 2, 3, 1], m(E), smooth=1)
        case("to_matrix", [x, 3, 2], m([[1, 5], [4, 3], [2, 6]]), smooth=1)
        case("to_matrix", [x, 3, 2, 0], m([[1, 4], [2, 5], [3, 6]]), smooth=1)
        refuse("to_matrix", x, 2, 2)
        refuse("to_matrix", x, -2, 3)
    case("to_matrix", [[1, 2, 3, 4], 2, 2], m([[1, 3], [2, 4]]))
    case("to_matrix", [v(1, 2)], m([[1], [2]]), smooth=1)
    case("to_matrix", [r(1, 2)], m([[1, 2]]), smooth=1)
    case("to_matrix", [m(E)], m(E), smooth=1)
    case("to_matrix", [[[1, 2, 3], [4, 5, 6]]], m(E))
    case("to_matrix", [[[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]], m(E), smooth=1)
    case("to_matrix", [[r(1, 2, 3), r(4, 5, 6)]], m(E), smooth=1)


def build():
    for name, value in [("pi", mp.pi), ("e", mp.e), ("sqrt2", mp.sqrt(2)), ("not_a_number", NAN), ("positive_infinity", INF), ("negative_infinity", -INF), ("machine_precision", 2.0**-52)]:
        case(name, [], float(value))
    case("rep_vector", [2.5, 3], v(2.5, 2.5, 2.5), smooth=1)
    case("rep_row_vector", [2, 2], r(2, 2))
    case("rep_vector", [2.5, 0], v())
    case("rep_matrix", [2.5, 2, 3], m([[2.5] * 3] * 2), smooth=1)
    case("rep_matrix", [v(1, 2), 3], m([[1] * 3, [2] * 3]), smooth=1)
    case("rep_matrix", [r(1, 2), 3], m([[1, 2]] * 3), smooth=1)
    case("rep_array", [2, 3], [2, 2, 2])
    case("rep_array", [2.5, 2, 2], [[2.5, 2.5], [2.5, 2.5]], smooth=1)
    case("rep_array", [2.5, 1, 2, 1], [[[2.5], [2.5]]], smooth=1)
    case("rep_array", [[1, 2], 2], [[1, 2], [1, 2]])
    case("rep_array", [v(1, 2), 2], [v(1, 2), v(1, 2)], smooth=1)
    case("rep_array", [m(W), 2, 1], [[m(W)], [m(W)]], smooth=1)
    refuse("rep_vector", 1.5, -1)
    refuse("rep_row_vector", 1.5, -1)
    refuse("rep_vector", 1.5, 2**31 - 1)
    refuse("rep_matrix", 1.5, 2**31 - 1, 2**31 - 1)
    refuse("rep_matrix", 1.5, 2, -1)
    refuse("rep_array", 1, 2**31 - 1, 2**31 - 1, 2**31 - 1)
    refuse("rep_array", 1, -1)
    case("zeros_vector", [2], v(0, 0))
    case("zeros_row_vector", [2], r(0, 0))
    case("zeros_array", [2], [0.0, 0.0])
    case("zeros_int_array", [2], [0, 0])
    case("ones_vector", [2], v(1, 1))
    case("ones_row_vector", [2], r(1, 1))
    case("ones_array", [2], [1.0, 1.0])
    case("ones_int_array", [2], [1, 1])
    case("one_hot_vector", [3, 2], v(0, 1, 0))
    case("one_hot_row_vector", [3, 1], r(1, 0, 0))
    case("one_hot_array", [3, 3], [0.0, 0.0, 1.0])
    case("one_hot_int_array", [3, 3], [0, 0, 1])
    for name in ["zeros_vector", "ones_array", "ones_int_array", "zeros_int_array", "uniform_simplex", "identity_matrix"]:
        refuse(name, -1)
    for name in ["one_hot_vector", "one_hot_row_vector", "one_hot_array", "one_hot_int_array"]:
        refuse(name, 3, 4)
        refuse(name, 3, 0)
    case("linspaced_vector", [5, -1.5, 2.0], v(*np.linspace(-1.5, 2, 5)))
    case("linspaced_row_vector", [2, -1.5, 2.0], r(-1.5, 2))
    case("linspaced_array", [4, 0.0, 1.0], list(np.linspace(0, 1, 4)))
    case("linspaced_vector", [1, -1.5, 2.0], v(2))
    case("linspaced_vector", [0, -1.5, 2.0], v())
    refuse("linspaced_vector", 3, 2.0, 1.0)
    refuse("linspaced_vector", -3, 1.0, 2.0)
    refuse("linspaced_array", 3, 1.0, INF)
    refuse("linspaced_row_vector", 3, 1.0, NAN)
    case("linspaced_int_array", [5, 0, 8], [0, 2, 4, 6, 8])
    case("linspaced_int_array", [5, 0, 10], [0, 2, 4, 6, 8])
    case("linspaced_int_array", [4, 1, 2], [1, 1, 2, 2])
    case("linspaced_int_array", [1, 1, 7], [7])
    case("linspaced_int_array", [0, 1, 7], [])
    case("linspaced_int_array", [3, 4, 4], [4, 4, 4])
    refuse("linspaced_int_array", 3, 2, 1)
    case("uniform_simplex", [4], v(*[0.25] * 4))
    refuse("uniform_simplex", 0)
    case("identity_matrix", [3], m(np.eye(3)))


def parts():
    five = [1.5, 2.5, 3.5, 4.5, 5.5]
    ints = [1, 2, 3, 4, 5]
    for kind in [v, r, lambda *x: list(x)]:
        for name, args, picked in [("head", [2], five[:2]), ("tail", [2], five[3:]), ("segment", [2, 3], five[1:4]), ("reverse", [], five[::-1]), ("head", [5], five), ("tail", [0], []), ("segment", [1, 0], [])]:
            if kind in (v, r) or picked:
                case(name, [kind(*five)] + args, kind(*picked), smooth=1)
    case("head", [ints, 2], [1, 2])
    case("tail", [ints, 2], [4, 5])
    case("segment", [ints, 5, 1], [5])
    case("reverse", [ints], ints[::-1])
    case("head", [[v(*X), v(*Y)], 1], [v(*X)], smooth=1)
    case("tail", [[[1, 2], [3, 4]], 1], [[3, 4]])
    case("reverse", [[m(A), m(S)]], [m(S), m(A)], smooth=1)
    for name in ["head", "tail"]:
        refuse(name, v(*X), 4)
        refuse(name, v(*X), -1)
    refuse("segment", v(*X), 2, 3)
    refuse("segment", v(*X), 0, 1)
    refuse("segment", v(*X), 1, -1)
    case("row", [m(B), 2], r(*B[1]), smooth=1)
    case("col", [m(B), 2], v(*B[:, 1]), smooth=1)
    case("sub_row", [m(A), 2, 2, 2], r(*A[1, 1:]), smooth=1)
    case("sub_col", [m(A), 2, 3, 2], v(*A[1:, 2]), smooth=1)
    case("block", [m(A), 2, 1, 2, 2], m(A[1:, :2]), smooth=1)
    case("diagonal", [m(A)], v(*np.diag(A)), smooth=1)
    for name, args in [("row", [4]), ("row", [0]), ("col", [4]), ("sub_row", [4, 1, 1]), ("sub_row", [1, 2, 3]), ("sub_col", [1, 4, 1]), ("sub_col", [3, 1, 2]), ("block", [1, 1, 4, 1]), ("block", [1, 4, 1, 1])]:
        refuse(name, m(A), *args)
    case("append_row", [v(*X), v(*Y)], v(*X, *Y), smooth=1)
    case("append_row", [2.5, v(*X)], v(2.5, *X), smooth=1)
    case("append_row", [v(*X), 2], v(*X, 2), smooth=1)
    case("append_row", [r(*X), r(*Y)], m([X, Y]), smooth=1)
    case("append_row", [r(*X), m(A)], m(np.vstack([X, A])), smooth=1)
    case("append_row", [m(A), r(*X)], m(np.vstack([A, X])), smooth=1)
    case("append_row", [m(A), m(W)], m(np.vstack([A, W])), smooth=1)
    case("append_col", [r(*X), r(*Y)], r(*X, *Y), smooth=1)
    case("append_col", [2.5, r(*X)], r(2.5, *X), smooth=1)
    case("append_col", [r(*X), 2], r(*X, 2), smooth=1)
    case("append_col", [v(*X), v(*Y)], m(np.column_stack([X, Y])), smooth=1)
    case("append_col", [v(*X), m(A)], m(np.column_stack([X, A])), smooth=1)
    case("append_col", [m(B), v(*X)], m(np.column_stack([B, X])), smooth=1)
    case("append_col", [m(B), m(A)], m(np.column_stack([B, A])), smooth=1)
    refuse("append_row", m(A), m(B))
    refuse("append_col", m(A), m(W))
    refuse("append_row", r(1, 2), m(A))
    refuse("append_col", v(1, 2), m(A))
    case("append_array", [[1, 2], [3]], [1, 2, 3])
    case("append_array", [[1.5], [2.5]], [1.5, 2.5], smooth=1)
    case("append_array", [[v(*X)], [v(*Y)]], [v(*X), v(*Y)], smooth=1)
    case("append_array", [[], [3]], [3])
    refuse("append_array", [v(*X)], [v(1, 2)])
    mixed = [2.5, -1.0, 7.0, 2.5, 0.0]
    for kind in [v, r, lambda *x: list(x)]:
        case("sort_asc", [kind(*mixed)], kind(*sorted(mixed)))
        case("sort_desc", [kind(*mixed)], kind(*sorted(mixed, reverse=True)))
        case("sort_asc", [kind(*X)], kind(*sorted(X)), smooth=1)
        case("sort_desc", [kind(*X)], kind(*sorted(X, reverse=True)), smooth=1)
        case("sort_indices_asc", [kind(*mixed)], [2, 5, 1, 4, 3])
        case("sort_indices_desc", [kind(*mixed)], [3, 1, 4, 5, 2])
        case("rank", [kind(*mixed), 1], 2)
    case("sort_asc", [[3, 1, 2]], [1, 2, 3])
    case("sort_desc", [[3, 1, 2]], [3, 2, 1])
    case("sort_indices_asc", [[3, 1, 2]], [2, 3, 1])
    for name in ["sort_asc", "sort_desc", "sort_indices_asc", "sort_indices_desc"]:
        refuse(name, v(1, NAN))
    refuse("rank", v(1, 2), 3)
    for p in [0.0, 0.1, 0.5, 0.77, 1.0]:
        case("quantile", [v(*mixed), p], float(np.quantile(mixed, p)))
    case("quantile", [mixed, [0.25, 0.6]], list(np.quantile(mixed, [0.25, 0.6])))
    refuse("quantile", v(), 0.5)
    refuse("quantile", v(*mixed), 1.5)


def linear():
    case("trace", [m(A)], float(np.trace(A)), smooth=1)
    case("diag_matrix", [v(*X)], m(np.diag(X)), smooth=1)
    for kind in [v, r]:
        case("diag_pre_multiply", [kind(*X), m(B)], m(np.diag(X) @ B), smooth=1)
        case("diag_post_multiply", [m(W), kind(*X)], m(W @ np.diag(X)), smooth=1)
        case("quad_form_diag", [m(A), kind(*X)], m(np.diag(X) @ A @ np.diag(X)), smooth=1)
        case("add_diag", [m(A), kind(*X)], m(A + np.diag(X)), smooth=1)
    case("add_diag", [m(A), 2.5], m(A + 2.5 * np.eye(3)), smooth=1)
    case("add_diag", [m(W), 2.5], m(W + 2.5 * np.eye(2, 3)), smooth=1)
    refuse("diag_pre_multiply", v(1, 2), m(A))
    refuse("diag_post_multiply", m(A), v(1, 2))
    refuse("quad_form_diag", m(A), v(1, 2))
    refuse("quad_form_diag", m(B), v(1, 2))
    refuse("add_diag", m(A), v(1, 2))
    case("crossprod", [m(W)], m(W.T @ W), smooth=1)
    case("tcrossprod", [m(W)], m(W @ W.T), smooth=1)
    for matrix in [A, B, W]:
        low = np.tril(matrix)
        case("multiply_lower_tri_self_transpose", [m(matrix)], m(low @ low.T), smooth=1)
    case("symmetrize_from_lower_tri", [m(A)], m(np.tril(A) + np.tril(A, -1).T), smooth=1)
    case("quad_form", [m(A), v(*X)], float(X @ A @ X), smooth=1)
    case("quad_form", [m(A), m(B)], m(B.T @ A @ B), smooth=1)
    case("quad_form_sym", [m(S), v(*X)], float(X @ S @ X), smooth=1, sym=0)
    case("quad_form_sym", [m(S), m(B)], m(B.T @ S @ B), smooth=1, sym=0)
    case("trace_quad_form", [m(A), v(*X)], float(X @ A @ X), smooth=1)
    case("trace_quad_form", [m(A), m(B)], float(np.trace(B.T @ A @ B)), smooth=1)
    D = np.array([[0.5, 1.5], [-2.0, 0.25]])
    case("trace_gen_quad_form", [m(D), m(A), m(B)], float(np.trace(D @ B.T @ A @ B)), smooth=1)
    case("trace_dot", [m(W), m(B)], float(np.trace(W @ B)), smooth=1)
    case("matrix_power", [m(A), 0], m(np.eye(3)), smooth=1)
    case("matrix_power", [m(A), 1], m(A), smooth=1)
    case("matrix_power", [m(A), 5], m(np.linalg.matrix_power(A, 5)), smooth=1)
    case("matrix_exp", [m(A)], m(exact(mp.expm, A)), smooth=1)
    case("matrix_exp", [m(np.zeros((2, 2)))], m(np.eye(2)), smooth=1)
    case("matrix_exp_multiply", [m(A / 4), m(B)], m(exact(lambda a, b: mp.expm(a) * b, A / 4, B)), smooth=1)
    case("scale_matrix_exp_multiply", [0.25, m(A), m(B)], m(exact(lambda a, b: mp.expm(a) * b, A / 4, B)), smooth=1)
    refuse("matrix_exp", m(B))
    refuse("matrix_exp", m([[INF]]))
    refuse("matrix_exp_multiply", m(A), m(W))
    refuse("scale_matrix_exp_multiply", 1.0, m(A), m(W))
    refuse("matrix_power", m(A), -1)
    refuse("matrix_power", m(B), 2)
    refuse("quad_form", m(B), v(1, 2))
    refuse("quad_form", m(A), v(1, 2))
    refuse("quad_form_sym", m(A), v(*X))
    refuse("trace_quad_form", m(W), v(*X))
    refuse("trace_gen_quad_form", m(A), m(A), m(B))
    refuse("trace_dot", m(W), m(A))
    refuse("symmetrize_from_lower_tri", m(B))


def decompositions():
    case("cholesky_decompose", [m(S)], m(exact(mp.cholesky, S)), smooth=1, sym=0)
    case("cholesky_decompose", [m([[4]])], m([[2]]), smooth=1)
    inverse = exact(lambda a: a**-1, S)
    case("inverse_spd", [m(S)], m(inverse), smooth=1, sym=0)
    case("chol2inv", [m(L)], m(exact(lambda l: (l * l.T) ** -1, L)))
    case("log_determinant_spd", [m(S)], exact(lambda a: mp.log(mp.det(a)), S), smooth=1, sym=0)
    case("inverse", [m(A)], m(exact(lambda a: a**-1, A)), smooth=1)
    case("determinant", [m(A)], exact(mp.det, A), smooth=1)
    case("determinant", [m(A[[1, 0, 2]])], exact(mp.det, A[[1, 0, 2]]), smooth=1)
    case("determinant", [m([[1, 2], [2, 4]])], 0.0)
    case("log_determinant", [m(A[[1, 0, 2]])], exact(lambda a: mp.log(abs(mp.det(a))), A), smooth=1)
    case("log_determinant", [m([[1, 2], [2, 4]])], -INF)
    solve = lambda a, b: a**-1 * b
    low = np.tril(A)
    column, row = np.array(X)[:, None], np.array(X)[None, :]
    for name, matrix, sym in [("mdivide_left", A, None), ("mdivide_left_spd", S, 0), ("mdivide_left_tri_low", low, None)]:
        symmetric = {} if sym is None else {"sym": sym}
        case(name, [m(matrix), v(*X)], v(*exact(solve, matrix, column)[:, 0]), smooth=1, **symmetric)
        case(name, [m(matrix), m(B)], m(exact(solve, matrix, B)), smooth=1, **symmetric)
        refuse(name, m(matrix), v(1, 2))
        refuse(name, m(B), v(*X))
    divide = lambda b, a: b * a**-1
    for name, matrix, sym in [("mdivide_right", A, None), ("mdivide_right_spd", S, 1), ("mdivide_right_tri_low", low, None)]:
        symmetric = {} if sym is None else {"sym": sym}
        case(name, [r(*X), m(matrix)], r(*exact(divide, row, matrix)[0]), smooth=1, **symmetric)
        case(name, [m(W), m(matrix)], m(exact(divide, W, matrix)), smooth=1, **symmetric)
        refuse(name, r(1, 2), m(matrix))
    values, vectors = exact(lambda a: mp.eigsy(a)[0], S), exact(lambda a: mp.eigsy(a)[1], S)
    order = np.argsort(values.ravel())
    vectors = vectors[:, order] * [np.sign(column[np.argmax(abs(column))]) for column in vectors[:, order].T]
    case("eigenvalues_sym", [m(S)], v(*values.ravel()[order]), smooth=1, sym=0)
    case("eigenvectors_sym", [m(S)], m(vectors), smooth=1, sym=0)
    case("eigenvalues_sym", [m(np.diag([3, 1, 2]))], v(1, 2, 3), smooth=1, sym=0)
    case("eigenvalues_sym", [m([[1e-20, 1], [1, 1e20]])], v(0, 1e20))
    indefinite, singular = m([[1, 2], [2, 1]]), m([[1, 2], [2, 4]])
    for name in ["cholesky_decompose", "inverse_spd", "log_determinant_spd"]:
        refuse(name, indefinite)
        refuse(name, singular)
        refuse(name, m(A))
        refuse(name, m(B))
        refuse(name, m([[1, NAN], [NAN, 1]]))
        refuse(name, m([[NAN]]))
        refuse(name, m([[INF]]))
    for name in ["eigenvalues_sym", "eigenvectors_sym"]:
        refuse(name, m(A))
        refuse(name, m(B))
        refuse(name, m([[INF]]))
    refuse("inverse", singular)
    refuse("inverse", m(B))
    refuse("mdivide_left", singular, v(1, 2))
    refuse("mdivide_right", r(1, 2), singular)
    refuse("mdivide_left_tri_low", m([[1, 0], [1, 0]]), v(1, 2))
    refuse("mdivide_right_tri_low", r(1, 2), m([[0, 0], [1, 1]]))
    refuse("chol2inv", m([[0, 0], [1, 1]]))
    refuse("determinant", m(B))
    refuse("log_determinant", m(B))


def gaussian_processes():
    kernels = {
        "gp_exp_quad_cov": lambda r: mp.exp(-r * r / 2),
        "gp_matern32_cov": lambda r: (1 + mp.sqrt(3) * r) * mp.exp(-mp.sqrt(3) * r),
        "gp_matern52_cov": lambda r: (1 + mp.sqrt(5) * r + 5 * r * r / 3) * mp.exp(-mp.sqrt(5) * r),
        "gp_exponential_cov": lambda r: mp.exp(-r),
    }
    points, others = [v(0.5, -1.0), v(1.5, 2.0), v(-0.25, 0.75)], [v(0.3, 0.7), v(-1.0, 2.5)]
    plain_points = [x["v"] for x in points]
    plain_others = [x["v"] for x in others]

    def distance(x, y, scale):
        x, y = np.atleast_1d(x), np.atleast_1d(y)
        scale = np.broadcast_to(scale, x.shape)
        return mp.sqrt(sum(((mp.mpf(float(a)) - mp.mpf(float(b))) / mp.mpf(float(l))) ** 2 for a, b, l in zip(x, y, scale)))

    def covariance(kernel, sigma, scale, xs, ys):
        return m([[mp.mpf(sigma) ** 2 * kernel(distance(x, y, scale)) for y in ys] for x in xs])

    for name, kernel in kernels.items():
        # The same points twice put two at distance 0; only there has the exponential kernel a kink.
        case(name, [X, 1.5, 0.7], covariance(kernel, 1.5, 0.7, X, X), smooth=1)
        case(name, [X, [0.3, 1.1], 1.5, 0.7], covariance(kernel, 1.5, 0.7, X, [0.3, 1.1]), smooth=1)
        case(name, [points, 1.5, 0.7], covariance(kernel, 1.5, 0.7, plain_points, plain_points), smooth=1)
        case(name, [points, 1.5, [0.7, 2.5]], covariance(kernel, 1.5, [0.7, 2.5], plain_points, plain_points), smooth=1)
        case(name, [points, others, 1.5, 0.7], covariance(kernel, 1.5, 0.7, plain_points, plain_others), smooth=1)
        case(name, [points, others, 1.5, [0.7, 2.5]], covariance(kernel, 1.5, [0.7, 2.5], plain_points, plain_others), smooth=1)
        refuse(name, X, -1.5, 0.7)
        refuse(name, X, 1.5, 0.0)
        refuse(name, [NAN], 1.5, 1.0)
        refuse(name, points, 1.5, [0.7, 2.5, 1.0])
        refuse(name, points, [v(1, 2, 3)], 1.5, 0.7)
    def periodic(xs, ys):
        entry = lambda x, y: mp.mpf(2.25) * mp.exp(-2 * mp.sin(mp.pi * distance(x, y, 1.0) / mp.mpf(1.75)) ** 2 / mp.mpf(0.7) ** 2)
        return m([[entry(x, y) for y in ys] for x in xs])
    case("gp_periodic_cov", [X, 1.5, 0.7, 1.75], periodic(X, X), smooth=1)
    case("gp_periodic_cov", [X, [0.3, 1.1], 1.5, 0.7, 1.75], periodic(X, [0.3, 1.1]), smooth=1)
    case("gp_periodic_cov", [points, others, 1.5, 0.7, 1.75], periodic(plain_points, plain_others), smooth=1)
    refuse("gp_periodic_cov", X, 1.5, 0.7, 0.0)
    case("gp_dot_prod_cov", [X, 1.5], m(2.25 + np.outer(X, X)), smooth=1)
    case("gp_dot_prod_cov", [points, others, 1.5], m(2.25 + np.array(plain_points) @ np.array(plain_others).T), smooth=1)
    refuse("gp_dot_prod_cov", X, -1.5)


def sparse():
    dense = np.array([[0.0, 1.5, 0.0], [0.0, 0.0, 0.0], [2.5, 0.0, -1.0]])
    compressed = [3, 3, v(1.5, 2.5, -1.0), [2, 1, 3], [1, 2, 2, 4]]
    case("csr_to_dense_matrix", compressed, m(dense), smooth=1)
    case("csr_matrix_times_vector", compressed + [v(*X)], v(*(dense @ X)), smooth=1)
    for bad in [[3, 3, v(1.5, 2.5, -1.0), [2, 1, 4], [1, 2, 2, 4]], [3, 3, v(1.5, 2.5, -1.0), [2, 1], [1, 2, 2, 4]], [3, 3, v(1.5, 2.5, -1.0), [2, 1, 3], [1, 3, 2, 4]], [3, 3, v(1.5, 2.5, -1.0), [2, 1, 3], [1, 2, 2, 3]], [2, 3, v(1.5, 2.5, -1.0), [2, 1, 3], [1, 2, 2, 4]]]:
        refuse("csr_to_dense_matrix", *bad)
    refuse("csr_matrix_times_vector", *compressed, v(1, 2))


def hidden_markov():
    """By summing over all paths of hidden states."""
    log_omega = np.array([[-0.5, -1.25, 0.25, -2.0], [0.75, -0.25, -3.0, -0.5], [-1.0, 0.5, -0.75, 0.25]])
    states, steps = log_omega.shape
    for gamma, rho in [([[0.5, 0.25, 0.25], [0.125, 0.5, 0.375], [0.25, 0.125, 0.625]], [0.5, 0.25, 0.25]), ([[0.5, 0.5, 0.0], [0.0, 0.5, 0.5], [0.0, 0.0, 1.0]], [1.0, 0.0, 0.0])]:
        total, at = mp.mpf(0), [[mp.mpf(0)] * steps for _ in range(states)]
        for path in itertools.product(range(states), repeat=steps):
            weight = mp.mpf(rho[path[0]])
            for before, after in zip(path, path[1:]):
                weight *= mp.mpf(gamma[before][after])
            weight *= mp.exp(sum(mp.mpf(log_omega[k, n]) for n, k in enumerate(path)))
            total += weight
            for n, k in enumerate(path):
                at[k][n] += weight
        args = [m(log_omega), m(gamma), v(*rho)]
        case("hmm_marginal", args, float(mp.log(total)), smooth=1, fixed=[1, 2])
        case("hmm_hidden_state_prob", args, m([[x / total for x in row] for row in at]), smooth=1, fixed=[1, 2])
    good = m(gamma)
    for name in ["hmm_marginal", "hmm_hidden_state_prob"]:
        refuse(name, m(log_omega), m(B), v(1, 0, 0))
        refuse(name, m(log_omega), good, v(0.5, 0.25, 0.5))
        refuse(name, m(log_omega), m(np.ones((3, 3))), v(1, 0, 0))
        refuse(name, m(log_omega), good, v(1, 0))
        refuse(name, m(W), good, v(1, 0, 0))


for family in [unary, questions, binary, operators, reductions, shapes, build, parts, linear, decompositions, gaussian_processes, sparse, hidden_markov]:
    family()
pathlib.Path(__file__).with_suffix(".jsonl").write_text("\n".join(LINES) + "\n")
