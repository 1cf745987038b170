"""Templates compiled once for all builds of a test process: Jinja's work is most of a small build.

What comes of a template depends on its text, its name, on what filters and tests there are, and on
what it says in another language. Where all of that is as it was, so is the code. That holds for
English: in other languages, and in every process that a test starts, all is compiled as ever.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from gettext import NullTranslations
from types import CodeType
from typing import Any

import pytest

from briefing.messages import Messages
from briefing.render.templates import Lean


@contextmanager
def once() -> Iterator[None]:
    """As long as it lasts, no template of an English site is compiled twice in this process."""
    texts: dict[object, str] = {}
    generated = Lean.compile

    def compiled(
        self: Lean, source: str, name: str | None = None, filename: str | None = None
    ) -> str | CodeType:
        if not in_english(self) or filename is None:
            return generated(self, source, name, filename)
        key = source, name, depended_on(self)
        if key not in texts:
            texts[key] = generated(self, source, name, filename, raw=True)
        return code(texts[key], filename)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Lean, "compile", compiled)
        yield


@lru_cache(128)
def code(text: str, filename: str) -> CodeType:
    return compile(text, filename, "exec", dont_inherit=True)


def in_english(environment: Lean) -> bool:
    """Whether the templates of *environment* say what is written in them."""
    says: Any = environment.globals["_"]
    messages: Messages = says.__self__
    return type(messages._catalogue) is NullTranslations


def depended_on(environment: Lean) -> object:
    """What Jinja looks at in *environment* when it compiles."""
    called = {**environment.filters, **{f"is {name}": f for name, f in environment.tests.items()}}
    return frozenset((name, getattr(f, "jinja_pass_arg", None)) for name, f in called.items())
