"""A bar that shows how far a long run has come: on a terminal, and only when it takes its time.

This is the only module that imports tqdm, and only when there is a bar to draw.
"""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager, nullcontext
from typing import Any

PATIENCE = 1.0
"""How many seconds a run may take without a bar."""


class Bar:
    """How many things, each a *unit*, are done. Draws nothing away from a terminal."""

    def __init__(self, unit: str) -> None:
        self._unit = unit
        self._begun = time.monotonic()
        self._shown = sys.stderr.isatty()
        self._bar: Any = None

    def tell(self, done: int, total: int) -> None:
        """*done* of *total* things are done."""
        if self._shown and self._bar is None and time.monotonic() - self._begun >= PATIENCE:
            from tqdm import tqdm

            self._bar = tqdm(total=total, initial=done, unit=f" {self._unit}", leave=False)
        if self._bar is not None:
            self._bar.update(done - self._bar.n)

    def aside(self) -> AbstractContextManager[None]:
        """While something else is printed, the bar is out of the way."""
        if self._bar is None:
            return nullcontext()
        away: AbstractContextManager[None] = self._bar.external_write_mode()
        return away

    def close(self) -> None:
        """Take the bar off the terminal."""
        if self._bar is not None:
            self._bar.close()
