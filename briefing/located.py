"""Where a field of frontmatter stands that is written as usual: told without a YAML parser.

Most of what a maintainer is told of is one field of a line, such as the name of somebody whom
nobody mentions. A build that has nothing worse to tell imports no parser for it.
"""

from __future__ import annotations

import re

from briefing import usual
from briefing.fields import Place


def locate(front: str, path: Place, *, on_key: bool = False) -> tuple[int, int] | None:
    """The line and column (from 0) of the text of a field; None where only the parser can tell."""
    if len(path) != 1 or not isinstance(path[0], str) or usual.read(front) is None:
        return None
    found = re.search(rf"^{re.escape(path[0])}: (?=[^\n\[])", front, re.MULTILINE)
    if found is None:
        return None
    return front.count("\n", 0, found.start()), 0 if on_key else len(found[0])
