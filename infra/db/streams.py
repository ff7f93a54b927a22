"""A region's cases with all that happened in them, in one statement that is read as it is needed."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Sequence
from typing import Final, cast
from uuid import UUID

from infra.db.pool import Connection
from service.domain.events import CaseEvent, decode
from service.ports import CaseStream

_COUNT: Final = "select count(*) from case_file where tenant_id = $1 and procedure = $2"
# In the order of the index on streams: neither the server nor this process holds more than a part of it.
_STREAMS: Final = """
select event.stream_id, case_file.unit_id, event.body
from case_file join event
  on event.tenant_id = case_file.tenant_id and event.stream_kind = 'case' and event.stream_id = case_file.case_id
where case_file.tenant_id = $1 and case_file.procedure = $2
order by event.stream_id, event.version
"""
_AT_A_TIME: Final = 1000
"""Events in one part: what is computed of them takes a fraction of a second, after which others get their turn."""


async def count_cases(connection: Connection, tenant_id: str, procedure: str) -> int:
    return cast("int", await connection.fetchval(_COUNT, tenant_id, procedure))


async def case_streams(
    connection: Connection, tenant_id: str, procedure: str
) -> AsyncGenerator[Sequence[CaseStream], None]:
    cursor = await connection.cursor(_STREAMS, tenant_id, procedure)
    current: tuple[UUID, UUID] | None = None
    events: list[CaseEvent] = []
    while rows := await cursor.fetch(_AT_A_TIME):
        whole: list[CaseStream] = []
        for case_id, unit_id, body in rows:
            if current is not None and case_id != current[0]:
                whole.append(CaseStream(*current, events))
                events = []
            current = (case_id, unit_id)
            events.append(cast("CaseEvent", decode(body)))
        yield whole
    if current is not None:
        yield [CaseStream(*current, events)]
