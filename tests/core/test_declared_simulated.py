"""A draft of a procedure with acts of its own, tried on the cases that the core has played."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from uuid import uuid4

import pytest

from service.rules.as_if import Draft
from service.rules.commands import TakeStep
from service.rules.load import load_ruleset
from service.rules.ruleset import Ruleset
from service.rules.simulate import CaseDifference, History, Simulation
from tests.core import test_declared as fourth
from tests.core import test_vgr_fordjupad as in_depth
from tests.core import test_vgr_plotsligt_avslut as sudden
from tests.core.declared import PLAYED, VERSION, Played
from tests.core.fourth import DAY, RULES, TEXT, weighed

TODAY = date(2026, 11, 1)


def against(draft: Ruleset, played: Played) -> CaseDifference | None:
    simulation = Simulation(Draft(uuid4(), draft), {VERSION: played.ruleset}, TODAY)
    return simulation.take(History(uuid4(), played.events, {}, []))


@pytest.mark.requirement("C1")
@pytest.mark.parametrize(
    "play",
    [
        fourth.test_side_tracks_are_handled_by_themselves_and_the_end_waits_for_all,
        fourth.test_a_checklist_comes_with_its_conditions_and_the_end_waits_for_it,
        fourth.test_a_case_about_no_unit_is_one,
        in_depth.test_a_request_goes_the_whole_chain_and_is_returned_to_the_ongoing_follow_up,
        sudden.test_the_case_is_concluded_once_every_step_of_the_plan_is_done_or_found_needless,
    ],
)
def test_an_identical_draft_differs_nowhere(play: Callable[[], object]) -> None:
    before = len(PLAYED)
    play()
    stories = [one for one in PLAYED[before:] if one.events]
    assert stories
    assert [against(one.ruleset, one) for one in stories] == [None] * len(stories)


def planned() -> Played:
    played = weighed()
    played.take("handler", DAY, "ORDER_PLAN", due_on="2025-04-03")
    return played


@pytest.mark.requirement("C1", "C8")
def test_another_decider_of_an_act_that_was_done_is_a_change_of_mandate() -> None:
    text = TEXT.replace("{action: WEIGH, roles: [handler]", "{action: WEIGH, roles: [team_lead]")
    found = against(load_ruleset(text, file="draft"), planned())
    assert found is not None
    assert [change.kind for change in found.changes] == ["MANDATE"]
    assert (found.before_ore, found.after_ore) == (0, 0)


def test_the_rules_that_were_played_are_the_ones_compared_with() -> None:
    assert against(RULES, planned()) is None


@pytest.mark.requirement("C1")
def test_a_day_that_followed_from_a_period_follows_from_it_under_the_draft() -> None:
    played = weighed()
    played.decide("handler", "2026-01-15", TakeStep("ORDER_PLAN", date(2026, 1, 15), due_months=1))
    text = TEXT.replace("rolls_forward: true", "rolls_forward: false")
    found = against(load_ruleset(text, file="draft"), played)
    assert found is not None
    (change,) = found.changes
    assert (change.kind, change.before, change.after) == (
        "OBLIGATION",
        ["ACT_DUE", "ORDER_PLAN", "2026-02-16"],
        ["ACT_DUE", "ORDER_PLAN", "2026-02-15"],
    )
