"""As much of CBOR (RFC 8949) as Pagefind's files need: arrays taken apart and put together.

Items are kept as they are encoded; what is in them matters only to those who ask.
"""

from __future__ import annotations

from collections.abc import Sequence

ARRAY = 4


def items(data: bytes) -> list[bytes]:
    """The encoded items of the CBOR array *data* (RFC 8949)."""
    count, position = _head(data, 0)
    if data[0] >> 5 != ARRAY:
        raise ValueError("not an array")
    found = []
    for _ in range(count):
        end = _end(data, position)
        found.append(data[position:end])
        position = end
    return found


def array(parts: Sequence[bytes]) -> bytes:
    """The CBOR array of encoded *parts*, in the shortest form."""
    count = len(parts)
    if count < 24:
        head = bytes([0x80 | count])
    else:
        width = 1 if count < 1 << 8 else 2 if count < 1 << 16 else 4
        head = bytes([0x98 + (1, 2, 4).index(width)]) + count.to_bytes(width, "big")
    return head + b"".join(parts)


def _head(data: bytes, position: int) -> tuple[int, int]:
    """The argument of the item at *position*, and where what follows begins."""
    short = data[position] & 0x1F
    if short < 24:
        return short, position + 1
    if short > 27:
        raise ValueError("an item without a length")
    width = 1 << (short - 24)
    start = position + 1
    return int.from_bytes(data[start : start + width], "big"), start + width


def _end(data: bytes, position: int) -> int:
    """Where the item at *position* ends."""
    major = data[position] >> 5
    argument, position = _head(data, position)
    if major in {2, 3}:
        return position + argument
    for _ in range({4: argument, 5: 2 * argument, 6: 1}.get(major, 0)):
        position = _end(data, position)
    return position
