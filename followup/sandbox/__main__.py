"""Run the sandbox: `python -m followup.sandbox`, told what to do by SANDBOX_ variables."""

import os

from aiohttp import web

from followup.sandbox.app import build
from followup.sandbox.config import from_env


def main() -> None:
    """Serve until interrupted."""
    config = from_env(env=os.environ)
    host, port = config.http
    print(f"sandbox: {config.url} (SMTP {config.smtp[0]}:{config.smtp[1]})", flush=True)
    web.run_app(
        build(config=config),
        host=host,
        port=port,
        access_log=None,
        print=None,
        shutdown_timeout=0.5,
    )


if __name__ == "__main__":
    main()
