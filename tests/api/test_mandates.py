"""Every command against every role of the catalogue: who may, who is told who may, and who sees nothing at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from tenants.catalog import roles
from tests.api.caller import Api, Json, Person, noon
from tests.api.region import BLIND, IMPULSE, PROCEDURE, Region, registration
from tests.core.matrix import ROLES

TODAY = noon("2025-12-01")
SIGNAL = {"signalledOn": "2026-01-01", "onTemplate": True, "riskOfDeviation": True, "partyAtRisk": True}
OFFICE = ("coordination_office",)
PRINCIPAL = ("region_principal",)
RECEIVERS = ("unit_head", "handler", "coordination_office")


@dataclass(frozen=True)
class Mandate:
    """Who may: the roles, what they meet instead of a refusal of mandate, and the clause that names them."""

    deciders: tuple[str, ...]
    meets: str
    clause: str | None = None
    own_case: bool = True


MANDATES: Mapping[str, Mandate] = {
    "recordSignal": Mandate(RECEIVERS, "CASE_CLOSED", "Sanktioner"),
    "recordImpulse": Mandate(("handler", "coordination_office"), "CASE_CLOSED", "Andra impulser"),
    "classifyCase": Mandate(OFFICE, "CASE_CLOSED", "Fördjupad förklaring"),
    "sendCorrectionRequest": Mandate(OFFICE, "CASE_CLOSED", "Begäran om rättelse"),
    "receivePlan": Mandate(RECEIVERS, "CASE_CLOSED", "Handlingsplan"),
    "requestSupplement": Mandate(OFFICE, "CASE_CLOSED", "Handlingsplan"),
    "receiveSupplement": Mandate(RECEIVERS, "CASE_CLOSED", "Handlingsplan"),
    "decidePlan": Mandate(OFFICE, "CASE_CLOSED", "Handlingsplan"),
    "recordFollowUp": Mandate(OFFICE, "CASE_CLOSED", "3. Uppföljning av åtgärderna i handlingsplan"),
    "decideSanction": Mandate(OFFICE, "CASE_CLOSED", "Fördjupad förklaring"),
    "closeCase": Mandate(
        ("handler", "coordination_office"), "CASE_CLOSED", "3. Uppföljning av åtgärderna i handlingsplan"
    ),
    "requestPlan": Mandate(("handler", "coordination_office"), "CASE_CLOSED", "1a"),
    "startInDepth": Mandate(OFFICE, "CASE_CLOSED", "2. Fördjupad uppföljning"),
    "splitCase": Mandate(OFFICE, "CASE_CLOSED", "Flera sanktioner"),
    "extendPlanDue": Mandate(OFFICE, "CASE_CLOSED", "Begäran om rättelse"),
    "refrainFromSanction": Mandate(OFFICE, "CASE_CLOSED", "Fördjupad förklaring"),
    "decideNoMeasure": Mandate(OFFICE, "CASE_CLOSED", "Fördjupad förklaring"),
    "reopenCase": Mandate(OFFICE, "ACT_BEFORE_PREVIOUS", "Uppföljningsprocess"),
    "recordConsultation": Mandate(("legal_counsel", "medical_adviser"), "CASE_CLOSED", "Uppföljningsprocess"),
    "withholdPayment": Mandate(PRINCIPAL, "CASE_CLOSED", "Innehållen ersättning"),
    "releasePayment": Mandate(PRINCIPAL, "CASE_CLOSED", "Innehållen ersättning"),
    "takeTerminationPosition": Mandate(OFFICE, "CASE_CLOSED", "Svart färgklassificering"),
    "terminateAgreement": Mandate(PRINCIPAL, "CASE_CLOSED", "Svart färgklassificering"),
    "flagRecurrence": Mandate(OFFICE, "CASE_CLOSED", "Flera sanktioner"),
    "moveCaseToRuleset": Mandate(OFFICE, "CASE_CLOSED", "Fördjupad förklaring"),
    "openCase": Mandate(RECEIVERS, "ACT_IN_FUTURE", "Sanktioner"),
    "registerUnit": Mandate(("handler",), "UNIT_ALREADY_REGISTERED", own_case=False),
    "recordListedCounts": Mandate(("finance_officer", "handler"), "MONTH_IN_FUTURE", own_case=False),
    "settleMonth": Mandate(("finance_officer",), "MONTH_NOT_ENDED", own_case=False),
}


@dataclass(frozen=True)
class Ground:
    """A closed case of a registered unit, in which nobody can do anything more."""

    region: Region
    unit: str
    case: str
    hsa_id: str

    def given(self, name: str) -> dict[str, Json]:
        match name:
            case "registerUnit":
                return registration("Ängö", self.hsa_id)
            case "recordListedCounts":
                return {"unitId": self.unit, "counts": [{"month": "2026-01", "listed": 1}]}
            case "settleMonth":
                return {"month": "2025-12"}
            case "openCase":
                return {"procedure": PROCEDURE, "unitId": self.unit, "signal": SIGNAL}
            case "reopenCase":
                return {**self.region.usual(name), "caseId": self.case, "reopenedOn": "2025-07-24"}
            case _:
                return {**self.region.usual(name), "caseId": self.case}

    def person(self, role: str) -> Person:
        party = roles()[role].side == "party"
        return self.region.person(role, unit=self.unit if party else None)


@pytest.fixture(scope="module")
async def ground(api: Api) -> Ground:
    kalmar = Region(api)
    existing = await api.admin.fetchval("select count(*) from trappa.care_unit")
    hsa_id = f"SE2321000073-M{existing}"
    unit = await kalmar.unit(hsa_id=hsa_id)
    return Ground(kalmar, unit, await kalmar.until("closeCase", unit), hsa_id)


@pytest.mark.requirement("RM-04", "RM-07", "XC-02", "XC-04")
@pytest.mark.parametrize("name", MANDATES)
async def test_every_role_meets_its_mandate_or_hears_who_has_it(ground: Ground, name: str) -> None:
    mandate, api = MANDATES[name], ground.region.api
    async with api.nothing_written():
        for role in ROLES:
            found = await api.command(ground.person(role), name, ground.given(name), now=TODAY)
            assert await api.preview(ground.person(role), name, ground.given(name), now=TODAY) == found
            met = (role, found["__typename"], found["code"])
            if role in mandate.deciders:
                assert found["code"] == mandate.meets, met
            elif role in BLIND and mandate.own_case:
                assert met == (role, "NotFound", "NOT_FOUND")
            else:
                assert met == (role, "MandateMissing", "MANDATE_MISSING")
                assert tuple(found["allowed"]) == mandate.deciders
                words = {one.id: one.sv for one in roles().values()}
                assert found["deciders"] == [{"id": one, "label": words[one]} for one in mandate.deciders]
                assert (found["source"] or {}).get("clause") == mandate.clause


async def test_an_impulse_is_not_for_the_unit_to_state(ground: Ground) -> None:
    given = {"procedure": PROCEDURE, "unitId": ground.unit, "impulse": IMPULSE}
    found = await ground.region.api.refused(ground.person("unit_head"), "openCase", given, now=noon("2025-03-03"))
    assert (found["code"], found["allowed"]) == ("MANDATE_MISSING", ["handler", "coordination_office"])
    assert found["source"]["clause"] == "Andra impulser"


async def test_a_party_role_without_a_unit_is_nobody(ground: Ground) -> None:
    nobody = ground.region.person("unit_head", name="of no unit")
    assert await ground.region.sight(nobody, ground.case, now=TODAY) is None
    seen = await ground.region.api.ask(nobody, "{viewer{roles{id} permissions unitId} cases(first:5){nodes{id}}}")
    assert seen == {"viewer": {"roles": [], "permissions": [], "unitId": None}, "cases": {"nodes": []}}


@pytest.mark.parametrize("role", ROLES)
async def test_each_role_reads_what_the_catalogue_lets_it(ground: Ground, role: str) -> None:
    """Whoever reads no case finds none; whoever does, the unit's own where it is a party."""
    seen = await ground.region.sight(ground.person(role), ground.case, now=TODAY)
    if role in BLIND:
        assert seen is None
    else:
        party = roles()[role].side == "party"
        assert (seen["classification"] is None) == party
        assert seen["closedOn"] == "2025-07-25"


async def test_several_roles_of_one_person_add(ground: Ground) -> None:
    both = ground.region.person("medical_adviser", "coordination_office")
    found = await ground.region.api.refused(both, "classifyCase", ground.given("classifyCase"), now=TODAY)
    assert found["code"] == "CASE_CLOSED"


async def test_who_is_staff_and_party_at_once_acts_as_staff(ground: Ground) -> None:
    both = ground.region.person("unit_head", "medical_adviser", unit=ground.unit)
    found = await ground.region.api.refused(both, "receivePlan", ground.given("receivePlan"), now=TODAY)
    assert found["code"] == "MANDATE_MISSING"
