"""What a PNG tells of itself (ISO/IEC 15948): its size and its description."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator

from msgspec import Struct

SIGNATURE = b"\x89PNG\r\n\x1a\n"
DESCRIPTION = b"Description\0\0\0"
"""How the chunk of a description begins: its keyword, and that it is not compressed."""


class Picture(Struct, frozen=True, kw_only=True):
    """Width and height in pixels; ``description`` is empty where there is none."""

    width: int
    height: int
    description: str


def read(data: bytes) -> Picture:
    """What *data* tells. Raises ValueError when it is not a whole PNG."""
    chunks = list(_chunks(data))
    ends = [kind for kind, _ in chunks[:1] + chunks[-1:]]
    if ends != [b"IHDR", b"IEND"] or len(chunks[0][1]) < 8:
        raise ValueError("it does not begin and end as a PNG does")
    width, height = struct.unpack_from(">II", chunks[0][1])
    texts = (body for kind, body in chunks if kind == b"iTXt" and body.startswith(DESCRIPTION))
    # Behind the keyword: the language and the keyword in that language, each up to a NUL.
    words = next(texts, b"\0\0").removeprefix(DESCRIPTION).split(b"\0", 2)[-1]
    return Picture(width=width, height=height, description=words.decode())


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    if not data.startswith(SIGNATURE):
        raise ValueError("it is not a PNG")
    at = len(SIGNATURE)
    while at < len(data):
        (size,) = struct.unpack(">I", data[at : at + 4].rjust(4, b"\0"))
        end = at + 8 + size
        if data[end : end + 4] != struct.pack(">I", zlib.crc32(data[at + 4 : end])):
            raise ValueError("it is not whole")
        yield data[at + 4 : at + 8], data[at + 8 : end]
        at += size + 12
