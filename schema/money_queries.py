"""Questions about money beside the ledger itself: settlements compared, and sums over time. One statement each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Annotated, Final
from uuid import UUID

import strawberry
from strawberry import argument

from schema.arguments import KnownAt, check_months, check_past
from schema.context import Info, Scope, scope_of
from schema.ids import bad_input, global_id, own_id
from schema.needs import LEDGER, Gathered, described, facts, gather, selection
from schema.scalars import Money, MonthText
from schema.settled import settlement_of, settlement_reads
from schema.types.ledger import LedgerLine
from schema.types.money import (
    AmountsOverTime,
    DifferenceReason,
    LineDifference,
    SettlementComparison,
    UnitAmounts,
    UnitDifference,
)
from schema.types.units import care_unit
from service.domain.dates import Month
from service.domain.money import format_sek
from service.reads import Filter, Read
from service.rules.compare import Change, changes
from service.rules.over_time import MonthSum, month_sums
from service.rules.settle import Entry
from service.usecases.views import CaseView, Row

_OF_MONTHS: Final = {"listed": "listed_count", "settled": "settlement_line"}


@strawberry.type
class MoneyQuery:
    @described(
        "Två avräkningar jämförda, enhet för enhet och ärende för ärende; null där någon av månaderna inte är"
        " avräknad. Two settlements compared, unit by unit and case by case; null where either month is not settled.",
        permission="READ_LEDGER",
    )
    async def settlement_comparison(
        self,
        info: Info,
        from_month: Annotated[
            MonthText, argument(name="from", description="Månaden att jämföra med. The month to compare with.")
        ],
        to: Annotated[MonthText, argument(description="Månaden som jämförs. The month that is compared.")],
    ) -> SettlementComparison | None:
        key, raw = str(info.path.key), info._raw_info  # noqa: SLF001 - the selection is graphql-core's
        keys = f"{key}:from", f"{key}:to"
        unit = gather(raw, "CareUnit", selection(raw, "units", "unit"))
        owner = unit.read("unit", "unit", relation="settlement_line.unit", one=True)
        units = Read(
            f"{key}:units",
            "settlement_line",
            ("settled_in", "position", "unit_id"),
            where=(Filter("settled_in", "in", (from_month, to)),),
            children=(owner,),
        )
        reads = [
            one
            for each, month, name in zip(keys, (from_month, to), ("from", "to"), strict=True)
            for one in settlement_reads(info, each, month, name)
        ]
        rows = await info.context.load(*reads, units)
        earlier, later = (settlement_of(info.context, rows, each) for each in keys)
        if earlier is None or later is None:
            return None
        both = [[*one.lines, *one.corrections] for one in (earlier, later)]
        named = {UUID(row["unit_id"]): row["unit"] for row in rows[units.key]}
        return SettlementComparison(
            earlier=earlier,
            later=later,
            difference=Money(format_sek(_sum(both[1]) - _sum(both[0]))),
            units=_units(both[0], both[1], named),
        )

    @described(
        "Belopp per månad, för en vårdenhet eller, utan `unitId`, för hela regionen; null där enheten inte finns eller"
        " inte är din, och utan `unitId` för en part. Amounts by month, of a care unit or, without `unitId`, of the"
        " whole region; null where the unit does not exist or is not yours, and without `unitId` for a party.",
        permission="READ_LEDGER",
    )
    async def amounts(
        self,
        info: Info,
        from_month: Annotated[
            MonthText, argument(name="from", description="Första månad, med. The first of the months, inclusive.")
        ],
        until: Annotated[
            MonthText,
            argument(
                description="Sista månad, med, högst 240 månader bort. The last of the months, inclusive, at most 240"
                " of them."
            ),
        ],
        unit_id: Annotated[
            strawberry.ID | None,
            argument(
                description="Vårdenheten, som globalt id; utelämnad: hela regionen. The care unit, by its global id;"
                " omitted: the whole region."
            ),
        ] = None,
        known_at: KnownAt = None,
    ) -> AmountsOverTime | None:
        own = None if unit_id is None else own_id("CareUnit", unit_id)
        if unit_id is not None and own is None:
            raise bad_input("unitId is not the id of a care unit")
        check_past(info, known_at)
        first, last = check_months(from_month, until)
        if own is None and info.context.actor.by_party:
            return None
        key, raw = str(info.path.key), info._raw_info  # noqa: SLF001 - as above
        unit = gather(raw, "CareUnit", selection(raw, "units", "unit"))
        cases = cases_read(f"{key}:cases", own, first, last, known_at)
        owner = unit.read("unit", "unit", relation="case.unit", one=True)
        reads = [replace(cases, children=(*cases.children, owner)), *facts(key, known_at)]
        if own is not None:
            reads.append(unit.read(key, "unit", where=(Filter("unit_id", "=", own),), one=True))
        rows = await info.context.load(*reads)
        if own is not None and rows[key] is None:
            return None
        scope = scope_of(info.context, rows, key, known_at)
        scope.until = last.end
        units, sums = _over_time(rows[cases.key], rows.get(key), scope, (first, last))
        return AmountsOverTime(from_month=from_month, until_month=until, known_at=known_at, units=units, sums=sums)


def cases_read(key: str, unit_id: UUID | None, first: Month, last: Month, known_at: datetime | None) -> Read:
    """Every sanctioned case, of the unit or of the region, with what the amounts of these months follow from."""
    wanted = Gathered(bundles=dict.fromkeys(LEDGER))
    where = [Filter(column="sanctioned", comparison="holds", value=True)]
    if unit_id is not None:
        where.append(Filter("unit_id", "=", unit_id))
    read = wanted.read(key, "case", known_at=known_at, where=tuple(where))
    # A month may be paid by the count of the month before.
    span = (Filter("month", ">=", str(first.plus(-1))), Filter("month", "<=", str(last)))
    children = [replace(one, where=(*one.where, *span)) if one.key in _OF_MONTHS else one for one in read.children]
    return replace(read, children=tuple(children))


def _over_time(
    cases: Sequence[Row], unit: Row | None, scope: Scope, months: tuple[Month, Month]
) -> tuple[list[UnitAmounts], list[MonthSum]]:
    """The sums of each unit, the one asked for where there is one, and of all."""
    owners = {} if unit is None else {unit["unit_id"]: unit}
    entries: dict[str, list[Entry]] = {unit_id: [] for unit_id in owners}
    for row in cases:
        if row["events"]:  # else it was not known yet
            found = CaseView(row, scope.known).entries
            owners.setdefault(row["unit_id"], row["unit"])
            entries.setdefault(row["unit_id"], []).extend(found)
    named = sorted(owners.values(), key=by_name)
    units = [UnitAmounts(unit=care_unit(one), sums=month_sums(entries[one["unit_id"]], *months)) for one in named]
    return units, month_sums(chain.from_iterable(entries.values()), *months)


def by_name(row: Row) -> tuple[str, str]:
    """What units are sorted by."""
    return row["name_sort"], row["unit_id"]


def _sum(lines: Iterable[LedgerLine]) -> int:
    return sum(line.entry.amount_ore or 0 for line in lines)


def _units(
    before: Sequence[LedgerLine], after: Sequence[LedgerLine], named: Mapping[UUID, Row]
) -> list[UnitDifference]:
    lines = {id(line.entry): line for line in (*before, *after)}
    found: dict[UUID, list[Change]] = defaultdict(list)
    for change in changes([line.entry for line in before], [line.entry for line in after]):
        found[change.entry.unit_id].append(change)
    return [
        UnitDifference(
            unit=care_unit(named[unit_id]),
            before=_of_unit(before, unit_id),
            after=_of_unit(after, unit_id),
            difference=Money(format_sek(sum(change.difference_ore for change in found[unit_id]))),
            lines=[_difference(change, lines) for change in found[unit_id]],
        )
        for unit_id in sorted(found, key=lambda one: by_name(named[one]))
    ]


def _of_unit(lines: Iterable[LedgerLine], unit_id: UUID) -> Money:
    return Money(format_sek(_sum(line for line in lines if line.entry.unit_id == unit_id)))


def _difference(change: Change, lines: Mapping[int, LedgerLine]) -> LineDifference:
    before, after = (None if one is None else lines[id(one)] for one in (change.before, change.after))
    return LineDifference(
        case_id=strawberry.ID(global_id("Case", change.entry.case_id)),
        reasons=[DifferenceReason(reason) for reason in change.reasons],
        before=before,
        after=after,
        difference=Money(format_sek(change.difference_ore)),
    )
