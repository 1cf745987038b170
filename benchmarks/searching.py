#!/usr/bin/env python3
"""How long the search index of a large site takes, and how large it is.

python benchmarks/searching.py [COUNT …]

Without counts, 1,000 and 5,000 statements: those of the content over and over, each time under
other ids and articles, with words of their own so that the vocabulary grows as well.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path
from types import MappingProxyType

import msgspec

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from briefing.model import Article, Statement  # noqa: E402
from briefing.planning import Folders, plan  # noqa: E402
from briefing.search import Index  # noqa: E402
from briefing.site import Site  # noqa: E402


def main() -> None:
    """Print the figures of an index of each count of statements."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("counts", nargs="*", type=int, default=[1_000, 5_000])
    folders = [ROOT / name for name in ("content", "templates", "assets")]
    site = plan(Folders(content=folders[0], templates=folders[1], assets=folders[2])).site
    for count in parser.parse_args().counts:
        measure(grown(site, count), count)


def measure(site: Site, count: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        began = time.perf_counter()
        files = dict(Index(site, Path(folder)))
        made = time.perf_counter() - began
        began = time.perf_counter()
        assert dict(Index(site, Path(folder))) == files  # noqa: S101  # a benchmark checks itself
        kept = time.perf_counter() - began
    first = sum(
        len(data)
        for path, data in files.items()
        if path.endswith((".js", ".json", ".pf_meta")) or "/wasm." in path or "/filter/" in path
    )
    print(
        f"{count} statements: made in {made:.2f} s, read from the cache in {kept:.2f} s; "
        f"{len(files)} files, {sum(map(len, files.values())) / 1e6:.2f} MB, "
        f"of which a reader loads {first / 1e3:.0f} kB for any question"
    )


def grown(site: Site, count: int) -> Site:
    """*site* with *count* statements, copies of its own."""
    statements: dict[str, Statement] = {}
    articles: dict[str, Article] = {}
    own = list(site.statements.values())
    for number in range(count):
        round_, place = divmod(number, len(own))
        old = own[place]
        new = msgspec.structs.replace(
            old,
            id=f"x{number}",
            article=f"{old.article}-{round_}",
            text=f"{old.text} Of lot{number % 997} and berth{number}.",
        )
        statements[new.id] = new
        article = articles.setdefault(
            new.article,
            msgspec.structs.replace(site.articles[old.article], slug=new.article, statements=()),
        )
        articles[new.article] = msgspec.structs.replace(
            article, statements=(*article.statements, new.id)
        )
    ids: dict[str, list[str]] = {}
    for number in range(count):
        ids.setdefault(own[number % len(own)].id, []).append(f"x{number}")
    days = {
        key: msgspec.structs.replace(
            day, statements=tuple(new for old in day.statements for new in ids.get(old, ()))
        )
        for key, day in site.days.items()
    }
    return msgspec.structs.replace(
        site,
        statements=MappingProxyType(statements),
        articles=MappingProxyType(articles),
        days=MappingProxyType(days),
    )


if __name__ == "__main__":
    main()
