"""Cases that are shown without being read as cases, noted where the viewer's reads are noted."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from schema.context import Info
from service.reads import Filter, Read


async def noted(info: Info, cases: Collection[UUID]) -> None:
    """Reads the cases that are shown, for the statement that reads them notes it where the viewer's reads are noted.

    What is refused, foreseen or simulated writes nothing itself. A case that is only about to be opened is not there to
    be read.
    """
    if not info.context.actor.logged or not cases:
        return
    shown = Filter("case_id", "in", tuple(sorted(cases)))
    key = ".".join(map(str, info.path.as_list()))
    await info.context.load(Read(key, "case", ("case_id",), where=(shown,)))
