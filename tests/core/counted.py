"""A region's kept sums, as they grow event by event and settlement by settlement, and the figures made of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final
from uuid import UUID

from service.domain.dates import Month
from service.domain.events import CaseEvent
from service.domain.register_events import MonthSettled, SettledLine
from service.national.completeness import Asked
from service.national.computed import contributions
from service.national.computed_figures import figures
from service.national.computed_sums import Beside, Sums, delta, summed
from service.national.observations import Observation
from service.national.periods import ReportingPeriod
from service.rules.ruleset import Ruleset
from service.rules.settle import settle
from tenants.computed import computed_rules
from tenants.national_list import national_list
from tests.core.kalmar import KALMAR
from tests.core.play import LATE, Played, ends_on, named

RULES, LIST = computed_rules(), national_list()
IDS: Final[Mapping[str, str]] = {one.computed: one.id for one in LIST.indicators if one.computed is not None}
"""The shipped indicators by what they count."""


def added(*several: Sums) -> Sums:
    return summed(pair for sums in several for pair in sums.items())


def lines_of_case(settlements: Iterable[MonthSettled], case_id: UUID) -> list[SettledLine]:
    return [line for event in settlements for line in (*event.lines, *event.corrections) if line.case_id == case_id]


def grown(
    events: Sequence[CaseEvent], beside: Beside, settlements: Sequence[MonthSettled] = (), name: str = "A"
) -> Sums:
    """The sums of one case as they are kept: first its events one by one, then the settlements."""
    kept: Sums = {}
    for count in range(len(events)):
        before, after = (contributions(RULES, events[:seen], beside) for seen in (count, count + 1))
        kept = added(kept, delta(before, after))
    for count in range(len(settlements)):
        before, after = (
            contributions(RULES, events, replace(beside, settled=lines_of_case(settlements[:seen], named(name))))
            for seen in (count, count + 1)
        )
        kept = added(kept, delta(before, after))
    return kept


def kept_of(played: Played, legal_basis: str | None = "LOV") -> Sums:
    """The sums of all cases of a scenario."""
    return added(
        *(
            grown(
                events,
                Beside(played.versions, legal_basis, ends_on(played.cases[letter])),
                played.settlements,
                letter,
            )
            for letter, events in played.events.items()
        )
    )


def settle_all(played: Played, *months: str, left_out: Collection[UUID] = ()) -> Played:
    """Settle the months in order, with what is known in the end."""
    for month in months:
        event = settle(Month.parse(month), played.computed(), played.settlements, left_out=left_out, today=LATE)
        played.settlements.append(event)
    return played


def made(
    kept: Sums, period: str, *computed: str, versions: Collection[Ruleset] = (KALMAR,), region: str = "08"
) -> list[Observation]:
    """The figures of the region for a round of the period."""
    asked = Asked(region, ReportingPeriod.parse(period), tuple(IDS[one] for one in computed))
    return figures(LIST, RULES, asked, kept, versions)


def told(
    kept: Sums, period: str, computed: str, versions: Collection[Ruleset] = (KALMAR,), **chosen: str
) -> dict[str, object]:
    """By period what a figure says in the categories: a number, two of a share, or the status where there is none.

    Counts of nothing are left out, and so are months with nothing to make a share or a median of.
    """
    return read(made(kept, period, computed, versions=versions), computed, **chosen)


def read(figures: Iterable[Observation], computed: str, **chosen: str) -> dict[str, object]:
    """Of figures that were made, those of one kind, as `told`."""
    wanted, own = tuple(sorted(chosen.items())), IDS[computed]
    found = {
        str(one.key.period): _said(one) for one in figures if one.key.indicator == own and one.key.categories == wanted
    }
    return {at: said for at, said in found.items() if said not in (0, "NOT_APPLICABLE", (Decimal("0.00"), 0))}


def _said(one: Observation) -> object:
    if not one.valued:
        return one.status
    if one.denominator is not None:
        return one.numerator, one.denominator
    return one.numerator if one.value is None else (one.value, one.numerator)
