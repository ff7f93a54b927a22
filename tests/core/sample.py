"""A region's history at random, as people would have made it: cases opened over five years, twelve events each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from random import Random
from uuid import UUID

from service.domain.dates import Month, Period
from service.domain.events import CaseEvent, Impulse
from service.rules.commands import RecordConsultation
from service.rules.simulate import History
from tests.core.acts import Led, opening
from tests.core.kalmar import adopted

FIRST, DAYS, UNITS = date(2024, 1, 1), 5 * 365, 50
EVENTS, SANCTIONED, LONGEST = 12, 0.3, 12
TODAY = date(2031, 1, 1)
LISTED = {Month(year, number): 3000 + 7 * number for year in range(2024, 2031) for number in range(1, 13)}


@cache
def events_of(opened_on: date, months: int) -> tuple[CaseEvent, ...]:
    """The acts of a yellow case whose sanction, where `months` are any, ran so long; twelve of them."""

    def day(offset: int) -> date:
        return opened_on + timedelta(days=offset)

    decision = opening(None, Impulse(known_on=opened_on, kind="DATA_ANALYSIS"), today=opened_on)
    case = Led(adopted(), list(decision.events))
    case.do(RecordConsultation("CLASSIFY", day(1), "SUPPORTS"), day(1))
    case.classify("YELLOW", day(2))
    case.send(day(8), None, months=1)
    due = max(day(45), case.state.requests[0].plan_due_on + timedelta(days=1))
    if months:
        case.sanction(due)
        case.receive(due + timedelta(days=1))
        case.ask(due + timedelta(days=2), due + timedelta(days=9))
        case.supply(due + timedelta(days=4))
        case.approve(due + timedelta(days=5), due + timedelta(days=6))
        corrected = max(due + timedelta(days=6), case.state.requests[0].sent.sent_on + timedelta(days=30 * months))
    else:
        case.receive(day(20))
        case.ask(day(21), day(30))
        case.supply(day(24))
        case.do(RecordConsultation("DECIDE_PLAN", day(25), "SUPPORTS"), day(25))
        case.approve(day(26), day(40))
        corrected = day(40)
    case.follow_up(corrected)
    case.do(RecordConsultation("CLOSE_CASE", corrected, "SUPPORTS"), corrected)
    case.close(corrected)
    assert len(case.events) == EVENTS, len(case.events)
    return tuple(case.events)


@dataclass(frozen=True)
class Sampled:
    """One case of the sample: which of the units it is of, and its events."""

    case_id: UUID
    unit: int
    events: tuple[CaseEvent, ...]

    @property
    def history(self) -> History:
        return History(self.case_id, self.events, LISTED, [Period(FIRST, None)])


def sample(cases: int, seed: int = 8) -> Iterator[Sampled]:
    """The first so many cases of the sample; a longer one begins with the shorter."""
    random = Random(seed)  # noqa: S311 - a sample, and the same one each time
    for _ in range(cases):
        opened_on = FIRST + timedelta(days=random.randrange(DAYS))
        months = random.randint(1, LONGEST) if random.random() < SANCTIONED else 0
        unit, case_id = random.randrange(UNITS), UUID(int=random.getrandbits(128), version=4)
        yield Sampled(case_id, unit, events_of(opened_on, months))
