"""Frontmatter: from the text between the fences to checked fields, and back to its lines.

The YAML is read as strings only and typed by our own schema, because YAML's own types lose what an
editor wrote (``NO``, ``10:00``, ``2022-11``). Positions are looked up only once something is wrong.
This is the only module that imports python-frontmatter and PyYAML.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple, TypeGuard, TypeVar, Union, get_args, get_origin

import msgspec
import yaml
from frontmatter.default_handlers import YAMLHandler

from briefing.problems import listed, nearest
from briefing.schema import Fields, Form, date_hook

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]"
)
"""Control characters, line separators, bidirectional overrides, surrogates and noncharacters."""

_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_HANDLER = YAMLHandler()
_PLAIN = {"tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"}
_ADVICE = {
    "mapping values are not allowed": "put a text that holds a colon in quotation marks",
    "did not find expected key": "check the indentation, and quotation marks inside the text",
    "cannot start any token": "indent with spaces, not tabs; quote a text that begins with @ or `",
    "found unexpected end of stream": "close the quotation mark or bracket",
    "did not find expected ',' or": "close the bracket, or quote a text that holds brackets",
    "could not find expected ':'": "a line of frontmatter is `field: text`; indent longer text",
}

Path = tuple[str | int, ...]
Kind = TypeVar("Kind", bound=Fields)
Metadata = TypeVar("Metadata", Form, str)


class Fault(msgspec.Struct, frozen=True):
    """Something wrong at ``path`` (keys and list positions) or at a line and column from 0."""

    message: str
    hint: str = ""
    path: Path | None = None
    on_key: bool = False
    line: int = 0
    column: int = 0


class FrontmatterError(Exception):
    """The frontmatter cannot be used. Carries every fault that was found."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.message for fault in faults))


class Parts(msgspec.Struct, frozen=True):
    """A document split at its fences; lines count from 1."""

    front: str
    front_line: int
    body: str
    body_line: int


def split(text: str) -> Parts:
    """*text* as frontmatter and body. Raises FrontmatterError when a fence is missing."""
    if not text.strip():
        raise FrontmatterError(
            Fault("the file is empty", "begin with frontmatter between two lines of ---")
        )
    if not _HANDLER.detect(text):
        raise FrontmatterError(
            Fault(
                "the frontmatter is missing",
                "the first line must be ---, then the fields, then a line of ---",
            )
        )
    try:
        front, body = _HANDLER.split(text)
    except ValueError:
        raise FrontmatterError(
            Fault(
                "the frontmatter is not closed",
                "put a line of --- after the last field",
            )
        ) from None
    begin = text.index(front, 3)
    body_at = len(text) - len(body)
    return Parts(front, text.count("\n", 0, begin) + 1, body, text.count("\n", 0, body_at) + 1)


def read(front: str, kind: type[Kind]) -> Kind:
    """The fields of *front*. Raises FrontmatterError with all that does not fit *kind*."""
    root = _compose(front)
    if root is None:
        root = yaml.MappingNode("tag:yaml.org,2002:map", [])
    faults: list[Fault] = []
    blank: list[Path] = []
    value = _plain(root, (), faults, blank, set() if "&" in front else None)
    formed = _form(value, kind)
    if formed and not faults and not blank:
        try:
            return msgspec.convert(value, kind, dec_hook=date_hook)
        except msgspec.ValidationError:
            pass  # what exactly is wrong is found below
    checked = _walk(value, kind, (), faults)
    if faults:
        raise FrontmatterError(*faults)
    return msgspec.convert(checked, kind, dec_hook=date_hook)


def names_in(front: str) -> tuple[str, ...]:
    """The name and aliases in *front*, as far as they can be read, whatever else is wrong."""
    try:
        value = _plain(_compose(front), (), [], [], set())
    except (FrontmatterError, AttributeError):
        return ()
    fields = value if isinstance(value, dict) else {}
    found = [fields.get("name"), *_listed(fields.get("aliases"))]
    found += [entry.get("name") for entry in found if isinstance(entry, dict)]
    return tuple(name for name in found if isinstance(name, str))


def locate(front: str, path: Path, *, on_key: bool = False) -> tuple[int, int]:
    """The line and column (from 0) of what stands at *path*, or of the nearest thing above it."""
    node: Any = _compose(front)
    mark = node.start_mark if node else None
    for step in path:
        key, value = _child(node, step)
        if value is None:
            break
        node = value
        blank = isinstance(value, yaml.ScalarNode) and not value.value
        mark = (
            key.start_mark
            if key and (blank or (on_key and step == path[-1]))
            else (value.start_mark)
        )
        if key and not isinstance(value, yaml.ScalarNode) and step == path[-1]:
            mark = key.start_mark
    return (mark.line, mark.column) if mark else (0, 0)


def _child(node: Any, step: str | int) -> tuple[Any, Any]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None, None


def _compose(front: str) -> Any:
    loader = _Loader(front)
    try:
        return loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or "cannot be read"
        hint = next((hint for start, hint in _ADVICE.items() if start in problem), "")
        raise FrontmatterError(
            Fault(
                f"this is not YAML: {problem}",
                hint or "a field is `name: text`, a list is `[one, two]`",
                line=mark.line if mark else 0,
                column=mark.column if mark else 0,
            )
        ) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise FrontmatterError(Fault(f"this is not YAML: {error}".splitlines()[0])) from None
    finally:
        loader.dispose()


def _plain(
    node: Any, path: Path, faults: list[Fault], blank: list[Path], seen: set[int] | None
) -> Any:
    """*node* as text, lists and mappings; None where nothing is written."""
    if seen is not None:
        if id(node) in seen:
            message = "an alias (*name) repeats another part of the file"
            faults.append(Fault(message, "write it out", line=node.start_mark.line))
            return None
        seen.add(id(node))
    if node.tag not in _PLAIN:
        faults.append(Fault(f"the tag {node.tag} has no meaning here", "leave it out", path))
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, path, faults, blank)
    if isinstance(node, yaml.SequenceNode):
        return [
            _plain(item, (*path, index), faults, blank, seen)
            for index, item in enumerate(node.value)
        ]
    found: dict[str, Any] = {}
    marks: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            mark = key.start_mark
            message = "a list or mapping cannot be the name of a field"
            faults.append(
                Fault(
                    message,
                    "put text that begins with [ or { in quotation marks",
                    line=mark.line,
                    column=mark.column,
                )
            )
            continue
        name = key.value
        if name in found:
            mark = key.start_mark
            first = marks[name].line - mark.line
            faults.append(
                Fault(
                    f"“{name}” is given twice; it stands already {-first} line"
                    f"{'s' if first != -1 else ''} above",
                    "keep one of them",
                    line=mark.line,
                    column=mark.column,
                )
            )
            continue
        marks[name] = key.start_mark
        found[name] = _plain(value, (*path, name), faults, blank, seen)
    return found


def _scalar(node: Any, path: Path, faults: list[Fault], blank: list[Path]) -> str | None:
    text: str = node.value
    for char in FORBIDDEN.findall(text):
        message = f"an invisible character that has no place in text: U+{ord(char):04X}"
        faults.append(Fault(message, "delete its escape sequence", path))
    if node.style in {None, ""}:
        if not text:
            blank.append(path)
            return None
        if text in {"~", "null", "Null", "NULL"}:
            hint = "leave the field out, or leave it blank"
            faults.append(Fault(f"“{text}” says nothing", hint, path))
    elif not text.strip():
        blank.append(path)
        return None
    return text


class _Shape(NamedTuple):
    """What msgspec is not asked about the fields of one kind."""

    lists: tuple[str, ...]
    forms: tuple[tuple[str, re.Pattern[str]], ...]
    inner: tuple[tuple[str, type[Fields]], ...]


@cache
def _shape(kind: type[Fields]) -> _Shape:
    lists, forms, inner = [], [], []
    for field in msgspec.structs.fields(kind):
        name, options = field.encode_name, list(_options(field.type))
        lists += [name for option in options if get_origin(option) is tuple]
        found = _metadata(field.type, Form)
        forms += [(name, re.compile(found.pattern))] if found else []
        options += [
            part for option in options for item in get_args(option)[:1] for part in _options(item)
        ]
        inner += [(name, part) for part in options if _is_fields(part)]
    return _Shape(tuple(lists), tuple(forms), tuple(inner))


def _form(value: Any, kind: type[Fields]) -> bool:
    """Make one-item lists of single texts where a list belongs; whether all forms are kept."""
    if not isinstance(value, dict):
        return False
    shape = _shape(kind)
    for name in shape.lists:
        if isinstance(value.get(name), str):
            value[name] = [value[name]]
    formed = all(
        pattern.fullmatch(text)
        for name, pattern in shape.forms
        for text in _listed(value.get(name))
        if isinstance(text, str)
    )
    for name, inner in shape.inner:
        for item in _listed(value.get(name)):
            if isinstance(item, dict):
                formed &= _form(item, inner)
    return formed


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _walk(value: Any, kind: Any, path: Path, faults: list[Fault]) -> Any:
    """*value* checked part by part against *kind*, so that every fault is found."""
    options = list(_options(kind))
    for option in options:
        if _is_fields(option):
            if isinstance(value, dict):
                return _walk_fields(value, option, path, faults)
            if len(options) == 1:
                message = f"{_said(value)} stands where fields are expected"
                faults.append(Fault(message, _fields_hint(option), path))
                return value
        if get_origin(option) is tuple and isinstance(value, list):
            item_kind = get_args(option)[0]
            return [
                _walk_item(item, item_kind, (*path, index), faults)
                for index, item in enumerate(value)
            ]
    form = _metadata(kind, Form)
    try:
        msgspec.convert(value, kind, dec_hook=date_hook)
    except msgspec.ValidationError as error:
        faults.append(_misfit(value, options, path, error))
    else:
        if form and not re.fullmatch(form.pattern, value):
            faults.append(Fault(f"{_said(value)} is not {form.expected}", "", path))
    return value


def _walk_item(item: Any, kind: Any, path: Path, faults: list[Fault]) -> Any:
    if item is None:
        faults.append(Fault("an item of the list is empty", "fill it or delete its line", path))
    return item if item is None else _walk(item, kind, path, faults)


def _walk_fields(
    value: dict[str, Any], kind: type[Fields], path: Path, faults: list[Fault]
) -> dict[str, Any]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name in value:
        if name not in fields:
            close = nearest(name, fields)
            hint = f"did you mean “{close}”? " if close else ""
            faults.append(
                Fault(
                    f"there is no field “{name}” here",
                    f"{hint}The fields are {listed(fields, 'and')}.",
                    (*path, name),
                    on_key=True,
                )
            )
    checked = {}
    for name, field in fields.items():
        if value.get(name) is not None:
            checked[name] = _walk(value[name], field.type, (*path, name), faults)
        elif field.required:
            faults.append(
                Fault(
                    f"“{name}” is missing", f"add `{name}: …`: {_metadata(field.type, str)}", path
                )
            )
    return checked


def _misfit(value: Any, options: Sequence[Any], path: Path, error: Exception) -> Fault:
    choices = [
        choice for option in options if get_origin(option) is Literal for choice in get_args(option)
    ]
    if choices:
        close = nearest(value, choices) if isinstance(value, str) else None
        hint = f"did you mean “{close}”?" if close else ""
        return Fault(f"{_said(value)} is not one of {listed(choices)}", hint, path)
    if isinstance(value, str):
        message, _, hint = str(error).removesuffix(" - at `$`").partition("; ")
        return Fault(message, hint, path)
    wanted = "a list" if all(get_origin(option) is tuple for option in options) else "text"
    hint = "put a text that holds a colon, or begins with [ or {, in quotation marks"
    return Fault(f"{_said(value)} stands where {wanted} is expected", hint, path)


def _said(value: Any) -> str:
    if isinstance(value, str):
        return f"“{value}”" if len(value) <= 60 else f"“{value[:60]}…”"
    return "a list" if isinstance(value, list) else "a group of fields"


def _options(kind: Any) -> Iterator[Any]:
    """The alternatives of *kind*, without annotations and None."""
    if hasattr(kind, "__metadata__"):
        yield from _options(kind.__origin__)
    elif get_origin(kind) in {Union, types.UnionType}:
        for option in get_args(kind):
            if option is not type(None):
                yield from _options(option)
    else:
        yield kind


def _metadata(kind: Any, sort: type[Metadata]) -> Metadata | None:
    """The first annotation of *kind*, or of a part of it, that is a *sort*."""
    for annotation in getattr(kind, "__metadata__", ()):
        if isinstance(annotation, sort):
            return annotation
    parts = [kind.__origin__] if hasattr(kind, "__metadata__") else get_args(kind)
    return next(filter(None, (_metadata(part, sort) for part in parts)), None)


def _is_fields(kind: Any) -> TypeGuard[type[Fields]]:
    return isinstance(kind, type) and issubclass(kind, Fields)


def _fields_hint(kind: type[Fields]) -> str:
    return f"give {listed((f.encode_name for f in msgspec.structs.fields(kind)), 'and')}"
