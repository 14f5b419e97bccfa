#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Holds the figures of a what-if's page and of a sweep's against their files; exits 77 without h5py.

usage: figures_check.py QUELL SCENARIO
"""

import os
import re
import subprocess
import sys
import tempfile
from html import unescape

try:
    import h5py
    import numpy
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from page_values import mean, page_data, quantile, same, values_of  # noqa: E402

SUFFIXES = {"k": 1e3, "M": 1e6, "G": 1e9}


def number_in(text):
    unit = SUFFIXES.get(text[-1], 1.0)
    return float(text.rstrip("kMG")) * unit


def agree(text, true, what):
    """A figure of three or four digits."""
    shown = number_in(text)
    assert abs(shown - true) <= 6e-3 * abs(true) + 1e-12, f"{what}: shown {text}, is {true}"


def over_time(values):
    """Replicates by times; segments and policies added up."""
    return values.reshape(*values.shape[:2], -1).sum(axis=2)


def figure_of(rows, name):
    """One number per replicate, as the page names it."""
    if name == "at the end":
        return rows[:, -1]
    if name == "sum":
        return numpy.nansum(rows, axis=1)
    assert name == "mean of last 30 d", name
    return mean(rows[:, -30:].T)


def rows_of_tables(html):
    for row in re.findall(r"<tr>(.*?)</tr>", html, re.S):
        yield [unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.S)]


def check_whatif(html, path):
    data = page_data(html)
    with h5py.File(path) as file:
        names = [name.decode() for name in file["change"][...]]
        lines = sums = 0
        for chart in data["charts"]:
            name = chart["title"].removesuffix(" so far")
            if name not in file:
                continue  # the drivers
            assert [line["name"] for line in chart["lines"]] == names
            for k, line in enumerate(chart["lines"]):
                rows = over_time(file[name][k].astype(float))
                if name != chart["title"]:
                    rows = numpy.nancumsum(rows, axis=1)
                    sums += 1
                what = f"{chart['title']}, {line['name']}"
                same(values_of(line["mean"], chart["exponent"]), mean(rows), chart["exponent"], what)
                for part, p in (("low", 0.05), ("high", 0.95)):
                    if part in line:
                        same(values_of(line[part], chart["exponent"]), quantile(rows, p),
                             chart["exponent"], what)
                lines += 1
        figures = 0
        for arm, name in enumerate(names[1:], start=1):
            section = html.split(f"Change: {name}</h2>")[1].split("</section>")[0]
            for row in rows_of_tables(section):
                if len(row) != 8 or row[0] not in file or row[1] not in ("at the end", "sum",
                                                                         "mean of last 30 d"):
                    continue  # one stage, or a heading
                base = figure_of(over_time(file[row[0]][0].astype(float)), row[1])
                changed = figure_of(over_time(file[row[0]][arm].astype(float)), row[1])
                for text, true in ((row[3], base.mean()), (row[4], changed.mean()),
                                   (row[5], (changed - base).mean())):
                    if text != "-":
                        agree(text, true, f"{name}, {row[0]}, {row[1]}")
                        figures += 1
    assert lines > 20 and sums > 5 and figures > 40, f"{lines} lines, {sums} sums, {figures} figures"
    return f"{lines} lines and {figures} figures of a what-if"


def check_sweep(html, path):
    data = page_data(html)
    lines = cells = 0
    with h5py.File(path) as file:
        for chart in data["charts"]:
            response, _, factor = chart["title"].partition(" over ")
            means = mean(file[response][...].astype(float).T)
            x = file[factor][...]
            values = sorted(set(x[~numpy.isnan(means)]))
            groups = [means[(x == value) & ~numpy.isnan(means)] for value in values]
            line, exponent = chart["lines"][0], chart["exponent"]
            assert data["axes"][chart["axis"]]["x"] == values, chart["title"]
            same(values_of(line["mean"], exponent), numpy.array([g.mean() for g in groups]),
                 exponent, chart["title"])
            if "low" in line:
                same(values_of(line["low"], exponent),
                     numpy.array([numpy.quantile(g, 0.05) for g in groups]), exponent,
                     chart["title"])
            lines += 1
        for response, a, b, svg in re.findall(
                r'aria-label="Heat map of (\S+) over (\S+) and (\S+);[^>]*>(.*?)</figure>', html,
                re.S):
            means = mean(file[response][...].astype(float).T)
            shown = re.findall(r'class="cell \w+">([^<]*)<', svg)
            x, y = file[a][...], file[b][...]
            expected = [means[(x == i) & (y == j)] for j in sorted(set(y)) for i in sorted(set(x))]
            expected = [cell.mean() for cell in expected if not numpy.isnan(cell).all()]
            assert len(shown) == len(expected), response
            for text, true in zip(shown, expected):
                agree(text, true, f"heat map of {response}")
                cells += 1
    assert lines > 10 and cells > 20, f"{lines} curves and {cells} cells"
    return f"{lines} curves and {cells} cells of a sweep"


def main():
    quell, scenario = sys.argv[1:3]
    with tempfile.TemporaryDirectory() as folder:
        def run(*words):
            subprocess.run([quell, *words], cwd=folder, check=True, stdout=subprocess.DEVNULL)

        def page_of(results):
            run("report", results, "-o", "page.html", "--force")
            with open(os.path.join(folder, "page.html"), encoding="utf-8") as file:
                return file.read()

        run("whatif", scenario, "--change", "return.probability=0.1", "--without", "policy.twitter",
            "--replicates", "3", "-q", "-o", "whatif.h5")
        print(check_whatif(page_of("whatif.h5"), os.path.join(folder, "whatif.h5")))
        with open(os.path.join(folder, "two.toml"), "w", encoding="utf-8") as file:
            file.write(f'title = "two"\nscenario = "{scenario}"\ndesign = "grid"\nreplicates = 2\n'
                       "[vary]\nreturn.probability = [0.5, 0.7, 0.9]\nfollowing.gain = [2.0, 4.0]\n")
        run("sweep", "run", "two.toml", "-q")
        print(check_sweep(page_of("two.h5"), os.path.join(folder, "two.h5")))


main()
