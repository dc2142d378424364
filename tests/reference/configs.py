"""Posterior summaries of the configs by an independent quadrature, for tests/configs.rs.

Each log density is written here anew with numpy. A posterior over a box is integrated with a tensor product
of composite Gauss-Legendre rules, once coarse and once fine ("drift" is how far these differ, in units of the standard
deviation); limits are found by bisection on the marginal distribution function, which is the integral of the
polynomial through the marginal's values in each panel.

Run with: python configs.py > configs.json        (numpy 2.x)
"""

import json
import pathlib

import numpy as np

MODELS = pathlib.Path(__file__).parents[2] / "models"
LEVELS = [0.025, 0.16, 0.5, 0.84, 0.975]


def rule(lo, hi, panels, order=20):
    """Composite Gauss-Legendre nodes and weights."""
    x, w = np.polynomial.legendre.leggauss(order)
    edges = np.linspace(lo, hi, panels + 1)
    mid, half = (edges[1:] + edges[:-1]) / 2, np.diff(edges) / 2
    return (mid[:, None] + half[:, None] * x).ravel(), (half[:, None] * w).ravel()


def distribution(density, lo, hi, panels, order=20):
    """The distribution function of a density given at the nodes of a composite rule."""
    x, w = np.polynomial.legendre.leggauss(order)
    width = (hi - lo) / panels
    values = density.reshape(panels, order)
    before = np.concatenate([[0], np.cumsum(values @ w) * width / 2])
    integrals = [np.polynomial.Legendre.fit(x, v, order - 1, domain=[-1, 1]).integ(lbnd=-1) for v in values]

    def cumulative(limit):
        panel = min(int((limit - lo) / width), panels - 1)
        return before[panel] + integrals[panel](2 * (limit - lo - panel * width) / width - 1) * width / 2

    return cumulative


def summarise(log_density, boxes, logarithmic, panels):
    """Evidence, and for each of two axes mean, sd and limits. Logarithmic axes are integrated in ln x."""
    maps = [(np.log, np.exp) if log else (lambda x: x, lambda u: u) for log in logarithmic]
    ends = [(f(lo), f(hi)) for (f, _), (lo, hi) in zip(maps, boxes)]

    def joint(rules):
        (u, wu), (v, wv) = rules
        x, y = maps[0][1](u), maps[1][1](v)
        jacobian = (u if logarithmic[0] else 0 * u)[:, None] + (v if logarithmic[1] else 0 * v)[None, :]
        return x, y, log_density(x, y) + jacobian, wu[:, None] * wv[None, :]

    full = [rule(lo, hi, panels) for lo, hi in ends]
    x, y, logp, weights = joint(full)
    top = logp.max()
    mass = np.exp(logp - top) * weights
    total = mass.sum()
    result = {"log_evidence": top + np.log(total), "axes": []}
    for axis, values in enumerate([x, y]):
        p = mass.sum(axis=1 - axis) / total
        mean = (p * values).sum()
        sd = np.sqrt((p * (values - mean) ** 2).sum())

        cumulative = distribution(p / full[axis][1], *ends[axis], panels)

        def quantile(level):
            lo, hi = ends[axis]
            for _ in range(60):
                mid = (lo + hi) / 2
                lo, hi = (mid, hi) if cumulative(mid) < level else (lo, mid)
            return maps[axis][1]((lo + hi) / 2)

        result["axes"].append({"mean": mean, "sd": sd, "quantiles": [quantile(level) for level in LEVELS]})
    return result


def normal(y, mu, sd):
    return -0.5 * ((y - mu) / sd) ** 2 - np.log(sd) - 0.5 * np.log(2 * np.pi)


def load(path):
    return {k: np.array(v) for k, v in json.loads((MODELS / path).read_text()).items()}


def hubble():
    d = load("hubble/hubble.json")

    def log_density(h0, sigma):
        s1, s2 = (d["distance"] * d["velocity"]).sum(), (d["distance"] ** 2).sum()
        squares = (d["velocity"] ** 2).sum() - 2 * h0 * s1 + h0**2 * s2
        likelihood = -squares[:, None] / (2 * sigma**2) - d["N"] * (np.log(sigma) + 0.5 * np.log(2 * np.pi))
        return likelihood - np.log(1000) + (np.log(0.005) - 0.005 * sigma)

    return log_density, [(200, 650), (120, 500)], [False, False], (6, 9)


def eight_schools():
    d = load("eight_schools/eight_schools.json")

    def log_density(mu, tau):
        sd = np.sqrt(d["sigma"] ** 2 + tau[:, None] ** 2)
        terms = normal(d["y"][None, None, :], mu[:, None, None], sd[None, :, :]).sum(axis=2)
        cauchy = -np.log(np.pi * 5 * (1 + (tau / 5) ** 2))
        return terms + normal(mu, 0, 5)[:, None] + cauchy

    return log_density, [(-25, 35), (0.0005, 5000)], [False, True], (8, 12)


def supernovae():
    d = load("supernovae/supernovae.json")
    x, w = np.polynomial.legendre.leggauss(32)
    z = 0.5 * d["z"][:, None] * (1 + x)

    def log_density(matter, w_de):
        out = np.empty((len(matter), len(w_de)))
        ivar = d["sigma"] ** -2.0
        constant = -0.5 * (len(ivar) - 1) * np.log(2 * np.pi) - np.log(d["sigma"]).sum() - 0.5 * np.log(ivar.sum())
        for j, wj in enumerate(w_de):
            dark = (1 + z) ** (3 * (1 + wj))
            for i, om in enumerate(matter):
                e = np.sqrt(om * (1 + z) ** 3 + (1 - om) * dark)
                distance = (1 + d["z"]) * 0.5 * d["z"] * (w / e).sum(axis=1)
                residual = d["m"] - 5 * np.log10(distance)
                chi2 = (residual**2 * ivar).sum() - (residual * ivar).sum() ** 2 / ivar.sum()
                out[i, j] = constant - 0.5 * chi2 - np.log(3)
        return out

    return log_density, [(0, 0.8), (-3, 0)], [False, False], (14, 20)


def main():
    results = {}
    for name, problem in {"model": hubble, "eight_schools_grid": eight_schools, "supernovae": supernovae}.items():
        log_density, boxes, logarithmic, panels = problem()
        coarse, fine = (summarise(log_density, boxes, logarithmic, p) for p in panels)
        drift = abs(coarse["log_evidence"] - fine["log_evidence"])
        for a, b in zip(coarse["axes"], fine["axes"]):
            values = zip([a["mean"], a["sd"], *a["quantiles"]], [b["mean"], b["sd"], *b["quantiles"]])
            drift = max([drift] + [abs(p - q) / b["sd"] for p, q in values])
        fine["drift"] = drift
        results[name] = fine
    print(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()
