"""What can be asked. Each root field is one read; all reads of a document are one statement."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated
from uuid import UUID

import strawberry
from strawberry import argument

from schema.access_queries import AccessQuery, load_seat
from schema.arguments import FromMonth, KnownAt, OwnId, UntilMonth, check_months, check_past, unit_asked
from schema.bundles import ADOPTED, RULESET_COLUMNS
from schema.case_filters import CaseFilter, CaseOrder, filters
from schema.context import Info, scope_of
from schema.delivery_queries import DeliveryQuery
from schema.ids import asked_id, bad_input, split_id
from schema.money_queries import MoneyQuery
from schema.needs import LEDGER, described, facts, gather, selection
from schema.paging import EMPTY, After, Asked, Before, First, Last, cut, page
from schema.ruleset_queries import RulesetQuery, dated, load_draft
from schema.ruleset_text_queries import RulesetTextQuery
from schema.scalars import MonthText, instant
from schema.settled import settlement_of, settlement_reads
from schema.simulation_job_queries import SimulationJobQuery, load_simulation
from schema.simulation_queries import SimulationQuery
from schema.types.case_pages import CaseConnection, CaseEdge
from schema.types.cases import Case, case
from schema.types.common import Node
from schema.types.ledger import Ledger, LedgerLine, Settlement
from schema.types.rulesets import RulesetVersion, ruleset_version
from schema.types.units import care_unit
from schema.unit_queries import UnitQuery, as_it_was, load_unit
from schema.withheld_queries import WithheldQuery
from service.domain.dates import Month
from service.reads import Filter, Order, Read
from service.rules.force import latest
from service.usecases.unit_views import unit_as_known, with_unit_as_known
from service.usecases.views import Row, as_known, period_of


async def load_case(info: Info, key: str, case_id: UUID, *path: str, known_at: datetime | None = None) -> Case | None:
    """The case with what is selected under `path` of the field being resolved; None without READ_CASES.

    With `known_at` as it was known then, None where it was not opened yet.
    """
    if not info.context.actor.holds("READ_CASES"):
        return None
    raw = info._raw_info  # noqa: SLF001 - the selection is graphql-core's
    wanted = gather(raw, "Case", selection(raw, *path))
    if known_at is not None:
        wanted.bundles["events"] = None
        if "unit" in wanted.related:
            as_it_was(wanted.related["unit"][1])
    where = [Filter("case_id", "=", case_id)]
    if known_at is not None:
        where.append(Filter("opened_at", "<=", known_at))
    reads: list[Read] = [wanted.read(key, "case", known_at=known_at, where=tuple(where), one=True)]
    if wanted.any_facts or known_at is not None:
        reads.extend(facts(key, known_at))
    rows = await info.context.load(*reads)
    row: Row | None = rows[key]
    if row is None:
        return None
    scope = scope_of(info.context, rows, key, known_at)
    return case(row if known_at is None else with_unit_as_known(as_known(row, scope.known)), scope)


def _key(info: Info) -> str:
    return str(info.path.key)


def no_cases() -> CaseConnection:
    return CaseConnection(page_info=EMPTY, found=[])


@strawberry.type(description="Allt som kan läsas. All that can be read.")
class Query(
    AccessQuery,
    UnitQuery,
    MoneyQuery,
    WithheldQuery,
    RulesetQuery,
    RulesetTextQuery,
    SimulationQuery,
    SimulationJobQuery,
    DeliveryQuery,
):
    @described(
        "Vad som helst med ett globalt id; null där det inte finns eller inte är ditt. Anything by its global id;"
        " null where it does not exist or is not yours."
    )
    async def node(self, info: Info, id: OwnId) -> Node | None:
        found = split_id(id)
        match found:
            case ("Case", own):
                return await load_case(info, _key(info), own)
            case ("CareUnit", own):
                return await load_unit(info, _key(info), own)
            case ("Seat", own):
                return await load_seat(info, _key(info), own)
            case ("Ruleset", own):
                return await _ruleset_by_id(info, own)
            case ("RulesetDraft", own):
                return await load_draft(info, _key(info), own)
            case ("SimulationJob", own):
                return await load_simulation(info, _key(info), own)
            case _:
                raise bad_input("id is not a global id of this service")

    @described(
        "Ett ärende, nu eller som det var känt då; null där det inte finns eller inte är ditt. One case, now or as it"
        " was known then; null where it does not exist or is not yours.",
        permission="READ_CASES",
    )
    async def case(self, info: Info, id: OwnId, known_at: KnownAt = None) -> Case | None:
        case_id = asked_id("Case", id, "id", "case")
        check_past(info, known_at)
        return await load_case(info, _key(info), case_id, known_at=known_at)

    @described(
        "Ärendena som du får se, sida för sida; tom sida utan READ_CASES. The cases that you may see, by page; an"
        " empty page without READ_CASES.",
        permission="READ_CASES",
        otherwise=no_cases,
    )
    async def cases(  # noqa: PLR0917 - GraphQL arguments, always by name
        self,
        info: Info,
        filter: Annotated[  # noqa: A002 - the argument's name in the contract
            CaseFilter | None, argument(description="Urvalet; utelämnat: alla. Which of them; omitted: all.")
        ] = None,
        order_by: Annotated[
            CaseOrder, argument(description="Ordningen på sidan. In which order they are listed.")
        ] = CaseOrder.OPENED_AT_DESC,
        first: First = None,
        after: After = None,
        last: Last = None,
        before: Before = None,
    ) -> CaseConnection:
        asked = page(Asked(first, after, last, before), (instant, UUID))
        key, raw = _key(info), info._raw_info  # noqa: SLF001 - as above
        wanted = gather(raw, "CaseConnection", selection(raw))
        down = order_by is CaseOrder.OPENED_AT_DESC
        order = (Order("opened_at", descending=down), Order("case_id", descending=down))
        reads = [wanted.read(key, "case", where=filters(filter), order=order, page=asked)]
        if wanted.any_facts:
            reads.extend(facts(key))
        rows = await info.context.load(*reads)
        scope = scope_of(info.context, rows, key)
        marked, page_info = cut(rows[key], asked, ("opened_at", "case_id"))
        edges = [CaseEdge(cursor=mark, found=case(row, scope)) for mark, row in marked]
        return CaseConnection(page_info=page_info, found=edges)

    @described(
        "En vårdenhets sanktionsreskontra, månaderna från och med `from` till och med `until`; null där enheten inte"
        " finns eller inte är din. What a care unit owes, the months from `from` to `until`; null where the unit does"
        " not exist or is not yours.",
        permission="READ_LEDGER",
    )
    async def ledger(
        self,
        info: Info,
        unit_id: Annotated[
            strawberry.ID, argument(description="Vårdenheten, som globalt id. The care unit, by its global id.")
        ],
        from_month: FromMonth,
        until: UntilMonth,
        known_at: KnownAt = None,
    ) -> Ledger | None:
        own = unit_asked(unit_id)
        check_past(info, known_at)
        check_months(from_month, until)
        return await _ledger(info, own, from_month, until, known_at)

    @described(
        "Avräkningen av en månad, det som du får se av den; null där månaden inte är avräknad. The settlement of a"
        " month, as far as you may see it; null where the month is not settled.",
        permission="READ_LEDGER",
    )
    async def settlement(
        self,
        info: Info,
        month: Annotated[MonthText, argument(description="Månaden som avses. The month that is meant.")],
    ) -> Settlement | None:
        key = _key(info)
        rows = await info.context.load(*settlement_reads(info, key, month))
        return settlement_of(info.context, rows, key)

    @described(
        "Versionen av en rutins regelverk som gäller en dag, enligt vad som då eller nu var fastställt; null där ingen"
        " gör det. The version of a procedure's rules in force on a day, by what was adopted then or is now; null where"
        " none is.",
        permission="READ_RULESET",
    )
    async def ruleset(
        self,
        info: Info,
        procedure: Annotated[
            str, argument(description="Rutinens id, ur `rulesets`. Id of the procedure, from `rulesets`.")
        ],
        at: Annotated[date, argument(description="Dagen som avses. The day that is meant.")],
        known_at: KnownAt = None,
    ) -> RulesetVersion | None:
        check_past(info, known_at)
        key = _key(info)
        rows = await info.context.load(
            Read(key, "ruleset_version", RULESET_COLUMNS, where=(Filter("procedure", "=", procedure),), order=ADOPTED)
        )
        found = [row for row in rows[key] if known_at is None or datetime.fromisoformat(row["adopted_at"]) <= known_at]
        in_force = latest({UUID(row["ruleset_id"]): period_of(row) for row in found}, at)
        row: Row | None = next((one for one in found if one["ruleset_id"] == str(in_force)), None)
        return None if row is None else ruleset_version(row, info.context.rulesets, rows[key])

    @described(
        "Versionerna som regionen fastställt, ordnade efter rutin och första dag; tom lista utan READ_RULESET. The"
        " versions that the region has adopted, ordered by procedure and first day; an empty list without"
        " READ_RULESET.",
        permission="READ_RULESET",
        otherwise=list,
    )
    async def rulesets(self, info: Info) -> list[RulesetVersion]:
        key, raw = _key(info), info._raw_info  # noqa: SLF001 - as above
        wanted = gather(raw, "Ruleset", selection(raw))
        order = tuple(Order(name) for name in ("procedure", "valid_from", "adopted_at", "ruleset_id"))
        rows = await info.context.load(wanted.read(key, "ruleset_version", order=order), *dated(key, wanted))
        return [ruleset_version(row, info.context.rulesets, rows.get(f"{key}:dated", ())) for row in rows[key]]


async def _ruleset_by_id(info: Info, own: UUID) -> RulesetVersion | None:
    if not info.context.actor.holds("READ_RULESET"):
        return None
    key, raw = _key(info), info._raw_info  # noqa: SLF001 - as above
    wanted = gather(raw, "Ruleset", selection(raw))
    where = (Filter("ruleset_id", "=", own),)
    rows = await info.context.load(wanted.read(key, "ruleset_version", where=where, one=True), *dated(key, wanted))
    row: Row | None = rows[key]
    return None if row is None else ruleset_version(row, info.context.rulesets, rows.get(f"{key}:dated", ()))


_SANCTIONED = Filter(column="sanctioned", comparison="=", value=True)


async def _ledger(
    info: Info, unit_id: UUID, from_month: MonthText, until: MonthText, known_at: datetime | None
) -> Ledger | None:
    key, raw = _key(info), info._raw_info  # noqa: SLF001 - as above
    unit = gather(raw, "CareUnit", selection(raw, "unit"))
    if known_at is not None:
        as_it_was(unit)
    where = (Filter("unit_id", "=", unit_id),)
    cases = gather(raw, "Case", ())
    cases.bundles.update(dict.fromkeys(LEDGER))
    below = cases.read("cases", "case", known_at=known_at, relation="unit.cases", where=(_SANCTIONED,))
    own = unit.read(key, "unit", known_at=known_at, where=where, one=True)
    rows = await info.context.load(replace(own, children=(*own.children, below)), *facts(key, known_at))
    row: Row | None = rows[key]
    if row is None:
        return None
    scope = scope_of(info.context, rows, key, known_at)
    scope.until = Month.parse(until).end
    first, last = Month.parse(from_month), Month.parse(until)
    lines: list[LedgerLine] = []
    for found in (case(one, scope) for one in row["cases"] if one["events"]):
        lines += [line for line in found.ledger_lines() if first <= line.entry.month <= last]
    lines.sort(key=lambda line: (line.entry.month, str(line.entry.case_id), line.entry.rate_ore))
    shown = row if known_at is None else unit_as_known(row)
    return Ledger(unit=care_unit(shown), from_month=from_month, until_month=until, known_at=known_at, entries=lines)
