#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Changes one operator of the engine or the models at a time, and counts the changes that no test notices.

usage: mutate.py [--count N] [--seed S] [--jobs J] [--only PATH]
                 [--no-headers] [--list]

The files of this tree are changed and put back, so it must hold no work that is not committed. Each
change is built (preset dev) and tested: first the golden runs, which notice most, then all tests but
those of the program. A change that does not compile does not count. What was found is kept in
build/mutation.jsonl, one line each; the same seed goes on where an earlier call ended.
Prints the share that was noticed with its 95 % interval (Wilson 1927), and those that were not.
"""

import argparse
import collections
import json
import math
import pathlib
import random
import re
import resource
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
TESTS = ROOT / "build/dev/quell_tests"
STEPS = ["golden*", "~[cli]"]
# What these do changes the time that a run takes, and no result.
NEUTRAL = {"sim/prefetch.hpp", "sim/pages.cpp", "sim/pages.hpp", "models/network/lookahead.cpp",
           "models/footprint.cpp"}
SWAPS = {" + ": " - ", " - ": " + ", " * ": " / ", " / ": " * ", " < ": " <= ", " <= ": " < ",
         " > ": " >= ", " >= ": " > ", " == ": " != ", " != ": " == ", " && ": " || ",
         " || ": " && ", " += ": " -= ", " -= ": " += ", "++": "--", "true": "false",
         "false": "true", " 0.0": " 1.0", " 1.0": " 0.0"}


def pattern_of(word):
    if word.isalpha():
        return rf"\b{word}\b"
    return re.escape(word) + (r"(?![\d.])" if word[-1].isdigit() else "")


PATTERN = re.compile("|".join(map(pattern_of, sorted(SWAPS, key=len, reverse=True))))
# Lines that say nothing about results: checks of the programmer, room in memory, texts of tables.
IDLE = re.compile(r"assert|reserve\(|throw |^\s*#|operator|template"
                  r"|^\s*\.(doc|source|unit|summary|neglects)\b")

MOST_MEMORY = 16 << 30

Mutant = collections.namedtuple("Mutant", "path line column before after")


def code_of(line):
    """The line with texts and its comment blanked out."""
    line = re.sub(r'"(\\.|[^"\\])*"', lambda text: " " * len(text.group()), line)
    return re.sub(r"//.*", lambda text: " " * len(text.group()), line)


def mutants():
    found = []
    for folder in ("sim", "models"):
        for path in sorted((ROOT / folder).rglob("*.[ch]pp")):
            name = str(path.relative_to(ROOT))
            if name in NEUTRAL:
                continue
            for number, line in enumerate(path.read_text().splitlines(), start=1):
                if IDLE.search(line):
                    continue
                for match in PATTERN.finditer(code_of(line)):
                    found.append(Mutant(name, number, match.start(), match.group(),
                                        SWAPS[match.group()]))
    return found


def changed(text, mutant):
    lines = text.splitlines(keepends=True)
    line = lines[mutant.line - 1]
    end = mutant.column + len(mutant.before)
    assert line[mutant.column:end] == mutant.before
    lines[mutant.line - 1] = line[:mutant.column] + mutant.after + line[end:]
    return "".join(lines)


def limit_memory():
    """A change may ask for memory without end."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))


def run(command, limit):
    """Whether it ended well within `limit` seconds."""
    try:
        return subprocess.run(command, cwd=ROOT, timeout=limit, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL).returncode == 0
    except subprocess.TimeoutExpired:
        return False


def build(jobs):
    return run(["cmake", "--build", "--preset", "dev", "-j", str(jobs), "--target", "quell_tests"], 3600)


def shards_of(step, jobs):
    """Files with the names of the tests of a step, one for each process."""
    def names(*listing):
        listed = subprocess.run([TESTS, step, *listing], text=True, capture_output=True)
        return [f'"{name.strip()}"' for name in listed.stdout.splitlines() if name.strip()]
    # Catch2 2; Catch2 3 prints nothing and complains.
    tests = names("--list-test-names-only") or names("--list-tests", "--verbosity", "quiet")
    assert tests
    files = []
    for k in range(min(jobs, len(tests))):
        files.append(ROOT / f"build/mutation-step{STEPS.index(step)}-{k}.txt")
        files[-1].write_text("\n".join(tests[k::jobs]) + "\n")
    return files


def passes(steps, limits):
    for files, limit in zip(steps, limits):
        shards = [subprocess.Popen(
            [TESTS, "--input-file", names, "--abort"],
            cwd=ROOT / "build/dev", stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            preexec_fn=limit_memory)
            for names in files]
        end = time.monotonic() + limit
        failed = False
        while not failed and any(shard.poll() is None for shard in shards):
            failed = time.monotonic() > end or any(shard.poll() for shard in shards)
            time.sleep(0.05)
        for shard in shards:
            shard.kill()
            shard.wait()
        if failed or any(shard.returncode != 0 for shard in shards):
            return False
    return True


def outcome_of(mutant, jobs, steps, limits):
    path = ROOT / mutant.path
    text = path.read_text()
    try:
        path.write_text(changed(text, mutant))
        if not build(jobs):
            return "not compiled"
        return "survived" if passes(steps, limits) else "noticed"
    finally:
        path.write_text(text)


def wilson(noticed, total):
    z = 1.96
    share = noticed / total
    middle = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z / (1 + z * z / total) * math.sqrt(share * (1 - share) / total + z * z / (4 * total * total))
    return middle - half, middle + half


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=50, help="changes to try")
    parser.add_argument("--seed", type=int, default=1, help="of the choice of changes")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--only", default="", help="files whose path begins so")
    parser.add_argument("--no-headers", action="store_true",
                        help="leave out headers, for which nearly everything is built anew")
    parser.add_argument("--list", action="store_true", help="name the changes and try none")
    options = parser.parse_args()

    chosen = [mutant for mutant in mutants() if mutant.path.startswith(options.only)
              and not (options.no_headers and mutant.path.endswith(".hpp"))]
    total = len(chosen)
    random.Random(options.seed).shuffle(chosen)
    chosen = chosen[:options.count]
    if options.list:
        for mutant in chosen:
            print(f"{mutant.path}:{mutant.line}:{mutant.column + 1}: '{mutant.before}' -> '{mutant.after}'")
        return
    changes = subprocess.run(["git", "status", "--porcelain", "--", "sim", "models", "tests"],
                             cwd=ROOT, text=True, capture_output=True, check=True).stdout
    if changes:
        sys.exit("mutate: the tree holds work that is not committed; commit it first")
    kept = ROOT / "build/mutation.jsonl"
    done = {}
    if kept.exists():
        for line in kept.read_text().splitlines():
            entry = json.loads(line)
            done[Mutant(*entry["mutant"])] = entry["outcome"]
    begin = time.monotonic()
    limits = []
    if not build(options.jobs):
        sys.exit("mutate: the tree does not build")
    steps = [shards_of(step, options.jobs) for step in STEPS]
    for step in range(len(STEPS)):
        begin = time.monotonic()
        if not passes(steps, [3600] * (step + 1)):
            sys.exit("mutate: tests fail without any change")
        limits.append(20 + 5 * (time.monotonic() - begin))
    for k, mutant in enumerate(chosen, start=1):
        if mutant not in done:
            done[mutant] = outcome_of(mutant, options.jobs, steps, limits)
            with open(kept, "a", encoding="utf-8") as file:
                file.write(json.dumps({"mutant": mutant, "outcome": done[mutant]}) + "\n")
        print(f"{k}/{len(chosen)} {mutant.path}:{mutant.line}: '{mutant.before.strip()}' -> "
              f"'{mutant.after.strip()}': {done[mutant]}", flush=True)
    build(options.jobs)
    outcomes = collections.Counter(done[mutant] for mutant in chosen)
    counted = outcomes["noticed"] + outcomes["survived"]
    if counted == 0:
        sys.exit("mutate: none of the changes compiled")
    low, high = wilson(outcomes["noticed"], counted)
    print(f"\n{outcomes['noticed']} of {counted} changes were noticed, {outcomes['noticed'] / counted:.0%} "
          f"(95 % interval {low:.0%} to {high:.0%}), out of {total} that there are; "
          f"{outcomes['not compiled']} did not compile. Not noticed:")
    for mutant in chosen:
        if done[mutant] == "survived":
            line = (ROOT / mutant.path).read_text().splitlines()[mutant.line - 1].strip()
            print(f"  {mutant.path}:{mutant.line}: '{mutant.before.strip()}' -> "
                  f"'{mutant.after.strip()}' in: {line}")


main()
