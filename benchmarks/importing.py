#!/usr/bin/env python3
"""How long an import takes, and how much memory, when there are many files.

python benchmarks/importing.py [COUNT …]

Without counts, 1,000 and 10,000 files. Each is an article of 40 paragraphs with a date, an address
and quotations; each import is a process of its own that begins with an empty content folder.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
INDEX = "---\nid: 5b6b1f0e-2f67-4b1c-9d53-7b3f2f7c9a10\ntitle: Many articles\n---\n"
ACTOR = "---\nname: Ada Berg\nkind: person\n---\n"
PARAGRAPHS = (
    "“The pier is not safe before the spring,” Ada Berg told reporters on Tuesday.",
    "Mara Lind of the harbour board said that {n} boats had left the bay by the evening.",
    "The road along the river was closed, and the ferry kept to its winter hours.",
    "Read more: The pier of Port Amber",
)


def main() -> None:
    """Print the figures of an import of each count of files."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("counts", nargs="*", type=int, default=[1_000, 10_000])
    for count in parser.parse_args().counts:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), count)


def measure(folder: Path, count: int) -> None:
    """Import *count* files into a new briefing below *folder*."""
    content, raw = folder / "content", folder / "raw"
    (content / "actors").mkdir(parents=True)
    (content / "index.md").write_text(INDEX, "utf-8")
    (content / "actors" / "ada-berg.md").write_text(ACTOR, "utf-8")
    raw.mkdir()
    for n in range(count):
        body = "\n".join(PARAGRAPHS[line % len(PARAGRAPHS)].format(n=n) for line in range(40))
        text = f"Fog in the bay, day {n}\n20210504\nhttps://herald.example/{n}\n{body}\n"
        (raw / f"{n:06}.txt").write_text(text, "utf-8")
    # The folder is listed by the child, because a command line has room for so many names only.
    script = "import sys, build; from pathlib import Path; "
    script += "sys.exit(build.main(['import', '--content', sys.argv[1], "
    script += "*map(str, sorted(Path(sys.argv[2]).iterdir()))]))"
    begun = time.perf_counter()
    command = [sys.executable, "-c", script, str(content), str(raw)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL)  # noqa: S603
    _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    drafts = len(list((content / "articles").iterdir()))
    unit = 1 if sys.platform == "darwin" else 1024
    print(
        f"{count} files, {drafts} drafts: {seconds:.1f} s, {count / seconds:.0f} a second, "
        f"at most {used.ru_maxrss * unit / 1e6:.0f} MB"
    )


if __name__ == "__main__":
    main()
