"""The search index: made from the site's own records, kept, and not made again in vain.

Pagefind's binary makes it; see :mod:`briefing.search.pagefind`. Its files are part of the tree, so
that they are written, removed and listed like pages. What was made before lies in a file named
after the hash of the records and of Pagefind's version, and is used as long as it is undamaged.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from pathlib import Path

import msgspec

from briefing.language import load
from briefing.problems import ContentError, Problem
from briefing.search import requests
from briefing.search.records import records
from briefing.search.spellings import spellings
from briefing.site import Site

FOLDER = "pagefind/"
SPELLINGS = f"{FOLDER}spellings.json"
LICENCE = f"{FOLDER}LICENSE.txt"
"""Pagefind's: whoever passes its script on passes this on with it."""

DIGEST = hashlib.sha256().digest_size
PAGE = "the page “Search” is the index from A to Z alone"


class Index(Mapping[str, bytes]):
    """The files of *site*'s search index by output path, made when one is first asked for."""

    folder = FOLDER

    def __init__(self, site: Site, cache: Path) -> None:
        self._site = site
        self._cache = cache
        self._anything = bool(site.articles or site.actors or site.themes or site.days)
        self.available = self._anything and bool(requests.version())

    def problems(self) -> list[Problem]:
        """Make the index now; what hinders it, as notices. It is not available then."""
        if not self._anything:
            return []
        if not self.available:
            message = f"the site has no search: {requests.PACKAGE} is not installed; {PAGE}"
            return [_notice(message, "make site installs it; --no-search leaves it out")]
        try:
            len(self)
        except ContentError as error:
            self.available = False
            return list(error.problems)
        return []

    @cached_property
    def _files(self) -> dict[str, bytes]:
        site, language = self._site, load(self._site.settings.language)
        made = list(records(site, language))
        known = msgspec.json.encode(spellings(site, language))
        asked = requests.requests(made, site.settings.language)
        version = f"{requests.version()} {requests.FORMAT}\n".encode()
        key = hashlib.sha256(version + b"\n".join(asked)).hexdigest()[:32]
        files = _kept(self._cache / key)
        if files is None:
            files = _made(asked)
            with suppress(OSError):  # it is made again then, every time
                _keep(self._cache, key, files)
        licence = Path(__file__).with_name("pagefind-LICENSE.txt").read_bytes()
        found = {SPELLINGS: known, LICENCE: licence}
        found |= {FOLDER + path: data for path, data in files.items()}
        return dict(sorted(found.items()))

    def __getitem__(self, path: str) -> bytes:
        return self._files[path]

    def __contains__(self, path: object) -> bool:
        # Nothing is made for a path that cannot be one of these.
        if not (self.available and isinstance(path, str) and path.startswith(FOLDER)):
            return False
        try:
            return path in self._files
        except ContentError:
            return True  # whoever asks for it is told what hinders it

    def __iter__(self) -> Iterator[str]:
        return iter(self._files if self.available else ())

    def __len__(self) -> int:
        return len(self._files) if self.available else 0


def _made(asked: Sequence[bytes]) -> dict[str, bytes]:
    from briefing.search import pagefind  # nobody needs it who has an index already

    try:
        return pagefind.run(asked)
    except (OSError, pagefind.PagefindError) as error:
        message = f"the site has no search: {error}; {PAGE}"
        raise ContentError([_notice(message, "--no-search leaves it out")]) from error


def _kept(file: Path) -> dict[str, bytes] | None:
    """What *file* keeps; None if it is not there or not whole, and then it goes."""
    try:
        data = file.read_bytes()
    except OSError:
        return None
    if hashlib.sha256(data[DIGEST:]).digest() == data[:DIGEST]:
        with suppress(msgspec.MsgspecError, UnicodeError, RecursionError):
            return msgspec.msgpack.decode(data[DIGEST:], type=dict[str, bytes])
    file.unlink(missing_ok=True)
    return None


def _keep(cache: Path, key: str, files: Mapping[str, bytes]) -> None:
    """Keep *files* as *key*, whole or not at all; of what was kept before, the newest."""
    data = msgspec.msgpack.encode(files)
    cache.mkdir(parents=True, exist_ok=True)
    unfinished = cache / f"{key}.{os.getpid()}"
    unfinished.write_bytes(hashlib.sha256(data).digest() + data)
    unfinished.replace(cache / key)
    for old in sorted(cache.iterdir(), key=_age)[KEPT:]:
        old.unlink(missing_ok=True)


def _age(file: Path) -> float:
    try:
        return -file.stat().st_mtime
    except OSError:  # another run has removed it
        return 0.0


def _notice(message: str, hint: str) -> Problem:
    return Problem("search.html", 0, 0, message, hint, severity="notice")


KEPT = 8
"""How many indexes are kept: of several sites, and of drafts shown and not."""
