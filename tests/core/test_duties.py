"""What a case owes at each point of its procedure, since when, and by which clause."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from service.domain.events import audience
from service.rules.deadlines import PARTY_KINDS, Obligation, obligations
from service.rules.ruleset import Ruleset
from tests.core.acts import CLASSIFIED, DUE, OPENED, SENT, Led, led
from tests.core.kalmar import KALMAR, adopted, varied
from tests.core.points import (
    AFTER,
    FOLLOW_UP_ON,
    LATER,
    REDUE,
    RESENT,
    approved,
    closed,
    corrected,
    failed,
    received,
    rejected,
    requested,
    resent,
    sanctioned,
)


def owed(case: Led, today: date, *versions: Ruleset) -> list[Obligation]:
    known: dict[UUID, Ruleset] = {one.id: one.ruleset for one in map(adopted, versions)}
    return obligations(known or {case.adopted.id: case.adopted.ruleset}, case.state, today)


def told(case: Led, today: date) -> list[tuple[str, str, date, date | None, str]]:
    return [(one.kind, one.rule, one.raised_on, one.due_on, one.source.clause) for one in owed(case, today)]


DUE_AGAIN = ("PLAN_DUE", "plan", SENT, DUE, "Begäran om rättelse")
ASSESSED = "2b. Bedömning och eventuella kompletteringar"
CASES: dict[str, tuple[Callable[[], Led], date, list[tuple[str, str, date, date | None, str]]]] = {
    "opened": (led, SENT, [("CLASSIFY", "CLASSIFY", OPENED, None, "Fördjupad förklaring")]),
    "green": (lambda: led("GREEN"), SENT, [("CLOSE", "CLOSE_CASE", CLASSIFIED, None, "Grön färgklassificering")]),
    "yellow": (lambda: led("YELLOW"), SENT, [("SEND_REQUEST", "YELLOW", CLASSIFIED, None, "Gul färgklassificering")]),
    "black": (lambda: led("BLACK"), SENT, [("SEND_REQUEST", "BLACK", CLASSIFIED, None, "Svart färgklassificering")]),
    "requested": (requested, DUE, [DUE_AGAIN]),
    "late": (
        requested,
        AFTER,
        [
            DUE_AGAIN,
            ("DECIDE_SANCTION", "PLAN_NOT_RECEIVED", DUE + timedelta(days=1), None, "Gul färgklassificering"),
        ],
    ),
    "red, late": (
        lambda: requested("RED"),
        AFTER,
        [
            DUE_AGAIN,
            ("DECIDE_SANCTION", "PLAN_NOT_RECEIVED", DUE + timedelta(days=1), None, "Röd färgklassificering"),
        ],
    ),
    "received": (received, AFTER, [("DECIDE_PLAN", "DECIDE_PLAN", DUE, None, ASSESSED)]),
    "rejected in time": (
        lambda: rejected(date(2025, 3, 20)),
        DUE,
        [
            ("PLAN_DUE", "RECEIVE_PLAN", date(2025, 3, 20), DUE, "Handlingsplan"),
            ("DECIDE_SANCTION", "PLAN_REJECTED", date(2025, 3, 20), None, ASSESSED),
        ],
    ),
    "rejected late": (
        rejected,
        LATER,
        [
            ("PLAN_DUE", "RECEIVE_PLAN", AFTER, None, "Handlingsplan"),
            ("DECIDE_SANCTION", "PLAN_REJECTED", AFTER, None, ASSESSED),
        ],
    ),
    "approved": (
        approved,
        FOLLOW_UP_ON,
        [("FOLLOW_UP", "RECORD_FOLLOW_UP", AFTER, FOLLOW_UP_ON, "3. Uppföljning av åtgärderna i handlingsplan")],
    ),
    "failed": (
        failed,
        LATER,
        [("DECIDE_SANCTION", "FOLLOW_UP_NOT_APPROVED", FOLLOW_UP_ON, None, "Gul färgklassificering")],
    ),
    "sanctioned": (
        sanctioned,
        LATER,
        [("SEND_REQUEST", "RED", AFTER, None, "Röd färgklassificering"), DUE_AGAIN],
    ),
    "requested again": (resent, LATER, [("PLAN_DUE", "plan", RESENT, REDUE, "Begäran om rättelse")]),
    "black requested": (
        lambda: requested("BLACK"),
        DUE,
        [DUE_AGAIN, ("ON_REQUEST", "TERMINATION_POSITION", SENT, None, "Svart färgklassificering")],
    ),
    "corrected": (corrected, LATER, [("CLOSE", "CLOSE_CASE", FOLLOW_UP_ON, None, "Flera sanktioner")]),
    "closed": (closed, LATER, []),
}


@pytest.mark.requirement("AM-02", "AM-13", "SM-3")
@pytest.mark.parametrize("name", CASES)
def test_a_case_owes_what_its_procedure_asks_next_with_day_and_clause(name: str) -> None:
    case, today, expected = CASES[name]
    assert told(case(), today) == expected


@pytest.mark.requirement("AM-13")
@pytest.mark.parametrize("name", CASES)
def test_every_duty_is_owed_once_says_itself_in_both_languages_and_cites_a_quoted_clause(name: str) -> None:
    case, today, _ = CASES[name]
    found = owed(case(), today)
    assert len({(one.kind, one.rule) for one in found}) == len(found)
    for one in found:
        assert one.label_sv != one.label_en
        assert one.source.quote
        assert one.raised_on <= today


@pytest.mark.requirement("AM-01")
@pytest.mark.parametrize("name", CASES)
def test_a_party_owes_the_same_plan_and_follow_up_as_the_region_sees(name: str) -> None:
    case, today, _ = CASES[name]
    whole = case()
    seen = Led(whole.adopted, [event for event in whole.events if audience(event) == "party"])

    def of_party(one: Led) -> list[Obligation]:
        return [duty for duty in owed(one, today) if duty.kind in PARTY_KINDS]

    assert of_party(seen) == of_party(whole)


@pytest.mark.requirement("AM-14")
def test_a_plan_sent_in_the_place_of_a_rejected_one_is_to_be_decided_anew() -> None:
    case = rejected(date(2025, 3, 20))
    case.receive(date(2025, 4, 1))
    assert told(case, DUE) == [("DECIDE_PLAN", "DECIDE_PLAN", date(2025, 4, 1), None, ASSESSED)]


def test_a_plan_is_overdue_from_the_day_after_its_last_and_a_follow_up_too() -> None:
    assert [one.overdue for one in owed(requested(), DUE)] == [False]
    assert [one.overdue for one in owed(requested(), AFTER)] == [True, False]
    assert [one.overdue for one in owed(approved(), FOLLOW_UP_ON)] == [False]
    assert [one.overdue for one in owed(approved(), LATER)] == [True]


@pytest.mark.requirement("AM-19")
def test_a_corrected_case_with_an_undecided_failure_may_be_decided_and_closed() -> None:
    case = requested()
    case.receive(AFTER)
    case.approve(AFTER, FOLLOW_UP_ON)
    case.follow_up(FOLLOW_UP_ON)
    assert [one.kind for one in owed(case, LATER)] == ["DECIDE_SANCTION", "CLOSE"]


def test_a_colour_that_costs_nothing_has_no_sanction_to_decide() -> None:
    colours = [one.model_dump(mode="json") for one in KALMAR.colours]
    colours[1] |= {"sanction": None, "next": None}
    case = led("YELLOW", sent=True, ruleset=varied(colours=colours, direct_sanctions=[]))
    assert [one.kind for one in owed(case, AFTER)] == ["PLAN_DUE"]


def without_yellow() -> Ruleset:
    """A later version that no longer has the colour of an earlier request."""
    return varied(
        label="2",
        direct_sanctions=[],
        colours=[one.model_dump(mode="json") for one in KALMAR.colours if one.id != "YELLOW"],
        classification__bands__1__colour="RED",
        track__steps__5__outcomes=["RED", "BLACK"],
    )


@pytest.mark.requirement("AM-39")
def test_the_duties_of_a_request_are_those_of_the_version_it_was_sent_under() -> None:
    case, second = sanctioned(), without_yellow()
    case.adopted = adopted(second)
    case.send(RESENT, REDUE)
    found = owed(case, REDUE + timedelta(days=1), KALMAR, second)
    assert [(one.kind, one.rule) for one in found] == [("PLAN_DUE", "plan"), ("DECIDE_SANCTION", "PLAN_NOT_RECEIVED")]
    assert found[1].source.clause == "Röd färgklassificering"


def test_a_duty_that_two_requests_raise_is_owed_once_from_the_first() -> None:
    colours = [one.model_dump(mode="json") for one in KALMAR.colours]
    colours[2]["on_request"] = colours[3]["on_request"]
    case = led("RED", sent=True, ruleset=varied(colours=colours))
    case.sanction(AFTER)
    case.send(RESENT, REDUE)
    found = [one for one in owed(case, LATER) if one.kind == "ON_REQUEST"]
    assert [(one.rule, one.raised_on) for one in found] == [("TERMINATION_POSITION", SENT)]
