"""Looks for holes between tenants, as a role that should see none."""

from __future__ import annotations

from uuid import UUID

from infra.db.policies import tables_of
from tests.database.conftest import Plain

NOBODY = UUID(int=0)
# What every caller of the region may read.
OPEN_TO_ALL = frozenset({"access_version", "chain_head", "ruleset_version", "settlement"})
# What the region's own read who read no case ('none'): its rulesets while they are drafted, what it delivers of
# national indicators, and nothing beside them.
OF_NO_CASE = {
    "ruleset_draft": "true",
    "event": "stream_kind = 'ruleset'",
    "event_personal": "stream_kind = 'ruleset'",
    "delivery": "true",
    "observation": "true",
}


async def scoped(connection: Plain, tenant: str, organisation: str, actor: UUID = NOBODY, *, team: str = "no") -> None:
    await connection.execute(
        "select set_config('app.tenant', $1, true), set_config('app.organisation', $2, true),"
        " set_config('app.actor', $3, true), set_config('app.team', $4, true)",
        tenant,
        organisation,
        str(actor),
        team,
    )


async def seen(
    connection: Plain, table: str, tenant: str, organisation: str, actor: UUID = NOBODY, *, but: str = "false"
) -> set[str]:
    """The tenants of which `table` shows rows, other than those `but`."""
    async with connection.transaction():
        await scoped(connection, tenant, organisation, actor)
        return {row[0] for row in await connection.fetch(f"select distinct tenant_id from {table} where not ({but})")}


async def holes(connection: Plain, actors: dict[str, UUID]) -> list[str]:
    """What is wrong, in words, where every tenant of `actors` has rows in every table, recorded by that actor."""
    found: list[str] = []
    for table in tables_of("tenant"):
        for tenant, actor in actors.items():
            shown = await seen(connection, table, tenant, "staff", actor)
            if foreign := shown - {tenant}:
                found.append(f"{table}: {tenant} sees rows of {', '.join(sorted(foreign))}")
            if tenant not in shown:
                found.append(f"{table}: {tenant} does not see its own rows")
            own = OF_NO_CASE.get(table, "false")
            if table not in OPEN_TO_ALL and await seen(connection, table, tenant, "none", but=own):
                found.append(f"{table}: {tenant} shows rows to nobody in particular")
        if await connection.fetchval(f"select count(*) from {table}"):
            found.append(f"{table}: shows rows where nothing is set")
        if await seen(connection, table, "", "staff"):
            found.append(f"{table}: shows rows to an empty tenant")
    return found
