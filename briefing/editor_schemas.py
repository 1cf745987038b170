"""JSON Schemas of the frontmatter, so that editors complete and check fields as they are typed.

They are made of the classes of :mod:`briefing.schema` and lie in ``content/.schema/``, one for each
kind of document. An editor reads YAML in its own way (``2022`` is a number to it, ``true`` a truth
value), so a schema is never stricter than our reader: what the reader takes, the schema takes.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec

from briefing import schema
from briefing.dates import Edtf
from briefing.problems import ContentError, Problem
from briefing.schema import Fields, Form, Published

FOLDER = ".schema"
KINDS: dict[str, type[Fields]] = {
    "site": schema.SiteFields,
    "article": schema.ArticleFields,
    "actor": schema.ActorFields,
    "theme": schema.ThemeFields,
    "date": schema.DayFields,
    "page": schema.PageFields,
}
Schema = dict[str, Any]

_POINT = r"(?!0000)[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?[?~%]?"
DATE = Form(
    rf"{_POINT}(/({_POINT}|\.\.)?)?|(\.\.)?/{_POINT}",
    "a date such as 2022-02-16, 2022-02, 2022, 2022-02-16~ or 2022-02-18/2022-02-20",
)
PUBLISHED = Form(rf"unknown|{DATE.pattern}", f"“unknown” or {DATE.expected}")
FLAG = Form("true|false", "true or false")
NOTHING = Form("", "one of the values that may stand here")

_READ_AS = {"number": ("1", "1.5", "2022"), "boolean": ("true", "no")}
"""What YAML takes plain texts for, with examples of such texts."""

_EVERYWHERE = {
    r"[^\W_]": "[0-9A-Za-z\u0080-\U0010ffff]",
    r"\w": "0-9A-Z_a-z\u0080-\U0010ffff",
    r"\"": '"',
}
"""Parts of our patterns that mean something else, or nothing, in an editor's (ECMA-262), and what
stands for them there. The letters of other scripts cannot be named: all beyond ASCII will do."""


def comment(kind: str) -> str:
    """The line of the frontmatter of a *kind* (``actor``, …) that leads an editor to its schema."""
    up = "" if kind == "site" else "../"
    return f"# yaml-language-server: $schema={up}{FOLDER}/{kind}.json"


def write(content: Path) -> list[Path]:
    """Write the schemas into ``.schema/`` of the folder *content*. Returns those that changed.

    Raises ContentError when they cannot be written.
    """
    changed = []
    for name, kind in sorted(KINDS.items()):
        path = content / FOLDER / f"{name}.json"
        data = text(kind).encode()
        try:
            if not path.is_file() or path.read_bytes() != data:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
                changed.append(path)
        except OSError as error:
            message = f"the schema cannot be written: {error.strerror}"
            raise ContentError([Problem(path.as_posix(), 0, 0, message)]) from None
    return changed


def text(kind: type[Fields]) -> str:
    """The file of the schema of *kind*."""
    head = {"$schema": "http://json-schema.org/draft-07/schema#"}
    return json.dumps(head | _fields(kind), indent=2) + "\n"


def _fields(kind: type[Fields]) -> Schema:
    """The schema of a group of fields, in the order of the class."""
    fields = msgspec.structs.fields(kind)
    return {
        "description": (kind.__doc__ or "").strip(),
        "type": "object",
        "properties": {field.encode_name: _field(field) for field in fields},
        "required": [field.encode_name for field in fields if field.required],
        "additionalProperties": False,
    }


def _field(field: msgspec.structs.FieldInfo) -> Schema:
    described: Schema = {"description": next(n for n in field.type.__metadata__ if type(n) is str)}
    if isinstance(field.default, str):
        described["default"] = {"true": True, "false": False}.get(field.default, field.default)
    return described | _value(field.type, blank=not field.required)


def _value(kind: Any, *, blank: bool) -> Schema:
    """The schema of a value of the type *kind*; *blank* tells whether nothing may stand there.

    A text stands in an ``anyOf`` of its own: where neither that nor a type is given, an editor
    completes the name of the field without its colon.
    """
    options = list(_options(kind, None, blank=blank))
    if blank and not any(_is_text(option) for option in options):
        options.append(_text(NOTHING, blank=True))
    return options[0] if len(options) == 1 and not _is_text(options[0]) else {"anyOf": options}


def _options(kind: Any, form: Form | None, *, blank: bool) -> Iterator[Schema]:
    """The alternatives of the type *kind*; its texts have the *form*, if one is given."""
    if hasattr(kind, "__metadata__"):
        own = next((item for item in kind.__metadata__ if isinstance(item, Form)), form)
        yield from _options(kind.__origin__, own, blank=blank)
    elif get_origin(kind) in {Union, UnionType}:
        for part in get_args(kind):
            yield from _options(part, form, blank=blank)
    elif get_origin(kind) is tuple:
        (item, *_) = get_args(kind)
        # One text may stand where a list of texts is meant.
        yield from (one for one in _options(item, form, blank=blank) if _is_text(one))
        yield {"type": "array", "items": _value(item, blank=False)}
    elif kind == schema.Flag:
        yield {"type": "boolean"}
        yield _text(FLAG, blank=blank)
    elif get_origin(kind) is Literal:
        yield {"enum": list(get_args(kind))}
    elif kind in {Edtf, Published}:
        yield _text(DATE if kind is Edtf else PUBLISHED, blank=blank)
    elif kind is not NoneType:
        yield _fields(kind) if kind is not str else _text(form, blank=blank)


def _text(form: Form | None, *, blank: bool) -> Schema:
    """The schema of a text, which YAML may take for a number or a truth value.

    Said by what is refused: of each type that is named outright an editor proposes the values.
    """
    own = form.pattern if form else r"[\s\S]*\S[\s\S]*"
    refused = ["array", "object"]
    refused += [
        name for name, likes in _READ_AS.items() if not any(re.fullmatch(own, one) for one in likes)
    ]
    refused += [] if blank else ["null"]
    found: Schema = {"if": {"type": refused}, "then": {"type": "string"}}
    if not form:
        return found if blank else found | {"pattern": r"\S"}
    if "number" not in refused and not re.fullmatch(own, "0"):
        found["minimum"] = 1
    for ours, theirs in _EVERYWHERE.items():
        own = own.replace(ours, theirs)
    found["pattern"] = rf"^(?:\s*|{own})$" if blank else f"^(?:{own})$"
    return found | {"patternErrorMessage": f"This is not {form.expected}."}


def _is_text(found: Schema) -> bool:
    return "then" in found
