"""The revision of VGR's handbook, played from its package."""

from __future__ import annotations

import pytest

from service.rules.checklists import tasks
from service.rules.lint import lint
from tests.core.declared import Played, package, refused

REVISION = package("vgr-revision")


def prepared() -> Played:
    played = Played(REVISION)
    played.open("follow_up_team", "2026-01-05", "CHANGE_PROPOSED", unit=None, CHANGE_WISHED="")
    played.take("handbook_owner", "2026-01-20", "PREPARE_PROPOSAL", PROPOSAL="")
    return played


def taken_up() -> Played:
    played = prepared()
    played.take("heads_group", "2026-02-01", "TAKE_UP_WITH_HEADS", "BROUGHT_ON")
    return played


@pytest.mark.requirement("C9", "RM-25")
def test_the_package_is_whole_but_for_the_second_owner_that_the_document_does_not_name() -> None:
    (found,) = lint(REVISION)
    assert (found.severity, found.code) == ("WARNING", "POSITION_UNFILLED")  # AM-23
    assert found.problem == "2 are to hold handbook_owner, the document names 1"


@pytest.mark.requirement("VG-70", "VG-72", "RM-25")
def test_a_proposal_goes_from_team_by_owner_and_heads_to_the_management_group_and_is_made_available() -> None:
    played = taken_up()
    with refused("FIELD_MISSING"):
        played.take("staff_management", "2026-03-01", "ADOPT_CHANGE", VALID_FROM="2026-04-01")
    played.take("staff_management", "2026-03-01", "ADOPT_CHANGE", VALID_FROM="2026-04-01", VALID_UNTIL="2027-03-31")
    assert [one.task.id for one in tasks(REVISION, played.case) if one.checklist.id == "IMPLEMENTATION"] == [
        "SUPPORT_DEPARTMENTS",
        "COMMUNICATE",
    ]
    played.take("handbook_owner", "2026-03-15", "MAKE_AVAILABLE", EDITION="2026")
    assert played.state == "AVAILABLE"


@pytest.mark.requirement("VG-72", "RM-25", "AM-22")
def test_the_heads_prepare_and_the_management_group_alone_decides() -> None:
    played = taken_up()
    for role in ("heads_group", "handbook_owner", "follow_up_team"):
        with refused("MANDATE_MISSING") as found:
            played.take(role, "2026-03-01", "REJECT_CHANGE")
        assert found[0].allowed == ("staff_management",)
    played.take("staff_management", "2026-03-01", "REJECT_CHANGE")
    assert played.state == "REJECTED"


def test_what_the_heads_send_back_is_prepared_again() -> None:
    played = prepared()
    played.take("heads_group", "2026-02-01", "TAKE_UP_WITH_HEADS", "SENT_BACK", VIEWS="")
    assert played.state == "RECEIVED"
    with refused("OUT_OF_ORDER"):
        played.take("staff_management", "2026-03-01", "REJECT_CHANGE")
    played.take("handbook_owner", "2026-02-10", "PREPARE_PROPOSAL", PROPOSAL="")
    assert played.state == "PREPARED"


@pytest.mark.requirement("AM-24")
def test_edition_adoption_and_figures_of_the_handbook_have_days_of_their_own() -> None:
    handbook = REVISION.documents["S4"]
    assert (handbook.edition, str(handbook.adopted_on), str(handbook.figures_of)) == (
        "2023",
        "2018-12-11",
        "2022-04-04",
    )
