"""The half-year of Kronoberg's analysis group (S2), played from its package through the pure rules."""

from __future__ import annotations

from datetime import date

import pytest

from service.domain.dates import Period
from service.rules.reports import covered, due_days
from service.rules.stated import Given, lacking
from tests.core.declared import Played, package, refused

GROUP = package("kronoberg-analysgrupp")
DAY, MEETING, LAST = "2026-09-01", "2026-09-14", "2026-09-30"
ALL = {
    "MAS_EAST": 1,
    "MAS_WEST": 1,
    "MAR": 1,
    "SAS": 1,
    "LINK_NURSE": 2,
    "PRIMARY_CARE_PHYSICIAN": 1,
    "PRIMARY_CARE_STRATEGIST": 1,
    "HOSPITAL_PHYSICIAN": 1,
    "PSYCHIATRY_PHYSICIAN": 1,
}
REPORT: dict[str, Given] = {
    "DESCRIPTION": "Antal och kategorier.",
    "OVERALL_ANALYSIS": "Fler vid utskrivning.",
    "MOST_COMMON": "Utebliven information.",
    "MOST_SEVERE": "Fel i läkemedelslistor.",
}
PRESENTED = {
    "MAS_MAR_NETWORK": "analysis_group_member",
    "SAS_NETWORK": "analysis_group_member",
    "PATIENT_SAFETY_COUNCIL": "process_leader",
    "TRANSITION_OFFICE": "process_leader",
}
COMPILED: dict[str, Given] = {"REGISTERED": 41, "COMPILATION": "Utskrivning 20, information 21."}
MISSION: dict[str, Given] = {"MISSION": "Utred utskrivning.", "PATIENT_SAFETY": True, "PATIENT_SAFETY_NOTE": "Ja."}


def begun(month: str = "SEPTEMBER") -> Played:
    played = Played(GROUP)
    played.open("process_leader", DAY, month, unit=None, YEAR=2026)
    return played


def convened(month: str = "SEPTEMBER") -> Played:
    played = begun(month)
    played.take("process_leader", DAY, "COMPILE", **COMPILED)
    played.take("process_leader", DAY, "CONVENE", MEETING_ON=date.fromisoformat(MEETING))
    return played


def sent(month: str = "SEPTEMBER") -> Played:
    played = convened(month)
    played.take("process_leader", MEETING, "MEET", ATTENDANCE=ALL)
    played.take("process_leader", MEETING, "WRITE_REPORT", **REPORT)
    played.take("analysis_group_member", LAST, "SEND_REPORT")
    return played


def presented(played: Played) -> None:
    for task, role in PRESENTED.items():
        played.tick(role, LAST, "PRESENTATIONS", task)


@pytest.mark.requirement("KR-04", "KR-06", "KR-08", "RM-10", "RM-12")
def test_a_round_goes_from_the_compilation_over_the_meeting_to_the_report() -> None:
    played = begun("FEBRUARY")
    with refused("OUT_OF_ORDER"):
        played.take("process_leader", DAY, "CONVENE", MEETING_ON=date.fromisoformat(MEETING))
    with refused("MANDATE_MISSING") as found:
        played.take("analysis_group_member", DAY, "COMPILE", **COMPILED)
    assert found[0].allowed == ("process_leader",)
    played = sent("FEBRUARY")
    assert (played.state, played.tracks) == ("SENT", {})
    presented(played)
    played.take("process_leader", LAST, "CLOSE")
    assert played.state == "CLOSED"


@pytest.mark.requirement("EX-26", "RM-10")
def test_nobody_but_the_process_leader_convenes_the_group() -> None:
    played = begun()
    played.take("process_leader", DAY, "COMPILE", **COMPILED)
    for role in ("analysis_group_member", "county_management_group", "municipal_nurse", "cross_group"):
        with refused("MANDATE_MISSING") as found:
            played.take(role, DAY, "CONVENE", MEETING_ON=date.fromisoformat(MEETING))
        assert found[0].allowed == ("process_leader",)


@pytest.mark.requirement("EX-26", "KR-05", "RM-12")
@pytest.mark.parametrize(
    ("present", "said"),
    [
        ({"MAS_EAST": 2, "MAS_WEST": 0}, ["1 MAS, östra länsdelen", "1 MAS, västra länsdelen"]),
        ({"LINK_NURSE": 1}, ["2 Link-sjuksköterska från regionen"]),
        (
            {"MAR": 0, "SAS": 0},
            ["1 Medicinskt ansvarig för rehabilitering (MAR)", "1 Socialt ansvarig samordnare (SAS)"],
        ),
        ({"PSYCHIATRY_PHYSICIAN": 2}, ["1 Chefläkare, psykiatrin"]),
    ],
)
def test_a_meeting_without_its_composition_is_refused(present: dict[str, int], said: list[str]) -> None:
    played = convened()
    with refused("GROUP_INCOMPLETE") as found:
        played.take("process_leader", MEETING, "MEET", ATTENDANCE=ALL | present)
    assert [getattr(one, "sv", one) for one in found[0].allowed] == said
    assert played.state == "CONVENED"


@pytest.mark.requirement("EX-26", "KR-05")
def test_psychiatry_may_be_lacking_and_is_warned_of() -> None:
    played = convened()
    played.take("process_leader", MEETING, "MEET", ATTENDANCE=ALL | {"PSYCHIATRY_PHYSICIAN": 0})
    assert played.state == "MET"
    assert lacking(GROUP, played.case.steps[-1].values or {}) == [("ANALYSIS_GROUP", "PSYCHIATRY_PHYSICIAN")]
    assert [one.id for one in GROUP.groups[0].members if one.lacking == "WARNING"] == ["PSYCHIATRY_PHYSICIAN"]


@pytest.mark.requirement("KR-05", "RM-13")
def test_the_management_group_establishes_who_is_in_the_group() -> None:
    played = begun()
    with refused("MANDATE_MISSING"):
        played.take("process_leader", DAY, "ESTABLISH_GROUP", COMPOSITION=ALL)
    with refused("GROUP_INCOMPLETE"):
        played.take("county_management_group", DAY, "ESTABLISH_GROUP", COMPOSITION=ALL | {"SAS": 0})
    played.take("county_management_group", DAY, "ESTABLISH_GROUP", COMPOSITION=ALL)
    assert played.state == "BEGUN"


@pytest.mark.requirement("KR-13", "KR-08")
@pytest.mark.parametrize("left_out", REPORT)
def test_the_report_says_what_is_most_common_and_what_is_most_severe(left_out: str) -> None:
    played = convened()
    played.take("process_leader", MEETING, "MEET", ATTENDANCE=ALL)
    with refused("FIELD_MISSING"):
        played.take(
            "process_leader", MEETING, "WRITE_REPORT", **{name: one for name, one in REPORT.items() if name != left_out}
        )


@pytest.mark.requirement("KR-09", "RP-01")
def test_a_round_is_not_over_before_the_report_is_presented_to_the_four() -> None:
    played = sent("FEBRUARY")
    for task, role in PRESENTED.items():
        with refused("TASKS_OPEN"):
            played.take("process_leader", LAST, "CLOSE")
        with refused("MANDATE_MISSING") as found:
            played.tick("county_management_group", LAST, "PRESENTATIONS", task)
        assert found[0].allowed == (role,)
        played.tick(role, LAST, "PRESENTATIONS", task)
    played.take("process_leader", LAST, "CLOSE")
    assert played.state == "CLOSED"


@pytest.mark.requirement("KR-12", "RM-13")
def test_with_the_report_of_september_the_routine_is_reviewed_and_if_need_be_revised() -> None:
    played = sent()
    presented(played)
    assert played.tracks == {"REVISION": "TO_REVIEW"}
    with refused("TRACKS_OPEN"):
        played.take("process_leader", LAST, "CLOSE")
    with refused("MANDATE_MISSING") as found:
        played.take("process_leader", LAST, "REVIEW_ROUTINE", "KEEP")
    assert found[0].allowed == ("county_management_group",)
    played.take("county_management_group", LAST, "REVIEW_ROUTINE", "REVISE")
    with refused("TRACKS_OPEN"):
        played.take("process_leader", LAST, "CLOSE")
    played.take("county_management_group", "2026-11-02", "ADOPT_ROUTINE")
    assert played.tracks == {"REVISION": "ADOPTED"}
    played.take("process_leader", "2026-11-02", "CLOSE")
    kept = sent()
    kept.take("county_management_group", LAST, "REVIEW_ROUTINE", "KEEP")
    assert kept.tracks == {"REVISION": "KEPT"}
    with refused("OUT_OF_ORDER"):
        kept.take("county_management_group", LAST, "ADOPT_ROUTINE")


@pytest.mark.requirement("KR-12")
def test_with_the_report_of_february_nothing_is_to_be_revised() -> None:
    with refused("OUT_OF_ORDER"):
        sent("FEBRUARY").take("county_management_group", LAST, "REVIEW_ROUTINE", "REVISE")
    assert begun().tracks == {}


@pytest.mark.requirement("KR-10", "KR-11", "RM-14", "RP-03")
def test_a_mission_on_the_report_comes_back_before_the_round_is_over() -> None:
    played = sent("FEBRUARY")
    presented(played)
    with refused("ACT_BARRED"):
        played.take("county_management_group", LAST, "GIVE_MISSION", **MISSION | {"PATIENT_SAFETY": False})
    played.take("county_management_group", LAST, "GIVE_MISSION", **MISSION)
    with refused("TRACKS_OPEN"):
        played.take("process_leader", LAST, "CLOSE")
    played.take("cross_group", "2026-12-01", "REPORT_MISSION", MISSION_RESULT="Ny rutin.")
    played.take("process_leader", "2026-12-01", "CLOSE")
    assert played.state == "CLOSED"


@pytest.mark.requirement("EX-13", "AM-32", "KR-08", "RP-01")
def test_the_report_is_due_on_the_last_working_day_of_february_and_september() -> None:
    report = next(one for one in GROUP.reports if one.id == "HALF_YEAR_REPORT")
    days = [day for year in (2026, 2027) for day in due_days(report.cadence, year)]
    assert [day.isoformat() for day in days] == ["2026-02-27", "2026-09-30", "2027-02-26", "2027-09-30"]
    assert [covered(report, day) for day in days[:2]] == [
        Period(date(2025, 7, 1), date(2026, 1, 1)),
        Period(date(2026, 1, 1), date(2026, 7, 1)),
    ]


@pytest.mark.requirement("KR-06", "KR-08", "KR-09", "AM-32", "RP-01", "RP-02")
def test_the_reports_say_when_what_and_to_whom() -> None:
    reports = {one.id: one for one in GROUP.reports}
    half_year = reports["HALF_YEAR_REPORT"]
    cadence = half_year.cadence
    assert (cadence.kind, cadence.months, cadence.day) == ("MONTHS", (2, 9), "LAST_WORKING_DAY")
    assert half_year.covers == "PREVIOUS_HALF_YEAR"
    assert half_year.recipients[0] == "county_management_group"
    assert set(half_year.recipients[1:]) == set(PRESENTED)
    compilation = reports["COMPILATION"]
    assert (compilation.cadence.kind, compilation.cadence.act) == ("ON_EVENT", "COMPILE")
    assert (compilation.owners, compilation.recipients) == (("process_leader",), ("ANALYSIS_GROUP",))


@pytest.mark.requirement("KR-01", "KR-09")
def test_a_round_is_of_no_unit_and_the_municipalities_follow_it() -> None:
    assert len(begun().parties) == 8
    with refused("UNIT_NOT_AS_RULED"):
        Played(GROUP).open("process_leader", DAY, "FEBRUARY", YEAR=2026)
