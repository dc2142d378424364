"""Writes densities_univariate.jsonl: densities and mass functions of scalars. See densities_common.py."""

from mpmath import besseli, beta, binomial, cos, cosh, erfc, exp, factorial, gamma, inf, log, mpf, ncdf, npdf, pi, rf, sqrt

from densities_common import Reference

REFERENCE = Reference()
add = REFERENCE.add


def density(name, function, *points, **options):
    """Rows of the logarithm of a density."""
    add(name, lambda *x: log(p) if (p := function(*x)) > 0 else -inf, *points, **options)


def normal(y, mu, sigma):
    return npdf(y, mu, sigma)


def student_t(y, nu, mu, sigma):
    return gamma((nu + 1) / 2) / gamma(nu / 2) / sqrt(nu * pi) / sigma * (1 + ((y - mu) / sigma) ** 2 / nu) ** (
        -(nu + 1) / 2)


def logistic(y, mu, sigma):
    return 1 / (4 * sigma * cosh((y - mu) / sigma / 2) ** 2)


def exp_mod_normal(y, mu, sigma, rate):
    return rate / 2 * exp(rate / 2 * (2 * mu + rate * sigma**2 - 2 * y)) * erfc(
        (mu + rate * sigma**2 - y) / sqrt(2) / sigma)


def skew_double_exponential(y, mu, sigma, tau):
    below = (1 - tau) * (mu - y) if y < mu else 0
    above = tau * (y - mu) if y > mu else 0
    return 2 * tau * (1 - tau) / sigma * exp(-2 / sigma * (below + above))


LOCATION = [(0.5, 1.0, 2.0), (-3.25, 0.0, 0.1), (1e3, -20.0, 55.5), (0.7, 0.7, 1.0), (2.0, 1.5, 1e-3), (4.0, 5.0, 1e8)]
density("normal_lpdf", normal, *LOCATION, (40.0, 0.0, 1.0))
density("std_normal_lpdf", lambda y: npdf(y), (0.0,), (1.5,), (-7.0,), (40.0,))
density("cauchy_lpdf", lambda y, mu, sigma: 1 / (pi * sigma * (1 + ((y - mu) / sigma) ** 2)), *LOCATION,
        (1e150, 0.0, 2.5))
density("student_t_lpdf", student_t, (0.5, 3.0, 1.0, 2.0), (-3.25, 0.7, 0.0, 0.1), (1e3, 4.0, -20.0, 55.5),
        (0.7, 30.0, 0.7, 1.0), (12.0, 100.0, 2.0, 3.0), (2.0, 1.0, 0.0, 10.0), (1.0, 1000.0, 0.5, 0.25))
density("logistic_lpdf", logistic, *LOCATION, (-200.0, 0.0, 1.0))
density("double_exponential_lpdf", lambda y, mu, sigma: exp(-abs(y - mu) / sigma) / 2 / sigma,
        *[point for point in LOCATION if point[0] != point[1]])
density("double_exponential_lpdf", lambda y, mu, sigma: exp(-abs(y - mu) / sigma) / 2 / sigma, (0.7, 0.7, 1.0),
        derivatives=False)
density("gumbel_lpdf", lambda y, mu, beta: exp(-(y - mu) / beta - exp(-(y - mu) / beta)) / beta,
        *[point for point in LOCATION if point[2] != 0.1], (-3.0, 0.0, 1.0))
density("skew_normal_lpdf", lambda y, xi, omega, alpha: 2 / omega * npdf((y - xi) / omega) * ncdf(
    alpha * (y - xi) / omega), (0.5, 1.0, 2.0, 0.5), (-3.25, 0.0, 1.1, 4.0), (1.0, -2.0, 3.0, -2.5), (3.0, 3.0, 1.0, 2.0),
        (-6.0, 0.0, 1.0, 10.0), (2.0, 1.0, 0.5, 0.0))
density("exp_mod_normal_lpdf", exp_mod_normal, (0.5, 1.0, 2.0, 0.5), (-3.25, 0.0, 1.1, 4.0), (20.0, -2.0, 3.0, 0.25),
        (3.0, 3.0, 1.0, 2.0), (-6.0, 0.0, 1.0, 10.0), (100.0, 1.0, 0.5, 2.0))
density("skew_double_exponential_lpdf", skew_double_exponential, (0.5, 1.0, 2.0, 0.5), (-3.25, 0.0, 1.1, 0.9),
        (20.0, -2.0, 3.0, 0.25), (3.0, 2.0, 1.0, 0.01))
density("von_mises_lpdf", lambda y, mu, kappa: exp(kappa * cos(y - mu)) / (2 * pi * besseli(0, kappa)),
        (0.5, 1.0, 2.0), (-3.0, 0.25, 0.125), (1.0, 7.0, 20.0), (2.0, 2.1, 35.0), (2.0, 1.9, 1500.0))


def gamma_density(y, alpha, rate):
    return rate**alpha * y ** (alpha - 1) * exp(-rate * y) / gamma(alpha)


def inv_gamma(y, alpha, scale):
    return scale**alpha * y ** (-alpha - 1) * exp(-scale / y) / gamma(alpha) if y > 0 else 0


SHAPES = [(0.5, 1.0, 2.0), (1.25, 0.3, 0.1), (30.0, 12.5, 0.4), (1e-5, 2.5, 3.0), (2.0, 40.0, 20.0), (7.5, 9.75, 1.5)]
density("exponential_lpdf", lambda y, rate: rate * exp(-rate * y), (0.5, 2.0), (0.0, 3.0), (100.0, 0.02), (3.0, 250.0))
density("gamma_lpdf", gamma_density, *SHAPES, (1000.0, 2e4, 20.0), (1e-8, 1e-4, 1.0))
density("inv_gamma_lpdf", inv_gamma, *SHAPES, (0.01, 200.0, 2.0), (0.0, 1.0, 1.0), (-1.0, 1.0, 1.0))
density("lognormal_lpdf", lambda y, mu, sigma: npdf(log(y), mu, sigma) / y if y > 0 else 0, (0.5, 1.0, 2.0),
        (1e-10, 0.0, 1.5), (3.0, 1.0, 0.1), (1e6, 12.0, 0.5), (0.0, 0.0, 1.0))
WEIBULL = [(0.5, 1.0, 2.0), (1.25, 0.3, 0.1), (3.0, 12.5, 4.0), (2.0, 2.5, 3.0), (2.0, 40.0, 2.5)]
density("weibull_lpdf", lambda y, a, s: a / s * (y / s) ** (a - 1) * exp(-((y / s) ** a)) if y >= 0 else 0, *WEIBULL,
        (-1.0, 2.0, 1.0), (0.0, 2.0, 1.0))
density("weibull_lpdf", lambda y, a, s: a / s * (y / s) ** (a - 1) * exp(-((y / s) ** a)), (0.0, 1.0, 2.0),
        derivatives=False)
density("frechet_lpdf", lambda y, a, s: a / s * (y / s) ** (-a - 1) * exp(-((y / s) ** -a)), (0.5, 1.0, 2.0),
        (1.25, 0.3, 0.1), (3.0, 12.5, 4.0), (2.0, 2.5, 3.0))
CHI = [(0.5, 1.0), (3.0, 4.0), (1e-6, 2.5), (80.0, 75.5), (12.0, 2.0)]
density("chi_square_lpdf", lambda y, nu: gamma_density(y, nu / 2, 0.5), *CHI)
density("chi_square_lpdf", lambda y, nu: gamma_density(y, nu / 2, 0.5), (0.0, 2.0), (0.0, 5.0), derivatives=False)
density("inv_chi_square_lpdf", lambda y, nu: 2 ** (-nu / 2) / gamma(nu / 2) * y ** (-nu / 2 - 1) * exp(-1 / (2 * y)),
        (0.5, 1.0), (3.0, 4.0), (0.013, 75.5))
density("inv_chi_square_lpdf", lambda y, nu: 0, (0.0, 1.0), (-2.0, 1.0))
density("scaled_inv_chi_square_lpdf", lambda y, nu, s: (nu / 2) ** (nu / 2) / gamma(nu / 2) * s**nu * y ** (
    -nu / 2 - 1) * exp(-nu * s**2 / (2 * y)) if y > 0 else 0, (0.5, 1.0, 2.0), (3.0, 4.0, 1.5), (0.9, 75.5, 1.1),
        (0.0, 1.0, 1.0))
density("pareto_lpdf", lambda y, low, a: a * low**a / y ** (a + 1) if y >= low else 0, (1.5, 1.0, 2.0), (1e6, 0.1, 0.5),
        (3.0, 2.9, 40.0), (0.5, 1.0, 2.0))
density("pareto_type_2_lpdf", lambda y, mu, s, a: a / s * (1 + (y - mu) / s) ** (-a - 1), (1.5, 1.0, 2.0, 0.7),
        (-1.0, -3.0, 0.5, 12.0), (1e7, 2.0, 3.0, 2.5))
density("rayleigh_lpdf", lambda y, s: y / s**2 * exp(-(y**2) / (2 * s**2)), (0.5, 1.0), (12.0, 2.0), (1e-8, 3.0))
density("loglogistic_lpdf", lambda y, a, b: b / a * (y / a) ** (b - 1) / (1 + (y / a) ** b) ** 2, (0.5, 1.0, 2.0),
        (12.0, 2.0, 0.3), (1e-8, 3.0, 5.5), (1e9, 3.0, 50.0))


def beta_density(y, a, b):
    return y ** (a - 1) * (1 - y) ** (b - 1) / beta(a, b)


density("uniform_lpdf", lambda y, a, b: 1 / (b - a) if a <= y <= b else 0, (0.5, 0.0, 2.0), (-3.0, -3.5, 100.0),
        (3.0, 0.0, 2.0), (-0.1, 0.0, 2.0))
density("uniform_lpdf", lambda y, a, b: 1 / (b - a), (2.0, 0.0, 2.0), (0.0, 0.0, 2.0), derivatives=False)
density("beta_lpdf", beta_density, (0.5, 1.0, 2.0), (0.01, 0.3, 0.1), (0.999, 12.5, 0.4), (0.3, 3000.0, 7100.0),
        (1e-9, 2.0, 3.0), (0.25, 15.0, 44.0))
density("beta_lpdf", beta_density, (0.0, 1.0, 2.0), (1.0, 3.0, 1.0), (0.0, 2.0, 2.0), derivatives=False)
density("beta_proportion_lpdf", lambda y, mu, k: beta_density(y, mu * k, (1 - mu) * k), (0.5, 0.4, 2.0), (0.01, 0.3, 0.1),
        (0.9, 0.85, 150.0))


def negative_binomial(n, a, p):
    return rf(a, n) / factorial(n) * p**a * (1 - p) ** n


density("poisson_lpmf", lambda n, r: r**n * exp(-r) / factorial(n), (0, 1.5), (3, 1.5), (9, 30.0), (12, 0.01),
        (100000, 99000.5), (40, 41.0), (12, 7e-8), (300, 1e-13), (15, 1e-200))
density("poisson_lpmf", lambda n, r: 1 if n == 0 else 0, (0, 0.0), (2, 0.0), derivatives=False)
density("poisson_log_lpmf", lambda n, e: exp(e * n - exp(e)) / factorial(n), (0, 1.5), (3, 1.5), (9, 3.0), (12, -4.0),
        (100000, 11.5), (0, -30.0), (12, -16.5), (300, -30.0))
density("neg_binomial_lpmf", lambda n, a, b: negative_binomial(n, a, b / (1 + b)), (0, 1.5, 2.0), (3, 0.2, 0.1),
        (45, 30.0, 0.6), (7, 1e3, 50.0), (1000, 950.0, 1.1))
density("neg_binomial_2_lpmf", lambda n, m, f: negative_binomial(n, f, f / (m + f)), (0, 1.5, 2.0), (3, 0.2, 0.1),
        (45, 30.0, 0.6), (7, 1e3, 50.0), (1000, 950.0, 110.0))
density("neg_binomial_2_log_lpmf", lambda n, e, f: negative_binomial(n, f, f / (exp(e) + f)), (0, 1.5, 2.0),
        (3, -0.2, 0.1), (45, 3.5, 0.6), (7, 6.0, 50.0), (1000, 6.9, 110.0), (5, -20.0, 3.0))
density("beta_neg_binomial_lpmf", lambda n, r, a, b: gamma(n + r) / factorial(n) / gamma(r) * beta(b + n, a + r) / beta(
    a, b), (0, 1.5, 2.0, 0.5), (3, 0.2, 0.1, 4.0), (45, 30.0, 3.6, 8.0))
density("yule_simon_lpmf", lambda n, a: a * beta(n, a + 1), (1, 1.5), (7, 0.3), (1000, 2.5))


def success(n, p):
    return p if n == 1 else 1 - p


def binomial_mass(n, trials, p):
    return binomial(trials, n) * p**n * (1 - p) ** (trials - n)


def inv_logit(x):
    return 1 / (1 + exp(-x))


density("bernoulli_lpmf", success, (1, 0.25), (0, 0.25), (1, 1e-9), (0, 0.875))
density("bernoulli_lpmf", success, (1, 1.0), (0, 0.0), (0, 1.0), (1, 0.0), derivatives=False)
density("bernoulli_logit_lpmf", lambda n, a: success(n, inv_logit(a)), (1, 0.25), (0, 0.25), (1, -60.0), (0, 2.5), (1, 50.0))
density("binomial_lpmf", binomial_mass, (3, 10, 0.25), (0, 10, 0.25), (10, 10, 0.75), (5, 300, 1e-3), (40000, 90000, 0.44),
        (0, 0, 0.5), (12, 40, 7e-8), (30, 40, 1e-13))
density("binomial_lpmf", binomial_mass, (0, 10, 0.0), (10, 10, 1.0), (3, 10, 1.0), (3, 10, 0.0), derivatives=False)
density("binomial_logit_lpmf", lambda n, t, a: binomial_mass(n, t, inv_logit(a)), (3, 10, 0.25), (0, 10, 0.25),
        (10, 10, -3.0), (5, 300, -5.0), (40000, 90000, -0.25), (20, 50, -40.0), (0, 0, 0.5))
density("beta_binomial_lpmf", lambda n, t, a, b: binomial(t, n) * beta(n + a, t - n + b) / beta(a, b) if 0 <= n <= t else 0,
        (3, 10, 0.25, 2.0), (0, 10, 0.25, 3.5), (30, 45, 20.0, 8.0), (11, 10, 1.0, 1.0), (-1, 10, 1.0, 1.0))
density("discrete_range_lpmf", lambda n, a, b: 1 / mpf(b - a + 1) if a <= n <= b else 0, (3, 1, 6), (-2, -2, -2), (9, 1, 6))
density("hypergeometric_lpmf", lambda n, t, a, b: binomial(a, n) * binomial(b, t - n) / binomial(a + b, t), (3, 10, 8, 12),
        (0, 4, 9, 5), (5, 5, 5, 30), (50, 200, 300, 1000))

REFERENCE.write(__file__)
