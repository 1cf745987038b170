"""JSON-LD: right types, nothing beyond what is known, and safe inside a page."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from pyld import jsonld

from briefing import nodes
from briefing.linked_data import FAMILIES, of, script
from briefing.linked_data import article as article_node
from briefing.planning import plan
from briefing.site import Site
from tests.cases import table
from tests.folders import REAL
from tests.small import BASE, STATEMENTS, article, small_site

VOCABULARY = f"{nodes.SCHEMA}/"
ONE = "statements: [{{id: aaa1, by: Ada Berg, about: Dams, {fields}}}]"


def one(folder: Path, fields: str) -> dict[str, Any]:
    """The node of an article's only statement, *fields* being what it says and more."""
    site = small_site(folder, {"articles/talks.md": article(ONE.format(fields=fields))})
    node = article_node(site, site.articles["talks"])
    (found,) = node.get("hasPart", []) or [n for n in node["mentions"] if n["@type"] == "Action"]
    assert isinstance(found, dict)
    return found


def everything(node: object) -> list[dict[str, Any]]:
    """All nodes within *node*, itself included."""
    if isinstance(node, list):
        return [found for item in node for found in everything(item)]
    if isinstance(node, dict):
        return [node, *(found for value in node.values() for found in everything(value))]
    return []


def source_node(folder: Path, old: str = "", new: str = "") -> dict[str, Any]:
    site = small_site(folder, {"articles/talks.md": article().replace(old, new)})
    found: dict[str, Any] = article_node(site, site.articles["talks"])["isBasedOn"]
    return found


def page(site: Site, family: str, subject: object = None) -> dict[str, Any]:
    return of(site, family, subject, name="A page", at="a-page.html")


def test_an_article_is_a_page_based_on_a_news_article(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    node = page(site, "article", site.articles["talks"])
    assert node["@type"] == "WebPage"
    assert node["@context"] == "https://schema.org"
    assert node["isBasedOn"] == {
        "@type": "NewsArticle",
        "@id": "https://courier.example/talks",
        "headline": "River talks open",
        "datePublished": "2021-05-04",
        "publisher": {"@type": "Organization", "name": "The Courier"},
        "url": "https://courier.example/talks",
    }


def test_speech_with_its_words_is_a_quotation(tmp_path: Path) -> None:
    assert one(tmp_path, "says: It stays., quote: it will stay, on: 2021-05-03") == {
        "@type": "Quotation",
        "@id": f"{BASE}articles/talks.html#aaa1",
        "text": "it will stay",
        "abstract": "It stays.",
        "spokenByCharacter": [{"@id": f"{BASE}actors/ada-berg.html#actor"}],
        "isBasedOn": {"@id": "https://courier.example/talks"},
        "dateCreated": "2021-05-03",
        "about": [{"@id": f"{BASE}themes/dams.html#theme"}],
    }


def test_speech_in_our_words_is_a_claim(tmp_path: Path) -> None:
    node = one(tmp_path, "says: It stays.")
    assert node["@type"] == "Claim"
    assert node["text"] == "It stays."
    assert node["appearance"] == {"@id": "https://courier.example/talks"}


@pytest.mark.parametrize(
    ("kind", "status"), [("does", "CompletedActionStatus"), ("plans", "PotentialActionStatus")]
)
def test_an_act_is_an_action(tmp_path: Path, kind: str, status: str) -> None:
    node = one(tmp_path, f"{kind}: Open a gate., with: Norland")
    assert node["@type"] == "Action"
    assert node["actionStatus"] == f"https://schema.org/{status}"
    assert node["participant"] == [{"@id": f"{BASE}actors/norland.html#actor"}]


@pytest.mark.parametrize(
    ("date", "times"),
    [
        ("2021-05-03", {"startTime": "2021-05-03"}),
        ("2021-05-03/2021-05-05", {"startTime": "2021-05-03", "endTime": "2021-05-05"}),
        ("2021-05-03/..", {"startTime": "2021-05-03"}),
        ("2021-05-03~", {}),
        ("2021-05", {}),
    ],
)
def test_an_act_has_only_exact_days(tmp_path: Path, date: str, times: dict[str, str]) -> None:
    node = one(tmp_path, f"does: Open a gate., on: {date}")
    assert {key: node[key] for key in ("startTime", "endTime") if key in node} == times


def test_a_plan_has_no_time(tmp_path: Path) -> None:
    assert "startTime" not in one(tmp_path, "plans: Open a gate., on: 2021-05-03")


@pytest.mark.parametrize(
    ("date", "created"),
    [("2021", "2021"), ("2021-05", "2021-05"), ("2021?", None), ("2021-05-01/2021-05-02", None)],
)
def test_a_date_is_as_exact_as_it_is_known(tmp_path: Path, date: str, created: str | None) -> None:
    assert one(tmp_path, f"says: It stays., on: '{date}'").get("dateCreated") == created


def test_what_is_filed_as_reported_has_no_date(tmp_path: Path) -> None:
    assert "dateCreated" not in one(tmp_path, "says: It stays.")


def test_a_speaker_whom_the_source_does_not_tell_is_left_out(tmp_path: Path) -> None:
    text = article(ONE.format(fields="says: It stays.")).replace("by: Ada Berg", "by: unknown")
    site = small_site(tmp_path, {"articles/talks.md": text})
    (claim,) = article_node(site, site.articles["talks"])["hasPart"]
    assert "author" not in claim


@pytest.mark.parametrize("status", ["withdrawn", "removed"])
def test_what_no_longer_stands_is_left_out(tmp_path: Path, status: str) -> None:
    fields = f"says: It stays., status: {status}, changes: [{{date: 2021-06-01, note: Wrong.}}]"
    site = small_site(tmp_path, {"articles/talks.md": article(ONE.format(fields=fields))})
    node = article_node(site, site.articles["talks"])
    assert "hasPart" not in node
    assert node["dateModified"] == "2021-06-01"


def test_everybody_in_a_statement_is_described_on_its_page(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    nodes = everything(page(site, "article", site.articles["talks"]))
    described = {node["@id"] for node in nodes if "@type" in node and "@id" in node}
    assert {node["@id"] for node in nodes if set(node) == {"@id"}} <= described


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("date: 2021-05-04", "date: unknown"),
        ("date: 2021-05-04", "date: 2021-05-04~\ndate_basis: guess"),
        ("headline: River talks open", "archived: https://archive.example/1"),
    ],
)
def test_a_source_without_headline_or_exact_date_is_a_creative_work(
    tmp_path: Path, old: str, new: str
) -> None:
    node = source_node(tmp_path, old, new)
    assert node["@type"] == "CreativeWork"
    assert "" not in node.values()


def test_an_actor_is_the_subject_of_a_profile_page(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    node = page(site, "actor", site.actors["ada-berg"])
    assert node["@type"] == "ProfilePage"
    entity = node["mainEntity"]
    assert entity["@type"] == "Person"
    assert entity["jobTitle"] == "Minister of Water"
    assert entity["sameAs"] == ["https://example.net/ada"]
    assert [place["name"] for place in entity["affiliation"]] == ["Norland"]


def test_a_misspelling_is_no_name_of_an_actor(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    entity = page(site, "actor", site.actors["ada-berg"])["mainEntity"]
    assert entity["alternateName"] == ["A. Berg"]


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ("kind: person", "Person"),
        ("kind: state", ["Country", "GovernmentOrganization"]),
        ("kind: organisation", "Organization"),
        ("kind: body", "Organization"),
        ("kind: body\nspeaks_for: Norland", "GovernmentOrganization"),
        ("role: Observers", "Thing"),
    ],
)
def test_an_actor_has_the_type_that_its_kind_tells(
    tmp_path: Path, fields: str, expected: object
) -> None:
    site = small_site(tmp_path, {"actors/x.md": f"---\nname: X\n{fields}\n---\n"})
    assert page(site, "actor", site.actors["x"])["mainEntity"]["@type"] == expected


def test_a_theme_is_a_defined_term(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    term = page(site, "theme", site.themes["dams"])["mainEntity"]
    assert term["@type"] == "DefinedTerm"
    assert term["alternateName"] == ["weirs"]
    assert term["inDefinedTermSet"]["url"] == f"{BASE}themes.html"


def test_a_day_page_says_which_day_it_covers(tmp_path: Path) -> None:
    documents = {
        "articles/talks.md": article(),
        "articles/u.md": article().replace("2021-05-04", "unknown"),
    }
    site = small_site(tmp_path, documents)
    assert page(site, "day", site.days["2021-05-04"])["temporalCoverage"] == "2021-05-04"
    assert "temporalCoverage" not in page(site, "day", site.days["undated"])


def test_the_home_page_is_the_web_site(tmp_path: Path) -> None:
    node = page(small_site(tmp_path), "home")
    assert (node["@type"], node["name"], node["url"]) == (
        "WebSite",
        "The Water Talks",
        f"{BASE}index.html",
    )
    assert node["license"] == {"@type": "CreativeWork", "name": "CC BY 4.0"}


@pytest.mark.parametrize(
    ("family", "expected"), [("actors", "CollectionPage"), ("standing", "WebPage")]
)
def test_every_other_page_is_told_of_too(tmp_path: Path, family: str, expected: str) -> None:
    node = page(small_site(tmp_path), family)
    assert (node["@type"], node["url"]) == (expected, f"{BASE}a-page.html")


def test_breadcrumbs_lead_from_home_to_the_page(tmp_path: Path) -> None:
    site = small_site(tmp_path)
    steps = page(site, "actor", site.actors["ada-berg"])["breadcrumb"]["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "The Water Talks", f"{BASE}index.html"),
        (2, "Actors", f"{BASE}actors.html"),
        (3, "Ada Berg", f"{BASE}actors/ada-berg.html"),
    ]


@pytest.mark.parametrize("family", ["home", "article", "actor", "theme", "day", "sources"])
def test_a_site_without_an_address_gives_none(tmp_path: Path, family: str) -> None:
    site = small_site(tmp_path, base_url="")
    subjects = {
        "article": site.articles["talks"],
        "actor": site.actors["ada-berg"],
        "theme": site.themes["dams"],
        "day": site.days["2021-05-03"],
    }
    nodes = everything(page(site, family, subjects.get(family)))
    addresses = {node[key] for node in nodes for key in ("@id", "url", "item") if key in node}
    assert addresses <= {"https://courier.example/talks"}
    assert "WebSite" not in {str(node.get("@type")) for node in nodes}


def test_nothing_unknown_is_given_as_empty(tmp_path: Path) -> None:
    index = "---\nid: 5b6b1f0e-2f67-4b1c-9d53-7b3f2f7c9a10\ntitle: Bare\n---\n"
    text = "---\ntitle: T\ndate: unknown\nsource: {publisher: P}\n---\n"
    site = small_site(tmp_path, {"index.md": index, "articles/a.md": text})
    for node in everything(page(site, "article", site.articles["a"])):
        assert not [key for key, value in node.items() if value in ("", None, [], {})]


def test_no_text_can_close_the_script_element() -> None:
    data = {"name": "</script><script>alert(1)</script><!-- & \u2028\u2029"}
    text = script(data)
    assert not set("<>&\u2028\u2029") & set(text)
    assert json.loads(text) == data


def test_other_scripts_stay_readable_in_the_source() -> None:
    assert script({"name": "Київ"}) == '{"name":"Київ"}'


def test_statements_with_markup_are_safe_in_a_page(tmp_path: Path) -> None:
    text = article(STATEMENTS.replace("Opened", "</script>Opened"))
    site = small_site(tmp_path, {"articles/talks.md": text})
    assert "</script" not in script(article_node(site, site.articles["talks"]))


def allowed() -> dict[str, set[str]]:
    """The properties that schema.org has for each type that the pages use, inherited ones too."""
    rows = {name: (above.split(), own.split()) for name, above, own in table("schema_org")}

    def gather(name: str) -> set[str]:
        above, own = rows[name]
        return set(own).union(*map(gather, above))

    return {name: gather(name) for name in rows}


def strangers(data: object, at: str) -> list[str]:
    """What in *data*, once expanded, is not a term of schema.org at its place."""
    options = {"documentLoader": context, "base": at}
    terms = allowed()
    found = []
    for node in everything(jsonld.expand(data, options)):
        kinds = [kind.removeprefix(VOCABULARY) for kind in node.get("@type", ())]
        known = set[str]().union(*(terms.get(kind, set()) for kind in kinds))
        keys = {key.removeprefix(VOCABULARY) for key in node if not key.startswith("@")}
        found += sorted({*kinds} - terms.keys()) + sorted(keys - known)
    return found


def context(url: str, _: object) -> dict[str, object]:
    """A stand-in for schema.org's own context, which maps every term into its vocabulary."""
    assert url == nodes.SCHEMA
    document = {"@context": {"@vocab": VOCABULARY}}
    return {"contextUrl": None, "documentUrl": url, "document": document}


def test_every_page_of_the_briefing_uses_only_terms_of_schema_org() -> None:
    tree = plan(REAL).tree
    read = 0
    for path in tree:
        if path.endswith(".html"):
            for text in re.findall(
                rb'<script type="application/ld.json">(.*?)</script>', tree[path]
            ):
                read += 1
                assert not strangers(json.loads(text), f"{BASE}{path}"), path
    assert read > len(FAMILIES)


@pytest.mark.parametrize("node", [{"@type": "Claim", "claim": "No."}, {"@type": "Assertion"}])
def test_a_term_that_schema_org_does_not_have_is_found(node: dict[str, str]) -> None:
    assert strangers({"@context": nodes.SCHEMA, **node}, BASE)
