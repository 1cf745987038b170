"""Bodies in pages: printed word for word, so that it is known where each of them stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from briefing.hrefs import ROOT


class Body:
    """The HTML of a body, which a template can print or test, and nothing else.

    So it is known where it stands in a page: word for word where it was printed.
    """

    def __init__(self, path: str, html: str) -> None:
        self.path = path
        self.html = html
        self.times = 0

    def __html__(self) -> str:
        self.times += 1
        return self.html

    def __bool__(self) -> bool:
        return bool(self.html)


def placed(
    bodies: Iterable[Body], data: bytes, root: str
) -> tuple[tuple[tuple[str, int, int], ...], tuple[str, ...]]:
    """Where *bodies* stand in the page *data*, whose way to the root is *root*; the paths of those
    of which that cannot be told."""
    times: Counter[str] = Counter()
    html = {}
    for body in bodies:
        times[body.path] += body.times
        html[body.path] = body.html.replace(ROOT, root).encode()
    printed, unclear = [], []
    for path, text in html.items():
        found = list(_places(text, data)) if text else []
        if text and len(found) != times[path]:
            unclear.append(path)
        else:
            printed += [(path, at, len(text)) for at in found]
    return tuple(printed), tuple(unclear)


def _places(text: bytes, data: bytes) -> Iterator[int]:
    at = data.find(text)
    while at >= 0:
        yield at
        at = data.find(text, at + len(text))
