"""Which table is of which class, who may do what to its rows, and the SQL that says so.

Every table is in exactly one class: `tenant` (row-level security, enabled and forced), `reference` (read by the
application whatever the tenant; where it also writes there, row-level security says what), `published` (what national
bodies write and read, and what is given to them; where a region writes, row-level security keeps it to its own) or
`queue` (which jobs are to be done, of which region, and nothing of what is in them).
Migrations repeat in text what this registry makes; tests hold both against the database's own catalogue.

Settings are read in a sub-select, so that a statement evaluates them once. An unset one is null, and one that a
transaction had set is left behind as an empty text: neither equals anything. Ids are compared as ids, since the cast of
a column to text is not leakproof and would keep queries from their indexes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final, Literal

from infra.db.columns import SCHEMA

Kind = Literal["tenant", "reference", "published", "queue"]
Command = Literal["select", "insert", "update", "all"]

APP: Final = "trappa_app"
WORKER: Final = "trappa_worker"
NATIONAL: Final = "trappa_national"
TENANT_ROLES: Final = (APP, WORKER)

_TENANT = "tenant_id = (select nullif(current_setting('app.tenant', true), ''))"
_STAFF = "(select current_setting('app.organisation', true)) = 'staff'"
_READ_BY_STAFF = f"{_STAFF} and (audience <> 'team' or (select current_setting('app.team', true)) = 'yes')"
_OWN_ORGANISATION = "organisation_id = (select current_setting('app.organisation', true))"
_A_UNIT = "current_setting('app.organisation', true) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'"
_OWN_UNIT = f"unit_id = (select case when {_A_UNIT} then current_setting('app.organisation', true)::uuid end)"
# Another organisation than the region and its units, by its id of the register of counterparts.
_A_COUNTERPART = (
    "current_setting('app.organisation', true) ~ '^[a-z]+(_[a-z]+)*$'"
    " and current_setting('app.organisation', true) not in ('staff', 'access', 'none')"
)
_BY_A_COUNTERPART = f"(select {_A_COUNTERPART})"
_BY_A_PARTY = f"(select {_A_UNIT} or {_A_COUNTERPART})"
# Whoever drafts or adopts a ruleset is of the region and need not read its cases: 'none'.
_NO_PARTY = "(select current_setting('app.organisation', true)) in ('staff', 'access', 'none')"
_OF_RULES = f"{_NO_PARTY} and stream_kind = 'ruleset'"
# Who keeps seats and issuers need not read cases: 'access'.
_KEEPER = "(select current_setting('app.organisation', true)) in ('staff', 'access')"
_OF_ACCESS = "(select current_setting('app.organisation', true)) = 'access' and stream_kind in ('seat', 'issuer')"
# Taking the head proposes a row that begins the chain, also where there is one.
_GENESIS = "seq = 0 and hash = decode(repeat('00', 32), 'hex')"
_ACTOR = "(select nullif(current_setting('app.actor', true), '')::uuid)"
_HELD = f"holder = {_ACTOR}"
_OWN_ACT = f"actor_id = {_ACTOR}"


def _seat(table: str, case_id: str) -> str:
    """Whether the caller's organisation has a seat in the case: asks `case_seat` alone, whose policy asks nobody."""
    return (
        f"exists (select from {SCHEMA}.case_seat as seat where seat.tenant_id = {table}.tenant_id"
        f" and seat.case_id = {table}.{case_id}"
        " and seat.organisation_id = (select current_setting('app.organisation', true)))"
    )


@dataclass(frozen=True, slots=True)
class Grant:
    """What a role may do to a table; `update` names the columns that it may change, `delete` is of a queue alone."""

    select: bool = False
    insert: bool = False
    update: tuple[str, ...] = ()
    delete: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A table's class. Of a tenant's rows, `sees`, `adds` and `changes` are conditions beside the tenant's own.

    `changes` is of the row as it becomes. Which rows may be changed is left to `sees`: a party locks its case in its
    own scope, and a lock asks what an update asks of the row as it is.
    """

    kind: Kind
    grants: Mapping[str, Grant] = field(default_factory=dict)
    sees: str | None = None
    adds: str | None = None
    changes: str | None = None


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy as CREATE POLICY takes it; `using` and `check` are None where the command has no such part."""

    table: str
    name: str
    command: Command
    using: str | None
    check: str | None
    roles: tuple[str, ...] = TENANT_ROLES


def _tenant(
    *, sees: str | None = None, adds: str | None = None, changes: str | None = None, update: tuple[str, ...] = ()
) -> Rule:
    # The worker reads, inside a tenant's transaction; what its jobs write it is given table by table.
    app = Grant(select=True, insert=True, update=update)
    return Rule("tenant", {APP: app, WORKER: Grant(select=True)}, sees, adds, changes)


# What is submitted stays as it was submitted.
_OWN_DELIVERY = (
    f"exists (select from {SCHEMA}.delivery where delivery.tenant_id = observation.tenant_id"
    " and delivery.round_id = observation.round_id and delivery.number = observation.number"
    " and delivery.submitted_at is null)"
)
_BY_UNIT = f"({_STAFF} or {_OWN_UNIT})"
_OF_OWN_UNIT = f"audience = 'party' and stream_kind = 'unit' and {_OWN_UNIT.replace('unit_id', 'stream_id', 1)}"
_BY_SEAT = f"audience = 'party' and stream_kind = 'case' and {_seat('event', 'stream_id')}"
_PERSONAL_BY_SEAT = f"audience = 'party' and stream_kind = 'case' and {_seat('event_personal', 'stream_id')}"

_ISSUER_CHANGES = (
    "national_body",
    "counterpart",
    "audience",
    "algorithms",
    "jwks_uri",
    "roles_claim",
    "unit_claim",
    "allowed_roles",
    "withdrawn",
    "version",
)

# What its program changes of a job: everything but what was asked for, its region and when.
_JOB_CHANGES = ("queue_manager_id", "updated", "heartbeat", "execute_after", "status", "attempts", "slot")

REGISTRY: Final[Mapping[str, Rule]] = MappingProxyType(
    {
        "chain_head": _tenant(adds=_GENESIS, update=("seq", "hash", "recorded_at")),
        "event": _tenant(
            sees=f"({_READ_BY_STAFF} or {_OF_RULES} or {_OF_ACCESS} or {_OF_OWN_UNIT} or {_BY_SEAT})",
            # A party's seat in a case that it opens is there by then.
            adds=f"{_OWN_ACT} and ({_READ_BY_STAFF} or {_OF_RULES} or {_OF_ACCESS} or {_BY_SEAT})",
        ),
        "event_personal": _tenant(
            sees=f"({_READ_BY_STAFF} or {_OF_RULES} or {_OF_ACCESS} or {_PERSONAL_BY_SEAT})",
            # Written in one statement with the seats of a case that opens, which it does not see yet.
            adds=f"({_READ_BY_STAFF} or {_OF_RULES} or {_OF_ACCESS}"
            f" or {_BY_A_PARTY} and audience = 'party' and stream_kind = 'case')",
        ),
        "care_unit": _tenant(
            # A counterpart names the unit that its case is about: which units there are is no secret.
            sees=f"({_KEEPER} or {_BY_A_COUNTERPART} or {_OWN_UNIT})",
            adds=_STAFF,
            changes=_STAFF,
            update=("name", "name_sort", "provider_name", "provider_orgnr", "street", "postal_code", "city"),
        ),
        "provider": _tenant(sees=_STAFF, adds=_STAFF, changes=_STAFF, update=("name", "name_sort", "stated_at")),
        "agreement": _tenant(sees=_BY_UNIT, adds=_STAFF),
        "listed_count": _tenant(sees=_BY_UNIT, adds=_STAFF),
        "case_file": _tenant(
            sees=f"({_STAFF} or {_seat('case_file', 'case_id')})",
            adds=f"({_STAFF} or {_BY_A_COUNTERPART} or {_OWN_UNIT})",
            changes=_STAFF,
            update=("ladder", "state", "colour", "plan_due_on", "sanctioned", "sanction_runs", "closed_on", "version"),
        ),
        "case_internal": _tenant(
            sees=_STAFF,
            # A party opens a case that nobody has classified yet.
            adds=f"({_STAFF} or {_BY_A_PARTY} and classified is null and score is null)",
            changes=_STAFF,
            update=("classified", "score", "state", "version"),
        ),
        "case_seat": _tenant(
            sees=f"({_STAFF} or {_OWN_ORGANISATION})", adds=f"({_STAFF} or {_BY_A_PARTY} and {_OWN_ORGANISATION})"
        ),
        "ruleset_version": _tenant(adds=_NO_PARTY),
        "ruleset_draft": _tenant(
            sees=_NO_PARTY,
            adds=_NO_PARTY,
            changes=_NO_PARTY,
            update=("label", "state", "content", "changed_at", "version"),
        ),
        "settlement": _tenant(adds=_STAFF),
        "settlement_line": _tenant(sees=_BY_UNIT, adds=_STAFF),
        "withholding_entry": _tenant(sees=_BY_UNIT, adds=_STAFF),
        "command_memory": _tenant(sees=_OWN_ACT, adds=_OWN_ACT),
        "seat": _tenant(
            sees=f"({_KEEPER} or {_HELD})",
            adds=_KEEPER,
            changes=_KEEPER,
            update=("valid_until", "revoked_at", "version"),
        ),
        "access_version": _tenant(adds=_KEEPER, changes=_KEEPER, update=("version",)),
        "read_log": _tenant(sees=_STAFF, adds=_OWN_ACT),
        # Asked for and cancelled over the API, carried out by the worker in the scope of who asked.
        "simulation": Rule(
            "tenant",
            {
                APP: Grant(select=True, insert=True, update=("state", "ended_at")),
                WORKER: Grant(select=True, update=("state", "done", "cases", "totals", "refusal", "ended_at")),
            },
            sees=_STAFF,
            adds=f"{_STAFF} and {_OWN_ACT}",
            changes=_STAFF,
        ),
        "simulation_case": Rule(
            "tenant", {APP: Grant(select=True), WORKER: Grant(select=True, insert=True)}, sees=_STAFF, adds=_STAFF
        ),
        # A region's figures are those of its office: no party sees or delivers any. Whoever signs last, acts.
        "delivery": _tenant(
            sees=_NO_PARTY,
            adds=f"{_NO_PARTY} and opened_by = {_ACTOR} and submitted_by is null",
            changes=f"{_NO_PARTY} and coalesce(approved_by, submitted_by, {_ACTOR}) = {_ACTOR}",
            update=(
                "batch",
                *(f"{act}_{part}" for act in ("submitted", "approved") for part in ("at", "by")),
                "acknowledged",
                "amounts_released",
                "changed_at",
                "version",
            ),
        ),
        "observation": _tenant(sees=_NO_PARTY, adds=f"{_NO_PARTY} and delivered_by = {_ACTOR} and {_OWN_DELIVERY}"),
        "indicator_round": Rule(
            "published",
            {
                NATIONAL: Grant(select=True, insert=True, update=("closes_on",)),
                APP: Grant(select=True),
                WORKER: Grant(select=True),
            },
        ),
        # Given by the region that approves, answered by the national body, marked by whoever publishes.
        "delivery_notice": Rule(
            "published",
            {
                NATIONAL: Grant(select=True, update=("received_at", "received_by", "returned_at", "return_reason")),
                APP: Grant(select=True, insert=True),
                WORKER: Grant(select=True, update=("publication_id",)),
            },
            sees=_NO_PARTY,
            adds=_NO_PARTY,
            changes=_NO_PARTY,
        ),
        "publication": Rule(
            "published",
            {
                NATIONAL: Grant(select=True, insert=True),
                APP: Grant(select=True),
                WORKER: Grant(select=True, update=("state", "published_at", "regions", "cells", "changed")),
            },
        ),
        "published_cell": Rule(
            "published",
            {
                NATIONAL: Grant(select=True),
                APP: Grant(select=True),
                WORKER: Grant(select=True, insert=True, update=("superseded_in",)),
            },
        ),
        # Asked by `iss` alone, before it is known whose it is; written in the region's own name, or the platform's.
        "issuer": Rule(
            "reference",
            {APP: Grant(select=True, insert=True, update=_ISSUER_CHANGES), WORKER: Grant(select=True)},
            adds=_KEEPER,
            changes=_KEEPER,
        ),
        "pgqueuer": Rule(
            "queue",
            {
                APP: Grant(select=True, insert=True),
                NATIONAL: Grant(select=True, insert=True),
                WORKER: Grant(select=True, update=_JOB_CHANGES, delete=True),
            },
        ),
        "pgqueuer_log": Rule(
            "queue",
            {APP: Grant(insert=True), NATIONAL: Grant(insert=True), WORKER: Grant(select=True, insert=True)},
        ),
        # Looked for when the worker starts, and not used.
        "pgqueuer_statistics": Rule("queue", {WORKER: Grant(select=True)}),
        "pgqueuer_schedules": Rule("queue"),
        # Alembic's own: which migrations have run.
        "schema_version": Rule("reference"),
    }
)


def tables_of(kind: Kind) -> tuple[str, ...]:
    """The names of a class's tables, without schema."""
    return tuple(name for name, rule in REGISTRY.items() if rule.kind == kind)


def guarded(table: str) -> bool:
    """Whether row-level security is on: for every tenant's table, and for any other that regions write."""
    rule = REGISTRY[table]
    return rule.kind == "tenant" or rule.adds is not None


def policies(table: str) -> tuple[Policy, ...]:
    """The policies of a table; none where row-level security is not on."""
    rule = REGISTRY[table]
    if not guarded(table):
        return ()
    sees, adds, changes = (
        _TENANT if condition is None else f"{_TENANT} and {condition}"
        for condition in (rule.sees, rule.adds, rule.changes)
    )
    if rule.kind == "reference":
        sees = "true"
    found = [Policy(table, f"{table}_read", "select", sees, None)]
    if any(grant.insert for grant in rule.grants.values()):
        found.append(Policy(table, f"{table}_append", "insert", None, adds))
    if any(grant.update for grant in rule.grants.values()):
        found.append(Policy(table, f"{table}_change", "update", _TENANT, changes))
    if NATIONAL in rule.grants:
        found.append(Policy(table, f"{table}_national", "all", "true", "true", (NATIONAL,)))
    return tuple(found)


def statements(tables: Iterable[str]) -> Iterator[str]:
    """The SQL, without semicolons, that puts tables which exist under their rules."""
    for table in tables:
        name, rule = f"{SCHEMA}.{table}", REGISTRY[table]
        if guarded(table):
            yield f"alter table {name} enable row level security"
            yield f"alter table {name} force row level security"
        for policy in policies(table):
            using = f"\n  using ({policy.using})" if policy.using else ""
            check = f"\n  with check ({policy.check})" if policy.check else ""
            to = ", ".join(policy.roles)
            yield f"create policy {policy.name} on {name} for {policy.command} to {to}{using}{check}"
        for role, grant in rule.grants.items():
            rights = [word for word, given in (("select", grant.select), ("insert", grant.insert)) if given]
            if grant.delete:
                rights.append("delete")
            if grant.update:
                rights.append(f"update ({', '.join(grant.update)})")
            if rights:
                yield f"grant {', '.join(rights)} on {name} to {role}"
