#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Cuts files short, flips bits of them and wipes parts, and has them read; exits 77 without h5py.

usage: damage_check.py QUELL SCENARIO [--all]

Results, logs of sweeps and all that a checkpoint holds. What is read from a damaged file must be refused
with its name, or be what it was before.
"""

import os
import pathlib
import random
import shutil
import sys

from faults import (
    SMALL,
    all_hold,
    content_of,
    h5py,
    make_checkpoint,
    move_checkpoint,
    names_in,
    new_folder,
    require,
    run,
)

QUELL, SCENARIO = (os.path.abspath(argument) for argument in sys.argv[1:3])
IS_ALL = "--all" in sys.argv[3:]
FLIPS, CUTS, WIPES = (100, 30, 20) if IS_ALL else (3, 1, 1)
SECTOR = 512  # [B] that a disk loses at once

SWEEP = f"""
scenario = "{SCENARIO}"
[vary]
return.probability = [0.2, 0.8]
"""


def damages(size, seed):
    """Pairs of a name and a function of bytes, each of which changes them."""
    chance = random.Random(seed)

    def flip(content, at):
        content[at // 8 % len(content)] ^= 1 << at % 8  # the record of a copy is shorter
        return content

    def cut(content, at):
        return content[:at]

    def wipe(content, at):
        content[at : at + SECTOR] = bytes(len(content[at : at + SECTOR]))
        return content

    ends = [0, 7, 8, size // 2, size - 25, size - 1][: None if IS_ALL else 0]
    for at in [*ends, *(chance.randrange(size) for _ in range(CUTS))]:
        yield f"cut at {at}", cut, at
    for at in (chance.randrange(8 * size) for _ in range(FLIPS)):
        yield f"bit {at} flipped", flip, at
    last = (size - 1) // SECTOR * SECTOR
    for at in [last, *(chance.randrange(0, size, SECTOR) for _ in range(WIPES))]:
        yield f"wiped at {at}", wipe, at


class Reader:
    """A command that reads `file` of a folder, and may write `product`; `repairs` makes it new."""

    def __init__(self, words, product=None, repairs=None):
        self.words, self.product, self.repairs = words, product, repairs

    def read(self, folder):
        """How it ends, and what it gives."""
        end = run([QUELL, *self.words], folder)
        if self.product is None:
            return end, (end.code, end.out)
        product = folder / self.product
        if not product.exists():
            return end, None
        return end, content_of(product) if product.suffix == ".h5" else product.read_bytes()


def readers_of_results(name):
    return [
        Reader(["export", name, "-o", "out"], "out"),
        Reader(["export", name, "--format", "json"]),
        Reader(["report", name, "-o", "out"], "out"),
    ]


MERGE = ["sweep", "merge", "s.toml", *SMALL, "-q", "-o", "m.h5"]
MAKE_RUNS = ["sweep", "run", "s.toml", *SMALL, "-q", "-o", "m.h5"]


def plans():
    """Files of the folder of `made`, each with who reads it."""
    of_run = [Reader(["show", "a.h5"]), Reader(["show", "a.h5", "--summary"]), Reader(["compare", "a.h5"])]
    yield "a.h5", [*of_run, *readers_of_results("a.h5")]
    yield "w.h5", [Reader(["whatif", "w.h5", "--all"]), *readers_of_results("w.h5")]
    yield "s.h5", readers_of_results("s.h5")
    yield "s.sweep/*.runs", [Reader(MERGE, "m.h5", MAKE_RUNS)]
    yield "s.sweep/part-1-of-2.h5", [Reader([*MERGE, "--link"], "m.h5")]
    resume = Reader(["resume", "r.h5", "-q"], "r.h5")
    for name in ("run.json", "scenario.toml", "replicate-0000.state"):
        yield f"r.h5.checkpoint/{name}", [resume]


def make(folder):
    (folder / "s.toml").write_text(SWEEP)
    simulate = [*SMALL, "-q"]
    for words in (
        ["run", SCENARIO, "-o", "a.h5", *simulate],
        ["whatif", SCENARIO, "--change", "return.probability=0.2", "-o", "w.h5", *simulate],
        ["sweep", "run", "s.toml", *simulate],
        ["sweep", "merge", "s.toml", "--part", "1/2", *simulate],
        ["sweep", "merge", "s.toml", "--part", "2/2", *simulate],
    ):
        end = run([QUELL, *words], folder)
        require(end.code == 0, "the inputs cannot be made", end)
    make_checkpoint(QUELL, SCENARIO, folder)


def copy_for(made, file, folder):
    """The damaged file, and what it is read with."""
    shutil.copy(made / "s.toml", folder)
    if file.parent == made:
        shutil.copy(file, folder)
    else:
        shutil.copytree(file.parent, folder / file.parent.name)
    if file.parent.name == "r.h5.checkpoint":
        move_checkpoint(folder)


def check(made, file, reader, whole, damage):
    """Says whether the damage was refused, or made no difference."""
    name, change, at = damage
    with new_folder() as root:
        folder = pathlib.Path(root).resolve()
        copy_for(made, file, folder)
        copy = folder / file.relative_to(made)
        copy.write_bytes(change(bytearray(copy.read_bytes()), at))
        before = names_in(folder)
        end, found = reader.read(folder)
        what = f"{copy.name} {name}"
        if found == whole:
            return "made no difference"
        require(end.code in (1, 2), f"{what}: it passes silently", end)
        require("error: " in end.err, f"{what}: no error", end)
        require(copy.name in end.err or copy.parent.name in end.err, f"{what}: not named", end)
        new = {name for name in names_in(folder) - before if not name.endswith(".state")}
        require(not new, f"{what}: it left {new}", end)
        if copy.suffix == ".state":  # the other replicates are done; this one begins anew
            copy.unlink()
            again, found = reader.read(folder)
            require(found == whole, f"{what}: it does not go on without after\n{end}", again)
            return "done again"
        if reader.repairs and "cannot use" not in end.err and "cannot read" not in end.err:
            again = run([QUELL, *reader.repairs], folder)
            require(again.code == 0, f"{what}: it cannot be done again after\n{end}", again)
            require(content_of(folder / reader.product) == whole, f"{what}: it differs", again)
            return "done again"
        return "refused"


def undisturbed(made, file, reader):
    with new_folder() as root:
        folder = pathlib.Path(root).resolve()
        copy_for(made, file, folder)
        end, whole = reader.read(folder)
        require(whole is not None and end.code in (0, 3), "it fails undisturbed", end)
        return whole


def check_change(made):
    """A file to which another program added a note is read as before."""
    reader = Reader(["show", "a.h5"])
    with new_folder() as root:
        folder = pathlib.Path(root).resolve()
        shutil.copy(made / "a.h5", folder)
        _, whole = reader.read(folder)
        with h5py.File(folder / "a.h5", "r+") as file:
            file.attrs["note"] = "mine"
        end, found = reader.read(folder)
        require(found == whole, "a note makes a difference", end)
    print("a.h5 with a note by h5py: read")


def main():
    with new_folder() as root:
        made = pathlib.Path(root).resolve()
        make(made)
        for seed, (pattern, readers) in enumerate(plans()):
            (file,) = made.glob(pattern)
            wholes = [undisturbed(made, file, reader) for reader in readers]
            cases = [
                (made, file, readers[k % len(readers)], wholes[k % len(readers)], damage)
                for k, damage in enumerate(damages(file.stat().st_size, seed))
            ]
            outcomes = all_hold(check, cases)
            told = ", ".join(f"{outcomes.count(what)} {what}" for what in sorted(set(outcomes)))
            print(f"{pattern}: {len(cases)} damages, {told}", flush=True)
        check_change(made)


main()
