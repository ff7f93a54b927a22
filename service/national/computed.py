"""What one case adds to a region's figures, as a function of its events: kept as sums in the event's own transaction.

An event changes the sums by what the case adds after it, less what it added before (`delta`): a verdict that is
replaced or a day that is put off takes back by itself what had been counted. Nothing here depends on today, on a colour
or on who decided (AM-20), and nothing on what the team alone may read (PV-02).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta

from service.domain.case import CaseState, replay
from service.domain.events import CaseEvent, for_staff
from service.domain.steps import Value
from service.national.computed_rules import ComputedRules, Counted, Template
from service.national.computed_sanctions import sanction_counts
from service.national.computed_sums import Amount, Beside, Place, Sums, split, summed
from service.national.periods import ReportingPeriod, period_of


def contributions(rules: ComputedRules, events: Sequence[CaseEvent], beside: Beside) -> Sums:
    """What the case of these events adds, in its own categories and at every total of theirs; nothing without events.

    KeyError where `beside` lacks the version that its first sanction was decided under.
    """
    seen = for_staff(events)
    if not seen:
        return {}
    case = replay(seen)
    return summed(
        [
            *(one for rule in _of(rules.deviations, case) for one in _deviation(rule, case, beside)),
            *(one for rule in _of(rules.sanctions, case) for one in _sanctions(rule, case, seen, beside)),
            *(one for rule in rules.templates if _states(rule, case) for one in _templates(rule, case, beside)),
        ]
    )


def _of(rules: Iterable[Counted], case: CaseState) -> list[Counted]:
    return [one for one in rules if one.procedure == case.opened.procedure]


def _deviation(rule: Counted, case: CaseState, beside: Beside) -> Iterator[tuple[Place, Amount]]:
    for chosen in split(rule.splits, case, beside, case.values):
        yield Place("DEVIATIONS", period_of(case.opened.opened_on, "MONTH"), chosen), Amount(1)


def _sanctions(
    rule: Counted, case: CaseState, events: Sequence[CaseEvent], beside: Beside
) -> Iterator[tuple[Place, Amount]]:
    counts = list(sanction_counts(case, events, beside))
    for chosen in split(rule.splits, case, beside, case.values):
        yield from ((replace(place, categories=chosen), amount) for place, amount in counts)


# --- templates ------------------------------------------------------------------------------------------------------


def _states(rule: Template, case: CaseState) -> bool:
    return rule.procedure == case.opened.procedure and case.opened.outcome in rule.outcomes


def _templates(rule: Template, case: CaseState, beside: Beside) -> Iterator[tuple[Place, Amount]]:
    year = _year(case.values.get(rule.starts), case.values.get(rule.ends))
    if year is None:
        return
    filled = {str((step.values or {}).get(rule.area)): step.values or {} for step in case.steps if step.act == rule.act}
    for values in filled.values():
        of = _whole(values.get(rule.agreements))
        for chosen in split(rule.splits, case, beside, values):
            for computed, field in rule.counts.items():
                yield Place(computed, year, chosen), Amount(_whole(values.get(field)), of, told=1)


def _year(starts: Value | None, ends: Value | None) -> ReportingPeriod | None:
    """The calendar year of its first and last day; None for any other time, which is no year's figure."""
    if not isinstance(starts, str) or not isinstance(ends, str):
        return None
    first, last = date.fromisoformat(starts), date.fromisoformat(ends)
    year = period_of(first, "YEAR")
    return year if (first, last) == (year.start, year.end - timedelta(days=1)) else None


def _whole(value: Value | None) -> int:
    return value if isinstance(value, int) else 0
