"""What a party is answered follows from what it sees: never from what the region's staff alone have done."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.domain.case import replay
from service.domain.errors import Refusal
from service.domain.events import CaseEvent, Impulse, Signal, audience, for_party
from service.rules.commands import CaseCommand, ReceivePlan, ReceiveSupplement, RecordImpulse, RecordSignal
from service.rules.project import project
from service.usecases.deciding import decided_as_shown
from tests.core.play import Played, actor, at, play, scenarios
from tests.core.stories import STORIES

STAFF_ONLY = {
    "InformantRecorded",
    "CaseClassified",
    "CaseSplit",
    "ConsultationRecorded",
    "TerminationPositionTaken",
    "RecurrenceFlagged",
}
PLAYED = {name: play(STORIES.get(name, name)) for name in (*scenarios(), *STORIES)}
BEGINNINGS = [
    (played, events[:length])
    for played in PLAYED.values()
    for events in played.events.values()
    for length in range(1, len(events) + 1)
]
"""Every beginning of every story: the case as it stood after each act."""


def acts(today: date) -> list[CaseCommand]:
    """What a unit may do in a case, and something that it may not."""
    return [
        RecordSignal(Signal(signalled_on=today, on_template=True, risk_of_deviation=True, party_at_risk=True)),
        ReceivePlan(today, on_template=True, timetable=True, signed_on=today, signed_by_unit_head=True),
        ReceivePlan(today, on_template=True, timetable=False, signed_on=today, signed_by_unit_head=True),
        ReceiveSupplement(today),
        RecordImpulse(Impulse(known_on=today, kind="OTHER")),
    ]


def outcome(played: Played, events: list[CaseEvent], seen: list[CaseEvent], command: CaseCommand, day: str) -> Any:
    """What the unit's head gets: the events, or the refusal with all that it says."""
    head = actor("unit_head", played.unit_id)
    try:
        return decided_as_shown(replay(events), replay(seen), command, played.versions, head, at(day)).events
    except Refusal as refusal:
        return refusal.code, refusal.params, refusal.source, refusal.allowed


@pytest.mark.requirement("AM-01")
def test_a_units_acts_come_to_the_same_whatever_the_staff_have_done_beside() -> None:
    compared = refused = 0
    for played, events in BEGINNINGS:
        seen = for_party(events)
        for day in ("2025-04-22", "2026-12-01"):
            for command in acts(date.fromisoformat(day)):
                whole = outcome(played, events, seen, command, day)
                assert whole == outcome(played, seen, seen, command, day)
                compared += 1
                refused += isinstance(whole[0], str)
    assert (compared > 1000, 0 < refused < compared) == (True, True)


@pytest.mark.requirement("AM-01")
def test_an_act_of_the_staffs_own_changes_nothing_that_its_party_is_told() -> None:
    found: set[str] = set()
    for played, events in BEGINNINGS:
        if audience(events[-1]) == "party":
            continue
        found.add(events[-1].type)
        before, after = (project(one, played.versions) for one in (events[:-1], events))
        assert (after.state, after.version, after.colour) == (before.state, before.version, before.colour)
        assert after.internal.version == before.internal.version + 1
    assert found == STAFF_ONLY
