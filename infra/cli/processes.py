"""`trappa serve` and `trappa migrate`: the production processes, told everything by their environment."""

from __future__ import annotations

import argparse
import asyncio
import os
import socket
from collections.abc import Sequence
from typing import Any, Final

import structlog
import uvicorn

from infra.cli.failures import database_errors
from infra.db.migrate import upgrade
from infra.db.pool import open_pool
from infra.settings import Settings, load

_log = structlog.get_logger(__name__)
APPLICATION = "infra.asgi:create"
"""Named and not imported: the process of the API has a composition root of its own."""
PROTOCOL = "infra.http.protocol:Protocol"
_MOST_CONNECTIONS: Final = 500
"""At once; one more is answered 503, so that those who came before are still served."""
_IDLE_SECONDS: Final = 5
"""How long a connection is kept that asks nothing."""


def serve(_given: argparse.Namespace) -> int:
    """Until a signal ends it. Refuses to start where its database is out of reach or names an unsafe role."""
    settings = load(os.environ)
    with database_errors():
        asyncio.run(_try(settings.database_url))
    server = Server(uvicorn.Config(**server_options(settings)))
    server.run()
    return 0 if server.started else 1


class Server(uvicorn.Server):
    """uvicorn's, which tells where it listens: of its own line only the constant text would reach the log."""

    def _log_started_message(self, listeners: Sequence[socket.SocketType]) -> None:
        host, port = listeners[0].getsockname()[:2]
        _log.info("serving", host=host, port=port)


def server_options(settings: Settings) -> dict[str, Any]:
    """How uvicorn serves the API: what `uvicorn.Config` takes."""
    return {
        "app": APPLICATION,
        "factory": True,
        "host": settings.host,
        "port": settings.port,
        "http": PROTOCOL,
        "ws": "none",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "limit_concurrency": _MOST_CONNECTIONS,
        "timeout_keep_alive": _IDLE_SECONDS,
    }


def migrate(_given: argparse.Namespace) -> int:
    settings = load(os.environ, "TRAPPA_OWNER_URL")
    with database_errors():
        upgrade(settings.needed_owner_url())
    return 0


async def _try(url: str) -> None:
    pool = await open_pool(url, size=1, statement_cache=False)
    await pool.close()
