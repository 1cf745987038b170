"""Pelican: actors are its authors, themes its tags, days its archives."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.records import Article, Corpus, Peer, write
from benchmarks.peers.tools import from_pypi

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>%(title)s</title></head>
<body><p><a href="/">Home</a></p><h1>%(title)s</h1>
%(body)s
</body></html>
"""
LIST = (
    "<ul>{%% for article in %s %%}"
    '<li><a href="/{{ article.url }}">{{ article.title }}</a></li>{%% endfor %%}</ul>'
)
TERMS = (
    "<ul>{%% for term, articles in %s|sort %%}"
    '<li><a href="/{{ term.url }}">{{ term }}</a></li>{%% endfor %%}</ul>'
)
LINKS = (
    '<p>{%% for term in article.%s %%}<a href="/{{ term.url }}">{{ term }}</a> {%% endfor %%}</p>'
)
DAY = '<a href="/days/{{ %s.strftime("%%Y-%%m-%%d") }}.html">{{ %s.strftime("%%Y-%%m-%%d") }}</a>'
PAGES = {
    "index": ("Corpus", LIST % "articles[:20]"),
    "archives": ("Articles", LIST % "dates"),
    "authors": ("Actors", TERMS % "authors"),
    "tags": ("Themes", TERMS % "tags"),
    "days": (
        "Days",
        "<ul>{% for day, articles in dates|groupby('date') %}<li>"
        + DAY % ("day", "day")
        + "</li>{% endfor %}</ul>",
    ),
    "author": ("{{ author }}", LIST % "articles"),
    "tag": ("{{ tag }}", LIST % "articles"),
    "period_archives": ("{{ period|join(' ') }}", LIST % "dates"),
    "article": (
        "{{ article.title }}",
        "\n".join(
            [
                "{{ article.content }}",
                LINKS % "authors",
                LINKS % "tags",
                f"<p>{DAY % ('article.date', 'article.date')}</p>",
            ]
        ),
    ),
}
SITE = {
    "pelicanconf.py": """SITENAME = "Corpus"
SITEURL = ""
FEED_DOMAIN = "https://corpus.example"
PATH = "content"
OUTPUT_PATH = "output"
THEME = "theme"
THEME_STATIC_PATHS = []
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
DEFAULT_PAGINATION = False
ARTICLE_PATHS = ["articles"]
STATIC_PATHS = []
ARTICLE_URL = ARTICLE_SAVE_AS = "articles/{slug}.html"
AUTHOR_URL = AUTHOR_SAVE_AS = "actors/{slug}.html"
TAG_URL = TAG_SAVE_AS = "themes/{slug}.html"
DAY_ARCHIVE_URL = DAY_ARCHIVE_SAVE_AS = "days/{date:%Y-%m-%d}.html"
CATEGORY_SAVE_AS = ""
DIRECT_TEMPLATES = ["index", "archives", "authors", "tags", "days", "sitemap"]
ARCHIVES_SAVE_AS = "articles.html"
AUTHORS_SAVE_AS = "actors.html"
TAGS_SAVE_AS = "themes.html"
SITEMAP_SAVE_AS = "sitemap.xml"
FEED_ALL_ATOM = "feed.xml"
FEED_MAX_ITEMS = 20
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
""",
    "theme/templates/sitemap.html": """<?xml version="1.0" encoding="utf-8"?>
{% macro at(url) %}<url><loc>https://corpus.example/{{ url }}</loc></url>{% endmacro -%}
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{% for url in ("", "articles.html", "actors.html", "themes.html", "days.html") %}{{ at(url) }}
{% endfor %}{% for article in articles %}{{ at(article.url) }}
{% endfor %}{% for author, _ in authors %}{{ at(author.url) }}
{% endfor %}{% for tag, _ in tags %}{{ at(tag.url) }}
{% endfor %}{% for day, _ in dates|groupby("date") %}{{ at(day.strftime("days/%Y-%m-%d.html")) }}
{% endfor %}</urlset>
""",
    **{
        f"theme/templates/{name}.html": PAGE % {"title": title, "body": body}
        for name, (title, body) in PAGES.items()
    },
}


def install(tools: Path) -> None:
    from_pypi(tools, "pelican[markdown]")


def prepare(folder: Path, corpus: Corpus) -> None:
    write(folder, SITE | {source(article): document(article) for article in corpus.articles})


def document(article: Article) -> str:
    return (
        f"Title: {article.title}\nSlug: {article.slug}\nDate: {article.date}\n"
        f"Authors: {'; '.join(article.actors)}\nTags: {', '.join(article.themes)}\n"
        f"Summary: {article.summary}\n\n{article.text}"
    )


def command(tools: Path, folder: Path, port: int) -> Sequence[str]:
    program = tools / "python" / "bin" / "pelican"
    return [str(program), "-lr", "--bind", "127.0.0.1", "--port", str(port)]


def source(article: Article) -> str:
    return f"content/articles/{article.slug}.md"


def address(article: Article) -> str:
    return f"/articles/{article.slug}.html"


PELICAN = Peer("pelican -lr", install, prepare, command, source, address, reloads=False)
