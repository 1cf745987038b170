"""build.py as it runs where no process can be forked and any site is worth several:
``python -m tests.unforked build …``."""

from __future__ import annotations

import build
from briefing import workers

if __name__ == "__main__":
    workers.can_fork = lambda: False
    workers.WORTH = 1
    build.leave(build.main())
