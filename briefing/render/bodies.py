"""Bodies in pages: printed word for word, so that it is known where each of them stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

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
    bodies: Iterable[Body], find: Callable[[bytes, int], int], root: str
) -> tuple[tuple[tuple[str, int, int], ...], tuple[str, ...]]:
    """Where *bodies* stand in a page whose way to the root is *root*, and in which *find* finds
    bytes from a place on; the paths of those of which that cannot be told."""
    times: Counter[str] = Counter()
    html = {}
    for body in bodies:
        times[body.path] += body.times
        html[body.path] = body.html.replace(ROOT, root).encode()
    printed, unclear = [], []
    for path, text in html.items():
        found = list(_places(text, find)) if text else []
        if text and len(found) != times[path]:
            unclear.append(path)
        else:
            printed += [(path, at, len(text)) for at in found]
    return tuple(printed), tuple(unclear)


def _places(text: bytes, find: Callable[[bytes, int], int]) -> Iterator[int]:
    at = find(text, 0)
    while at >= 0:
        yield at
        at = find(text, at + len(text))
