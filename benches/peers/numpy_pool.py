"""What numpy and multiprocessing.Pool take for the workloads of `cargo bench --bench workloads`, on this machine.

    python3 -m venv peers && peers/bin/pip install numpy && peers/bin/python benches/peers/numpy_pool.py [WORD...]

With words, only the workloads whose names contain one of them. Printed are median and least seconds of several runs, in one
process and with Pool(2).map, whose workers are there before the clock starts; results are pickled, as they are for whoever
uses a pool. The same arithmetic in plain Python stands beside numpy for the sweep, as that is how such sweeps are written.
"""

import os
import statistics
import sys
import time
from multiprocessing import Pool

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np

N_PROCESSES = 2
rng = np.random.default_rng(1)


# The log density of a normal model with 1,000 data on a grid of 1000 x 1000 points, row by row.
Y = rng.uniform(-1, 1, 1000)
SIGMA = np.linspace(0.5, 2, 1000)


def normal_row(mu):
    squares = np.sum((Y[:, None] - mu) ** 2 / SIGMA**2, axis=0)
    return -0.5 * squares - len(Y) * (np.log(SIGMA) + 0.5 * np.log(2 * np.pi))


# 580 supernovae, integrals by 32 nodes, a grid of 200 x 200 points, row by row.
Z = np.linspace(0.015, 1.4, 580)
NODES, WEIGHTS = np.polynomial.legendre.leggauss(32)
LOG1P = np.log1p(0.5 * Z[:, None] * (1 + NODES))
CUBES = np.exp(3 * LOG1P)
M = 24 + 5 * np.log10(Z) + rng.normal(0, 0.15, 580)
W = np.linspace(-2, -0.2, 200)


def wcdm_row(matter):
    def one(w):
        squares = matter * CUBES + (1 - matter) * np.exp(3 * (1 + w) * LOG1P)
        distance = 0.5 * (1 + Z) * Z * ((1 / np.sqrt(squares)) @ WEIGHTS)
        residual = M - 5 * np.log10(distance)
        weighted = residual / 0.15**2
        return -0.5 * (residual @ weighted - weighted.sum() ** 2 * 0.15**2 / len(Z))

    return [one(w) for w in W]


# 200,000 draws from a t distribution, their densities under a logistic regression, in blocks of 1,000.
X = np.column_stack([np.ones(1000), rng.normal(size=(1000, 9)).round(2)])
B = rng.integers(0, 2, 1000)


def importance_block(seed):
    draws = np.random.default_rng(seed)
    z = draws.standard_normal((1000, 10)) * 0.1 * np.sqrt(5 / draws.chisquare(5, (1000, 1)))
    log_proposal = -7.5 * np.log1p(np.sum(z * z, axis=1) / 0.05)
    eta = z @ X.T
    log_likelihood = eta @ B - np.logaddexp(0, eta).sum(axis=1)
    return log_likelihood - np.sum(z * z, axis=1) / 12.5 - log_proposal


# 100 pairs of parameters, 100,000 numbers for each.
COUNTER = np.arange(100_000)


def sweep_python(pair):
    param1, param2 = pair
    return [param1 * ctr - param2**2 for ctr in range(100_000)]


def sweep_numpy(pair):
    param1, param2 = pair
    return param1 * COUNTER - param2**2


PAIRS = [(i, 2 * (i + 1)) for i in range(100)]
WORK = [
    ("normal grid", normal_row, np.linspace(-1, 1, 1000)),
    ("flat wCDM", wcdm_row, np.linspace(0.05, 0.8, 200)),
    ("importance", importance_block, range(200)),
    ("sweep, plain Python", sweep_python, PAIRS),
    ("sweep, numpy", sweep_numpy, PAIRS),
]


def times(run, work, n_runs=5):
    seconds = []
    for _ in range(n_runs):
        start = time.perf_counter()
        run(*work)
        seconds.append(time.perf_counter() - start)
    return f"{statistics.median(seconds):8.3f} {min(seconds):8.3f}"


def main():
    words = sys.argv[1:]
    print(f"{'seconds':22}{'serial: median, least':>24}{f'Pool({N_PROCESSES}): median, least':>26}")
    with Pool(N_PROCESSES) as pool:
        for name, function, items in WORK:
            if words and not any(word in name for word in words):
                continue
            serial = times(lambda f, xs: list(map(f, xs)), (function, items))
            print(f"{name:22}{serial:>24}{times(pool.map, (function, items)):>26}", flush=True)


if __name__ == "__main__":
    main()
