"""Pictures to look at, one by one: ``make shots`` (``python -m tests.quality.shots [--picture]``).

``.cache/shots/index.html`` shows every page family at three widths, light and dark, and the print
pack page by page on A4 and Letter. ``--picture`` makes ``docs/picture.png`` anew: the home page,
and an actor on a phone in the dark.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from collections.abc import Iterator, Mapping
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pypdfium2
from PIL import Image

from tests.quality import tools
from tests.quality.axe import SCHEMES
from tests.quality.findings import MissingError
from tests.quality.published import Published, address, build, served
from tests.quality.tools import browser, go

if TYPE_CHECKING:
    from playwright.sync_api import Browser

TARGET = tools.CACHE.parent / "shots"
PICTURE = tools.HERE.parent.parent / "docs" / "picture.png"
WIDTHS = (360, 768, 1280)
PAPERS: tuple[Literal["A4"], Literal["Letter"]] = ("A4", "Letter")
PRINTED = 1.25
"""How many pixels of a picture a point of paper gets."""

INDEX = """<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Pictures of the pages</title>
<style>
body {{ font: 1rem system-ui; margin: 2rem; background: #888 }}
div {{ display: flex; gap: 1rem; align-items: start; overflow-x: auto }}
figure {{ margin: 0 }}
img {{ display: block; box-shadow: 0 0 .5rem #333 }}
</style>
{sections}
"""
COLLAGE = """<!doctype html>
<style>
body {{ margin: 0; height: 840px; overflow: hidden; background: #d9d6cd }}
img {{ position: absolute; object-fit: cover; object-position: top }}
img {{ outline: 1px solid rgb(0 0 0 / .25) }}
.desk {{ left: 50px; top: 50px; width: 1240px; height: 790px }}
.phone {{ right: 50px; top: 130px; width: 360px; height: 710px }}
</style>
<img class="desk" src="{desk}"><img class="phone" src="{phone}">
"""


def screens(chromium: Browser, published: Published, base: str) -> Iterator[tuple[str, str]]:
    """Take every family's pictures; yields family and file name."""
    for width in WIDTHS:
        for scheme in SCHEMES:
            page = chromium.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
            for family, name in published.families.items():
                go(page, address(base, name))
                file = f"{family}-{width}-{scheme}.png"
                page.screenshot(path=TARGET / file, full_page=True)
                yield family, file
            page.close()


def papers(chromium: Browser, published: Published, base: str) -> Iterator[tuple[str, str]]:
    """Print the pack; yields the paper and the file name of each of its pages."""
    page = chromium.new_page()
    page.goto(address(base, published.families["print"]))
    for paper in PAPERS:
        data = page.pdf(
            format=paper, path=TARGET / f"print-{paper}.pdf", prefer_css_page_size=False
        )
        document = pypdfium2.PdfDocument(data)
        for number, sheet in enumerate(document, 1):
            file = f"print-{paper}-{number:02}.png"
            sheet.render(scale=PRINTED).to_pil().save(TARGET / file)
            yield f"print on {paper}", file
        document.close()


def index(shown: Mapping[str, list[str]]) -> str:
    sections = []
    for title, files in shown.items():
        pictures = "".join(
            f'<figure><figcaption>{file}</figcaption><img src="{file}" alt=""></figure>'
            for file in files
        )
        sections.append(f"<h2>{escape(title)}</h2>\n<div>{pictures}</div>")
    return INDEX.format(sections="\n".join(sections))


def collage(chromium: Browser, base: str, target: Path) -> None:
    """The picture of the site, 1600 × 840, in 256 colours."""
    shots = {}
    for name, path, width, scheme in (
        ("desk", "index.html", 1280, "light"),
        ("phone", "actors/jens-stoltenberg.html", 360, "dark"),
    ):
        page = chromium.new_page(
            viewport={"width": width, "height": 900 if width > 1000 else 750},
            color_scheme="dark" if scheme == "dark" else "light",
        )
        page.goto(address(base, path))
        shots[name] = TARGET / f"picture-{name}.png"
        page.screenshot(path=shots[name])
    board = TARGET / "picture.html"
    board.write_text(COLLAGE.format(**{k: v.name for k, v in shots.items()}), "utf-8")
    page = chromium.new_page(viewport={"width": 1600, "height": 840})
    page.goto(board.as_uri())
    picture = Image.open(BytesIO(page.screenshot())).convert("RGB")
    # The other ways to choose 256 colours turn the few dots of a side's hue to brown.
    few = picture.quantize(256, Image.Quantize.MAXCOVERAGE, dither=Image.Dither.NONE)
    few.save(target, optimize=True)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.quality.shots", description=__doc__)
    parser.add_argument("--picture", action="store_true", help="also make docs/picture.png anew")
    asked = parser.parse_args()
    shutil.rmtree(TARGET, ignore_errors=True)
    TARGET.mkdir(parents=True)
    try:
        tools.chrome()
    except MissingError as missing:
        print(missing, file=sys.stderr)
        return 1
    published = build(tools.CACHE / "pictured")
    shown: dict[str, list[str]] = {}
    with served(published.folder) as base, browser() as chromium:
        for make in (screens, papers):
            for title, file in make(chromium, published, base):
                shown.setdefault(title, []).append(file)
        if asked.picture:
            collage(chromium, base, PICTURE)
    (TARGET / "index.html").write_text(index(shown), "utf-8")
    print(f"{sum(map(len, shown.values()))} pictures: {TARGET / 'index.html'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
