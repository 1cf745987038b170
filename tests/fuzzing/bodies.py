"""Bodies: HTML that is whole and does nothing, or flaws at their lines."""

from __future__ import annotations

from random import Random

from briefing.hrefs import ROOT
from briefing.markup import Targets, external_links, render
from briefing.name_links import NameLinks
from briefing.problems import Problem
from tests.fuzzing import naughty
from tests.fuzzing.rules import flaws_of_page, hold, told

NAMES = NameLinks(
    {"Ada Berg": "actors/ada-berg.html", "Norland": "actors/norland.html", "<b>": "x.html"}
)
TARGETS = Targets(
    pages={"actors/norland.md": "actors/norland.html", "index.html": "index.html"},
    statements={"k7f3": "articles/a.html#k7f3"},
    assets={"x.png": "assets/x.0123.png"},
)


def make(random: Random) -> bytes:
    parts = [
        random.choice(naughty.MARKDOWN) if random.random() < 0.6 else naughty.piece(random)
        for _ in range(random.randint(1, 10))
    ]
    made = random.choice(["", " ", "\n", "\n\n", "\n> ", "\n- ", "\n    ", "|"]).join(parts)
    return (
        naughty.encoded(made * random.choice([1] * 40 + [30]))
        if len(made) < 3000
        else made[:3000].encode("utf-8", "replace")
    )


def check(data: bytes) -> None:
    # As they are when they come here: what no document may hold is refused before.
    text = data.decode("utf-8", "replace").replace("\r", "\n").replace("\0", "").replace(ROOT, "")
    html, flaws = render(text, folder="articles", targets=TARGETS, names=NAMES)
    told(Problem("a.md", flaw.line, 1, flaw.message, flaw.hint) for flaw in flaws)
    list(external_links(text))
    if not flaws:
        visible = "".join(char for char in html if char.isprintable() or char in "\n" + ROOT)
        hold(flaws_of_page(visible.replace(ROOT, "../"), fragment=True))
