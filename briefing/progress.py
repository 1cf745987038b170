"""A bar that shows how far a long run has come: on a terminal, and only when it takes its time.

This is the only module that imports tqdm.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import Any

from tqdm import tqdm

PATIENCE = 1.0
"""How many seconds a run may take without a bar."""


class Bar:
    """How many of *total* things, each a *unit*, are done. Draws nothing away from a terminal."""

    def __init__(self, total: int, unit: str) -> None:
        # disable=None: no bar where standard error is no terminal.
        self._bar: Any = tqdm(
            total=total, unit=f" {unit}", delay=PATIENCE, disable=None, leave=False
        )

    def tell(self, done: int, total: int) -> None:
        """*done* of *total* things are done."""
        self._bar.total = total
        self._bar.update(done - self._bar.n)

    @contextmanager
    def aside(self) -> Iterator[None]:
        """While something else is printed, the bar is out of the way."""
        with self._bar.external_write_mode() if self._is_drawn() else nullcontext():
            yield

    def close(self) -> None:
        """Take the bar off the terminal."""
        self._bar.close()

    def _is_drawn(self) -> bool:
        return not self._bar.disable and self._bar.last_print_t >= self._bar.start_t + PATIENCE
