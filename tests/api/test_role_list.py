"""The catalogue of roles over the API: what a form on seats offers is what the command then takes."""

from __future__ import annotations

from typing import get_args

import pytest

from schema.types.roles import PERMISSIONS
from service.authorize import Permission
from tenants import catalog
from tests.api.caller import Json, noon
from tests.api.region import Region

pytestmark = pytest.mark.requirement("XC-02", "RM-30")
TODAY = noon("2025-06-02")
ROLES = "{ roles { id label heldIn permissions { id label } } }"


async def listed(region: Region, role: str, language: str = "sv") -> dict[str, Json]:
    found = (await region.api.ask(region.person(role), ROLES, language=language))["roles"]
    return {one["id"]: one for one in found}


async def test_all_roles_are_listed_to_those_who_keep_or_audit_seats_and_to_nobody_else(kalmar: Region) -> None:
    for role in catalog.roles():
        holds = {"ADMIN_SEATS", "READ_SEATS"} & set(catalog.roles()[role].permissions)
        if catalog.roles()[role].side == "staff":
            assert list(await listed(kalmar, role)) == (list(catalog.roles()) if holds else [])


async def test_a_role_has_its_name_and_what_it_permits_in_words_of_the_language_asked_for(kalmar: Region) -> None:
    assert (await listed(kalmar, "auditor"))["seat_administrator"] == {
        "id": "seat_administrator",
        "label": "Behörighetsadministratör",
        "heldIn": ["REGION"],
        "permissions": [
            {"id": "READ_UNITS", "label": "läsa vårdenheter"},
            {"id": "READ_SEATS", "label": "läsa platser, roller, utfärdare och vad som hänt med dem"},
            {"id": "ADMIN_SEATS", "label": "ge, begränsa och återkalla platser"},
        ],
    }
    head = (await listed(kalmar, "seat_administrator", "en"))["unit_head"]
    assert (head["label"], head["heldIn"]) == ("Head of unit", ["CARE_UNIT", "COUNTERPART"])
    assert {"id": "READ_LEDGER", "label": "read ledgers, settlements and sanctions"} in head["permissions"]


async def test_each_role_can_be_granted_where_the_list_says_and_nowhere_else(kalmar: Region) -> None:
    unit = await kalmar.unit()
    for role, told in (await listed(kalmar, "seat_administrator")).items():
        for kind, where in (("REGION", {}), ("CARE_UNIT", {"unitId": unit})):
            given = {"issuer": kalmar.iss, "subject": f"a {role}", "name": "Kim", "roles": [role], **where}
            foretold = await kalmar.api.preview(kalmar.administrator, "grantSeat", given, now=TODAY)
            assert foretold["__typename"] == ("Preview" if kind in told["heldIn"] else "InvalidInput"), (role, kind)


def test_every_permission_has_its_words_in_both_languages() -> None:
    assert set(PERMISSIONS) == catalog.PERMISSIONS
    assert set(get_args(Permission)) <= set(PERMISSIONS)
    words = [one for pair in PERMISSIONS.values() for one in pair]
    assert len(set(words)) == len(words)
