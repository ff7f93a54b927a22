"""Answers reads from the database: one statement, one round trip."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import asyncpg
import orjson

from infra.db.reads import compile_reads
from service.authorize import Actor
from service.ports import AccessChanged, Ids
from service.reads import Read


class PostgresReader:
    """`service.ports.Reader` over a pool of the application's own connections.

    Sets nothing that outlives its statement, so a connection goes back as it came. Ids, dates and times are JSON
    strings in the answer.
    """

    def __init__(self, pool: asyncpg.Pool[asyncpg.Record], ids: Ids) -> None:
        self._pool = pool
        self._ids = ids

    async def read(self, reads: Sequence[Read], actor: Actor) -> Mapping[str, Any]:
        compiled = compile_reads(reads, actor, self._ids.new())
        text = await self._pool.fetchval(compiled.sql, *compiled.arguments)
        if text is None:
            raise AccessChanged
        answer: dict[str, Any] = orjson.loads(text)
        return answer
