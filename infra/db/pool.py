"""Connections for a role that row-level security binds."""

from __future__ import annotations

from typing import Any, ClassVar, Final, TypeAlias

import asyncpg

# In quotes: only the type checker's asyncpg knows parameters.
Pool: TypeAlias = "asyncpg.Pool[asyncpg.Record]"
Connection: TypeAlias = "asyncpg.Connection[asyncpg.Record] | asyncpg.pool.PoolConnectionProxy[asyncpg.Record]"

_ALLOWED: Final = "trappa_app, trappa_worker, trappa_national: roles that own nothing and bypass nothing"
_POWERS: Final = """
select
  current_user::text as role,
  exists (select from pg_roles where pg_has_role(oid, 'MEMBER') and rolsuper) as superuser,
  exists (select from pg_roles where pg_has_role(oid, 'MEMBER') and rolbypassrls) as bypasses,
  exists (
    select from pg_class where relnamespace = to_regnamespace('trappa') and pg_has_role(relowner, 'MEMBER')
    union all
    select from pg_namespace where oid = to_regnamespace('trappa') and pg_has_role(nspowner, 'MEMBER')
  ) as owner
"""


class UnsafeRoleError(Exception):
    """The database URL names a role, `role`, that row-level security does not bind, or that could lift it."""

    code: ClassVar[str] = "UNSAFE_DATABASE_ROLE"

    def __init__(self, role: str, power: str) -> None:
        self.role = role
        self.power = power
        super().__init__(f"the database role {role} {power}: the service refuses to run as it (allowed: {_ALLOWED})")


async def open_pool(url: str, *, size: int, statement_cache: bool) -> Pool:
    """At most `size` connections; UnsafeRoleError for a superuser, the owner of the tables or a BYPASSRLS role.

    `statement_cache` is False behind PgBouncer in transaction mode, where a prepared statement may be another client's.
    A connection goes back without being reset. That is sound because no session state is ever set: settings end with
    their transaction, advisory locks are transactions' own, nobody listens, and whoever leaves a transaction ends it.
    """
    options: dict[str, Any] = {"statement_cache_size": 0}
    if statement_cache:
        # Plans are made once per statement: the parameters never choose between plans worth the planning.
        options = {"server_settings": {"plan_cache_mode": "force_generic_plan"}}
    pool = await asyncpg.create_pool(url, min_size=1, max_size=size, reset=_leave_as_is, **options)
    try:
        await _refuse_powers(pool)
    except BaseException:
        await pool.close()
        raise
    return pool


async def _refuse_powers(pool: Pool) -> None:
    found = await pool.fetchrow(_POWERS)
    if found is None:
        raise AssertionError("a select without from gives one row")
    for column, power in (
        ("superuser", "is a superuser or may become one"),
        ("bypasses", "bypasses row-level security"),
        ("owner", "owns the schema trappa or tables in it"),
    ):
        if found[column]:
            raise UnsafeRoleError(found["role"], power)


async def _leave_as_is(_connection: Any) -> None:
    """Instead of asyncpg's RESET ALL, UNLISTEN and unlock: a round trip for each request."""
