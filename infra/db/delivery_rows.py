"""Deliveries of figures: what a command reads of them, and the rows that it writes."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Iterable, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, cast
from uuid import UUID

import asyncpg

from infra.db.access_writes import Statement
from infra.db.pool import Connection
from service.delivering_ports import Approved, DeliveryAct, Figures, Opened, Place, Submitted, Withdrawn
from service.national.deliveries import Delivery, read, written
from service.national.observations import Key, Observation
from service.national.periods import ReportingPeriod

_PART: Final = 5_000
"""Figures that are read or written at a time."""
_KEY: Final = ("indicator", "period", "categories")
_SAID: Final = (
    "status",
    "source",
    "scope",
    "numerator",
    "denominator",
    "value",
    "registrant",
    "code_text",
    "coverage",
    "flags",
    "comment",
    "definition",
)
_COLUMNS: Final = ", ".join((*_KEY, *_SAID))
_TYPES: Final = ", ".join(
    f"${place}::{kind}[]"
    for place, kind in enumerate(("text",) * 6 + ("bigint",) * 2 + ("text",) * 6 + ("int",), start=7)
)
_LOCK: Final = """
select from delivery where tenant_id = $1 and round_id = $2 order by number desc limit 1 for no key update
"""
# What became of it at the national body, beside it.
_DELIVERIES: Final = """
select delivery.number, delivery.batch, delivery.version, delivery.opened_at, delivery.submitted_at,
  delivery.submitted_by, delivery.approved_at, delivery.approved_by, delivery_notice.received_at,
  delivery_notice.returned_at, publication.published_at
from delivery
left join delivery_notice using (tenant_id, round_id, number)
left join publication using (publication_id)
where delivery.tenant_id = $1 and delivery.round_id = $2
order by delivery.number
"""
_FIGURES: Final = f"""
select distinct on (indicator, period, categories) {_COLUMNS}
from observation
where tenant_id = $1 and round_id = $2 and number <= $3
order by indicator, period, categories, number desc, batch desc
"""  # noqa: S608 - names of columns
_OWN_COLUMNS: Final = ", ".join(f"found.{name}" for name in (*_KEY, *_SAID))
_KNOWN: Final = f"""
select {_OWN_COLUMNS}
from unnest($4::text[], $5::text[], $6::text[]) as asked (indicator, period, categories),
  lateral (
    select * from observation
    where observation.tenant_id = $1 and observation.round_id = $2 and observation.number <= $3
      and observation.indicator = asked.indicator and observation.period = asked.period
      and observation.categories = asked.categories
    order by number desc, batch desc limit 1
  ) as found
"""  # noqa: S608 - as above
_EARLIER: Final = f"""
select distinct on (indicator, period, categories) {_COLUMNS}
from observation
join delivery using (tenant_id, round_id, number)
where observation.tenant_id = $1 and observation.round_id <> $2 and delivery.approved_at is not null
  and indicator = any($3) and categories !~ '(^|;)UNIT='
order by indicator, period, categories, delivery.approved_at desc, observation.batch desc
"""  # noqa: S608 - as above
_COUNT: Final = "select count(*) from observation where tenant_id = $1 and round_id = $2 and number = $3"

# What was known before stays known: nothing in a delivery bears an earlier instant than what came before it.
_AT: Final = "greatest($4, changed_at)"
_OPENED: Final = """
insert into delivery (tenant_id, round_id, number, batch, opened_at, opened_by, amounts_released, changed_at, version)
values ($1, $2, $3, 0, $4, $5, false, $4, 1)
"""
_DELIVERED: Final = f"""
insert into observation (tenant_id, round_id, number, batch, recorded_at, delivered_by, {_COLUMNS})
select $1, $2, $3, $6, greatest($4, (
    select changed_at from delivery where delivery.tenant_id = $1 and delivery.round_id = $2 and delivery.number = $3
  )), $5, given.*
from unnest({_TYPES}) as given
"""  # noqa: S608 - as above
_WHERE: Final = (
    "changed_at = greatest($4, changed_at), version = version + 1 where tenant_id = $1 and round_id = $2 and"
)
_BATCHED: Final = f"update delivery set batch = $5, {_WHERE} number = $3"  # noqa: S608 - as above
_SUBMITTED: Final = f"""
update delivery set submitted_at = {_AT}, submitted_by = $5, acknowledged = $6, {_WHERE} number = $3
"""  # noqa: S608 - as above
_WITHDRAWN: Final = f"""
update delivery set submitted_at = null, submitted_by = null, acknowledged = null, {_WHERE} number = $3
"""  # noqa: S608 - as above
_APPROVED: Final = f"""
update delivery set approved_at = {_AT}, approved_by = $5, amounts_released = $6, {_WHERE} number = $3
"""  # noqa: S608 - as above
_NOTICE: Final = """
insert into delivery_notice (tenant_id, round_id, number, approved_at, expected, present, answered, digest)
select $1, $2, $3, greatest($4, changed_at), $5, $6, $7, $8
from delivery where tenant_id = $1 and round_id = $2 and number = $3
"""


def delivery_statements(act: DeliveryAct | None, tenant_id: str, actor_id: UUID, at: datetime) -> Iterable[Statement]:
    """The rows of what is done to a delivery; none where nothing is."""
    if act is None:
        return
    key = [tenant_id, act.place.round_id, act.place.number, at]
    match act:
        case Opened():
            yield _OPENED, [*key, actor_id]
        case Figures():
            yield figures_statement(act, tenant_id, actor_id, at)
            yield batch_statement(act, tenant_id, at)
        case Submitted():
            yield _SUBMITTED, [*key, actor_id, " ".join(act.acknowledged)]
        case Withdrawn():
            yield _WITHDRAWN, key
        case Approved():
            yield _APPROVED, [*key, actor_id, act.amounts_released]
            yield _NOTICE, [*key, act.expected, act.present, act.answered, act.digest]


def figures_statement(figures: Figures, tenant_id: str, actor_id: UUID, at: datetime) -> Statement:
    """The statement that adds the figures, however many."""
    place = [tenant_id, figures.place.round_id, figures.place.number, at, actor_id, figures.batch]
    return _DELIVERED, [*place, *map(list, zip(*map(_row, figures.observations), strict=True))]


def batch_statement(figures: Figures, tenant_id: str, at: datetime) -> Statement:
    """The statement by which the delivery has come to that batch."""
    return _BATCHED, [tenant_id, figures.place.round_id, figures.place.number, at, figures.batch]


def _row(one: Observation) -> tuple[Any, ...]:
    value, coverage = (None if number is None else f"{number:f}" for number in (one.value, one.coverage))
    numbers = (one.numerator, one.denominator, value)
    noted = (one.registrant, one.code_text, coverage, " ".join(one.flags), one.comment, one.definition)
    return (*_key(one.key), one.status, one.source, one.scope, *numbers, *noted)


def _key(key: Key) -> tuple[str, str, str]:
    return key.indicator, str(key.period), written(key.categories)


def observation_of(row: asyncpg.Record, region: str) -> Observation:
    """The figure of a row, as it was delivered."""
    key = Key(row["indicator"], region, ReportingPeriod.parse(row["period"]), read(row["categories"]))
    value, coverage = (None if row[name] is None else Decimal(row[name]) for name in ("value", "coverage"))
    return Observation(
        key=key,
        value=value,
        coverage=coverage,
        flags=tuple(row["flags"].split()),
        **{name: row[name] for name in _SAID if name not in {"value", "coverage", "flags"}},
    )


async def deliveries(connection: Connection, tenant_id: str, round_id: str, *, lock: bool) -> list[Delivery]:
    """The region's deliveries to the round, the last locked: whoever waited for it sees what it has become."""
    if lock:
        await connection.execute(_LOCK, tenant_id, round_id)
    rows = await connection.fetch(_DELIVERIES, tenant_id, round_id)
    return [Delivery(round_id=round_id, **dict(row)) for row in rows]


async def figures(connection: Connection, tenant_id: str, place: Place) -> AsyncGenerator[Sequence[Observation], None]:
    cursor = await connection.cursor(_FIGURES, tenant_id, place.round_id, place.number)
    while rows := await cursor.fetch(_PART):
        yield [observation_of(row, tenant_id) for row in rows]


async def known_figures(
    connection: Connection, tenant_id: str, place: Place, keys: Sequence[Key]
) -> dict[Key, Observation]:
    columns = map(list, zip(*map(_key, keys), strict=True)) if keys else ([], [], [])
    rows = await connection.fetch(_KNOWN, tenant_id, place.round_id, place.number, *columns)
    return {one.key: one for one in (observation_of(row, tenant_id) for row in rows)}


async def count_figures(connection: Connection, tenant_id: str, place: Place) -> int:
    return cast("int", await connection.fetchval(_COUNT, tenant_id, place.round_id, place.number))


async def earlier_figures(
    connection: Connection, tenant_id: str, round_id: str, indicators: Sequence[str]
) -> list[Observation]:
    rows = await connection.fetch(_EARLIER, tenant_id, round_id, list(indicators))
    return [observation_of(row, tenant_id) for row in rows]
