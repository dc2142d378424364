"""Writes diagnostics.jsonl: draws of chains, log weights, and what is said of them.

Python 3.11, numpy 2.4.6, scipy 1.17.1, ArviZ 0.23.4. R-hat, effective sizes, E-BFMI, the errors of mean and quantiles and
PSIS are ArviZ's; the error of the standard deviation is the delta method's, with ArviZ's effective size of the squared
distances.
"""

import json
import pathlib

import arviz as az
import numpy as np
from arviz.stats.diagnostics import _ess, _mcse_mean, _mcse_quantile, _rhat, _split_chains, _z_scale
from arviz.stats.stats import _psislw
from scipy import stats

RNG = np.random.default_rng(20261123)
PROBABILITIES = [0.025, 0.16, 0.5, 0.84, 0.975]


def autoregression(n_chains, n_draws, coefficient):
    x = RNG.standard_normal((n_chains, n_draws))
    for i in range(1, n_draws):
        x[:, i] += coefficient * x[:, i - 1]
    return x


def rhat(x):
    """ArviZ's, which it refuses for one chain although that has two halves."""
    halves = _split_chains(x)
    folded = abs(halves - np.median(halves))
    return max(_rhat(_z_scale(halves)), _rhat(_z_scale(folded)))


def mcse_sd(x):
    squares = (x - x.mean()) ** 2
    size = _ess(_split_chains(squares))
    variance = squares.mean()
    return np.sqrt((np.mean(squares**2) - variance**2) / size / variance / 4)


def diagnosed(name, x):
    return {
        "name": name,
        "chains": x.tolist(),
        "rhat": float(rhat(x)),
        "bulk": float(az.ess(x, method="bulk")),
        "tail": float(az.ess(x, method="tail")),
        "mean": float(az.ess(x, method="mean")),
        "mcse_mean": float(_mcse_mean(x)),
        "mcse_sd": float(mcse_sd(x)),
        "mcse_quantiles": [float(_mcse_quantile(x, p)) for p in PROBABILITIES],
        "e_bfmi": [float(e) for e in az.bfmi(x)],
    }


def weighed(name, log_weights, relative_efficiency=1.0):
    n = len(log_weights)
    cutoff = -int(np.ceil(min(n / 5.0, 3 * (n / relative_efficiency) ** 0.5))) - 1
    cutoff_min = np.log(np.finfo(float).tiny)
    smoothed, k = _psislw(log_weights.copy(), cutoff, cutoff_min, False)
    return {
        "name": name,
        "log_weights": log_weights.tolist(),
        "relative_efficiency": relative_efficiency,
        "smoothed": smoothed.tolist(),
        "k": float(k),
    }


def main():
    shifted = autoregression(4, 60, 0.2)
    shifted[3] += 1.5
    spread = RNG.standard_normal((3, 50))
    spread[0] *= 4
    lines = [
        diagnosed("independent", RNG.standard_normal((4, 100))),
        diagnosed("autoregression", autoregression(4, 120, 0.8)),
        diagnosed("slow", autoregression(2, 40, 0.99)),
        diagnosed("antithetic", autoregression(2, 80, -0.7)),
        diagnosed("heavy tails", RNG.standard_cauchy((4, 75))),
        diagnosed("counts", RNG.poisson(2.5, (4, 50)).astype(float)),
        diagnosed("shifted", shifted),
        diagnosed("spread", spread),
        diagnosed("odd", autoregression(3, 51, 0.5)),
        diagnosed("one chain", autoregression(1, 90, 0.3)),
        diagnosed("short", RNG.standard_normal((2, 9))),
        weighed("normal", stats.norm.logpdf(z := RNG.standard_normal(300), 0.5) - stats.norm.logpdf(z)),
        weighed("narrow proposal", stats.norm.logpdf(z := 0.5 * RNG.standard_normal(300)) - stats.norm.logpdf(z, 0, 0.5)),
        weighed("large", 700 + 3 * RNG.standard_normal(200)),
        weighed("correlated", RNG.standard_normal(300), 0.4),
        weighed("wide", -40 * RNG.standard_exponential(150)),
    ]
    out = pathlib.Path(__file__).with_name("diagnostics.jsonl")
    out.write_text("".join(json.dumps(line) + "\n" for line in lines))


if __name__ == "__main__":
    main()
