"""Who signalled first: an origin that joins a case opened by the other one, and the ladder of rates that follows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.authorize import Actor
from service.domain.dates import Month
from service.domain.errors import Refusal
from service.domain.events import (
    Impulse,
    ImpulseRecorded,
    InformantRecorded,
    PersonalRef,
    SanctionDecided,
    SignalRecorded,
    audience,
)
from service.rules.classify import choose_ladder
from service.rules.commands import OpenCase, RecordImpulse, RecordSignal
from service.rules.opening import open_case
from service.rules.project import project
from service.rules.ruleset import Ruleset
from service.rules.settle import Facts
from service.rules.threat import threatened
from service.usecases.deciding import decided, governing
from service.usecases.history import retell
from tests.core.acts import AGREEMENT, OPENED, SENT, Led, circumstances, led, opening, refusal, signalled
from tests.core.kalmar import KALMAR, adopted, varied
from tests.core.play import actor, at, named

BEFORE, AFTER, LATER = OPENED - timedelta(days=1), OPENED + timedelta(days=1), date(2025, 3, 10)
TIES = {"SIGNAL": KALMAR, "IMPULSE": varied(signal_tie__value="IMPULSE")}
OFFICE: Actor = actor("coordination_office", named("unit"))


def code(act: Callable[[], object]) -> str:
    return refusal(act).code


# --- the ladder that follows ----------------------------------------------------------------------------------------


@pytest.mark.requirement("AM-11", "C11", "HV-30", "HV-31", "HV-32")
@pytest.mark.parametrize(
    ("day", "tie", "on_template", "ladder"),
    [
        pytest.param(BEFORE, "SIGNAL", True, "TRUST", id="it came the day before, recorded by the region"),
        pytest.param(OPENED, "SIGNAL", True, "TRUST", id="both bear one date"),
        pytest.param(
            OPENED, "IMPULSE", True, "STANDARD", id="both bear one date where the region then counts as first"
        ),
        pytest.param(AFTER, "SIGNAL", True, "STANDARD", id="the region knew the day before"),
        pytest.param(BEFORE, "SIGNAL", False, "STANDARD", id="first, not on the template"),
    ],
)
def test_a_signal_in_a_case_of_the_regions_gives_the_ladder_of_who_was_first(
    day: date,
    tie: str,
    on_template: bool,  # noqa: FBT001 - parametrised
    ladder: str,
) -> None:
    case = led(ruleset=TIES[tie])
    assert case.state.ladder == "STANDARD"
    case.signal(day, today=LATER, on_template=on_template)
    assert case.events[-1] == SignalRecorded(signal=signalled(day, on_template=on_template), ladder=ladder)
    assert case.state.ladder == project(case.events, {case.adopted.id: TIES[tie]}).ladder == ladder
    assert (case.state.opened.ladder, case.position) == ("STANDARD", "FOLLOW_UP")


@pytest.mark.requirement("AM-11", "C11", "HV-30")
@pytest.mark.parametrize(
    ("day", "tie", "ladder"),
    [
        pytest.param(AFTER, "SIGNAL", "TRUST", id="the region knew the day after"),
        pytest.param(OPENED, "SIGNAL", "TRUST", id="both bear one date"),
        pytest.param(OPENED, "IMPULSE", "STANDARD", id="both bear one date where the region then counts as first"),
    ],
)
def test_an_impulse_in_a_case_of_the_units_leaves_trust_to_who_was_first(day: date, tie: str, ladder: str) -> None:
    case = led(trust=True, ruleset=TIES[tie])
    case.impulse(day, today=LATER)
    assert case.events[-1] == ImpulseRecorded(impulse=Impulse(known_on=day, kind="DIALOGUE"), ladder=ladder)
    assert case.state.ladder == ladder


@pytest.mark.requirement("AM-11", "HV-30", "AM-12")
def test_what_a_failure_costs_follows_the_origin_that_joined() -> None:
    case = led("YELLOW")
    case.signal(OPENED, today=LATER)
    case.send()
    facts = Facts({case.adopted.id: KALMAR}, {Month(2025, 3): 1000}, date(2025, 4, 14))
    assert {entry.rate_ore for entry in threatened(named("case"), case.state, facts)} == {100}
    (event,) = case.sanction(date(2025, 4, 14)).events
    assert isinstance(event, SanctionDecided)
    assert (event.ladder, event.rate_ore) == ("TRUST", 100)
    case.send(date(2025, 5, 5), date(2025, 6, 5))
    (raised,) = case.sanction(date(2025, 6, 9)).events
    assert isinstance(raised, SanctionDecided)
    assert (raised.ladder, raised.rate_ore) == ("TRUST", 200)


@pytest.mark.requirement("AM-11", "AM-39")
def test_the_origins_are_weighed_by_the_version_that_the_first_was_opened_under() -> None:
    second = varied(label="2", signal_tie__value="IMPULSE", validity__valid_from="2025-03-04")
    versions = {adopted(one).id: one for one in (KALMAR, second)}
    case = led()
    case.adopted = adopted(second)
    case.classify("YELLOW")
    assert case.state.ruleset_id == adopted(second).id
    command = RecordSignal(signalled(OPENED))
    assert governing(case.state, command, versions) == adopted(KALMAR)
    found = decided(case.state, command, versions, OFFICE, at(LATER))
    assert [(event.type, event.acted_as) for event in found.events] == [("SignalRecorded", "coordination_office")]
    assert found.explanation.value == "TRUST"
    told = [(event, at(LATER)) for event in (*case.events, *found.events)]
    assert [(one.ruleset.label, one.explanation is None) for one in retell(told, versions)] == [
        ("1", False),
        ("2", False),
        ("1", False),
    ]


@pytest.mark.requirement("PV-09")
@pytest.mark.parametrize("opens", [True, False])
def test_who_told_is_an_event_of_its_own_for_the_staff_alone(opens: bool) -> None:  # noqa: FBT001 - parametrised
    informant = PersonalRef(record_id=named("record"), digest="0" * 64)
    impulse = Impulse(known_on=OPENED, kind="OTHER")
    if opens:
        command = OpenCase(named("unit"), None, impulse, informant=informant)
        case = Led(adopted(), list(open_case(command, adopted(), [AGREEMENT], circumstances(OPENED)).events))
    else:
        case = led(trust=True)
        case.do(RecordImpulse(impulse, informant), OPENED)
    assert case.events[-1] == InformantRecorded(known_on=OPENED, personal=informant)
    assert [audience(event) for event in case.events[-2:]] == ["party", "staff"]
    assert case.position == "FOLLOW_UP"
    seen = Led(case.adopted, [event for event in case.events if audience(event) == "party"])
    assert seen.state.acts == case.state.acts
    assert seen.state == replace(case.state, version=case.state.version - 1)


# --- what is refused ------------------------------------------------------------------------------------------------


@pytest.mark.requirement("AM-11", "C11")
def test_an_impulse_recorded_after_a_signal_cannot_be_dated_to_before_it() -> None:
    case = led(trust=True)
    with pytest.raises(Refusal) as refused:
        case.impulse(BEFORE, today=LATER)
    assert (refused.value.code, refused.value.allowed) == ("SIGNAL_CAME_FIRST", (">= 2025-03-03",))
    assert dict(refused.value.params) == {"path": "impulse.known_on", "day": "2025-03-02", "signalled": "2025-03-03"}
    assert refused.value.source is not None
    assert refused.value.source.clause == "Sanktionstrappa, kolumnen Tillit"
    case.impulse(OPENED, today=LATER)
    assert case.state.ladder == "TRUST"


def unordered() -> Ruleset:
    """A ruleset in which no ladder depends on who was first."""
    ladders = [one.model_dump(mode="json") for one in KALMAR.ladders]
    ladders[0]["conditions"] = [one for one in ladders[0]["conditions"] if one["requires"] == "ON_TEMPLATE"]
    return varied(ladders=ladders)


def test_where_no_ladder_asks_who_was_first_the_rule_of_ties_is_cited() -> None:
    with pytest.raises(Refusal) as refused:
        led(trust=True, ruleset=unordered()).impulse(BEFORE, today=LATER)
    assert refused.value.source == KALMAR.signal_tie.source.source


@pytest.mark.requirement("C11", "HV-31")
def test_a_unit_cannot_get_trust_by_dating_back_a_signal_that_joins() -> None:
    assert code(lambda: led().signal(OPENED, today=LATER, by_party=True)) == "BACKDATED_BY_PARTY"
    case = led()
    case.signal(LATER, by_party=True)
    assert case.state.ladder == "STANDARD"


@pytest.mark.requirement("AM-11", "C11")
@pytest.mark.parametrize(
    ("act", "day"),
    [
        (lambda: led(trust=True).signal(LATER), "2025-03-03"),
        (lambda: joined().signal(LATER), "2025-03-04"),
        (lambda: led().impulse(LATER), "2025-03-03"),
        (lambda: joined().impulse(LATER), "2025-03-03"),
    ],
)
def test_a_second_of_a_kind_is_refused_with_the_day_of_the_first(act: Callable[[], object], day: str) -> None:
    with pytest.raises(Refusal) as refused:
        act()
    assert (refused.value.code, refused.value.params["day"]) == ("ORIGIN_ALREADY_RECORDED", day)
    assert refused.value.source is not None


def joined() -> Led:
    """A case of the region's that a signal has joined."""
    case = led()
    case.signal(AFTER)
    return case


@pytest.mark.requirement("AM-11", "SM-3")
@pytest.mark.parametrize("colour", ["YELLOW", "GREEN"])
def test_an_origin_joins_until_the_first_request_is_sent_and_not_after(colour: str) -> None:
    case = led(colour)
    case.signal(LATER)
    assert case.position == {"YELLOW": "CLASSIFIED", "GREEN": "NO_MEASURE"}[colour]
    requested = led("YELLOW", sent=True)
    assert code(lambda: requested.signal(SENT)) == "OUT_OF_ORDER"
    assert code(lambda: led(trust=True).impulse(LATER, today=OPENED)) == "ACT_IN_FUTURE"


# --- for every pair of days -----------------------------------------------------------------------------------------

days = st.integers(-20, 20).map(lambda offset: OPENED + timedelta(days=offset))


@pytest.mark.requirement("AM-11", "C11")
@given(days, days, st.booleans(), st.sampled_from(sorted(TIES)))
def test_the_ladder_is_the_same_whichever_of_the_two_was_recorded_first(
    signal_day: date,
    impulse_day: date,
    on_template: bool,  # noqa: FBT001 - drawn
    tie: str,
) -> None:
    ruleset, today = TIES[tie], OPENED + timedelta(days=30)
    signal, impulse = signalled(signal_day, on_template=on_template), Impulse(known_on=impulse_day, kind="DIALOGUE")
    expected = choose_ladder(ruleset, signal, impulse).value
    first = on_template and (signal_day < impulse_day or (signal_day == impulse_day and tie == "SIGNAL"))
    assert (expected == "TRUST") == first
    of_region = Led(adopted(ruleset), list(opening(None, impulse, today=today, ruleset=ruleset).events))
    of_region.signal(signal_day, today=today, on_template=on_template)
    assert of_region.state.ladder == expected
    of_unit = Led(adopted(ruleset), list(opening(signal, today=today, ruleset=ruleset).events))
    if impulse_day < signal_day:
        assert code(lambda: of_unit.impulse(impulse_day, today=today)) == "SIGNAL_CAME_FIRST"
    else:
        of_unit.impulse(impulse_day, today=today)
        assert of_unit.state.ladder == expected
    assert {audience(event) for event in (*of_region.events, *of_unit.events)} == {"party"}
