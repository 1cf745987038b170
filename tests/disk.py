"""A disk on which each change can be counted, made to fail, or be the last thing that happens."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from typing import NoReturn

import pytest

from briefing.output import switch

CHANGES = "open write ftruncate mkdir rmdir unlink rename replace link chmod fchmod utime".split()
DIED = 9


def watch(patched: pytest.MonkeyPatch, before: Callable[[str], None]) -> None:
    """Call *before* with the name of each function that is about to change the disk."""

    def watched(name: str, function: Callable[..., object]) -> Callable[..., object]:
        def act(*args: object, **kwargs: object) -> object:
            if name != "open" or (isinstance(args[1], int) and args[1] & os.O_CREAT):
                before(name)
            return function(*args, **kwargs)

        return act

    for name in CHANGES:
        patched.setattr(os, name, watched(name, getattr(os, name)))
    patched.setattr(switch, "exchange", watched("exchange", switch.exchange))


def count(act: Callable[[], object]) -> int:
    """How many changes of the disk *act* makes."""
    made: list[str] = []
    with pytest.MonkeyPatch.context() as patched:
        watch(patched, made.append)
        act()
    return len(made)


def fail(step: int, code: int, act: Callable[[], object]) -> None:
    """Run *act* on a disk that refuses change number *step*, from 1, with the error *code*."""
    made: list[str] = []

    def refuse(name: str) -> None:
        made.append(name)
        if len(made) == step:
            raise OSError(code, f"{os.strerror(code)} ({name})")

    with pytest.MonkeyPatch.context() as patched:
        watch(patched, refuse)
        act()


def die(step: int, act: Callable[[], object]) -> None:
    """Run *act* in a process that is gone before change number *step*, from 1."""
    made: list[str] = []

    def end(name: str) -> None:
        made.append(name)
        if len(made) == step:
            os._exit(DIED)

    def run() -> None:
        watch(pytest.MonkeyPatch(), end)
        act()

    assert in_child(run) == DIED


def in_child(act: Callable[[], object]) -> int:
    """The exit status of a forked process that runs *act*: 0 when it returns, 1 when it raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the child runs one thread alone
        child = os.fork()
    if not child:
        _act_and_exit(act)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def _act_and_exit(act: Callable[[], object]) -> NoReturn:
    status = 1
    try:
        act()
        status = 0
    finally:
        os._exit(status)
