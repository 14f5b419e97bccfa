#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""compare.py OLD NEW [--pairs N] [GOOGLE BENCHMARK ARGUMENTS...]

Runs two builds of quell_bench in turn and prints, for every benchmark that both have, the CPU time
of NEW over that of OLD: the median over pairs and, as interval, the least and the largest ratio
(of five pairs these hold the true median with 94 %, of six with 97 %). Each pair runs side by side
in time, so that what a shared machine does to one it does to the other.
"""
import json
import statistics
import subprocess
import sys


def times(binary, arguments):
    """CPU time of each benchmark [ns]."""
    command = [binary, "--benchmark_format=json", *arguments]
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if result.returncode != 0:
        sys.exit(f"{binary} failed: {result.stderr.decode().strip()}")
    unit = {"ns": 1.0, "us": 1e3, "ms": 1e6, "s": 1e9}
    rows = json.loads(result.stdout)["benchmarks"]
    return {row["name"]: row["cpu_time"] * unit[row["time_unit"]]
            for row in rows if row.get("run_type") != "aggregate"}


def main(old, new, *arguments):
    arguments = list(arguments)
    pairs = 5
    if "--pairs" in arguments:
        at = arguments.index("--pairs")
        pairs = int(arguments[at + 1])
        del arguments[at:at + 2]
    runs = []
    for pair in range(pairs):
        print(f"pair {pair + 1} of {pairs}", file=sys.stderr, flush=True)
        first, second = (old, new) if pair % 2 == 0 else (new, old)
        found = {first: times(first, arguments)}
        found[second] = times(second, arguments)
        runs.append((found[old], found[new]))
    names = [name for name in runs[0][1] if name in runs[0][0]]
    if not names:
        sys.exit("no benchmark is in both builds: another --benchmark_filter?")
    width = max(len(name) for name in names)
    print(f"{'benchmark':{width}}  {'old [ns]':>14}  {'new [ns]':>14}  new/old  interval")
    for name in names:
        ratios = [b[name] / a[name] for a, b in runs]
        middle = [statistics.median(run[k][name] for run in runs) for k in (0, 1)]
        print(f"{name:{width}}  {middle[0]:14.1f}  {middle[1]:14.1f}  "
              f"{statistics.median(ratios):7.3f}  {min(ratios):.3f} .. {max(ratios):.3f}")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
