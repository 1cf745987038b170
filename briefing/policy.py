"""The content security policy of the published pages (W3C CSP Level 3), in one place.

Nothing is loaded from anywhere else and nothing is executed. ``'self'`` covers stylesheets and
pictures from disk too. ``connect-src`` lets auditing tools read ``robots.txt`` from within a page;
without script it gives a page nothing.
"""

from __future__ import annotations

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
SEARCH_POLICY = POLICY.replace(
    "default-src 'none';", "default-src 'none'; script-src 'self' 'wasm-unsafe-eval';"
)
"""Of the page that searches: it runs this site's own script, and Pagefind in WebAssembly."""

HEADER_POLICY = f"{POLICY}; frame-ancestors 'none'"
HEADER_SEARCH_POLICY = f"{SEARCH_POLICY}; frame-ancestors 'none'"
