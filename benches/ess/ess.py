"""Effective draws per gradient: mcrun's `nuts` against Stan's, on programs of tests/gallery/good/run.

Stan is run by stanli 0.24.0 (PyPI), which instantiates Stan's own C++ templates (`stan::mcmc::adapt_diag_e_nuts`, with
its step size and window adaptation) over a model that it interprets, with Stan's random numbers and starts: trajectories
are CmdStan's, only that no C++ is compiled. `--reference pystan` takes PyStan 3.10.0 (Stan 2.35.0, with setuptools below
81) in its place, which compiles each program for a minute or more. On linear_regression (seed 1) the two draw the same
numbers bit for bit; on eight_schools_centred rounding parts them.

Both run with Stan's defaults: 4 chains of 1000 draws after 1000 iterations of warmup, a diagonal metric, target acceptance
0.8, at most 10 doublings, starts uniform within 2 of 0 in each unconstrained coordinate. Seeds are 1, 2, 3 and so on.

A gradient is a leapfrog step after warmup (`n_leapfrog__`, `n_steps`), summed over the chains. Effective draws are those of
the parameter that has the fewest, over all elements of all parameters, by ArviZ for both (rank-normalised bulk size, and
tail size, Vehtari et al. 2021). A ratio is the mean over the seeds for mcrun over that for Stan; the interval has 95 %, from
a normal distribution of the ratio's logarithm with the standard errors of both means.

    python3.11 -m venv venv && venv/bin/pip install stanli==0.24.0 arviz==0.23.4 h5py numpy
    cargo build --release
    venv/bin/python benches/ess/ess.py                        results.txt, first table
    venv/bin/python benches/ess/ess.py --seeds 100 --all      results.txt, second table
"""

import argparse
import json
import pathlib
import subprocess
import tempfile

import arviz
import h5py
import numpy as np

ROOT = pathlib.Path(__file__).parents[2]
PROGRAMS = ROOT / "tests/gallery/good/run"
PARAMETERS = {
    "eight_schools_centred": ["mu", "tau", "theta"],
    "linear_regression": ["alpha", "beta", "sigma"],
    "logistic_regression": ["alpha", "beta"],
    "poisson_regression": ["alpha", "beta"],
    "robust_regression": ["alpha", "beta", "sigma", "nu"],
    "ordinal_regression": ["beta", "c"],
    "item_responses": ["theta", "b", "a"],
    "autoregression": ["alpha", "beta", "sigma"],
    "garch": ["mu", "alpha0", "alpha1", "beta1"],
    "gaussian_process": ["rho", "alpha", "sigma"],
    "binomial_trials": ["theta", "eta"],
    "censored_data": ["shape", "scale"],
}
# Chains diverge or stick in some of the runs of either program, so that 20 seeds say little.
HARD = {
    "varying_intercepts": ["raw", "mu", "tau", "beta", "sigma"],
    "normal_mixture": ["mu", "sigma", "theta"],
    "measurement_error": ["truth", "mu", "tau", "alpha", "beta", "sigma"],
}


def by_mcrun(program, parameters):
    """Runs mcrun: a function from a seed to draws, leapfrog steps and step sizes."""
    config = f"""
        [model]
        program = "{PROGRAMS / program}.stan"
        data = "{PROGRAMS / program}.json"
        [run]
        output = "out.h5"
        [method]
        kind = "nuts"
    """

    def run(seed):
        with tempfile.TemporaryDirectory() as directory:
            path = pathlib.Path(directory, "run.toml")
            path.write_text(config)
            command = [ARGUMENTS.mcrun, str(path), "-s", f"run.seed={seed}"]
            subprocess.run(command, check=True, capture_output=True, cwd=directory)
            with h5py.File(pathlib.Path(directory, "out.h5")) as file:
                draws = {name: file["posterior"][name][:] for name in parameters}
                stats = file["sample_stats"]
                return draws, stats["n_steps"][:], stats["step_size"][:]

    return run


def by_stanli(program, parameters):
    import stanli

    model = stanli.Model(stan_file=str(PROGRAMS / program) + ".stan", data=str(PROGRAMS / program) + ".json")
    n_leapfrog, step_size = (stanli.SAMPLER_COLUMNS.index(name) for name in ["n_leapfrog__", "stepsize__"])

    def run(seed):
        fit = model.sample(seed=seed, refresh=0)
        draws = {name: fit.draws(name) for name in parameters}
        return draws, fit.sampler_stats[:, :, n_leapfrog], fit.sampler_stats[:, :, step_size]

    return run


def by_pystan(program, parameters):
    import stan

    data = json.loads((PROGRAMS / program).with_suffix(".json").read_text())
    text = (PROGRAMS / program).with_suffix(".stan").read_text()

    def run(seed):
        fit = stan.build(text, data=data, random_seed=seed).sample(num_chains=4, num_warmup=1000, num_samples=1000)
        # Draws stand in the last dimension, the chains of one draw side by side.
        chains = lambda values: values.reshape(*values.shape[:-1], 1000, 4)
        draws = {name: np.moveaxis(chains(fit[name]), [-1, -2], [0, 1]) for name in parameters}
        return draws, chains(fit["n_leapfrog__"])[0].T, chains(fit["stepsize__"])[0].T

    return run


def least_size(draws, method):
    sizes = [arviz.ess(values.reshape(4, 1000, -1)[:, :, i], method=method)
             for values in draws.values() for i in range(values[0, 0].size)]
    return min(sizes)


def measured(run, seeds):
    """For each seed: bulk and tail size per 1000 gradients, gradients to a draw, and the mean step size."""
    rows = []
    for seed in seeds:
        draws, n_steps, step_size = run(seed)
        per_gradient = [1000 * least_size(draws, method) / n_steps.sum() for method in ["bulk", "tail"]]
        rows.append([*per_gradient, n_steps.mean(), step_size[:, 0].mean()])
    return np.array(rows)


def ratio(ours, theirs):
    """The ratio of two means, and the factor by which its interval goes up and down."""
    relative = [np.std(x, ddof=1) / np.mean(x) / np.sqrt(len(x)) for x in (ours, theirs)]
    return np.mean(ours) / np.mean(theirs), np.exp(1.96 * np.hypot(*relative))


HEADER = f"""\
{"":22} {"mcrun over Stan, with 95 % interval":39}   {"bulk per 1000":14} {"gradients/draw":>14}   {"step size":>13}
{"":22} {"bulk":21} {"tail":19}   {"mcrun":>6} {"Stan":>6}   {"mcrun":>6} {"Stan":>6}   {"mcrun":>6} {"Stan":>6}"""


def line(program, ours, theirs):
    cells = []
    for i in range(2):
        value, factor = ratio(ours[:, i], theirs[:, i])
        cells.append(f"{value:5.3f} ({value / factor:.3f}, {value * factor:.3f})")
    (bulk, _, steps, size), (bulk_stan, _, steps_stan, size_stan) = ours.mean(axis=0), theirs.mean(axis=0)
    means = f"{bulk:6.1f} {bulk_stan:6.1f}   {steps:6.2f} {steps_stan:6.2f}   {size:6.3f} {size_stan:6.3f}"
    return f"{program:22} {cells[0]} {cells[1]}   {means}"


def main():
    seeds = range(1, ARGUMENTS.seeds + 1)
    by_stan = {"stanli": by_stanli, "pystan": by_pystan}[ARGUMENTS.reference]
    programs = PARAMETERS | HARD if ARGUMENTS.all else PARAMETERS
    print(f"{ARGUMENTS.seeds} seeds; Stan by {ARGUMENTS.reference}\n{HEADER}")
    for program, parameters in programs.items():
        ours, theirs = (measured(run(program, parameters), seeds) for run in (by_mcrun, by_stan))
        print(line(program, ours, theirs), flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=int, default=20)
    parser.add_argument("--all", action="store_true", help="the hard programs too")
    parser.add_argument("--mcrun", default=str(ROOT / "target/release/mcrun"))
    parser.add_argument("--reference", choices=["stanli", "pystan"], default="stanli")
    ARGUMENTS = parser.parse_args()
    main()
