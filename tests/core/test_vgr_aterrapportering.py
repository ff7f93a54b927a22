"""VGR's joint report to the political principals, played from its package."""

from __future__ import annotations

from typing import Any

import pytest

from service.rules.lint import lint
from tests.core.declared import Played, package, refused

REPORT = package("vgr-aterrapportering")
FIGURES: dict[str, Any] = {
    "CONTRACT_AREA": ("LOU",),
    "AREA_DESCRIPTION": "",
    "FOLLOWED_UP": 118,
    "MEASURES_BEGUN": 9,
    "AT_START": 120,
    "NEW": 6,
    "ENDED": 4,
    "AT_END": 122,
    "ACTION_PLANS": 7,
    "OTHER_MEASURES": 2,
}


def begun(principal: str = "OPERATIVE_BOARD", outcome: str = "YEARLY_REPORT") -> Played:
    played = Played(REPORT)
    period = {"PERIOD_FROM": "2025-01-01", "PERIOD_TO": "2025-12-31"}
    played.open("report_owner", "2026-01-10", outcome, unit=None, PRINCIPAL=(principal,), **period)
    return played


def filled_in(principal: str = "OPERATIVE_BOARD") -> Played:
    played = begun(principal)
    played.take("team_lead", "2026-01-20", "FILL_IN_TEMPLATE", **FIGURES)
    return played


@pytest.mark.requirement("C9")
def test_the_package_is_whole() -> None:
    assert lint(REPORT) == []


@pytest.mark.requirement("EX-25", "VG-24")
def test_contracts_at_the_end_are_those_at_the_start_and_the_new_ones_less_those_ended() -> None:
    played = begun()
    with refused("BALANCE_WRONG"):
        played.take("team_lead", "2026-01-20", "FILL_IN_TEMPLATE", **FIGURES | {"AT_END": 121})
    assert played.state == "PLANNED"
    played.take("team_lead", "2026-01-20", "FILL_IN_TEMPLATE", **FIGURES)
    assert (played.state, played.case.values["AT_END"]) == ("FILLED_IN", 122)


@pytest.mark.requirement("VG-23")
@pytest.mark.parametrize("lacking", sorted(FIGURES))
def test_every_figure_of_the_template_is_filled_in(lacking: str) -> None:
    played = begun()
    with refused("FIELD_MISSING"):
        played.take("team_lead", "2026-01-20", "FILL_IN_TEMPLATE", **{k: v for k, v in FIGURES.items() if k != lacking})


@pytest.mark.requirement("VG-22", "RM-26", "SM-10", "RP-07")
def test_the_teams_fill_in_one_compiles_and_the_owners_of_the_handbook_see_it_off() -> None:
    played = filled_in()
    played.take("team_lead", "2026-01-21", "FILL_IN_TEMPLATE", **FIGURES | {"CONTRACT_AREA": ("VARDVAL_REHAB",)})
    with refused("OUT_OF_ORDER"):
        played.take("handbook_owner", "2026-02-01", "SEND_REPORT")
    played.take("report_owner", "2026-02-01", "COMPILE_REPORT", "OPERATIVE_BOARD", OVERVIEW="", SUMMARY_OF_RESULTS="")
    assert played.state == "COMPILED"
    played.take("handbook_owner", "2026-02-05", "SECURE_STATEMENT")
    played.take("handbook_owner", "2026-02-06", "SEND_REPORT")
    assert played.state == "SENT"
    filled = [one.values for one in played.case.steps if one.act == "FILL_IN_TEMPLATE" and one.values]
    assert [one["CONTRACT_AREA"] for one in filled] == ["LOU", "VARDVAL_REHAB"]


@pytest.mark.requirement("RM-27")
def test_each_board_has_its_report_from_the_department_that_answers_for_it() -> None:
    texts: dict[str, Any] = {"OVERVIEW": "", "SUMMARY_OF_RESULTS": ""}
    regional = filled_in("REGIONAL_BOARD")
    with refused("MANDATE_MISSING") as found:
        regional.take("report_owner", "2026-02-01", "COMPILE_REPORT", "REGIONAL_BOARD", **texts)
    assert found[0].allowed == ("procurement_office",)
    with refused("STEP_NOT_NOW"):
        regional.take("report_owner", "2026-02-01", "COMPILE_REPORT", "OPERATIVE_BOARD", **texts)
    regional.take("procurement_office", "2026-02-01", "COMPILE_REPORT", "REGIONAL_BOARD", **texts)
    assert regional.state == "COMPILED"


@pytest.mark.requirement("VG-22", "VG-23")
def test_reports_are_due_each_year_and_by_decision_of_each_board() -> None:
    assert {(one.recipients, one.owners, one.cadence.kind) for one in REPORT.reports} == {
        (("REGIONAL_BOARD",), ("procurement_office",), "YEARLY"),
        (("REGIONAL_BOARD",), ("procurement_office",), "PER_DECISION"),
        (("OPERATIVE_BOARD",), ("report_owner",), "YEARLY"),
        (("OPERATIVE_BOARD",), ("report_owner",), "PER_DECISION"),
    }
    assert {len(one.contents) for one in REPORT.reports} == {4}


def test_a_report_is_about_no_single_care_unit() -> None:
    played = Played(REPORT)
    with refused("UNIT_NOT_AS_RULED"):
        played.open(
            "report_owner",
            "2026-01-10",
            "YEARLY_REPORT",
            PRINCIPAL=("REGIONAL_BOARD",),
            PERIOD_FROM="2025-01-01",
            PERIOD_TO="2025-12-31",
        )
