#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Opens the report of a result file in a real browser without network, and holds every value that
it shows against the file; exits 77 when a browser or h5py is missing.

usage: report_check.py QUELL RESULT.h5 [PICTURES]  (a folder for screenshots)
"""

import os
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import browser  # noqa: E402

try:
    import h5py
    import numpy
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)
from page_values import mean, page_data, quantile, same, values_of  # noqa: E402

if browser.find_chromium() is None:
    print("skipped: no chromium")
    sys.exit(77)


def check_values(page, path):
    """Every chart over time of the page equals the file; returns how many were compared."""
    compared = 0
    with h5py.File(path) as file:
        for chart in page["charts"]:
            name, _, by = chart["title"].partition(" by ")
            if name not in file:
                continue  # the drivers are the scenario's, not the file's
            rows = file[name][...].astype(float)  # [replicate, time, ...]
            while rows.ndim > (3 if by else 2):
                rows = rows.sum(axis=2)
            for k, line in enumerate(chart["lines"]):
                mine = rows[:, :, k] if by else rows
                exponent, what = chart["exponent"], f"{chart['title']}, {line['name']}"
                same(values_of(line["mean"], exponent), mean(mine), exponent, what)
                for part, p in (("low", 0.05), ("high", 0.95), ("inner_low", 0.25),
                                ("inner_high", 0.75)):
                    if part in line:
                        same(values_of(line[part], exponent), quantile(mine, p), exponent, what)
                compared += 1
            days = (numpy.datetime64(file.attrs["start"].decode()) - numpy.datetime64("1970-01-01"))
            x = numpy.array(page["axes"][chart["axis"]]["x"])
            assert (x == file["time"][...] + days.astype(int)).all(), "dates"
    return compared


def check_scorecard(quell, html, path):
    """Every figure of the table of targets is the one that `quell compare` prints."""
    text = re.sub("<[^>]+>", " ", html)
    result = subprocess.run([quell, "compare", path], capture_output=True, text=True)
    rows = [re.split(r"\s{2,}", line.strip()) for line in result.stdout.splitlines()]
    rows = [row for row in rows if re.fullmatch(r"[CV]\d+\S*", row[0]) and len(row) > 5]
    assert rows, result.stdout + result.stderr
    for row in rows:
        cells = r"\s+".join(re.escape(cell) for cell in row[2:5])
        assert re.search(re.escape(row[0]) + r"\s.*?" + cells, text, re.S), f"{row} is not shown"
    return len(rows)


def number_in(text):
    return float(text.replace(",", ""))


def legend_of(page, k):
    return page.evaluate(
        f"[...document.querySelectorAll('figure.chart')[{k}].querySelectorAll('.u-value')]"
        ".map(each => each.textContent)")


def check_use(page, data):
    """What a reader does: point, zoom, keys, another observable, numbers, saving."""
    box = page.evaluate(
        "(() => { const over = document.querySelector('.u-over'); over.scrollIntoView({block:"
        " 'center'}); const b = over.getBoundingClientRect();"
        " return [b.left, b.top, b.width, b.height]; })()")
    chart = data["charts"][0]
    truth = values_of(chart["lines"][0]["mean"], chart["exponent"])
    y = box[1] + box[3] / 2
    page.mouse("mouseMoved", box[0] + 0.5 * box[2], y)
    at = page.evaluate("document.querySelector('figure.chart').quellPlot.cursor.idx")
    assert abs(at - 0.5 * (len(truth) - 1)) <= 1.5, f"the cursor is at {at}"
    shown = legend_of(page, 0)
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", shown[0]), f"hover shows {shown}"
    assert abs(number_in(shown[1]) - truth[at]) <= 1e-4 * abs(truth[at]), f"hover shows {shown}"

    scale = "(() => { const x = document.querySelector('figure.chart').quellPlot.scales.x;" \
            " return x.max - x.min; })()"
    whole = page.evaluate(scale)
    page.mouse("mouseMoved", box[0] + 0.25 * box[2], y)
    page.mouse("mousePressed", box[0] + 0.25 * box[2], y, button="left", clickCount=1)
    page.mouse("mouseMoved", box[0] + 0.75 * box[2], y, button="left", buttons=1)
    page.mouse("mouseReleased", box[0] + 0.75 * box[2], y, button="left", clickCount=1)
    page.evaluate("new Promise(done => setTimeout(done, 50))")
    part = page.evaluate(scale)
    assert 0.45 * whole < part < 0.55 * whole, f"dragging shows {part} of {whole} s"
    page.evaluate("document.querySelector('figure.chart .all').click()")
    assert page.evaluate(scale) == whole, "the button shows all again"

    page.evaluate("document.querySelector('figure.chart .plot').focus()")
    page.key("Home")
    page.key("ArrowRight")
    said = page.evaluate("document.querySelector('figure.chart .near').textContent")
    second = data["axes"][chart["axis"]]["x"][1]
    date = str(numpy.datetime64("1970-01-01") + numpy.timedelta64(int(second), "D"))
    assert said.startswith(date + ": mean "), f"keys say {said!r}"
    page.key("+")
    page.evaluate("new Promise(done => setTimeout(done, 50))")
    assert page.evaluate(scale) < whole, "plus enlarges"
    page.key("0")

    count = page.evaluate(
        "(() => { const list = document.querySelector('select.choice');"
        " list.selectedIndex = list.options.length - 1; list.dispatchEvent(new Event('change'));"
        " return list.options.length; })()")
    assert count > 5, f"{count} observables to choose from"
    titles = page.evaluate("[...document.querySelectorAll('figure.chart strong')]"
                           ".map(each => each.textContent)")
    chosen = page.evaluate("document.querySelector('select.choice').selectedOptions[0].textContent")
    assert chosen in titles, f"{chosen} was chosen, {titles} are shown"

    rows = page.evaluate(
        "(async () => { const numbers = document.querySelector('figure.chart .numbers');"
        " numbers.open = true; await new Promise(done => setTimeout(done, 100));"
        " return numbers.querySelectorAll('tbody tr').length; })()")
    assert rows == len(truth), f"{rows} rows of numbers"

    saved = page.evaluate(
        "(async () => { let blob = null; const real = URL.createObjectURL;"
        " URL.createObjectURL = each => { blob = each; return real.call(URL, each); };"
        " document.querySelector('figure.chart .csv').click(); URL.createObjectURL = real;"
        " return await blob.text(); })()")
    lines = saved.splitlines()
    assert len(lines) == len(truth) + 1 and lines[0].startswith("date,mean"), lines[:2]
    assert abs(float(lines[2].split(",")[1]) - truth[1]) <= 1e-9 * abs(truth[1]), lines[2]


def check_drawn(page, what):
    """Each chart has a canvas that is not empty."""
    empty = page.evaluate(
        "[...document.querySelectorAll('figure.chart')].filter(figure => {"
        " const canvas = figure.querySelector('canvas'); if (!canvas) return true;"
        " const all = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;"
        " return !all.some((value, k) => k % 4 === 3 && value > 0); }).length")
    assert empty == 0, f"{what}: {empty} charts are not drawn"
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{what}: the page is {wide} pixels too wide"


def main():
    quell, path = sys.argv[1:3]
    pictures = sys.argv[3] if len(sys.argv) > 3 else None
    with tempfile.TemporaryDirectory() as folder:
        report = os.path.join(folder, "report.html")
        subprocess.run([quell, "report", path, "-o", report], check=True, stdout=subprocess.DEVNULL)
        with open(report, encoding="utf-8") as file:
            html = file.read()
        assert len(html) < 1e6, f"{len(html)} bytes"
        data = page_data(html)
        print(f"{check_values(data, path)} lines and {check_scorecard(quell, html, path)} targets "
              "are those of the file")
        with browser.Browser(1200, 900) as page:
            page.open(report)
            for width, scheme in ((1200, "light"), (1200, "dark"), (390, "light")):
                page.prefer(scheme)
                page.resize(width, 900)
                page.evaluate("new Promise(done => setTimeout(done, 300))")
                check_drawn(page, f"{width} pixels, {scheme}")
                if pictures:
                    page.screenshot(os.path.join(pictures, f"report-{width}-{scheme}.png"))
            page.resize(1200, 900)
            page.evaluate("new Promise(done => setTimeout(done, 300))")
            check_use(page, data)
            paper = page.call("Page.printToPDF")["data"]
            assert len(paper) > 10000, "nothing is printed"
            asked = [url for url in page.requests if not url.startswith("blob:")]
            assert asked == ["file://" + report], f"it asked for {asked}"
            assert page.problems == [], f"it complained: {page.problems}"
    print("a browser without network opens it, draws it, and answers")


main()
