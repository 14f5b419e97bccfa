#!/usr/bin/env python3
# SPDX-License-Identifier: BSD-3-Clause
"""Runs the commands of docs/tutorial.md in a fresh folder and compares what they print.

usage: tutorial_check.py docs/tutorial.md QUELL

A block ```console is run, one ```console not-run is not, and ```toml NAME is written to that file.
`...` on a line stands for any lines. Not compared are the folder, the seconds and threads of a run, and
the version.
With QUELL_UPDATE_GOLDEN set, output that differs is written into the page instead.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

SHOWN_FOLDER = "/home/you/first"
COMMANDS = {"init", "check", "explain", "run", "show", "whatif", "compare", "report", "export"}


def steps_of(lines):
    """Commands of a console block, each with the lines that it prints."""
    steps = []
    for line in lines:
        if line.startswith("$ "):
            steps.append((line[2:], []))
        else:
            steps[-1][1].append(line)
    return steps


def masked(text):
    """Without what differs from one machine or commit to the next."""
    text = re.sub(r"in \d+ s on \d+ threads?", "in N s on N threads", text)
    return re.sub(r"quell \d[\w.]* \([\w+]+\)", "quell V (commit)", text)


def agree(shown, printed):
    """Whether printed lines are those shown, of which `...` is any number."""
    parts = [re.escape(masked(line)) if line != "..." else None for line in shown]
    pattern = "".join("(?:.*\n)*?" if part is None else part + "\n" for part in parts)
    return re.fullmatch(pattern, masked("".join(line + "\n" for line in printed))) is not None


def run(command, folder, quell):
    tools = folder.parent / "tools"
    tools.mkdir(exist_ok=True)
    if not (tools / "quell").exists():
        (tools / "quell").symlink_to(quell)
    environment = {**os.environ, "LC_ALL": "C.UTF-8", "PATH": f"{tools}:{os.environ['PATH']}"}
    end = subprocess.run(
        ["sh", "-c", command], cwd=folder, env=environment, text=True, capture_output=True
    )
    assert end.returncode == 0, f"$ {command}\n{end.stdout}{end.stderr}exit code {end.returncode}"
    printed = end.stdout.replace(str(folder), SHOWN_FOLDER)
    return printed.splitlines()


def checked(lines, folder, quell, problems):
    """The lines of a console block as they should be."""
    renewed = []
    for command, shown in steps_of(lines):
        printed = run(command, folder, quell)
        if not agree(shown, printed):
            problems.append("\n".join([f"$ {command}", "shown:", *shown, "printed:", *printed]))
            shown = printed
        renewed += ["$ " + command, *shown]
    return renewed


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    page, quell = (pathlib.Path(argument).absolute() for argument in sys.argv[1:])
    blocks = re.split(r"(^```[^\n]*\n.*?^```$)", page.read_text(), flags=re.MULTILINE | re.DOTALL)
    problems = []
    used = set()
    with tempfile.TemporaryDirectory() as root:
        folder = pathlib.Path(root).resolve() / "first"
        folder.mkdir()
        for number, block in enumerate(blocks):
            if not block.startswith("```"):
                continue
            first, *lines, last = block.split("\n")
            language, *rest = first[3:].split()
            if language == "toml" and rest:
                (folder / rest[0]).write_text("\n".join(lines) + "\n")
            if language != "console" or rest == ["not-run"]:
                continue
            used |= set(re.findall(r"^\$ quell (\w+)", "\n".join(lines), re.MULTILINE))
            lines = checked(lines, folder, quell, problems)
            blocks[number] = "\n".join([first, *lines, last])
    assert COMMANDS <= used, f"the page shows no {', '.join(COMMANDS - used)}"
    if problems and os.environ.get("QUELL_UPDATE_GOLDEN"):
        page.write_text("".join(blocks))
        print(f"renewed {len(problems)} outputs of {page}")
    elif problems:
        sys.exit("\n\n".join(problems) + "\n\nrenew with QUELL_UPDATE_GOLDEN=1, then shorten")


main()
