"""The registered issuers of tokens: who may speak for which region or national body."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

import asyncpg

from infra.db.pool import Pool


@dataclass(frozen=True, slots=True)
class IssuerRow:
    """A row of `issuer`. Exactly one of `tenant_id` and `national_body` is set."""

    iss: str
    tenant_id: str | None
    national_body: str | None
    audience: str
    algorithms: tuple[str, ...]
    jwks_uri: str
    roles_claim: str | None = None
    unit_claim: str | None = None
    allowed_roles: frozenset[str] = frozenset()


_COLUMNS = tuple(field.name for field in fields(IssuerRow))
_BY_ISS = f"select {', '.join(_COLUMNS)} from issuer where iss = $1"  # noqa: S608 - the class's own field names
_REGISTER = f"""
insert into issuer ({", ".join(_COLUMNS)}) values ({", ".join(f"${place}" for place in range(1, len(_COLUMNS) + 1))})
on conflict (iss) do update set {", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])}
"""  # noqa: S608 - the class's own field names


class IssuerTable:
    """Looks issuers up, as the application's role."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def by_iss(self, iss: str) -> IssuerRow | None:
        """The issuer registered under exactly this `iss`, or None."""
        if "\x00" in iss:  # no text of PostgreSQL's: it would be an error, and no issuer is called so
            return None
        row = await self._pool.fetchrow(_BY_ISS, iss)
        if row is None:
            return None
        return IssuerRow(
            **{name: row[name] for name in _COLUMNS if name not in {"algorithms", "allowed_roles"}},
            algorithms=tuple(row["algorithms"].split()),
            allowed_roles=frozenset((row["allowed_roles"] or "").split()),
        )


async def register_issuers(owner_url: str, issuers: Iterable[IssuerRow]) -> None:
    """Adds or replaces issuers, all or none, as the owner: no other role may say who speaks for a region."""
    rows = [
        (
            *(getattr(one, name) for name in _COLUMNS[:4]),
            " ".join(one.algorithms),
            one.jwks_uri,
            one.roles_claim,
            one.unit_claim,
            " ".join(sorted(one.allowed_roles)) or None,
        )
        for one in issuers
    ]
    connection = await asyncpg.connect(owner_url)
    try:
        # One statement for all rows in one implicit transaction.
        await connection.executemany(_REGISTER, rows)
    finally:
        await connection.close()
