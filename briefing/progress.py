"""How far a long run has come: a bar on a terminal, a line now and then elsewhere.

Nothing is shown of a run that does not take its time.

This is the only module that imports tqdm, and only when there is a bar to draw.
"""

from __future__ import annotations

import sys
import time
from contextlib import AbstractContextManager, nullcontext
from typing import Any

PATIENCE = 1.0
"""How many seconds a run may take without a bar."""

PAUSE = 5.0
"""How many seconds lie between two lines where there is no terminal."""


class Bar:
    """How many things, each a *unit*, are done. A *quiet* one shows nothing."""

    def __init__(self, unit: str, *, doing: str = "", quiet: bool = False) -> None:
        self._unit = unit
        self._doing = doing
        self._begun = time.monotonic()
        self._quiet = quiet
        self._terminal = sys.stderr.isatty()
        self._said = self._begun
        self._bar: Any = None

    def tell(self, done: int, total: int) -> None:
        """*done* of *total* things are done."""
        if self._bar is not None:
            self._bar.update(done - self._bar.n)
        elif self._quiet:
            return
        elif self._terminal:
            if time.monotonic() - self._begun >= PATIENCE:
                self._bar = self._drawn(done, total)
        elif time.monotonic() - self._said >= PAUSE:
            self._said = time.monotonic()
            print(
                f"{self._doing} {done:,} of {total:,} {self._unit}".lstrip(),
                file=sys.stderr,
                flush=True,
            )

    def _drawn(self, done: int, total: int) -> Any:
        from tqdm import tqdm

        tqdm.monitor_interval = 0  # its thread would keep the run from making processes
        return tqdm(
            total=total, initial=done, unit=f" {self._unit}", desc=self._doing or None, leave=False
        )

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
