#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""growth.py QUELL SCENARIO [--svg FILE] [SCALE...]

How the cost of a run grows with its scale: each SCALE (default 0.01 0.1 1) runs the first day and
the first month of the scenario, one replicate on one core. What an event costs is the difference of
the CPU times over that of the events, so that building the network is not in it; memory is the
month's peak, over its follow edges. Prints a table and draws it.
"""
import os
import subprocess
import sys
import tempfile

import h5py

SIZE, LEFT, TOP, PLOT_W, PLOT_H = (640, 250), 60, 30, 220, 160


def run(quell, scenario, scale, end):
    """CPU seconds, peak memory [bytes], events and follow edges at the end."""
    with tempfile.TemporaryDirectory() as folder:
        result = os.path.join(folder, "run.h5")
        command = [quell, "run", scenario, "--set", f"run.scale={scale}", "--set", f"run.end={end}",
                   "--replicates", "1", "--jobs", "1", "--quiet", "-o", result]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        _, status, usage = os.wait4(process.pid, 0)
        if os.waitstatus_to_exitcode(status) not in (0, 3):
            sys.exit(f"failed: {' '.join(command)}")
        with h5py.File(result) as data:
            return (usage.ru_utime + usage.ru_stime, 1024 * usage.ru_maxrss,
                    int(data.attrs["events"]), int(data["edges"][0][-1]))


def measure(quell, scenario, scale):
    day_cpu, _, day_events, _ = run(quell, scenario, scale, "2014-07-02")
    cpu, memory, events, edges = run(quell, scenario, scale, "2014-08-01")
    return {"scale": scale, "edges": edges, "events": events - day_events,
            "ns": 1e9 * (cpu - day_cpu) / (events - day_events), "gib": memory / 2**30,
            "bytes": memory / edges}


def panel(left, title, rows, key, top):
    """One chart: scale, in powers of ten, against a value from 0 to `top`."""
    decades = max(1, len(rows) - 1)
    points = []
    for index, row in enumerate(sorted(rows, key=lambda row: row["scale"])):
        x = left + 25 + (PLOT_W - 50) * index / decades
        y = TOP + PLOT_H * (1 - min(1, row[key] / top))
        points.append((x, y, row))
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y, _ in points)
    marks = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4"/>'
        f'<text x="{x:.1f}" y="{y - 9:.1f}" text-anchor="middle">{row[key]:.0f}</text>'
        f'<text x="{x:.1f}" y="{TOP + PLOT_H + 18}" text-anchor="middle">{row["scale"]:g}</text>'
        for x, y, row in points)
    return (f'<text x="{left}" y="{TOP - 14}" font-weight="bold">{title}</text>'
            f'<path d="M{left} {TOP}V{TOP + PLOT_H}H{left + PLOT_W}" fill="none" stroke="#888"/>'
            f'<polyline points="{line}" fill="none" stroke="#2060a0" stroke-width="2"/>'
            f'<g fill="#2060a0">{marks}</g>'
            f'<text x="{left + PLOT_W / 2}" y="{TOP + PLOT_H + 38}" '
            f'text-anchor="middle">scale</text>')


def draw(path, rows):
    def ceiling(key):
        return 1.3 * max(row[key] for row in rows)
    body = panel(LEFT, "ns of CPU per event", rows, "ns", ceiling("ns"))
    body += panel(LEFT + PLOT_W + 90, "bytes of memory per follow edge", rows, "bytes",
                  ceiling("bytes"))
    with open(path, "w", encoding="utf-8") as file:
        file.write(f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {SIZE[0]} {SIZE[1]}" '
                   f'width="{SIZE[0]}" height="{SIZE[1]}" font-family="sans-serif" font-size="12">'
                   f'<rect width="100%" height="100%" fill="white"/>{body}</svg>\n')


def main(arguments):
    svg = None
    if "--svg" in arguments:
        at = arguments.index("--svg")
        svg = arguments[at + 1]
        del arguments[at:at + 2]
    quell, scenario, *scales = arguments
    rows = []
    print("| scale | follow edges | events | ns per event | memory | bytes per edge |")
    print("|---|---|---|---|---|---|", flush=True)
    for scale in [float(scale) for scale in scales] or [0.01, 0.1, 1.0]:
        row = measure(quell, scenario, scale)
        rows.append(row)
        print(f"| {scale:g} | {row['edges'] / 1e6:.1f} million | {row['events'] / 1e6:.1f} million "
              f"| {row['ns']:.0f} | {row['gib']:.2f} GiB | {row['bytes']:.0f} |", flush=True)
    if svg:
        draw(svg, rows)


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main(sys.argv[1:])
