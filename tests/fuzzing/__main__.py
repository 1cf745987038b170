"""``python -m tests.fuzzing``: so many inputs of each target, and what they broke.

Hypothesis draws the seeds, so that the same ``--seed`` makes the same inputs; each seed makes a
batch of them. An input that breaks a rule, or takes more than two seconds, is made as short as it
can be and written to ``tests/cases/found/``; with a remedy it is committed there.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.fuzzing.targets import TARGETS, Target, within

FOUND = Path(__file__).parent.parent / "cases" / "found"
BATCH = 100
ENOUGH = 10
"""How many different failures of a target are looked for before it is left."""


def main() -> int:
    """Run the targets. The exit status is 1 if anything was found."""
    options = _options()
    names = options.target or list(TARGETS)
    found = 0
    for name in names:
        target = TARGETS[name]
        count = options.count or target.share * options.thousands * 10
        begun = time.perf_counter()
        tried, failures = run(target, count, options.seed)
        seconds = time.perf_counter() - begun
        print(
            f"{name}: {tried:,} inputs, {len(failures)} found, {seconds:.0f} s, "
            f"{tried / max(seconds, 0.001):.0f} a second",
            flush=True,
        )
        for data, why in failures.values():
            path = FOUND / f"{name}-{hashlib.sha256(data).hexdigest()[:10]}"
            FOUND.mkdir(exist_ok=True)
            path.write_bytes(data)
            print(f"  {path}: {why}", flush=True)
        found += len(failures)
    return 1 if found else 0


def run(target: Target, count: int, begin: int) -> tuple[int, dict[str, tuple[bytes, str]]]:
    """*count* inputs of *target*: how many were tried, and the shortest of each failure."""
    failures: dict[str, tuple[bytes, str]] = {}
    tried = 0

    @seed(begin)
    @settings(
        max_examples=max(1, count // BATCH),
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(st.integers(0, 2**64 - 1))
    def batch(number: int) -> None:
        nonlocal tried
        random = Random(number)  # noqa: S311 - nothing is kept secret with it
        for _ in range(min(BATCH, count)):
            if len(failures) >= ENOUGH:
                return
            data = target.make(random)
            tried += 1
            why = failure(target.check, data)
            if why and why not in failures:
                failures[why] = shortened(target.check, data, why), why

    batch()
    return tried, failures


def failure(check: Callable[[bytes], None], data: bytes) -> str:
    """What goes wrong with *data*, and where; empty if nothing does."""
    try:
        within(check, data)
    except Exception as error:
        frame = traceback.extract_tb(error.__traceback__)[-1]
        words = str(error)[:80] if isinstance(error, AssertionError) else ""
        return f"{type(error).__name__} at {Path(frame.filename).name}:{frame.lineno} {words}"
    return ""


def shortened(check: Callable[[bytes], None], data: bytes, why: str) -> bytes:
    """A shorter input that fails alike, found by leaving parts out."""
    kind, until = why.split(" ")[0], time.monotonic() + 20
    size = max(len(data) // 2, 1)
    while size and time.monotonic() < until:
        at = 0
        while at < len(data) and time.monotonic() < until:
            less = data[:at] + data[at + size :]
            if failure(check, less).split(" ")[0] == kind:
                data = less
            else:
                at += size
        size //= 2
    return data


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.fuzzing", description=__doc__)
    parser.add_argument("--count", type=int, help="inputs of each target")
    parser.add_argument(
        "--thousands", type=int, default=1, help="inputs of all targets together (default: 1)"
    )
    parser.add_argument("--target", action="append", choices=list(TARGETS), help="only this one")
    parser.add_argument("--seed", type=int, default=0, help="other numbers make other inputs")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
