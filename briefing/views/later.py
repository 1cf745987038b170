"""A variable of a template that is made when it is asked for: not every template shows all.

A view offers whatever a page may tell of its subject. What nobody asks for costs nothing, and the
page does not depend on it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")


class Later(Generic[Value]):
    """A value that is made once, by calling it. A template never sees anything but the value."""

    __slots__ = ("_made", "_make")

    def __init__(self, make: Callable[[], Value]) -> None:
        self._make: Callable[[], Value] | None = make
        self._made: Value

    def __call__(self) -> Value:
        if self._make is not None:
            self._made = self._make()
            self._make = None
        return self._made
