"""``python -m briefing.cards`` draws the site's card, ``assets/card.png``, anew."""

from __future__ import annotations

import argparse
from pathlib import Path

from briefing.addresses import home
from briefing.cards import ASSET, drawable
from briefing.cards.drawing import draw
from briefing.cards.words import of_site
from briefing.content import load
from briefing.problems import refuse_errors
from briefing.site import assemble

HERE = Path(__file__).resolve().parent.parent.parent


def main() -> None:
    """Draw it. Raises ContentError when the content has errors."""
    parser = argparse.ArgumentParser(prog="briefing.cards", description="Draw assets/card.png.")
    for name in ("content", "assets"):
        parser.add_argument(f"--{name}", type=Path, default=HERE / name, metavar="DIR")
    options = parser.parse_args()
    content = load(options.content)
    site, problems = assemble(content)
    refuse_errors(problems)
    card, flaws = drawable(of_site(site.settings), home(content))
    for flaw in flaws:
        print(flaw)
    if not card:
        return
    (options.assets / ASSET).write_bytes(draw(card))
    print(f"{options.assets / ASSET} says: {card.words}")


if __name__ == "__main__":
    main()
