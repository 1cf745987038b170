"""What was measured, as Markdown: a table for each size, and whether each target is met."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from benchmarks.peers.measured import Run

OURS, FULL, HUGO = "ours", "ours-full", "hugo"
COLD, NOTHING, BODY = "cold", "nothing changed", "one body edited"
GIB = 1 << 30


@dataclass
class Size:
    """The runs at one size: by peer, then by edit; ``floor`` are the seconds that copying takes."""

    articles: int
    runs: dict[str, dict[str, list[Run]]] = field(default_factory=dict)
    memory: dict[str, list[int]] = field(default_factory=dict)
    floor: list[float] = field(default_factory=list)

    def seconds(self, peer: str, edit: str) -> float | None:
        """The median of the wall times, or None where nothing was measured."""
        runs = self.runs.get(peer, {}).get(edit)
        return median(run.wall for run in runs) if runs else None

    def cpu(self, peer: str, edit: str) -> float | None:
        runs = self.runs.get(peer, {}).get(edit)
        return median(run.cpu for run in runs) if runs else None

    def peak(self, peer: str) -> float | None:
        """Bytes."""
        return median(self.memory[peer]) if self.memory.get(peer) else None


Sizes = Mapping[int, Size]


@dataclass(frozen=True, slots=True)
class Target:
    """``found`` gives what is held against ``limit``; None where it was not measured."""

    words: str
    limit: float
    found: float | None
    strict: bool = False
    form: str = "{:.3g} ×"

    def __str__(self) -> str:
        if self.found is None:
            return f"- not measured: {self.words}"
        met = self.found < self.limit if self.strict else self.found <= self.limit
        told = self.form.format(self.found)
        return f"- **{'met' if met else 'not met'}**: {self.words}: {told}"


def table(size: Size) -> Iterator[str]:
    """Medians of the wall times and of the peak memory, in brackets how many times Hugo's."""
    edits = list(dict.fromkeys(edit for runs in size.runs.values() for edit in runs))
    yield from _head(f"{size.articles:,} articles", *edits, "peak memory, cold")
    for peer in size.runs:
        cells = [_cell(size.seconds(peer, edit), size.seconds(HUGO, edit), _time) for edit in edits]
        cells.append(_cell(size.peak(peer), size.peak(HUGO), _size))
        yield f"| {peer} | {' | '.join(cells)} |"


def processor_time(size: Size) -> Iterator[str]:
    """The same of the processor time of all processes of a build."""
    edits = list(dict.fromkeys(edit for runs in size.runs.values() for edit in runs))
    yield from _head(f"{size.articles:,} articles, processor time", *edits)
    for peer in size.runs:
        cells = [_cell(size.cpu(peer, edit), size.cpu(HUGO, edit), _time) for edit in edits]
        yield f"| {peer} | {' | '.join(cells)} |"


def floor(size: Size) -> Iterator[str]:
    """How many times as long as copying its output a cold build of ours takes."""
    if size.floor:
        least = median(size.floor)
        ratios = [
            f"{peer} cold takes {seconds / least:.3g} × that"
            for peer in (OURS, FULL)
            if (seconds := size.seconds(peer, COLD))
        ]
        yield f"Copying the output of ours, file by file: {_time(least)}; {', '.join(ratios)}."


def targets(sizes: Sizes) -> Iterator[Target]:
    """The targets that apply to the sizes measured."""
    for articles, size in sorted(sizes.items()):
        yield from _of_size(articles, size)
    if 100_000 in sizes:
        large = sizes[100_000]
        peak = large.peak(OURS)
        yield Target(
            "100,000 articles: ours in less than 2 GiB",
            2,
            peak / GIB if peak else None,
            strict=True,
            form="{:.2f} GiB",
        )
        small = sizes[10_000].seconds(OURS, COLD) if 10_000 in sizes else None
        ratio = _ratio(large.seconds(OURS, COLD), small)
        yield Target("100,000 articles: at most 11 times the time of 10,000", 11, ratio)


def _of_size(articles: int, size: Size) -> Iterator[Target]:
    def against(edit: str, most: float, peer: str = OURS, other: str = HUGO) -> Target:
        words = f"{articles:,} articles, {edit}: {peer} at most {most:g} × {other}"
        return Target(words, most, _ratio(size.seconds(peer, edit), size.seconds(other, edit)))

    if articles in COLD_MOST:
        yield against(COLD, COLD_MOST[articles])
    for other in _others(size, articles):
        ratio = _ratio(size.seconds(OURS, COLD), size.seconds(other, COLD))
        words = f"{articles:,} articles, {COLD}: ours ahead of {other}"
        yield Target(words, 1, ratio, strict=True)
    if articles == 10_000:
        yield against(COLD, 1, FULL)
    for edit, most in ((BODY, BODY_MOST), (NOTHING, NOTHING_MOST)):
        if articles in most:
            yield against(edit, most[articles])
    if articles == 10_000:
        words = f"{articles:,} articles: peak memory of ours at most 0.3 × hugo"
        yield Target(words, 0.3, _ratio(size.peak(OURS), size.peak(HUGO)))


def _others(size: Size, articles: int) -> Sequence[str]:
    """The peers that ours must be ahead of at this size."""
    if articles != 2 and articles < 100:
        return []
    return [peer for peer in size.runs if peer not in {OURS, FULL, HUGO}]


def _ratio(one: float | None, other: float | None) -> float | None:
    return one / other if one is not None and other else None


def _head(*names: str) -> Iterator[str]:
    yield f"| {' | '.join(names)} |"
    yield f"|---|{'--:|' * (len(names) - 1)}"


def _cell(value: float | None, hugo: float | None, form: object) -> str:
    if value is None:
        return "–"
    told = form(value)  # type: ignore[operator]
    return f"{told} ({value / hugo:.3g} ×)" if hugo else str(told)


def _time(seconds: float) -> str:
    return f"{seconds * 1000:,.0f} ms" if seconds < 10 else f"{seconds:,.1f} s"


def _size(amount: float) -> str:
    return f"{amount / (1 << 20):,.0f} MiB"


COLD_MOST = {2: 2.5, 1_000: 0.5, 10_000: 0.5}
BODY_MOST = {1_000: 0.2, 10_000: 0.05}
NOTHING_MOST = {2: 1.0, 1_000: 0.1, 10_000: 0.03}
"""How many times Hugo's time, by number of articles."""
