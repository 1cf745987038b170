"""How much of anything is read: what is beyond is refused with its place, and never worked on.

Content is foreign text, and some of it is made to keep a reader busy for ever. Each limit is far
above what an editor writes and low enough that the worst that fits is done with in two seconds.
``docs/limits.md`` tells editors the same, and a test keeps the two alike.
"""

from __future__ import annotations

DOCUMENT = 1_000_000
"""Bytes of a document."""

BODY = 100_000
"""Characters of a document's body: some 16,000 words."""

LINKS = 10_000
"""Opening square brackets of a body: each may begin a link or a picture."""

ADDRESS = 2_000
"""Characters of an address, and of the title of a link."""

TEXT = 10_000
"""Characters of one text of the frontmatter."""

NAME = 500
"""Characters of a name, a title or a headline."""

DEEPEST = 20
"""Levels of lists and groups in frontmatter, and of folders in the content folder."""

ITEMS = 5_000
"""Entries of one list of the frontmatter."""

REFERENCES = 100
"""Statements that one statement repeats or differs from."""

PLACES = 100
"""Places of a source text in which a quotation is found before it is given up."""

NODES = 100_000
"""Names, texts, lists and groups of one frontmatter."""

DOCUMENTS = 250_000
"""Documents of a site."""

TOTAL = 1_000_000_000
"""Characters of all documents together."""

SOURCE_TEXT = 4_000_000
"""Bytes of a source text, and of a raw article that is imported."""

READ = 100_000
"""Characters of a raw article in which speakers are looked for."""

PARAGRAPH = 20_000
"""Characters of a paragraph in which they are looked for."""

LOCK = 200_000_000
"""Bytes of ``briefing.lock``."""

SLUG = 200
"""Bytes of a slug in UTF-8: with what is put before and after it, it is a file's name."""

PROBLEMS = 200
"""Problems of one document that are told one by one; the others are counted."""
