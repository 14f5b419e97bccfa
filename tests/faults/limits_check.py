#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Too little memory, a folder without permission, two processes at once, a clock that jumps; exits 77
without h5py.

usage: limits_check.py QUELL SCENARIO LIBRARY [--all]

LIBRARY is file_faults.cpp, built.
"""

import concurrent.futures
import os
import pathlib
import re
import resource
import shutil
import subprocess
import sys
import time

from faults import SMALL, all_hold, content_of, names_in, new_folder, require, run

QUELL, SCENARIO, LIBRARY = (os.path.abspath(argument) for argument in sys.argv[1:4])
IS_ALL = "--all" in sys.argv[4:]
RUN = [QUELL, "run", SCENARIO, *SMALL, "-q"]


def address_space(size):
    """What the kernel gives a process, and no more."""
    return lambda: resource.setrlimit(resource.RLIMIT_AS, (size, size))


def least_memory():
    """With which the program can be loaded at all [B]."""
    low, high = 0, 1 << 32
    while high - low > 1 << 18:
        middle = (low + high) // 2
        end = subprocess.run(
            [QUELL, "--version"], capture_output=True, preexec_fn=address_space(middle), check=False
        )
        low, high = (low, middle) if end.returncode == 0 else (middle, high)
    return high


def fingerprint(path):
    return content_of(path) if path.suffix == ".h5" else path.read_bytes()


class Folder:
    """A new one that holds copies of some files."""

    def __init__(self, *files):
        self.root = new_folder()
        self.path = pathlib.Path(self.root.name).resolve()
        for file in files:
            shutil.copy(file, self.path)

    def __enter__(self):
        return self.path

    def __exit__(self, *_):
        self.root.cleanup()


def check_memory(words, inputs, product, size, whole):
    """Says whether it had enough."""
    with Folder(*inputs) as folder:
        before = names_in(folder)
        end = run([QUELL, *words], folder, limit=address_space(size) if size else None)
        if end.code == 0:
            require(whole in (None, fingerprint(folder / product)), f"{size} B: it differs", end)
            return fingerprint(folder / product)
        require(end.code == 1, f"with {size} B", end)
        is_told = re.search(r"out of memory|need some .* of memory|allocate memory", end.err)
        require(is_told, f"with {size} B no clear message", end)
        require("damaged" not in end.err, f"with {size} B a sound file is called damaged", end)
        left = names_in(folder) - before
        if words[0] == "sweep":  # it keeps the runs that it has done, and which of them failed
            again = run([QUELL, *words, "--retry-failed", "--force"], folder)
            require(again.code == 0, f"with {size} B it cannot go on after\n{end}", again)
            require(fingerprint(folder / product) == whole, f"{size} B: it differs", again)
        elif left == {product} and "that finished are kept" in end.err:
            require(fingerprint(folder / product) != whole, "it holds all, and says no", end)
        else:
            require(not left, f"with {size} B it left {left}", end)
        return None


def check_all_memory(made):
    step = (2 if IS_ALL else 48) << 20
    least = least_memory()
    commands = [
        (RUN[1:] + ["-o", "r.h5", "--jobs", "2"], (), "r.h5"),
        (["sweep", "run", "s.toml", *SMALL, "-q", "--jobs", "2"], ("s.toml",), "s.h5"),
        (["export", "a.h5", "-o", "a.csv"], ("a.h5",), "a.csv"),
        (["report", "a.h5", "-o", "a.html"], ("a.h5",), "a.html"),
    ]
    for words, inputs, product in commands if IS_ALL else commands[:-1]:
        inputs = [made / name for name in inputs]
        whole = check_memory(words, inputs, product, None, None)
        sizes = range(least, least + (150 << 20), step)
        cases = [(words, inputs, product, size, whole) for size in sizes]
        short = all_hold(check_memory, cases).count(None)
        print(f"{words[0]}: {short} of {len(cases)} runs had too little memory")


def check_large_point(made):
    """A sweep warns of a point that does not fit, and does the others."""
    with Folder() as folder:
        (folder / "s.toml").write_text(
            f'scenario = "{SCENARIO}"\nreplicates = 1\n[vary]\nrun.scale = [0.001, 0.002, 1.0]\n'
        )
        words = [QUELL, "sweep", "run", "s.toml", "--set", "run.end=2014-07-11", "--jobs", "2"]
        end = run(words, folder, limit=address_space(200_000_000))
        require(end.code == 1, "a point that does not fit", end)
        require("warning: the largest run needs some" in end.err, "no warning", end)
        require("2 of 3 runs" in end.out and "1 run failed" in end.err, "the others", end)
    print("a sweep with one point that does not fit: the others are done")


def read_only(folder):
    """What precedes a command that must not write in `folder`; None where that cannot be had."""
    if os.geteuid() != 0:
        folder.chmod(0o555)
        return []
    mount = 'mount --bind "$0" "$0" && mount -o remount,ro,bind "$0" && cd "$0" && exec "$@"'
    before = ["unshare", "-m", "sh", "-c", mount, str(folder)]
    try:
        done = subprocess.run([*before, "true"], capture_output=True, check=False)
    except OSError:
        return None
    return before if done.returncode == 0 else None


def check_read_only(made):
    with Folder(made / "a.h5", made / "s.toml") as folder:
        before = read_only(folder)
        if before is None:
            print("a folder without permission: left out, for root has it and may not mount")
            return
        for words, name in (
            (RUN[1:] + ["-o", "r.h5"], "r.h5"),
            (RUN[1:] + ["-o", "r.h5", "--checkpoint-every", "1s"], "r.h5"),
            (["whatif", SCENARIO, "--change", "return.probability=0.2", "-o", "w.h5"], "w.h5"),
            (["sweep", "run", "s.toml", *SMALL, "-q"], "s.h5"),
            (["sweep", "run", "s.toml", *SMALL, "-q", "--no-merge"], "s.sweep"),
            (["export", "a.h5", "-o", "a.csv"], "a.csv"),
            (["report", "a.h5"], "a.html"),
            (["show", "a.h5", "traffic", "-o", "a.svg"], "a.svg"),
            (["init", "i.toml"], "i.toml"),
        ):
            end = run([*before, QUELL, *words], folder)
            require(end.code == 1, "it needs no permission", end)
            reason = re.search(r"quell: error: cannot \w+ .*\((Read-only|Permission).*\) \S", end.err)
            require(reason and name in end.err, "no clear message", end)
            require(names_in(folder) == {"a.h5", "s.toml"}, "it left something", end)
        end = run([*before, QUELL, "show", "a.h5"], folder)
        require(end.code == 0, "a result cannot be read", end)
        folder.chmod(0o755)
    print("a folder without permission: refused")


def at_once(words, folder):
    """How two processes with the same words end."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        return [future.result() for future in [pool.submit(run, words, folder) for _ in range(2)]]


def check_two(made):
    """One of two on the same result is refused, or comes late and finds it there."""
    longer = [QUELL, "run", SCENARIO, "--scale", "0.005", "-o", "r.h5", "-q"]
    for words, product in (
        (longer, "r.h5"),
        ([*longer, "--checkpoint-every", "0.05s"], "r.h5"),
        ([QUELL, "sweep", "run", "s.toml", *SMALL, "-q"], "s.h5"),
    ):
        with Folder(made / "s.toml") as folder:
            ends = at_once(words, folder)
            codes = sorted(end.code for end in ends)
            require(codes == [0, 1], f"they end with {codes}", "\n".join(map(str, ends)))
            (late,) = (end for end in ends if end.code == 1)
            reason = "(another quell is writing it)" in late.err or "(it exists)" in late.err
            require(reason and product in late.err, "no clear message", late)
            both = fingerprint(folder / product)
        with Folder(made / "s.toml") as folder:
            require(run(words, folder).code == 0, "it fails alone", words)
            require(fingerprint(folder / product) == both, "two give something else", late)
    print("two processes at once: one goes on, the other is refused")


def check_clock(made):
    for jump in ("86400", "-86400"):
        clock = {"LD_PRELOAD": LIBRARY, "QUELL_FAULT_CLOCK": jump}
        moved = int(run(["date", "+%s"], environment=clock).out) - int(time.time())
        require(abs(moved - int(jump)) < 3600, "the clock does not jump", moved)
        for words, product in (
            ([*RUN, "-o", "r.h5", "--checkpoint-every", "0.02s"], "r.h5"),
            ([QUELL, "sweep", "run", "s.toml", *SMALL, "-q"], "s.h5"),
        ):
            found = []
            for environment in ({}, clock):
                with Folder(made / "s.toml") as folder:
                    end = run(words, folder, environment)
                    require(end.code == 0, "it fails", end)
                    found.append(fingerprint(folder / product))
            require(found[0] == found[1], f"other variables when the clock jumps by {jump} s", end)
    print("a clock that jumps by a day, there and back: same variables")


def main():
    with Folder() as made:
        (made / "s.toml").write_text(
            f'scenario = "{SCENARIO}"\n[vary]\nreturn.probability = [0.2, 0.8]\n'
        )
        end = run([*RUN, "-o", "a.h5"], made)
        require(end.code == 0, "the inputs cannot be made", end)
        for check in (check_all_memory, check_large_point, check_read_only, check_two, check_clock):
            check(made)


main()
