"""What a draft makes otherwise in a case, each with the clause of the draft that does."""

from __future__ import annotations

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from service.domain.money import parse_sek
from service.rules.first_cause import mandate_cause
from service.rules.ruleset import Ruleset
from service.rules.simulate import History
from tests.core.histories import case_of, histories, simulated, simulation
from tests.core.kalmar import KALMAR, varied, with_yellow
from tests.core.play import play
from tests.core.simulated_drafts import RED_AT_ONCE, mandated
from tests.core.stories import STORIES
from tests.core.test_simulate import FOUR, SAME

OFFICE = [[["coordination_office"], [], []]]
"""Who decides in Kalmar: roles, co-deciders, who has to be heard first."""
pytestmark = pytest.mark.requirement("C1")


def only(ruleset: Ruleset, scenario: Any, **asked: Any) -> Any:
    """The one difference of the scenario's first case."""
    _, found = simulated(ruleset, ("own", scenario), **asked)
    return found[case_of("own")]


def told(one: Any) -> list[tuple[str, Any, Any, str | None]]:
    return [(change.kind, change.before, change.after, change.cause.rule) for change in one.changes]


def test_a_band_that_makes_a_case_green_takes_its_sanction_and_its_plan_away() -> None:
    draft = varied(label="2", classification__bands__0__highest=4, classification__bands__1__lowest=6)
    one = only(draft, "EX-02")
    assert (one.before_ore, one.after_ore) == (10374193, 0)
    assert told(one) == [
        ("COLOUR", "YELLOW", "GREEN", "GREEN"),
        ("PLAN_REQUIRED", True, False, "GREEN.plan_required"),
        ("COLOUR", "RED", "GREEN", "GREEN"),
        ("MANDATE", OFFICE, None, "mandates.DECIDE_SANCTION"),
    ]
    assert one.cause.rule == "GREEN"


def test_another_way_to_make_the_score_is_named_rather_than_the_band_it_then_falls_in() -> None:
    draft = varied(
        label="2",
        classification__combine="SUM",
        classification__bands__1__highest=3,
        classification__bands__2__lowest=4,
        classification__bands__2__highest=6,
        classification__bands__3__lowest=7,
        classification__bands__3__highest=8,
    )
    change = only(draft, STORIES["months"]).changes[0]
    assert (change.kind, change.before, change.after, change.cause.rule) == ("COLOUR", "RED", "BLACK", "classification")


def test_a_colour_that_somebody_decided_with_a_reason_is_kept() -> None:
    draft = varied(label="2", classification__bands__1__highest=3, classification__bands__2__lowest=4)
    assert case_of("own") not in simulated(draft, ("own", STORIES["asked early"]))[1]


def test_a_tie_that_goes_to_the_region_moves_the_case_to_the_other_ladder() -> None:
    one = only(varied(label="2", signal_tie__value="IMPULSE"), STORIES["joined"])
    assert told(one)[0] == ("LADDER", "TRUST", "STANDARD", "STANDARD")
    assert one.cause.rule == "STANDARD"


def test_a_day_that_no_longer_rolls_makes_a_plan_late() -> None:
    one = only(varied(label="2", plan__rolls_forward=False), STORIES["months"])
    assert told(one) == [
        ("PLAN_DUE", "2026-06-22", "2026-06-19", "plan.rolls_forward"),
        ("PLAN_IN_TIME", True, False, "plan.rolls_forward"),
    ]


def test_another_number_of_months_by_default_moves_days_that_were_the_default_and_no_others() -> None:
    before = varied(plan__default_months=1)
    steps = [
        {name: given for name, given in step.items() if name != "plan_due_months"}
        for step in STORIES["months"]["steps"]
    ]
    scenario = STORIES["months"] | {"steps": steps}
    played = play(scenario, before)
    asked = simulation(varied(label="2", plan__default_months=2), before)
    one = asked.take(histories(played, "own")[0])
    assert one is not None
    assert ("PLAN_DUE", "2026-06-22", "2026-07-20", "plan.default_months") in told(one)
    stated = simulation(varied(label="2", plan__default_months=2), before)
    assert stated.take(histories(play("EX-02", before), "own")[0]) is None


def test_a_failure_that_a_later_day_would_have_made_none_is_told_and_stays_decided() -> None:
    before = varied(plan__default_months=1)
    steps = [
        {
            "do": "open_case",
            "on": "2025-03-03",
            "as": "handler",
            "impulse": {"known_on": "2025-03-03", "kind": "OTHER"},
        },
        {"do": "classify", "on": "2025-03-05", "as": "coordination_office", "levels": {"severity": 2, "deviation": 2}},
        {"do": "send_correction_request", "on": "2025-03-11", "as": "coordination_office"},
        {"do": "decide_sanction", "on": "2025-04-14", "as": "coordination_office"},
    ]
    played = play({**STORIES["months"], "steps": steps}, before)
    asked = simulation(varied(label="2", plan__default_months=2), before, today=date(2025, 5, 1))
    one = asked.take(histories(played, "own")[0])
    assert one is not None
    assert ("FAILURE", "PLAN_NOT_RECEIVED", None, "PLAN_NOT_RECEIVED") in told(one)
    assert one.before_ore == one.after_ore


def test_red_that_costs_with_the_request_costs_where_nobody_decided_a_failure() -> None:
    steps = [
        {
            "do": "open_case",
            "on": "2025-03-03",
            "as": "handler",
            "impulse": {"known_on": "2025-03-03", "kind": "OTHER"},
        },
        {"do": "classify", "on": "2025-03-05", "as": "coordination_office", "levels": {"severity": 3, "deviation": 3}},
        {"do": "send_correction_request", "on": "2025-03-11", "as": "coordination_office", "plan_due_on": "2025-04-11"},
        {"do": "receive_plan", "on": "2025-04-01", "as": "unit_head"},
        {
            "do": "decide_plan",
            "on": "2025-04-01",
            "as": "coordination_office",
            "verdict": "APPROVED",
            "follow_up_on": "2025-04-11",
        },
        {
            "do": "record_listed_counts",
            "on": "2025-04-10",
            "as": "handler",
            "counts": {"2025-03": 3100, "2025-04": 3000},
        },
        {
            "do": "record_follow_up",
            "on": "2025-04-11",
            "as": "coordination_office",
            "carried_out": True,
            "intended_effect": True,
        },
    ]
    one = only(RED_AT_ONCE, {**STORIES["months"], "steps": steps})
    assert (one.before_ore, one.after_ore) == (0, 3100 * 600 * 21 // 31 + 3000 * 600 * 10 // 30)
    assert one.cause.rule == "RED.sanction"
    assert told(one) == [
        ("COLOUR", "RED", "BLACK", "RED.sanction"),
        ("MANDATE", None, OFFICE, "mandates.DECIDE_SANCTION"),
    ]


def test_another_delegation_is_told_with_its_clause_for_each_decision_that_it_concerns() -> None:
    one = only(mandated("DECIDE_SANCTION", roles=["region_principal"], consult=["legal_counsel"]), "EX-05")
    others = [[["region_principal"], [], ["legal_counsel"]]]
    assert told(one) == [("MANDATE", OFFICE, others, "mandates.DECIDE_SANCTION")] * 2
    assert one.difference_ore == 0
    assert one.cause is one.changes[0].cause


def test_that_nobody_may_any_longer_cites_the_version_and_no_clause_on_something_else() -> None:
    """Of an act that no step of the table is of, the draft says nothing at all."""
    rows = [one for one in KALMAR.mandates if one.action == "MOVE_TO_VERSION"]
    draft = KALMAR.model_copy(update={"mandates": tuple(one for one in KALMAR.mandates if one not in rows)})
    cause = mandate_cause("MOVE_TO_VERSION", (KALMAR, rows), (draft, ()))
    assert rows
    assert (cause.value, cause.source) == ([], KALMAR.validity.source.source)


def test_what_is_to_be_done_in_an_open_case_is_told_where_it_is_another() -> None:
    scenario = {**STORIES["months"], "steps": STORIES["months"]["steps"][:3]}
    one = only(varied(label="2", plan__rolls_forward=False), scenario, today=date(2026, 6, 1))
    assert told(one) == [
        ("PLAN_DUE", "2026-06-22", "2026-06-19", "plan.rolls_forward"),
        ("OBLIGATION", ["PLAN_DUE", "plan", "2026-06-22"], ["PLAN_DUE", "plan", "2026-06-19"], "plan"),
    ]
    assert one.changes[1].cause.because == (one.changes[0].cause,)


def test_a_count_that_is_awaited_leaves_the_case_out_of_the_sums_and_without_a_figure() -> None:
    asked, found = simulated(FOUR, "EX-16", "EX-02")
    one = found[case_of("EX-16")]
    assert (one.before_ore, one.after_ore, one.difference_ore) == (None, None, None)
    assert one.cause is not None
    assert one.cause.rule == "STANDARD.LOW"
    assert asked.totals.awaiting == 1
    assert asked.totals.difference_ore == parse_sek("34580.65")


def test_a_draft_that_asks_for_what_was_not_weighed_says_so_of_each_case() -> None:
    severity = KALMAR.classification.scales[0]
    scales = (*KALMAR.classification.scales, severity.model_copy(update={"id": "third"}))
    ruleset = SAME.model_copy(update={"classification": KALMAR.classification.model_copy(update={"scales": scales})})
    asked, found = simulated(ruleset, "EX-02", "EX-05")
    assert {one.refusal.code for one in found.values() if one.refusal is not None} == {"SCALE_MISSING"}
    totals = asked.totals
    assert (totals.differing, totals.refused, totals.before_ore, totals.after_ore) == (2, 2, 0, 0)


@pytest.mark.parametrize(
    ("since", "until", "reached"),
    [
        (None, None, True),
        (None, "2025-03-01", False),
        (None, "2025-03-12", True),
        ("2025-03-11", "2025-03-12", True),
        ("2025-03-12", None, True),
        ("2025-07-20", None, True),
        ("2025-07-21", None, False),
    ],
)
def test_of_the_period_is_what_was_opened_asked_or_costing_in_it(
    since: str | None,
    until: str | None,
    reached: bool,  # noqa: FBT001 - a table's column
) -> None:
    asked, _ = simulated(
        FOUR,
        "EX-02",
        since=date.fromisoformat(since) if since else None,
        until=date.fromisoformat(until) if until else None,
    )
    assert (asked.totals.outside == 0) == reached


def test_a_request_of_before_the_draft_keeps_its_version_and_one_after_it_does_not() -> None:
    _, found = simulated(
        with_yellow("4.00", label="2", ladders__1__rates__1__sek="9.00"), "EX-05", since=date(2025, 5, 1)
    )
    (one,) = found.values()
    assert one.after_ore == 4211405 + 3919355 + 4500000 + 4500000 + 2467742
    assert one.cause is not None
    assert one.cause.rule == "STANDARD.HIGH"


def test_a_history_that_does_not_begin_with_an_opening_is_told_apart() -> None:
    events = play("EX-02").events["A"]
    with pytest.raises(ValueError, match="begins with CaseOpened"):
        simulation(FOUR).take(History(UUID(int=1), events[1:], {}, []))


# --- several versions -----------------------------------------------------------------------------------------------

SECOND = with_yellow("4.00", label="2", validity__valid_from="2025-05-01", ladders__1__rates__1__sek="8.00")


def test_over_several_versions_the_one_that_governed_differs_nowhere_from_the_day_it_began() -> None:
    played = play("EX-05", KALMAR, SECOND)
    assert {piece.rate_ore for piece in played.cases["A"].pieces} == {300, 800}
    asked = simulation(SECOND.model_copy(update={"label": "3"}), KALMAR, SECOND, since=date(2025, 5, 1))
    assert asked.take(histories(played, "own")[0]) is None
    assert asked.totals.outside == 0


def test_had_the_first_version_gone_on_the_second_would_never_have_been() -> None:
    played = play("EX-05", KALMAR, SECOND)
    for since in (None, date(2025, 5, 1)):
        asked = simulation(SAME, KALMAR, SECOND, since=since)
        one = asked.take(histories(played, "own")[0])
        assert one is not None
        assert one.after_ore == 14469469
        assert one.cause is not None
        assert one.cause.rule == "STANDARD.HIGH"


def test_a_draft_that_does_not_know_the_cases_ladder_leaves_it_to_the_version_it_was_opened_under() -> None:
    """The second version, under which the case was classified and asked, would not have been; nor does the draft do."""
    own = varied(ladders__0__id="CONFIDENCE")
    second = varied(
        label="2", ladders__0__id="CONFIDENCE", ladders__0__rates__0__sek="1.50", validity__valid_from="2025-03-04"
    )
    played = play(STORIES["joined"], own, second)
    assert [piece.rate_ore for piece in played.cases["A"].pieces] == [150]
    asked = simulation(varied(label="3"), own, second, since=date(2025, 3, 4))
    one = asked.take(histories(played, "own")[0])
    assert one is not None
    assert one.cause is not None
    assert (one.cause.rule, one.cause.value) == ("CONFIDENCE.LOW", 100)
    assert one.changes == ()
