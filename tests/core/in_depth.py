"""VGR's in-depth follow-up, played from its package up to where a test begins."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from service.rules.ruleset import Ruleset
from tests.core.declared import Played, package

IN_DEPTH = package("vgr-fordjupad")
DAY = "2026-03-02"
ASKED: dict[str, Any] = {"GROUNDS": ("COMPLIANCE",), "BACKGROUND": "Avvikande besöksmönster."}
GRADES = ("RISK", "MATERIALITY", "MEANS", "SYSTEM_EFFECTS", "FEASIBILITY")
INVOICING = dict(zip(GRADES, ("HIGH", "LOW", "MEDIUM", "LOW", "LOW"), strict=True))
"""The handbook's own example: a pattern of visits that goes with wrong invoicing (EX-27)."""
ADVISERS = ("legal_counsel", "finance_officer", "medical_adviser")
PROPOSED = {
    "ADOPT_CONTROL_PLAN": "CONTROL_PLAN",
    "DECIDE_RECLAIM": "RECLAIM",
    "IMPOSE_SANCTION": "SANCTION",
    "DECIDE_TERMINATION": "TERMINATION",
}
_PLAIN: dict[str, Any] = {"TRUTH": False, "REFERENCE": "RS 2026-1", "TEXT": "Kort.", "DATE": date(2026, 3, 16)}


def least(ruleset: Ruleset, act: str, **chosen: Any) -> dict[str, Any]:
    """What the act always asks: texts alike, the first option of each choice, `chosen` in place of those."""
    found: dict[str, Any] = {}
    for one in ruleset.act(act).asks:
        rule = ruleset.field(one.field)
        if one.required and not one.when:
            option = (rule.options[0].id,) if rule.options else None
            found[rule.id] = _PLAIN.get(rule.kind, option)
    return found | chosen


def do(played: Played, role: str, act: str, outcome: str | None = None, **chosen: Any) -> None:
    """The act with the least that it asks, a month ahead where it sets a day, without a reason."""
    due = None
    rule = IN_DEPTH.act(act).due
    if rule is not None and rule.required:
        due = "2026-04-02"
    played.take(role, DAY, act, outcome, due_on=due, **least(IN_DEPTH, act, **chosen))


def graded(grades: Mapping[str, str] = INVOICING) -> dict[str, Any]:
    return {field: (grade,) for field, grade in grades.items()}


def requested(outcome: str = "FROM_ONGOING", role: str = "handler") -> Played:
    played = Played(IN_DEPTH)
    played.open(role, DAY, outcome, **ASKED)
    return played


def reviewed() -> Played:
    """After the case review, graded and not decided upon."""
    played = requested()
    do(played, "in_depth_team", "HOLD_CASE_REVIEW")
    played.take("in_depth_team", DAY, "PRIORITISE", **graded())
    return played


def drafted() -> Played:
    played = reviewed()
    do(played, "in_depth_team", "DECIDE_ON_REQUEST", "MOTIVATED_AND_PRIORITISED")
    do(played, "handler", "RECORD_BASIC_INVESTIGATION")
    do(played, "handler", "DRAFT_ASSIGNMENT")
    return played


def adopted() -> Played:
    played = drafted()
    played.consult("in_depth_team", DAY, "ADOPT_ASSIGNMENT", "SUPPORTS")
    do(played, "department_head", "ADOPT_ASSIGNMENT")
    return played


def in_review() -> Played:
    played = adopted()
    do(played, "handler", "PLAN_REVIEW")
    do(played, "handler", "ASSIGN_REVIEWER")
    do(played, "handler", "START_REVIEW", "STARTED")
    do(played, "medical_adviser", "LOG_REVIEW")
    return played


def met() -> Played:
    """After the dialogue meeting, before the decision on measures."""
    played = in_review()
    do(played, "handler", "SUMMON_PROVIDER")
    do(played, "unit_head", "REPLY_TO_SUMMONS")
    do(played, "handler", "HOLD_DIALOGUE")
    return played


def on_ladder(taken_over: str = "PLAN_FOLLOWED_UP") -> Played:
    played = met()
    do(played, "in_depth_team", "DECIDE_MEASURES", "MEASURES")
    do(played, "handler", "TAKE_OVER_STEPS", taken_over)
    return played


def demanded(taken_over: str = "PLAN_FOLLOWED_UP") -> Played:
    """A demand that was followed up and not met."""
    played = on_ladder(taken_over)
    played.consult("legal_counsel", DAY, "DEMAND_CORRECTION", "SUPPORTS")
    do(played, "in_depth_team", "DEMAND_CORRECTION")
    played.consult("legal_counsel", DAY, "FOLLOW_UP_DEMAND", "SUPPORTS")
    do(played, "handler", "FOLLOW_UP_DEMAND", "NOT_CORRECTED")
    return played


def proposed(played: Played, act: str) -> None:
    """The proposal that the board's decision rests on, with the advisers heard."""
    for adviser in ADVISERS:
        played.consult(adviser, DAY, "PROPOSE_TO_BOARD", "COMMENTS")
    do(played, "handler", "PROPOSE_TO_BOARD", PROPOSED[act])


def controlled() -> Played:
    """Followed up to step 4b, one step after the other."""
    played = demanded()
    proposed(played, "ADOPT_CONTROL_PLAN")
    do(played, "board_secretary", "ADOPT_CONTROL_PLAN")
    do(played, "in_depth_team", "FOLLOW_UP_CONTROL_PLAN")
    return played


def ended(outcome: str) -> Played:
    """Terminated by the board, or followed up, with what remains handled, up to the final report."""
    played = controlled()
    if outcome == "AGREEMENT_TERMINATED":
        proposed(played, "DECIDE_TERMINATION")
        do(played, "board_secretary", "DECIDE_TERMINATION")
    do(played, "handler", "END_HANDLING", outcome)
    do(played, "communicator", "WRITE_COMMUNICATION_PLAN", "WRITTEN")
    do(played, "handler", "WRITE_FINAL_REPORT", REPORT_OF_DEMAND="Inte rättad.")
    return played
