#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""channels.py QUELL_BENCH [--svg FILE]

What an event costs by each of the three methods of stochastic simulation, from 10 to 10^6 channels
(benchmarks sim/channels/...): prints a table, names where two of them cost the same, and draws it.
"""
import json
import math
import subprocess
import sys

SIZE, LEFT, TOP, PLOT_W, PLOT_H = (680, 320), 70, 20, 420, 240
NAMES = {"direct": ("direct method", "#b3261e"),
         "next_reaction": ("next reaction method", "#1a5fb4"),
         "rejection": ("composition and rejection", "#26734d")}


def measure(bench):
    """Nanoseconds of CPU per event, by method and number of channels."""
    command = [bench, "--benchmark_filter=^sim/channels/", "--benchmark_format=json"]
    output = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    costs = {}
    for row in json.loads(output)["benchmarks"]:
        method, channels = row["name"].split("/")[2:4]
        costs.setdefault(method, {})[int(channels)] = 1e9 / row["events/s"]
    return costs


def crossings(costs):
    """Where two methods cost the same, linear between measured points of the log-log plot."""
    found = []
    methods = list(costs)
    for k, a in enumerate(methods):
        for b in methods[k + 1:]:
            sizes = sorted(set(costs[a]) & set(costs[b]))
            gaps = [math.log(costs[a][n] / costs[b][n]) for n in sizes]
            for low, high, before, after in zip(sizes, sizes[1:], gaps, gaps[1:]):
                if before * after >= 0:
                    continue
                share = before / (before - after)
                found.append((a, b, low * (high / low) ** share))
    return found


def draw(costs):
    sizes = sorted({n for row in costs.values() for n in row})
    values = [cost for row in costs.values() for cost in row.values()]
    low, high = math.floor(math.log10(min(values))), math.ceil(math.log10(max(values)))

    def place(channels, cost):
        x = math.log10(channels / sizes[0]) / math.log10(sizes[-1] / sizes[0])
        return LEFT + PLOT_W * x, TOP + PLOT_H * (1 - (math.log10(cost) - low) / (high - low))

    out = [f'<svg xmlns="http://www.w3.org/2000/svg" width="{SIZE[0]}" height="{SIZE[1]}" '
           'font-family="sans-serif" font-size="12">',
           f'<rect width="{SIZE[0]}" height="{SIZE[1]}" fill="white"/>']
    for power in range(low, high + 1):
        y = place(sizes[0], 10.0 ** power)[1]
        out.append(f'<path d="M{LEFT} {y:.1f}h{PLOT_W}" stroke="#ddd"/>'
                   f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">'
                   f'{10 ** power if power < 4 else f"10^{power}"}</text>')
    for channels in sizes:
        x = place(channels, 10.0 ** low)[0]
        label = channels if channels < 1000 else f"10^{round(math.log10(channels))}"
        out.append(f'<text x="{x:.1f}" y="{TOP + PLOT_H + 18}" text-anchor="middle">{label}</text>')
    for method, row in costs.items():
        name, colour = NAMES[method]
        points = [place(n, cost) for n, cost in sorted(row.items())]
        out.append(f'<polyline fill="none" stroke="{colour}" stroke-width="2" points="' +
                   " ".join(f"{x:.1f},{y:.1f}" for x, y in points) + '"/>')
        out += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points]
        last_x, last_y = points[-1]
        out.append(f'<text x="{last_x + 8:.1f}" y="{last_y + 4:.1f}" fill="{colour}">{name}</text>')
    out.append(f'<text x="{LEFT + PLOT_W / 2}" y="{SIZE[1] - 12}" text-anchor="middle">'
               'channels</text><text transform="translate(16 '
               f'{TOP + PLOT_H / 2}) rotate(-90)" text-anchor="middle">ns per event</text></svg>')
    return "\n".join(out) + "\n"


def main():
    arguments = sys.argv[1:]
    svg = None
    if "--svg" in arguments:
        at = arguments.index("--svg")
        svg = arguments[at + 1]
        del arguments[at:at + 2]
    if len(arguments) != 1:
        sys.exit(__doc__)
    costs = measure(arguments[0])
    sizes = sorted({n for row in costs.values() for n in row})
    print("channels      " + "".join(f"{n:>10}" for n in sizes))
    for method, row in costs.items():
        print(f"{method:14}" + "".join(f"{row[n]:10.0f}" if n in row else f"{'-':>10}"
                                       for n in sizes))
    for a, b, channels in crossings(costs):
        print(f"{a} and {b} cost the same at about {channels:.2g} channels")
    if svg:
        with open(svg, "w", encoding="utf-8") as file:
            file.write(draw(costs))


if __name__ == "__main__":
    main()
