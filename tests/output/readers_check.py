#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Opens a result file with h5py and with both engines of xarray; exits 77 when they are missing.

usage: readers_check.py RESULT.h5
"""

import sys

try:
    import h5netcdf  # noqa: F401
    import h5py
    import netCDF4  # noqa: F401
    import numpy
    import xarray
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)


def scales_of(dataset):
    """Names of the dimension scales that are attached to a dataset, by axis."""
    return [[scale.name.lstrip("/") for scale in axis.values()] for axis in dataset.dims]


def check_h5py(path):
    """Returns the dimensions of each variable, for the other readers to agree with."""
    found = {}
    with h5py.File(path, "r") as file:
        assert file.attrs["filetype"].decode() == "quell-trajectories", "filetype"
        assert "\n" in file["scenario"].asstr()[()], "scenario is not text of several lines"
        for name, dataset in file.items():
            if name == "scenario" or h5py.h5ds.is_scale(dataset.id):
                continue
            scales = scales_of(dataset)
            assert all(len(axis) == 1 for axis in scales), f"{name}: unnamed axis"
            assert "units" in dataset.attrs and "long_name" in dataset.attrs, f"{name}: no unit"
            found[name] = tuple(axis[0] for axis in scales)
        for name in {dimension for dimensions in found.values() for dimension in dimensions}:
            uses = sum(dimensions.count(name) for dimensions in found.values())
            assert len(file[name].attrs["REFERENCE_LIST"]) == uses, f"{name}: REFERENCE_LIST"
    assert found, "no variables"
    return found


def check_xarray(path, engine, expected):
    with xarray.open_dataset(path, engine=engine) as data:
        for name, dimensions in expected.items():
            assert data[name].dims == dimensions, f"{engine}: {name} has {data[name].dims}"
        assert numpy.issubdtype(data["time"].dtype, numpy.datetime64), f"{engine}: time not decoded"
        start = numpy.datetime64(data.attrs["start"][:10])
        assert data["time"].values[0].astype("datetime64[D]") >= start, f"{engine}: time origin"
        assert data.attrs["Conventions"] == "CF-1.10", f"{engine}: Conventions"
        for name, coordinate in data.coords.items():
            if coordinate.dtype == object:
                assert isinstance(coordinate.values[0], str), f"{engine}: {name} is not text"
        data.load()


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    path = sys.argv[1]
    dimensions = check_h5py(path)
    for engine in ("netcdf4", "h5netcdf"):
        check_xarray(path, engine, dimensions)
    print(f"{path}: {len(dimensions)} variables read alike by h5py, netcdf4 and h5netcdf")


main()
