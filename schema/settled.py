"""A settlement from its stored rows."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from schema.context import Context
from schema.scalars import Money, MonthText
from schema.types.ledger import LedgerLine, Settlement
from service.domain.dates import Month
from service.domain.money import format_sek
from service.reads import Filter, Order, Read
from service.rules.settle import Entry, explain_entry
from service.usecases.views import Row

_LINE = (
    "case_id",
    "unit_id",
    "month",
    "rate_ore",
    "days",
    "days_in_month",
    "listed",
    "amount_ore",
    "correction",
)


def settlement_reads(key: str, month: str) -> tuple[Read, ...]:
    """What a settlement is read from: its row, its lines, and the rulesets behind them."""
    return (
        Read(key, "settlement", ("month", "settled_on"), where=(Filter("month", "=", month),), one=True),
        Read(
            f"{key}:lines",
            "settlement_line",
            (*_LINE, "ruleset_id", "settled_in"),
            where=(Filter("settled_in", "=", month),),
            order=(Order("position"),),
        ),
        Read(
            f"{key}:rulesets",
            "ruleset_version",
            ("ruleset_id", "content"),
            order=(Order("adopted_at"), Order("ruleset_id")),
        ),
    )


def _line(context: Context, row: Row, rulesets: Mapping[UUID, Any]) -> LedgerLine:
    ruleset_id = UUID(row["ruleset_id"])
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
        ruleset_id=ruleset_id,
        correction=row["correction"],
        settled_in=row["settled_in"],
    )
    return LedgerLine(entry=entry, why=explain_entry(entry, context.rulesets.parse(ruleset_id, rulesets[ruleset_id])))


def settlement_of(context: Context, rows: Mapping[str, Any], key: str) -> Settlement | None:
    """The settlement, None where the month is not settled. A party sees its own unit's lines and their sum."""
    head: Row | None = rows[key]
    if head is None:
        return None
    contents = {UUID(row["ruleset_id"]): row["content"] for row in rows[f"{key}:rulesets"]}
    lines = [_line(context, row, contents) for row in rows[f"{key}:lines"]]
    return Settlement(
        month=MonthText(head["month"]),
        settled_on=date.fromisoformat(head["settled_on"]),
        total=Money(format_sek(sum(line.entry.amount_ore or 0 for line in lines))),
        lines=[line for line in lines if not line.entry.correction],
        corrections=[line for line in lines if line.entry.correction],
    )
