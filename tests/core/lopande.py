"""Cases of VGR's ongoing follow-up, brought to where a test begins."""

from __future__ import annotations

from datetime import date
from typing import Any

from service.rules.commands import TakeStep
from tests.core.declared import Played, package

LOPANDE = package("vgr-lopande")
STRATEGY: dict[str, Any] = {"PURPOSE": "", "STRATEGY": "", "MEASURES": ""}
A_MEASURE: dict[str, Any] = {"MEASURE_TEXT": ""}
HANDLING = ("COMPLETE_INFORMATION", "VALUE_INFORMATION", "PRIORITISE", "CHECK_AGREEMENT_AND_LAW")


def opened(outcome: str = "ORDINARY_FOLLOW_UP", form: str = "LOU_RS") -> Played:
    played = Played(LOPANDE)
    played.open("handler", "2026-01-05", outcome, CONTRACT_FORM=(form,))
    return played


def received(source: str = "PATIENT") -> Played:
    played = opened("INDICATION")
    played.take("handler", "2026-01-05", "REGISTER_INDICATION", INDICATION_SOURCE=(source,), DESCRIPTION="")
    return played


def sorted_in(severity: str = "MINOR", source: str = "PATIENT") -> Played:
    """An indication under assessment."""
    played = received(source)
    played.take("handler", "2026-01-07", "SORT_INDICATION", severity)
    return played


def handled() -> Played:
    """One whose handling is done, and on which it can be decided."""
    played = sorted_in()
    played.take("handler", "2026-01-08", "CONTACT_PROVIDER", PROVIDER_COMMENT="")
    for task in HANDLING:
        played.tick("handler", "2026-01-09", "HANDLING_OF_INDICATION", task)
    return played


def decided_on(outcome: str) -> Played:
    played = handled()
    played.take("handler", "2026-01-12", "DECIDE_ON_INDICATION", outcome, GROUNDS="")
    return played


def confirmed() -> Played:
    """A confirmed deviation at the foot of the ladder."""
    played = decided_on("FOLLOW_UP_CLOSER")
    played.take("handler", "2026-01-13", "CONFIRM_DEVIATION", DEVIATION="")
    return played


def ask_for_plan(
    played: Played,
    day: str = "2026-01-15",
    months: int | None = 3,
    deadline: date | None = date(2026, 2, 15),
    *,
    reasoned: bool = False,
) -> None:
    command = TakeStep(
        "ASK_FOR_ACTION_PLAN",
        date.fromisoformat(day),
        values={} if deadline is None else {"PLAN_DUE_ON": deadline},
        told=("DEVIATION",),
        reasoned=reasoned,
        due_months=months,
    )
    played.decide("handler", day, command)


def climbed() -> Played:
    """At step 3, each step below having been taken."""
    played = confirmed()
    played.take("handler", "2026-01-14", "START_DIALOGUE", DIALOGUE="")
    ask_for_plan(played)
    played.take("unit_head", "2026-02-10", "SUBMIT_ACTION_PLAN", ACTION_PLAN="")
    played.take("handler", "2026-04-15", "FOLLOW_UP_ACTION_PLAN", "NOT_CARRIED_OUT", FOLLOW_UP_RESULT="")
    played.take("team_lead", "2026-04-20", "FORM_STRATEGY", **STRATEGY)
    return played


def jumped() -> Played:
    """At step 3 for a reason, straight from the normal state."""
    played = confirmed()
    played.take("team_lead", "2026-01-14", "FORM_STRATEGY", reasoned=True, **STRATEGY)
    return played


def propose(played: Played, measure: str) -> None:
    for role in ("legal_counsel", "finance_officer", "medical_adviser"):
        played.consult(role, "2026-04-22", "PROPOSE_DECISION", "SUPPORTS")
    played.take("handler", "2026-04-23", "PROPOSE_DECISION", measure, MEASURE_TEXT="")
