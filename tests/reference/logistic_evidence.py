"""The evidence of configs/logistic_evidence.toml by bridge sampling, for tests/configs.rs.

Posterior draws come from Markov chains, not from weights: walkers that alternate random-walk Metropolis steps with
independent proposals from a t distribution. The evidence is the ratio that Meng and Wong (1996), "Simulating ratios of
normalizing constants via a simple identity", estimate with draws from both the posterior and a normal distribution, whose
mean and covariance are those of other posterior draws. The standard error comes from independent replicates.

Run with: python logistic_evidence.py > logistic_evidence.json        (Python 3.11, numpy 2.4.6)
"""

import json
import math
import pathlib

import numpy as np

DATA = json.loads((pathlib.Path(__file__).parents[2] / "models/logistic/logistic.json").read_text())
X, Y = np.array(DATA["X"]), np.array(DATA["y"])
PRIOR_SD = 2.5
REPLICATES, WALKERS, WARMUP, KEPT = 24, 500, 30, 100
DEGREES = 6


def log_joint(beta):
    """Log likelihood and log prior at the rows of `beta`, normalised."""
    eta = beta @ X.T
    likelihood = eta @ Y - (np.maximum(eta, 0) + np.log1p(np.exp(-abs(eta)))).sum(axis=1)
    prior = -0.5 * (beta**2).sum(axis=1) / PRIOR_SD**2 - beta.shape[1] * math.log(PRIOR_SD * math.sqrt(2 * math.pi))
    return likelihood + prior


def mode():
    """The mode, and the inverse of the curvature there, by Newton's method."""
    beta = np.zeros(X.shape[1])
    for _ in range(50):
        p = 1 / (1 + np.exp(-X @ beta))
        curvature = (X.T * (p * (1 - p))) @ X + np.eye(len(beta)) / PRIOR_SD**2
        beta = beta + np.linalg.solve(curvature, X.T @ (Y - p) - beta / PRIOR_SD**2)
    return beta, np.linalg.inv(curvature)


class Elliptic:
    """A multivariate t distribution; a normal one without degrees of freedom."""

    def __init__(self, mean, covariance, degrees=None):
        self.mean, self.degrees = mean, degrees
        self.root = np.linalg.cholesky(covariance)
        self.dim = len(mean)

    def draw(self, rng, n):
        z = rng.standard_normal((n, self.dim))
        if self.degrees:
            z *= np.sqrt(self.degrees / rng.chisquare(self.degrees, n))[:, None]
        return self.mean + z @ self.root.T

    def log_density(self, x):
        z = np.linalg.solve(self.root, (x - self.mean).T)
        squares = (z**2).sum(axis=0)
        log_root = np.log(np.diag(self.root)).sum()
        if not self.degrees:
            return -0.5 * squares - log_root - 0.5 * self.dim * math.log(2 * math.pi)
        nu, k = self.degrees, self.dim
        constant = math.lgamma((nu + k) / 2) - math.lgamma(nu / 2) - 0.5 * k * math.log(nu * math.pi)
        return constant - log_root - 0.5 * (nu + k) * np.log1p(squares / nu)


def posterior(rng, centre, covariance):
    """Draws of all walkers, an array of iteration, walker and coefficient."""
    proposal = Elliptic(centre, covariance, DEGREES)
    walk = np.linalg.cholesky(covariance) * 2.38 / math.sqrt(len(centre))
    x = proposal.draw(rng, WALKERS)
    log_x = log_joint(x)
    kept = []

    def accept(candidate, log_correction):
        nonlocal x, log_x
        log_candidate = log_joint(candidate)
        taken = np.log(rng.random(WALKERS)) < log_candidate - log_x + log_correction(candidate)
        x, log_x = np.where(taken[:, None], candidate, x), np.where(taken, log_candidate, log_x)

    for iteration in range(WARMUP + KEPT):
        accept(x + rng.standard_normal(x.shape) @ walk.T, lambda _: 0.0)
        accept(proposal.draw(rng, WALKERS), lambda y: proposal.log_density(x) - proposal.log_density(y))
        if iteration >= WARMUP:
            kept.append(x)
    return np.array(kept)


def bridge(log_ratio_posterior, log_ratio_normal):
    """The logarithm of the evidence from `log joint - log normal density` at draws from the posterior and the normal."""
    n, m = len(log_ratio_posterior), len(log_ratio_normal)
    log_evidence = np.median(log_ratio_posterior)
    for _ in range(200):
        # The optimal bridge, with the evidence of the last round.
        a, b = log_ratio_posterior - log_evidence, log_ratio_normal - log_evidence
        step = math.log(np.mean(np.exp(b) / (n * np.exp(b) + m))) - math.log(np.mean(1 / (n * np.exp(a) + m)))
        log_evidence += step
        if abs(step) < 1e-13:
            break
    return log_evidence


def replicate(seed):
    rng = np.random.default_rng(seed)
    draws = posterior(rng, *mode())
    # The normal is fitted to half of the walkers, the bridge stands on the other half.
    fitted, used = (half.reshape(-1, X.shape[1]) for half in np.split(draws, 2, axis=1))
    normal = Elliptic(fitted.mean(axis=0), np.cov(fitted.T))
    fresh = normal.draw(rng, len(used))
    return bridge(*(log_joint(x) - normal.log_density(x) for x in (used, fresh)))


def main():
    found = np.array([replicate(seed) for seed in range(REPLICATES)])
    error = found.std(ddof=1) / math.sqrt(REPLICATES)
    print(json.dumps({"log_evidence": found.mean(), "error": error, "replicates": REPLICATES}, indent=1))


if __name__ == "__main__":
    main()
