"""Which table is of which class, who may do what to its rows, and the SQL that says so.

Every table is in exactly one class: `tenant` (row-level security, enabled and forced), `reference` (no tenant's rows,
read by the application), `published` (no tenant's rows, read by national bodies) or `queue`. Migrations repeat in text
what this registry makes; tests hold both against the database's own catalogue.

Settings are read in a sub-select, so that a statement evaluates them once. An unset one is null, and one that a
transaction had set is left behind as an empty text: neither equals anything. Ids are compared as ids, since the cast of
a column to text is not leakproof and would keep queries from their indexes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from infra.db.tables import SCHEMA

Kind = Literal["tenant", "reference", "published", "queue"]
Command = Literal["select", "insert", "update"]

APP: Final = "trappa_app"
WORKER: Final = "trappa_worker"
TENANT_ROLES: Final = (APP, WORKER)

_TENANT = "tenant_id = (select nullif(current_setting('app.tenant', true), ''))"
_STAFF = "(select current_setting('app.organisation', true)) = 'staff'"
_OWN_ORGANISATION = "organisation_id = (select current_setting('app.organisation', true))"
_OWN_UNIT = (
    "unit_id = (select case when current_setting('app.organisation', true)"
    " ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'"
    " then current_setting('app.organisation', true)::uuid end)"
)
_OWN_ACT = "actor_id = (select nullif(current_setting('app.actor', true), '')::uuid)"


def _seat(table: str, case_id: str) -> str:
    """Whether the caller's organisation has a seat in the case: asks `case_seat` alone, whose policy asks nobody."""
    return (
        f"exists (select from {SCHEMA}.case_seat as seat where seat.tenant_id = {table}.tenant_id"
        f" and seat.case_id = {table}.{case_id}"
        " and seat.organisation_id = (select current_setting('app.organisation', true)))"
    )


@dataclass(frozen=True, slots=True)
class Grant:
    """What a role may do to a table; `update` names the columns that it may change."""

    select: bool = False
    insert: bool = False
    update: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rule:
    """A table's class. Of a tenant's rows, `sees` and `writes` are conditions beside the tenant's own."""

    kind: Kind
    grants: Mapping[str, Grant] = field(default_factory=dict)
    sees: str | None = None
    writes: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as CREATE POLICY takes it; `using` and `check` are None where the command has no such part."""

    table: str
    name: str
    command: Command
    using: str | None
    check: str | None


def _tenant(
    *, sees: str | None = None, writes: str | None = None, append: bool = True, update: tuple[str, ...] = ()
) -> Rule:
    # No job runs yet: the worker reads, inside a tenant's transaction, and gets more with its first job.
    app = Grant(select=True, insert=append, update=update)
    return Rule("tenant", {APP: app, WORKER: Grant(select=True)}, sees, writes)


_BY_UNIT = f"({_STAFF} or {_OWN_UNIT})"

REGISTRY: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "chain_head": _tenant(update=("seq", "hash", "recorded_at")),
        "event": _tenant(
            sees=f"({_STAFF} or audience = 'party' and stream_kind = 'case' and {_seat('event', 'stream_id')})",
            writes=_OWN_ACT,
        ),
        "event_personal": _tenant(
            sees=f"({_STAFF} or stream_kind = 'case' and {_seat('event_personal', 'stream_id')})",
        ),
        "care_unit": _tenant(sees=_BY_UNIT),
        "agreement": _tenant(sees=_BY_UNIT),
        "listed_count": _tenant(sees=_BY_UNIT),
        "case_file": _tenant(
            sees=f"({_STAFF} or {_seat('case_file', 'case_id')})",
            update=("state", "colour", "plan_due_on", "sanctioned", "sanction_runs", "closed_on", "version"),
        ),
        "case_internal": _tenant(sees=_STAFF, update=("classified", "score")),
        "case_seat": _tenant(sees=f"({_STAFF} or {_OWN_ORGANISATION})"),
        "ruleset_version": _tenant(),
        "settlement": _tenant(),
        "settlement_line": _tenant(sees=_BY_UNIT),
        "command_memory": _tenant(sees=_OWN_ACT, writes=_OWN_ACT),
        "issuer": Rule("reference", {APP: Grant(select=True), WORKER: Grant(select=True)}),
        # Alembic's own: which migrations have run.
        "schema_version": Rule("reference"),
    }
)


def tables_of(kind: Kind) -> tuple[str, ...]:
    """The names of a class's tables, without schema."""
    return tuple(name for name, rule in REGISTRY.items() if rule.kind == kind)


def policies(table: str) -> tuple[Policy, ...]:
    """The policies of a table; none unless it is a tenant's."""
    rule = REGISTRY[table]
    if rule.kind != "tenant":
        return ()
    sees = _TENANT if rule.sees is None else f"{_TENANT} and {rule.sees}"
    writes = _TENANT if rule.writes is None else f"{_TENANT} and {rule.writes}"
    found = [Policy(table, f"{table}_read", "select", sees, None)]
    if any(grant.insert for grant in rule.grants.values()):
        found.append(Policy(table, f"{table}_append", "insert", None, writes))
    if any(grant.update for grant in rule.grants.values()):
        found.append(Policy(table, f"{table}_change", "update", _TENANT, writes))
    return tuple(found)


def statements(tables: Iterable[str]) -> Iterator[str]:
    """The SQL, without semicolons, that puts tables which exist under their rules."""
    for table in tables:
        name, rule = f"{SCHEMA}.{table}", REGISTRY[table]
        if rule.kind == "tenant":
            yield f"alter table {name} enable row level security"
            yield f"alter table {name} force row level security"
        for policy in policies(table):
            using = f"\n  using ({policy.using})" if policy.using else ""
            check = f"\n  with check ({policy.check})" if policy.check else ""
            to = ", ".join(TENANT_ROLES)
            yield f"create policy {policy.name} on {name} for {policy.command} to {to}{using}{check}"
        for role, grant in rule.grants.items():
            rights = [word for word, given in (("select", grant.select), ("insert", grant.insert)) if given]
            if grant.update:
                rights.append(f"update ({', '.join(grant.update)})")
            if rights:
                yield f"grant {', '.join(rights)} on {name} to {role}"
