"""When a request has failed: plan by plan, a rejected one counting as not received."""

from __future__ import annotations

from datetime import date

import pytest

from service.rules.deadlines import breaches
from service.rules.ruleset import Ruleset
from tests.core.acts import DUE, Led, led
from tests.core.kalmar import KALMAR, varied

AFTER, LATER = date(2025, 4, 14), date(2025, 5, 12)


def grounds(case: Led, on: date) -> list[str]:
    assert case.state.request is not None
    return [breach.ground for breach in breaches(KALMAR, case.state.request, on)]


def rejected() -> Led:
    """A plan that came in time and was rejected after the last day."""
    case = led("YELLOW", sent=True)
    case.receive(DUE)
    case.reject(AFTER)
    return case


@pytest.mark.requirement("AM-14", "HV-10")
def test_a_rejection_that_stands_is_the_failure() -> None:
    case = rejected()
    assert grounds(case, DUE) == []
    assert grounds(case, AFTER) == ["PLAN_REJECTED"]


@pytest.mark.requirement("AM-14")
def test_a_rejected_plan_replaced_too_late_counts_as_none_in_time() -> None:
    case = rejected()
    case.receive(date(2025, 4, 20))
    assert grounds(case, LATER) == ["PLAN_NOT_RECEIVED"]
    case.approve(date(2025, 4, 22))
    assert grounds(case, LATER) == ["PLAN_NOT_RECEIVED"]


@pytest.mark.requirement("AM-14", "HV-09")
def test_a_rejected_plan_replaced_in_time_is_no_failure_while_the_new_one_is_decided_or_once_it_is_approved() -> None:
    case = led("YELLOW", sent=True)
    case.receive(date(2025, 3, 20))
    case.reject(date(2025, 3, 25))
    case.receive(DUE)
    assert grounds(case, LATER) == []
    case.approve(AFTER)
    assert grounds(case, LATER) == []


@pytest.mark.requirement("HV-20")
def test_a_plan_in_time_that_is_still_to_be_decided_is_no_failure() -> None:
    case = led("YELLOW", sent=True)
    case.receive(DUE)
    assert grounds(case, LATER) == []


def test_a_table_may_let_a_plan_be_replaced_before_it_is_decided() -> None:
    steps = [step.model_dump(mode="json") for step in KALMAR.track.steps]
    for step in steps:
        if (step["action"], step["to"]) == ("RECEIVE_PLAN", "PLAN_RECEIVED"):
            step["states"] = [*step["states"], "PLAN_RECEIVED"]
    ruleset: Ruleset = varied(track__steps=steps)
    case = led("YELLOW", sent=True, ruleset=ruleset)
    case.receive(DUE)
    case.receive(date(2025, 4, 20))
    assert grounds(case, LATER) == []


@pytest.mark.requirement("HV-11", "HV-20")
def test_the_first_failed_follow_up_is_the_failure_whatever_comes_after() -> None:
    case = led("YELLOW", sent=True)
    case.receive(DUE)
    case.approve(AFTER)
    case.follow_up(date(2025, 5, 1), effect=False)
    case.follow_up(date(2025, 5, 10))
    assert grounds(case, date(2025, 4, 30)) == []
    assert grounds(case, LATER) == ["FOLLOW_UP_NOT_APPROVED"]


def failing(colour: str, ground: str) -> Led:
    case = led(colour, sent=True)
    if ground != "PLAN_NOT_RECEIVED":
        case.receive(DUE)
    if ground == "PLAN_REJECTED":
        case.reject(AFTER)
    if ground == "FOLLOW_UP_NOT_APPROVED":
        case.approve(AFTER)
        case.follow_up(AFTER, carried_out=False)
    return case


@pytest.mark.requirement("C2", "HV-20", "HV-21")
@pytest.mark.parametrize(("colour", "clause"), [("YELLOW", "Gul"), ("RED", "Röd")])
@pytest.mark.parametrize("ground", ["PLAN_NOT_RECEIVED", "FOLLOW_UP_NOT_APPROVED"])
def test_a_failure_cites_the_clause_of_the_requests_colour(colour: str, clause: str, ground: str) -> None:
    case = failing(colour, ground)
    assert case.state.request is not None
    (found,) = breaches(KALMAR, case.state.request, LATER)
    source = found.explanation.source
    assert source is not None
    assert (found.ground, source.clause) == (ground, f"{clause} färgklassificering")


@pytest.mark.requirement("AM-14", "HV-10")
@pytest.mark.parametrize("colour", ["YELLOW", "RED"])
def test_a_rejected_plan_cites_the_clause_on_assessing_plans(colour: str) -> None:
    case = failing(colour, "PLAN_REJECTED")
    assert case.state.request is not None
    (found,) = breaches(KALMAR, case.state.request, LATER)
    assert found.explanation.source == KALMAR.breaches[1].source.source


@pytest.mark.requirement("HV-22")
def test_a_failure_of_a_black_request_cites_no_other_colour() -> None:
    case = led("BLACK", sent=True)
    assert case.state.request is not None
    (found,) = breaches(KALMAR, case.state.request, LATER)
    source = found.explanation.source
    assert source is not None
    assert "färgklassificering" not in source.clause


@pytest.mark.requirement("HV-20")
def test_a_plan_that_never_came_is_a_failure_since_the_day_after_its_last() -> None:
    case = led("YELLOW", sent=True)
    assert case.state.request is not None
    (found,) = breaches(KALMAR, case.state.request, LATER)
    assert found.since == date(2025, 4, 12)
