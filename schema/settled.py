"""A settlement from its stored rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any
from uuid import UUID

import strawberry

from schema.bundles import ADOPTED, SETTLED_COLUMNS
from schema.context import Context, Info
from schema.ids import global_id
from schema.needs import gather, selection
from schema.scalars import Money, MonthText
from schema.types.ledger import SEALED, LedgerLine, Settlement
from service.domain.dates import Month
from service.domain.money import format_sek
from service.reads import Filter, Order, Read
from service.rules.ruleset import Ruleset
from service.rules.settle import Entry, explain_entry
from service.usecases.exporting import content_in, content_reads
from service.usecases.settlement import settlement_id
from service.usecases.views import Row


def settlement_reads(info: Info, key: str, month: str, *path: str) -> tuple[Read, ...]:
    """What a settlement is read from: its row, lines, event (the staff's) and the rulesets behind them.

    Its seal needs more, read where it is selected under `path` of the field being resolved.
    """
    context, raw = info.context, info._raw_info  # noqa: SLF001 - the selection is graphql-core's
    sealed: tuple[Read, ...] = ()
    if SEALED in gather(raw, "Settlement", selection(raw, *path)).bundles:
        sealed = content_reads(context.actor.tenant_id, Month.parse(month), _sealed(key))
    return (
        *sealed,
        Read(key, "settlement", ("month", "settled_on"), where=(Filter("month", "=", month),), one=True),
        Read(
            f"{key}:lines",
            "settlement_line",
            SETTLED_COLUMNS,
            where=(Filter("settled_in", "=", month),),
            order=(Order("position"),),
        ),
        Read(
            f"{key}:event",
            "event",
            ("body",),
            where=(
                Filter("stream_kind", "=", "settlement"),
                Filter("stream_id", "=", settlement_id(context.actor.tenant_id, Month.parse(month))),
            ),
        ),
        Read(
            f"{key}:rulesets",
            "ruleset_version",
            ("ruleset_id", "content"),
            order=ADOPTED,
        ),
    )


def _sealed(key: str) -> str:
    return f"{key}:{SEALED}:"


def _line(row: Row, versions: Mapping[UUID, Ruleset]) -> LedgerLine:
    entry = Entry(
        case_id=UUID(row["case_id"]),
        unit_id=UUID(row["unit_id"]),
        month=Month.parse(row["month"]),
        rate_ore=row["rate_ore"],
        days=row["days"],
        days_in_month=row["days_in_month"],
        listed=row["listed"],
        amount_ore=row["amount_ore"],
        status="SETTLED",
        ruleset_id=UUID(row["ruleset_id"]),
        correction=row["correction"],
        settled_in=row["settled_in"],
    )
    return LedgerLine(entry=entry, why=partial(explain_entry, entry, versions))


def settlement_of(context: Context, rows: Mapping[str, Any], key: str) -> Settlement | None:
    """The settlement, None where the month is not settled. A party sees its own unit's lines and their sum."""
    head: Row | None = rows[key]
    if head is None:
        return None
    parsed = ((UUID(row["ruleset_id"]), row["content"]) for row in rows[f"{key}:rulesets"])
    versions = {own: context.rulesets.parse(own, content) for own, content in parsed}
    lines = [_line(row, versions) for row in rows[f"{key}:lines"]]
    left_out = [case_id for event in rows[f"{key}:event"] for case_id in event["body"]["left_out"]]
    return Settlement(
        content=partial(content_in, rows, context.actor.tenant_id, _sealed(key)),
        month=MonthText(head["month"]),
        settled_on=date.fromisoformat(head["settled_on"]),
        total=Money(format_sek(sum(line.entry.amount_ore or 0 for line in lines))),
        lines=[line for line in lines if not line.entry.correction],
        corrections=[line for line in lines if line.entry.correction],
        left_out=[strawberry.ID(global_id("Case", case_id)) for case_id in left_out],
    )
