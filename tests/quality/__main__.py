"""The gate: ``python -m tests.quality [--only PART …]``.

Builds the site, runs the parts, prints a line for each and every finding below it; the status is 1
if there is any, or if a tool is missing.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

from tests.quality import axe, keyboard, lighthouse, nu, reflow, tools, visits, weights
from tests.quality.findings import Finding, MissingError, Result
from tests.quality.published import Published, build, served

Part = Callable[[Published, str], Result]

LANES = 2
"""How many parts run at a time."""


def run(name: str, part: Callable[[], Result]) -> Result:
    start = time.monotonic()
    try:
        result = part()
    except MissingError as missing:
        result = Result("not run", [Finding("", "", str(missing))])
    took = time.monotonic() - start
    state = f"{len(result.findings)} found" if result.findings else "fine"
    print(f"{name:<17} {state:<9} {result.measured}; {took:.0f} s", flush=True)
    for finding in sorted(result.findings):
        print(f"  {finding}", flush=True)
    return result


def judged(parts: Mapping[str, Callable[[], Result]]) -> list[Result]:
    """The results of all parts, a few at a time; what is in doubt then is judged alone."""
    with ThreadPoolExecutor(LANES) as lanes:
        results = dict(zip(parts, lanes.map(run, parts, parts.values()), strict=True))
    again = [run(f"{name} again", one.again) for name, one in results.items() if one.again]
    return [*results.values(), *again]


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.quality", description=__doc__)
    parser.add_argument(
        "--only", nargs="+", choices=PARTS, default=list(PARTS), metavar="PART",
        help=f"run these parts only, of {', '.join(PARTS)}",
    )  # fmt: skip
    chosen = parser.parse_args(arguments).only
    start = time.monotonic()
    try:
        tools.install()
        tools.chrome()
    except MissingError as missing:
        print(missing, file=sys.stderr)
        return 1
    published = build(tools.CACHE)
    with served(published.folder) as base:
        results = judged({name: partial(PARTS[name], published, base) for name in chosen})
    found = sum(len(result.findings) for result in results)
    took = time.monotonic() - start
    print(f"{found} found in {took:.0f} s" if found else f"All fine in {took:.0f} s")
    return 1 if found else 0


PARTS: dict[str, Part] = {
    "lighthouse": lighthouse.judge,
    "axe": axe.judge,
    "nu": nu.judge,
    "reflow": reflow.judge,
    "keyboard": keyboard.judge,
    "weights": weights.judge,
    "visits": visits.judge,
}
"""The parts by name, the longest first."""

if __name__ == "__main__":
    sys.exit(main())
