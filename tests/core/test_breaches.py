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
        if step["action"] == "RECEIVE_PLAN":
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
