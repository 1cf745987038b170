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
HEADER_POLICY = f"{POLICY}; frame-ancestors 'none'"
