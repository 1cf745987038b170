"""What compiled templates run on: Jinja's own, leaner where pages spend their time.

A page calls macros and looks up attributes by the thousand. What templates may say and what comes
of it is as Jinja documents it; only the way there is shorter.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from types import BuiltinFunctionType, FunctionType, MethodType
from typing import Any

from jinja2 import nodes, runtime
from jinja2.compiler import CodeGenerator, Frame, optimizeconst
from jinja2.environment import Environment
from jinja2.utils import internalcode, missing, pass_eval_context

from briefing.marked import escaped, marked
from briefing.views.later import Later

_FUNCTIONS = frozenset({FunctionType, MethodType, BuiltinFunctionType, type(cache(str))})
_HANDFUL = 64
"""More pieces than these are handed over."""
_STOPPED = "value was undefined because a callable raised a StopIteration exception"


class Macro(runtime.Macro):
    """A macro, which is called straight away where nothing of what it is given is special."""

    def __init__(self, environment: Environment, *told: Any) -> None:
        super().__init__(environment, *told)
        special = self.caller or self.catch_kwargs or self.catch_varargs or self.explicit_caller
        self.most = -1 if special else self._argument_count
        """How many arguments may be given by place alone; -1 where more is to be seen to."""
        self._names = set(self.arguments)
        self.unsaid = (missing,) * self._argument_count

    @internalcode
    @pass_eval_context
    def __call__(self, *given: Any, **named: Any) -> str:
        if not given and self.most >= 0 and named.keys() == self._names:
            arguments = tuple([named[name] for name in self.arguments])
            return self.placed(arguments, self._default_autoescape)
        return super().__call__(*given, **named)

    @internalcode
    def placed(self, arguments: tuple[Any, ...], autoescape: bool) -> str:
        """What comes of at most so many *arguments*, given by place."""
        made = self._func(*arguments, *self.unsaid[len(arguments) :])
        return marked(made) if autoescape else made


class Context(runtime.Context):
    """The variables of a template.

    All templates have the same globals, so that none brings others into one that it imports.
    """

    def __init__(
        self, environment: Environment, parent: Any, name: str | None, blocks: Any, **_globals: Any
    ) -> None:
        super().__init__(environment, parent, name, blocks)

    def resolve_or_missing(self, key: str) -> Any:
        if key in self.vars:
            return self.vars[key]
        found = self.parent.get(key, missing)
        return found() if type(found) is Later else found

    @internalcode
    def call(
        self,
        obj: Any,
        /,
        *arguments: Any,
        _loop_vars: Any = None,
        _block_vars: Any = None,
        **named: Any,
    ) -> Any:
        kind = type(obj)
        if kind is Macro:
            if not named and len(arguments) <= obj.most:
                return obj.placed(arguments, self.eval_ctx.autoescape)
            return obj(self.eval_ctx, *arguments, **named)
        if kind in _FUNCTIONS and not hasattr(obj, "jinja_pass_arg"):
            try:
                return obj(*arguments, **named)
            except StopIteration:
                return self.environment.undefined(_STOPPED)
        return super().call(
            obj, *arguments, _loop_vars=_loop_vars, _block_vars=_block_vars, **named
        )


class Generator(CodeGenerator):
    """Templates to code that takes fewer steps.

    A template and each of its blocks hands over what it makes by the handful, not piece by piece,
    and never as a whole, which may be long; an attribute is looked for before the environment is
    asked for it.
    """

    _handful = ""
    """The list of pieces, by its name, that the template or block at hand hands over."""

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        outermost = frame.buffer is None and (frame.rootlevel or frame.block_frame)
        if outermost:
            self.buffer(frame)
            self._handful = str(frame.buffer)
        super().blockvisit(nodes, frame)
        if outermost:
            self.writeline(f"yield concat({frame.buffer})")
        elif frame.loop_frame and not frame.soft_frame and frame.buffer == self._handful:
            self.writeline(f"if len({frame.buffer}) > {_HANDFUL}:")
            self.indent()
            self._hand_over()
            self.outdent()

    def visit_Block(self, node: nodes.Block, frame: Frame) -> None:  # noqa: N802 - Jinja's
        if frame.buffer != self._handful or (frame.toplevel and self.has_known_extends):
            super().visit_Block(node, frame)
            return
        self._hand_over()
        frame.buffer = None  # what comes of the block is handed over as it comes
        super().visit_Block(node, frame)
        frame.buffer = self._handful

    def _hand_over(self) -> None:
        self.writeline(f"yield concat({self._handful})")
        self.writeline(f"{self._handful}.clear()")

    @optimizeconst
    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802 - Jinja's
        found, of = self.temporary_identifier(), self.temporary_identifier()
        self.write(f"({found} if ({found} := getattr(({of} := ")
        self.visit(node.node, frame)
        self.write(f"), {node.attr!r}, missing)) is not missing ")
        self.write(f"else environment.getattr({of}, {node.attr!r}))")


NAMES = {"Macro": Macro, "escape": escaped}
"""What stands for names of :mod:`jinja2.runtime` in compiled templates."""
