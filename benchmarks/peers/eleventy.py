"""Eleventy: actors, themes and days are collections with a page for each entry."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.peers.records import Article, Corpus, Peer, write
from benchmarks.peers.tools import from_npm

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><p><a href="/">Home</a></p><h1>{{ title }}</h1>
%s
</body></html>
"""
TERM = """---
pagination:
  data: collections.%(name)s
  size: 1
  alias: term
  addAllPagesToCollections: true
permalink: "/%(name)s/{{ term.slug }}/"
eleventyComputed:
  title: "{{ term.name }}"
layout: page.njk
---
<ul>{%% for article in term.articles %%}
<li><a href="{{ article.url }}">{{ article.data.title }}</a></li>
{%% endfor %%}</ul>
"""
INDEX = """---
title: %(title)s
permalink: "/%(name)s/"
layout: page.njk
---
<ul>{%% for term in collections.%(name)s %%}
<li><a href="/%(name)s/{{ term.slug }}/">{{ term.name }}</a></li>
{%% endfor %%}</ul>
"""
ARTICLES = """---
title: %s
permalink: "%s"
layout: page.njk
---
<ul>{%% for article in collections.%s %%}
<li><a href="{{ article.url }}">{{ article.data.title }}</a></li>
{%% endfor %%}</ul>
"""
SITE = {
    # Eleventy's server cannot be told an address to listen on, and would listen on all.
    "loopback.cjs": """const { Server } = require("node:net");
const listen = Server.prototype.listen;
Server.prototype.listen = function (options, ...rest) {
  if (options && typeof options === "object") options = { ...options, host: "127.0.0.1" };
  return listen.call(this, options, ...rest);
};
""",
    "eleventy.config.mjs": """const slug = (name) => name.toLowerCase().replaceAll(" ", "-");
const newest = (api) => api.getFilteredByGlob("articles/*.md").reverse();
const terms = (name) => (api) => {
  const found = new Map();
  for (const article of newest(api))
    for (const term of article.data[name])
      found.set(term, [...(found.get(term) ?? []), article]);
  return [...found].map(([name, articles]) => ({ name, slug: slug(name), articles }))
    .sort((a, b) => (a.slug < b.slug ? -1 : 1));
};
export default (config) => {
  config.addCollection("articles", newest);
  config.addCollection("latest", (api) => newest(api).slice(0, 20));
  for (const name of ["actors", "themes", "days"]) config.addCollection(name, terms(name));
  config.addFilter("slug", slug);
};
export const config = { markdownTemplateEngine: false };
""",
    "articles/articles.11tydata.cjs": """module.exports = {
  layout: "article.njk",
  permalink: (data) => `/articles/${data.slug}/`,
};
""",
    "_includes/page.njk": PAGE % "{{ content | safe }}",
    "_includes/article.njk": PAGE
    % "\n".join(
        [
            "{{ content | safe }}",
            *(
                f'<p>{{% for term in {name} %}}<a href="/{name}/{{{{ term | slug }}}}/">'
                "{{ term }}</a> {% endfor %}</p>"
                for name in ("actors", "themes", "days")
            ),
        ]
    ),
    "index.njk": ARTICLES % ("Corpus", "/", "latest"),
    "all.njk": ARTICLES % ("Articles", "/articles/", "articles"),
    "feed.njk": """---
permalink: /feed.xml
eleventyExcludeFromCollections: true
---
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Corpus</title><id>https://corpus.example/</id>
{% for article in collections.latest %}<entry><title>{{ article.data.title }}</title>
<id>https://corpus.example{{ article.url }}</id><updated>{{ article.date.toISOString() }}</updated>
<content type="html">{{ article.content }}</content></entry>
{% endfor %}</feed>
""",
    "sitemap.njk": """---
permalink: /sitemap.xml
eleventyExcludeFromCollections: true
---
<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{% for page in collections.all %}<url><loc>https://corpus.example{{ page.url }}</loc></url>
{% endfor %}</urlset>
""",
    **{f"{name}.njk": TERM % {"name": name} for name in ("actors", "themes", "days")},
    **{
        f"{name}-index.njk": INDEX % {"name": name, "title": name.capitalize()}
        for name in ("actors", "themes", "days")
    },
}


def install(tools: Path) -> None:
    from_npm(tools, "@11ty/eleventy")


def prepare(folder: Path, corpus: Corpus) -> None:
    write(folder, SITE | {source(article): document(article) for article in corpus.articles})


def document(article: Article) -> str:
    # JSON is YAML.
    fields = {
        "title": article.title,
        "slug": article.slug,
        "date": article.date,
        "actors": article.actors,
        "themes": article.themes,
        "days": [article.date],
    }
    lines = "".join(f"{name}: {json.dumps(value)}\n" for name, value in fields.items())
    return f"---\n{lines}---\n\n{article.text}"


def command(tools: Path, folder: Path, port: int) -> Sequence[str]:
    program = tools / "node" / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"
    node = shutil.which("node") or "node"
    return [
        node,
        "--require",
        "./loopback.cjs",
        str(program),
        "--serve",
        "--quiet",
        f"--port={port}",
    ]


def incremental(tools: Path, folder: Path, port: int) -> Sequence[str]:
    return [*command(tools, folder, port), "--incremental"]


def source(article: Article) -> str:
    return f"articles/{article.slug}.md"


def address(article: Article) -> str:
    return f"/articles/{article.slug}/"


ELEVENTY = Peer("eleventy --serve", install, prepare, command, source, address)
INCREMENTAL = replace(ELEVENTY, name="eleventy --serve --incremental", command=incremental)
