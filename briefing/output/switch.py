"""One site in the place of another: both at once where the system can, else one after the other."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from pathlib import Path

from briefing.output import files

_EXCHANGE = 2
"""``RENAME_EXCHANGE`` of Linux and ``RENAME_SWAP`` of macOS."""
_HERE = -100
CANNOT_EXCHANGE = {errno.ENOSYS, errno.EINVAL, errno.EOPNOTSUPP, errno.ENOTSUP, errno.EPERM}
"""What systems and file systems answer that do not know how to exchange."""


def switch(new: Path, site: Path, retired: Path) -> None:
    """Put the folder *new* in the place of the folder *site*, and that in the place of *new*.

    Where folders cannot be exchanged, the old site lies in *retired* for a moment, and
    :func:`restore` puts it back should that moment be the last. Raises OSError, with the old site
    in its place.
    """
    try:
        exchange(new, site)
        return
    except OSError as error:
        if error.errno not in CANNOT_EXCHANGE:
            raise
    site.rename(retired)
    try:
        new.rename(site)
    except OSError:
        retired.rename(site)
        raise
    with suppress(OSError):  # the new site is there; the next build puts this right
        retired.rename(new)


def restore(site: Path, retired: Path, new: Path) -> bool:
    """Put things right after a build that ended between two renames; whether there was one."""
    if not os.path.lexists(retired):
        return False
    if not os.path.lexists(site):
        retired.rename(site)
    elif not os.path.lexists(new):
        retired.rename(new)
    else:  # somebody has made the site anew meanwhile
        files.sweep(retired)
    return True


def exchange(one: Path, other: Path) -> None:
    """Exchange two folders of one file system, at once. Raises OSError."""
    import ctypes

    names = os.fsencode(one), os.fsencode(other)
    try:
        if sys.platform == "darwin":
            failed = ctypes.CDLL(None, use_errno=True).renamex_np(*names, _EXCHANGE)
        else:
            rename = ctypes.CDLL(None, use_errno=True).renameat2
            failed = rename(_HERE, names[0], _HERE, names[1], _EXCHANGE)
    except (
        AttributeError,
        TypeError,
    ) as error:  # there is no such function; on Windows, no library
        raise OSError(errno.ENOSYS, os.strerror(errno.ENOSYS), str(other)) from error
    if failed:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code), str(other))
