"""Being told to stop: a build that ends in order, with a message and an exit status."""

from __future__ import annotations

import os
import signal
from types import FrameType

INTERRUPTED = 130
"""The exit status of a command that was interrupted from the keyboard."""


class Stopped(KeyboardInterrupt):
    """The process was told to stop. ``status`` is the exit status that shells give such an end."""

    def __init__(self, number: int) -> None:
        """*number* is that of the signal."""
        self.status = 128 + number
        super().__init__(signal.Signals(number).name)


_told: list[int] = []
"""The signals to stop that have come so far."""


def stop_in_order() -> None:
    """Raise :class:`Stopped` at the first signal to stop; those after it find that under way.

    What this process forks is ended by signals as usual.
    """
    process = os.getpid()

    def stop(number: int, frame: FrameType | None) -> None:
        if os.getpid() != process:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
        _told.append(number)
        if len(_told) == 1:
            raise Stopped(number)

    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, stop)


def heed() -> None:
    """Raise :class:`Stopped` if the process was told to stop, and yet it goes on.

    Python drops what is raised in some moments, such as that after a fork.
    """
    if _told:
        raise Stopped(_told[0])
