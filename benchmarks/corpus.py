#!/usr/bin/env python3
"""A briefing of any size, the same at each call: what benchmarks and soak runs work on.

python benchmarks/corpus.py FOLDER [ARTICLES]

Ten articles a day with two to six statements each and a body of about 500 words. Who speaks follows
Zipf's law, as in the news: few actors nearly always, most of them once or twice.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

FIRST_DAY = date(2020, 1, 1)
A_DAY = 10
ONSETS = "b br d dr f g gr h k kl l m n p pr r s st t tr v z".split()
VOWELS = "a e i o u ai ei ou".split()
CODAS = ["", "", "n", "r", "l", "s", "m", "rd", "nt"]
WORDS = """
    the council of a in to and river bridge report harbour that talks agreement on is was were has
    for with by from water price vote region new old second minister paper plan night border
    evening train market week month still again later under over between against near
""".split()
VERBS = ("says", "says", "says", "does", "plans")


def main() -> None:
    """Write the corpus."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("folder", type=Path, help="where content/ is made")
    parser.add_argument("articles", nargs="?", type=int, default=1_000)
    options = parser.parse_args()
    write(options.folder, options.articles)


def write(folder: Path, articles: int) -> None:
    """Write the content folder of a briefing of *articles* articles to *folder*/content."""
    for name, text in documents(articles):
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def documents(articles: int) -> Iterator[tuple[str, str]]:
    """The name and the text of each document."""
    made = random.Random(articles)  # noqa: S311 - the same corpus at each call is the point
    states = _names(made, 12, 1)
    people = _names(made, max(10, articles // 8), 2)
    themes = _names(made, min(40, 5 + articles // 50), 2)
    yield (
        "index.md",
        _document(
            {
                "id": "0e2b6a94-7a0e-4b39-9a52-1f3b0c7f2d11",
                "title": "Corpus",
                "description": "A briefing made for measuring.",
                "language": "en",
                "base_url": "https://corpus.example/",
            },
            _prose(made, 60),
        ),
    )
    for name in states:
        yield (
            f"actors/{_slug(name)}.md",
            _document({"name": name, "kind": "state"}, _prose(made, 30)),
        )
    for number, name in enumerate(people):
        fields = {"name": name, "kind": "person", "role": f"Envoy {number}"}
        if number % 5:
            fields["speaks_for"] = states[number % len(states)]
        yield f"actors/{_slug(name)}.md", _document(fields, _prose(made, 30))
    for name in themes:
        yield f"themes/{_slug(name)}.md", _document({"name": f"Theme {name}"}, _prose(made, 40))
    actors = [*states[:3], *people, *states[3:]]
    speaking = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(actors))))
    about = list(itertools.accumulate(1 / (rank + 1) for rank in range(len(themes))))
    for number in range(articles):
        day = FIRST_DAY + timedelta(days=number // A_DAY)
        yield (
            f"articles/{day}-{number:06}.md",
            _article(made, number, day, (actors, speaking), (themes, about)),
        )


def _article(
    made: random.Random,
    number: int,
    day: date,
    actors: tuple[Sequence[str], Sequence[float]],
    themes: tuple[Sequence[str], Sequence[float]],
) -> str:
    statements = []
    for place in range(made.randint(2, 6)):
        who = made.choices(actors[0], cum_weights=actors[1])[0]
        statement: dict[str, object] = {
            "id": f"s{number:x}x{place}",
            "by": who,
            "about": f"Theme {made.choices(themes[0], cum_weights=themes[1])[0]}",
            made.choice(VERBS): _sentence(made, 14),
        }
        if place % 3:
            statement["on"] = str(day - timedelta(days=made.randint(0, 2)))
        if place == 1:
            statement["concerning"] = [made.choices(actors[0], cum_weights=actors[1])[0]]
        statements.append(statement)
    fields = {
        "title": _sentence(made, 7).rstrip("."),
        "date": str(day),
        "summary": _sentence(made, 24),
        "source": {
            "headline": _sentence(made, 8).rstrip("."),
            "publisher": f"Paper {number % 17}",
            "url": f"https://paper.example/{number}",
        },
        "statements": statements,
    }
    names = made.choices(actors[0], cum_weights=actors[1], k=6)
    return _document(fields, "\n\n".join(f"{name} {_prose(made, 80)}" for name in names))


def _document(fields: Mapping[str, object], body: str) -> str:
    return "---\n" + "".join(_lines(fields, "")) + f"---\n\n{body}\n"


def _lines(fields: Mapping[str, object], indent: str) -> Iterator[str]:
    """Block YAML, as editors write it."""
    for key, value in fields.items():
        if isinstance(value, dict):
            yield f"{indent}{key}:\n"
            yield from _lines(value, indent + "  ")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            yield f"{indent}{key}:\n"
            for item in value:
                text = "".join(_lines(item, indent + "    "))
                yield f"{indent}  - {text.lstrip()}"
        else:
            yield f"{indent}{key}: {_scalar(value)}\n"


def _scalar(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(str, value))}]"
    text = str(value)
    return json.dumps(text) if ": " in text else text


def _names(made: random.Random, count: int, words: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        found[" ".join(_name(made) for _ in range(words))] = None
    return list(found)


def _name(made: random.Random) -> str:
    syllables = "".join(made.choice(ONSETS) + made.choice(VOWELS) for _ in range(2))
    return (syllables + made.choice(CODAS)).capitalize()


def _slug(name: str) -> str:
    return name.lower().replace(" ", "-")


def _sentence(made: random.Random, words: int) -> str:
    return " ".join(made.choices(WORDS, k=words)).capitalize() + "."


def _prose(made: random.Random, words: int) -> str:
    return " ".join(_sentence(made, 16) for _ in range(-(-words // 16)))


if __name__ == "__main__":
    main()
