"""The service as it runs: uvicorn on loopback in a thread, over a real database, with the dev issuer's real tokens."""

from __future__ import annotations

import shutil
import socket
import tempfile
import threading
import time
import uuid
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import uvicorn
from asyncpg.connection import LoggedQuery
from starlette.types import ASGIApp

from infra.asgi import build
from infra.cli.issuers import register_all
from infra.cli.operating import Where
from infra.cli.processes import PROTOCOL
from infra.cli.rulesets import adopt_for
from infra.clock import StoppedClock
from infra.db.bootstrap import DatabaseUrls
from infra.db.pool import Connection, Pool, open_pool
from infra.dev.issuer import TWELVE_HOURS, DevKeys, mint, registration
from infra.http.callers import BODY_SECONDS
from infra.keys.master import load_or_create_dev_master_key
from infra.settings import load
from infra.telemetry.tracing import Tracing
from service.rules.load import load_ruleset
from service.rules.ruleset import Ruleset
from tenants.catalog import roles
from tenants.registry import regions

POOL_SIZE = 4
REGISTERED_AT = datetime(2024, 1, 2, 8, tzinfo=UTC)
ADOPTED_AT = datetime(2024, 1, 2, 9, tzinfo=UTC)


@dataclass
class Statements:
    """What the service's own connections were asked, in order.

    Left out is what does not come with each request: issuers, looked up again after some seconds, a caller's seats,
    looked up when they may have changed, and types that the driver learns once per connection.
    """

    seen: list[str] = field(default_factory=list)

    def note(self, query: LoggedQuery) -> None:
        if not any(part in query.query for part in ("from issuer", "access_seats", "typeinfo_tree", "'jit'")):
            self.seen.append(" ".join(query.query.split()))

    async def _listen(self, connection: Connection) -> None:
        connection.add_query_logger(self.note)

    async def opening(self, url: str, *, size: int, statement_cache: bool) -> Pool:
        """As the service opens its pool, with all connections made at once and listened to."""
        pool = await open_pool(url, size=size, statement_cache=statement_cache)
        pool._init = self._listen  # one that nobody used for five minutes is replaced by a new one
        held = [await pool.acquire() for _ in range(size)]
        for connection in held:
            connection.add_query_logger(self.note)
            await pool.release(connection)
        return pool


@dataclass(frozen=True)
class Served:
    """A running service; `environment` are its settings, for commands beside it."""

    environment: Mapping[str, str]
    base_url: str
    urls: DatabaseUrls
    keys: DevKeys
    statements: Statements
    audience: str
    personal_key: bytes

    @property
    def where(self) -> Where:
        """Where the operator's commands go."""
        return Where(self.urls.app, self.personal_key)

    def token(
        self,
        held: Collection[str],
        *,
        region: str | None = "08",
        unit_id: uuid.UUID | None = None,
        subject: str | None = None,
        age: float = 0,
    ) -> str:
        """A token minted `age` seconds ago, living twelve hours; the same subject is the same actor."""
        return mint(
            self.keys,
            base_url=self.base_url,
            audience=self.audience,
            region=region,
            roles=held,
            unit_id=unit_id,
            subject=subject or "+".join(sorted(held)),
            now=time.time() - age,
            lifetime_seconds=TWELVE_HOURS,
        )

    async def register(self, *, audience: str | None = None) -> None:
        """Every region's issuer, and a national body's; of another audience than the service's where one is named."""
        known = [*(region.code for region in regions()), None]
        issuers = [
            registration(
                base_url=self.base_url,
                audience=audience or self.audience,
                region=code,
                allowed_roles=[one.id for one in roles().values() if (one.side == "national") == (code is None)],
            )
            for code in known
        ]
        await register_all(self.where, issuers, StoppedClock(REGISTERED_AT))

    async def adopt(self, region: str, text: str | None = None) -> None:
        """Kalmar's package, or its changed `text`, as the region's own, adopted before all that the tests do."""
        own = _ruleset(text or package())
        if own.region == "08":
            own = own.model_copy(update={"region": region})
        await adopt_for(self.where, region, own, StoppedClock(ADOPTED_AT))


@cache
def package() -> str:
    return (files("tenants") / "packages" / "kalmar-halsoval.yaml").read_text(encoding="utf-8")


@cache
def _ruleset(text: str) -> Ruleset:
    return load_ruleset(text, file="package")


@contextmanager
def listening(application: ASGIApp, listener: socket.socket, **options: Any) -> Iterator[None]:
    """Serves the application with its lifespan until the block ends."""
    given: dict[str, Any] = {"log_level": "error", "lifespan": "on", "ws": "none", "http": PROTOCOL}
    # Clients keep a connection for five seconds: a server that closes it after as long may do so under a request.
    given["timeout_keep_alive"] = 60
    config = uvicorn.Config(application, **given | options)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.01)
    try:
        assert server.started, "the service did not start"
        yield
    finally:
        server.should_exit = True
        thread.join()


@contextmanager
def served(
    urls: DatabaseUrls, body_seconds: float = BODY_SECONDS, tracing: Tracing | None = None, /, **environment: str
) -> Iterator[Served]:
    """The service over the database, with `environment` on top of that of development."""
    directory = Path(tempfile.mkdtemp())
    try:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            base_url = f"http://127.0.0.1:{listener.getsockname()[1]}"
            given: dict[str, Any] = {
                "TRAPPA_ENV": "dev",
                "TRAPPA_DATABASE_URL": urls.app,
                "TRAPPA_NATIONAL_URL": urls.national,
                "TRAPPA_PUBLIC_URL": base_url,
                "TRAPPA_DEV_DIRECTORY": str(directory),
                "TRAPPA_POOL_SIZE": str(POOL_SIZE),
                **environment,
            }
            statements = Statements()
            stated = {name: value for name, value in given.items() if value}
            settings = load(stated)
            application = build(settings, statements.opening, body_seconds=body_seconds, tracing=tracing)
            with listening(application, listener):
                keys = DevKeys.load_or_create(directory)
                master = load_or_create_dev_master_key(directory, env="dev")
                yield Served(stated, base_url, urls, keys, statements, settings.audience, master)
    finally:
        shutil.rmtree(directory)
