#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Lets each call that changes or reads a file fail in turn; exits 77 without h5py.

usage: call_faults_check.py QUELL SCENARIO LIBRARY [--all]

LIBRARY is file_faults.cpp, built. Of some commands the last call of each kind on each file fails, with
one reason; with --all every call of every command does, with two, and the last of each kind and file
also with a third one, for good, and by half.
"""

import collections
import errno
import os
import pathlib
import re
import shutil
import sys

from faults import (
    SMALL,
    Failed,
    all_hold,
    content_of,
    make_checkpoint,
    move_checkpoint,
    names_in,
    new_folder,
    require,
    run,
)

QUELL, SCENARIO, LIBRARY = (os.path.abspath(argument) for argument in sys.argv[1:4])
IS_ALL = "--all" in sys.argv[4:]

FEW = {"run --force", "run --checkpoint-every", "sweep run", "export"}

REASONS = {
    errno.ENOSPC: "no space left on the disk",
    errno.EIO: "Input/output error",
    errno.EROFS: "Read-only file system",
}

SWEEP = f"""
scenario = "{SCENARIO}"
[vary]
return.probability = [0.2, 0.8]
"""


# A run needs none of them: it goes on where they cannot be written.
SPARE = r"\.progress|\.live|\.state"


class Command:
    """Words of a command that writes `result` in a folder which holds the inputs."""

    def __init__(self, words, result, inputs=()):
        self.words, self.result, self.inputs = words, result, inputs

    def prepare(self, folder):
        for source in self.inputs:
            copy = shutil.copytree if source.is_dir() else shutil.copy
            copy(source, folder / source.name)
            if source.name == "r.h5.checkpoint":
                move_checkpoint(folder)


def commands(made):
    """By their name; `made` holds results of earlier commands."""
    simulate = [*SMALL, "--jobs", "1", "-q"]
    interval = "0.02s" if IS_ALL else "1h"  # and at the end of each replicate
    older = (made / "a.h5",)
    sweep = (made / "s.toml",)
    return {
        "run": Command(["run", SCENARIO, "-o", "r.h5", *simulate], "r.h5"),
        "run --force": Command(
            ["run", SCENARIO, "-o", "a.h5", "--seed", "9", "--force", *simulate], "a.h5", older
        ),
        "run --checkpoint-every": Command(
            ["run", SCENARIO, "-o", "r.h5", "--checkpoint-every", interval, *simulate], "r.h5"
        ),
        "run --live": Command(["run", SCENARIO, "-o", "r.h5", "--live", *simulate], "r.h5"),
        "whatif": Command(
            ["whatif", SCENARIO, "--change", "return.probability=0.2", "-o", "w.h5", *simulate],
            "w.h5",
        ),
        "whatif --checkpoint-every": Command(
            ["whatif", SCENARIO, "--change", "return.probability=0.2", "-o", "w.h5"]
            + ["--checkpoint-every", interval, *simulate],
            "w.h5",
        ),
        "sweep run": Command(["sweep", "run", "s.toml", *simulate], "s.h5", sweep),
        "sweep merge": Command(
            ["sweep", "merge", "s.toml", *SMALL, "-q"], "s.h5", (*sweep, made / "s.sweep")
        ),
        "export": Command(["export", "a.h5", "-o", "a.csv"], "a.csv", older),
        "export --format json": Command(
            ["export", "a.h5", "--format", "json", "-o", "a.json"], "a.json", older
        ),
        "report": Command(["report", "a.h5", "-o", "a.html"], "a.html", older),
        "show --svg": Command(["show", "a.h5", "traffic", "-o", "a.svg"], "a.svg", older),
        "init": Command(["init", "i.toml"], "i.toml"),
    }


def readers(made):
    """Commands whose calls that read files of the folder fail, by their name."""
    sweep = (made / "s.toml", made / "s.sweep")
    return {
        "resume": Command(["resume", "r.h5", "-q"], "r.h5", (made / "r.h5.checkpoint",)),
        "export": Command(["export", "a.h5", "-o", "a.csv"], "a.csv", (made / "a.h5",)),
        "report": Command(["report", "a.h5", "-o", "a.html"], "a.html", (made / "a.h5",)),
        "sweep merge": Command(["sweep", "merge", "s.toml", *SMALL, "-q"], "s.h5", sweep),
    }


def make_inputs(folder):
    (folder / "s.toml").write_text(SWEEP)
    for words in (
        ["run", SCENARIO, "-o", "a.h5", *SMALL],
        ["sweep", "run", "s.toml", "--no-merge", *SMALL],
    ):
        end = run([QUELL, *words, "-q"], folder)
        require(end.code == 0, "the inputs cannot be made", end)
    make_checkpoint(QUELL, SCENARIO, folder)


def fingerprint(path):
    return content_of(path) if path.suffix == ".h5" else path.read_bytes()


def undisturbed(command):
    """What it leaves: names, and the result."""
    with new_folder() as root:
        folder = pathlib.Path(root).resolve()
        command.prepare(folder)
        end = run([QUELL, *command.words], folder)
        require(end.code == 0, "it fails undisturbed", end)
        return names_in(folder), fingerprint(folder / command.result)


class Fault:
    """A run with one, and what it left."""

    def __init__(self, command, folder, number, kind, is_lasting, is_of_reads=False):
        self.folder = folder
        log = folder.with_suffix(".log")
        environment = {
            "LD_PRELOAD": LIBRARY,
            "QUELL_FAULT_FOLDER": str(folder),
            "QUELL_FAULT_AT": str(number),
            "QUELL_FAULT_KIND": str(kind),
            "QUELL_FAULT_LOG": str(log),
            **({"QUELL_FAULT_LASTING": "1"} if is_lasting else {}),
            **({"QUELL_FAULT_READS": "1"} if is_of_reads else {}),
        }
        self.end = run([QUELL, *command.words], folder, environment)
        lines = log.read_text().splitlines() if log.exists() else []
        self.calls = [line.split(" ", 3) for line in lines]
        self.failed = [call for call in self.calls if call[0] == "failed"]


def check_message(fault, kind):
    """quell: error: problem (reason) suggestion, with the path."""
    said = fault.end.err
    errors = [line for line in said.splitlines() if line.startswith("quell: error: ")]
    form = r"quell: error: \S.*\S \(\S.*\) \S.*"
    require(errors and all(re.fullmatch(form, line) for line in errors), "no clear error", fault.end)
    paths = {pathlib.Path(call[3]).name for call in fault.failed}
    stems = {re.sub(r"\.partial|\.new", "", name) for name in paths}
    stems |= {str(fault.folder) for name in stems if name.startswith("index-")}  # it has no name
    require(any(stem in said for stem in stems), f"none of {stems} is named", fault.end)
    require(REASONS[kind] in said, "the reason is not named", fault.end)


def check_failure(command, fault, kind, before, whole):
    """Nothing half-made is left, and what was there is as it was."""
    check_message(fault, kind)
    result = fault.folder / command.result
    names = names_in(fault.folder)
    kept = {name for name in names if ".checkpoint" in name or ".sweep" in name}
    require(
        names - kept == set(before), f"it left {names - kept - set(before)}", fault.end
    )
    left = {name for name in kept if name.endswith((".partial", ".new"))}
    require(not left, f"it left {left}", fault.end)
    for name, content in before.items():
        if content is not None:
            require((fault.folder / name).read_bytes() == content, f"{name} changed", fault.end)
    can_resume = (fault.folder / (command.result + ".checkpoint") / "run.json").exists()
    words = ["resume", command.result, "-q"] if can_resume else command.words
    again = run([QUELL, *words], fault.folder)
    require(again.code == 0, f"it cannot be done again after\n{fault.end}", again)
    require(fingerprint(result) == whole, f"the result differs after\n{fault.end}", again)


def check(command, number, kind, is_lasting, names, whole):
    """Says what came of it."""
    with new_folder() as root:
        folder = pathlib.Path(root).resolve() / "f"
        folder.mkdir()
        command.prepare(folder)
        before = {
            name: (folder / name).read_bytes() if (folder / name).is_file() else None
            for name in names_in(folder)
            if ".sweep" not in name
        }
        fault = Fault(command, folder, number, kind, is_lasting)
        if not fault.failed:
            return "without a fault"  # it has fewer calls this time
        if fault.end.code != 0:
            require(kind != "short", "a short write is no failure", fault.end)
            check_failure(command, fault, kind, before, whole)
            return "refused"
        require(fingerprint(folder / command.result) == whole, "another result", fault.end)
        require(
            kind == "short" or all(is_spare(call, fault.calls) for call in fault.failed),
            f"it ends well though it needs {fault.failed}",
            fault.end,
        )
        left = {re.sub(r"[^/]*\.runs$", "", name) for name in names_in(folder)}
        expected = {re.sub(r"[^/]*\.runs$", "", name) for name in names}
        require(left == expected, f"it left {left ^ expected}", fault.end)
        if kind != "short" and any(".state" in call[3] for call in fault.failed):
            require("warning: no checkpoint: " in fault.end.err, "no warning", fault.end)
            return "warned of"
        return "survived"


def check_read(command, number, whole):
    """A file that cannot be read is named, or is not needed."""
    with new_folder() as root:
        folder = pathlib.Path(root).resolve() / "f"
        folder.mkdir()
        command.prepare(folder)
        before = names_in(folder)
        fault = Fault(command, folder, number, errno.EIO, False, True)
        result = folder / command.result
        if not fault.failed:
            return "without a fault"
        if fault.end.code == 0:
            require(fingerprint(result) == whole, f"{fault.failed} makes it differ", fault.end)
            return "survived"
        files = {pathlib.Path(call[3]) for call in fault.failed}
        is_named = any(file.name in fault.end.err or file.parent.name in fault.end.err for file in files)
        require("error: " in fault.end.err and is_named, f"{fault.failed}: not named", fault.end)
        require(command.result in before or not result.exists(), "half a result", fault.end)
        again = run([QUELL, *command.words], folder)
        require(again.code == 0, f"it cannot be done again after\n{fault.end}", again)
        require(fingerprint(result) == whole, f"it differs after\n{fault.end}", again)
        return "refused"


def is_spare(call, calls):
    """What may fail in a run that ends well: files it does not need, the flush of a folder, which
    not every file system can, and what is opened once more, as HDF5 does."""
    _, number, function, path = call
    is_folder = pathlib.Path(path).is_dir() or path.endswith(".checkpoint")
    is_repeated = function == "open" and ["did", str(int(number) + 1), function, path] in calls
    return (
        re.search(SPARE, path) is not None or (function == "fsync" and is_folder) or is_repeated
    )


def numbers_of(command, is_of_reads=False):
    """Of its calls: all, and the last of each function and file."""
    with new_folder() as root:
        folder = pathlib.Path(root).resolve() / "f"
        folder.mkdir()
        command.prepare(folder)
        calls = Fault(command, folder, 0, 0, False, is_of_reads).calls
    if not calls:
        raise Failed(f"no call of {command.words} was seen")
    last = {}
    for _, number, function, path in calls:
        last[function, re.sub(r"\d+|index-.*", "", path)] = int(number)
    # A fork counts on for itself.
    return sorted({int(number) for _, number, _, _ in calls}), sorted(set(last.values()))


def cases_of(command):
    names, whole = undisturbed(command)
    every, last = numbers_of(command)
    if IS_ALL:
        faults = [(number, kind, False) for number in every for kind in (errno.ENOSPC, errno.EIO)]
        for number in last:
            faults += [(number, errno.EROFS, False), (number, "short", False)]
            faults += [(number, errno.ENOSPC, True)]
    else:
        kinds = (errno.ENOSPC, errno.EIO)
        faults = [(number, kinds[at % 2], at % 3 == 0) for at, number in enumerate(last)]
    return [(command, *fault, names, whole) for fault in faults]


def tell(name, outcomes):
    counts = collections.Counter(outcomes).items()
    print(f"{name}: {', '.join(f'{count} {what}' for what, count in counts)}", flush=True)


def main():
    with new_folder() as root:
        made = pathlib.Path(root).resolve()
        make_inputs(made)
        for name, command in commands(made).items():
            if not IS_ALL and name not in FEW:
                continue
            tell(name, all_hold(check, cases_of(command)))
        for name, command in readers(made).items():
            _, whole = undisturbed(command)
            every, last = numbers_of(command, True)
            cases = [(command, number, whole) for number in (every if IS_ALL else last)]
            tell(f"{name}, reading", all_hold(check_read, cases))


main()
