"""``build.py serve``: the preview."""

from __future__ import annotations

import argparse
import sys

from briefing.arguments import WELL, WRONG
from briefing.commands.options import folders, search_index, sources


def serve(options: argparse.Namespace) -> int:
    """The site as it would be built, in a browser, up to date as you write."""
    from briefing.planning import planner
    from briefing.preview import serve as preview

    prepare = planner(
        folders(options),
        base_url=options.base_url,
        drafts=options.drafts,
        search=search_index,
    )
    try:
        preview(
            prepare,
            list(sources(options)),
            host=options.host,
            port=options.port,
            open_browser=options.open,
            content=options.content,
        )
    except OSError as error:
        print(f"The preview cannot listen on {options.host}: {error.strerror}", file=sys.stderr)
        return WRONG
    return WELL
