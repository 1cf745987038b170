"""XML documents as bytes."""

from __future__ import annotations

import xml.etree.ElementTree as ET

_DECLARATION = b"<?xml version='1.0' encoding='utf-8'?>\n"


def document(root: ET.Element, namespace: str | None = None) -> bytes:
    """*root* and all that is in it, an element a line, names of *namespace* without a prefix.

    The library is asked for text: to encode each piece of it takes it as long as all the rest.
    """
    ET.indent(root, " ")
    text: str = ET.tostring(root, encoding="unicode", default_namespace=namespace)
    return _DECLARATION + text.encode() + b"\n"
