"""A card drawn: 1200 by 630 pixels, paper and ink, set like the head of a printed briefing.

Pillow is imported only when there is a card to draw. Lengths are in pixels.
"""

from __future__ import annotations

import io
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from briefing.cards.setting import Block, fit, font, placed
from briefing.cards.signs import HUES, mask
from briefing.cards.typeface import SANS, SERIF
from briefing.cards.words import Card

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw

WIDTH, HEIGHT = 1200, 630
PAPER, INK, QUIET, HAIR = "#fdfcf8", "#1c1a17", "#5d5850", "#d8d2c4"
LEFT, RIGHT = 72, WIDTH - 72
RULE = (56, 70)
ABOVE = 90
"""The small line above hangs from here."""
NAME = 430
"""The last line of the name stands here."""
HAIRLINE = 478
BELOW = (498, 592)
CAPITAL = 0.67
"""How high a capital of the serif is, in ems."""
SIGN, STEP = 0.6, 0.78
"""How large a sign is, and how far from the next or from the name, in ems."""
SENSE = re.compile(r"(?<=[?!:;]) ")
ALIKE = 0.85
"""A name of two parts is broken between them, if it need not be much smaller for that."""
SHADES = 20
"""How many steps lead from the paper to a colour: the edges of letters need no more."""


def draw(card: Card) -> bytes:
    """The PNG of *card*: the same bytes for the same card and the same Pillow."""
    from PIL import Image, ImageDraw, PngImagePlugin

    image = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(image)
    pen.rectangle((LEFT, RULE[0], RIGHT - 1, RULE[1] - 1), fill=INK)
    top: float = ABOVE
    if card.above:
        sizes = range(30, 7, -1)
        block = fit(card.above, SANS, sizes=sizes, width=RIGHT - LEFT, height=80, leading=1.3)
        _write(pen, block, LEFT, top + block.size, INK)
        top += block.height
    _name(image, pen, card, top + 24)
    if card.below:
        pen.rectangle((LEFT, HAIRLINE, RIGHT - 1, HAIRLINE + 1), fill=HAIR)
        words, height, sizes = "\n".join(card.below), BELOW[1] - BELOW[0], range(34, 7, -1)
        block = fit(words, SANS, sizes=sizes, width=RIGHT - LEFT, height=height, leading=1.36)
        _write(pen, block, LEFT, BELOW[0] + block.size, QUIET)
    said = PngImagePlugin.PngInfo()
    said.add_itxt("Description", card.words)
    stream = io.BytesIO()
    few = image.quantize(palette=_palette(), dither=Image.Dither.NONE)
    few.save(stream, "PNG", optimize=True, pnginfo=said)
    return stream.getvalue()


def _name(image: Image, pen: ImageDraw, card: Card, top: float) -> None:
    """The name, its last line in its place, and before its first line the signs."""
    block = fit_name(card, top)
    first = NAME - block.leading * (len(block.lines) - 1)
    step, side = STEP * block.size, round(SIGN * block.size)
    for place, number in enumerate(card.signs):
        corner = round(LEFT + place * step), round(first - (CAPITAL * block.size + side) / 2)
        image.paste(HUES[number], corner, mask(number, side))
    _write(pen, block, LEFT + step * len(card.signs), first, INK)


def fit_name(card: Card, top: float) -> Block:
    """The name as large as it fits between *top* and its place, and to the right of the signs."""
    block = _fitted(card.name, card, top)
    parts = SENSE.split(card.name)
    if len(parts) == 2:
        told_apart = _fitted("\n".join(parts), card, top)
        if len(told_apart.lines) == len(block.lines) and told_apart.size > ALIKE * block.size:
            block = told_apart
    return block


def _fitted(name: str, card: Card, top: float) -> Block:
    return fit(
        name,
        SERIF,
        sizes=range(116, 7, -4),
        width=RIGHT - LEFT,
        height=NAME - top,
        leading=1.06,
        before=STEP * len(card.signs),
    )


def _write(pen: ImageDraw, block: Block, left: float, first: float, ink: str) -> None:
    """Draw *block*, its first line standing on *first*."""
    for number, line in enumerate(block.lines):
        base = round(first + number * block.leading)
        for char, at in placed(line, block.typeface, block.size):
            face = font(block.typeface, block.size)
            pen.text((left + at, base), char, fill=ink, font=face, anchor="ls")


@lru_cache(maxsize=1)
def _palette() -> Image:
    """The paper, and the way from it to every colour that stands on it."""
    from PIL import Image, ImageColor

    paper = ImageColor.getrgb(PAPER)
    shades = [
        tuple(round(a + (b - a) * step / SHADES) for a, b in zip(paper, colour, strict=True))
        for colour in map(ImageColor.getrgb, dict.fromkeys((INK, *HUES)))
        for step in range(1, SHADES + 1)
    ]
    palette = Image.new("P", (1, 1))
    colours = [paper, ImageColor.getrgb(HAIR), *shades]
    palette.putpalette([level for colour in colours for level in colour])
    return palette
