"""The catalogue of roles: who there is, and what the platform lets each do."""

from __future__ import annotations

from importlib.resources import files

import pytest

from tenants.catalog import PERMISSIONS, roles
from tenants.catalog import read_roles as read
from tenants.registry import TenantFileError

SHIPPED = (files("tenants") / "roles.yaml").read_text(encoding="utf-8")
CASE_PERMISSIONS = {"READ_CASES", "READ_LEDGER"}


def test_the_catalogue_holds_the_roles_that_regions_bodies_and_counterparts_need() -> None:
    assert set(roles()) == {
        "unit_head",
        "handler",
        "coordination_office",
        "region_principal",
        "finance_officer",
        "legal_counsel",
        "team_lead",
        "in_depth_team",
        "medical_adviser",
        "department_head",
        "board_secretary",
        "report_owner",
        "process_leader",
        "steering_group",
        "insurance_medicine_committee",
        "collaboration_officer",
        "counterpart_head",
        "county_management_group",
        "cross_group",
        "municipal_nurse",
        "analysis_group_member",
        "ruleset_editor",
        "ruleset_approver",
        "seat_administrator",
        "auditor",
        "external_party",
        "national_reader",
        "national_publisher",
        "indicator_reporter",
        "indicator_approver",
        "platform_operator",
        "follow_up_team",
        "responsible_official",
        "section_head",
        "case_lead",
        "regional_developer",
        "contract_manager",
        "communicator",
        "pharmacy_unit",
        "procurement_office",
        "handbook_owner",
        "heads_group",
        "staff_management",
        "handbook_support",
    }
    assert all(key == role.id for key, role in roles().items())


def test_every_role_has_both_names_and_says_where_it_comes_from() -> None:
    for role in roles().values():
        assert role.sv, role.id
        assert role.en, role.id
        assert (role.source is None) != (role.derived is None), role.id

    assert len({role.sv for role in roles().values()}) == len(roles())
    assert len({role.en for role in roles().values()}) == len(roles())


def test_the_platform_operator_has_no_way_to_a_case() -> None:
    assert roles()["platform_operator"].permissions == frozenset()


def test_a_party_reads_at_the_most_and_holds_nothing_of_the_staff() -> None:
    parties = [role for role in roles().values() if role.side == "party"]

    assert {role.id for role in parties} == {
        "unit_head",
        "external_party",
        "collaboration_officer",
        "counterpart_head",
        "municipal_nurse",
        "analysis_group_member",
    }
    assert all(role.permissions <= {"READ_CASES", "READ_UNITS", "READ_LEDGER", "READ_RULESET"} for role in parties)
    assert [role.id for role in parties if "READ_LEDGER" in role.permissions] == ["unit_head"]


def test_a_national_reader_reads_national_aggregates_and_nothing_else() -> None:
    assert roles()["national_reader"].permissions == {"READ_NATIONAL"}
    of_bodies = [role.id for role in roles().values() if "READ_NATIONAL" in role.permissions]
    assert of_bodies == ["national_reader", "national_publisher"]
    for name in of_bodies:
        assert roles()[name].permissions <= {"READ_NATIONAL", "OPEN_ROUND", "RECEIVE_DELIVERY", "PUBLISH_NATIONAL"}


def test_who_grants_seats_or_writes_rules_gets_to_no_case_by_that() -> None:
    for name in ("seat_administrator", "ruleset_editor", "ruleset_approver"):
        assert not roles()[name].permissions & CASE_PERMISSIONS, name


def test_no_role_adopts_what_it_edits_or_verifies_what_it_settles() -> None:
    for role in roles().values():
        assert not {"EDIT_RULESET", "ADOPT_RULESET"} <= role.permissions, role.id
        assert not {"SETTLE_MONTH", "READ_AUDIT"} <= role.permissions, role.id


def test_every_permission_is_held_by_some_role() -> None:
    assert {permission for role in roles().values() for permission in role.permissions} == PERMISSIONS
    assert [role.id for role in roles().values() if "SETTLE_MONTH" in role.permissions] == ["finance_officer"]


@pytest.mark.requirement("PV-09")
def test_only_those_who_handle_cases_read_who_told_the_region() -> None:
    readers = {role.id for role in roles().values() if "READ_INFORMANT" in role.permissions}
    assert readers == {"handler", "coordination_office"}


def test_the_catalogue_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        roles()["operator"] = roles()["handler"]  # type: ignore[index]
    with pytest.raises(ValueError, match="frozen"):
        roles()["handler"].side = "party"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("right", "wrong", "key", "problem"),
    [
        (
            "permissions: [READ_NATIONAL]",
            "permissions: [READ_ALL]",
            "roles.national_reader.permissions.0",
            "'READ_NATIONAL'",
        ),
        (
            "side: platform",
            "side: vendor",
            "roles.platform_operator.side",
            "'staff', 'party', 'platform' or 'national'",
        ),
        ("id: handler", "id: auditor", "", "role stands twice: auditor"),
        ("id: handler", "id: Handläggare", "roles.handler.id", "pattern"),
        ("    en: Auditor\n", "", "roles.auditor.en", "required"),
        ("en: Auditor", 'en: " "', "roles.auditor.en", "at least 1 character"),
        ("en: Auditor", "en: Auditor\n    decides: [SANCTION]", "roles.auditor.decides", "not permitted"),
        (
            "permissions: []\n    derived:",
            "permissions: []\n    because:",
            "roles.platform_operator.because",
            "not permitted",
        ),
        ("document: S3", "document: S7", "", "unknown document: S7; allowed: S0, S1, S2, S3, S4"),
    ],
)
def test_a_wrong_value_is_refused_by_file_and_key(right: str, wrong: str, key: str, problem: str) -> None:
    assert SHIPPED.count(right) == 1
    with pytest.raises(TenantFileError) as refused:
        read(SHIPPED.replace(right, wrong), "roles.yaml")

    section, *rest = key.split(".")
    expected = ".".join([section, str(list(roles()).index(rest[0])), *rest[1:]]) if rest else key
    assert (refused.value.file, refused.value.key) == ("roles.yaml", expected)
    assert problem in refused.value.problem


def test_a_role_without_source_and_derivation_is_refused() -> None:
    text = SHIPPED[: SHIPPED.index("    derived: somebody runs")]

    with pytest.raises(TenantFileError, match="give either source or derived"):
        read(text, "roles.yaml")
