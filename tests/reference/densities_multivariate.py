"""Writes densities_multivariate.jsonl: densities of vectors and matrices, and regressions. See densities_common.py.

Of a symmetric matrix the lower triangle is read, so derivatives by elements above the diagonal are 0.
"""

from mpmath import (beta, binomial, det, diag, exp, factorial, gamma, inverse, loggamma, log, matrix, mpf, ncdf, npdf, pi,
                    rf, sqrt)

from densities_common import Reference

REFERENCE = Reference()
add = REFERENCE.add


def symmetric(rows):
    return matrix([[rows[max(i, j)][min(i, j)] for j in range(len(rows))] for i in range(len(rows))])


def product(factor):
    n = len(factor)
    lower = matrix([[factor[i][j] if j <= i else 0 for j in range(n)] for i in range(n)])
    return lower * lower.T


def distance(y, mu, covariance):
    step = matrix([a - b for a, b in zip(y, mu)])
    return (step.T * inverse(covariance) * step)[0]


def multi_normal(y, mu, covariance):
    return -log((2 * pi) ** len(y) * det(covariance)) / 2 - distance(y, mu, covariance) / 2


def multi_student_t(y, nu, mu, covariance):
    k = len(y)
    return (loggamma((nu + k) / 2) - loggamma(nu / 2) - log((nu * pi) ** k * det(covariance)) / 2
            - (nu + k) / 2 * log(1 + distance(y, mu, covariance) / nu))


TWO = [[2.0, 0.5], [0.5, 1.25]]
THREE = [[1.5, -0.25, 0.75], [-0.25, 3.0, 0.125], [0.75, 0.125, 2.25]]
LOWER_TWO = [[1.25, 0.0], [-0.5, 0.75]]
LOWER_THREE = [[1.5, 0.0, 0.0], [-0.25, 3.0, 0.0], [0.75, 0.125, 0.5]]
Y2, M2, Y3, M3 = [0.5, -1.25], [1.0, 2.0], [0.25, 3.5, -7.0], [1.0, -2.0, 0.5]
PAIRS = [(Y2, M2, TWO), (Y3, M3, THREE), ([0.7], [2.0], [[4.0]])]
LOWER_PAIRS = [(Y2, M2, LOWER_TWO), (Y3, M3, LOWER_THREE), ([0.7], [2.0], [[4.0]])]
add("multi_normal_lpdf", lambda y, mu, s: multi_normal(y, mu, symmetric(s)), *PAIRS)
add("multi_normal_prec_lpdf", lambda y, mu, p: multi_normal(y, mu, inverse(symmetric(p))), *PAIRS)
add("multi_normal_cholesky_lpdf", lambda y, mu, f: multi_normal(y, mu, product(f)), *LOWER_PAIRS)
add("multi_student_t_lpdf", lambda y, nu, mu, s: multi_student_t(y, nu, mu, symmetric(s)),
    *[(y, nu, mu, s) for nu, (y, mu, s) in zip([3.0, 0.75, 40.0], PAIRS)])
add("multi_student_t_cholesky_lpdf", lambda y, nu, mu, f: multi_student_t(y, nu, mu, product(f)),
    *[(y, nu, mu, f) for nu, (y, mu, f) in zip([3.0, 0.75, 40.0], LOWER_PAIRS)])


def multi_gp(y, covariance, weights):
    return sum(multi_normal(row, [0] * len(row), covariance / w) for row, w in zip(y, weights))


ROWS = [[0.5, -1.25], [3.0, 0.25], [1.0, 1.5]]
add("multi_gp_lpdf", lambda y, s, w: multi_gp(y, symmetric(s), w), (ROWS, TWO, [0.5, 2.0, 1.25]))
add("multi_gp_cholesky_lpdf", lambda y, f, w: multi_gp(y, product(f), w), (ROWS, LOWER_TWO, [0.5, 2.0, 1.25]))


def dirichlet(theta, alpha):
    return loggamma(sum(alpha)) + sum((a - 1) * log(t) - loggamma(a) for t, a in zip(theta, alpha))


add("dirichlet_lpdf", dirichlet, ([0.25, 0.5, 0.25], [1.0, 2.5, 0.3]), ([0.125, 0.875], [30.0, 12.0]), ([1.0], [3.0]))


def categorical(n, theta):
    return sum(log(theta[k - 1]) for k in (n if isinstance(n, list) else [n]))


def softmax(x):
    return [exp(a) / sum(exp(b) for b in x) for a in x]


add("categorical_lpmf", categorical, (2, [0.25, 0.5, 0.25]), ([1, 3, 3], [0.25, 0.5, 0.25]), (1, [1.0]))
add("categorical_logit_lpmf", lambda n, x: categorical(n, softmax(x)), (2, [0.25, 0.5, -2.25]),
    ([1, 3, 3], [30.0, -20.5, 700.25]))


def multinomial(n, theta):
    return log(factorial(sum(n))) + sum(k * log(t) - log(factorial(k)) for k, t in zip(n, theta))


add("multinomial_lpmf", multinomial, ([2, 0, 7], [0.25, 0.5, 0.25]), ([30, 12], [0.125, 0.875]), ([0, 0], [0.5, 0.5]))
add("multinomial_logit_lpmf", lambda n, x: multinomial(n, softmax(x)), ([2, 0, 7], [0.25, 0.5, -2.25]),
    ([30, 12], [4.0, 5.0]))
add("dirichlet_multinomial_lpmf", lambda n, a: log(factorial(sum(n)) * gamma(sum(a)) / gamma(sum(a) + sum(n))) + sum(
    log(rf(b, k) / factorial(k)) for k, b in zip(n, a)), ([2, 0, 7], [0.25, 0.5, 3.5]), ([30, 12], [40.0, 0.125]))


def inv_logit(x):
    return 1 / (1 + exp(-x))


def ordered(cdf, k, x, cuts):
    if not isinstance(k, list):
        k = [k]
    total = 0
    for i, category in enumerate(k):
        place = x[i] if isinstance(x, list) else x
        upper = cdf(cuts[category - 1] - place) if category <= len(cuts) else 1
        lower = cdf(cuts[category - 2] - place) if category >= 2 else 0
        total += log(upper - lower)
    return total


CUTS = [-1.5, 0.25, 0.5, 3.0]
ORDERED = [(1, 0.5, CUTS), (3, 0.375, CUTS), (5, -2.0, CUTS), (4, -20.0, CUTS), (2, 12.5, CUTS),
           ([1, 5, 2], [0.5, -1.25, 3.0], CUTS), (2, 0.5, [1.0]), (1, 9.0, [1.0])]
add("ordered_logistic_lpmf", lambda k, x, c: ordered(inv_logit, k, x, c), *ORDERED)
add("ordered_probit_lpmf", lambda k, x, c: ordered(ncdf, k, x, c), *ORDERED, ([3, 2], 0.5, CUTS))


def predictors(x, intercept, slopes):
    x = x if isinstance(x[0], list) else [x]
    return [(intercept[i] if isinstance(intercept, list) else intercept) + sum(a * b for a, b in zip(row, slopes))
            for i, row in enumerate(x)]


def each(x, n):
    return x if isinstance(x, list) else [x] * n


def glm(mass, x, intercept, slopes, *others):
    eta = predictors(x, intercept, slopes)
    return sum(log(mass(e, *o)) for e, *o in zip(eta, *[each(other, len(eta)) for other in others]))


X = [[0.5, -1.25], [3.0, 0.25], [1.0, 1.5]]
SLOPES, EACH = [0.75, -0.5], [0.1, 0.2, -0.3]
add("normal_id_glm_lpdf", lambda y, x, a, b, s: glm(lambda e, y, s: npdf(y, e, s), x, a, b, y, s),
    ([1.0, 2.0, -0.5], X, 0.25, SLOPES, 1.5), ([1.0, 2.0, -0.5], X, EACH, SLOPES, [0.5, 1.5, 2.5]),
    (0.75, X, 0.25, SLOPES, 1.5))
add("bernoulli_logit_glm_lpmf", lambda y, x, a, b: glm(lambda e, y: inv_logit(e if y else -e), x, a, b, y),
    ([1, 0, 1], X, 0.25, SLOPES), ([0, 0, 1], X, EACH, SLOPES), (1, X, 0.25, SLOPES))
add("poisson_log_glm_lpmf", lambda y, x, a, b: glm(lambda e, y: exp(y * e - exp(e)) / factorial(y), x, a, b, y),
    ([3, 0, 12], X, 0.25, SLOPES), ([3, 0, 12], X, EACH, SLOPES), (2, X, 0.25, SLOPES))
add("neg_binomial_2_log_glm_lpmf", lambda y, x, a, b, f: glm(lambda e, y: rf(f, y) / factorial(y) * (f / (exp(e) + f)) ** f * (
    exp(e) / (exp(e) + f)) ** y, x, a, b, y), ([3, 0, 12], X, 0.25, SLOPES, 2.5), (2, X, EACH, SLOPES, 0.25))
add("binomial_logit_glm_lpmf", lambda y, n, x, a, b: glm(lambda e, y, n: binomial(n, y) * inv_logit(e) ** y * inv_logit(
    -e) ** (n - y), x, a, b, y, n), ([3, 0, 12], [5, 5, 12], X, 0.25, SLOPES), (2, 4, X, EACH, SLOPES))


def categorical_glm(n, x, intercepts, slopes):
    logits = [[a + sum(v * w[k] for v, w in zip(row, slopes)) for k, a in enumerate(intercepts)] for row in x]
    return sum(log(softmax(row)[k - 1]) for row, k in zip(logits, each(n, len(x))))


add("categorical_logit_glm_lpmf", categorical_glm, ([1, 3, 2], X, EACH, [[0.5, 0.25, -1.0], [0.75, 2.0, 0.125]]),
    (3, X, EACH, [[0.5, 0.25, -1.0], [0.75, 2.0, 0.125]]))
add("ordered_logistic_glm_lpmf", lambda k, x, b, c: ordered(inv_logit, each(k, len(x)), predictors(x, 0, b), c),
    ([1, 4, 2], X, SLOPES, CUTS), (3, X, SLOPES, CUTS))


def lkj_normaliser(k, eta):
    """Equation 16 of Lewandowski, Kurowicka and Joe (2009): the integral of det^(eta - 1)."""
    total = mpf(0)
    for j in range(1, k):
        a = eta + (k - j - mpf(1)) / 2
        total += (2 * eta - 2 + k - j) * (k - j) * log(2) + (k - j) * log(beta(a, a))
    return total


def lkj_cholesky(factor, eta):
    k = len(factor)
    return -lkj_normaliser(k, eta) + sum((k - i - 1 + 2 * (eta - 1)) * log(factor[i][i]) for i in range(1, k)) + (
        2 * (eta - 1) * log(factor[0][0]))


CORRELATIONS = [[1.0, 0.5, -0.25], [0.5, 1.0, 0.125], [-0.25, 0.125, 1.0]]
add("lkj_corr_lpdf", lambda r, eta: (eta - 1) * log(det(symmetric(r))) - lkj_normaliser(len(r), eta),
    (CORRELATIONS, 1.0), (CORRELATIONS, 2.5), (CORRELATIONS, 0.3), ([[1.0, 0.75], [0.75, 1.0]], 4.0))
add("lkj_corr_lpdf", lambda r, eta: mpf(0), ([[1.0]], 2.0), derivatives=False)
add("lkj_corr_cholesky_lpdf", lkj_cholesky, ([[1.0, 0.0], [0.6, 0.8]], 2.0), ([[1.0, 0.0], [-0.28, 0.96]], 0.75),
    ([[1.0, 0.0, 0.0], [0.6, 0.8, 0.0], [0.48, 0.6, 0.64]], 3.5))


def lkj_cov(s, mu, sigma, eta):
    sd = [sqrt(s[i][i]) for i in range(len(s))]
    r = [[s[i][j] / sd[i] / sd[j] for j in range(len(s))] for i in range(len(s))]
    return (eta - 1) * log(det(symmetric(r))) - lkj_normaliser(len(s), eta) + sum(
        log(npdf(log(a), m, t) / a) for a, m, t in zip(sd, mu, sigma))


add("lkj_cov_lpdf", lkj_cov, (TWO, [0.5, 0.25], [1.0, 2.0], 2.0), (THREE, [0.5, 0.25, -1.0], [1.0, 2.0, 0.5], 0.75))


def multigamma(k, x):
    return log(pi) * k * (k - 1) / 4 + sum(loggamma(x - mpf(j) / 2) for j in range(k))


def wishart(y, nu, s):
    k = y.rows
    return ((nu - k - 1) / 2 * log(det(y)) - sum((inverse(s) * y)[i, i] for i in range(k)) / 2 - nu * k / 2 * log(2)
            - nu / 2 * log(det(s)) - multigamma(k, nu / 2))


def inv_wishart(y, nu, s):
    k = y.rows
    return (nu / 2 * log(det(s)) - nu * k / 2 * log(2) - multigamma(k, nu / 2) - (nu + k + 1) / 2 * log(det(y))
            - sum((s * inverse(y))[i, i] for i in range(k)) / 2)


def volume(factor):
    k = len(factor)
    return k * log(2) + sum((k - i) * log(factor[i][i]) for i in range(k))


MATRICES = [(TWO, 4.0, [[3.0, 0.25], [0.25, 0.5]]), (THREE, 2.25, [[1.0, 0.0, 0.5], [0.0, 2.0, 0.25], [0.5, 0.25, 4.0]]),
            ([[0.7]], 3.0, [[2.0]])]
FACTORS = [(LOWER_TWO, 4.0, [[3.0, 0.0], [0.25, 0.5]]),
           (LOWER_THREE, 2.25, [[1.0, 0.0, 0.0], [0.0, 2.0, 0.0], [0.5, 0.25, 4.0]])]
add("wishart_lpdf", lambda y, nu, s: wishart(symmetric(y), nu, symmetric(s)), *MATRICES)
add("inv_wishart_lpdf", lambda y, nu, s: inv_wishart(symmetric(y), nu, symmetric(s)), *MATRICES)
add("wishart_cholesky_lpdf", lambda y, nu, s: wishart(product(y), nu, product(s)) + volume(y), *FACTORS)
add("inv_wishart_cholesky_lpdf", lambda y, nu, s: inv_wishart(product(y), nu, product(s)) + volume(y), *FACTORS)



def dlm(y, f, g, v, w, m0, c0):
    """All observations at once: they are jointly normal."""
    f, g, w, m, c = matrix(f), matrix(g), matrix(w), matrix(m0), symmetric(c0)
    v = symmetric(v) if isinstance(v[0], list) else diag(v)
    r, times = len(y), len(y[0])
    mean, covariances = [], []
    for _ in range(times):
        m, c = g * m, g * c * g.T + w
        mean.append(f.T * m)
        covariances.append(c)
    joint = matrix(r * times)
    for s in range(times):
        reached = covariances[s]
        for t in range(s, times):
            block = f.T * reached.T * f + (v if s == t else 0 * v)
            for i in range(r):
                for j in range(r):
                    joint[s * r + i, t * r + j] = block[i, j]
                    joint[t * r + j, s * r + i] = block[i, j]
            reached = g * reached
    flat_y = [y[i][t] for t in range(times) for i in range(r)]
    return multi_normal(flat_y, [x for part in mean for x in part], joint)


SERIES = [[0.5, 1.25, -0.75, 2.0], [1.0, 0.25, 0.5, -1.5]]
DESIGN, TRANSITION = [[1.0, 0.5], [0.25, -1.0], [0.0, 0.75]], [[0.5, 0.25, 0.0], [0.125, 0.75, 0.5], [-0.25, 0.0, 1.0]]
add("gaussian_dlm_obs_lpdf", dlm, (SERIES, DESIGN, TRANSITION, [0.5, 1.5], THREE, M3, THREE),
    (SERIES, DESIGN, TRANSITION, TWO, THREE, M3, THREE), derivatives=False)

REFERENCE.write(__file__)
