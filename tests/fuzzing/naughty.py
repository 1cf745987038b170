"""The words that inputs are made of: what has broken other tools, and what could break this one."""

# ruff: noqa: E501 - tables
from __future__ import annotations

from random import Random

CANARY = "window.__ran=1"
"""What every script that must not run would do."""

MARKUP = (
    f"<script>{CANARY}</script>",
    f"</script><script>{CANARY}</script>",
    f"</title><script>{CANARY}</script>",
    f'"><script>{CANARY}</script>',
    f"'><img src=x onerror={CANARY}>",
    f"<img src=x onerror={CANARY}>",
    f"<svg onload={CANARY}>",
    f"<svg><script>{CANARY}</script></svg>",
    f"<math><mi xlink:href='javascript:{CANARY}'>x</mi></math>",
    f"<body onload={CANARY}>",
    f'" onmouseover="{CANARY}" x="',
    f"' onfocus='{CANARY}' autofocus='",
    f'" style="background:url(javascript:{CANARY})',
    "<iframe srcdoc='<script>parent.__ran=1</script>'>",
    "<object data='data:text/html,<script>1</script>'>",
    "<meta http-equiv=refresh content='0;url=javascript:window.__ran=1'>",
    "<base href='//evil.example/'>",
    "<form action=javascript:window.__ran=1><button>x</button></form>",
    "<style>@import '//evil.example/x.css'</style>",
    "<link rel=stylesheet href=//evil.example/x.css>",
    "<template><script>window.__ran=1</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=window.__ran=1>'>",
    "<textarea></textarea><script>window.__ran=1</script>",
    "<plaintext>",
    "<!--", "-->", "--!>", "<![CDATA[", "]]>", "<?xml version='1.0'?>", "<!DOCTYPE x>", "</p>",
    "</body></html>", "<p", "<", ">", "&", "&lt;script&gt;", "&#60;script&#62;", "&#x3c;b&#x3e;",
    "&amp;lt;", "&NotAnEntity;", "&#0;", "&#x110000;", "&#xd800;", "%3Cscript%3E", "\\u003cscript>",
    "{{ 7*7 }}", "{% raw %}", "{# x #}", "${7*7}", "%(name)s", "{names}", "{0}", "{words}", "%s%n",
)  # fmt: skip
ADDRESSES = (
    f"javascript:{CANARY}", f"JaVaScRiPt:{CANARY}", f"java\tscript:{CANARY}", "java\nscript:1",
    f"javascript&colon;{CANARY}", f"&#106;avascript:{CANARY}", "%6aavascript:1", " javascript:1",
    "\x01javascript:1", f"javascript://%0a{CANARY}", "vbscript:msgbox(1)",
    f"data:text/html,<script>{CANARY}</script>", "data:text/html;base64,PHNjcmlwdD4x",
    "data:image/svg+xml,<svg onload=x>", "file:///etc/passwd", "blob:x", "about:blank", "jar:x!/",
    "//evil.example/x", "\\\\evil.example\\x", "/\\evil.example", "http:evil", "https:///x",
    "http://a@b@c/", "http://[::1", "http://[", "http://a:99999/", "http://a:x/", "https://é.example",
    "https://xn--/", "https://exa mple/", "https://a/\"onmouseover=x", "https://a/<b>", "https://a/'x",
    "https://a/?x=1&y=<>#z", "https://a/#", "https://a?b", "mailto:a@b?body=<b>", "mailto:", "tel:1",
    "http://", "https://a/%zz", "https://a/%00", "https://a/..%2f..", "#", "?", "", ".", "..", "/",
    "../../../../etc/passwd", "..\\..\\x", "%2e%2e%2f", "....//", "a.md#", "#k7f3", "index.html",
    "actors/norland.md", "https://a/\u202e", "https://a/" + "b" * 3000,
)  # fmt: skip
INVISIBLE = (
    "\x00", "\x01", "\x07", "\x08", "\x0b", "\x0c", "\x1b[31m", "\x1b]0;x\x07", "\x7f", "\x80", "\x85",
    "\x9b", "\xa0", "\xad", "\u034f", "\u061c", "\u115f", "\u180e", "\u200b", "\u200c", "\u200d",
    "\u200e", "\u200f", "\u2028", "\u2029", "\u202a", "\u202d", "\u202e", "\u2060", "\u2066", "\u2069",
    "\u3000", "\u3164", "\ufeff", "\ufff9", "\ufffc", "\ufffd", "\ufffe", "\uffff", "\ufdd0",
    "\U0001fffe", "\U000e0001", "\U000e0041", "\U0010ffff", "\ud800", "\udfff", "\ud83d", "\r", "\x02",
)  # fmt: skip
LETTERS = (
    "Ada Berg", "Аda Berg", "Ada\u200bBerg", "Norland", "NORLAND", "Noŕland", "Südland", "Sudland",
    "Київ", "北京", "القاهرة", "שלום", "हिन्दी", "ไทย", "👩‍👩‍👧‍👦", "🇺🇦", "ﬁ", "ß", "ẞ", "İ", "ı", "ſ", "K", "Å",
    "Å", "e\u0301" * 3, "Z\u0351\u036b\u0343", "a" + "\u0301" * 60, "𝓐𝓭𝓪", "ⅷ", "①", "²", "٤", "０",
    "null", "NULL", "~", "true", "NO", "yes", "on", "1e3", "0x1F", "1_000", "10:00", ".inf", ".nan",
    "2022-02-16", "unknown", "undefined", "None", "NaN", "-0", "constructor", "__proto__", "toString",
    "O'Brien", "D’Arcy", "Berg, Ada", "Berg: Ada", "Berg # Ada", "- Ada", "? Ada", "[Ada]", "{Ada}",
    "&Ada", "*Ada", "!Ada", "|", ">", "@Ada", "`Ada`", "%Ada", '"Ada"', "Ada\\", "\\x41", "\\N", "a\tb",
    "=1+1", "+1", "-1+1", "@SUM(1)", "=cmd|'/c x'!A1", "\t=1", "＝1", ";=1", '"=1"', "=HYPERLINK(1)",
    "CON", "con.md", "NUL", "aux.txt", "COM1", "LPT9", "a.", "a ", ".a", "a/b", "a\\b", "a:b", "a*", "a?",
    "..", "index", "feed", "404", "a" * 300, "é" * 140, "A B  C", "-", "_", "--", "...", "~a", "$HOME",
    "$(id)", "`id`", "; id", "| id", "&& id", "'; DROP TABLE x;--", "%n%n", "\\0", "${jndi:x}",
)  # fmt: skip
MARKDOWN = (
    "[a](b)", "[a](<b c>)", "[a][b]", "[a]: http://x.example 'y'", "![a](assets/x.png \"c\")", "![](x)",
    "<http://x.example>", "<a@b.example>", "**a**", "*a _b* c_", "~~a~~", "`a`", "``` x", "~~~", "    a",
    "# a", "###### a", "a\n===", "a\n---", "> a", ">>> a", "- a", "1. a", "999999999. a", "* * *", "|a|b|",
    "|-|-|", "a  \nb", "a\\\nb", "&amp;", "\\<b>", "[", "](", "![", "!", "[![a](b)](c)", "[a](b \"c\" d)",
    "[a](\\)", "<", "<b>", "<!-- a -->", "<?a?>", "***a**", "_" * 9, "*" * 9, "`" * 9, "> " * 30, "- " * 30,
    "[" * 30, "![" * 30, "*a " * 30, "[x](javascript:1)", "[x](data:,1)", "[k](#k7f3)", "\t- a", "[^1]",
)  # fmt: skip
YAML = (
    "a: &a [x]", "b: *a", "<<: *a", "<<: {a: b}", "!!str x", "!!python/object/apply:os.system [id]",
    "!<tag:x>", "!", "%YAML 1.2", "%TAG ! tag:x,2000:", "---", "...", "? a", ": b", "? [a, b]\n: c",
    "{a: b, c}", "[a, [b, {c: d}]]", "[,]", "{,}", "{a}", "[a", "{a: b", "a: 'b", 'a: "b', "'a''b'",
    '"\\x41\\u0041\\U00000041"', '"\\ud800"', '"\\U00110000"', '"\\z"', '"a\\\n  b"', "|", "|-\n  a\n b",
    ">+\n  a\n\n  b", "|9\n a", "- - - a", "-", "- ", "-\ta", "a:\tb", "\ta: b", "a:b", "a : b", "a::b",
    "# x", "a #x", "a: # x", "&a a: b", "*a : b", "a: b: c", "a:\n- b\n - c", "a:\n  b\n c: d", "- a\nb: c",
    "!!binary aGk=", "!!set {a}", "!!omap [a: b]", "!!null", "!!float 1", "@a", "`a", "=", "''", '""', "[]",
    "{}", "~", "&a [*a]", "[" * 25, "{a: " * 25, "- " * 40, "a" * 1100, "x: " + "y" * 400, "\ufeff", "? |\n a",
)  # fmt: skip
EVERYTHING = (MARKUP, ADDRESSES, INVISIBLE, LETTERS, MARKDOWN, YAML)


def piece(random: Random) -> str:
    """One of the words, or a few characters of any kind."""
    if random.random() < 0.85:
        return random.choice(random.choice(EVERYTHING))
    return "".join(chr(random.choice(RANGES)(random)) for _ in range(random.randint(1, 8)))


def text(random: Random, most: int = 6) -> str:
    """A few words with something between them."""
    parts = [piece(random) for _ in range(random.randint(1, most))]
    between = random.choice(["", " ", " ", "\n", "\n\n"])
    made = between.join(parts)
    return made * random.choice([1] * 30 + [2, 50]) if len(made) < 200 else made


def visible(random: Random, most: int = 3) -> str:
    """The same, on one line, without what no document may hold: it gets as far as the pages."""
    found = " ".join(
        random.choice(random.choice((MARKUP, ADDRESSES, LETTERS, MARKDOWN)))
        for _ in range(random.randint(1, most))
    )
    return "".join(char for char in " ".join(found.split()) if char.isprintable())[:250] or "x"


def mutated(random: Random, data: bytes) -> bytes:
    """*data* with a few bytes changed, cut out, doubled, or something put in."""
    found = bytearray(data)
    for _ in range(random.randint(1, 4)):
        at = random.randint(0, len(found))
        end = min(len(found), at + random.choice([1, 1, 4, 40]))
        match random.randrange(5):
            case 0 if at < len(found):
                found[at] ^= 1 << random.randrange(8)
            case 1:
                del found[at:end]
            case 2:
                found[at:at] = found[at:end] * random.choice([1, 3, 60])
            case 3:
                found[at:at] = encoded(piece(random))
            case _:
                found[at:end] = random.randbytes(end - at)
    return bytes(found)


def encoded(words: str) -> bytes:
    """*words* as bytes; lone surrogates as a careless program would write them."""
    return words.encode("utf-8", "surrogatepass")


RANGES = (
    lambda random: random.randrange(0x20),
    lambda random: random.randrange(0x20, 0x7F),
    lambda random: random.randrange(0x7F, 0x250),
    lambda random: random.randrange(0x300, 0x1000),
    lambda random: random.randrange(0x2000, 0x2100),
    lambda random: random.randrange(0xD7F0, 0xE010),
    lambda random: random.randrange(0xFD00, 0x10000),
    lambda random: random.randrange(0x1F000, 0x110000),
)
