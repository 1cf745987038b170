"""One folder, real servers: nginx, Caddy and Apache with the settings of ``docs/publish/``."""

import pytest

pytest.register_assert_rewrite("tests.hosts.checks")
