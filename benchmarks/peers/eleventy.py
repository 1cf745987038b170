"""Eleventy: actors and themes are documents; days are a collection with a page for each entry."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.records import Article, Corpus, Kind, Peer, Preview, Term, matter, write
from benchmarks.peers.tools import from_npm

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><p><a href="/">Home</a> <a href="/articles/">Articles</a> <a href="/actors/">Actors</a>
<a href="/themes/">Themes</a> <a href="/days/">Days</a></p><h1>{{ title }}</h1>
%s
</body></html>
"""
STATEMENT = """{%- macro line(s, names, url) -%}
<a href="/actors/{{ s.by }}/">{{ names.actors[s.by] }}</a> {{ s.kind }}: {{ s.text }}
{% for slug in s.concerning -%}
<a href="/actors/{{ slug }}/">{{ names.actors[slug] }}</a> {% endfor -%}
<a href="/themes/{{ s.theme }}/">{{ names.themes[s.theme] }}</a>
<a href="/days/{{ s.day }}/">{{ s.day }}</a> <a href="{{ url or s.url }}#{{ s.id }}">{{ s.id }}</a>
{%- endmacro -%}
"""
IMPORT = '{% from "statement.njk" import line %}'
LIST = """<ul>{%% for article in %s %%}
<li><a href="{{ article.url }}">{{ article.data.title }}</a></li>
{%% endfor %%}</ul>"""
TERM = IMPORT + PAGE % (
    "{{ content | safe }}\n<ul>{% for s in collections.filed.statements[page.url] %}"
    "<li>{{ line(s, collections.filed.names) }}</li>\n{% endfor %}</ul>\n"
    + LIST
    % "collections.filed.articles[page.url]"
)
INDEX = """---
title: %(title)s
permalink: "/%(name)s/"
layout: page.njk
---
<ul>{%% for term in collections.%(name)s %%}
<li><a href="{{ term.url }}">{{ term.data.title }}</a></li>
{%% endfor %%}</ul>
"""
ARTICLES = """---
title: %s
permalink: "%s"
layout: page.njk
---
%s
"""
DATA = """module.exports = {
  layout: "%s.njk",
  permalink: (data) => `/%s/${data.page.inputPath.split("/").pop().replace(".md", "")}/`,
};
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
    "eleventy.config.mjs": """const newest = (api) =>
  api.getFilteredByGlob("articles/*.md").reverse();
const terms = (api, kind) => api.getFilteredByGlob(`${kind}/*.md`)
  .sort((a, b) => (a.url < b.url ? -1 : 1));
const days = (api) => [...new Set(newest(api).flatMap((article) => article.data.days))].sort()
  .map((day) => ({ url: `/days/${day}/`, data: { title: day } }));
const filed = (api) => {
  const names = { actors: {}, themes: {} }, statements = {}, articles = {};
  for (const kind of Object.keys(names))
    for (const term of terms(api, kind)) names[kind][term.fileSlug] = term.data.title;
  for (const article of newest(api)) {
    for (const statement of article.data.statements)
      for (const term of statement.terms)
        (statements[`/${term}/`] ??= []).push({ ...statement, url: article.url });
    for (const kind of ["actors", "themes", "days"])
      for (const key of article.data[kind]) (articles[`/${kind}/${key}/`] ??= []).push(article);
  }
  return { names, statements, articles };
};
export default (config) => {
  config.addCollection("articles", newest);
  config.addCollection("latest", (api) => newest(api).slice(0, 20));
  for (const kind of ["actors", "themes"]) config.addCollection(kind, (api) => terms(api, kind));
  config.addCollection("days", days);
  config.addCollection("filed", filed);
};
export const config = { markdownTemplateEngine: false };
""",
    "articles/articles.11tydata.cjs": DATA % ("article", "articles"),
    "actors/actors.11tydata.cjs": DATA % ("term", "actors"),
    "themes/themes.11tydata.cjs": DATA % ("term", "themes"),
    "_includes/statement.njk": STATEMENT,
    "_includes/page.njk": PAGE % "{{ content | safe }}",
    "_includes/term.njk": TERM,
    "_includes/article.njk": IMPORT
    + "{% set names = collections.filed.names %}"
    + PAGE
    % "\n".join(
        [
            "<p>{{ summary }}</p>",
            '<p><a href="{{ source }}">{{ headline }}</a>, {{ publisher }}</p>',
            "{{ content | safe }}",
            '<ol>{% for s in statements %}<li id="{{ s.id }}">'
            "{{ line(s, names, page.url) }}</li>{% endfor %}</ol>",
            *(
                f'<p>{{% for key in {kind} %}}<a href="/{kind}/{{{{ key }}}}/">{{{{ {name} }}}}</a>'
                " {% endfor %}</p>"
                for kind, name in {
                    "actors": "names.actors[key]",
                    "themes": "names.themes[key]",
                    "days": "key",
                }.items()
            ),
        ]
    ),
    "day.njk": """---
pagination:
  data: collections.days
  size: 1
  alias: day
  addAllPagesToCollections: true
permalink: "{{ day.url }}"
eleventyComputed:
  title: "{{ day.data.title }}"
layout: term.njk
---
""",
    "index.njk": ARTICLES % ("Corpus", "/", LIST % "collections.latest"),
    "all.njk": ARTICLES % ("Articles", "/articles/", LIST % "collections.articles"),
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
    **{
        f"{name}-index.njk": INDEX % {"name": name, "title": name.capitalize()}
        for name in ("actors", "themes", "days")
    },
}


def install(tools: Path) -> None:
    from_npm(tools, "@11ty/eleventy")


def prepare(folder: Path, corpus: Corpus) -> None:
    write(folder, SITE)
    write(folder, {source(article.slug): document(article) for article in corpus.articles})
    for kind, terms in corpus.terms.items():
        write(folder, {f"{kind}/{one.slug}.md": term(one) for one in terms})


def document(article: Article) -> str:
    return matter(article.fields, article.body)


def term(told: Term) -> str:
    return matter({"title": told.name}, told.body)


def program(tools: Path, *options: str) -> list[str]:
    path = tools / "node" / "node_modules" / "@11ty" / "eleventy" / "cmd.cjs"
    return [shutil.which("node") or "node", *options, str(path), "--quiet"]


def build(tools: Path, folder: Path) -> Sequence[str]:
    return program(tools)


def command(tools: Path, folder: Path, port: int) -> Sequence[str]:
    return [*program(tools, "--require", "./loopback.cjs"), "--serve", f"--port={port}"]


def incremental(tools: Path, folder: Path, port: int) -> Sequence[str]:
    return [*command(tools, folder, port), "--incremental"]


def source(slug: str) -> str:
    return f"articles/{slug}.md"


def actor(slug: str) -> str:
    return f"actors/{slug}.md"


def page(kind: Kind, key: str) -> str:
    return f"{kind}/{key}/index.html"


def index(kind: Kind) -> str:
    return f"{kind}/index.html"


ELEVENTY = Peer(
    name="eleventy",
    install=install,
    prepare=prepare,
    build=build,
    output="_site",
    source=source,
    actor=actor,
    template="_includes/article.njk",
    page=page,
    index=index,
    version=lambda tools: [*program(tools), "--version"],
    caches=(".cache",),
)
SERVER = Preview("eleventy --serve", ELEVENTY, command)
INCREMENTAL = Preview("eleventy --serve --incremental", ELEVENTY, incremental)
