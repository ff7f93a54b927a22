"""Every refusal the core can raise, raised: code, what is allowed instead, the clause, and a sentence."""

from __future__ import annotations

import string
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from service.domain.case import CaseState
from service.domain.dates import Month
from service.domain.errors import InvalidInput, MandateMissing, NotFound, VersionConflict
from service.domain.messages import MESSAGES, message
from service.domain.words import spoken
from service.rules.commands import CloseCase, DecideSanction
from service.rules.ruleset import Ruleset
from service.rules.settle import settle
from tests.core.acts import DUE, SENT, Led, led, refusal
from tests.core.kalmar import KALMAR, varied
from tests.core.play import named, play
from tests.core.points import AFTER, received, requested, sanctioned
from tests.core.refusal_sites import sites
from tests.core.refused import REFUSALS, green_may_be_asked, supplemented_after_all


@pytest.mark.requirement("XC-07", "SM-3")
@pytest.mark.parametrize(("code", "what", "act"), REFUSALS, ids=[f"{code}: {what}" for code, what, _ in REFUSALS])
def test_the_act_is_refused_with_its_code_and_says_so_in_both_languages(
    code: str, what: str, act: Callable[[], object]
) -> None:
    raised = refusal(act)
    assert raised.code == code
    sv, en = message(raised, "sv"), message(raised, "en")
    assert sv != en
    for said in (sv, en):
        assert "{" not in said
        assert "None" not in said


def test_every_refusal_that_the_core_can_raise_is_raised_above() -> None:
    core = {site.code for site in sites("domain/", "rules/", "authorize.py")}
    assert core == {code for code, _, _ in REFUSALS}


@pytest.mark.requirement("XC-07")
def test_every_code_raised_in_the_service_has_a_sentence_in_both_languages() -> None:
    raised = {site.code for site in sites()}
    assert len(raised) > 30
    assert raised <= MESSAGES.keys()
    assert all(sv and en and sv != en for sv, en in MESSAGES.values())


@pytest.mark.requirement("XC-07")
def test_every_place_that_refuses_gives_what_the_sentence_needs() -> None:
    lacking = []
    for site in sites():
        for sentence in MESSAGES[site.code]:
            needed = {name for _, name, _, _ in string.Formatter().parse(sentence) if name}
            if site.params is not None and not needed <= site.params:
                lacking.append(f"{site.file}:{site.line}: {site.code} lacks {sorted(needed - site.params)}")
    assert lacking == []


def test_a_refusal_with_other_classes_than_rules_has_a_sentence_too() -> None:
    for raised in (
        NotFound(path="caseId"),
        VersionConflict("VERSION_CONFLICT", expected=1, current=2),
        InvalidInput("INVALID_INPUT", path="month", problem="'x'"),
        MandateMissing("MANDATE_MISSING", action="SETTLE_MONTH"),
    ):
        assert message(raised, "sv") != message(raised, "en")


# --- what the refusal says beside its code --------------------------------------------------------------------------

AFTER_A_REQUEST = {
    "CLOSE_CASE",
    "WITHHOLD_PAYMENT",
    "RELEASE_PAYMENT",
    "TAKE_TERMINATION_POSITION",
    "TERMINATE_AGREEMENT",
    "FLAG_RECURRENCE",
}
"""What the table lets through wherever a request waits for its correction."""
CLAUSED = [
    "PAYMENT_WITHHELD",
    "NOTHING_WITHHELD",
    "MORE_THAN_WITHHELD",
    "TERMINATION_WITHOUT_POSITION",
    "NO_RIGHT_TO_TERMINATE",
    "AGREEMENT_ENDS_BEFORE",
    "OUT_OF_ORDER",
    "REQUEST_NOT_REQUIRED",
    "REQUEST_ALREADY_SENT",
    "PLAN_DUE_MISSING",
    "PLAN_DUE_BEFORE_REQUEST",
    "PLAN_INCOMPLETE",
    "FOLLOW_UP_DATE_MISSING",
    "FOLLOW_UP_DATE_UNEXPECTED",
    "NO_BREACH",
    "NEW_REQUEST_REQUIRED",
    "SANCTION_ALREADY_DECIDED",
    "SANCTION_RUNS",
    "PLAN_CONTRADICTS_SANCTION",
    "ORIGIN_ALREADY_RECORDED",
    "SIGNAL_CAME_FIRST",
    "SUPPLEMENT_CONTRADICTS_SANCTION",
    "LEVEL_OUTSIDE_SCALE",
    "SCALE_MISSING",
    "SCORE_OUTSIDE_BANDS",
    "MANDATE_MISSING",
]


@pytest.mark.requirement("C2", "C8")
@pytest.mark.parametrize("code", CLAUSED)
def test_a_refusal_by_a_rule_cites_the_clause(code: str) -> None:
    acts = [act for one, _, act in REFUSALS if one == code]
    assert acts
    for act in acts:
        source = refusal(act).source
        assert source is not None
        assert source.clause
        assert source.quote or source.derived


@pytest.mark.requirement("SM-3")
@pytest.mark.parametrize(
    ("case", "allowed"),
    [
        (
            led,
            {
                "RECORD_SIGNAL",
                "RECORD_IMPULSE",
                "REQUEST_PLAN",
                "START_IN_DEPTH",
                "CLASSIFY",
                "DECIDE_NO_MEASURE",
                "RECORD_CONSULTATION",
                "CLOSE_CASE",
                "FLAG_RECURRENCE",
            },
        ),
        (
            requested,
            {
                "SEND_CORRECTION_REQUEST",
                "EXTEND_PLAN_DUE",
                "RECEIVE_PLAN",
                "DECIDE_SANCTION",
                "REFRAIN_FROM_SANCTION",
                "DECIDE_NO_MEASURE",
                "RECORD_CONSULTATION",
                *AFTER_A_REQUEST,
            },
        ),
        (
            received,
            {
                "SEND_CORRECTION_REQUEST",
                "REQUEST_SUPPLEMENT",
                "DECIDE_PLAN",
                "DECIDE_SANCTION",
                "REFRAIN_FROM_SANCTION",
                "DECIDE_NO_MEASURE",
                "RECORD_CONSULTATION",
                *AFTER_A_REQUEST,
            },
        ),
    ],
)
def test_an_act_out_of_order_is_answered_with_the_acts_that_are_possible(
    case: Callable[[], Led], allowed: set[str]
) -> None:
    raised = refusal(lambda: case().follow_up(AFTER))
    assert (raised.code, set(raised.allowed)) == ("OUT_OF_ORDER", allowed)


@pytest.mark.requirement("HV-29")
@pytest.mark.parametrize(
    ("lacking", "named_sv"),
    [
        ({"on_template": False}, "framtagen mall"),
        ({"timetable": False}, "tidsplan"),
        ({"signed_on": None}, "daterad"),
        ({"signed_by_unit_head": False}, "underskriven av verksamhetschef"),
        ({"timetable": False, "signed_by_unit_head": False}, "tidsplan, underskriven av verksamhetschef"),
    ],
    ids=str,
)
def test_an_incomplete_plan_is_refused_with_what_it_lacks(lacking: dict[str, Any], named_sv: str) -> None:
    raised = refusal(lambda: requested().receive(DUE, **lacking))
    assert (raised.code, spoken(raised.params["missing"], "sv")) == ("PLAN_INCOMPLETE", named_sv)
    assert named_sv in message(raised, "sv")


@pytest.mark.requirement("HV-29", "A10")
def test_what_a_plan_must_be_is_the_rulesets_choice() -> None:
    requirements = [one.model_dump(mode="json") for one in KALMAR.plan.requirements[:1]]
    case = led("YELLOW", sent=True, ruleset=varied(plan__requirements=requirements))
    case.receive(DUE, timetable=False, signed_on=None, signed_by_unit_head=False)
    assert case.position == "PLAN_RECEIVED"


def test_a_refused_act_leaves_the_case_as_it_was() -> None:
    case = requested()
    before: CaseState = case.state
    refusal(lambda: case.do(DecideSanction(DUE), DUE))
    assert case.state is before
    assert len(case.events) == 3


@pytest.mark.requirement("AM-09")
def test_a_case_left_out_by_name_is_settled_around_and_caught_up_when_its_count_comes() -> None:
    played, day = play("EX-16"), date(2025, 3, 3)
    february = settle(Month(2025, 2), played.computed(day), [], left_out=[named("A")], today=day)
    assert (february.lines, february.left_out, february.total_ore) == ((), (named("A"),), 0)
    played.listed[Month(2025, 2)] = 1000
    march = settle(Month(2025, 3), played.computed(day), [february], left_out=(), today=date(2025, 4, 1))
    (line,) = march.corrections
    assert (line.month, line.listed, line.amount_ore) == ("2025-02", 1000, 300000)


# --- the clause is that of the colour or the step -------------------------------------------------------------------


def contradicted(colour: str) -> object:
    case = requested(colour)
    case.sanction(AFTER)
    return case.receive(DUE, today=AFTER)


def raised_to_black() -> object:
    case = requested("RED")
    case.sanction(AFTER)
    return case.sanction(AFTER)


def costless() -> Ruleset:
    """Yellow asks for a plan, and its failure costs nothing."""
    colours = [one.model_dump(mode="json") for one in KALMAR.colours]
    colours[1] |= {"sanction": None, "next": None}
    return varied(colours=colours, direct_sanctions=[])


ASSESSED = "2b. Bedömning och eventuella kompletteringar"
FOLLOWED_UP = "3. Uppföljning av åtgärderna i handlingsplan"
CITED: dict[str, tuple[str, Callable[[], object]]] = {
    "no failure at yellow": ("Gul färgklassificering", lambda: requested().sanction(DUE)),
    "no failure at red": ("Röd färgklassificering", lambda: requested("RED").sanction(DUE)),
    "a failure that costs nothing": (
        "Gul färgklassificering",
        lambda: led("YELLOW", sent=True, ruleset=costless()).sanction(AFTER),
    ),
    "red without a letter": ("Röd färgklassificering", lambda: sanctioned().sanction(AFTER)),
    "black without a letter": ("Svart färgklassificering", raised_to_black),
    "black twice": ("Svart färgklassificering", lambda: requested("BLACK").sanction(AFTER)),
    "red asked twice": ("Röd färgklassificering", lambda: requested("RED").send(SENT + timedelta(days=1))),
    "green asked": ("Grön färgklassificering", lambda: led("GREEN", ruleset=green_may_be_asked()).send()),
    "a colour after the request": ("Fördjupad förklaring", lambda: requested().classify("RED", SENT)),
    "green after the request": ("Grön färgklassificering", lambda: requested().classify("GREEN", SENT)),
    "a follow-up too early": (FOLLOWED_UP, lambda: received().follow_up(AFTER, effect=False)),
    "no time for follow-up": (FOLLOWED_UP, lambda: received().approve(AFTER, None)),
    "closing what waits for a plan": ("Flera sanktioner", lambda: requested().do(CloseCase(AFTER), AFTER)),
    "closing what still costs": ("Flera sanktioner", lambda: sanctioned().do(CloseCase(AFTER), AFTER)),
    "in time after all": ("Röd färgklassificering", lambda: contradicted("RED")),
    "a supplement of no plan": (ASSESSED, lambda: requested().ask(AFTER, AFTER)),
    "a supplement that nobody asked for": (ASSESSED, lambda: received().supply(AFTER)),
    "a supplement in time after all": (ASSESSED, supplemented_after_all),
}


@pytest.mark.requirement("C2", "C8")
@pytest.mark.parametrize("name", CITED)
def test_a_refusal_cites_the_clause_of_the_colour_or_the_step_it_concerns(name: str) -> None:
    clause, act = CITED[name]
    source = refusal(act).source
    assert source is not None
    assert source.clause == clause
