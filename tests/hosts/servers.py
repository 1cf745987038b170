"""The servers of Debian's packages, each started with its settings of ``docs/publish/``.

Nothing is changed in those settings but host, port, folders and the path that the site lies at. A
server runs without privileges; started by root, it runs as ``nobody``.
"""

from __future__ import annotations

import os
import pwd
import re
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

from tests.commands import ROOT

SETTINGS = ROOT / "docs" / "publish"
PATIENCE = 20.0


class Server(NamedTuple):
    """A server: its program and package, its settings, and what is put around them.

    ``frame`` is the main file, which includes the settings as ``{settings}``; ``etc`` is the folder
    that the settings take theirs to be.
    """

    program: str
    package: str
    settings: str
    frame: str
    command: Sequence[str]
    etc: str


def missing() -> list[str]:
    """What is not installed, with the remedy."""
    return [remedy(server) for server in SERVERS.values() if not program(server)]


def remedy(server: Server) -> str:
    return f"{server.program} is not installed (Debian and Ubuntu: apt install {server.package})"


def program(server: Server) -> str | None:
    return shutil.which(server.program, path=f"{os.environ['PATH']}:/usr/sbin:/usr/local/sbin")


@contextmanager
def started(name: str, site: Path, base: str) -> Iterator[str]:
    """The origin (``http://127.0.0.1:8000``) at which the server *name* serves the folder *site*.

    *base* is ``/`` or the path that the site lies at, such as ``/briefing/``.
    """
    server = SERVERS[name]
    found = program(server)
    assert found, remedy(server)
    with tempfile.TemporaryDirectory(prefix="briefing-", ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        www = home / "www"
        shutil.copytree(site, www / base.strip("/"))
        port = _free_port()
        settings = home / server.settings
        settings.write_text(_settings(server, home, www, base, port), "utf-8")
        _move(settings, site / "_redirects")
        frame = home / "frame.conf"
        text = server.frame.replace("{home}", str(home)).replace("{port}", str(port))
        frame.write_text(text.replace("{settings}", str(settings)), "utf-8")
        command = [found, *(part.format(frame=frame) for part in server.command)]
        with (home / "told").open("wb") as told, _running(command, home, told.fileno()) as process:
            _await(process, port, home / "told")
            yield f"http://127.0.0.1:{port}"


def _settings(server: Server, home: Path, www: Path, base: str, port: int) -> str:
    """The settings with everything put in its place that a maintainer has to."""
    text = (SETTINGS / server.settings).read_text("utf-8")
    places = {
        "/srv/www/briefing": f"{www}{base}".rstrip("/"),
        "/srv/www": str(www),
        server.etc: str(home),
        "/briefing/": base,
        "*:80": f"127.0.0.1:{port}",
        "listen 80": f"listen 127.0.0.1:{port}",
        "example.org {": f"http://127.0.0.1:{port} {{",
    }
    for sample, here in places.items():
        text = text.replace(sample, here)
    return text


def _move(settings: Path, redirects: Path) -> None:
    """Run the command that the *settings* give for what has moved, if anything has."""
    (command,) = re.findall(r"# (awk .+)", settings.read_text("utf-8"))
    if redirects.exists():
        subprocess.run(
            ["sh", "-c", command.replace("site/_redirects", f"'{redirects}'")], check=True
        )


@contextmanager
def _running(command: Sequence[str], home: Path, told: int) -> Iterator[subprocess.Popen[bytes]]:
    environment: Mapping[str, str] = {
        "PATH": os.environ["PATH"], "HOME": str(home), "XDG_CONFIG_HOME": str(home),
        "XDG_DATA_HOME": str(home),
    }  # fmt: skip
    whom: dict[str, object] = {}
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        for path in (home, *home.rglob("*")):
            os.chown(path, nobody.pw_uid, nobody.pw_gid)
        whom = {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}
    process = subprocess.Popen(  # type: ignore[call-overload]
        command, cwd=home, env=environment, stdin=subprocess.DEVNULL, stdout=told, stderr=told,
        **whom,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await(process: subprocess.Popen[bytes], port: int, told: Path) -> None:
    """Wait until something answers at *port*; fail with what the server *told* if nothing does."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        try:
            connection.request("GET", "/")
            connection.getresponse().read()
        except OSError:
            time.sleep(0.02)
        else:
            return
        finally:
            connection.close()
    raise AssertionError(f"{process.args!r} does not answer:\n{told.read_text('utf-8')}")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port: int = taken.getsockname()[1]
        return port


NGINX = """
daemon off;
pid {home}/nginx.pid;
error_log stderr;
events {}
http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  access_log off;
  client_body_temp_path {home}/a;
  proxy_temp_path {home}/b;
  fastcgi_temp_path {home}/c;
  uwsgi_temp_path {home}/d;
  scgi_temp_path {home}/e;
  include {settings};
}
"""
CADDY = """
{
  admin off
}
import {settings}
"""
APACHE_MODULES = (
    "mpm_event authz_core alias autoindex deflate dir filter headers mime negotiation rewrite"
)
APACHE = (
    "\n".join(
        f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so"
        for name in APACHE_MODULES.split()
    )
    + """
ServerRoot {home}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {home}/apache.pid
Mutex file:{home} default
ErrorLog /dev/stderr
TypesConfig /etc/mime.types
Include {settings}
"""
)

SERVERS = {
    "nginx": Server(
        "nginx", "nginx", "nginx.conf", NGINX, ("-c", "{frame}", "-e", "stderr"),
        "/etc/nginx",
    ),
    "caddy": Server(
        "caddy", "caddy", "Caddyfile", CADDY,
        ("run", "--config", "{frame}", "--adapter", "caddyfile"),
        "/etc/caddy",
    ),
    "apache": Server(
        "apache2", "apache2-bin media-types", "apache.conf", APACHE,
        ("-f", "{frame}", "-D", "FOREGROUND"), "/etc/apache2",
    ),
}  # fmt: skip
"""The servers by name. Their programs may lie where only root's path leads."""
