"""The commands of ``build.py``: each is imported when it is run, and returns the exit status."""

from __future__ import annotations

from importlib import import_module
from typing import cast

from briefing.arguments import Run


def find(name: str) -> Run:
    """The command *name*, as a function of its options."""
    module, function = PLACES[name]
    return cast("Run", getattr(import_module(f"briefing.commands.{module}"), function))


PLACES = {
    "build": ("build", "build"),
    "serve": ("serve", "serve"),
    "check": ("check", "check"),
    "import": ("write", "import_articles"),
    "new": ("write", "new"),
}
"""The module and the function of each."""
