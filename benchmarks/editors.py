#!/usr/bin/env python3
"""How many of the editors' proven quotations `import` would have proposed with their speaker.

python benchmarks/editors.py --sources DIR [--verbose]

DIR holds the source texts. Each quotation of content/ is looked for among the candidates of its
paragraph; it is found if a candidate holds its words, and right if the candidate's speaker is the
statement's. Quotations whose speaker the source does not name beside them are listed apart: there
the rules must say that nobody is named.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from briefing import raw  # noqa: E402
from briefing.importing import boilerplate, find, known  # noqa: E402
from briefing.importing.write import resolved  # noqa: E402
from briefing.lock import read  # noqa: E402
from briefing.planning import Folders, plan  # noqa: E402
from briefing.sources import fold  # noqa: E402


def main() -> None:
    """Print the figures of each article of content/."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sources", type=Path, required=True, metavar="DIR")
    parser.add_argument("--verbose", action="store_true", help="list what is not right")
    options = parser.parse_args()
    content = ROOT / "content"
    folders = Folders(content=content, templates=ROOT / "templates", assets=ROOT / "assets")
    site, names, rule = plan(folders).site, known.load(content), boilerplate.rules(content)
    proofs = read(content)[0].quotes
    for article in site.articles.values():
        text = raw.read((options.sources / article.source.text).read_bytes())
        proposed = find(text, names, rule).candidates
        right, other = 0, []
        quoted = [site.statements[key] for key in article.statements if key in proofs]
        for statement in quoted:
            here = [c for c in proposed if c.paragraph == proofs[statement.id].paragraph]
            holding = [c for c in here if fold(statement.quote) in fold(c.quote)]
            voices = {site.actors[slug].name for slug in statement.by}
            if any(set(resolved(c, names)[0]) == voices for c in holding if c.named):
                right += 1
            else:
                said = ", ".join(c.speaker or "nobody named" for c in holding) or "not proposed"
                other.append(f"  {statement.id} of {' and '.join(voices)}: {said}")
        print(f"{article.slug}: {right} of {len(quoted)} quotations with the editors' speaker")
        if options.verbose:
            print("\n".join(other))


if __name__ == "__main__":
    main()
