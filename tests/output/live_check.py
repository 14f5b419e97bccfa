#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Reads a run with h5py while it goes on; exits 77 when h5py is missing.

usage: live_check.py QUELL SCENARIO FOLDER
"""

import os
import subprocess
import sys
import time

try:
    import h5py
    import numpy
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)


def read(path, run):
    """Counts the values of traffic until there are more."""
    while not os.path.exists(path):
        assert run.poll() is None, "the run ended before its file was there"
        time.sleep(0.01)
    with h5py.File(path, "r", libver="latest", swmr=True) as file:
        traffic = file["traffic"]
        assert traffic.shape == (len(file["replicate"]), len(file["time"])), "shape"
        assert file.attrs["filetype"].decode() == "quell-live", "filetype"
        counts = [0]
        while len(counts) < 3:
            traffic.refresh()
            count = int(numpy.isfinite(traffic[:]).sum())
            if count > counts[-1]:
                counts.append(count)
            assert run.poll() is None, f"the run ended while its file was read: {counts}"
            time.sleep(0.02)
        assert numpy.isnan(traffic[-1, -1]), "the last replicate cannot be done"
    return counts[1:]


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    quell, scenario, folder = sys.argv[1:]
    os.makedirs(folder, exist_ok=True)
    result = os.path.join(folder, "live.h5")
    command = [quell, "run", scenario, "-o", result, "--force", "--quiet", "--live"]
    run = subprocess.Popen(command + ["--replicates", "2000"], stdout=subprocess.DEVNULL)
    try:
        counts = read(result + ".live", run)
    finally:
        run.terminate()
        run.wait()
    assert not os.path.exists(result + ".live"), "the file is left"
    print(f"h5py read {counts[0]} values, then {counts[1]}, while the run went on")


main()
