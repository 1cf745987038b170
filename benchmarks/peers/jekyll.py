"""Jekyll: articles, actors and themes are collections; its plugin makes the days."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.records import Article, Corpus, Kind, Peer, Term, matter, write
from benchmarks.peers.tools import from_debian

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ page.title }}</title></head>
<body><p><a href="/">Home</a> <a href="/articles/">Articles</a> <a href="/actors/">Actors</a>
<a href="/themes/">Themes</a> <a href="/days/">Days</a></p><h1>{{ page.title }}</h1>
%s
</body></html>
"""
STATEMENT = """<a href="/actors/{{ s.by }}/">{{ site.data.names.actors[s.by] }}</a>
{{ s.kind }}: {{ s.text }}
{% for slug in s.concerning -%}
<a href="/actors/{{ slug }}/">{{ site.data.names.actors[slug] }}</a> {% endfor -%}
<a href="/themes/{{ s.theme }}/">{{ site.data.names.themes[s.theme] }}</a>
<a href="/days/{{ s.day }}/">{{ s.day }}</a> <a href="{{ s.url }}#{{ s.id }}">{{ s.id }}</a>
"""
TOLD = "{% assign s = said %}{% include statement.html %}"
LIST = (
    "<ul>{%% for one in %s %%}"
    '<li><a href="{{ one.url }}">{{ one.title }}</a></li>{%% endfor %%}</ul>'
)
INDEX = "---\ntitle: %s\npermalink: %s\nlayout: page\n---\n%s\n"
SITE = {
    "_config.yml": """title: Corpus
url: https://corpus.example
collections:
  articles: { output: true, permalink: "/articles/:name/" }
  actors: { output: true, permalink: "/actors/:name/" }
  themes: { output: true, permalink: "/themes/:name/" }
defaults:
  - { scope: { path: "", type: articles }, values: { layout: article } }
  - { scope: { path: "", type: actors }, values: { layout: term } }
  - { scope: { path: "", type: themes }, values: { layout: term } }
""",
    "_plugins/filing.rb": """class Filing < Jekyll::Generator
  def generate(site)
    newest = site.collections["articles"].docs.sort_by(&:url).reverse
    statements = Hash.new { |made, term| made[term] = [] }
    articles = Hash.new { |made, term| made[term] = [] }
    newest.each do |article|
      article.data["statements"].each do |statement|
        statement["url"] = article.url
        statement["terms"].each { |term| statements[term] << statement }
      end
      %w[actors themes days].each do |kind|
        article.data[kind].each { |key| articles["#{kind}/#{key}"] << article }
      end
    end
    names = site.data["names"] = {}
    %w[actors themes].each do |kind|
      names[kind] = {}
      site.collections[kind].docs.each do |term|
        key = "#{kind}/#{term.basename_without_ext}"
        names[kind][term.basename_without_ext] = term.data["title"]
        term.data.merge!("filed" => statements[key], "listed" => articles[key])
      end
    end
    days = articles.keys.grep(%r{^days/}).sort.map do |key|
      page = Jekyll::PageWithoutAFile.new(site, site.source, key, "index.html")
      page.data.merge!("layout" => "term", "title" => key.delete_prefix("days/"),
                       "filed" => statements[key], "listed" => articles[key])
      page
    end
    site.pages.concat(days)
    site.data.merge!("newest" => newest, "days" => days)
  end
end
""",
    "_includes/statement.html": STATEMENT,
    "_layouts/page.html": PAGE % "{{ content }}",
    "_layouts/term.html": PAGE
    % (
        f"{{{{ content }}}}\n<ul>{{% for said in page.filed %}}<li>{TOLD}</li>{{% endfor %}}</ul>\n"
        + LIST % "page.listed"
    ),
    "_layouts/article.html": PAGE
    % "\n".join(
        [
            "<p>{{ page.summary }}</p>",
            '<p><a href="{{ page.source }}">{{ page.headline }}</a>, {{ page.publisher }}</p>',
            "{{ content }}",
            '<ol>{% for said in page.statements %}<li id="{{ said.id }}">'
            f"{TOLD}</li>{{% endfor %}}</ol>",
            *(
                f"<p>{{% for key in page.{kind} %}}"
                f'<a href="/{kind}/{{{{ key }}}}/">{{{{ {name} }}}}</a> {{% endfor %}}</p>'
                for kind, name in {
                    "actors": "site.data.names.actors[key]",
                    "themes": "site.data.names.themes[key]",
                    "days": "key",
                }.items()
            ),
        ]
    ),
    "index.html": INDEX
    % ("Corpus", "/", LIST.replace("%s %%}", "%s limit: 20 %%}") % "site.data.newest"),
    "articles.html": INDEX % ("Articles", "/articles/", LIST % "site.data.newest"),
    "actors.html": INDEX % ("Actors", "/actors/", LIST % "site.actors"),
    "themes.html": INDEX % ("Themes", "/themes/", LIST % "site.themes"),
    "days.html": INDEX % ("Days", "/days/", LIST % "site.data.days"),
    "feed.xml": """---
---
<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom"><title>Corpus</title><id>{{ site.url }}/</id>
{% for article in site.data.newest limit: 20 %}<entry><title>{{ article.title }}</title>
<id>{{ site.url }}{{ article.url }}</id><updated>{{ article.date | date_to_xmlschema }}</updated>
<content type="html">{{ article.content | xml_escape }}</content></entry>
{% endfor %}</feed>
""",
    "sitemap.xml": """---
---
{% assign all = site.pages | concat: site.articles | concat: site.actors | concat: site.themes -%}
<?xml version="1.0" encoding="utf-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
{% for page in all %}{% unless page.url contains ".xml" -%}
<url><loc>{{ site.url }}{{ page.url }}</loc></url>
{% endunless %}{% endfor %}</urlset>
""",
}


def install(tools: Path) -> None:
    from_debian("jekyll")


def prepare(folder: Path, corpus: Corpus) -> None:
    write(folder, SITE)
    write(folder, {source(article.slug): document(article) for article in corpus.articles})
    for kind, terms in corpus.terms.items():
        write(folder, {f"_{kind}/{one.slug}.md": term(one) for one in terms})


def document(article: Article) -> str:
    return matter(article.fields, article.body)


def term(told: Term) -> str:
    return matter({"title": told.name}, told.body)


def build(tools: Path, folder: Path) -> Sequence[str]:
    return ["jekyll", "build", "--quiet"]


def source(slug: str) -> str:
    return f"_articles/{slug}.md"


def actor(slug: str) -> str:
    return f"_actors/{slug}.md"


def page(kind: Kind, key: str) -> str:
    return f"{kind}/{key}/index.html"


def index(kind: Kind) -> str:
    return f"{kind}/index.html"


JEKYLL = Peer(
    name="jekyll",
    install=install,
    prepare=prepare,
    build=build,
    output="_site",
    source=source,
    actor=actor,
    template="_layouts/article.html",
    page=page,
    index=index,
    version=lambda _: ["jekyll", "--version"],
    caches=(".jekyll-cache",),
)
