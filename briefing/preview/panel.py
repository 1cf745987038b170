"""What the preview adds to a page: the script that reloads it, the panel of what is wrong, the bar.

Everything else of a previewed page is, byte for byte, what a build would write. The page's content
security policy stays in force too; it only comes to allow the preview's own script and style.
"""

from __future__ import annotations

import re
import time
from collections.abc import Sequence
from html import escape, unescape

from briefing.problems import Problem, printable

SCRIPT = "/_preview/livereload.js"
STYLE = "/_preview/panel.css"

_META = re.compile(rb"<meta\b[^>]*http-equiv=[\"']?content-security-policy\b[^>]*>", re.IGNORECASE)
_CONTENT = re.compile(rb"(\bcontent=)(?:\"([^\"]*)\"|'([^']*)')", re.IGNORECASE)
_HEAD_END = re.compile(rb"</head\s*>", re.IGNORECASE)
_BODY = re.compile(rb"<body(?:\s[^>]*)?>", re.IGNORECASE)
_BODY_END = re.compile(rb"</body\s*>", re.IGNORECASE)
_LINK = f'<link rel="stylesheet" href="{STYLE}">'

_ALONE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
</head>
<body>
</body>
</html>
"""


def dress(page: bytes, script: str, above: str = "", below: str = "") -> bytes:
    """*page* with the *script* element, and what is to stand *above* and *below* all else."""
    page = _META.sub(lambda meta: _CONTENT.sub(_relaxed, meta[0]), page)
    page = _inserted(page, _HEAD_END, _LINK + script, before=True)
    page = _inserted(page, _BODY, above) if above else page
    return _inserted(page, _BODY_END, below, before=True) if below else page


def alone(script: str, problems: Sequence[Problem]) -> bytes:
    """A page of nothing but the panel, for where there is no good version yet."""
    why = "There is no good version of this page yet."
    page = _ALONE.format(title=escape(_heading(problems))).encode()
    return dress(page, script, panel(problems, why))


def last_good(made: float, now: float | None = None) -> str:
    """Which version stands below a panel: the one of *made*, in seconds since the epoch.

    The clock is the maintainer's, and the day is told if it is another one than *now*.
    """
    then, today = time.localtime(made), time.localtime(now)
    form = "%H:%M:%S" if then[:3] == today[:3] else "%Y-%m-%d, %H:%M:%S"
    return f"Below is the last good version of this page, of {time.strftime(form, then)}."


def suggestions(links: Sequence[tuple[str, str]]) -> str:
    """The panel of an address without a page: the nearest *links* (address, what to call it)."""
    items = "".join(
        f'<li><a href="{escape(address)}">{_text(name)}</a></li>' for address, name in links
    )
    nearest = f"<p>The nearest are:</p><ul>{items}</ul>" if items else "<p>None is like it.</p>"
    return (
        '<aside id="preview-nearest" lang="en" dir="ltr" aria-label="Preview">'
        f"<h2>The site has no page at this address</h2>{nearest}</aside>"
    )


def script_element(address: str, version: str) -> str:
    """The element that loads the script from *address*; *version* is that of the page."""
    return f'<script async src="{escape(address)}" data-version="{escape(version)}"></script>'


def panel(problems: Sequence[Problem], note: str) -> str:
    """All *problems*, as the terminal shows them."""
    items = "".join(f"<li>{_item(problem)}</li>" for problem in problems)
    return (
        '<aside id="preview-panel" lang="en" dir="ltr" role="alert">'
        f"<h2>{escape(_heading(problems))}</h2><p>{escape(note)}</p><ol>{items}</ol></aside>"
    )


def preview_policy(policy: str) -> str:
    """*policy* with the preview's own script, socket and style allowed."""
    directives: dict[str, list[str]] = {}
    for directive in policy.split(";"):
        if words := directive.split():
            directives.setdefault(words[0].lower(), words[1:])
    for name in ("script-src", "connect-src", "style-src"):
        sources = directives.setdefault(name, [])
        directives[name] = [
            *(source for source in sources if source not in {"'none'", "'self'"}),
            "'self'",
        ]
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


def _relaxed(content: re.Match[bytes]) -> bytes:
    policy = unescape((content[2] or content[3] or b"").decode())
    return b'%s"%s"' % (content[1], escape(preview_policy(policy)).encode())


def _inserted(page: bytes, mark: re.Pattern[bytes], html: str, *, before: bool = False) -> bytes:
    """*page* with *html* after (or before) the first *mark*; at its end if it has none."""
    match = mark.search(page)
    at = len(page) if match is None else match.start() if before else match.end()
    return page[:at] + html.encode() + page[at:]


def _heading(problems: Sequence[Problem]) -> str:
    count = sum(problem.severity == "error" for problem in problems)
    return "1 problem" if count == 1 else f"{count} problems"


def _item(problem: Problem) -> str:
    place = f"{problem.path}:{problem.line}:{problem.column}" if problem.line else problem.path
    label = "notice: " if problem.severity == "notice" else ""
    parts = [f"<code>{_text(place)}</code> <strong>{_text(label + problem.message)}</strong>"]
    if problem.source.strip():
        caret = " " * (problem.column - 1) + "^" if problem.column else ""
        parts.append(f"<pre>{_text(problem.source)}\n{caret}</pre>")
    if problem.hint:
        parts.append("<p>hint: " + "<br>".join(map(_text, problem.hint.splitlines())) + "</p>")
    return "".join(parts)


def _text(line: str) -> str:
    return escape(printable(line))
