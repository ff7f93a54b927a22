"""A refusal that belongs to one field names it, as Python does; the contract's own names are the schema's matter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from service.domain.dates import Month
from service.domain.errors import FieldName
from service.domain.events import Impulse
from service.rules.commands import Classify, CloseCase, RecordConsultation, SendCorrectionRequest
from service.rules.settle import settle
from tests.core.acts import CLASSIFIED, DUE, OPENED, SENT, led, opening, refusal, signalled
from tests.core.play import at, named, play
from tests.core.points import AFTER, received, requested, sanctioned
from tests.core.refused import BEFORE, IMPULSE, approved, supplemented_after_all

TOMORROW = AFTER + timedelta(days=1)


def consulted(on: date, today: date) -> object:
    return led("YELLOW").do(RecordConsultation("CLOSE_CASE", on, "COMMENTS"), today)


def asked() -> object:
    case = received()
    case.ask(AFTER, TOMORROW)
    return case.supply(DUE, today=AFTER)


def settled(month: Month, today: date, *left_out: str) -> object:
    played = play("EX-11")
    named_out = [named(one) for one in left_out]
    return settle(month, played.computed(today), played.settlements, left_out=named_out, today=today)


def closed_before_its_correction() -> object:
    case = approved()
    case.follow_up(TOMORROW)
    return case.do(CloseCase(AFTER), TOMORROW)


ACTS: dict[str, tuple[str, str, Callable[[], object]]] = {
    "a signal of tomorrow": ("ACT_IN_FUTURE", "signal.signalled_on", lambda: opening(signalled(SENT))),
    "an impulse of tomorrow": ("ACT_IN_FUTURE", "impulse.known_on", lambda: opening(None, IMPULSE, today=BEFORE)),
    "the later of two origins": (
        "ACT_IN_FUTURE",
        "impulse.known_on",
        lambda: opening(signalled(OPENED), Impulse(known_on=SENT, kind="OTHER")),
    ),
    "a signal that joins tomorrow": ("ACT_IN_FUTURE", "signal.signalled_on", lambda: led().signal(SENT, OPENED)),
    "an impulse that joins tomorrow": (
        "ACT_IN_FUTURE",
        "impulse.known_on",
        lambda: led(trust=True).impulse(SENT, OPENED),
    ),
    "an impulse of before the signal": (
        "SIGNAL_CAME_FIRST",
        "impulse.known_on",
        lambda: led(trust=True).impulse(BEFORE, today=OPENED),
    ),
    "a signal that the unit dates back": (
        "BACKDATED_BY_PARTY",
        "signal.signalled_on",
        lambda: opening(signalled(BEFORE), by_party=True),
    ),
    "a colour of tomorrow": (
        "ACT_IN_FUTURE",
        "classified_on",
        lambda: led().do(Classify({"severity": 1, "deviation": 1}, SENT), OPENED),
    ),
    "a colour from before the case": ("ACT_BEFORE_SIGNAL", "classified_on", lambda: led().classify("RED", BEFORE)),
    "a colour from before the last": (
        "ACT_BEFORE_PREVIOUS",
        "classified_on",
        lambda: led("YELLOW").classify("RED", OPENED),
    ),
    "a letter sent later today": (
        "ACT_IN_FUTURE",
        "sent_at",
        lambda: led("YELLOW").do(SendCorrectionRequest(at(SENT) + timedelta(hours=1), "EMAIL", "READ_RECEIPT"), SENT),
    ),
    "a letter from before the case": ("ACT_BEFORE_SIGNAL", "sent_at", lambda: led("RED").send(BEFORE)),
    "a letter from before the colour": ("ACT_BEFORE_PREVIOUS", "sent_at", lambda: led("RED").send(OPENED)),
    "no time for the plan": ("PLAN_DUE_MISSING", "plan_due_on", lambda: led("YELLOW").send(due=None)),
    "two times for the plan": ("PLAN_DUE_MISSING", "plan_due_on", lambda: led("YELLOW").send(months=1)),
    "a plan due before its request": (
        "PLAN_DUE_BEFORE_REQUEST",
        "plan_due_on",
        lambda: led("YELLOW").send(due=CLASSIFIED),
    ),
    "a plan from before its request": (
        "ACT_BEFORE_PREVIOUS",
        "received_on",
        lambda: requested().receive(CLASSIFIED),
    ),
    "a plan that the unit dates back": (
        "BACKDATED_BY_PARTY",
        "received_on",
        lambda: requested().receive(DUE, today=AFTER, by_party=True),
    ),
    "a plan in time after all": (
        "PLAN_CONTRADICTS_SANCTION",
        "received_on",
        lambda: sanctioned().receive(DUE, today=AFTER),
    ),
    "a supplement asked for before its plan": (
        "ACT_BEFORE_PREVIOUS",
        "requested_on",
        lambda: received().ask(SENT, DUE),
    ),
    "a supplement due before it is asked for": ("ACT_BEFORE_PREVIOUS", "due_on", lambda: received().ask(AFTER, DUE)),
    "a supplement from before it was asked for": ("ACT_BEFORE_PREVIOUS", "received_on", asked),
    "a supplement in time after all": ("SUPPLEMENT_CONTRADICTS_SANCTION", "received_on", supplemented_after_all),
    "a verdict from before the plan": ("ACT_BEFORE_PREVIOUS", "decided_on", lambda: received().approve(SENT)),
    "a time for follow-up in the past": (
        "ACT_BEFORE_PREVIOUS",
        "follow_up_on",
        lambda: received().approve(AFTER, follow_up_on=DUE),
    ),
    "a follow-up from before the verdict": ("ACT_BEFORE_PREVIOUS", "decided_on", lambda: approved().follow_up(DUE)),
    "a sanction from before its request": (
        "ACT_BEFORE_PREVIOUS",
        "decided_on",
        lambda: requested().sanction(CLASSIFIED),
    ),
    "closing before the correction": ("ACT_BEFORE_PREVIOUS", "closed_on", closed_before_its_correction),
    "a consultation of tomorrow": ("ACT_IN_FUTURE", "consulted_on", lambda: consulted(DUE, SENT)),
    "a consultation from before the case": ("ACT_BEFORE_SIGNAL", "consulted_on", lambda: consulted(BEFORE, SENT)),
    "a month that runs": ("MONTH_NOT_ENDED", "month", lambda: settled(Month(2025, 11), date(2025, 11, 30))),
    "a month settled twice": ("MONTH_ALREADY_SETTLED", "month", lambda: settled(Month(2025, 10), date(2026, 1, 5))),
    "a case left out for nothing": (
        "LEFT_OUT_NOT_AWAITING",
        "leave_out",
        lambda: settled(Month(2025, 9), date(2026, 1, 5), "B"),
    ),
}


@pytest.mark.requirement("XC-07")
@pytest.mark.parametrize(("code", "path", "act"), ACTS.values(), ids=ACTS.keys())
def test_a_refusal_that_belongs_to_one_field_names_it(code: str, path: str, act: Callable[[], object]) -> None:
    raised = refusal(act)
    assert (raised.code, raised.params["path"]) == (code, path)


@pytest.mark.requirement("HV-29")
@pytest.mark.parametrize(
    ("lacking", "fields"),
    [
        ({"on_template": False}, ["on_template"]),
        ({"timetable": False}, ["timetable"]),
        ({"signed_on": None}, ["signed_on"]),
        ({"signed_by_unit_head": False, "timetable": False}, ["timetable", "signed_by_unit_head"]),
    ],
    ids=str,
)
def test_an_incomplete_plan_names_the_fields_it_lacks_and_no_other(lacking: dict[str, Any], fields: list[str]) -> None:
    raised = refusal(lambda: requested().receive(DUE, **lacking))
    assert raised.allowed == tuple(map(FieldName, fields))
    assert all(isinstance(one, FieldName) for one in raised.allowed)
    assert raised.params["path"] == fields[0]


@pytest.mark.parametrize(
    ("levels", "code", "path"),
    [
        ({"severity": 5, "deviation": 1}, "LEVEL_OUTSIDE_SCALE", "levels[0].value"),
        ({"severity": 1, "deviation": 5}, "LEVEL_OUTSIDE_SCALE", "levels[1].value"),
        ({"deviation": 5, "severity": 1}, "LEVEL_OUTSIDE_SCALE", "levels[0].value"),
        ({"deviation": 1, "severity": 1, "cost": 1}, "INVALID_INPUT", "levels[2].scale"),
        ({"colour": 1, "deviation": 1, "severity": 1, "cost": 1}, "INVALID_INPUT", "levels[0].scale"),
        ({"deviation": 1}, "SCALE_MISSING", "levels"),
    ],
    ids=str,
)
def test_a_level_is_named_by_its_place_in_the_list_that_was_sent(levels: dict[str, int], code: str, path: str) -> None:
    raised = refusal(lambda: led().do(Classify(levels, SENT), SENT))
    assert (raised.code, raised.params["path"]) == (code, path)


def test_a_scale_without_a_level_is_named_among_what_is_allowed() -> None:
    assert refusal(lambda: led().do(Classify({"deviation": 1}, SENT), SENT)).allowed == ("severity",)
    assert refusal(lambda: led().do(Classify({}, SENT), SENT)).allowed == ("severity", "deviation")
