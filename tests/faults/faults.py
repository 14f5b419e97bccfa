# SPDX-License-Identifier: BSD-3-Clause
"""What the checks of this folder share: runs of the program with a fault, and comparison of results."""

import concurrent.futures
import hashlib
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import zlib

try:
    import h5py
except ImportError as error:
    print(f"skipped: {error}")
    sys.exit(77)

# A run that takes longer hangs. Ordinary ones take well below a second.
TIME_LIMIT = 120
# A state has tens of megabytes. What the kernel has taken it keeps, in memory as on a disk.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
# Three replicates of ten days of few accounts.
SMALL = ["--scale", "0.001", "--replicates", "3", "--set", "run.end=2014-07-11"]


def new_folder():
    return tempfile.TemporaryDirectory(dir=MEMORY)


class Failed(AssertionError):
    """What a check found wrong."""


class End:
    """How a run of the program ended."""

    def __init__(self, words, code, out, err):
        self.words, self.code, self.out, self.err = words, code, out, err

    def __str__(self):
        return f"$ {' '.join(map(str, self.words))}\nexit code {self.code}\n{self.out[-500:]}{self.err}"


def require(holds, what, end):
    if not holds:
        raise Failed(f"{what}\n{end}")


def run(words, folder=None, environment=None, limit=None):
    """Runs it to its end; a signal or a hang fails."""
    try:
        done = subprocess.run(
            words,
            cwd=folder,
            env={**os.environ, "LC_ALL": "C.UTF-8", **(environment or {})},
            capture_output=True,
            timeout=TIME_LIMIT,
            preexec_fn=limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Failed(f"$ {' '.join(map(str, words))}\nhangs") from None
    texts = [stream.decode(errors="replace") for stream in (done.stdout, done.stderr)]
    end = End(words, done.returncode, *texts)
    require(0 <= end.code <= 4, "no exit code of the program", end)
    return end


def plain(value):
    """An array, a number or a text as something that compares."""
    if not hasattr(value, "dtype"):
        return value
    return value.tolist() if value.dtype == object else value.tobytes()


def content_of(path):
    """A fingerprint of all that a result holds but how long it took."""
    content = hashlib.sha256()
    with h5py.File(path, "r") as file:
        for name, value in sorted(file.attrs.items()):
            if name != "wall_seconds":
                content.update(f"{name} {plain(value)!r}".encode())
        for name, dataset in sorted(file.items()):
            content.update(f"{name} {dataset.shape} {dataset.dtype} ".encode())
            content.update(f"{plain(dataset[()])!r}".encode())
    return content.hexdigest()


def names_in(folder):
    return {str(path.relative_to(folder)) for path in pathlib.Path(folder).rglob("*")}


def make_checkpoint(quell, scenario, folder):
    """r.h5.checkpoint of a run that a signal stopped; one that ends before is tried again."""
    words = [quell, "run", scenario, "-o", "r.h5", "-q", "--jobs", "1", "--checkpoint-every", "0.01s"]
    words += ["--scale", "0.002"]
    for _ in range(20):
        with subprocess.Popen(
            words, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as program:
            while program.poll() is None:
                if (folder / "r.h5.checkpoint" / "replicate-0000.state").exists():
                    program.send_signal(signal.SIGTERM)
                    break
                time.sleep(0.001)
        if program.returncode == 4:
            return
        (folder / "r.h5").unlink(missing_ok=True)
    raise Failed("no run could be stopped")


def move_checkpoint(folder):
    """A copy of r.h5.checkpoint gives its result in `folder`, not where it was made."""
    path = pathlib.Path(folder) / "r.h5.checkpoint" / "run.json"
    record = json.loads(path.read_text())
    record["output"] = str(pathlib.Path(folder) / "r.h5")
    record.pop("crc32")
    text = json.dumps(record, separators=(",", ":"), ensure_ascii=False)
    record["crc32"] = f"{zlib.crc32(text.encode()):08x}"
    path.write_text(json.dumps(record, indent=2, ensure_ascii=False) + "\n")


def all_hold(check, cases):
    """Gives what check(*case) gives for each, two at once; ends the program with what they found."""
    results, found = [], []
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for future in [pool.submit(check, *case) for case in cases]:
            try:
                results.append(future.result())
            except Failed as problem:
                found.append(str(problem))
    if found:
        sys.exit("\n\n".join(found[:20]) + f"\n\n{len(found)} of {len(cases)} went wrong")
    return results
