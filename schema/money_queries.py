"""Questions about money beside the ledger itself: settlements compared, and sums over time. One statement each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import chain
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import argument

from schema.arguments import FromMonth, KnownAt, UntilMonth, check_months, check_past, unit_asked
from schema.bundles import BUNDLES, SETTLED_COLUMNS
from schema.context import Info, Scope, scope_of
from schema.ids import global_id
from schema.needs import Gathered, described, facts, gather, known_then, selection
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
from schema.unit_queries import as_it_was
from service.domain.dates import Month
from service.domain.money import format_sek
from service.reads import Filter, Order, Read
from service.rules.compare import Change, changes
from service.rules.over_time import month_sums
from service.rules.settle import Entry
from service.usecases.unit_views import unit_as_known
from service.usecases.views import CaseView, Row


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
        from_month: FromMonth,
        until: UntilMonth,
        unit_id: Annotated[
            strawberry.ID | None,
            argument(
                description="Vårdenheten, som globalt id; utelämnad: hela regionen. The care unit, by its global id;"
                " omitted: the whole region."
            ),
        ] = None,
        known_at: KnownAt = None,
    ) -> AmountsOverTime | None:
        own = None if unit_id is None else unit_asked(unit_id)
        check_past(info, known_at)
        first, last = check_months(from_month, until)
        if own is None and info.context.actor.scope != "STAFF":
            return None  # a sum over what somebody happens to see would be taken for the region's
        key, raw = str(info.path.key), info._raw_info  # noqa: SLF001 - as above
        unit = gather(raw, "CareUnit", selection(raw, "units", "unit"))
        if known_at is not None:
            as_it_was(unit)
        units, cases = amounts_reads(key, unit, own, (first, last), known_at)
        rows = await info.context.load(units, cases, *facts(key, known_at))
        if own is not None and not rows[units.key]:
            return None
        scope = scope_of(info.context, rows, key, known_at)
        scope.until = last.end
        found = _by_unit(rows[units.key], rows[cases.key], scope)
        shown = [one for one in rows[units.key] if own is not None or one["unit_id"] in found]
        return AmountsOverTime(
            from_month=from_month,
            until_month=until,
            known_at=known_at,
            units=[
                UnitAmounts(
                    unit=care_unit(one if known_at is None else unit_as_known(one)),
                    sums=month_sums(found.get(one["unit_id"], ()), first, last),
                )
                for one in shown
            ],
            sums=month_sums(chain.from_iterable(found.values()), first, last),
        )


def amounts_reads(
    key: str, unit: Gathered, unit_id: UUID | None, months: tuple[Month, Month], known_at: datetime | None
) -> tuple[Read, Read]:
    """The unit, or all of the region's, with what the amounts of these months rest on; and its sanctioned cases.

    Each row is read once, whatever number of cases a unit has.
    """
    own: tuple[Filter, ...] = () if unit_id is None else (Filter("unit_id", "=", unit_id),)
    known: tuple[Filter, ...] = () if known_at is None else (Filter("recorded_at", "<=", known_at),)
    # A month may be paid by the count of the month before.
    span = (Filter("month", ">=", str(months[0].plus(-1))), Filter("month", "<=", str(months[1])), *known)
    settled = Read("settled", "settlement_line", SETTLED_COLUMNS, relation="unit.settled", where=span)
    order = (Order("settled_in"), Order("position"))
    children = (
        replace(BUNDLES["unit", "listed"], key="counted", where=span),
        known_then(replace(BUNDLES["unit", "agreements"], key="agreed"), known_at),
        replace(settled, order=order),
    )
    owner = unit.read(
        f"{key}:units", "unit", known_at=known_at, where=own, order=(Order("name_sort"), Order("unit_id"))
    )
    sanctioned = Filter(column="sanctioned", comparison="holds", value=True)
    events = known_then(BUNDLES["case", "events"], known_at)
    cases = Read(f"{key}:cases", "case", ("case_id", "unit_id"), children=(events,), where=(sanctioned, *own))
    return replace(owner, children=(*owner.children, *children)), cases


def _by_unit(units: Sequence[Row], cases: Sequence[Row], scope: Scope) -> dict[str, list[Entry]]:
    """The ledger entries of every unit with a sanction that was known."""
    owners = {one["unit_id"]: one for one in units}
    settled: dict[str, list[Row]] = defaultdict(list)
    for line in chain.from_iterable(one["settled"] for one in units):
        settled[line["case_id"]].append(line)
    found: dict[str, list[Entry]] = {}
    for row in cases:
        owner = owners.get(row["unit_id"])
        if not row["events"] or owner is None:  # it was not known yet, or its unit is not shown
            continue
        of_case = {"listed": owner["counted"], "agreements": owner["agreed"], "settled": settled[row["case_id"]]}
        view = CaseView({**row, **of_case}, scope.known)
        if view.state.pieces:  # its sanction was known
            found.setdefault(row["unit_id"], []).extend(view.entries)
    return found


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
