"""Drafts of rulesets: what a command reads of one, and the row that it writes."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from infra.db.access_writes import Statement
from infra.db.pool import Connection
from service.domain.events import decode
from service.domain.facts import canonical
from service.domain.ruleset_events import RulesetEvent
from service.ports import DraftRow
from service.rules.life import Draft, replay

_SEE: Final = "select from ruleset_draft where tenant_id = $1 and ruleset_id = $2"
_LOCK: Final = f"{_SEE} for no key update"
_STREAM: Final = """
select body, actor_id from event
where tenant_id = $1 and stream_kind = 'ruleset' and stream_id = $2
order by version
"""
_BEGUN: Final = """
insert into ruleset_draft (tenant_id, ruleset_id, label, state, content, changed_at, version, procedure, from_package,
  from_version, drafted_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $6)
"""
_CHANGED: Final = """
update ruleset_draft set label = $3, state = $4, content = $5, changed_at = $6, version = $7
where tenant_id = $1 and ruleset_id = $2
"""


async def draft(connection: Connection, tenant_id: str, ruleset_id: UUID, *, lock: bool) -> Draft | None:
    """The draft as its events make it, locked where asked for; None where there is none that the actor may see."""
    if await connection.fetchrow(_LOCK if lock else _SEE, tenant_id, ruleset_id) is None:
        return None
    rows = await connection.fetch(_STREAM, tenant_id, ruleset_id)
    return replay((cast("RulesetEvent", decode(row["body"])), row["actor_id"]) for row in rows)


def draft_statements(rows: Iterable[DraftRow], tenant_id: str, at: datetime) -> Iterable[Statement]:
    """The rows as they become."""
    for row in rows:
        now_is = row.draft
        shown = [now_is.label, now_is.state, canonical(now_is.content), at, now_is.version]
        if now_is.version == 1:
            origin = [now_is.procedure, now_is.from_package, now_is.from_version]
            yield _BEGUN, [tenant_id, row.ruleset_id, *shown, *origin]
        else:
            yield _CHANGED, [tenant_id, row.ruleset_id, *shown]
