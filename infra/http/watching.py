"""What a request's statements say of whether its caller still is who it was."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from service.authorize import Actor
from service.ports import AccessChanged, Reader, Tenancy, Tx
from service.reads import Read


@dataclass
class Watch:
    """`compared`: a statement found seats and issuers unchanged; `changed`: one did not; `done`: a command is done."""

    compared: bool = False
    changed: bool = False
    done: bool = False


@dataclass(frozen=True, slots=True)
class WatchedReader:
    """`service.ports.Reader`. What is read back of a command is read as the actor who was let in to send it."""

    reader: Reader
    watch: Watch

    async def read(self, reads: Sequence[Read], actor: Actor) -> Mapping[str, Any]:
        try:
            found = await self.reader.read(reads, replace(actor, access_version=None) if self.watch.done else actor)
        except AccessChanged:
            self.watch.changed = True
            raise
        self.watch.compared = True
        return found


@dataclass(frozen=True, slots=True)
class WatchedTenancy:
    """`service.ports.Tenancy`."""

    tenancy: Tenancy
    watch: Watch

    @asynccontextmanager
    async def begin(self, actor: Actor, now: datetime, *, stopped: bool = False) -> AsyncIterator[Tx]:
        try:
            async with self.tenancy.begin(actor, now, stopped=stopped) as tx:
                self.watch.compared = True
                yield tx
        except AccessChanged:
            self.watch.changed = True
            raise
        self.watch.done = True
