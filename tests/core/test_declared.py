"""A made-up region's procedure in one file, no code: every rule that a ruleset can declare, kept and refused."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from service.domain.errors import Refusal
from service.domain.steps import StepTaken
from service.rules.checklists import tasks
from service.rules.commands import CompleteTask, TakeStep
from service.rules.deadlines import obligations
from service.rules.reports import covered, due_days
from service.rules.track import closed_on
from tests.core.declared import VERSION, Played, refused
from tests.core.fourth import DAY, OPENING, PANEL, RULES, opened, weighed


def test_a_case_opens_with_what_the_ruleset_asks_and_keeps_texts_out_of_its_events() -> None:
    played = opened(KNOWN=True, HOW_KNOWN="Ett brev.", SUBJECT=("HYGIENE", "STAFFING"))
    opening, stated = played.events
    assert (played.state, played.tracks) == ("NEW", {"OF_STAFFING": "ASKED", "OF_HYGIENE": "ASKED"})
    assert isinstance(stated, StepTaken)
    assert stated.values == {"SUBJECT": ("STAFFING", "HYGIENE"), "KNOWN": True}, "in the order of the options"
    assert stated.told == ("ACCOUNT", "HOW_KNOWN")
    assert "brev" not in opening.model_dump_json() + stated.model_dump_json()


@pytest.mark.requirement("FK-06")
@pytest.mark.parametrize(
    ("stated", "code", "field"),
    [
        ({"ACCOUNT": None}, "FIELD_MISSING", "ACCOUNT"),
        ({"HOW_KNOWN": "Ett brev."}, "FIELD_NOT_ASKED", "HOW_KNOWN"),
        ({"KNOWN": True}, "FIELD_MISSING", "HOW_KNOWN"),
        ({"GRAVITY": ("LIGHT",)}, "FIELD_NOT_ASKED", "GRAVITY"),
        ({"SUBJECT": ("FOOD",)}, "INVALID_INPUT", "SUBJECT"),
        ({"SUBJECT": ()}, "INVALID_INPUT", "SUBJECT"),
        ({"SUBJECT": ("HYGIENE", "HYGIENE")}, "INVALID_INPUT", "SUBJECT"),
        ({"SUBJECT": True}, "INVALID_INPUT", "SUBJECT"),
        ({"KNOWN": 1}, "INVALID_INPUT", "KNOWN"),
        ({"KNOWN": ("LIGHT",)}, "INVALID_INPUT", "KNOWN"),
    ],
)
def test_a_field_is_asked_whole_and_of_its_kind(stated: dict[str, Any], code: str, field: str) -> None:
    given = {name: value for name, value in (OPENING | stated).items() if value is not None}
    played = Played(RULES)
    with refused(code) as found:
        played.open("handler", DAY, "VISIT", **given)
    assert (found[0].params["path"], found[0].params["entry"]) == ("entries", field)
    assert played.events == []


@pytest.mark.parametrize(
    ("stated", "code"),
    [
        ({"FILE_NUMBER": "19121212-1212"}, "PERSONAL_NUMBER_IN_TEXT"),
        ({"FILE_NUMBER": "191212121212"}, "PERSONAL_NUMBER_IN_TEXT"),
        ({"FILE_NUMBER": "701063-2391"}, "PERSONAL_NUMBER_IN_TEXT"),
        ({"FILE_NUMBER": " "}, "INVALID_INPUT"),
        ({"FILE_NUMBER": "x" * 65}, "INVALID_INPUT"),
    ],
)
def test_a_reference_is_an_id_and_never_a_persons(stated: dict[str, Any], code: str) -> None:
    played = opened()
    with refused(code):
        played.take("handler", DAY, "TELL_UNIT", **stated)
    played.take("handler", DAY, "TELL_UNIT", FILE_NUMBER="RK 2025/2321000180")
    assert played.case.values["FILE_NUMBER"] == "RK 2025/2321000180"


@pytest.mark.requirement("EX-26", "KR-05")
@pytest.mark.parametrize("present", [{"EAST": 2, "WEST": 0}, {"EAST": 1}, {"EAST": 1, "WEST": 1, "GUEST": 3}])
def test_a_group_lacks_nobody_it_needs_and_seats_no_more(present: dict[str, int]) -> None:
    played = opened()
    with refused("GROUP_INCOMPLETE"):
        played.take("handler", DAY, "CONVENE", PRESENT=present)
    played.take("handler", DAY, "CONVENE", PRESENT=PANEL)
    with refused("INVALID_INPUT"):
        played.take("handler", DAY, "CONVENE", PRESENT=PANEL | {"NORTH": 1})


@pytest.mark.requirement("EX-25", "VG-24")
def test_numbers_add_up() -> None:
    played = opened(SUBJECT=("STAFFING",))
    numbers = {"BEFORE": 120, "ADDED": 6, "ENDED": 4}
    with refused("BALANCE_WRONG") as found:
        played.take("handler", DAY, "COUNT", reasoned=True, **numbers, AFTERWARDS=121)
    assert found[0].allowed == ("122",)
    played.take("handler", DAY, "COUNT", reasoned=True, **numbers, AFTERWARDS=122)
    assert played.state == "MIDDLE"


def test_a_step_waits_for_its_conditions() -> None:
    with refused("STEP_NOT_NOW"):
        opened().take("handler", DAY, "COUNT", reasoned=True, BEFORE=0, ADDED=0, ENDED=0, AFTERWARDS=0)


@pytest.mark.requirement("VG-40")
def test_a_conflict_of_interest_bars_the_act() -> None:
    played = opened()
    with refused("ACT_BARRED") as found:
        played.take("team_lead", DAY, "APPOINT", PARTIAL=True)
    assert found[0].params["reason"].en == "the reviewer has a conflict of interest"
    played.take("team_lead", DAY, "APPOINT", PARTIAL=False)


@pytest.mark.requirement("VG-58", "VG-59", "AM-25")
def test_a_state_of_an_order_is_passed_over_for_a_reason_or_not_at_all() -> None:
    played = opened()
    with refused("SKIP_WITHOUT_REASON") as found:
        played.take("handler", DAY, "WEIGH", "HIGH", GRAVITY=("GRAVE",))
    assert [one.sv for one in found[0].params["skipped"]] == ["Steg 1", "Steg 2"]
    played.take("handler", DAY, "WEIGH", "HIGH", reasoned=True, GRAVITY=("GRAVE",))
    assert played.case.steps[-1].skipped == ("LOW", "MIDDLE")

    low = weighed()
    low.consult("medical_adviser", DAY, "FORBID", "SUPPORTS")
    low.consult("legal_counsel", DAY, "FORBID", "COMMENTS")
    with refused("STEPS_SKIPPED"):
        low.take("department_head", DAY, "FORBID", reasoned=True)


@pytest.mark.requirement("EX-17", "VG-54", "AM-36")
@pytest.mark.parametrize(("day", "months", "due"), [("2026-01-15", 1, "2026-02-16"), ("2025-08-29", 6, "2026-03-02")])
def test_a_period_within_the_frame_sets_a_working_day(day: str, months: int, due: str) -> None:
    played = weighed()
    played.decide("handler", day, TakeStep("ORDER_PLAN", date.fromisoformat(day), due_months=months))
    assert played.case.steps[-1].due_on == date.fromisoformat(due)
    (duty,) = obligations({VERSION: RULES}, played.case, date.fromisoformat(day))
    assert (duty.kind, duty.rule, str(duty.due_on), duty.overdue) == ("ACT_DUE", "ORDER_PLAN", due, False)
    played.take("unit_head", due, "RECEIVE")
    assert obligations({VERSION: RULES}, played.case, date.fromisoformat(due)) == []


@pytest.mark.requirement("EX-17")
@pytest.mark.parametrize(
    ("act", "due", "code"),
    [
        ("ORDER_PLAN", {"due_months": 7}, "DUE_OUTSIDE_FRAME"),
        ("ORDER_PLAN", {"due_on": date(2026, 7, 16)}, "DUE_OUTSIDE_FRAME"),
        ("ORDER_PLAN", {"due_on": date(2026, 2, 14)}, "DUE_OUTSIDE_FRAME"),
        ("ORDER_PLAN", {}, "DUE_MISSING"),
        ("ORDER_PLAN", {"due_months": 1, "due_on": date(2026, 2, 16)}, "DUE_STATED_TWICE"),
        ("ORDER_PLAN", {"due_on": date(2026, 1, 14)}, "DUE_BEFORE_ACT"),
        ("ORDER_PLAN", {"due_months": 121}, "INVALID_INPUT"),
        ("GIVE_NOTICE", {"due_on": date(2026, 1, 15)}, "DUE_OUTSIDE_FRAME"),
        ("GIVE_NOTICE", {"due_on": date(2026, 1, 18)}, "DUE_OUTSIDE_FRAME"),
        ("TELL_UNIT", {"due_months": 1}, "ACT_SETS_NO_DAY"),
        ("TELL_UNIT", {"due_on": date(2026, 1, 16)}, "ACT_SETS_NO_DAY"),
    ],
)
def test_a_day_outside_the_frame_is_refused(act: str, due: dict[str, Any], code: str) -> None:
    played, day = weighed(), date(2026, 1, 15)
    with refused(code):
        played.decide("handler", "2026-01-15", TakeStep(act, day, **due))
    if (act, code, "due_months" in due) == ("ORDER_PLAN", "DUE_OUTSIDE_FRAME", True):
        played.decide("handler", "2026-01-15", TakeStep(act, day, reasoned=True, **due))
        assert played.case.steps[-1].due_on == date(2026, 8, 17)


@pytest.mark.requirement("AM-25", "VG-50", "EX-18")
def test_a_grave_act_waits_for_earlier_ones_or_counsel_and_for_its_co_decider() -> None:
    played = weighed("HIGH")
    with refused("MANDATE_MISSING") as found:
        played.take("team_lead", DAY, "FORBID")
    assert found[0].allowed == ("department_head",)
    with refused("NOT_DONE_BEFORE"):
        played.take("department_head", DAY, "FORBID")
    played.consult("legal_counsel", DAY, "FORBID", "OBJECTS")
    with refused("CONSULTATION_MISSING") as missing:
        played.take("department_head", DAY, "FORBID")
    assert missing[0].allowed == ("medical_adviser",)
    played.consult("medical_adviser", DAY, "FORBID", "COMMENTS")
    with refused("CONSULTATION_MISSING"):
        played.take("department_head", DAY, "FORBID")
    played.consult("medical_adviser", DAY, "FORBID", "SUPPORTS")
    played.take("department_head", DAY, "FORBID")
    assert played.state == "FORBIDDEN"


@pytest.mark.requirement("FK-04")
def test_side_tracks_are_handled_by_themselves_and_the_end_waits_for_all() -> None:
    played = weighed(SUBJECT=("HYGIENE", "STAFFING"))
    with refused("TRACK_UNNAMED"):
        played.take("handler", DAY, "ANSWER")
    with refused("INVALID_INPUT"):
        played.take("handler", DAY, "ANSWER", track="OF_FOOD")
    with refused("MANDATE_MISSING"):
        played.take("handler", DAY, "ANSWER", track="OF_HYGIENE")
    played.take("handler", DAY, "ANSWER", track="OF_STAFFING")
    assert played.tracks == {"OF_STAFFING": "ANSWERED", "OF_HYGIENE": "ASKED"}
    with refused("TRACKS_OPEN"):
        played.take("handler", DAY, "END")
    played.take("medical_adviser", DAY, "ANSWER")
    played.take("handler", "2025-03-04", "END")
    assert closed_on(RULES, played.case) == date(2025, 3, 4)
    with refused("CASE_CLOSED"):
        played.take("handler", "2025-03-04", "WEIGH", "LOW", GRAVITY=("LIGHT",))


def test_an_act_of_a_side_track_that_is_done_is_out_of_order() -> None:
    played = opened()
    played.take("medical_adviser", DAY, "ANSWER")
    with refused("OUT_OF_ORDER"):
        played.take("medical_adviser", DAY, "ANSWER")


@pytest.mark.requirement("C12", "VG-64", "VG-65")
def test_a_checklist_comes_with_its_conditions_and_the_end_waits_for_it() -> None:
    played = weighed("HIGH", SUBJECT=("STAFFING",))
    played.take("handler", DAY, "ANSWER")

    def names() -> list[str]:
        return [one.task.id for one in tasks(RULES, played.case)]

    assert names() == ["LOOK", "CALL"], "by priority"
    with refused("TASKS_OPEN"):
        played.take("handler", DAY, "END")
    with refused("MANDATE_MISSING") as found:
        played.tick("medical_adviser", DAY, "GRAVE_CASE", "CALL")
    assert found[0].allowed == ("handler", "team_lead")
    played.tick("handler", DAY, "GRAVE_CASE", "CALL")
    with refused("TASK_ALREADY_DONE"):
        played.tick("handler", DAY, "GRAVE_CASE", "CALL")
    with refused("INVALID_INPUT"):
        played.tick("team_lead", DAY, "GRAVE_CASE", "SIGN")
    played.tick("team_lead", DAY, "GRAVE_CASE", "LOOK")
    played.take("handler", DAY, "END")
    with refused("CASE_CLOSED"):
        played.tick("handler", "2025-03-04", "GRAVE_CASE", "LOOK")


def test_a_daily_task_is_due_each_day_that_it_is_not_done() -> None:
    played = weighed("HIGH")
    days = []
    for day in (DAY, "2025-03-04", "2025-03-06"):
        (look,) = (one for one in tasks(RULES, played.case) if one.task.id == "LOOK")
        days.append(str(look.due_on))
        (duty,) = (
            one
            for one in obligations({VERSION: RULES}, played.case, date.fromisoformat(day))
            if one.rule == "GRAVE_CASE.LOOK"
        )
        assert duty.overdue == (day == "2025-03-06")
        played.tick("handler", day, "GRAVE_CASE", "LOOK")
    assert days == ["2025-03-03", "2025-03-04", "2025-03-05"]
    with refused("TASK_ALREADY_DONE"):
        played.tick("handler", "2025-03-06", "GRAVE_CASE", "LOOK")


def test_a_task_that_is_not_needed_takes_a_reason() -> None:
    played = weighed("HIGH")
    with refused("REASON_MISSING"):
        played.decide("handler", DAY, CompleteTask("GRAVE_CASE", "CALL", date(2025, 3, 3), "NOT_NEEDED"))
    played.tick("handler", DAY, "GRAVE_CASE", "CALL", "NOT_NEEDED")
    assert [one.status for one in tasks(RULES, played.case)] == ["OPEN", "NOT_NEEDED"]


@pytest.mark.requirement("PV-09")
def test_the_unit_becomes_a_party_by_the_act_that_tells_it_and_reads_nothing_of_the_opening() -> None:
    played = opened()
    assert played.parties == set()
    played.take("handler", DAY, "TELL_UNIT")
    assert played.parties == {"UNIT"}
    played.take("handler", DAY, "TELL_UNIT")
    assert [step.admits for step in played.case.steps[-2:]] == [(str(played.case.unit_id),), ()]
    assert played.case.opened.values is None


def test_a_case_about_no_unit_is_one() -> None:
    played = Played(RULES)
    played.open("handler", DAY, "LETTER", unit=None, **OPENING)
    assert played.case.opened.unit_id is None
    with pytest.raises(ValueError, match="no care unit"):
        _ = played.case.unit_id


@pytest.mark.parametrize(
    ("act", "outcome", "path"), [("FLY", None, "act"), ("OPEN_CASE", None, "act"), ("WEIGH", None, "outcome")]
)
def test_an_act_or_outcome_that_there_is_not_is_named(act: str, outcome: str | None, path: str) -> None:
    with pytest.raises(Refusal) as found:
        opened().take("handler", DAY, act, outcome)
    assert found.value.code in {"INVALID_INPUT", "MANDATE_MISSING"}
    if found.value.code == "INVALID_INPUT":
        assert found.value.params["path"] == path


@pytest.mark.requirement("EX-13", "KR-08", "AM-32")
@pytest.mark.parametrize(("year", "days"), [(2026, ["2026-02-27", "2026-09-30"]), (2027, ["2027-02-26", "2027-09-30"])])
def test_a_report_is_due_the_last_working_day_and_covers_the_half_year_before(year: int, days: list[str]) -> None:
    (report,) = RULES.reports
    found = due_days(report.cadence, year)
    assert [str(day) for day in found] == days
    periods = [covered(report, day) for day in found]
    assert [(str(one.start), str(one.end)) for one in periods if one] == [
        (f"{year - 1}-07-01", f"{year}-01-01"),
        (f"{year}-01-01", f"{year}-07-01"),
    ]
