"""The file behind a page: which it is, and its text, read from the content folder alone.

A preview is asked by whatever runs in the browser, so a name is taken only if it is one that the
content could have, and only if the file itself, links followed, lies in the content folder.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from briefing.documents import INDEX, KINDS
from briefing.model import Redirect, slug_of, split_path

SOURCE = "/_preview/source/"
_LONGEST = 1_000


def document_of(content: Path, path: str, redirects: Iterable[Redirect] = ()) -> str:
    """The name in *content* of the document whose page *path* is, or empty if there is none.

    A period of a long list is of the document that the list is of, and a former address of the
    one that it leads to.
    """
    path = next((found.target for found in redirects if found.path == path), path)
    stem = split_path(path)[0].removesuffix(".html")
    kind, _, slug = stem.rpartition("/")
    if stem == INDEX.removesuffix(".md"):
        return INDEX if (content / INDEX).is_file() else ""
    folder = kind or "pages"
    if folder not in KINDS:
        return ""
    name = f"{folder}/{slug}.md"
    with suppress(OSError, ValueError):
        if (content / name).is_file():
            return name
        # The file's own name may be written in capitals or lie deeper.
        for file in sorted((content / folder).rglob("*.md")):
            if slug_of(file.stem) == slug:
                return file.relative_to(content).as_posix()
    return ""


def text_of(content: Path, name: str) -> bytes | None:
    """The bytes of the document *name* of *content*; None where it is none, or lies elsewhere."""
    parts = name.split("/")
    document = name == INDEX or (len(parts) > 1 and parts[0] in KINDS and name.endswith(".md"))
    if not document or len(name) > _LONGEST or any(map(_is_odd, parts)):
        return None
    try:
        file = (content / name).resolve(strict=True)
        # A pipe or a device could keep the preview waiting for ever.
        inside = file.is_relative_to(content.resolve()) and file.is_file()
        return file.read_bytes() if inside and file.suffix == ".md" else None
    except (OSError, RuntimeError, ValueError):
        return None


def _is_odd(part: str) -> bool:
    return not part or part.startswith(".") or any(char in "\\:\0" for char in part)
