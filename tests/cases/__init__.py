"""Tables of cases, one a line: cells between bars, # begins a remark."""

from __future__ import annotations

from pathlib import Path


def table(name: str) -> list[tuple[str, ...]]:
    """The rows of ``tests/cases/NAME.txt``."""
    lines = (Path(__file__).parent / f"{name}.txt").read_text("utf-8").splitlines()
    rows = (line for line in lines if line.strip() and not line.startswith("#"))
    return [tuple(cell.strip() for cell in row.split("|")) for row in rows]
