"""Rules over the assembled site: a check reports Problems, the caller decides.

Adding a check is one function and one entry in a table at the foot of the file.
"""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations

from briefing import pages
from briefing.addresses import by_page, home, page_path
from briefing.assets import Assets
from briefing.content import Content
from briefing.documents import Document
from briefing.language import shipped
from briefing.lock import NAME, NOTHING, Lock, additions
from briefing.lookalikes import skeleton, strange
from briefing.model import Actor, Redirect, StandingPage, Theme, fold, path
from briefing.problems import Problem, listed
from briefing.quotations import Finding
from briefing.site import Site

NAMED_IN = ("actors", "concerning", "spoken_for", "relays")
PLACEHOLDER = "https://briefing.example/"
SIMILAR = 0.88
LOOKALIKE = "if they are one, delete one of the two; if not, add `not_same_as`, or write one longer"

Check = Callable[[Content, Site, Assets], Iterator[Problem]]


def run(table: Iterable[Check], content: Content, site: Site, assets: Assets) -> Iterator[Problem]:
    """The findings of every check of *table*: CHECKS, or REMARKS."""
    for check in table:
        yield from check(content, site, assets)


def paths_are_claimed_once(content: Content, site: Site, assets: Assets) -> Iterator[Problem]:
    """No two pages, nor a page and an asset, have one path, also when only the case differs."""
    claims: dict[str, list[pages.Page]] = defaultdict(list)
    for page in pages.all_pages(site):
        claims[page.path.casefold()].append(page)
    for asset, output in assets.paths.items():
        if output.casefold() in claims:
            hint = "rename the file; the site makes a page of that name itself"
            yield Problem(f"assets/{asset}", 0, 0, f"the page {output} is claimed twice", hint)
    for claimants in claims.values():
        for page in claimants if len(claimants) > 1 else ():
            if isinstance(page.subject, StandingPage | Redirect):
                yield _claimed_twice(content, page.path)


def _claimed_twice(content: Content, output: str) -> Problem:
    for document in content.documents:
        hint = "the site makes a page of that name itself; choose another name"
        if page_path(document) == output:
            return document.problem(f"the page {output} is claimed twice", hint)
        for old in document.fields.redirect_from:
            if f"{old.removesuffix('.html')}.html" == output:
                message = f"the page {output} is there and cannot lead elsewhere"
                return document.problem(message, hint, at=("redirect_from",))
    return Problem(content.root, 0, 0, f"the page {output} is claimed twice")


def base_url_is_set(content: Content, site: Site, assets: Assets) -> Iterator[Problem]:
    """Without an address there are no feeds and no sitemap; the placeholder leads nowhere."""
    index = home(content)
    if not site.settings.base_url:
        hint = "add `base_url: https://…/`, or build with --base-url"
        message = "there is no base_url, so no feed, no sitemap and no permanent address is made"
        yield index.problem(message, hint, at=("id",), severity="notice")
    elif site.settings.base_url == PLACEHOLDER:
        hint = "put the address that you publish under in its place, or build with --base-url"
        message = f"base_url is still the placeholder {PLACEHOLDER}"
        yield index.problem(message, hint, at=("base_url",), severity="notice")


def similar_names_are_told_apart(content: Content, site: Site, assets: Assets) -> Iterator[Problem]:
    """Two actors with nearly one name may be one actor: only an editor can tell."""
    by_word: dict[str, set[str]] = defaultdict(set)
    for actor in site.actors.values():
        for word in fold(actor.name).split():
            by_word[word].add(actor.slug)
    pairs = {
        pair
        for slugs in by_word.values()
        if len(slugs) < 50
        for pair in combinations(sorted(slugs), 2)
    }
    documents: dict[str, Document] = {}
    for one, two in sorted(pairs):
        first, second = site.actors[one], site.actors[two]
        if not _are_told_apart(first, second) and _are_similar(fold(first.name), fold(second.name)):
            documents = documents or by_page(content, "actors")
            document = documents[path(second)]
            hint = (
                f"if they are one, make one name an alias of the other; if not, add "
                f"`not_same_as: {first.name}`"
            )
            message = f"“{second.name}” and “{first.name}” have nearly the same name"
            yield document.problem(message, hint, at=("name",), severity="notice")


def _are_similar(one: str, two: str) -> bool:
    matcher = difflib.SequenceMatcher(None, one, two)
    # The quick ones are never less than the ratio itself.
    quick = matcher.real_quick_ratio() >= SIMILAR and matcher.quick_ratio() >= SIMILAR
    return quick and matcher.ratio() >= SIMILAR


def lookalikes_are_told(content: Content, site: Site, assets: Assets) -> Iterator[Problem]:
    """Two things whose names look alike, in letters of other scripts, are not one: who reads the
    page takes them for one all the same, and an editor cannot see why a name does not resolve."""
    families: dict[str, list[Actor | Theme]] = {
        "actors": [*site.actors.values()],
        "themes": [*site.themes.values()],
    }
    for kind, things in families.items():
        seen: dict[str, Actor | Theme] = {}
        documents: Mapping[str, Document] = {}
        for thing in sorted(things, key=lambda thing: thing.slug):
            for name in dict.fromkeys((thing.name, *(alias.name for alias in thing.aliases))):
                other = seen.setdefault(skeleton(name), thing)
                if other is thing or _are_told_apart(thing, other):
                    continue
                documents = documents or by_page(content, kind)
                document = documents[path(thing)]
                odd = strange(name) or strange(other.name)
                hint = f"{odd} stands in one of the two; {LOOKALIKE}" if odd else LOOKALIKE
                message = f"“{name}” looks the same as a name of “{other.name}”, and is another"
                yield document.problem(message, hint, at=("name",), severity="notice")


def _are_told_apart(one: Actor | Theme, two: Actor | Theme) -> bool:
    if not (isinstance(one, Actor) and isinstance(two, Actor)):
        return False
    return two.slug in one.not_same_as or one.slug in two.not_same_as


def unlocked(
    content: Content, site: Site, lock: Lock, renewed: Callable[[], Lock], finding: Finding
) -> Iterator[Problem]:
    """What is published without being held in the lock, and quotations that nothing proves."""
    unchecked = len(finding.quoted - finding.proven)
    if unchecked:
        message = f"{unchecked} quotation{'s are' if unchecked > 1 else ' is'} not checked"
        provable = len(finding.found.keys() - finding.proven)
        hint = "the pages say so beside each"
        if provable:
            hint = f"`python build.py check --fix` locks {provable} that the source texts prove"
        yield Problem(content.root, 0, 0, message, hint, severity="notice")
    if lock == NOTHING:
        hint = "`python build.py check --fix` locks what is published, so that nothing gets lost"
        message = "no address is permanent yet"
        yield Problem(f"{content.root}/{NAME}", 0, 0, message, hint, severity="notice")
    elif lock != renewed():
        count = additions(lock, renewed())
        message = f"{count} fact{'s are' if count != 1 else ' is'} not in the lock yet"
        hint = "run `python build.py check --fix` before you publish"
        yield Problem(f"{content.root}/{NAME}", 0, 0, message, hint, severity="notice")


def language_is_shipped(content: Content, site: Site, assets: Assets) -> Iterator[Problem]:
    """A site in a language without a catalogue says what it has to say for itself in English."""
    if site.language.shipped:
        return
    message = (
        f"the site's own words are not translated into “{site.language.tag}”: they are English"
    )
    hint = f"shipped are {listed(shipped(), 'and')}; docs/language.md tells how to add a language"
    for document in content.documents:
        if document.name == "index.md":
            yield document.problem(message, hint, at=("language",), severity="notice")


def actors_and_themes_are_used(content: Content, site: Site, assets: Assets) -> Iterator[Problem]:
    """An actor or theme that nothing is filed under gives an empty page: perhaps a leftover."""
    speaking = {slug for actor in site.actors.values() for slug in actor.speaks_for}
    filed = {slug for name in NAMED_IN for slug in site.terms[name]}
    used = filed | speaking
    idle: list[Actor | Theme] = [actor for slug, actor in site.actors.items() if slug not in used]
    idle += [theme for slug, theme in site.themes.items() if slug not in site.terms["themes"]]
    documents = by_page(content, "actors", "themes") if idle else {}
    for thing in idle:
        message = f"nothing is filed under “{thing.name}”"
        hint = "name it in an article, or delete the file"
        yield documents[path(thing)].problem(message, hint, at=("name",), severity="notice")


CHECKS: tuple[Check, ...] = (paths_are_claimed_once,)
"""Rules that a site must keep."""

REMARKS: tuple[Check, ...] = (
    base_url_is_set,
    language_is_shipped,
    similar_names_are_told_apart,
    lookalikes_are_told,
    actors_and_themes_are_used,
)
"""What is worth mentioning, and can be told only of a site in which nothing is wrong."""
