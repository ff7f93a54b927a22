"""Who may do what: the catalogue's permissions on the platform, the ruleset's mandates in a case."""

from __future__ import annotations

from itertools import product

import pytest

from service.authorize import actor_from, authorize, permit
from service.domain.act_words import ACTS
from service.domain.errors import MandateMissing
from service.domain.messages import message
from service.rules.delegation import mandates
from service.rules.ruleset import Action
from tenants.catalog import roles
from tests.core.kalmar import KALMAR, varied
from tests.core.play import actor, catalogue, named

UNIT, OTHER = named("unit"), named("other unit")
OFFICE = {"coordination_office"}
DESK = {"handler", "coordination_office"}
DELEGATION: dict[tuple[Action, str], set[str]] = {
    ("OPEN_CASE", "SIGNAL"): DESK | {"unit_head"},
    ("OPEN_CASE", "IMPULSE"): DESK,
    ("RECORD_SIGNAL", "TRUST"): DESK | {"unit_head"},
    ("RECORD_IMPULSE", "STANDARD"): DESK,
    ("CLASSIFY", "YELLOW"): OFFICE,
    ("SEND_CORRECTION_REQUEST", "RED"): OFFICE,
    ("RECEIVE_PLAN", "IN_TIME"): DESK | {"unit_head"},
    ("REQUEST_SUPPLEMENT", "REQUESTED"): OFFICE,
    ("RECEIVE_SUPPLEMENT", "LATE"): DESK | {"unit_head"},
    ("DECIDE_PLAN", "APPROVED"): OFFICE,
    ("DECIDE_PLAN", "REJECTED"): OFFICE,
    ("RECORD_FOLLOW_UP", "APPROVED"): OFFICE,
    ("DECIDE_SANCTION", "ON_REQUEST"): OFFICE,
    ("DECIDE_SANCTION", "PLAN_NOT_RECEIVED"): OFFICE,
    ("DECIDE_SANCTION", "SUPPLEMENT_NOT_RECEIVED"): OFFICE,
    ("TAKE_TERMINATION_POSITION", "TERMINATE"): OFFICE,
    ("TERMINATE_AGREEMENT", "FAILED_PLAN"): {"region_principal"},
    ("CLOSE_CASE", "CORRECTED"): DESK,
    ("RECORD_CONSULTATION", "OBJECTS"): {"legal_counsel", "medical_adviser"},
}


@pytest.mark.requirement("C8", "EX-18", "HV-09", "RM-09")
@pytest.mark.parametrize(("role", "act"), list(product(sorted(roles()), DELEGATION)), ids=str)
def test_an_act_is_open_to_the_roles_of_the_delegation_and_to_no_other(role: str, act: tuple[Action, str]) -> None:
    action, outcome = act
    who = actor(role, UNIT)
    if role in DELEGATION[act]:
        assert authorize(who, KALMAR, action, outcome) == role
        return
    with pytest.raises(MandateMissing) as refused:
        authorize(who, KALMAR, action, outcome)
    assert set(refused.value.allowed) == DELEGATION[act]
    assert refused.value.source is not None
    assert f"”{ACTS[action].sv}”" in message(refused.value, "sv")


@pytest.mark.requirement("C8", "A10")
def test_another_delegation_is_another_ruleset() -> None:
    rows = [
        {
            "action": action,
            "roles": ["department_head"],
            "source": {"clause": "delegation", "derived": "a test's own delegation"},
        }
        for action in dict.fromkeys(mandate.action for mandate in KALMAR.mandates)
    ]
    other = varied(mandates=rows)
    decider = actor("department_head", UNIT)
    assert authorize(decider, other, "DECIDE_SANCTION", "PLAN_NOT_RECEIVED") == "department_head"
    with pytest.raises(MandateMissing) as refused:
        authorize(actor("coordination_office", UNIT), other, "DECIDE_SANCTION", "PLAN_NOT_RECEIVED")
    assert refused.value.allowed == ("department_head",)


def test_an_action_that_no_row_covers_is_open_to_nobody() -> None:
    bare = KALMAR.model_copy(update={"mandates": ()})
    with pytest.raises(MandateMissing) as refused:
        authorize(actor("coordination_office", UNIT), bare, "CLASSIFY", "YELLOW")
    assert refused.value.allowed == ()
    assert mandates(KALMAR, "OPEN_CASE", "UNHEARD_OF") == []


def test_every_mandate_names_roles_of_the_catalogue() -> None:
    named_roles = {role for mandate in KALMAR.mandates for role in mandate.roles}
    assert named_roles <= roles().keys()


@pytest.mark.parametrize(
    "permission", ["READ_INFORMANT", "REGISTER_UNIT", "RECORD_LISTED_COUNTS", "SETTLE_MONTH", "ADOPT_RULESET"]
)
@pytest.mark.parametrize("role", sorted(roles()))
def test_what_the_platform_permits_is_what_the_catalogue_says(role: str, permission: str) -> None:
    who = actor(role, UNIT)
    if permission in roles()[role].permissions:
        assert permit(who, permission, catalogue()) == role  # type: ignore[arg-type]
        return
    with pytest.raises(MandateMissing) as refused:
        permit(who, permission, catalogue())  # type: ignore[arg-type]
    assert refused.value.allowed == tuple(sorted(one.id for one in roles().values() if permission in one.permissions))


def test_staff_see_the_region_a_party_its_unit_and_others_nothing() -> None:
    staff, party, platform = actor("handler", UNIT), actor("unit_head", UNIT), actor("platform_operator", UNIT)
    assert (staff.scope, staff.organisation, staff.by_party, staff.unit_id) == ("STAFF", "staff", False, None)
    assert (party.scope, party.organisation, party.by_party, party.unit_id) == ("PARTY", str(UNIT), True, UNIT)
    assert (platform.scope, platform.organisation, platform.permissions) == ("NONE", "none", frozenset())


def test_a_party_role_without_a_unit_gives_nothing() -> None:
    who = actor_from(named("x"), "08", frozenset({"unit_head"}), None, catalogue())
    assert (who.scope, who.roles, who.permissions) == ("NONE", frozenset(), frozenset())


def test_staff_that_also_head_a_unit_act_as_staff_only() -> None:
    who = actor_from(named("x"), "08", frozenset({"unit_head", "handler"}), UNIT, catalogue())
    assert (who.scope, who.roles, who.unit_id) == ("STAFF", frozenset({"handler"}), None)


def test_a_staff_role_that_reads_no_case_does_not_open_the_regions_cases() -> None:
    for others in (set(), {"unit_head"}):
        who = actor_from(named("x"), "08", frozenset({"seat_administrator", *others}), OTHER, catalogue())
        assert (who.scope, who.organisation, who.roles) == ("ACCESS", "access", {"seat_administrator"})
        assert "READ_CASES" not in who.permissions
    editor = actor_from(named("x"), "08", frozenset({"ruleset_editor"}), OTHER, catalogue())
    assert (editor.scope, editor.organisation) == ("NONE", "none")


def test_a_role_that_the_catalogue_does_not_have_gives_nothing() -> None:
    who = actor_from(named("x"), "08", frozenset({"superuser"}), UNIT, catalogue())
    assert (who.scope, who.roles, who.permissions) == ("NONE", frozenset(), frozenset())
