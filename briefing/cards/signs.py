"""The signs of the sides as shapes: the same shapes and hues as in the stylesheet."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PIL.Image import Image

FINER = 4
"""Shapes are drawn so many times larger and then made smaller, so that their edges are smooth."""


def mask(number: int, size: int) -> Image:
    """Where the ink of sign *number* is, in a square of *size* pixels; 0 is that of all others."""
    from PIL import Image, ImageDraw

    whole = size * FINER
    shape = Image.new("L", (whole, whole))
    pen = ImageDraw.Draw(shape)
    if number in CORNERS:
        pen.polygon([(x * whole, y * whole) for x, y in CORNERS[number]], fill=255)
    else:
        for inset, ink in CIRCLES[number]:
            edge = inset * whole
            pen.ellipse((edge, edge, whole - edge, whole - edge), fill=ink)
    return shape.resize((size, size), Image.Resampling.LANCZOS)


HUES = (
    "#5d5850",
    "#a5351b",
    "#1b5fa6",
    "#855c00",
    "#2b7340",
    "#76419b",
    "#0b6b7c",
    "#a62f66",
    "#565b63",
)
"""The hue of each sign by its number."""

CIRCLES: dict[int, Sequence[tuple[float, int]]] = {
    0: ((0.02, 255), (0.14, 0)),
    1: ((0.02, 255),),
    8: ((0.02, 255), (0.12, 0), (0.26, 255)),
}
"""Signs of circles, from the outermost in: how far from the edge, and whether of ink or paper."""

CORNERS: dict[int, Sequence[tuple[float, float]]] = {
    2: ((0.06, 0.06), (0.94, 0.06), (0.94, 0.94), (0.06, 0.94)),
    3: ((0.5, 0.03), (1, 0.95), (0, 0.95)),
    4: ((0.5, 0), (1, 0.5), (0.5, 1), (0, 0.5)),
    5: ((0, 0.05), (1, 0.05), (0.5, 0.97)),
    6: (
        *((0.5, 0.02), (0.623, 0.359), (0.976, 0.373), (0.7, 0.592), (0.794, 0.931)),
        *((0.5, 0.736), (0.206, 0.931), (0.3, 0.592), (0.024, 0.373), (0.377, 0.359)),
    ),
    7: (
        *((0.33, 0), (0.67, 0), (0.67, 0.33), (1, 0.33), (1, 0.67), (0.67, 0.67)),
        *((0.67, 1), (0.33, 1), (0.33, 0.67), (0, 0.67), (0, 0.33), (0.33, 0.33)),
    ),
}
"""Signs with corners, in a square of 1 by 1."""
