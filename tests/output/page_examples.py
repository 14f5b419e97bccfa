#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Runs the examples of docs/output.md on a result file; those whose tools are missing are left out.

usage: page_examples.py docs/output.md RESULT.h5 QUELL

A block is a shell script, or one of Python or R. Exits 77 when nothing could be run.
"""

import importlib.util
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile


def lacks_of_python(code):
    modules = re.findall(r"^import (\w+)", code, re.MULTILINE)
    if "xarray" in modules:
        modules.append("netCDF4")
    return [name for name in modules if importlib.util.find_spec(name) is None]


def lacks_of_r(code, environment):
    if shutil.which("Rscript") is None:
        return ["Rscript"]
    packages = re.findall(r"library\((\w+)\)", code)
    missing = []
    for name in packages:
        asks = ["Rscript", "-e", f"quit(status = !requireNamespace('{name}', quietly = TRUE))"]
        if subprocess.run(asks, env=environment, capture_output=True).returncode != 0:
            missing.append(name)
    return missing


def lacks_of_shell(code, environment):
    tools = [line.split()[0] for line in code.splitlines() if line.strip()]
    return [tool for tool in tools if shutil.which(tool, path=environment["PATH"]) is None]


def command_of(language, code, environment):
    """The command that runs a block and what it lacks, or none for a language that is not run."""
    if language == "python":
        return [sys.executable, "-c", code], lacks_of_python(code)
    if language == "r":
        return ["Rscript", "-e", code], lacks_of_r(code, environment)
    if language == "sh":
        return ["sh", "-ec", code], lacks_of_shell(code, environment)
    return None, []


def main():
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    page, result, quell = (pathlib.Path(argument).absolute() for argument in sys.argv[1:])
    blocks = re.findall(r"^```([\w-]+)\n(.*?)^```$", page.read_text(), re.MULTILINE | re.DOTALL)
    assert {"python", "r", "sh"} <= {language for language, _ in blocks}, "blocks are missing"
    done = {}
    with tempfile.TemporaryDirectory() as folder:
        tools = pathlib.Path(folder, "tools")
        tools.mkdir()
        (tools / "quell").symlink_to(quell)
        shutil.copy(result, pathlib.Path(folder, "results.h5"))
        environment = {**os.environ, "PATH": f"{tools}:{os.environ['PATH']}"}
        for language, code in blocks:
            command, lacks = command_of(language, code, environment)
            if command is None:
                continue
            if lacks:
                print(f"left out, without {', '.join(lacks)}:\n{code}")
                continue
            end = subprocess.run(
                command, cwd=folder, env=environment, text=True, capture_output=True, timeout=60
            )
            assert end.returncode == 0, f"failed:\n{code}\n{end.stdout}{end.stderr}"
            assert end.stdout or "-o" in code, f"printed nothing:\n{code}"
            done[language] = done.get(language, 0) + 1
    print("run: " + ", ".join(f"{count} of {language}" for language, count in done.items()))
    sys.exit(0 if done.get("python") else 77)


main()
