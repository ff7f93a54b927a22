"""Adopted versions of rulesets, parsed once per process: what was adopted never changes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from infra.db.pool import Connection
from service.rules.ruleset import Ruleset

_ADOPTED: Final = """
select ruleset_id from ruleset_version
where tenant_id = $1 and ($2::text is null or procedure = $2)
order by adopted_at, ruleset_id
"""
_CONTENT: Final = """
select ruleset_id, content from ruleset_version where tenant_id = $1 and ruleset_id = any($2::uuid[])
"""


class Rulesets:
    """What was parsed is kept: a region has a handful of versions."""

    def __init__(self) -> None:
        self._parsed: dict[tuple[str, UUID], Ruleset] = {}

    async def adopted(self, connection: Connection, tenant_id: str, procedure: str | None) -> dict[UUID, Ruleset]:
        """All versions adopted, in order of adoption: one statement, and one more for new ones."""
        ids = [row["ruleset_id"] for row in await connection.fetch(_ADOPTED, tenant_id, procedure)]
        await self._parse(connection, tenant_id, ids)
        return {ruleset_id: self._parsed[tenant_id, ruleset_id] for ruleset_id in ids}

    async def version(self, connection: Connection, tenant_id: str, ruleset_id: UUID) -> tuple[UUID, Ruleset] | None:
        """The version of that id; no statement where it is known."""
        await self._parse(connection, tenant_id, [ruleset_id])
        found = self._parsed.get((tenant_id, ruleset_id))
        return None if found is None else (ruleset_id, found)

    async def _parse(self, connection: Connection, tenant_id: str, ids: Iterable[UUID]) -> None:
        missing = [ruleset_id for ruleset_id in ids if (tenant_id, ruleset_id) not in self._parsed]
        if missing:
            for row in await connection.fetch(_CONTENT, tenant_id, missing):
                self._parsed[tenant_id, row["ruleset_id"]] = Ruleset.model_validate_json(row["content"])
