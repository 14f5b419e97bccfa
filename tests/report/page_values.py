# SPDX-License-Identifier: BSD-3-Clause
"""The values of a report, as its script reads them, and what they should be."""
import json
import math
import re
import warnings

import numpy


def page_data(html):
    return json.loads(re.search(r'id="data">(.*?)</script>', html, re.S).group(1))


def values_of(steps, exponent):
    values, total = [], 0
    for step in steps:
        total += step or 0
        values.append(math.nan if step is None else total * 10.0 ** exponent)
    return numpy.array(values)


def same(shown, true, exponent, what):
    """Within half of the last digit that the page keeps."""
    assert (numpy.isnan(shown) == numpy.isnan(true)).all(), f"{what}: gaps differ"
    error = numpy.nanmax(numpy.abs(shown - true), initial=0.0)
    assert error <= 0.5001 * 10.0 ** exponent, f"{what}: off by {error}"


def quantile(rows, p):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # columns without any value
        return numpy.nanquantile(rows, p, axis=0)


def mean(rows):
    count = (~numpy.isnan(rows)).sum(axis=0)
    return numpy.where(count > 0, numpy.nansum(rows, axis=0) / numpy.maximum(count, 1), math.nan)
