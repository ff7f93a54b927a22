"""Consultation (samråd): decisions that wait for it, by a changed copy of the shipped package."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from service.authorize import Actor, actor_from
from service.domain.errors import MandateMissing, Refusal, RuleRefused
from service.domain.events import CaseDecision, ConsultationRecorded, Standpoint, audience
from service.rules.commands import (
    CaseCommand,
    Classify,
    DecidePlan,
    DecideSanction,
    RecordConsultation,
    SendCorrectionRequest,
)
from service.rules.lint import lint
from service.rules.ruleset import Ruleset
from service.usecases.deciding import decided, options
from tests.core.acts import DUE, LEVELS, OPENED, SENT, Led, led
from tests.core.kalmar import KALMAR, varied
from tests.core.play import actor, at, catalogue, named

UNIT = named("unit")
OFFICE, COUNSEL, ADVISER = (actor(one, UNIT) for one in ("coordination_office", "legal_counsel", "medical_adviser"))
LATE, RESENT, REDUE = DUE + timedelta(days=3), date(2025, 5, 5), date(2025, 6, 5)


def consulting(action: str, *roles: str, outcomes: tuple[str, ...] = (), beside: tuple[str, ...] = ()) -> Ruleset:
    """Kalmar's ruleset, where the action waits for a word of the roles, with `outcomes` and not with those `beside`."""
    rows: list[dict[str, Any]] = []
    for mandate in KALMAR.mandates:
        row = mandate.model_dump(mode="json")
        if mandate.action != action:
            rows.append(row)
            continue
        rows.append({**row, "outcomes": list(outcomes), "consult": list(roles)})
        if beside:
            rows.append({**row, "outcomes": list(beside)})
    return varied(mandates=rows)


SANCTION = consulting("DECIDE_SANCTION", "legal_counsel")
BOTH = consulting("DECIDE_SANCTION", "legal_counsel", "medical_adviser")


def act(case: Led, command: CaseCommand, by: Actor, on: date) -> None:
    """The command as a use case decides it, on the actor's mandate."""
    found = decided(case.state, command, {case.adopted.id: case.adopted.ruleset}, by, at(on))
    case.events += found.events
    case.__post_init__()


def say(
    case: Led,
    on: date,
    by: Actor = COUNSEL,
    of: CaseDecision = "DECIDE_SANCTION",
    standpoint: Standpoint = "SUPPORTS",
) -> None:
    act(case, RecordConsultation(of, on, standpoint), by, on)


def missing(case: Led, command: CaseCommand, on: date) -> tuple[str, ...]:
    """The roles that the decision waits for; none where it is done."""
    found: RuleRefused | None = None
    try:
        act(case, command, OFFICE, on)
    except RuleRefused as refused:
        found = refused
    assert found is None or found.code == "CONSULTATION_MISSING"
    return () if found is None else found.allowed


def test_the_shipped_package_asks_for_no_consultation_and_lets_the_advisers_be_heard() -> None:
    assert [one.action for one in KALMAR.mandates if one.consult] == []
    assert [one.roles for one in KALMAR.mandates if one.action == "RECORD_CONSULTATION"] == [
        ("legal_counsel", "medical_adviser")
    ]
    case = led("YELLOW", sent=True)
    assert missing(case, DecideSanction(LATE), LATE) == ()


@pytest.mark.requirement("C8", "RM-17", "RM-19")
def test_a_decision_waits_for_the_consultation_that_its_mandate_names() -> None:
    case = led("YELLOW", sent=True, ruleset=SANCTION)
    before = case.state
    with pytest.raises(RuleRefused) as refused:
        act(case, DecideSanction(LATE), OFFICE, LATE)
    assert (refused.value.code, refused.value.allowed) == ("CONSULTATION_MISSING", ("legal_counsel",))
    assert refused.value.params["action"] == "DECIDE_SANCTION"
    (row,) = [one for one in SANCTION.mandates if one.action == "DECIDE_SANCTION"]
    assert refused.value.source == row.source.source
    assert case.state == before
    say(case, LATE)
    event = case.events[-1]
    assert event == ConsultationRecorded(
        acted_as="legal_counsel", on="DECIDE_SANCTION", request=1, consulted_on=LATE, standpoint="SUPPORTS"
    )
    assert (audience(event), case.position) == ("staff", "REQUEST_SENT")
    act(case, DecideSanction(LATE), OFFICE, LATE)
    assert case.state.sanction_runs


@pytest.mark.requirement("C8")
@pytest.mark.parametrize("standpoint", ["SUPPORTS", "OBJECTS", "COMMENTS"])
def test_who_is_heard_decides_nothing_whatever_is_said(standpoint: Standpoint) -> None:
    case = led("YELLOW", sent=True, ruleset=SANCTION)
    say(case, LATE, standpoint=standpoint)
    assert missing(case, DecideSanction(LATE), LATE) == ()


@pytest.mark.requirement("C8")
def test_each_role_that_is_named_has_to_be_heard() -> None:
    case = led("YELLOW", sent=True, ruleset=BOTH)
    assert missing(case, DecideSanction(LATE), LATE) == ("legal_counsel", "medical_adviser")
    say(case, LATE, ADVISER)
    assert missing(case, DecideSanction(LATE), LATE) == ("legal_counsel",)
    say(case, LATE)
    assert missing(case, DecideSanction(LATE), LATE) == ()


UNHEARD: dict[str, Callable[[Led], None]] = {
    "nothing was said": lambda _: None,
    "of another decision": lambda case: say(case, LATE, of="DECIDE_PLAN"),
    "by another adviser": lambda case: say(case, LATE, ADVISER),
    "on the day after": lambda case: say(case, LATE + timedelta(days=1)),
}


@pytest.mark.requirement("C8")
@pytest.mark.parametrize("name", UNHEARD)
def test_what_was_not_said_of_the_decision_before_it_does_not_count(name: str) -> None:
    case = led("YELLOW", sent=True, ruleset=SANCTION)
    UNHEARD[name](case)
    later = LATE + timedelta(days=2)
    with pytest.raises(RuleRefused, match="CONSULTATION_MISSING"):
        act(case, DecideSanction(LATE), OFFICE, later)


@pytest.mark.requirement("C8", "AM-02")
def test_what_was_said_before_the_latest_request_was_said_of_something_else() -> None:
    case = led("YELLOW", ruleset=SANCTION)
    say(case, SENT)
    act(case, SendCorrectionRequest(at(SENT), "LETTER", "SIGNED_RECEIPT", DUE), OFFICE, SENT)
    assert missing(case, DecideSanction(LATE), LATE) == ("legal_counsel",)
    say(case, LATE)
    act(case, DecideSanction(LATE), OFFICE, LATE)
    act(case, SendCorrectionRequest(at(RESENT), "LETTER", "SIGNED_RECEIPT", REDUE), OFFICE, RESENT)
    after = REDUE + timedelta(days=1)
    assert missing(case, DecideSanction(after), after) == ("legal_counsel",)
    say(case, after)
    assert missing(case, DecideSanction(after), after) == ()
    assert [one.request for one in case.state.consultations] == [None, 1, 2]


@pytest.mark.requirement("C8")
def test_each_decision_needs_a_word_of_its_own() -> None:
    case = led("YELLOW", sent=True, ruleset=SANCTION)
    say(case, LATE)
    act(case, DecideSanction(LATE), OFFICE, LATE)
    # Red, whose letter decides nothing, and a failure at red; then black, whose letter decides the next sanction.
    act(case, SendCorrectionRequest(at(RESENT), "LETTER", "SIGNED_RECEIPT", REDUE), OFFICE, RESENT)
    after = REDUE + timedelta(days=1)
    say(case, after)
    act(case, DecideSanction(after), OFFICE, after)
    assert case.state.colour == "BLACK"
    letter = SendCorrectionRequest(at(after), "LETTER", "SIGNED_RECEIPT", after + timedelta(days=30))
    assert missing(case, letter, after) == ("legal_counsel",)
    say(case, after)
    assert missing(case, letter, after) == ()


@pytest.mark.requirement("C8")
def test_a_second_plan_is_another_decision_to_be_heard_on() -> None:
    case = led("YELLOW", sent=True, ruleset=consulting("DECIDE_PLAN", "legal_counsel"))
    case.receive(SENT)
    say(case, SENT, of="DECIDE_PLAN")
    act(case, DecidePlan("REJECTED", SENT), OFFICE, SENT)
    case.receive(SENT)
    assert missing(case, DecidePlan("REJECTED", SENT), SENT) == ("legal_counsel",)
    say(case, SENT, of="DECIDE_PLAN")
    assert missing(case, DecidePlan("REJECTED", SENT), SENT) == ()


@pytest.mark.requirement("C8")
def test_who_is_both_advisers_is_heard_as_the_one_that_is_waited_for() -> None:
    case = led("YELLOW", sent=True, ruleset=consulting("DECIDE_SANCTION", "medical_adviser"))
    both = actor_from(named("both"), "08", frozenset({"legal_counsel", "medical_adviser"}), None, catalogue())
    say(case, LATE, both)
    assert case.events[-1].acted_as == "medical_adviser"
    assert missing(case, DecideSanction(LATE), LATE) == ()


@pytest.mark.requirement("C8", "AM-04")
def test_a_black_request_waits_for_the_consultation_on_the_sanction_it_decides() -> None:
    case = led("BLACK", ruleset=SANCTION)
    letter = SendCorrectionRequest(at(SENT), "LETTER", "SIGNED_RECEIPT", DUE)
    assert missing(case, letter, SENT) == ("legal_counsel",)
    say(case, SENT)
    assert missing(case, letter, SENT) == ()
    assert case.state.sanction_runs


@pytest.mark.requirement("C8")
def test_before_any_request_it_counts_since_the_opening() -> None:
    case = led(ruleset=consulting("CLASSIFY", "medical_adviser"))
    colour = Classify(LEVELS["RED"], SENT)
    assert missing(case, colour, SENT) == ("medical_adviser",)
    with pytest.raises(RuleRefused, match="ACT_BEFORE_SIGNAL"):
        say(case, OPENED - timedelta(days=1), ADVISER, "CLASSIFY")
    say(case, OPENED, ADVISER, "CLASSIFY")
    assert missing(case, colour, SENT) == ()


@pytest.mark.requirement("C8")
def test_a_mandate_may_ask_for_it_with_one_outcome_only() -> None:
    ruleset = consulting("DECIDE_PLAN", "legal_counsel", outcomes=("REJECTED",), beside=("APPROVED",))
    case = led("YELLOW", sent=True, ruleset=ruleset)
    case.receive(DUE)
    assert missing(case, DecidePlan("REJECTED", LATE), LATE) == ("legal_counsel",)
    assert missing(case, DecidePlan("APPROVED", LATE, LATE), LATE) == ()


@pytest.mark.requirement("C8")
def test_what_is_open_says_that_the_consultation_is_missing_where_the_rules_would_let_it_through() -> None:
    case, versions = led("YELLOW", sent=True, ruleset=SANCTION), {}
    versions[case.adopted.id] = SANCTION

    def refusal(today: date, by: Actor) -> Refusal | None:
        found = options(case.state, versions, by, at(today))
        return next(one.refusal for one in found if one.action == "DECIDE_SANCTION")

    early, late, counsel = refusal(DUE, OFFICE), refusal(LATE, OFFICE), refusal(LATE, COUNSEL)
    assert [getattr(one, "code", None) for one in (early, late)] == ["NO_BREACH", "CONSULTATION_MISSING"]
    assert isinstance(counsel, MandateMissing)
    say(case, LATE)
    assert refusal(LATE, OFFICE) is None


@pytest.mark.parametrize(
    ("on", "today", "expected"),
    [
        (SENT - timedelta(days=1), LATE, "ACT_BEFORE_PREVIOUS"),
        (LATE + timedelta(days=1), LATE, "ACT_IN_FUTURE"),
    ],
)
def test_it_is_dated_after_the_request_and_not_to_come(on: date, today: date, expected: str) -> None:
    case = led("YELLOW", sent=True)
    with pytest.raises(RuleRefused, match=expected):
        act(case, RecordConsultation("DECIDE_SANCTION", on, "SUPPORTS"), COUNSEL, today)


@pytest.mark.requirement("C9")
def test_a_ruleset_that_asks_for_what_nobody_can_give_is_found() -> None:
    place = [one.action for one in SANCTION.mandates].index("DECIDE_SANCTION")
    steps = [one.model_dump(mode="json") for one in KALMAR.track.steps if one.action != "RECORD_CONSULTATION"]
    content = SANCTION.model_dump(mode="json")
    content["track"]["steps"] = steps
    found = lint(Ruleset.model_validate(content))
    assert [(one.code, one.path) for one in found] == [("CONSULT_UNHEARD", ("mandates", place, "consult", 0))]
