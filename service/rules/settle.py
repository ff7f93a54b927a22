"""The ledger: computed lines against what months have frozen, and what the next settlement corrects. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final, Literal
from uuid import UUID

from service.domain.case import CaseState
from service.domain.dates import Month, Period
from service.domain.errors import RuleRefused
from service.domain.explained import Node, explain, operation
from service.domain.money import sum_known
from service.domain.register_events import MonthSettled, SettledLine
from service.domain.unit import begun_last
from service.rules.accrue import Line, Span, accrue, counted_until, explain_line, rate_changes, spans
from service.rules.ruleset import Ruleset

Key = tuple[UUID, str, int]
"""Case, month, rate in öre: what a line is the line of."""

EndReason = Literal["CORRECTED", "AGREEMENT_ENDED"]
EntryStatus = Literal["COMPUTED", "AWAITING_LISTED_COUNT", "SETTLED", "PENDING_CORRECTION", "THREATENED"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a unit's ledger.

    `amount_ore` is what the entry adds to the month; None while a listed count is awaited. `settled_in` names the
    month whose settlement froze it. A correction adds the difference to what was frozen before.
    """

    case_id: UUID
    unit_id: UUID
    ruleset_id: UUID
    month: Month
    rate_ore: int
    days: int
    days_in_month: int
    listed: int | None
    amount_ore: int | None
    status: EntryStatus
    correction: bool = False
    settled_in: str | None = None
    line: Line | None = None
    corrects: SettledLine | None = None


@dataclass(frozen=True, slots=True)
class CaseLines:
    """A case's computed lines; `ruleset_id` is the version that says how days and months count in them."""

    case_id: UUID
    unit_id: UUID
    ruleset_id: UUID
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Facts:
    """What a case's lines follow from beside its events.

    `versions` are all adopted ones in order of adoption, `listed` persons by month, `until` the first day not counted
    yet, `agreement_ends_on` the first day on which the unit's agreement no longer holds, None while it runs.
    """

    versions: Mapping[UUID, Ruleset]
    listed: Mapping[Month, int]
    until: date
    agreement_ends_on: date | None = None


def ends_on(agreements: Iterable[Period], opened_on: date) -> date | None:
    """The first day on which the agreement of a case opened on `opened_on` no longer holds; None while it runs."""
    of_case = begun_last(agreements, opened_on, lambda period: period.start)
    return None if of_case is None else of_case.end


def ended(case: CaseState, facts: Facts) -> tuple[date, EndReason] | None:
    """The first day on which the case's sanction no longer runs, and why; None while it runs (HV-26, AM-37)."""
    if not case.pieces:
        return None
    ends: list[tuple[date, EndReason]] = []
    if case.corrected_on is not None:
        ends.append((case.corrected_on, "CORRECTED"))
    if facts.agreement_ends_on is not None and facts.agreement_ends_on <= facts.until:
        ends.append((facts.agreement_ends_on, "AGREEMENT_ENDED"))
    return min(ends, default=None)


_NO_UNIT: Final = UUID(int=0)
"""Of a case that is about no care unit, and so has no line."""


def case_lines(case_id: UUID, case: CaseState, facts: Facts) -> CaseLines:
    """The computed lines of one case's decided pieces.

    How days and months count follows the version of the first decided piece, rates each piece's own version, so that a
    later version never changes an amount dated before it. The end of the agreement ends the sanction (AM-37).
    """
    if not case.pieces:
        return CaseLines(case_id, case.opened.unit_id or _NO_UNIT, case.ruleset_id, ())
    ruleset_id = case.pieces[0].ruleset_id
    pinned = facts.versions[ruleset_id]
    until = _until(facts)
    lines = accrue(
        case.pieces,
        ended_on=case.corrected_on,
        until=until,
        listed=facts.listed,
        terms=pinned.accrual,
        changes=rate_changes(facts.versions, pinned.procedure),
    )
    return CaseLines(case_id, case.unit_id, ruleset_id, lines)


def _until(facts: Facts) -> date:
    return facts.until if facts.agreement_ends_on is None else min(facts.until, facts.agreement_ends_on)


def case_spans(case: CaseState, facts: Facts) -> list[Span]:
    """The days that the case's lines count, at which rate and by which decided piece; none without one."""
    if not case.pieces:
        return []
    pinned = facts.versions[case.pieces[0].ruleset_id]
    end = counted_until(case.corrected_on, _until(facts), pinned.accrual)
    return spans(case.pieces, end, pinned.accrual, rate_changes(facts.versions, pinned.procedure))


def _settled_amounts(earlier: Iterable[MonthSettled]) -> dict[Key, int]:
    amounts: dict[Key, int] = defaultdict(int)
    for event in earlier:
        for line in (*event.lines, *event.corrections):
            amounts[line.case_id, line.month, line.rate_ore] += line.amount_ore
    return amounts


def _corrections(cases: Sequence[CaseLines], earlier: Sequence[MonthSettled]) -> list[Entry]:
    """For every month already settled: what is computed now less what was frozen, awaited counts included as such."""
    months = {event.month for event in earlier}
    frozen = _settled_amounts(earlier)
    last = {
        (line.case_id, line.month, line.rate_ore): line
        for event in earlier
        for line in (*event.lines, *event.corrections)
    }
    found: list[Entry] = []
    for case in cases:
        for line in case.lines:
            key = (case.case_id, str(line.month), line.rate_ore)
            if key[1] not in months:
                continue
            before = frozen.pop(key, 0)
            if line.amount_ore == before and (before or key in last):
                continue
            owed = None if line.amount_ore is None else line.amount_ore - before
            found.append(replace(entry_of(case, line, owed, correction=True), corrects=last.get(key)))
    for key, before in frozen.items():
        if before:
            gone = last[key]
            found.append(
                replace(
                    _frozen_entry(gone, None, correction=True),
                    days=0,
                    amount_ore=-before,
                    status="PENDING_CORRECTION",
                    corrects=gone,
                )
            )
    return found


def entry_of(case: CaseLines, line: Line, amount_ore: int | None, *, correction: bool) -> Entry:
    status: EntryStatus = "PENDING_CORRECTION" if correction else "COMPUTED"
    if amount_ore is None:
        status = "AWAITING_LISTED_COUNT"
    return Entry(
        case.case_id,
        case.unit_id,
        case.ruleset_id,
        line.month,
        line.rate_ore,
        line.days,
        line.days_in_month,
        line.listed,
        amount_ore,
        status,
        correction,
        None,
        line,
    )


def _frozen_entry(frozen: SettledLine, settled_in: str | None, *, correction: bool) -> Entry:
    return Entry(
        frozen.case_id,
        frozen.unit_id,
        frozen.ruleset_id,
        Month.parse(frozen.month),
        frozen.rate_ore,
        frozen.days,
        frozen.days_in_month,
        frozen.listed,
        frozen.amount_ore,
        "SETTLED",
        correction,
        settled_in,
    )


def frozen_entries(event: MonthSettled) -> list[Entry]:
    """The lines and corrections of a settlement as entries."""
    return [
        *(_frozen_entry(one, event.month, correction=False) for one in event.lines),
        *(_frozen_entry(one, event.month, correction=True) for one in event.corrections),
    ]


def _key(entry: Entry) -> Key:
    return entry.case_id, str(entry.month), entry.rate_ore


def _same(entry: Entry, line: Line | None) -> Line | None:
    """The computed line, where the frozen one still rests on the same days and the same listed count."""
    return line if line is not None and (line.days, line.listed) == (entry.days, entry.listed) else None


def ledger_order(entry: Entry) -> tuple[Month, str, int, bool, str]:
    return entry.month, str(entry.case_id), entry.rate_ore, entry.correction, entry.settled_in or "9999-12"


def ledger(cases: Sequence[CaseLines], earlier: Sequence[MonthSettled]) -> list[Entry]:
    """Every entry of the cases, month by month: frozen lines, frozen and pending corrections, lines not settled yet.

    Their sum is what is owed; it equals the sum of the computed lines whatever has been settled.
    """
    mine = {case.case_id for case in cases}
    lines = {(case.case_id, str(line.month), line.rate_ore): line for case in cases for line in case.lines}
    entries: list[Entry] = []
    for event in earlier:
        frozen = [entry for entry in frozen_entries(event) if entry.case_id in mine]
        entries += [replace(entry, line=_same(entry, lines.get(_key(entry)))) for entry in frozen]
    settled = {event.month for event in earlier}
    entries += [
        entry_of(case, line, line.amount_ore, correction=False)
        for case in cases
        for line in case.lines
        if str(line.month) not in settled
    ]
    entries += [entry for entry in _corrections(cases, earlier) if entry.case_id in mine]
    return sorted(entries, key=ledger_order)


def owed_ore(entries: Iterable[Entry]) -> int | None:
    """The sum of the entries, or None while one of them awaits a listed count: no figure is better than a guess."""
    return sum_known(entry.amount_ore for entry in entries if entry.status != "THREATENED")


@operation(
    "difference",
    sv="{owed:kr} ska betalas, {settled:kr} är avräknat: skillnaden är {value:kr}",
    en="{owed:kr} is owed, {settled:kr} is settled: the difference is {value:kr}",
)
def difference(owed: int, settled: int) -> int:
    """What a correction adds to what was settled before (AM-01, EX-11)."""
    return owed - settled


def explain_entry(entry: Entry, versions: Mapping[UUID, Ruleset]) -> Node:
    """Why an entry is what it is, from its own inputs: a frozen line keeps the listed count it was frozen with.

    A correction rests on the listed count where that alone has changed, else on a sanction that was decided, replaced
    or ended after its month was settled and counts from the request's day (AM-01).
    """
    terms = versions[entry.ruleset_id].accrual
    if entry.line is not None and (entry.amount_ore is None or not entry.correction):
        return explain_line(entry.line, versions, entry.ruleset_id)
    owed = explain(
        "amount",
        listed=entry.listed or 0,
        rate_ore=entry.rate_ore,
        days=entry.days,
        days_in_month=entry.days_in_month,
        rounding=terms.rounding.value,
        rule="accrual.proration",
        source=terms.proration.source.source,
        because=explain_line(entry.line, versions, entry.ruleset_id).because if entry.line is not None else (),
    )
    if not entry.correction:
        return owed
    before = entry.corrects
    recounted = before is not None and before.days == entry.days and before.listed != entry.listed
    rule, reason = ("listed_day", terms.listed_day) if recounted else ("starts", terms.starts)
    return explain(
        "difference",
        owed=owed.value,
        settled=owed.value - (entry.amount_ore or 0),
        rule=f"accrual.{rule}",
        source=reason.source.source,
        because=(owed,),
    )


def _frozen(entry: Entry) -> SettledLine:
    if entry.amount_ore is None:
        raise ValueError("an awaited line cannot be frozen")
    return SettledLine(
        case_id=entry.case_id,
        unit_id=entry.unit_id,
        ruleset_id=entry.ruleset_id,
        month=str(entry.month),
        rate_ore=entry.rate_ore,
        days=entry.days,
        days_in_month=entry.days_in_month,
        listed=entry.listed,
        amount_ore=entry.amount_ore,
    )


def settle(
    month: Month,
    cases: Sequence[CaseLines],
    earlier: Sequence[MonthSettled],
    *,
    left_out: Collection[UUID],
    today: date,
) -> MonthSettled:
    """Freeze a region's month: its lines with their inputs, and corrections of months settled before.

    `cases` are all cases of the region with a decided sanction, computed until `today`; `left_out` names the cases
    that await a listed count and are left out. Raises RuleRefused MONTH_NOT_ENDED, MONTH_ALREADY_SETTLED,
    LISTED_COUNT_MISSING or LEFT_OUT_NOT_AWAITING.
    """
    if today < month.end:
        raise RuleRefused("MONTH_NOT_ENDED", path="month", month=str(month), earliest=month.end.isoformat())
    if any(event.month == str(month) for event in earlier):
        raise RuleRefused("MONTH_ALREADY_SETTLED", path="month", month=str(month))
    lines = [
        entry_of(case, line, line.amount_ore, correction=False)
        for case in cases
        for line in case.lines
        if line.month == month
    ]
    corrections = _corrections(cases, earlier)
    awaiting = [entry for entry in (*lines, *corrections) if entry.amount_ore is None]
    strangers = set(left_out) - {entry.case_id for entry in awaiting}
    if strangers:
        raise RuleRefused("LEFT_OUT_NOT_AWAITING", path="leave_out", cases=tuple(sorted(strangers)), month=str(month))
    missing = [entry for entry in awaiting if entry.case_id not in left_out]
    if missing:
        raise RuleRefused(
            "LISTED_COUNT_MISSING",
            count=len(missing),
            months=", ".join(sorted({str(entry.month) for entry in missing})),
            cases=tuple(sorted({entry.case_id for entry in missing})),
            allowed=("RECORD_LISTED_COUNTS",),
        )
    kept = sorted((one for one in lines if one.amount_ore is not None), key=ledger_order)
    changed = sorted((one for one in corrections if one.amount_ore is not None), key=ledger_order)
    return MonthSettled(
        month=str(month),
        settled_on=today,
        lines=tuple(map(_frozen, kept)),
        corrections=tuple(map(_frozen, changed)),
        left_out=tuple(sorted(set(left_out), key=str)),
        total_ore=sum(one.amount_ore or 0 for one in (*kept, *changed)),
    )
