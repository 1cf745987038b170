"""The golden site: ``python -m tests.golden`` writes ``tests/sites/tiny/expected`` anew.

Look at the difference before you commit it: it is what readers will see differently.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from briefing.planning import Folders, plan
from briefing.tree import Tree
from tests.folders import ROOT

SITE = Path(__file__).parent / "sites" / "tiny"


def tree() -> Tree:
    """The tiny site under the real templates, with no asset but a stylesheet of its own."""
    folders = Folders(
        content=SITE / "content", templates=ROOT / "templates", assets=SITE / "assets"
    )
    return plan(folders).tree


if __name__ == "__main__":
    found = dict(tree())
    shutil.rmtree(SITE / "expected", ignore_errors=True)
    for path, data in found.items():
        target = SITE / "expected" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
