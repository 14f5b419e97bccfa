#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Kills runs at random moments and goes on with them; exits 77 without h5py.

usage: kill_check.py QUELL SCENARIO [--all]

With --all 100 runs on one thread and 100 on two are killed, else two of each. Half of them are killed
a second time when they go on. All must end in the variables of an undisturbed run.
"""

import os
import pathlib
import random
import signal
import subprocess
import sys
import time

from faults import all_hold, content_of, names_in, new_folder, require, run

QUELL, SCENARIO = (os.path.abspath(argument) for argument in sys.argv[1:3])
RUNS = 100 if "--all" in sys.argv[3:] else 2
# A third of a second of simulation, in which there are some five states to be killed in.
WORDS = ["run", SCENARIO, "-o", "r.h5", "-q", "--set", "run.end=2014-10-15", "--scale", "0.01"]
WORDS += ["--replicates", "3", "--checkpoint-every", "0.05s"]


def killed(words, folder, delay):
    """Whether it was still at work after `delay` seconds."""
    with subprocess.Popen(
        words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as program:
        time.sleep(delay)
        program.send_signal(signal.SIGKILL)
        return program.wait() == -signal.SIGKILL


def words_to_go_on(folder, jobs):
    """As a user would: resume where there is something, else begin anew."""
    has_record = (folder / "r.h5.checkpoint" / "run.json").exists()
    return [QUELL, *(["resume", "r.h5", "-q"] if has_record else WORDS), "--jobs", jobs]


def check(seed, jobs, seconds, whole):
    """Says how often it was killed."""
    chance = random.Random(seed)
    with new_folder() as root:
        folder = pathlib.Path(root).resolve()
        kills = 0
        for _ in range(chance.randint(1, 2)):
            if (folder / "r.h5").exists() and not (folder / "r.h5.checkpoint").exists():
                break
            words = words_to_go_on(folder, jobs)
            kills += killed(words, folder, chance.uniform(0, seconds))
        is_done = (folder / "r.h5").exists()  # it was killed at the last moment, or not at all
        if not is_done or (folder / "r.h5.checkpoint" / "run.json").exists():
            end = run(words_to_go_on(folder, jobs), folder)
            require(end.code == 0, f"seed {seed}: it does not go on after {kills} kills", end)
        require(
            content_of(folder / "r.h5") == whole,
            f"seed {seed}, {jobs} threads: other variables after {kills} kills",
            sorted(names_in(folder)),
        )
        left = names_in(folder) - {"r.h5"}
        require(is_done or not left, f"seed {seed}: it left {left}", "")
        return kills


def main():
    for jobs in ("1", "2"):
        with new_folder() as root:
            folder = pathlib.Path(root).resolve()
            begin = time.monotonic()
            end = run([QUELL, *WORDS, "--jobs", jobs], folder)
            seconds = time.monotonic() - begin
            require(end.code == 0, "it fails undisturbed", end)
            whole = content_of(folder / "r.h5")
        runs, kills, seed = 0, 0, 0
        while runs < RUNS:  # some end before they are killed
            batch = [(seed + k, jobs, seconds, whole) for k in range(RUNS - runs)]
            seed += len(batch)
            found = [count for count in all_hold(check, batch) if count > 0]
            runs, kills = runs + len(found), kills + sum(found)
        print(f"{runs} of {runs} runs, killed {kills} times, --jobs {jobs}: same variables")


main()
