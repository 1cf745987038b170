"""New documents: the stub that an editor fills in.

A stub is a document that can be published as it stands or says itself what it still lacks. Nothing
that exists is ever overwritten. This is the only module that imports python-slugify.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from slugify import slugify

from briefing import editor_schemas, limits
from briefing.assembly import one_line
from briefing.content import load
from briefing.documents import Document, is_device
from briefing.model import fold
from briefing.names import UNKNOWN
from briefing.problems import ContentError, Problem
from briefing.schema import ActorFields, ArticleFields, ThemeFields
from briefing.unseen import FORBIDDEN

FOLDERS = {"actor": "actors", "theme": "themes", "article": "articles"}
STUBS = {
    "actor": """\
---
{comment}
name: {name}
aliases:
kind:                # person, state, organisation or body
role:
affiliation:
speaks_for:
same_as:
---
""",
    "theme": """\
---
{comment}
name: {name}
aliases:
---
""",
    "article": """\
---
{comment}
title: {name}
date:                # when the source was published, or unknown
summary:
source:
  headline: {name}
  publisher:
  url:
actors:
themes:
statements:
draft: true
---
""",
}

_PLAIN = re.compile(r"[^\W\d_][\w '’.()/-]*[\w.)]")
_MEANT_OTHERWISE = {"null", "true", "false", "yes", "no", "on", "off"}


def create(content: Path, kind: str, name: str) -> Path:
    """Write the stub of the *kind* (``actor``, ``theme``, ``article``) called *name*.

    Returns its path. Raises ContentError when the name is taken, or says nothing.
    """
    for document in load(content).documents:
        if document.kind == FOLDERS[kind] and fold(name) in _names(document):
            hint = f"see {document.path}"
            raise _refusal(content / FOLDERS[kind], f"“{one_line(name)}” is there already", hint)
    path = write(content, kind, name)
    editor_schemas.write(content)
    return path


def write(content: Path, kind: str, name: str) -> Path:
    """Write the stub of a *name* that is known to be free. Raises ContentError like `create`."""
    name = one_line(name)
    slug = slugify(name)
    folder = content / FOLDERS[kind]
    if FORBIDDEN.search(name) or len(name) > limits.NAME:
        hint = f"a name is at most {limits.NAME} characters, and all of them can be seen"
        raise _refusal(folder, f"“{name}” cannot be a name", hint)
    if not slug:
        hint = f"write {folder.as_posix()}/….md by hand, with `name: …` in it"
        raise _refusal(folder, f"no file name can be made of “{name}”", hint)
    if kind != "article" and fold(name) == UNKNOWN:
        hint = "it says that the source does not tell who; choose another spelling"
        raise _refusal(folder, f"“{name}” cannot be the name of an actor or a theme", hint)
    path = folder / f"{slug}{'-1' if is_device(slug) else ''}.md"
    text = STUBS[kind].format(name=yaml_text(name), comment=editor_schemas.comment(kind))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        hint = "give the new one a longer name; it can be changed in the file"
        raise _refusal(path, "a file of that name is there already", hint) from None
    except OSError as error:
        raise _refusal(path, f"the file cannot be written: {error.strerror}", "") from None
    return path


def file_slug(text: str, longest: int = 0) -> str:
    """*text* as a file's stem in ASCII, cut after a whole word; empty if nothing is left of it."""
    return slugify(text, max_length=longest, word_boundary=True, save_order=True)


def yaml_text(text: str) -> str:
    """*text* as a YAML scalar on one line: plain where that is safe, else in quotation marks."""
    plain = _PLAIN.fullmatch(text) and text.lower() not in _MEANT_OTHERWISE
    return text if plain else json.dumps(text, ensure_ascii=False)


def _names(document: Document) -> set[str]:
    fields = document.fields
    if isinstance(fields, ActorFields | ThemeFields):
        aliases = (alias if isinstance(alias, str) else alias.name for alias in fields.aliases)
        return {fold(fields.name), *map(fold, aliases)}
    return {fold(fields.title)} if isinstance(fields, ArticleFields) else set()


def _refusal(path: Path, message: str, hint: str) -> ContentError:
    return ContentError([Problem(path.as_posix(), 0, 0, message, hint)])
