"""Whole sites of hostile words: refused with problems, or built of pages in which nothing lives.

An input is the seed of a site, because a site is many files; ``folder_of`` writes it.
"""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

from briefing import planning
from briefing.problems import ContentError
from tests.folders import REAL, write
from tests.fuzzing import naughty
from tests.fuzzing.places import folder as new_folder
from tests.fuzzing.rules import flaws_of_tree, hold, told

DATES = ("2021-05-03", "2021~", "2021-05-01/2021-05-04", "../2020", "0001", "2021-05-03%")
WEB = (
    "https://a.example/x?y=1&z",
    "https://é.example/#'"[:-1],
    "http://a.example:80/%3Cb%3E?<"[:-1],
    "https://xn--a.example/a&lt;b&amp;c;",
    "https://a.example/{{x}}/javascript:alert(1)",
    "https://a.example/\u05d0\u0627",
)
SLUGS = ("norland", "київ", "北京", "a.b", "x-y", "e\u0301a", "ﬁ", "ا", "1", "index", "o_o", "ß")


def make(random: Random) -> bytes:
    return str(random.getrandbits(63)).encode()


def check(data: bytes) -> None:
    with new_folder() as place:
        folder = Path(place)
        documents = documents_of(int(data))
        content = write(folder / "content", documents)
        folders = planning.Folders(content=content, templates=REAL.templates, assets=REAL.assets)
        try:
            plan = planning.plan(folders)
            paths = list(plan.tree)
        except ContentError as error:
            told(error.problems)
            return
        told(plan.notices)
        hold(flaws_of_tree(plan.tree, paths))


def documents_of(number: int) -> dict[str, bytes]:
    """The documents of the site with that seed: its names, texts and addresses are hostile."""
    random = Random(number)  # noqa: S311 - nothing is kept secret with it
    # Most are in order, for only these have pages.
    tame = random.random() < 0.85
    word = naughty.visible if tame else naughty.text
    slugs = random.sample(SLUGS, 3)
    names = [f"{word(random, 1)} {at}" for at in range(4)]
    theme = f"{word(random, 1)} t"

    def some(most: int = 3) -> str:
        return word(random, most)

    def address() -> str:
        return random.choice(WEB if tame else naughty.ADDRESSES)

    def maybe(**fields: Any) -> dict[str, Any]:
        return {name: value for name, value in fields.items() if random.random() < 0.6}

    quotes = [f"{some()} q{at}".replace("[", "(").replace("]", ")") for at in range(4)]
    statements = [
        {
            "id": f"k{at}{random.randrange(10)}x",
            "by": random.choice([names[0], names[:2], "unknown", names[2]]),
            "about": theme,
            random.choice(["says", "does", "plans"]): some(),
            **maybe(
                on=random.choice(DATES),
                quote=quotes[at],
                as_printed=some(1),
                date_basis=some(1),
                concerning=names[1],
                language=random.choice(["ar", "en", "he-IL", "zh-Hant"] if tame else ["x", ""]),
            ),
            **random.choice(
                [{}, {"status": "withdrawn", "changes": [{"date": "2021-06-01", "note": some()}]}]
            ),
        }
        for at in range(random.randint(0, 4))
    ]
    article = {
        "title": some(),
        "date": random.choice(["2021-05-04", "unknown", "2021", "2021-05-04/.."]),
        "source": {
            "publisher": some(1),
            "text": "t.txt",
            "rights": random.choice(["full", "excerpt"]),
        }
        | maybe(headline=some(), url=address(), archived=address()),
        "actors": [names[0]],
        "themes": [theme],
        "statements": statements,
        **maybe(summary=some(), set_aside=[{"paragraph": "1", "reason": some()}]),
    }
    index = {
        "id": "5b6b1f0e-2f67-4b1c-9d53-7b3f2f7c9a10",
        "title": some(1),
        "base_url": random.choice(["https://example.org/b/", "https://é.example/&x/"]),
        **maybe(
            description=some(),
            publisher=some(1),
            contact=random.choice([some(1), address(), "a@b.example"]),
            licence=some(1),
            language=random.choice(["en", "ar", "uk", "tlh"]),
            publishers=[some(1), {"name": some(1), "url": "https://a.example/"}],
        ),
    }
    actors = {
        f"actors/{slug}.md": {
            "name": name,
            **maybe(
                role=some(1),
                affiliation=some(1),
                kind=random.choice(["person", "state", "organisation"]),
                aliases=[some(1), {"name": some(1), "kind": "office"}],
                same_as=[address()],
            ),
        }
        for slug, name in zip(slugs, names[:3], strict=True)
    }
    body = random.choice(["", random.choice(naughty.LETTERS), "a < b & c", "" if tame else some()])
    files: dict[str, dict[str, Any]] = {
        "index.md": index,
        **actors,
        "themes/dams.md": {"name": theme, **maybe(aliases=[some(1)])},
        "articles/a.md": article,
        "dates/2021-05-03.md": maybe(headline=some(), summary=some()),
        "pages/about.md": {"title": some(1), **maybe(summary=some())},
    }
    made = {
        name: naughty.encoded(f"---\n{json.dumps(fields, ensure_ascii=False)}\n---\n{body}\n")
        for name, fields in files.items()
    }
    lines = [some(), "20210504", *quotes, some(), "w " * 900]
    made["sources/t.txt"] = naughty.encoded("\n".join(lines))
    return made
