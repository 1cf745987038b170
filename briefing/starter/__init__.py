"""A content folder to begin with: a small example that builds and says what to replace.

The documents lie in ``content/`` beside this file, as an editor would write them.
"""

from __future__ import annotations

import uuid
from pathlib import Path

from briefing import editor_schemas
from briefing.problems import ContentError, Problem

EXAMPLE = Path(__file__).parent / "content"
PLACEHOLDER = "00000000-0000-0000-0000-000000000000"
"""The id of the site in the example; every new briefing gets its own instead."""

HIDDEN = {
    ".gitignore": (
        "# Source texts stay with the maintainer. One whose rights are `full` is committed\n"
        "# all the same: git add --force sources/NAME.txt\n"
        "/sources/\n"
    ),
    ".gitattributes": (
        "# The lock holds the hash of a source text, and one fact a line.\n"
        "sources/** -text\n"
        "briefing.lock merge=union\n"
    ),
}
"""What keeps source texts out of a repository and lets the locks of two editors merge."""


def create_briefing(folder: Path) -> list[Path]:
    """Write the example, with an id of its own, into *folder*, and return its documents.

    Raises ContentError when *folder* holds something already, or cannot be written.
    """
    written = []
    try:
        if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
            hint = "name a new folder; nothing that exists is overwritten"
            raise _refusal(folder, "the folder is not empty", hint)
        for source in sorted(EXAMPLE.rglob("*.md")):
            path = folder / source.relative_to(EXAMPLE)
            text = source.read_text("utf-8").replace(PLACEHOLDER, str(uuid.uuid4()))
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8", newline="\n")
            written.append(path)
        for name, text in HIDDEN.items():
            (folder / name).write_text(text, "utf-8", newline="\n")
    except OSError as error:
        raise _refusal(folder, f"the folder cannot be written: {error.strerror}", "") from None
    editor_schemas.write(folder)
    return written


def _refusal(folder: Path, message: str, hint: str) -> ContentError:
    return ContentError([Problem(folder.as_posix(), 0, 0, message, hint)])
