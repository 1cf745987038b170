"""Templates as they were compiled, as a build keeps them: without the library that made them."""

from __future__ import annotations

from collections.abc import Mapping

States = dict[str, tuple[str, bytes]]
"""The checksum and the code of each template, by Jinja's key."""


class Compiled:
    """Templates as they were compiled, for as long as they are as they were.

    ``states`` has the last state of each; ``grown`` tells whether any is new.
    """

    def __init__(self, states: Mapping[str, tuple[str, bytes]] | None = None) -> None:
        self.states: States = dict(states or {})
        self.grown = False

    def learn(self, states: States) -> None:
        """Take over *states*."""
        self.states.update(states)
        self.grown |= bool(states)
