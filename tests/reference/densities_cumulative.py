"""Writes densities_cumulative.jsonl: distribution functions. See densities_common.py."""

from mpmath import (atan, besseli, beta, binomial, cos, exp, factorial, gamma, inf, log, loggamma, mp, mpf, ncdf, pi, quad,
                    rf)

from densities_common import Reference

REFERENCE = Reference()


def logarithm(x):
    return log(x) if x > 0 else -inf


def tails(name, cdf, *points, suffixes=("_cdf", "_lcdf", "_lccdf"), derivatives=True):
    """Rows of all forms of a distribution function."""
    forms = {
        "_cdf": lambda *x: mpf(cdf(*x)),
        "_lcdf": lambda *x: logarithm(cdf(*x)),
        "_lccdf": lambda *x: logarithm(1 - cdf(*x)),
    }
    for suffix in suffixes:
        REFERENCE.add(name + suffix, forms[suffix], *points, derivatives=derivatives)


def series(first, ratio):
    """The sum of positive terms: the first, and each from the one before by ratio(n)."""
    total, term, n = mpf(0), first, 0
    while n < 5 or abs(term) > abs(total) * mpf(10) ** -mp.dps:
        total += term
        term *= ratio(n)
        n += 1
    return total


def more_digits(function):
    def wrapped(*x):
        with mp.extradps(40):
            return function(*[mpf(y) for y in x])
    return wrapped


@more_digits
def gamma_p(a, x):
    return series(exp(a * log(x) - x - loggamma(a + 1)), lambda n: x / (a + 1 + n)) if x > 0 else mpf(0)


@more_digits
def beta_i(a, b, x):
    if x == 0 or x == 1:
        return x
    if x > 0.5:
        return 1 - beta_i(b, a, 1 - x)
    kernel = exp(a * log(x) + b * log(1 - x) + loggamma(a + b) - loggamma(a) - loggamma(b))
    return series(kernel / a, lambda n: x * (a + b + n) / (a + 1 + n))


def student_t(y, nu, mu, sigma):
    z = (y - mu) / sigma
    tail = beta_i(nu / 2, mpf(1) / 2, nu / (nu + z**2)) / 2
    return tail if z < 0 else 1 - tail


@more_digits
def exp_mod_normal(y, mu, sigma, rate):
    u, v = rate * (y - mu), rate * sigma
    return ncdf(u / v) - exp(-u + v**2 / 2) * ncdf(u / v - v)


def skew_double_exponential(y, mu, sigma, tau):
    if y < mu:
        return tau * exp(-2 * (1 - tau) * (mu - y) / sigma)
    return 1 - (1 - tau) * exp(-2 * tau * (y - mu) / sigma)


def laplace(y, mu, sigma):
    return exp((y - mu) / sigma) / 2 if y < mu else 1 - exp(-(y - mu) / sigma) / 2


LOCATION = [(0.5, 1.0, 2.0), (-3.25, 0.0, 0.75), (100.0, -20.0, 55.5), (2.0, 1.5, 0.5), (4.0, 5.0, 1e8), (9.0, 1.0, 1.25)]
tails("normal", lambda y, mu, sigma: ncdf((y - mu) / sigma), *LOCATION, (-9.0, 1.0, 1.25), (0.75, 0.75, 2.0))
tails("std_normal", ncdf, (0.0,), (-0.5,), (3.25,), (-9.5,), (-11.5,))
tails("normal", lambda y, mu, sigma: ncdf((y - mu) / sigma), (-38.0, 0.0, 1.0), suffixes=["_lcdf"])
tails("student_t", student_t, (0.5, 3.0, 1.0, 2.0), (-3.25, 0.75, 0.0, 0.125), (100.0, 4.0, -20.0, 55.5), (12.0, 100.0, 2.0, 3.0),
      (2.0, 1.0, 0.0, 10.0), (0.0, 3.0, 1e-3, 2.5), (-60.0, 7.0, 0.0, 1.0))
tails("student_t", student_t, (0.0, 3.0, 0.0, 2.5), (0.5, 3.0, 0.5, 2.5), derivatives=False)
tails("cauchy", lambda y, mu, sigma: atan((y - mu) / sigma) / pi + mpf(1) / 2, *LOCATION, (-1e8, 0.0, 2.0))
tails("logistic", lambda y, mu, sigma: 1 / (1 + exp(-(y - mu) / sigma)), *LOCATION, (-40.0, 0.0, 1.0))
tails("double_exponential", laplace, *LOCATION, (-40.0, 0.0, 1.0))
tails("gumbel", lambda y, mu, sigma: exp(-exp(-(y - mu) / sigma)), *LOCATION, (-3.0, 0.0, 1.0))
tails("exp_mod_normal", exp_mod_normal, (0.5, 1.0, 2.0, 0.5), (-3.25, 0.0, 1.25, 4.0), (20.0, -2.0, 3.0, 0.25),
      (3.0, 3.0, 1.0, 2.0), (7.0, 1.0, 0.5, 2.0))
tails("skew_double_exponential", skew_double_exponential, (0.5, 1.0, 2.0, 0.5), (-3.25, 0.0, 1.25, 0.875), (20.0, -2.0, 3.0, 0.25),
      (3.0, 2.0, 1.0, 0.0625))



@more_digits
def skew_normal(y, xi, omega, alpha):
    # Over the direction of two normal variates: (1/pi) times the integral of exp(-z^2 / (2 cos^2)).
    z = (y - xi) / omega
    t = quad(lambda angle: exp(-(z**2) / 2 / cos(angle) ** 2), [0, atan(alpha) / 2, atan(alpha)]) / (2 * pi)
    return ncdf(z) - 2 * t


@more_digits
def von_mises(y, mu, kappa):
    points = sorted({-pi, (y - pi) / 2, y, *([mu] if -pi < mu < y else [])})
    return quad(lambda x: exp(kappa * cos(x - mu)), points) / (2 * pi * besseli(0, kappa))


tails("skew_normal", skew_normal, (0.5, 1.0, 2.0, 0.5), (-0.75, 0.0, 1.25, 4.0), (1.0, -2.0, 3.0, -2.5), (-3.0, 0.0, 1.0, 1.5),
      (5.0, 1.0, 1.0, -0.75))
tails("von_mises", von_mises, (0.5, 1.0, 2.0), (-2.0, 0.25, 0.125), (1.0, -0.5, 20.0))
SHAPES = [(0.5, 1.0, 2.0), (1.25, 0.3, 0.125), (30.0, 12.5, 0.5), (0.01, 2.5, 3.0), (2.0, 40.0, 20.0), (7.5, 9.75, 1.5),
          (0.25, 15.0, 12.0), (105.0, 200.0, 2.0), (0.125, 0.01, 2.0)]
tails("exponential", lambda y, rate: 1 - exp(-rate * y), (0.5, 2.0), (1e-12, 3.0), (10.0, 2.5))
tails("gamma", lambda y, a, b: gamma_p(a, b * y), *SHAPES)
tails("inv_gamma", lambda y, a, b: 1 - gamma_p(a, b / y), *[(0.125, *x[1:]) if x[0] == 0.01 else x for x in SHAPES])
tails("lognormal", lambda y, mu, sigma: ncdf((log(y) - mu) / sigma), (0.5, 1.0, 2.0), (1e-4, 0.0, 1.5), (3.0, 1.0, 0.25),
      (1e6, 12.0, 0.5))
WEIBULL = [(0.5, 1.0, 2.0), (1.25, 0.25, 0.125), (3.0, 12.5, 4.0), (2.0, 2.5, 3.0), (4.5, 4.0, 2.5)]
tails("weibull", lambda y, a, s: 1 - exp(-((y / s) ** a)), *WEIBULL)
tails("frechet", lambda y, a, s: exp(-((y / s) ** -a)), *WEIBULL)
tails("chi_square", lambda y, nu: gamma_p(nu / 2, y / 2), (0.5, 1.0), (3.0, 4.0), (80.0, 75.5), (40.0, 2.0))
tails("inv_chi_square", lambda y, nu: 1 - gamma_p(nu / 2, 1 / (2 * y)), (0.5, 1.0), (3.0, 4.0), (0.0125, 75.5))
tails("scaled_inv_chi_square", lambda y, nu, s: 1 - gamma_p(nu / 2, nu * s**2 / (2 * y)), (0.5, 1.0, 2.0), (3.0, 4.0, 1.5),
      (0.875, 75.5, 1.125))
tails("pareto", lambda y, low, a: 1 - (low / y) ** a if y >= low else 0, (1.5, 1.0, 2.0), (1e6, 0.125, 0.5), (3.0, 2.875, 40.0))
tails("pareto", lambda y, low, a: 0, (0.5, 1.0, 2.0), derivatives=False)
tails("pareto_type_2", lambda y, mu, s, a: 1 - (1 + (y - mu) / s) ** -a, (1.5, 1.0, 2.0, 0.75), (-1.0, -3.0, 0.5, 12.0),
      (1e4, 2.0, 3.0, 2.5))
tails("rayleigh", lambda y, s: 1 - exp(-(y**2) / (2 * s**2)), (0.5, 1.0), (12.0, 2.0), (1e-4, 3.0))
tails("loglogistic", lambda y, a, b: 1 / (1 + (y / a) ** -b), (0.5, 1.0, 2.0), (12.0, 2.0, 0.25), (1e-4, 3.0, 5.5),
      suffixes=["_cdf"])
tails("exponential", lambda y, rate: 0, (0.0, 2.0), derivatives=False)

tails("uniform", lambda y, a, b: (y - a) / (b - a), (0.5, 0.0, 2.0), (-3.0, -3.5, 100.0))
tails("uniform", lambda y, a, b: 1 if y > b else 0, (3.0, 0.0, 2.0), (-0.1, 0.0, 2.0), derivatives=False)
tails("beta", lambda y, a, b: beta_i(a, b, y), (0.5, 1.0, 2.0), (0.0625, 0.25, 0.125), (0.9375, 12.5, 0.5), (0.3125, 300.0, 710.0),
      (1e-3, 2.0, 3.0), (0.25, 15.0, 44.0), (0.5, 0.5, 0.5))
tails("beta_proportion", lambda y, mu, k: beta_i(mu * k, (1 - mu) * k, y), (0.5, 0.375, 2.0), (0.0625, 0.25, 0.125),
      (0.875, 0.8125, 50.0))


def summed(mass):
    return lambda n, *x: sum(mass(k, *x) for k in range(n + 1)) if n >= 0 else mpf(0)


def binomial_mass(n, trials, p):
    return binomial(trials, n) * p**n * (1 - p) ** (trials - n)


def negative_binomial(n, a, p):
    return rf(a, n) / factorial(n) * p**a * (1 - p) ** n


def beta_binomial(n, trials, a, b):
    return binomial(trials, n) * beta(n + a, trials - n + b) / beta(a, b)


def beta_neg_binomial(n, r, a, b):
    return gamma(n + r) / factorial(n) / gamma(r) * beta(b + n, a + r) / beta(a, b)


tails("bernoulli", lambda n, p: 1 - p if n == 0 else mpf(n > 0), (0, 0.25), (0, 1e-9))
tails("bernoulli", lambda n, p: mpf(n > 0), (1, 0.25), (-1, 0.25), (2, 0.5), derivatives=False)
tails("binomial", summed(binomial_mass), (3, 10, 0.25), (0, 10, 0.25), (9, 10, 0.75), (5, 300, 0.0078125), (40, 90, 0.4375))
tails("binomial", lambda n, t, p: mpf(n > 0), (10, 10, 0.25), (12, 10, 0.25), (-1, 10, 0.25), derivatives=False)
tails("poisson", summed(lambda n, r: r**n * exp(-r) / factorial(n)), (0, 1.5), (3, 1.5), (9, 30.0), (12, 2.0), (105, 99.5))
tails("poisson", lambda n, r: mpf(n >= 0), (-1, 1.5), (2, 0.0), derivatives=False)
NEGATIVE = [(0, 1.5, 2.0), (3, 0.25, 0.125), (45, 30.0, 0.625), (7, 20.0, 3.5), (60, 45.0, 11.0)]
tails("neg_binomial", summed(lambda n, a, b: negative_binomial(n, a, b / (1 + b))), *NEGATIVE)
tails("neg_binomial_2", summed(lambda n, m, f: negative_binomial(n, f, f / (m + f))), *NEGATIVE)
tails("neg_binomial_2", lambda n, m, f: mpf(0), (-1, 1.0, 1.0), derivatives=False)
tails("beta_binomial", summed(beta_binomial), (3, 10, 0.25, 2.0), (0, 10, 0.25, 3.5), (30, 45, 20.0, 8.0))
tails("beta_binomial", lambda n, *x: mpf(n > 0), (10, 10, 0.25, 2.0), (-1, 10, 0.25, 3.5), derivatives=False)
tails("beta_neg_binomial", summed(beta_neg_binomial), (0, 1.5, 2.0, 0.5), (3, 0.25, 0.125, 4.0), (45, 30.0, 3.5, 8.0))
tails("discrete_range", lambda n, a, b: (n - a + 1) / mpf(b - a + 1), (3, 1, 6), (-2, -5, 7), (6, 1, 6))
tails("discrete_range", lambda n, a, b: mpf(n > b), (9, 1, 6), (0, 1, 6))
tails("yule_simon", lambda n, a: 1 - n * beta(n, a + 1), (1, 1.5), (7, 0.25), (1000, 2.5))

REFERENCE.write(__file__)
