"""The database's two ports with a span around each call: a read is one statement, a command one transaction."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from infra.telemetry.allowed import CHANGED, COMMAND, DONE, PREVIEW, READ, Attribute, Notes
from infra.telemetry.observed import below, current
from service.authorize import Actor
from service.domain.errors import Refusal
from service.ports import AccessChanged, Reader, Tenancy, Tx
from service.reads import Read


class TracedReader:
    """`service.ports.Reader`: how many reads the statement answers, and of which entities."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    async def read(self, reads: Sequence[Read], actor: Actor) -> Mapping[str, Any]:
        entities = tuple(sorted(set(_entities(reads))))
        notes: Notes = {Attribute.READS: len(reads), Attribute.ENTITIES: entities}
        with below(READ, notes, expected=(AccessChanged,)):
            try:
                return await self._reader.read(reads, actor)
            except AccessChanged:
                notes[Attribute.OUTCOME] = CHANGED
                raise


class TracedTenancy:
    """`service.ports.Tenancy`: which command, or that one is only foreseen, and DONE or why not."""

    def __init__(self, tenancy: Tenancy) -> None:
        self._tenancy = tenancy

    @asynccontextmanager
    async def begin(
        self, actor: Actor, now: datetime, *, stopped: bool = False, readonly: bool = False
    ) -> AsyncIterator[Tx]:
        with below(COMMAND, {}, expected=(Refusal, AccessChanged)) as notes:
            notes[Attribute.COMMAND] = PREVIEW if readonly else next(iter(current().fields), "")
            try:
                async with self._tenancy.begin(actor, now, stopped=stopped, readonly=readonly) as tx:
                    yield tx
            except Refusal as refusal:
                notes[Attribute.OUTCOME] = refusal.code
                raise
            except AccessChanged:
                notes[Attribute.OUTCOME] = CHANGED
                raise
            notes[Attribute.OUTCOME] = DONE


def _entities(reads: Iterable[Read]) -> Iterator[str]:
    for read in reads:
        yield read.entity
        yield from _entities(read.children)
