"""What it costs to put a site of 11,600 files in its place, and what other ways would cost.

``python benchmarks/switching.py [FOLDER]`` works in a new folder in FOLDER (the temporary one if
none is given) and prints a table of milliseconds, each the best of five unless it says “once”.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HERE))

from briefing.output import prepare, switch  # noqa: E402

FILES, SIZE, TIMES = 11_600, 10_086, 5
CHANCE = random.Random(1)  # noqa: S311


def tree() -> dict[str, bytes]:
    """The files: 117 MB in six folders."""
    folders = ("articles", "actors", "themes", "dates", "data", "pagefind/fragment")
    return {
        f"{folders[number % 6]}/{number:05}.html": CHANCE.randbytes(SIZE) for number in range(FILES)
    }


def timed(what: str, act: Callable[[], object], times: int = TIMES) -> None:
    """Print the best time of *act*."""
    best = float("inf")
    for _ in range(times):
        begun = time.perf_counter()
        act()
        best = min(best, time.perf_counter() - begun)
    print(f"| {what}{'' if times > 1 else ', once'} | {best * 1000:.1f} |", flush=True)


def build(site: Path, files: Mapping[str, bytes], changed: frozenset[str] | None) -> None:
    """Build, making only what *changed* (None: everything), and print how long each part took."""
    begun = time.perf_counter()
    with prepare(site) as opened:
        prepared = time.perf_counter()
        wanted: dict[str, str] = {}
        for path, data in files.items():
            kept = opened.keep(path) if changed is not None and path not in changed else None
            wanted[path] = kept or opened.put(path, data)
        put = time.perf_counter()
        report = opened.publish(wanted)
        done = time.perf_counter()
    parts = (prepared - begun, put - prepared, done - put)
    figures = " | ".join(f"{part * 1000:.1f}" for part in parts)
    print(f"| {report.written} written | {figures} |", flush=True)


def others(folder: Path, site: Path, files: Mapping[str, bytes]) -> None:
    """Print what the steps cost of which ways to switch are made."""
    twin, plain = folder / "links", folder / "plain"

    def link(target: Path) -> None:
        for path in files:
            (target / path).parent.mkdir(parents=True, exist_ok=True)
            os.link(site / path, target / path)

    def copy() -> None:
        for path, data in files.items():
            (plain / path).parent.mkdir(parents=True, exist_ok=True)
            (plain / path).write_bytes(data)

    def read() -> None:
        for path in files:
            hashlib.sha256((site / path).read_bytes()).digest()

    def replace() -> None:
        for path in files:
            (plain / path).replace(twin / path)

    def flush() -> None:
        for path in list(files)[:500]:
            with (twin / path).open("r+b") as stream:
                stream.write(b"x")
                os.fsync(stream.fileno())

    timed("write all files", copy, 1)
    timed("read and hash all files", read)
    timed("a twin of hard links", lambda: link(twin), 1)
    timed("exchange two folders", lambda: switch.exchange(site, twin))
    switch.exchange(site, twin)
    timed("replace all files one by one", replace, 1)
    timed("write and fsync 500 files", flush)
    timed("remove a folder of files that are nowhere else", lambda: shutil.rmtree(twin), 1)
    link(plain.with_name("links"))
    timed("remove a twin of hard links", lambda: shutil.rmtree(twin), 1)


def main() -> None:
    """Print both tables."""
    with tempfile.TemporaryDirectory(dir=sys.argv[1] if sys.argv[1:] else None) as name:
        folder = Path(name)
        site, files = folder / "site", tree()
        print("| build | prepare | put | publish |\n|---|---|---|---|")
        build(site, files, None)
        for count in (0, 1, 1, 1, 100, 1):
            changed = frozenset(CHANCE.sample(sorted(files), count))
            files |= {path: CHANCE.randbytes(SIZE) for path in changed}
            build(site, files, changed)
        files = tree()
        build(site, files, None)
        build(site, files | {"data/00004.html": b"x"}, frozenset({"data/00004.html"}))
        print("\n| step | ms |\n|---|---|")
        others(folder, site, files)


if __name__ == "__main__":
    main()
