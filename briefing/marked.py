"""Text as mark-up: what :mod:`markupsafe` does, for what pages do hundreds of thousands of times.

Its own ``escape`` and ``Markup`` look at each text for an ``__html__`` and call it, also where what
they are given is known to be mark-up or plain text.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from markupsafe import Markup

try:
    from markupsafe._speedups import _escape_inner
except ImportError:  # where it could not be compiled
    from markupsafe._native import _escape_inner

marked: Callable[[str], Markup] = partial(str.__new__, Markup)
"""A text that is HTML, as mark-up."""


def escaped(value: Any) -> str:
    """The HTML of *value*, as ``markupsafe.escape`` gives it, but a ``str``."""
    kind = type(value)
    if kind is str:
        return _escape_inner(value)
    if kind is Markup:
        return value  # type: ignore[no-any-return]
    if kind is int or kind is float:
        return str(value)
    if hasattr(value, "__html__"):
        return value.__html__()  # type: ignore[no-any-return]
    return _escape_inner(str(value))
