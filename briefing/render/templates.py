"""Jinja, set up for the templates of a site, and what is wrong with one in an editor's terms."""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterator, MutableMapping
from functools import partial
from pathlib import Path
from types import CodeType
from typing import Any

from jinja2 import (
    BytecodeCache,
    Environment,
    FileSystemLoader,
    StrictUndefined,
    Template,
    TemplateNotFound,
    TemplateSyntaxError,
)
from jinja2.bccache import Bucket
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.lexer import Token, TokenStream
from jinja2.runtime import Context
from jinja2.utils import internalcode

from briefing.compiled import Compiled
from briefing.language import Language
from briefing.messages import Messages
from briefing.problems import Problem, nearest
from briefing.render import runtime
from briefing.traces import Ledger

_CALLED = ["lparen", "string", "rparen"]


class Spoken(Extension):
    """Says ``_('…')`` when a template is compiled, once for all pages, instead of on each."""

    def filter_stream(self, stream: TokenStream) -> Iterator[Token]:
        tokens = list(stream)
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.value == "_" and [t.type for t in tokens[at + 1 : at + 4]] == _CALLED:
                said = str(self.environment.globals["_"](tokens[at + 2].value))  # type: ignore[operator]
                token = Token(token.lineno, "string", said)
                at += 3
            yield token
            at += 1


class Shared(Template):
    """A template; what it asks for when it is imported, once for all pages, all pages ask for."""

    @classmethod
    def from_code(
        cls,
        environment: Environment,
        code: CodeType,
        globals: MutableMapping[str, Any],
        uptodate: Callable[[], bool] | None = None,
    ) -> Template:
        made = super().from_code(environment, code, globals, uptodate)
        made.root_render_func.__globals__.update(runtime.NAMES)
        return made

    @internalcode
    def _get_default_module(self, _ctx: Context | None = None) -> TemplateModule:
        if self._module is None:  # the same for all who import it: there are no other globals
            self._module = self.make_module()
        return self._module

    def make_module(self, *arguments: Any, **options: Any) -> TemplateModule:
        ledger: Ledger | None = self.environment.ledger  # type: ignore[attr-defined]
        if ledger is None:
            return super().make_module(*arguments, **options)
        module, numbers = ledger.aside(partial(super().make_module, *arguments, **options))
        ledger.by_all |= numbers
        return module


class Lean(Environment):
    """An environment whose globals stay as they are when the first template is read."""

    code_generator_class = runtime.Generator
    context_class = runtime.Context
    template_class = Shared

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._read: dict[str, Template] = {}

    @internalcode
    def get_template(
        self,
        name: str | Template,
        parent: str | None = None,
        globals: MutableMapping[str, Any] | None = None,
    ) -> Template:
        """The template *name*, which is read once and taken as it was then."""
        if not isinstance(name, str) or globals:
            return super().get_template(name, parent, globals)
        found = self._read.get(name)
        if found is None:
            found = self._read[name] = super().get_template(name, parent)
        return found

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


class Cache(BytecodeCache):
    """Jinja's way to templates that are *compiled*."""

    def __init__(self, compiled: Compiled) -> None:
        self.compiled = compiled

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self.compiled.states.get(bucket.key, ("", b""))
        if checksum == bucket.checksum:
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled.learn({bucket.key: (bucket.checksum, bucket.bytecode_to_string())})


def environment(
    folder: Path, language: Language, compiled: Compiled, ledger: Ledger | None
) -> Environment:
    """The environment of the templates in *folder*, which speak *language*."""
    made = Lean(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
        optimized=False,
        extensions=["jinja2.ext.i18n", Spoken],
        bytecode_cache=Cache(compiled),
    )
    made.ledger = ledger  # type: ignore[attr-defined]
    made.policies["ext.i18n.trimmed"] = True
    made.newstyle_gettext = True  # type: ignore[attr-defined]
    said = Messages(language.catalogue)
    made.globals.update(_=said.gettext, gettext=said.gettext, ngettext=said.ngettext)
    return made


def problem_of(folder: Path, template: str, error: Exception) -> Problem:
    """The Problem of a *template* in *folder* that fails, at the line of the template."""
    hint = ""
    if isinstance(error, TemplateNotFound):
        known = [path.name for path in folder.glob("*.html")]
        close = nearest(str(error), known)
        message = f"there is no template “{error}”"
        hint = f"did you mean “{close}”?" if close else ""
    else:
        message = f"the template fails: {getattr(error, 'message', None) or error}"
    file, line = folder / template, 0
    if isinstance(error, TemplateSyntaxError):
        file, line = Path(error.filename or file), error.lineno
    else:
        for frame in traceback.extract_tb(error.__traceback__):
            if Path(frame.filename).is_relative_to(folder) and frame.lineno:
                file, line = Path(frame.filename), frame.lineno
    source = ""
    if line and file.is_file():
        lines = file.read_text("utf-8", "replace").split("\n")
        source = lines[line - 1] if line <= len(lines) else ""
    column = len(source) - len(source.lstrip()) + 1
    return Problem(file.as_posix(), line, column, message, hint, source)
