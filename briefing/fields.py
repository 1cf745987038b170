"""Plain values to the fields of a kind of document, and what does not fit.

A document that is in order is converted in one step. Only where something is wrong is it gone
through part by part, so that every fault is found and each is told in plain words.
"""

from __future__ import annotations

import re
import types
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any, Literal, NamedTuple, TypeGuard, TypeVar, Union, get_args, get_origin

import msgspec

from briefing.dates import Edtf
from briefing.problems import listed, nearest
from briefing.schema import Fields, Form, date_hook

Place = tuple[str | int, ...]
"""Keys and list positions that lead to a value: ``("statements", 3, "by")``."""

Kind = TypeVar("Kind", bound=Fields)
Metadata = TypeVar("Metadata", Form, str)


FAULTY = object()


class Fault(msgspec.Struct, frozen=True):
    """Something wrong at ``path`` (keys and list positions) or at a line and column from 0."""

    message: str
    hint: str = ""
    path: Place | None = None
    on_key: bool = False
    line: int = 0
    column: int = 0


class FrontmatterError(Exception):
    """The frontmatter cannot be used. Carries every fault that was found."""

    def __init__(self, *faults: Fault) -> None:
        self.faults = faults
        super().__init__("; ".join(fault.message for fault in faults))


def fit(
    value: Any, kind: type[Kind], *, blanks: bool, faults: Sequence[Fault] = ()
) -> tuple[Kind, tuple[Fault, ...]]:
    """*value* (text, lists, mappings; None where nothing is written) as the fields of *kind*.

    *blanks* tells whether there is a None in it, *faults* what is known to be wrong already. Also
    returns all faults; where there are some, the fields that they lie in hold a stand-in, so that
    the rest of the document can be looked at too.
    """
    formed = _form(value, kind)
    if formed and not faults and not blanks:
        try:
            return msgspec.convert(value, kind, dec_hook=date_hook), ()
        except msgspec.ValidationError:
            pass  # what exactly is wrong is found below
    found = list(faults)
    checked = _walk(value, kind, (), found)
    if checked is FAULTY:
        checked = _stand_in(kind)
    return msgspec.convert(checked, kind, dec_hook=date_hook), tuple(found)


class _Shape(NamedTuple):
    """What msgspec is not asked about a field: whether it is a list, its form, its own fields."""

    many: bool
    form: re.Pattern[str] | None
    inner: type[Fields] | None


@cache
def _shapes(kind: type[Fields]) -> dict[str, _Shape]:
    """The fields of *kind* of which there is something to ask."""
    shapes = {}
    for field in msgspec.structs.fields(kind):
        options = list(_options(field.type))
        form = _metadata(field.type, Form)
        parts = [
            part for option in options for item in get_args(option)[:1] for part in _options(item)
        ]
        shape = _Shape(
            any(get_origin(option) is tuple for option in options),
            re.compile(form.pattern) if form else None,
            next(filter(_is_fields, [*options, *parts]), None),
        )
        if any(shape):
            shapes[field.encode_name] = shape
    return shapes


def _form(value: Any, kind: type[Fields]) -> bool:
    """Make one-item lists of single texts where a list belongs; whether all forms are kept."""
    if not isinstance(value, dict):
        return False
    shapes = _shapes(kind)
    formed = True
    for name in value.keys() & shapes.keys():
        many, form, inner = shapes[name]
        found = value[name]
        if many and isinstance(found, str):
            value[name] = found = [found]
        for item in found if isinstance(found, list) else (found,):
            if isinstance(item, str):
                formed &= form is None or form.fullmatch(item) is not None
            elif inner and isinstance(item, dict):
                formed &= _form(item, inner)
    return formed


def _walk(value: Any, kind: Any, path: Place, faults: list[Fault]) -> Any:
    """*value* checked part by part against *kind*, so that every fault is found.

    What is at fault becomes FAULTY, inside of lists and where a field is required its stand-in.
    """
    options = list(_options(kind))
    for option in options:
        if _is_fields(option):
            if isinstance(value, dict):
                return _walk_fields(value, option, path, faults)
            if len(options) == 1:
                message = f"{_said(value)} stands where fields are expected"
                faults.append(Fault(message, _fields_hint(option), path))
                return FAULTY
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
        return FAULTY
    if form and not re.fullmatch(form.pattern, value):
        faults.append(Fault(f"{_said(value)} is not {form.expected}", "", path))
        return FAULTY
    return value


def _walk_item(item: Any, kind: Any, path: Place, faults: list[Fault]) -> Any:
    """An item of a list; a stand-in takes the place of one at fault, so that the others keep
    their positions."""
    if item is None:
        faults.append(Fault("an item of the list is empty", "fill it or delete its line", path))
    checked = FAULTY if item is None else _walk(item, kind, path, faults)
    return _stand_in(kind) if checked is FAULTY else checked


def _walk_fields(
    value: dict[str, Any], kind: type[Fields], path: Place, faults: list[Fault]
) -> dict[str, Any]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    for name in value:
        if name not in fields:
            close = nearest(name, fields)
            hint = f"did you mean “{close}”? " if close else ""
            hint += f"The fields are {listed(fields, 'and')}."
            message = f"there is no field “{name}” here"
            faults.append(Fault(message, hint, (*path, name), on_key=True))
    checked = {}
    for name, field in fields.items():
        found = FAULTY
        if value.get(name) is not None:
            found = _walk(value[name], field.type, (*path, name), faults)
        elif field.required:
            hint = f"add `{name}: …`: {_metadata(field.type, str)}"
            faults.append(Fault(f"“{name}” is missing", hint, path))
        if found is not FAULTY:
            checked[name] = found
        elif field.required:
            checked[name] = _stand_in(field.type)
    return checked


def _stand_in(kind: Any) -> Any:
    """Something that fits *kind* and says nothing."""
    option = next(_options(kind))
    if get_origin(option) is Literal:
        return get_args(option)[0]
    if get_origin(option) is tuple:
        return []
    if _is_fields(option):
        fields = msgspec.structs.fields(option)
        return {field.encode_name: _stand_in(field.type) for field in fields if field.required}
    return "0001" if option is Edtf else ""


def _misfit(value: Any, options: Sequence[Any], path: Place, error: Exception) -> Fault:
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
