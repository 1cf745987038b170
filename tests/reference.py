"""The tables of ``docs/frontmatter.md``, made of the schema by ``python -m tests.reference``."""

from __future__ import annotations

import re
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec

from briefing import schema
from briefing.dates import Edtf
from briefing.problems import listed

PAGE = Path(__file__).parent.parent / "docs" / "frontmatter.md"
KINDS: dict[str, type[schema.Fields]] = {
    "common": schema.Common,
    "site": schema.SiteFields,
    "publisher": schema.PublisherFields,
    "article": schema.ArticleFields,
    "source": schema.SourceFields,
    "statement": schema.StatementFields,
    "change": schema.ChangeFields,
    "set_aside": schema.SetAsideFields,
    "actor": schema.ActorFields,
    "theme": schema.ThemeFields,
    "alias": schema.AliasFields,
    "date": schema.DayFields,
    "page": schema.PageFields,
}
GROUPS = {
    schema.PublisherFields: "[publishers](#a-publisher)",
    schema.SourceFields: "[the source](#the-source)",
    schema.StatementFields: "[statements](#a-statement)",
    schema.ChangeFields: "[changes](#a-change)",
    schema.SetAsideFields: "[paragraphs](#a-paragraph-set-aside)",
    schema.AliasFields: "[aliases](#an-alias)",
}


def page() -> str:
    """``docs/frontmatter.md`` as it should be: each table between its two markers made anew."""

    def replace(match: re.Match[str]) -> str:
        return f"{match[1]}\n{table(KINDS[match[2]])}\n{match[3]}"

    text = PAGE.read_text("utf-8")
    return re.sub(r"(<!-- fields: (\w+) -->)\n.*?(<!-- end -->)", replace, text, flags=re.DOTALL)


def table(kind: type[schema.Fields]) -> str:
    rows = ["| field | holds | what it is for |", "|---|---|---|"]
    common = {field.name for field in msgspec.structs.fields(schema.Common)}
    for field in msgspec.structs.fields(kind):
        if field.name in common and kind is not schema.Common:
            continue
        name = f"**`{field.encode_name}`**" if field.required else f"`{field.encode_name}`"
        purpose = next(item for item in field.type.__metadata__ if isinstance(item, str))
        default = ""
        if isinstance(field.default, str):
            default = f" Left out: `{field.default}`."
        rows.append(f"| {name} | {holds(field.type)} | {purpose}{default} |")
    return "\n".join(rows)


def holds(kind: Any) -> str:
    """What a field of the type *kind* may hold, in words."""
    if hasattr(kind, "__metadata__"):
        form = next((item for item in kind.__metadata__ if isinstance(item, schema.Form)), None)
        return form.expected if form else holds(kind.__origin__)
    if get_origin(kind) in {Union, UnionType}:
        if str in get_args(kind) and len(get_args(kind)) > 1 and NoneType not in get_args(kind):
            return "names or " + " ".join(GROUPS.get(part, "") for part in get_args(kind)).strip()
        return listed(holds(part) for part in get_args(kind) if part is not NoneType)
    if get_origin(kind) is Literal:
        return listed(f"`{choice}`" for choice in get_args(kind))
    if get_origin(kind) is tuple:
        item = get_args(kind)[0]
        one = holds(item)
        inner = [part for part in (item, *get_args(item)) if part in GROUPS]
        if inner:
            return f"a list of {one}"
        return "a name, or a list of them" if one == "text" else f"{one}, or a list of such"
    if kind is schema.Published:
        return "a date, or `unknown`"
    if kind is Edtf:
        return "a date"
    return GROUPS.get(kind, "text")


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
