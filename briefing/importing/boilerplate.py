"""Lines that are no part of an article: set aside by rule, each with its reason.

A rule is a line in which ``*`` stands for any words; case, white space and kinds of marks do not
count. A maintainer's own rules stand in ``content/boilerplate.txt``: one a line, ``#`` begins a
remark, and after ``|`` may stand the reason.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from briefing import limits
from briefing.plain import read_plain
from briefing.problems import ContentError, Problem
from briefing.sources import fold

NAME = "boilerplate.txt"
OWN_REASON = "a line set aside by the rules of this briefing"
LONGEST = 400
"""Characters; what is longer is a paragraph and not a stray line."""

Rule = Callable[[str], str]
"""A line (folded, lower case) → why it is set aside, or nothing."""


def rules(content: Path) -> Rule:
    """The built-in rules and those of the content folder, as one."""
    table = [(pattern, reason) for reason, patterns in RULES for pattern in patterns.splitlines()]
    return compiled([*_own(content / NAME), *table])


def compiled(table: Sequence[tuple[str, str]]) -> Rule:
    """*table* of patterns and reasons as one rule; the first that fits gives the reason."""
    reasons: dict[str, list[str]] = {}
    for pattern, reason in table:
        if expression := _expression(pattern):
            reasons.setdefault(reason, []).append(expression)
    found = [(re.compile("|".join(parts)), reason) for reason, parts in reasons.items()]

    def rule(line: str) -> str:
        if len(line) > LONGEST:
            return ""
        folded = _bare(line)
        return next((reason for pattern, reason in found if pattern.fullmatch(folded)), "")

    return rule


def _bare(line: str) -> str:
    return fold(line).lower().strip(" .:!>-'")


def _expression(pattern: str) -> str:
    """*pattern* as a regular expression; empty where it would fit every line."""
    parts = re.sub(r"\*+", "*", _bare(pattern)).split("*")
    if not any(part.strip() for part in parts):
        return ""
    first, *others = map(re.escape, parts)
    # The nearest place of each part but the last is as good as any: none is looked for again.
    between = "".join(f"(?>.*?{part})" for part in others[:-1])
    return first + between + "".join(f".*{part}" for part in others[-1:])


def _own(file: Path) -> list[tuple[str, str]]:
    try:
        lines = read_plain(file, limits.DOCUMENT).decode("utf-8-sig").splitlines()
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        message = f"the file cannot be read: {getattr(error, 'strerror', None) or error}"
        hint = "save it as UTF-8, a pattern a line"
        raise ContentError([Problem(file.as_posix(), 0, 0, message, hint)]) from error
    cells = (line.partition("|") for line in lines if line.strip() and line.strip()[0] != "#")
    return [(pattern, reason.strip() or OWN_REASON) for pattern, _, reason in cells]


RULES: tuple[tuple[str, str], ...] = (
    (
        "boilerplate (a note of the video player)",
        """\
        to view this video*
        *please enable javascript*
        *browser that supports html5*
        your browser does not support*
        video player*
        this content is not available*
        this video can not be played*
        this video cannot be played*
        media caption*
        watch live*
        please enable cookies*""",
    ),
    (
        "boilerplate (a line that leads to other articles)",
        """\
        also see
        also see: *
        see also
        see also: *
        read more
        read more: *
        read more about*
        read also
        read also: *
        also read
        also read: *
        more on this story
        more on this story: *
        related
        related: *
        related articles
        related stories
        related topics
        recommended
        recommended stories
        you may also like
        you might also like
        you may also be interested in*
        click here *
        continue reading*
        watch: *
        watch more
        listen: *
        in pictures: *
        opinion: *
        explainer: *
        top stories
        most read
        editor's picks
        lesen sie auch*
        mehr zum thema*
        lire aussi*
        à lire aussi*
        leer más*
        lea también*
        lee también*
        читайте також*
        читайте также*""",
    ),
    (
        "boilerplate (a line that asks to share)",
        """\
        share
        share this*
        share on *
        share via *
        share article
        share save
        tweet
        tweet this*
        copy link
        copy this link
        print
        print this*
        email this*
        facebook
        twitter
        whatsapp
        telegram
        linkedin
        follow us on *
        follow * on twitter
        follow * on twitter and *
        like us on *
        join our * channel*
        join us on *""",
    ),
    (
        "boilerplate (a line that asks to subscribe)",
        """\
        subscribe
        subscribe to *
        subscribe now*
        subscribe here*
        sign up
        sign up *newsletter*
        sign up for *
        sign up to *
        sign in
        log in
        register now*
        newsletter
        newsletters
        get * newsletter*
        get the latest *inbox*
        *straight to your inbox
        *delivered to your inbox
        support our journalism*
        support independent journalism*
        already a subscriber*
        this article is for subscribers*
        download our app*
        download the * app*""",
    ),
    (
        "boilerplate (an advertisement)",
        """\
        advertisement
        advertisment
        advertising
        ad
        sponsored
        sponsored content
        story continues below*
        article continues after ad*
        article continues below*
        skip advertisement
        scroll to continue*
        anzeige
        publicité
        publicidad
        реклама""",
    ),
    (
        "boilerplate (a legal or technical line)",
        """\
        ©*
        (c) 20*
        copyright 20*
        copyright ©*
        all rights reserved*
        *all rights reserved
        terms of use*
        privacy policy
        cookie policy
        we use cookies*
        this website uses cookies*
        accept all cookies*
        javascript is disabled*
        image credit*
        image source*
        image: *
        photo: *
        photograph: *
        picture: *
        getty images
        file photo*
        click to *
        comments
        comments (*)
        leave a comment*
        view comments
        show more
        load more
        back to top
        report a typo*
        report an error*
        send us your feedback*
        do you have a story*
        last updated*
        last modified*
        first published on *
        this story was originally published*
        this article was originally published*
        * min read
        * minute read""",
    ),
    (
        "boilerplate (a note on who made the article)",
        """\
        edited by: *
        edited by *
        reporting by *editing by *
        reporting by *writing by *
        additional reporting by *
        with reporting by *
        * contributed to this report
        * contributed reporting
        *(afp, ap, reuters*
        *(reuters, ap*
        *(ap, reuters*
        *(dpa, *)
        */rt (*
        */ (ap, *)""",
    ),
)
