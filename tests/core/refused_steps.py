"""Every refusal of acts that a ruleset declares, by an act of a made-up procedure that meets it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from service.rules.commands import CompleteTask, OpenDeclared, TakeStep
from service.rules.decision import Adopted, Circumstances
from service.rules.load import load_ruleset
from service.rules.opening import open_declared
from tests.core.declared import UNIT, VERSION, Played, noon
from tests.core.fourth import DAY, NUMBERS, OPENING, PANEL, RULES, TEXT, opened, weighed

ON = date.fromisoformat(DAY)


def step(act: str, outcome: str | None = None, *, role: str = "handler", **stated: Any) -> Callable[[], object]:
    """The act in a case that was opened only, or weighed where it takes that."""
    return lambda: opened().take(role, DAY, act, outcome, **stated)


def due(act: str, **given: Any) -> Callable[[], object]:
    return lambda: weighed().decide("handler", DAY, TakeStep(act, ON, **given))


def grave(ready: bool = False) -> Played:  # noqa: FBT001, FBT002 - named where it is called
    played = weighed("HIGH", SUBJECT=("STAFFING",))
    if ready:
        played.take("handler", DAY, "ANSWER")
    return played


def twice() -> None:
    played = grave()
    played.tick("handler", DAY, "GRAVE_CASE", "CALL")
    played.tick("handler", DAY, "GRAVE_CASE", "CALL")


def straight_to_the_last() -> None:
    low = weighed()
    low.consult("medical_adviser", DAY, "FORBID", "SUPPORTS")
    low.consult("legal_counsel", DAY, "FORBID", "COMMENTS")
    low.take("department_head", DAY, "FORBID")


def of_a_unit() -> None:
    rules = load_ruleset(TEXT.replace("unit: OPTIONAL", "unit: REQUIRED"), file="fourth")
    Played(rules).open("handler", DAY, "VISIT", unit=None, **OPENING)


def unweighed() -> None:
    played = opened()
    played.take("medical_adviser", DAY, "ANSWER")
    played.take("handler", DAY, "END")


def silent() -> None:
    """A consultation on what is no decision."""
    opened().consult("legal_counsel", DAY, "FLY", "SUPPORTS")


def without_outcome() -> None:
    command = OpenDeclared(ON, UNIT, None, {}, ())
    open_declared(command, Adopted(VERSION, RULES), (), Circumstances(noon(DAY), by_party=False))


DECLARED: list[tuple[str, str, Callable[[], object]]] = [
    ("UNIT_NOT_AS_RULED", "an opening without the unit", of_a_unit),
    ("INVALID_INPUT", "an opening without its outcome", without_outcome),
    ("FIELD_NOT_ASKED", "a field of another act", step("WEIGH", "LOW", GRAVITY=("LIGHT",), KNOWN=True)),
    ("FIELD_MISSING", "a field that is asked", step("WEIGH", "LOW")),
    ("INVALID_INPUT", "an option there is not", step("WEIGH", "LOW", GRAVITY=("HEAVY",))),
    ("PERSONAL_NUMBER_IN_TEXT", "a person as reference", step("TELL_UNIT", FILE_NUMBER="191212121212")),
    ("GROUP_INCOMPLETE", "a panel from the east", step("CONVENE", PRESENT={"EAST": 1})),
    ("INVALID_INPUT", "a member there is not", step("CONVENE", PRESENT=PANEL | {"NORTH": 1})),
    (
        "BALANCE_WRONG",
        "places that do not add up",
        lambda: opened(SUBJECT=("STAFFING",)).take("handler", DAY, "COUNT", reasoned=True, **NUMBERS),
    ),
    (
        "STEP_NOT_NOW",
        "a step whose conditions do not hold",
        step("COUNT", reasoned=True, **NUMBERS | {"AFTERWARDS": 122}),
    ),
    ("ACT_BARRED", "a reviewer with an interest", step("APPOINT", role="team_lead", PARTIAL=True)),
    ("SKIP_WITHOUT_REASON", "two steps up", step("WEIGH", "HIGH", GRAVITY=("GRAVE",))),
    ("STEPS_SKIPPED", "a step that is never passed over", straight_to_the_last),
    ("NOT_DONE_BEFORE", "an end before it is weighed", unweighed),
    (
        "TRACK_UNNAMED",
        "an answer on one of two tracks",
        lambda: opened(SUBJECT=("HYGIENE", "STAFFING")).take("handler", DAY, "ANSWER"),
    ),
    ("INVALID_INPUT", "a track there is not", step("ANSWER", track="OF_FOOD")),
    ("TRACKS_OPEN", "an end before the answer", lambda: weighed().take("handler", DAY, "END")),
    ("TASKS_OPEN", "an end before the tasks", lambda: grave(ready=True).take("handler", DAY, "END")),
    ("TASK_ALREADY_DONE", "a task twice", twice),
    ("INVALID_INPUT", "a task there is not", lambda: grave().tick("team_lead", DAY, "GRAVE_CASE", "SIGN")),
    (
        "REASON_MISSING",
        "a task that is not needed",
        lambda: grave().decide("handler", DAY, CompleteTask("GRAVE_CASE", "CALL", ON, "NOT_NEEDED")),
    ),
    ("ACT_SETS_NO_DAY", "a day for no plan", due("TELL_UNIT", due_months=1)),
    ("DUE_MISSING", "a plan without a day", due("ORDER_PLAN")),
    ("DUE_STATED_TWICE", "a day and a period", due("ORDER_PLAN", due_on=date(2025, 4, 4), due_months=1)),
    ("DUE_BEFORE_ACT", "a day that has passed", due("ORDER_PLAN", due_on=date(2025, 3, 2))),
    ("DUE_OUTSIDE_FRAME", "seven months", due("ORDER_PLAN", due_months=7)),
    ("DUE_OUTSIDE_FRAME", "three days", due("GIVE_NOTICE", due_on=date(2025, 3, 6))),
    ("INVALID_INPUT", "eleven years", due("ORDER_PLAN", due_months=132)),
    ("INVALID_INPUT", "a consultation on no act", silent),
]
