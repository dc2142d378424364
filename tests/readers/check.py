"""Checks that other programs read result files, and read the same.

    python check.py FILE.h5...

h5py's view (datasets, dimension scales, attributes) is taken as what the file says. Then netCDF4, xarray with its
engines h5netcdf and netcdf4, and ArviZ must see the same variables, dimensions, coordinates, values and attributes,
and h5dump must print the file. Exit code 1 if anything differs.
"""

import os
import shutil
import subprocess
import sys
import tempfile

import arviz
import h5netcdf
import h5py
import netCDF4
import numpy as np
import xarray

ENGINES = ["h5netcdf", "netcdf4"]
HIDDEN = {"CLASS", "NAME", "DIMENSION_LIST", "REFERENCE_LIST"}


def main(paths):
    versions = [f"{module.__name__} {module.__version__}" for module in (arviz, xarray, h5netcdf, netCDF4, h5py)]
    print(f"Python {sys.version.split()[0]}:", ", ".join(versions))
    failures = sum(not report(path, check) for path in paths for check in CHECKS)
    return 1 if failures else 0


def report(path, check):
    """Whether a file passes a check, which is printed."""
    try:
        print(f"ok    {path} {check(path, declaration(path))}")
        return True
    except Exception as error:
        print(f"FAIL  {path} {check.__name__}: {type(error).__name__}: {error}")
        return False


def declaration(path):
    """For each group: its variables as (dims, values), and its attributes."""
    with h5py.File(path) as file:
        return {name: (variables(group), attributes(group)) for name, group in file.items()}


def variables(group):
    found = {}
    for name, dataset in group.items():
        if dataset.is_scale:
            dims = (name,)
        else:
            dims = tuple(dim[0].name.split("/")[-1] for dim in dataset.dims)
        is_text = h5py.check_string_dtype(dataset.dtype)
        found[name] = (dims, np.asarray(dataset.asstr()[()] if is_text else dataset[()]))
    return found


def attributes(group):
    return {name: value for name, value in group.attrs.items() if name not in HIDDEN}


def compare(where, found, expected):
    dims, values = found
    assert tuple(dims) == expected[0], f"{where}: dims {dims}, not {expected[0]}"
    values = np.asarray(values)
    assert values.shape == expected[1].shape, f"{where}: shape {values.shape}, not {expected[1].shape}"
    if expected[1].dtype.kind in "if":
        assert values.dtype == expected[1].dtype, f"{where}: {values.dtype}, not {expected[1].dtype}"
        assert values.tobytes() == expected[1].tobytes(), f"{where}: values differ"
    else:
        assert values.tolist() == expected[1].tolist(), f"{where}: {values}, not {expected[1]}"


def compare_attributes(where, found, expected):
    for name, value in expected.items():
        assert name in found, f"{where}: no attribute {name}"
        values, wanted = (np.atleast_1d(np.asarray(side, dtype=object)).tolist() for side in (found[name], value))
        assert values == wanted, f"{where}: attribute {name} is {found[name]!r}, not {value!r}"


def compare_dataset(where, dataset, expected):
    variables, attrs = expected
    assert set(dataset.variables) == set(variables), f"{where}: {sorted(dataset.variables)}, not {sorted(variables)}"
    for name, wanted in variables.items():
        compare(f"{where}/{name}", (dataset[name].dims, dataset[name].values), wanted)
        is_coordinate = name in dataset.coords
        assert is_coordinate == (wanted[0] == (name,)), f"{where}/{name}: coordinate or not"
    compare_attributes(where, dataset.attrs, attrs)


def check_netcdf4(path, declared):
    with netCDF4.Dataset(path) as file:
        assert list(file.groups) == list(declared), f"groups {list(file.groups)}, not {list(declared)}"
        for name, (expected, attrs) in declared.items():
            group = file[name]
            group.set_auto_mask(False)
            for variable, wanted in expected.items():
                compare(f"{name}/{variable}", (group[variable].dimensions, group[variable][...]), wanted)
            compare_attributes(name, group.__dict__, attrs)
    return "netCDF4"


def check_append(path, declared):
    with tempfile.TemporaryDirectory() as directory:
        copy = shutil.copy(path, directory)
        with netCDF4.Dataset(copy, "a") as file:
            file.createGroup("notes").author = "somebody"
        with netCDF4.Dataset(copy) as file:
            assert list(file.groups) == [*declared, "notes"], list(file.groups)
    return "netCDF4 in append mode"


def check_xarray(path, declared):
    for engine in ENGINES:
        for name, expected in declared.items():
            with xarray.open_dataset(path, group=name, engine=engine) as dataset:
                compare_dataset(f"{engine}: {name}", dataset, expected)
    return "xarray.open_dataset with " + " and ".join(ENGINES)


def check_datatree(path, declared):
    for engine in ENGINES:
        with xarray.open_datatree(path, engine=engine) as tree:
            for name, expected in declared.items():
                compare_dataset(f"{engine}: tree {name}", tree[name].to_dataset(), expected)
    return "xarray.open_datatree"


def check_arviz(path, declared):
    data = arviz.from_netcdf(path)
    for name, expected in declared.items():
        if not expected[0] and arviz.__version__.startswith("0."):
            continue  # These versions leave groups without variables out.
        group = data[name]
        group = group if isinstance(group, xarray.Dataset) else group.to_dataset()
        compare_dataset(f"arviz: {name}", group, expected)
    if "posterior" not in declared:
        return "arviz.from_netcdf"
    names = [name for name, (dims, values) in declared["posterior"][0].items() if dims[:2] == ("chain", "draw") and values.size]
    summary = arviz.summary(data, var_names=names)
    assert len(summary) > 0 and np.isfinite(summary["mean"].astype(float)).all(), "arviz.summary"
    return "arviz.from_netcdf and summary"


def check_h5dump(path, declared):
    program = os.environ.get("H5DUMP") or shutil.which("h5dump")
    if not program:
        return "(no h5dump here)"
    output = subprocess.run([program, "-d", "/" + first_dataset(declared), path], capture_output=True, text=True, check=True)
    assert "DATA {" in output.stdout, output.stdout
    listing = subprocess.run([program, "-n", path], capture_output=True, text=True, check=True).stdout
    for name, (expected, _) in declared.items():
        for variable in expected:
            assert f"/{name}/{variable}\n" in listing, f"h5dump does not list {name}/{variable}"
    return "h5dump"


def first_dataset(declared):
    return next(f"{group}/{name}" for group, (expected, _) in declared.items() for name in expected)


CHECKS = [check_netcdf4, check_append, check_xarray, check_datatree, check_arviz, check_h5dump]

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
