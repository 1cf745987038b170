"""Names, slugs and addresses: wherever they end up, they are what they were, and nothing else."""

from __future__ import annotations

import json
import re
from random import Random
from urllib.parse import urlsplit

from briefing import model
from briefing.documents import parse
from briefing.drafts import file_slug, yaml_text
from briefing.exports.data import FORMULA_STARTS
from briefing.exports.data import cell as csv_cell
from briefing.hrefs import href
from briefing.linked_data import script
from briefing.lookalikes import skeleton, strange
from briefing.name_links import NameLinks
from briefing.output.target import path_flaw
from briefing.problems import nearest, shown
from briefing.raw import is_address
from briefing.schema import ADDRESS, ActorFields
from briefing.unseen import FORBIDDEN
from tests.fuzzing import naughty
from tests.fuzzing.rules import BrokenRuleError, told

_LINKS = NameLinks({"Ada Berg": "actors/a.html", "<b>": "actors/b.html"})
_ESCAPED = re.compile(r'</?a(?: href="[^"<>]*")?>')


def make(random: Random) -> bytes:
    return naughty.encoded(naughty.text(random, 3))


def check(data: bytes) -> None:
    name = data.decode("utf-8", "surrogatepass")
    clean = name.encode("utf-8", "replace").decode()
    _check_slug(name, clean)
    _check_outputs(clean)
    if model.fold(model.fold(name)) != model.fold(name) or skeleton(name) != skeleton(name):
        raise BrokenRuleError("a name folded twice is another name")
    strange(name)
    nearest(name, ["Ada Berg", "Norland", name[::-1]])
    if "\n" in shown(name) or len(shown(name)) > 6_000:
        raise BrokenRuleError("a name that breaks the line of a message")
    address = name.strip()
    is_address(address)
    if re.fullmatch(ADDRESS, address) and not FORBIDDEN.search(address):
        parts = urlsplit(address)  # raises where it is none
        if not (parts.scheme in {"http", "https"} and parts.netloc):
            raise BrokenRuleError(f"the address {address!r} leads elsewhere")


def _check_slug(name: str, clean: str) -> None:
    stem = name.replace("/", "").replace("\0", "")[:240] or "x"
    document, problems = parse("content", f"actors/{stem}.md", "---\nname: Ada\n---\n")
    told(problems)
    if document and path_flaw(model.actor_path(document.slug)):
        raise BrokenRuleError(f"the slug {document.slug!r} is no file")
    if document and not re.fullmatch(r"[\x21-\x7e]+", href(document.slug)[1:]):
        raise BrokenRuleError(f"the link to {document.slug!r} is not ASCII")
    slug = file_slug(clean, 60)
    if slug and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
        raise BrokenRuleError(f"{slug!r} is proposed as a file's name")
    line = " ".join(clean.split())
    if line and not FORBIDDEN.search(line) and len(line) < 500:
        front = f"---\nname: {yaml_text(line)}\n---\n"
        written, _ = parse("content", "actors/a.md", front)
        fields = written.fields if written and not written.faults else None
        if isinstance(fields, ActorFields) and fields.name != line:
            raise BrokenRuleError(f"{line!r} is written as {fields.name!r}")


def _check_outputs(clean: str) -> None:
    html = _LINKS.html(clean)
    if re.search("[<>]", _ESCAPED.sub("", html)):
        raise BrokenRuleError(f"mark-up in {html!r}")
    data = script({"name": clean})
    if re.search("[<>&\u2028\u2029]", data) or json.loads(data) != {"name": clean}:
        raise BrokenRuleError(f"linked data {data!r}")
    for value in (clean, [clean, clean], [{"name": clean}]):
        if csv_cell(value).startswith(FORMULA_STARTS):
            raise BrokenRuleError(f"the formula {csv_cell(value)!r}")
