"""Frontmatter by the YAML parser: to plain values with all that is wrong, and back to its lines.

The YAML is read as strings only, because YAML's own types lose what an editor wrote (``NO``,
``10:00``, ``2022-11``). Positions are looked up only once something is wrong. This is the only
module that imports PyYAML; frontmatter as it is nearly always written does without it
(:mod:`briefing.usual`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

import yaml

from briefing import limits
from briefing.fields import Fault, FrontmatterError, Place
from briefing.unseen import FORBIDDEN, is_visible

DEEPEST = limits.DEEPEST
_MAY_BE_DEEP = re.compile(r"^ {20}|(?:[-?:] ){10}", re.MULTILINE)
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_PLAIN = {"tag:yaml.org,2002:str", "tag:yaml.org,2002:seq", "tag:yaml.org,2002:map"}
_LONGEST = {
    **dict.fromkeys(
        "name title headline publisher role affiliation as as_printed aliases publishers by with "
        "via concerning about actors themes speaks_for not_same_as licence".split(),
        limits.NAME,
    ),
    **dict.fromkeys("url archived base_url same_as contact redirect_from".split(), limits.ADDRESS),
}
"""How long the text of a field may be, wherever in the frontmatter it stands."""
_MOST: dict[str | int, int] = dict.fromkeys(("differs_from", "repeats"), limits.REFERENCES)
"""How many entries the list of a field may have."""
_ADVICE = {
    "mapping values are not allowed": "put a text that holds a colon in quotation marks",
    "did not find expected key": "check the indentation, and quotation marks inside the text",
    "cannot start any token": "indent with spaces, not tabs; quote a text that begins with @ or `",
    "found unexpected end of stream": "close the quotation mark or bracket",
    "did not find expected ',' or": "close the bracket, or quote a text that holds brackets",
    "could not find expected ':'": "a line of frontmatter is `field: text`; indent longer text",
}


def parse(front: str) -> tuple[Any, list[Fault], list[Place]]:
    """What the YAML parser makes of *front*, what is wrong with it, and which places are blank."""
    root = _compose(front)
    if root is None:
        root = yaml.MappingNode("tag:yaml.org,2002:map", [])
    faults: list[Fault] = []
    blank: list[Place] = []
    value = _plain(root, (), faults, blank, set() if "&" in front else None)
    return value, faults, blank


def locate(front: str, path: Place, *, on_key: bool = False) -> tuple[int, int]:
    """The line and column (from 0) of what stands at *path*, or of the nearest thing above it."""
    node: Any = _composed(front)
    mark = node.start_mark if node else None
    for step in path:
        key, value = _child(node, step)
        if value is None:
            break
        node = value
        blank = isinstance(value, yaml.ScalarNode) and not value.value
        mark = (
            key.start_mark
            if key and (blank or (on_key and step == path[-1]))
            else (value.start_mark)
        )
        if key and not isinstance(value, yaml.ScalarNode) and step == path[-1]:
            mark = key.start_mark
    return (mark.line, mark.column) if mark else (0, 0)


def _child(node: Any, step: str | int) -> tuple[Any, Any]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == step:
                return key, value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        return None, node.value[step]
    return None, None


@lru_cache(maxsize=4)
def _composed(front: str) -> Any:
    """The same, kept: many things may be wrong in one document."""
    return _compose(front)


def _compose(front: str) -> Any:
    deep = front.count("[") + front.count("{") > DEEPEST or _MAY_BE_DEEP.search(front)
    # Each of these characters may stand between two nodes; of all others any number makes one.
    many = len(front) > limits.NODES and sum(map(front.count, ",\n:-?")) > limits.NODES
    if deep or many:
        _refuse_excess(front)
    loader = _Loader(front)
    try:
        return loader.get_single_node()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = error.problem or "cannot be read"
        hint = next((hint for start, hint in _ADVICE.items() if start in problem), "")
        raise FrontmatterError(
            Fault(
                f"this is not YAML: {problem}",
                hint or "a field is `name: text`, a list is `[one, two]`",
                line=mark.line if mark else 0,
                column=mark.column if mark else 0,
            )
        ) from None
    except (yaml.YAMLError, RecursionError, ValueError) as error:
        raise FrontmatterError(Fault(f"this is not YAML: {error}".splitlines()[0])) from None
    finally:
        loader.dispose()


def _refuse_excess(front: str) -> None:
    """Raise FrontmatterError if *front* nests too deeply or holds too much.

    The composer follows it recursively, and makes all of it.
    """
    loader = _Loader(front)
    depth = nodes = 0
    try:
        while not isinstance(event := loader.get_event(), yaml.StreamEndEvent):
            nodes += isinstance(event, yaml.NodeEvent)
            depth += isinstance(event, yaml.CollectionStartEvent)
            depth -= isinstance(event, yaml.CollectionEndEvent)
            if depth > DEEPEST:
                message = f"nested more than {DEEPEST} levels deep"
                hint = "no field needs that; put text that holds brackets in quotation marks"
            elif nodes > limits.NODES:
                message = f"more than {limits.NODES:,} names, texts and lists"
                hint = "make several documents of it"
            else:
                continue
            mark = event.start_mark
            raise FrontmatterError(Fault(message, hint, line=mark.line, column=mark.column))
    except yaml.YAMLError:
        pass  # the composer will meet it too, and tell
    finally:
        loader.dispose()


def _plain(
    node: Any, path: Place, faults: list[Fault], blank: list[Place], seen: set[int] | None
) -> Any:
    """*node* as text, lists and mappings; None where nothing is written."""
    if seen is not None:
        if id(node) in seen:
            message = "an alias (*name) repeats another part of the file"
            faults.append(Fault(message, "write it out", line=node.start_mark.line))
            return None
        seen.add(id(node))
    if node.tag not in _PLAIN:
        faults.append(Fault(f"the tag {node.tag} has no meaning here", "leave it out", path))
    if isinstance(node, yaml.ScalarNode):
        return _scalar(node, path, faults, blank)
    if isinstance(node, yaml.SequenceNode):
        most = _MOST.get(path[-1], limits.ITEMS) if path else limits.ITEMS
        if len(node.value) > most:
            message = f"a list of {len(node.value):,} entries; at most {most:,} are read"
            faults.append(Fault(message, "make several documents of it", path))
            return []
        return [
            _plain(item, (*path, index), faults, blank, seen)
            for index, item in enumerate(node.value)
        ]
    found: dict[str, Any] = {}
    marks: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            mark = key.start_mark
            message = "a list or mapping cannot be the name of a field"
            faults.append(
                Fault(
                    message,
                    "put text that begins with [ or { in quotation marks",
                    line=mark.line,
                    column=mark.column,
                )
            )
            continue
        name = key.value
        if name in found:
            mark = key.start_mark
            first = marks[name].line - mark.line
            faults.append(
                Fault(
                    f"“{name}” is given twice; it stands already {-first} line"
                    f"{'s' if first != -1 else ''} above",
                    "keep one of them",
                    line=mark.line,
                    column=mark.column,
                )
            )
            continue
        marks[name] = key.start_mark
        found[name] = _plain(value, (*path, name), faults, blank, seen)
    return found


def _longest(path: Place) -> int:
    """How long the text at *path* may be."""
    field = next((step for step in reversed(path) if isinstance(step, str)), "")
    return _LONGEST.get(field, limits.TEXT)


def _scalar(node: Any, path: Place, faults: list[Fault], blank: list[Place]) -> str | None:
    text: str = node.value
    longest = _longest(path) if len(text) > limits.NAME else len(text)
    if len(text) > longest:
        message = f"a text of {len(text):,} characters; at most {longest:,} are read"
        faults.append(Fault(message, "say it in the body, or shorter", path))
        return "…"
    for char in dict.fromkeys(FORBIDDEN.findall(text)):
        message = f"an invisible character that has no place in text: U+{ord(char):04X}"
        faults.append(Fault(message, "delete its escape sequence", path))
    if node.style in {None, ""}:
        if not text:
            blank.append(path)
            return None
        if text in {"~", "null", "Null", "NULL"}:
            hint = "leave the field out, or leave it blank"
            faults.append(Fault(f"“{text}” says nothing", hint, path))
    elif not text.strip():
        blank.append(path)
        return None
    if not is_visible(text):
        codes = " ".join(f"U+{ord(char):04X}" for char in text[:5])
        faults.append(Fault(f"nothing of it can be seen: {codes}", "write it out", path))
    return text
