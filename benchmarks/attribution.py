#!/usr/bin/env python3
"""How well the rules of `import` find who said what: precision and recall.

python benchmarks/attribution.py [FOLDER …] [--verbose]

A folder holds raw articles (NAME.txt), each with a gold table beside it (NAME.gold; what stands in
it is told in tests/gold.py). Without a folder those of the tests are taken.

Precision: of the candidates with a named speaker, how many the table has. Recall: of the statements
of the table with a named speaker, how many were proposed with that speaker.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from briefing import raw  # noqa: E402
from briefing.importing.attribution import candidates  # noqa: E402
from tests import gold  # noqa: E402


def main() -> None:
    """Print the figures of each folder."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folders", nargs="*", type=Path, default=[ROOT / "tests" / "raw"])
    parser.add_argument("--verbose", action="store_true", help="list what is wrong or missed")
    options = parser.parse_args()
    for folder in options.folders:
        measure(folder, verbose=options.verbose)


def measure(folder: Path, *, verbose: bool) -> None:
    """Print the figures of *folder*: of quotations alone, and with reported speech."""
    begun = time.perf_counter()
    tables = sorted(folder.rglob("*.gold"))
    read = {table: gold.read(table) for table in tables}
    found = {}
    for table in tables:
        article = raw.read(table.with_suffix(".txt").read_bytes())
        found[table] = list(candidates(article.paragraphs, article.date))
    took = time.perf_counter() - begun
    print(f"{folder}: {len(tables)} articles, {took:.2f} s")
    for quotes in (True, False):
        right = wrong = hit = missed = 0
        for table in tables:
            score = gold.score(read[table].said, found[table], quotes=quotes)
            right, wrong = right + score.right, wrong + len(score.wrong)
            hit, missed = hit + score.found, missed + len(score.missed)
            if verbose and not quotes:
                for candidate in score.wrong:
                    where, words = table.stem, candidate.quote or candidate.begins
                    print(f"  wrong  {where}:{candidate.paragraph} {candidate.speaker} | {words}")
                for said in score.missed:
                    print(f"  missed {table.stem}:{said.paragraph} {said.speaker} | {said.begins}")
        name = "quotations" if quotes else "with reported speech"
        print(
            f"  {name:22} precision {share(right, wrong)} ({right} of {right + wrong}), "
            f"recall {share(hit, missed)} ({hit} of {hit + missed})"
        )


def share(good: int, bad: int) -> str:
    return f"{good / (good + bad):.3f}" if good + bad else "–"


if __name__ == "__main__":
    main()
