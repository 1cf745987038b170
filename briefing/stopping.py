"""Being told to stop: a build that ends in order, with a message and an exit status."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

INTERRUPTED = 130
"""The exit status of a command that was interrupted from the keyboard."""
_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
"""What a process is told to stop by; not every system has all of them."""


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

    for name in _SIGNALS:
        number = getattr(signal, name, None)
        if number is not None and signal.getsignal(number) != signal.SIG_IGN:
            signal.signal(number, stop)


def heed() -> None:
    """Raise :class:`Stopped` if the process was told to stop, and yet it goes on.

    Python drops what is raised in some moments, such as that after a fork.
    """
    if _told:
        raise Stopped(_told[0])


@contextmanager
def undisturbed() -> Iterator[None]:
    """Put off what signals do until something is done, so that it is known what became of it."""
    caught: list[int] = []
    before = {}
    heed()
    try:
        if threading.current_thread() is threading.main_thread():
            for name in _SIGNALS:
                number = getattr(signal, name, None)
                if number is not None and (handler := signal.getsignal(number)) is not None:
                    before[number] = handler
                    signal.signal(number, lambda number, _: caught.append(number))
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for number in caught[:1]:
            signal.raise_signal(number)
