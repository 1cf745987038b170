"""Valid HTML and CSS: the Nu checker over every page, no error and no warning.

The pages are checked as a host serves them. Read from disk they have no origin, and the checker
takes every stylesheet for one that ``style-src 'self'`` blocks.
"""

from __future__ import annotations

import json
import subprocess
from typing import Any

from tests.quality.findings import Finding, Result
from tests.quality.published import Published, address
from tests.quality.tools import package, program

JAVA = ("-Xss8m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
LOCAL = (
    "-Dnu.validator.servlet.allow-forbidden-hosts=true",
    "-Dnu.validator.servlet.allowed-address-type=all",
)
DATA_BLOCK = '<script type="application/ld+json">'


def mistaken(message: dict[str, Any]) -> bool:
    """Whether *message* says that the policy blocks JSON-LD, which it does not.

    A script element of a type that is no JavaScript is a data block: it is never executed, and the
    policy is asked only before an execution (HTML, "prepare the script element", steps on type and
    on "should element's inline behavior be blocked"). The checker asks it for every script element.
    """
    return (
        message["message"].startswith("Inline script violates Content Security Policy")
        and DATA_BLOCK in message["extract"]
    )


def judge(published: Published, base: str) -> Result:
    java = program("java", "default-jre-headless")
    jar = package("vnu-jar", "build", "dist", "vnu.jar")
    styles = sorted((published.folder / "assets").glob("*.css"))
    targets = [
        (["--css"], [path.relative_to(published.folder).as_posix() for path in styles]),
        ([], list(published.pages)),
    ]
    findings = []
    for options, names in targets:
        command = [java, *JAVA, *LOCAL, "-jar", str(jar), "--stdout", "--exit-zero-always"]
        command += ["--format", "json", *options, *(address(base, name) for name in names)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        messages = json.loads(done.stdout)["messages"]
        findings += [
            Finding(
                message.get("url", "").removeprefix(base),
                f"line {message.get('lastLine', '?')}",
                f"{message.get('subType', message['type'])}: {message['message']}",
            )
            for message in messages
            if not mistaken(message)
        ]
    return Result(f"{len(published.pages)} pages, {len(styles)} stylesheet", findings)
