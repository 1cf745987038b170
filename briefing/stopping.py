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


def stop_in_order() -> None:
    """Raise :class:`Stopped` at the first signal to stop; those after it find that under way.

    What this process forks is ended by signals as usual.
    """
    process = os.getpid()

    def stop(number: int, frame: FrameType | None) -> None:
        if os.getpid() != process:
            signal.signal(number, signal.SIG_DFL)
            signal.raise_signal(number)
            return
        for other in numbers:
            signal.signal(other, signal.SIG_IGN)
        raise Stopped(number)

    numbers = [
        number
        for name in ("SIGINT", "SIGTERM", "SIGHUP")
        if (number := getattr(signal, name, None)) is not None
        and signal.getsignal(number) != signal.SIG_IGN
    ]
    for number in numbers:
        signal.signal(number, stop)
