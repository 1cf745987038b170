"""One folder, real servers: nginx, Caddy and Apache with the settings of ``docs/publish/``."""
