"""Plans in time, days to correction, running sanctions and what they come to, of one case with requests and rates."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from service.domain.case import CaseState
from service.domain.case_parts import Request
from service.domain.dated import happened_on
from service.domain.dates import Month
from service.domain.events import CaseClosed, CaseEvent, InDepthStarted
from service.domain.register_events import SettledLine
from service.domain.request_events import ActionPlanRequested, CorrectionRequestSent
from service.national.computed_sums import Amount, Beside, Place
from service.national.periods import ReportingPeriod, period_of
from service.rules.settle import Facts, case_spans

Span = tuple[date, date]
"""Half-open days."""
_ENDLESS: Final = date.max


def sanction_counts(case: CaseState, events: Sequence[CaseEvent], beside: Beside) -> Iterator[tuple[Place, Amount]]:
    """What the case adds at its totals; `events` are those that `case` was made of."""
    yield from _plans(case, events)
    yield from _corrected(case)
    running = _running(case, beside)
    for start, end in running:
        yield from _stock(Place("RUNNING_SANCTIONS", _month(start)), _month(end) if end < _ENDLESS else None)
    yield from _money(case, running, beside)


def _month(day: date) -> ReportingPeriod:
    return period_of(day, "MONTH")


def _stock(place: Place, until: ReportingPeriod | None) -> Iterator[tuple[Place, Amount]]:
    """One more from the place's month on, up to the month `until`, in which there is one less again."""
    yield place, Amount(stock=1)
    if until is not None:
        yield Place(place.computed, until), Amount(stock=-1)


# --- plans ----------------------------------------------------------------------------------------------------------


def _plans(case: CaseState, events: Sequence[CaseEvent]) -> Iterator[tuple[Place, Amount]]:
    """Each plan that was to come in, in the month of its day: the request's own, or the one agreed on since (HV-10)."""
    left = _left_on(case, events)
    for request in case.requests:
        due = request.plan_due_on
        if request.plans or left.get(request.sent.number, _ENDLESS) > due:
            yield Place("PLANS_IN_TIME", _month(due)), Amount(int(_approved_in_time(request)), 1)


def _approved_in_time(request: Request) -> bool:
    """Whether a plan that came by its day is approved, by its last verdict: one that was sent instead may come late."""
    verdicts = {one.plan: one.verdict for one in request.plan_verdicts}
    return any(plan.in_time and verdicts.get(n) == "APPROVED" for n, plan in enumerate(request.plans, start=1))


def _left_on(case: CaseState, events: Sequence[CaseEvent]) -> dict[int, date]:
    """The day from which nobody waits for the plan of a request any more, where the case went on or ended without it.

    Who reopens a case that was closed with a request outstanding waits for the plan again, as the case does.
    """
    left: dict[int, date] = {}
    sent: list[int] = []
    for event in events:
        if isinstance(event, ActionPlanRequested | CorrectionRequestSent):
            sent.append(event.number)
        elif isinstance(event, InDepthStarted) or (
            isinstance(event, CaseClosed) and event.ground == "NO_FURTHER_MEASURE"
        ):
            left = {**dict.fromkeys(sent, happened_on(event)), **left}
    return left if case.closed is None else {**dict.fromkeys(sent, case.closed.closed_on), **left}


# --- correction -----------------------------------------------------------------------------------------------------


def _corrected(case: CaseState) -> Iterator[tuple[Place, Amount]]:
    """From the case's first request for correction, whose day the sanction counts from, to its approval (HV-26).

    A request for a plan before there was a colour is none for correction (HV-05).
    """
    sent = [one.sent.sent_on for one in case.requests if isinstance(one.sent, CorrectionRequestSent)]
    if case.corrected_on is not None and sent:
        days = (case.corrected_on - min(sent)).days
        yield Place("DAYS_TO_CORRECTION", _month(case.corrected_on), days=days), Amount(1)


# --- sanctions ------------------------------------------------------------------------------------------------------


def _running(case: CaseState, beside: Beside) -> list[Span]:
    """The days on which a sanction of the case runs, as its lines count them, at whichever rate; in order, apart."""
    facts = Facts(beside.versions, {}, _ENDLESS, beside.agreement_ends_on)
    found: list[Span] = []
    for one in sorted(case_spans(case, facts), key=lambda span: span.start):
        if found and one.start <= found[-1][1]:
            found[-1] = found[-1][0], max(found[-1][1], one.end)
        else:
            found.append((one.start, one.end))
    return found


def _money(case: CaseState, running: Sequence[Span], beside: Beside) -> Iterator[tuple[Place, Amount]]:
    """What has been settled, and in how many months there is something to settle.

    By month: the case where a settlement has a line of it that stands, as the numerator; as the denominator that same
    case where the month is one to settle still, and as the stock every case with one to settle.
    """
    due: list[tuple[Month, Month]] = []
    proration = beside.versions[case.pieces[0].ruleset_id].accrual.proration.value if case.pieces else None
    for start, end in running:
        first, last = Month.of(start), Month.of(end - timedelta(days=1))
        if proration == "WHOLE_COMPLETED_MONTHS":
            first = first if start == first.first else first.next()
            last = Month.of(end).plus(-1)
        if first <= last:
            due.append((first, last))
            until = None if end == _ENDLESS else _month(last.end)
            yield from _stock(Place("SANCTIONED_SEK", _month(first.first)), until)
    for month, lines in _by_month(beside.settled).items():
        stands = {line.rate_ore: line.days > 0 for line in lines}
        settled = any(stands.values())
        owed = any(first <= month <= last for first, last in due)
        ore = sum(line.amount_ore for line in lines)
        yield Place("SANCTIONED_SEK", _month(month.first)), Amount(int(settled), int(settled and owed), ore=ore)


def _by_month(lines: Sequence[SettledLine]) -> dict[Month, list[SettledLine]]:
    found: dict[Month, list[SettledLine]] = defaultdict(list)
    for line in lines:
        found[Month.parse(line.month)].append(line)
    return found
