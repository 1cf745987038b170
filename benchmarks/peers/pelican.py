"""Pelican: actors are its authors, themes and days its tags."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.records import Article, Corpus, Kind, Peer, Preview, Term, write
from benchmarks.peers.tools import from_pypi

PAGE = """{%% from "statement.html" import told, name -%%}
<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>%(title)s</title></head>
<body><p><a href="/">Home</a> <a href="/articles.html">Articles</a>
<a href="/actors.html">Actors</a> <a href="/themes.html">Themes</a>
<a href="/days.html">Days</a></p>
<h1>%(title)s</h1>
%(body)s
</body></html>
"""
LIST = (
    "<ul>{%% for article in %s %%}"
    '<li><a href="/{{ article.url }}">{{ article.title }}</a></li>{%% endfor %%}</ul>'
)
TERMS = (
    "<ul>{%% for key in %s %%}"
    '<li><a href="/{{ key }}.html">{{ name(TERMS, key) }}</a></li>{%% endfor %%}</ul>'
)
FILED = (
    "{{ TERMS[%(key)s].body if %(key)s in TERMS }}\n"
    "<ul>{%% for article in articles %%}{%% for s in article.statements|told %%}"
    "{%% if %(key)s in s.terms %%}<li>{{ told(TERMS, article, s) }}</li>{%% endif %%}"
    "{%% endfor %%}{%% endfor %%}</ul>\n" + LIST.replace("%s", "articles")
)
PAGES = {
    "index": ("Corpus", LIST % "articles[:20]"),
    "archives": ("Articles", LIST % "dates"),
    "authors": ("Actors", TERMS % "TERMS if key.startswith('actors/')"),
    "tags": ("Themes", TERMS % "TERMS if key.startswith('themes/')"),
    "days": (
        "Days",
        TERMS % "tags|map('first')|map(attribute='slug')|sort if key.startswith('days/')",
    ),
    "author": ("{{ name(TERMS, author.slug) }}", FILED % {"key": "author.slug"}),
    "tag": ("{{ name(TERMS, tag.slug) }}", FILED % {"key": "tag.slug"}),
    "article": (
        "{{ article.title }}",
        "\n".join(
            [
                "<p>{{ article.lead }}</p>",
                '<p><a href="{{ article.source }}">{{ article.headline }}</a>, '
                "{{ article.publisher }}</p>",
                "{{ article.content }}",
                "<ol>{% for s in article.statements|told %}"
                '<li id="{{ s.id }}">{{ told(TERMS, article, s) }}</li>{% endfor %}</ol>',
                *(
                    f"<p>{{% for term in article.{terms} %}}"
                    '<a href="/{{ term.slug }}.html">{{ name(TERMS, term.slug) }}</a> '
                    "{% endfor %}</p>"
                    for terms in ("authors", "tags")
                ),
            ]
        ),
    ),
}
SITE = {
    "pelicanconf.py": """import json
from functools import lru_cache
from pathlib import Path

SITENAME = "Corpus"
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
PAGE_PATHS = []
STATIC_PATHS = []
ARTICLE_URL = ARTICLE_SAVE_AS = "articles/{slug}.html"
AUTHOR_URL = AUTHOR_SAVE_AS = TAG_URL = TAG_SAVE_AS = "{slug}.html"
AUTHOR_REGEX_SUBSTITUTIONS = TAG_REGEX_SUBSTITUTIONS = []  # a name is its slug: actors/…, days/…
CATEGORY_SAVE_AS = ""
DIRECT_TEMPLATES = ["index", "archives", "authors", "tags", "days", "sitemap"]
ARCHIVES_SAVE_AS = "articles.html"
AUTHORS_SAVE_AS = "actors.html"
TAGS_SAVE_AS = "themes.html"
SITEMAP_SAVE_AS = "sitemap.xml"
FEED_ALL_ATOM = "feed.xml"
FEED_MAX_ITEMS = 20
CATEGORY_FEED_ATOM = TRANSLATION_FEED_ATOM = AUTHOR_FEED_ATOM = AUTHOR_FEED_RSS = None
JINJA_FILTERS = {"told": lru_cache(None)(json.loads)}
HERE = Path(__file__).parent
TERMS = {
    f"{kind}/{path.stem}": json.loads(path.read_text("utf-8"))
    for kind in ("actors", "themes")
    for path in sorted((HERE / "terms" / kind).glob("*.json"))
}
# Pelican makes no page of an author or a tag without an article.
TEMPLATE_PAGES = {
    name: name
    for path in sorted((HERE / "content").glob("*/*.html"))
    for name in [path.relative_to(HERE / "content").as_posix()]
}
""",
    "theme/templates/statement.html": """{% macro name(terms, key) -%}
{{ terms[key].name if key in terms else key.partition("/")[2] }}
{%- endmacro %}
{% macro link(terms, key) -%}<a href="/{{ key }}.html">{{ name(terms, key) }}</a>{%- endmacro %}
{% macro told(terms, article, s) -%}
{{ link(terms, "actors/" ~ s.by) }} {{ s.kind }}: {{ s.text }}
{% for slug in s.concerning %}{{ link(terms, "actors/" ~ slug) }} {% endfor %}
{{ link(terms, "themes/" ~ s.theme) }} {{ link(terms, "days/" ~ s.day) }}
<a href="/{{ article.url }}#{{ s.id }}">{{ s.id }}</a>
{%- endmacro %}
""",
    "theme/templates/sitemap.html": """<?xml version="1.0" encoding="utf-8"?>
{% macro at(url) %}<url><loc>https://corpus.example/{{ url }}</loc></url>{% endmacro -%}
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{% for url in ("", "articles.html", "actors.html", "themes.html", "days.html") %}{{ at(url) }}
{% endfor %}{% for article in articles %}{{ at(article.url) }}
{% endfor %}{% for key in TERMS %}{{ at(key ~ ".html") }}
{% endfor %}{% for tag, _ in tags if tag.slug not in TERMS %}{{ at(tag.url) }}
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
    write(folder, SITE)
    write(folder, {source(article.slug): document(article) for article in corpus.articles})
    for kind, terms in corpus.terms.items():
        write(folder, {f"terms/{kind}/{one.slug}.json": term(one) for one in terms})
        heard = {key for article in corpus.articles for key in article.terms[kind]}
        for one in terms:
            if one.slug not in heard:
                words = {"title": one.name, "body": f"<p>{one.body}</p>"}
                write(folder, {f"content/{kind}/{one.slug}.html": PAGE % words})


def document(article: Article) -> str:
    filed = article.terms
    tags = [f"{kind}/{key}" for kind in ("themes", "days") for key in filed[kind]]
    return (
        f"Title: {article.title}\nSlug: {article.slug}\nDate: {article.date}\n"
        f"Authors: {'; '.join(f'actors/{slug}' for slug in filed['actors'])}\n"
        f"Tags: {', '.join(tags)}\nLead: {article.summary}\nHeadline: {article.headline}\n"
        f"Publisher: {article.publisher}\nSource: {article.url}\n"
        f"Statements: {json.dumps([each.fields for each in article.statements])}\n"
        f"\n{article.body}\n"
    )


def term(told: Term) -> str:
    return json.dumps({"name": told.name, "body": f"<p>{told.body}</p>"})


def program(tools: Path) -> str:
    return str(tools / "python" / "bin" / "pelican")


def build(tools: Path, folder: Path) -> Sequence[str]:
    return [program(tools), "--quiet"]


def command(tools: Path, folder: Path, port: int) -> Sequence[str]:
    return [program(tools), "-lr", "--bind", "127.0.0.1", "--port", str(port)]


def source(slug: str) -> str:
    return f"content/articles/{slug}.md"


def actor(slug: str) -> str:
    return f"terms/actors/{slug}.json"


def page(kind: Kind, key: str) -> str:
    return f"{kind}/{key}.html"


def index(kind: Kind) -> str:
    return f"{kind}.html"


PELICAN = Peer(
    name="pelican",
    install=install,
    prepare=prepare,
    build=build,
    output="output",
    source=source,
    actor=actor,
    template="theme/templates/article.html",
    page=page,
    index=index,
    version=lambda tools: [program(tools), "--version"],
    caches=("cache", "__pycache__"),
)
SERVER = Preview("pelican -lr", PELICAN, command, reloads=False)
